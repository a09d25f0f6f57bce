package parse

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"
)

// Pieces is a feed cut at its items, so that those which are known byte for
// byte need not be read again. The zero Pieces has no items.
type Pieces struct {
	Head  string // everything before the first item
	Items []string
	Tail  string
}

// Cut cuts an RSS or Atom document at its items. It reports false at any
// doubt whether a reader of the whole would see the same items, each by
// itself: then the document is to be read as a whole.
func Cut(body []byte) (Pieces, bool) {
	if !utf8.Valid(body) {
		return Pieces{}, false
	}
	src := string(body)
	var p Pieces
	name, shut, start, end := "", "", -1, -1 // of the item that is open; where the last one ended
	for pos := 0; ; {
		i := strings.IndexByte(src[pos:], '<')
		if i < 0 {
			break
		}
		pos += i
		rest := src[pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			i = strings.Index(rest, "-->")
		case strings.HasPrefix(rest, "<![CDATA["):
			i = strings.Index(rest, "]]>")
		case strings.HasPrefix(rest, "<?"):
			i = strings.Index(rest, "?>")
		case strings.HasPrefix(rest, "<!"):
			return Pieces{}, false // a document type may define anything
		case name == "" && opensItem(rest, "item"):
			name, shut = "item", "</item>"
			continue
		case name == "" && opensItem(rest, "entry"):
			name, shut = "entry", "</entry>"
			continue
		case name != "" && opensItem(rest, name):
			between := ""
			if end >= 0 {
				between = src[end:pos]
			}
			n := tagLen(rest)
			if start >= 0 || n < 2 || rest[n-2] == '/' || strings.TrimSpace(between) != "" {
				return Pieces{}, false
			}
			if start = pos; len(p.Items) == 0 {
				p.Head = src[:pos]
			}
			i = n - 1
		case name != "" && strings.HasPrefix(rest, shut):
			if start < 0 {
				return Pieces{}, false
			}
			i = len(shut) - 1
			end = pos + i + 1
			p.Items = append(p.Items, src[start:end])
			start = -1
		default:
			i = 0
		}
		if i < 0 {
			return Pieces{}, false
		}
		pos += i + 1
	}
	if start >= 0 || len(p.Items) == 0 {
		return Pieces{}, false
	}
	p.Tail = src[end:]
	return p, true
}

// opensItem reports whether s begins with a start tag of that name.
func opensItem(s, name string) bool {
	if len(s) < len(name)+2 || s[1:1+len(name)] != name {
		return false
	}
	switch s[1+len(name)] {
	case ' ', '\t', '\r', '\n', '>', '/':
		return true
	}
	return false
}

// stamps are the parts of a feed's head that say when it was made, and RDF's
// list of its items: they change without anything having changed.
var stamps = pattern(`(?s)<(?:lastBuildDate|pubDate|updated|dc:date|items)\b[^>]*>.*?</(?:lastBuildDate|pubDate|updated|dc:date|items)>`)

// Frame returns the document around the items, without the time of its making.
// Items that are the same in the same frame mean the same.
func (p Pieces) Frame() string {
	return stamps().ReplaceAllLiteralString(p.Head, "") + "\x00" + p.Tail
}

// With returns the document with these items only.
func (p Pieces) With(items []string) []byte {
	var b bytes.Buffer
	b.WriteString(p.Head)
	for _, it := range items {
		b.WriteString(it)
	}
	b.WriteString(p.Tail)
	return b.Bytes()
}

// identities are what an item is known by: what is around the identifier, and
// the identifier.
var identities = []func() *regexp.Regexp{
	pattern(`(?s)<(?:guid|id)\b[^>]*(>(.*?)</)(?:guid|id)>`),
	pattern(`^<item\b[^>]*\brdf:about=("([^"]*)")`),
	pattern(`(?s)<link(>(.*?)</)link>`),
	pattern(`<link\b[^>]*\bhref=("([^"]*)")`),
}

// pattern returns a function that compiles an expression on its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// Alone reports whether no other item of the document bears an identifier or the
// address of this one, as it is written. An item without either is not alone.
func (p Pieces) Alone(item string) bool {
	some := false
	for _, identity := range identities {
		m := identity().FindStringSubmatch(item)
		if m == nil {
			continue
		}
		if strings.TrimSpace(m[2]) == "" {
			return false
		}
		n := 0
		for _, it := range p.Items {
			if strings.Contains(it, m[1]) {
				n++
			}
		}
		if n != 1 {
			return false
		}
		some = true
	}
	return some
}
