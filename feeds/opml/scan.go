package opml

import (
	"html"
	"strings"
)

// tag is a start tag or an end tag of a list.
type tag struct {
	name  string // without prefix, lower case
	end   bool
	empty bool              // a start tag that ends in "/>"
	attrs map[string]string // of an outline, names in lower case; the first of each counts
	line  int               // where it stands, from 1
	cut   bool              // the document ends in the middle of it
}

// scanner reads the tags of a list one after the other. Lists are written by
// hand and by programs that do not escape, so it accepts any text. It expands
// only the entities of HTML, and takes linear time.
type scanner struct {
	src  string
	pos  int
	line int // of pos, from 1
}

func newScanner(src string) *scanner { return &scanner{src: src, line: 1} }

// advance moves on to a position.
func (s *scanner) advance(to int) {
	s.line += strings.Count(s.src[s.pos:to], "\n")
	s.pos = to
}

// next returns the next tag; false at the end.
func (s *scanner) next() (tag, bool) {
	for {
		i := strings.IndexByte(s.src[s.pos:], '<')
		if i < 0 {
			s.advance(len(s.src))
			return tag{}, false
		}
		s.advance(s.pos + i)
		rest := s.src[s.pos:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			s.skip(rest, "-->")
			continue
		case strings.HasPrefix(rest, "<![CDATA["):
			s.skip(rest, "]]>")
			continue
		case strings.HasPrefix(rest, "<!"), strings.HasPrefix(rest, "<?"):
			s.skip(rest, ">")
			continue
		}
		t := tag{line: s.line}
		at := 1
		if strings.HasPrefix(rest, "</") {
			t.end, at = true, 2
		}
		n := nameLen(rest[at:])
		if n == 0 {
			s.advance(s.pos + 1) // a less-than sign
			continue
		}
		name := rest[at : at+n]
		t.name = strings.ToLower(name[strings.LastIndexByte(name, ':')+1:])
		s.advance(s.pos + at + n)
		if t.name == "outline" && !t.end {
			s.outline(&t)
		} else if end := strings.IndexAny(s.src[s.pos:], "<>"); end > 0 && s.src[s.pos+end] == '>' {
			t.empty = s.src[s.pos+end-1] == '/'
		}
		return t, true
	}
}

// skip passes over a section that ends in end; if end is missing, over its
// beginning only.
func (s *scanner) skip(rest, end string) {
	n := strings.Index(rest, end)
	if n < 0 {
		s.advance(s.pos + 2)
		return
	}
	s.advance(s.pos + n + len(end))
}

// outline reads the attributes of an outline, up to the end of its tag.
func (s *scanner) outline(t *tag) {
	t.attrs = make(map[string]string)
	for {
		rest := s.src[s.pos:]
		gap := len(rest) - len(strings.TrimLeft(rest, " \t\r\n"))
		s.advance(s.pos + gap)
		rest = rest[gap:]
		switch {
		case rest == "":
			t.cut = true
			return
		case rest[0] == '<': // the end of the tag is missing
			return
		case rest[0] == '>':
			s.advance(s.pos + 1)
			return
		case strings.HasPrefix(rest, "/>"):
			t.empty = true
			s.advance(s.pos + 2)
			return
		}
		n := nameLen(rest)
		if n == 0 {
			s.advance(s.pos + 1)
			continue
		}
		name := strings.ToLower(rest[strings.LastIndexByte(rest[:n], ':')+1 : n])
		s.advance(s.pos + n)
		if value, ok := s.value(); ok {
			if _, twice := t.attrs[name]; !twice && len(t.attrs) < maxAttrs {
				value = strings.ToValidUTF8(value[:min(len(value), maxValue)], "")
				t.attrs[name] = strings.TrimSpace(html.UnescapeString(value))
			}
		} else if s.pos == len(s.src) {
			t.cut = true
			return
		}
	}
}

// value reads the value of an attribute, in quotation marks or not; false if it
// is missing, or the document ends in it.
func (s *scanner) value() (string, bool) {
	rest := s.src[s.pos:]
	after := strings.TrimLeft(rest, " \t\r\n")
	if !strings.HasPrefix(after, "=") {
		return "", false
	}
	after = strings.TrimLeft(after[1:], " \t\r\n")
	s.advance(len(s.src) - len(after))
	if after == "" {
		return "", false
	}
	if after[0] != '"' && after[0] != '\'' {
		n := strings.IndexAny(after, " \t\r\n<>")
		if n < 0 {
			n = len(after)
		}
		if strings.HasPrefix(after[n:], ">") && strings.HasSuffix(after[:n], "/") {
			n--
		}
		s.advance(s.pos + n)
		return after[:n], true
	}
	n, size := quoted(after)
	s.advance(s.pos + size)
	return after[1:n], size > n || n < len(after)
}

// quoted returns the end of the value whose opening quotation mark s begins
// with, and the number of bytes to pass over. The closing mark is followed by
// an attribute or by the end of the tag; other marks belong to the value. If the
// closing mark is missing, the value ends where the next attribute begins.
func quoted(s string) (n, size int) {
	first := 0 // the first quotation mark, if nothing better is found
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c == s[0]:
			if first == 0 {
				first = i
			}
			if endsValue(s[i+1:]) {
				return i, i + 1
			}
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			if opensAttribute(s[i+1:]) {
				return i, i
			}
		case c == '<' && opensTag(s[i+1:]):
			if first > 0 {
				return first, first + 1
			}
			return i, i
		}
	}
	if first > 0 {
		return first, first + 1
	}
	return len(s), len(s)
}

// endsValue reports whether a quotation mark closes a value, by the text after
// it.
func endsValue(s string) bool {
	rest := strings.TrimLeft(s[:min(len(s), maxGap)], " \t\r\n")
	if rest == "" || rest[0] == '>' || strings.HasPrefix(rest, "/>") || strings.HasPrefix(rest, "?>") {
		return true
	}
	n := nameLen(rest)
	if n == 0 {
		return false
	}
	rest = strings.TrimLeft(rest[n:], " \t\r\n")
	return strings.HasPrefix(rest, "=")
}

// maxGap is the number of bytes after a quotation mark that are examined.
const maxGap = 256

// opensAttribute reports whether an attribute that outlines have begins here.
func opensAttribute(s string) bool {
	n := nameLen(s[:min(len(s), 32)])
	switch strings.ToLower(s[:n]) {
	case "text", "title", "type", "xmlurl", "htmlurl", "url", "category", "description", "language", "version", "created":
	default:
		return false
	}
	return len(s) > n+1 && s[n] == '=' && (s[n+1] == '"' || s[n+1] == '\'')
}

// opensTag reports whether the text after a '<' is a tag of a list.
func opensTag(s string) bool {
	s = strings.TrimPrefix(s, "/")
	switch strings.ToLower(s[:nameLen(s[:min(len(s), 16)])]) {
	case "outline", "body", "opml":
		return true
	}
	return false
}

func nameLen(s string) int {
	n := 0
	for n < len(s) {
		c := s[n]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || c >= 0x80
		if !letter && (n == 0 || (c < '0' || c > '9') && c != '-' && c != '.') {
			break
		}
		n++
	}
	return n
}
