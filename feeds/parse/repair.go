package parse

import (
	"html"
	"slices"
	"strings"

	"sitrep/internal/sanitize"
)

// mender rewrites a document as well-formed XML within the limits, losing
// as little as it can.
type mender struct {
	src        string
	out        strings.Builder
	open       []frame
	namespaces int
	dropped    int // open elements that were left out, below the last kept one

	items []span // of whole items in the output
	from  int    // where the item that is open starts; -1: none is
}

type span struct{ from, to int }

// mend returns src, whose root element starts at src[0], as well-formed XML:
// tags balanced, attributes quoted, entities resolved, relative addresses in
// attributes absolute where xml:base says to what. An item that the document
// breaks off in is left out, unless it is the only one.
func mend(src, url string) (string, []span) {
	m := mender{src: src, from: -1}
	m.out.Grow(len(src) + len(src)/16)
	s := scanner{src: src}
	for {
		k, ok := s.next()
		if !ok {
			break
		}
		if len(m.open) == 0 && m.out.Len() > 0 {
			break // what follows the root element
		}
		if len(m.items) > maxItems {
			break
		}
		m.mark(k, url)
	}
	return m.finish()
}

func (m *mender) mark(k mark, url string) {
	if k.kind == brokenMark || k.kind == otherMark {
		return
	}
	newItem := k.kind == startMark && isItem(local(k.name)) // nothing may swallow the items that follow
	if n := len(m.open); n > 0 && k.kind != endMark && !newItem {
		f := &m.open[n-1]
		if f.pieces++; f.full() {
			if k.kind == startMark && !k.empty {
				m.dropped++
			}
			return
		}
	}
	switch k.kind {
	case textMark:
		m.text(m.src[k.start:k.end])
	case cdataMark:
		m.out.WriteString(m.src[k.start:k.end])
	case startMark:
		m.start(k, url)
	case endMark:
		m.end(k.name)
	default:
	}
}

func (m *mender) text(s string) {
	if len(m.open) > 0 {
		writeText(&m.out, s)
	}
}

// start opens an element. An item cannot stand in an item: the one that is
// open was never closed.
func (m *mender) start(k mark, url string) {
	name := local(k.name)
	f := frame{name: k.name, base: url, item: isItem(name)}
	if n := len(m.open); n > 0 {
		f.base = m.open[n-1].base
		if f.item {
			m.closeItem(name)
		} else if f := m.open[n-1]; n > 1 && m.open[n-2].item && isLeaf(f.name) && (isLeaf(k.name) || isText(name)) {
			m.closeTo(n - 1) // its end tag is missing
		}
	}
	if len(m.open) >= maxDepth {
		if !k.empty {
			m.dropped++
		}
		return
	}
	f.foreign = isForeign(k.name, m.src[k.start:k.end], m.open)
	if f.item {
		m.from = m.out.Len()
	}
	empty := k.empty || isVoid(name) && m.from >= 0
	m.tag(&f, m.src[k.start:k.end], empty)
	if empty {
		m.namespaces -= f.namespaces
		if f.item {
			m.items = append(m.items, span{m.from, m.out.Len()})
			m.from = -1
		}
		return
	}
	m.open = append(m.open, f)
}

// closeItem ends the open item, if one is open and a feed's item may start
// here.
func (m *mender) closeItem(name string) {
	if m.from < 0 {
		return
	}
	for i, f := range m.open {
		if f.item && local(f.name) == name {
			m.closeTo(i)
			return
		}
	}
}

// end closes the innermost open element of that name, with all that is open
// in it; an end tag without its start is dropped.
func (m *mender) end(name string) {
	if m.dropped > 0 {
		m.dropped--
		return
	}
	for i, f := range slices.Backward(m.open) {
		if f.name == name {
			m.closeTo(i)
			return
		}
		if f.item && !isContainer(local(name)) {
			return // a stray end tag in an item does not end the feed
		}
	}
}

func (m *mender) closeTo(n int) {
	for i := len(m.open) - 1; i >= n; i-- {
		f := m.open[i]
		m.out.WriteString("</")
		m.out.WriteString(f.name)
		m.out.WriteByte('>')
		m.namespaces -= f.namespaces
		if f.item && m.from >= 0 {
			m.items = append(m.items, span{m.from, m.out.Len()})
			m.from = -1
		}
	}
	m.open = m.open[:n]
	m.dropped = 0
}

// tag writes a start tag with its attributes in order.
func (m *mender) tag(f *frame, src string, empty bool) {
	m.out.WriteByte('<')
	m.out.WriteString(f.name)
	as := attrs(src)
	for _, a := range as {
		if a.name == "xml:base" {
			if base, ok := sanitize.URL(f.base, html.UnescapeString(a.value)); ok {
				f.base = base
			}
		}
	}
	for i, a := range as {
		if a.name == "xml:base" || slices.ContainsFunc(as[:i], func(b attr) bool { return b.name == a.name }) {
			continue
		}
		if a.name == "xmlns" || strings.HasPrefix(a.name, "xmlns:") {
			if m.namespaces >= maxNamespaces {
				continue
			}
			m.namespaces++
			f.namespaces++
		}
		value := html.UnescapeString(a.value)
		if a.name == "href" && f.base != "" && !strings.Contains(value, ":") {
			if abs, ok := sanitize.URL(f.base, value); ok {
				value = abs
			}
		}
		m.out.WriteByte(' ')
		m.out.WriteString(a.name)
		m.out.WriteString(`="`)
		m.out.WriteString(html.EscapeString(value))
		m.out.WriteByte('"')
	}
	if empty {
		m.out.WriteByte('/')
	}
	m.out.WriteByte('>')
}

// finish closes what is open.
func (m *mender) finish() (string, []span) {
	cut := m.from
	whole := len(m.items) > 0
	m.closeTo(0)
	out := m.out.String()
	if cut < 0 || !whole || len(m.items) == 0 {
		return out, m.items
	}
	last := m.items[len(m.items)-1]
	m.items = m.items[:len(m.items)-1]
	return out[:last.from] + out[last.to:], m.items
}

func isItem(name string) bool { return name == "item" || name == "entry" }

// isLeaf reports whether an element of an item holds text and no element of
// a feed.
func isLeaf(name string) bool {
	switch strings.ToLower(name) {
	case "title", "link", "guid", "pubdate", "category", "id", "updated", "published":
		return true
	}
	return false
}

func isText(name string) bool {
	return name == "description" || name == "summary" || name == "content" || name == "encoded"
}

func isContainer(name string) bool {
	switch name {
	case "channel", "rss", "rdf", "feed", "item", "entry":
		return true
	}
	return false
}

// isVoid reports whether HTML has the element without an end tag.
func isVoid(name string) bool {
	switch name {
	case "br", "hr", "img", "input", "meta", "wbr", "embed", "param", "area", "base", "col":
		return true
	}
	return false
}

// writeText writes character data: the entities of HTML are resolved, what
// is no entity is escaped.
func writeText(b *strings.Builder, s string) {
	for {
		i := strings.IndexAny(s, "&<>")
		if i < 0 {
			b.WriteString(s)
			return
		}
		b.WriteString(s[:i])
		s = s[i:]
		switch s[0] {
		case '<':
			b.WriteString("&lt;")
			s = s[1:]
		case '>':
			b.WriteString("&gt;")
			s = s[1:]
		default:
			n := writeEntity(b, s)
			s = s[n:]
		}
	}
}

// writeEntity writes the entity at the start of s, or its ampersand escaped
// if there is none, and returns how many bytes that was.
func writeEntity(b *strings.Builder, s string) int {
	end := strings.IndexByte(s[:min(len(s), 40)], ';')
	if end < 2 || strings.ContainsAny(s[1:end], " &<>\t\r\n") {
		b.WriteString("&amp;")
		return 1
	}
	span := s[:end+1]
	text := html.UnescapeString(span)
	switch {
	case text == span || strings.HasSuffix(text, ";") && span != "&semi;":
		b.WriteString("&amp;")
		return 1
	case strings.ContainsFunc(text, forbidden):
		b.WriteString(strings.Map(standIn, text))
	case text == "\ufffd":
	default:
		b.WriteString(html.EscapeString(text))
	}
	return len(span)
}
