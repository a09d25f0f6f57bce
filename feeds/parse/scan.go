package parse

import (
	"strings"
)

// markKind is the kind of a piece of mark-up.
type markKind int

const (
	textMark   markKind = iota // character data, entities undecoded
	startMark                  // a start tag
	endMark                    // an end tag
	cdataMark                  // a CDATA section
	otherMark                  // a comment, processing instruction or declaration
	brokenMark                 // mark-up that the document ends in the middle of
)

// mark is one piece of mark-up: src[start:end].
type mark struct {
	kind       markKind
	start, end int
	name       string // of a tag, with its prefix
	empty      bool   // a start tag that ends in "/>"
}

// scanner cuts a document into marks. It never fails and takes any text; a
// '<' that starts no mark-up is text. It works in linear time.
type scanner struct {
	src string
	pos int
	// The nearest terminator of each kind is looked for once, not once for
	// each mark that lacks it.
	noComment, noCDATA, noPI, noDirective bool
}

// next returns the next mark; false at the end.
func (s *scanner) next() (mark, bool) {
	if s.pos >= len(s.src) {
		return mark{}, false
	}
	m := mark{start: s.pos}
	rest := s.src[s.pos:]
	if rest[0] != '<' || !opens(rest) {
		n := 1
		for n < len(rest) {
			i := strings.IndexByte(rest[n:], '<')
			if i < 0 {
				n = len(rest)
				break
			}
			n += i
			if opens(rest[n:]) {
				break
			}
			n++
		}
		m.kind, m.end = textMark, s.pos+n
		s.pos = m.end
		return m, true
	}
	switch {
	case strings.HasPrefix(rest, "<!--"):
		m.kind, m.end = otherMark, s.until(4, "-->", &s.noComment)
	case strings.HasPrefix(rest, "<![CDATA["):
		m.kind, m.end = cdataMark, s.until(9, "]]>", &s.noCDATA)
	case rest[1] == '?':
		m.kind, m.end = otherMark, s.until(2, "?>", &s.noPI)
	case rest[1] == '!':
		m.kind = otherMark
		if !s.noDirective {
			m.end = s.pos + directiveLen(rest)
			s.noDirective = m.end == s.pos
		}
	case rest[1] == '/':
		m.kind, m.end = endMark, s.pos+tagLen(rest)
	default:
		m.kind, m.end = startMark, s.pos+tagLen(rest)
	}
	if m.end <= s.pos {
		m.kind, m.end = unended(rest, s.pos, len(s.src))
	}
	switch m.kind {
	case startMark:
		m.name = tagName(rest[1:])
		m.empty = s.src[m.end-2] == '/'
	case endMark:
		m.name = tagName(rest[2:])
	default:
	}
	s.pos = m.end
	return m, true
}

// unended returns what to make of mark-up at the start of rest that has no
// end: what opened a section is ignored, its text is not; a tag is one that
// the document breaks off in, or no tag if much follows.
func unended(rest string, pos, size int) (kind markKind, end int) {
	switch {
	case strings.HasPrefix(rest, "<![CDATA["):
		return otherMark, pos + len("<![CDATA[")
	case rest[1] == '!' || rest[1] == '?':
		return otherMark, pos + len("<!")
	case len(rest) > maxTag:
		return textMark, pos + 1
	}
	return brokenMark, size
}

// until returns the position after the next end, which is looked for skip
// bytes further on, or 0 if there is none.
func (s *scanner) until(skip int, end string, none *bool) int {
	if *none {
		return 0
	}
	i := strings.Index(s.src[s.pos+skip:], end)
	if i < 0 {
		*none = true
		return 0
	}
	return s.pos + skip + i + len(end)
}

// opens reports whether mark-up starts at s[0], which is '<'.
func opens(s string) bool {
	if len(s) < 2 {
		return false
	}
	switch s[1] {
	case '!', '?':
		return true
	case '/':
		return len(s) > 2 && nameStart(s[2])
	}
	return nameStart(s[1])
}

func nameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
}

func nameByte(c byte) bool { return nameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' }

func tagName(s string) string {
	n := 0
	for n < len(s) && nameByte(s[n]) {
		n++
	}
	return s[:n]
}

// maxTag is how long a tag may be: beyond it a quotation mark is taken as
// never closed.
const maxTag = 64 << 10

// tagLen returns the length of the tag at the start of s: up to the first
// '>' outside quotation marks. If a quotation mark is never closed, it is up
// to the first '>' or before the next '<'. It is 0 if there is neither.
func tagLen(s string) int {
	quote := byte(0)
	for i := 1; i < len(s) && i < maxTag; i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && strings.HasSuffix(strings.TrimRight(s[max(0, i-8):i], " \t\r\n"), "="):
			quote = c
		case c == '>':
			return i + 1
		case c == '<':
			return i
		}
	}
	i := strings.IndexAny(s[1:min(len(s), maxTag)], "<>")
	switch {
	case i < 0:
		return 0
	case s[1+i] == '>':
		return i + 2
	}
	return i + 1
}

// directiveLen returns the length of the declaration at the start of s, with
// the internal subset of a DOCTYPE. It is 0 if it does not end.
func directiveLen(s string) int {
	depth := 0
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '[':
			depth++
		case ']':
			depth--
		case '>':
			if depth <= 0 {
				return i + 1
			}
		}
	}
	if i := strings.IndexByte(s, '>'); i >= 0 {
		return i + 1
	}
	return 0
}

// local returns a name without its prefix, in lower case.
func local(name string) string {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

// attr is an attribute of a start tag; its value is undecoded.
type attr struct{ name, value string }

// attrs returns the attributes of a start tag, quoted or not.
func attrs(tag string) []attr {
	tag = strings.TrimRight(strings.TrimPrefix(tag, "<"), "/>")
	tag = tag[len(tagName(tag)):]
	var out []attr
	for len(out) < 256 {
		tag = strings.TrimLeft(tag, " \t\r\n/")
		name := tagName(tag)
		if name == "" {
			if tag == "" {
				return out
			}
			tag = tag[1:]
			continue
		}
		tag = strings.TrimLeft(tag[len(name):], " \t\r\n")
		if !strings.HasPrefix(tag, "=") {
			continue
		}
		tag = strings.TrimLeft(tag[1:], " \t\r\n")
		var value string
		if tag != "" && (tag[0] == '"' || tag[0] == '\'') {
			value, tag, _ = strings.Cut(tag[1:], tag[:1])
		} else if i := strings.IndexAny(tag, " \t\r\n"); i >= 0 {
			value, tag = tag[:i], tag[i:]
		} else {
			value, tag = tag, ""
		}
		out = append(out, attr{name, value})
	}
	return out
}
