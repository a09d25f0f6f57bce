// Package opml reads and writes lists of feeds as OPML (versions 1 and 2),
// the format in which feed readers exchange them.
//
// A list can name feeds and sort them under tags, and nothing else: it never
// defines a command, a filter or a file, whatever its attributes say.
package opml

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sitrep/feeds/encodings"
	"sitrep/internal/sanitize"
)

const (
	maxBytes    = 10 << 20
	maxOutlines = 10_000
	maxDepth    = 64
	maxTags     = 16 // of one feed
	maxAttrs    = 64
	maxValue    = 64 << 10 // bytes of the value of an attribute
	maxStrays   = 20       // tags before the first outline of a list without root
)

// ErrNotOPML says that a document is something else; match it with
// errors.Is.
var ErrNotOPML = errors.New("not OPML")

// Outline is one feed of a list.
type Outline struct {
	URL  string         // http or https, canonical spelling
	Name sanitize.Clean // empty: the list gives none
	Tags []string       // folders and categories: lower case, sorted
	Line int            // where it stands, from 1
}

// SkippedError is the error of a list that was read but for some entries.
type SkippedError struct{ Entries []Skipped }

// Skipped is an entry that was left out.
type Skipped struct {
	Line int    // where it stands, from 1
	Why  string // such as: "exec:fetch.sh" is not a web address
}

// Error returns a line for each entry.
func (e *SkippedError) Error() string {
	lines := make([]string, len(e.Entries))
	for i, s := range e.Entries {
		lines[i] = fmt.Sprintf("line %d: %s", s.Line, s.Why)
	}
	return strings.Join(lines, "\n")
}

// Read returns the feeds of a list, each address once, in its order. If some
// entries could not be taken (they are no web addresses, there are too many,
// the document breaks off) it returns the others and a *SkippedError. If the
// document is no OPML, the error matches ErrNotOPML.
func Read(r io.Reader) ([]Outline, error) {
	body, err := io.ReadAll(io.LimitReader(r, maxBytes+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read OPML: %w", err)
	case len(body) > maxBytes:
		return nil, fmt.Errorf("read OPML: more than %d MB", maxBytes>>20)
	}
	s := newScanner(encodings.Raw(body, "").String)
	rd := reader{seen: map[string]int{}}
	for {
		t, ok := s.next()
		if !ok || t.cut {
			break
		}
		if err := rd.consume(t); err != nil {
			return nil, fmt.Errorf("read OPML: %w", err)
		}
	}
	if rd.root == "" {
		return nil, fmt.Errorf("read OPML: %w: there is no <opml> in it", ErrNotOPML)
	}
	if !rd.closed && rd.root == "opml" {
		rd.skip(s.line, "the document breaks off here")
	}
	if len(rd.skipped) > 0 {
		return rd.out, &SkippedError{rd.skipped}
	}
	return rd.out, nil
}

// reader collects outlines.
type reader struct {
	root    string   // opml, or outline where the root was left out
	closed  bool     // the root is
	strays  int      // tags before the first outline of a list without root
	folders []string // of the open outlines; "" for one that is no folder
	depth   int      // open outlines beyond maxDepth
	out     []Outline
	seen    map[string]int // line by address
	skipped []Skipped
	full    bool
	deep    bool
}

func (rd *reader) skip(line int, why string) {
	if len(rd.skipped) < maxOutlines {
		rd.skipped = append(rd.skipped, Skipped{line, why})
	}
}

// consume reads one tag. A list whose root was left out is read as one.
func (rd *reader) consume(t tag) error {
	if rd.root == "" {
		switch {
		case t.name == "opml" || t.name == "outline":
			rd.root = t.name
		case t.name != "head" && t.name != "body" && t.name != "title" || rd.strays > maxStrays:
			return fmt.Errorf("%w: line %d: it is <%s>", ErrNotOPML, t.line, sanitize.Line(t.name))
		default:
			rd.strays++
			return nil
		}
	}
	switch {
	case t.name == "opml" && t.end:
		rd.closed = true
	case t.name != "outline":
	case t.end:
		if rd.depth > 0 {
			rd.depth--
		} else if n := len(rd.folders); n > 0 {
			rd.folders = rd.folders[:n-1]
		}
	case len(rd.folders) >= maxDepth:
		if !t.empty {
			rd.depth++
		}
		if !rd.deep {
			rd.deep = true
			rd.skip(t.line, fmt.Sprintf("folders are nested deeper than %d", maxDepth))
		}
	default:
		folder := rd.outline(t.attrs, t.line)
		if !t.empty {
			rd.folders = append(rd.folders, folder)
		}
	}
	return nil
}

// outline takes one entry and returns the tag it gives to those below it.
func (rd *reader) outline(at map[string]string, line int) (folder string) {
	name := at["text"]
	if name == "" {
		name = at["title"]
	}
	address := at["xmlurl"]
	if kind := strings.ToLower(at["type"]); address == "" && (kind == "rss" || kind == "atom") {
		address = at["url"]
	}
	if address == "" {
		return tagOf(name)
	}
	u, ok := sanitize.URL("", address)
	switch {
	case !ok:
		rd.skip(line, fmt.Sprintf("%q is not a web address", sanitize.Redacted(address)))
		return ""
	case rd.seen[u] != 0:
		rd.skip(line, fmt.Sprintf("%s is listed in line %d already", sanitize.Redacted(u), rd.seen[u]))
		return ""
	case len(rd.out) >= maxOutlines:
		if !rd.full {
			rd.full = true
			rd.skip(line, fmt.Sprintf("there are more than %d feeds; the rest is left out", maxOutlines))
		}
		return ""
	}
	rd.seen[u] = line
	o := Outline{URL: u, Name: sanitize.Line(name), Line: line, Tags: rd.tags(at["category"])}
	if o.Name.String() == address || o.Name.String() == u {
		o.Name = sanitize.Clean{}
	}
	rd.out = append(rd.out, o)
	return ""
}

// tags returns the open folders and the categories of an entry: separated by
// commas, each a word or a path (OPML 2.0).
func (rd *reader) tags(category string) []string {
	var out []string
	for _, f := range rd.folders {
		if f != "" {
			out = append(out, f)
		}
	}
	for c := range strings.SplitSeq(category, ",") {
		for part := range strings.SplitSeq(c, "/") {
			if t := tagOf(part); t != "" {
				out = append(out, t)
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return out[:min(len(out), maxTags)]
}

// tagOf makes a tag of the name of a folder: lower case, a hyphen for each gap.
func tagOf(name string) string {
	t := strings.ToLower(sanitize.Line(name).String())
	t = strings.Trim(strings.Join(strings.FieldsFunc(t, notInTag), "-"), "-")
	if len(t) > 64 {
		return ""
	}
	return t
}

// notInTag reports whether a character would give a tag another meaning in
// the configuration or in a query.
func notInTag(r rune) bool { return strings.ContainsRune(" ,/\"'`()[]{}:#&*!|>%@\\", r) }
