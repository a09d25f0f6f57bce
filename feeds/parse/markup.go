package parse

import (
	"html"
	"strings"

	"sitrep/internal/sanitize"
)

// isMarkup reports whether text that may be HTML evidently is: an element in
// it is closed, has attributes or needs no end tag. A plain title may mention
// <video>.
func isMarkup(s string) bool {
	if strings.IndexByte(s, '<') < 0 {
		return false
	}
	opened := make(map[string]bool)
	for sc := (scanner{src: s}); ; {
		m, ok := sc.next()
		if !ok {
			return false
		}
		name := local(m.name)
		switch {
		case m.kind == endMark && opened[name]:
			return true
		case m.kind != startMark || !isBlock(name) && !isInline(name):
		case isVoid(name), len(attrs(s[m.start:m.end])) > 0:
			return true
		default:
			opened[name] = true
		}
	}
}

// escapeBare escapes the tags that a title mentions: those without attributes
// of elements that are not closed and do not format text.
func escapeBare(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	closed := make(map[string]bool)
	for sc := (scanner{src: s}); ; {
		m, ok := sc.next()
		if !ok {
			break
		}
		if m.kind == endMark {
			closed[local(m.name)] = true
		}
	}
	var b strings.Builder
	for sc := (scanner{src: s}); ; {
		m, ok := sc.next()
		if !ok {
			return b.String()
		}
		part := s[m.start:m.end]
		if name := local(m.name); m.kind == startMark && isInline(name) && !isFormat(name) && !closed[name] && len(attrs(part)) == 0 {
			part = html.EscapeString(part)
		}
		b.WriteString(part)
	}
}

// isFormat reports whether an element formats the words of a line.
func isFormat(name string) bool {
	switch name {
	case "a", "b", "i", "u", "s", "em", "strong", "span", "font", "sub", "sup", "small", "big", "tt", "strike", "del", "ins", "abbr", "acronym",
		"cite", "q", "mark", "nobr", "wbr", "img":
		return true
	}
	return false
}

// dropCutTag removes the beginning of a tag from the end of a title that was
// shortened in the middle of it.
func dropCutTag(s string) string {
	i := strings.LastIndexByte(s, '<')
	if i < 0 || strings.IndexByte(s[i:], '>') >= 0 || !opens(s[i:]) || s[i+1] == '!' || s[i+1] == '?' {
		return s
	}
	tag := s[i:]
	end := len(tag)
	for _, stop := range [...]string{"…", "...", "”", "»"} {
		if n := strings.Index(tag, stop); n >= 0 {
			end = min(end, n)
		}
	}
	name := tagName(strings.TrimPrefix(tag[1:], "/"))
	rest := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(tag[1:end], "/"), name))
	known := isBlock(strings.ToLower(name)) || isInline(strings.ToLower(name))
	switch {
	case looksLikeHTML(s[:i]), known && tag[1] == '/':
	case known && (strings.IndexByte(rest, '=') > 0 || rest != "" && !strings.ContainsAny(rest, " \t\r\n")):
	default:
		return s // not a tag, as in "a <b"
	}
	return s[:i] + tag[end:]
}

// plainTitle makes a line of a title that is declared to be plain text
// (RFC 4287, section 3.1.1.1; JSON Feed). A title that is evidently HTML is read
// as HTML, and entities are resolved: publishers often escape twice.
func plainTitle(s string) sanitize.Clean {
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "")
	}
	if isMarkup(s) {
		return titleText(s)
	}
	return sanitize.Line(text(text(dropCutTag(s))))
}

// unescaped returns HTML that was escaped twice as the publisher meant it: text
// without tags that becomes mark-up when it is unescaped.
func unescaped(h RawHTML) RawHTML {
	s := unwrapped(string(h))
	for range 2 {
		if strings.IndexByte(s, '<') >= 0 || !strings.Contains(s, "&") {
			break
		}
		once := html.UnescapeString(s)
		if strings.Contains(once, "&lt;") {
			s = once
			continue
		}
		if isMarkup(once) {
			return RawHTML(once)
		}
		break
	}
	return h
}

// unwrapped returns the text of HTML in p, div, span and br only, if the text
// begins with an escaped tag.
func unwrapped(s string) string {
	if strings.IndexByte(s, '<') < 0 || !strings.Contains(s, "&lt;") {
		return s
	}
	for sc := (scanner{src: s}); ; {
		m, ok := sc.next()
		if !ok {
			break
		}
		switch name := local(m.name); {
		case m.kind == textMark || name == "p" || name == "div" || name == "br" || name == "span":
		default:
			return s
		}
	}
	words := strings.TrimSpace(stripTags(s, false))
	if !strings.HasPrefix(words, "&lt;") {
		return s
	}
	return words
}

// unprefixed returns XHTML without the namespace prefixes of its elements.
func unprefixed(s string) string {
	if !strings.Contains(s, ":") {
		return s
	}
	var b strings.Builder
	for sc := (scanner{src: s}); ; {
		m, ok := sc.next()
		if !ok {
			return b.String()
		}
		part := s[m.start:m.end]
		if m.kind == startMark || m.kind == endMark {
			if name := local(m.name); len(name) < len(m.name) && (isBlock(name) || isInline(name)) {
				part = strings.Replace(part, m.name, name, 1)
			}
		}
		b.WriteString(part)
	}
}
