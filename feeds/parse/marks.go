package parse

import (
	"html"
	"slices"
	"strings"

	"sitrep/feeds/inline"
)

// maxOpen is how many marks inside each other are followed.
const maxOpen = 16

// lineMark is an open mark inside a line: a superscript, text that is struck
// out, the reading of a word, text that the page hides.
type lineMark struct {
	name string
	kind markIs
	src  int // where its content begins in the source
	from int // where its text begins
	base int // of a reading: where the word begins
	deep int // elements of its name that are open in it
}

type markIs int

const (
	noMark markIs = iota
	raisedMark
	loweredMark
	droppedMark // left out: struck-out and hidden text, brackets around a reading
	rubyMark
	readingMark
	powerMark // the raised part of a formula is in it
)

// lineMarks are the marks that are open, the innermost last, while a text
// without tags is written to out.
type lineMarks struct {
	open []lineMark
	out  []byte
	gap  bool // something that is no text stands after out
}

// text adds text of the source.
func (s *lineMarks) text(t string) {
	if s.gap && s.afterDigit() && inline.StartsWithDigit(t) {
		s.out = append(s.out, ' ')
	}
	s.gap = false
	s.out = append(s.out, t...)
}

// afterDigit reports whether the text ends in a digit.
func (s *lineMarks) afterDigit() bool {
	return inline.EndsInDigit(string(s.out[max(0, len(s.out)-4):]))
}

// kindOf returns what mark a start tag opens.
func kindOf(name, tag string) markIs {
	switch name {
	case "sup":
		return raisedMark
	case "sub":
		return loweredMark
	case "del", "s", "strike", "rp", "annotation", "annotation-xml":
		return droppedMark
	case "ruby":
		return rubyMark
	case "msup", "msub":
		return powerMark
	case "rt":
		return readingMark
	}
	if i := strings.IndexAny(tag, " \t\n"); i > 0 {
		return attrsSay(tag[i:])
	}
	return noMark
}

// attrsSay returns what mark the attributes of a tag make of its element.
func attrsSay(attrs string) markIs {
	if !strings.Contains(attrs, "style") && !strings.Contains(attrs, "hidden") && !strings.Contains(attrs, "STYLE") {
		return noMark // of nearly all tags
	}
	attrs = strings.ToLower(attrs)
	i := strings.Index(attrs, "style")
	if i < 0 {
		if slices.Contains(strings.FieldsFunc(attrs, func(r rune) bool { return strings.ContainsRune(" \t\n/>", r) }), "hidden") {
			return droppedMark
		}
		return noMark
	}
	has := func(part string) bool { return strings.Contains(attrs[i:], part) }
	attrs = strings.ReplaceAll(attrs, " ", "")
	i = strings.Index(attrs, "style")
	switch {
	case has("display:none"), has("visibility:hidden"), has("text-decoration") && has("line-through"):
		return droppedMark
	case has("vertical-align:super"):
		return raisedMark
	case has("vertical-align:sub"):
		return loweredMark
	}
	return noMark
}

// mark takes a tag of the source.
func (s *lineMarks) mark(m mark, name, src string) {
	switch {
	case apart(name):
		s.gap = true
	case m.kind == endMark:
		s.end(name, src, m)
	case m.kind == startMark && !m.empty:
		s.start(name, src, m)
	}
}

// start takes a start tag.
func (s *lineMarks) start(name, src string, m mark) {
	switch name {
	case "rt", "rp", "rb": // their end tags may be left out
		s.endReading()
	case "mn": // a number of a formula
		if s.afterDigit() {
			s.out = append(s.out, s.between()...)
		}
	}
	kind := kindOf(name, src[m.start:m.end])
	if n := len(s.open); n > 0 && s.open[n-1].name == name && kind == noMark {
		s.open[n-1].deep++
	}
	if kind == noMark || len(s.open) >= maxOpen || emptyElement(name) {
		return
	}
	sp := lineMark{name: name, kind: kind, src: m.end, from: len(s.out), base: len(s.out)}
	for i := len(s.open) - 1; kind == readingMark && i >= 0; i-- {
		if s.open[i].kind == rubyMark {
			sp.base = s.open[i].base
			break
		}
	}
	s.open = append(s.open, sp)
}

// apart reports whether an element of this name shows something that is no text
// between the texts at its sides.
func apart(name string) bool {
	switch name {
	case "img", "svg", "iframe", "object", "embed", "video", "audio", "canvas", "input", "select", "textarea", "button", "picture":
		return true
	}
	return false
}

// emptyElement reports whether an element of this name has no content.
func emptyElement(name string) bool {
	switch name {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr":
		return true
	}
	return false
}

// between returns the text between two numbers of a formula.
func (s *lineMarks) between() string {
	if n := len(s.open); n > 0 && s.open[n-1].kind == powerMark {
		return "^"
	}
	return " "
}

// end takes an end tag.
func (s *lineMarks) end(name, src string, m mark) {
	if name == "ruby" {
		s.endReading()
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name != name {
			continue
		}
		if s.open[i].deep > 0 {
			s.open[i].deep--
			return
		}
		sp := s.open[i]
		s.open = slices.Delete(s.open, i, i+1)
		s.close(sp, src[sp.src:m.start], src[m.end:])
		return
	}
}

// endReading ends a reading that is the innermost mark.
func (s *lineMarks) endReading() {
	if n := len(s.open); n > 0 && (s.open[n-1].name == "rt" || s.open[n-1].name == "rp") {
		sp := s.open[n-1]
		s.open = s.open[:n-1]
		s.close(sp, "", "")
	}
}

// close gives the text of a mark its form. inner is its source, after what
// follows it there.
func (s *lineMarks) close(sp lineMark, inner, after string) {
	if sp.from > len(s.out) {
		return
	}
	part := string(s.out[sp.from:])
	switch sp.kind {
	case droppedMark:
		s.out = s.out[:sp.from]
		s.gap = s.gap || sp.name != "del" // del: the text was never there
		return
	case raisedMark, loweredMark:
		if strings.IndexByte(part, '\n') >= 0 {
			return
		}
		part = html.UnescapeString(part)
		around := inline.Around{Before: lastBytes(s.out[:sp.from]), After: html.UnescapeString(textAfter(after)), Note: strings.HasPrefix(strings.TrimSpace(inner), "<a ")}
		if sp.kind == raisedMark {
			part = inline.Raise(part, around)
		} else {
			part = inline.Lower(part, around)
		}
	case readingMark:
		part = inline.Gloss(html.UnescapeString(string(s.out[min(sp.base, sp.from):sp.from])), html.UnescapeString(part))
		for i := range s.open {
			if s.open[i].kind == rubyMark {
				s.open[i].base = sp.from + len(html.EscapeString(part))
			}
		}
	default:
		return
	}
	s.out = append(s.out[:sp.from], html.EscapeString(part)...)
}

// lastBytes returns the end of a text, with its entities resolved.
func lastBytes(b []byte) string {
	const context = 60
	return html.UnescapeString(string(b[max(0, len(b)-context):]))
}

// textAfter returns the beginning of the text in a source.
func textAfter(s string) string {
	const context = 60
	s = s[:min(len(s), context)]
	if i := strings.IndexByte(s, '<'); i >= 0 {
		s = s[:i]
	}
	return s
}
