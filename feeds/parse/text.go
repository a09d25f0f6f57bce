package parse

import (
	"html"
	"strings"

	"sitrep/internal/sanitize"
)

// maxTitle is how much of a title, name or label is read, in bytes.
const maxTitle = 16 << 10

// PlainText returns the words of HTML: no tags, no scripts, entities
// resolved, a line break where a block begins or ends. It is not cleaned.
func PlainText(h RawHTML) string { return html.UnescapeString(stripTags(string(h), false)) }

// titleText makes one line of a title, which may be text, HTML or HTML that
// was escaped once too often.
func titleText(s string) sanitize.Clean {
	if len(s) > maxTitle {
		s = strings.ToValidUTF8(s[:maxTitle], "")
	}
	for range 2 {
		if strings.IndexByte(s, '<') < 0 && strings.IndexByte(s, '&') < 0 {
			break
		}
		s = html.UnescapeString(stripTags(escapeBare(dropCutTag(s)), true))
	}
	return sanitize.Line(s)
}

// stripTags removes tags, of HTML's elements only if known is set: a title
// may well hold a "<" of its own.
func stripTags(s string, known bool) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	w := lineMarks{out: make([]byte, 0, len(s))}
	sc := scanner{src: s}
	skip := "" // element whose content is not text
	for {
		m, ok := sc.next()
		if !ok {
			return string(w.out)
		}
		name := local(m.name)
		if skip == "" && name != "" {
			w.mark(m, name, s)
		}
		switch {
		case skip != "":
			if m.kind == endMark && name == skip {
				skip = ""
			}
		case m.kind == textMark:
			w.text(s[m.start:m.end])
		case m.kind == cdataMark:
			w.text(s[m.start+len("<![CDATA[") : m.end-len("]]>")])
		case m.kind == brokenMark:
			if known {
				w.out = append(w.out, s[m.start:m.end]...)
			}
		case m.kind == otherMark:
		case name == "script" || name == "style":
			if m.kind == startMark && !m.empty {
				skip = name
			}
		case isBlock(name):
			w.out = append(w.out, '\n')
		case known && !isInline(name):
			w.out = append(w.out, s[m.start:m.end]...)
		}
	}
}

// looksLikeHTML reports whether text that is declared to be plain holds tags
// of HTML all the same.
func looksLikeHTML(s string) bool {
	if strings.IndexByte(s, '<') < 0 {
		return false
	}
	sc := scanner{src: s}
	for {
		m, ok := sc.next()
		if !ok {
			return false
		}
		if m.kind == startMark && (isBlock(local(m.name)) || isInline(local(m.name))) {
			return true
		}
	}
}

// escapeText makes HTML of plain text; blank lines part paragraphs.
func escapeText(s string) RawHTML {
	s = html.EscapeString(strings.TrimSpace(s))
	if strings.IndexByte(s, '\n') < 0 {
		return RawHTML(s)
	}
	var b strings.Builder
	for para := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if para = strings.TrimSpace(para); para != "" {
			b.WriteString("<p>" + strings.ReplaceAll(para, "\n", "<br>\n") + "</p>\n")
		}
	}
	return RawHTML(strings.TrimSpace(b.String()))
}

func isBlock(name string) bool {
	switch name {
	case "p", "br", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "tbody", "thead", "hr",
		"h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "section", "article", "figure", "figcaption",
		"header", "footer", "aside", "center", "caption", "html", "body", "head", "main", "nav", "address", "form", "iframe",
		"details", "summary", "fieldset", "legend", "hgroup", "menu", "dir", "tfoot", "option", "search", "dialog":
		return true
	}
	return false
}

func isInline(name string) bool {
	switch name {
	case "a", "b", "i", "u", "s", "em", "strong", "span", "font", "ruby", "rb", "rt", "rp", "rtc", "math", "mi", "mo", "mn", "mrow", "msup", "msub", "mfrac", "semantics", "img", "sub", "sup", "small", "big", "tt", "code",
		"strike", "del", "ins", "abbr", "acronym", "cite", "q", "mark", "nobr", "wbr", "kbd", "time", "object",
		"embed", "param", "video", "audio", "source", "picture", "svg", "input", "button", "label", "script", "style", "noscript":
		return true
	}
	return false
}
