package parse

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/feeds/encodings"
	"sitrep/internal/sanitize"
)

// repairer rewrites a document as well-formed XML within the limits, losing
// as little as it can.
type repairer struct {
	src        string
	out        strings.Builder
	open       []frame
	namespaces int
	dropped    int // open elements that were left out, below the last kept one

	count   counts
	bounded bool // something beyond the limits was left out
	most    int  // bytes of output

	items []span // of whole items in the output
	from  int    // where the item that is open starts; -1: none is
}

type span struct{ from, to int }

// repair returns src, whose root element starts at src[0], as well-formed XML:
// tags balanced, attributes quoted, entities resolved, relative addresses in
// attributes absolute where xml:base says to what. An item that the document
// breaks off in is left out, unless it is the only one. bounded says that
// something was left out because it is beyond the limits.
func repair(src, url string) (out string, items []span, bounded bool) {
	r := repairer{src: src, from: -1, most: len(src)/4*5 + 4<<20}
	r.out.Grow(r.most) // memory that is not written to is not taken
	s := scanner{src: src}
	for {
		k, ok := s.next()
		if !ok {
			break
		}
		if len(r.open) == 0 && r.out.Len() > 0 {
			break // the rest follows the root element
		}
		if len(r.items) > maxItems || r.count.full() || r.out.Len() > r.most {
			r.bounded = true
			break
		}
		r.mark(k, url)
	}
	out, items = r.finish()
	return out, items, r.bounded
}

func (r *repairer) mark(k mark, url string) {
	if k.kind == brokenMark || k.kind == otherMark {
		return
	}
	newItem := k.kind == startMark && isItem(local(k.name)) // nothing may swallow the items that follow
	if n := len(r.open); n > 0 && k.kind != endMark && !newItem {
		f := &r.open[n-1]
		if f.pieces++; f.full() || r.from < 0 && r.count.head > maxHead && !isContainer(local(k.name)) {
			r.bounded = true
			if k.kind == startMark && !k.empty {
				r.dropped++
			}
			return
		}
	}
	switch k.kind {
	case textMark:
		r.text(r.src[k.start:k.end])
	case cdataMark:
		r.section(r.src[k.start:k.end])
	case startMark:
		r.start(k, url)
	case endMark:
		r.end(k.name)
	default:
	}
}

// text writes character data, as much as the open element has room for.
func (r *repairer) text(s string) {
	n := len(r.open)
	if n == 0 {
		return
	}
	for f := &r.open[n-1]; s != ""; {
		part := s[:textPart(s)]
		if f.text+len(part) > maxText || r.out.Len()+len(part) > r.most {
			r.bounded = true
			return
		}
		before := r.out.Len()
		writeText(&r.out, part)
		f.text += r.out.Len() - before // escaped, it is longer
		s = s[len(part):]
	}
}

// textPart returns where a text may be parted, so that no character and no entity is.
func textPart(s string) int {
	const most = 64 << 10
	if len(s) <= most {
		return len(s)
	}
	n := most
	for !utf8.RuneStart(s[n]) {
		n--
	}
	if i := strings.LastIndexByte(s[n-40:n], '&'); i >= 0 {
		n += i - 40
	}
	return n
}

// section writes a CDATA section, as much as the open element has room for.
func (r *repairer) section(s string) {
	n := len(r.open)
	if n == 0 {
		return
	}
	const open, shut = "<![CDATA[", "]]>"
	f := &r.open[n-1]
	if most := max(maxText-f.text, 0); len(s)-len(open)-len(shut) > most {
		r.bounded = true
		s = strings.ToValidUTF8(s[:len(open)+most], "") + shut
	}
	f.text += len(s) - len(open) - len(shut)
	r.out.WriteString(s)
}

// start opens an element. An item cannot stand in an item: the one that is
// open was never closed.
func (r *repairer) start(k mark, url string) {
	name := local(k.name)
	f := frame{name: k.name, base: url, item: isItem(name)}
	if n := len(r.open); n > 0 {
		f.base = r.open[n-1].base
		if f.item {
			r.closeItem(name)
		} else if f := r.open[n-1]; n > 1 && r.open[n-2].item && isLeaf(f.name) && (isLeaf(k.name) || isText(name)) {
			r.closeTo(n - 1) // its end tag is missing
		}
	}
	if len(r.open) >= maxDepth {
		if !k.empty {
			r.dropped++
		}
		return
	}
	f.foreign = isForeign(k.name, r.src[k.start:k.end], r.open)
	if f.item {
		r.from = r.out.Len()
	}
	r.count.add(k.name, r.src[k.start:k.end], f.foreign, r.from >= 0)
	empty := k.empty || isVoid(name) && r.from >= 0
	r.tag(&f, r.src[k.start:k.end], empty)
	if empty {
		r.namespaces -= f.namespaces
		if f.item {
			r.items = append(r.items, span{r.from, r.out.Len()})
			r.from = -1
		}
		return
	}
	r.open = append(r.open, f)
}

// closeItem ends the open item, if one is open and a feed's item may start
// here.
func (r *repairer) closeItem(name string) {
	if r.from < 0 {
		return
	}
	for i, f := range r.open {
		if f.item && local(f.name) == name {
			r.closeTo(i)
			return
		}
	}
}

// end closes the innermost open element of that name, with all that is open
// in it; an end tag without its start is dropped.
func (r *repairer) end(name string) {
	if r.dropped > 0 {
		r.dropped--
		return
	}
	for i, f := range slices.Backward(r.open) {
		if f.name == name {
			r.closeTo(i)
			return
		}
		if f.item && !isContainer(local(name)) {
			return // a stray end tag in an item does not end the feed
		}
	}
}

func (r *repairer) closeTo(n int) {
	for i := len(r.open) - 1; i >= n; i-- {
		f := r.open[i]
		r.out.WriteString("</")
		r.out.WriteString(f.name)
		r.out.WriteByte('>')
		r.namespaces -= f.namespaces
		if f.item && r.from >= 0 {
			r.items = append(r.items, span{r.from, r.out.Len()})
			r.from = -1
		}
	}
	r.open = r.open[:n]
	r.dropped = 0
}

// tag writes a start tag with its attributes in order.
func (r *repairer) tag(f *frame, src string, empty bool) {
	r.out.WriteByte('<')
	r.out.WriteString(f.name)
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
			if r.namespaces >= maxNamespaces {
				continue
			}
			r.namespaces++
			f.namespaces++
		}
		value := html.UnescapeString(a.value)
		if a.name == "href" && f.base != "" && !strings.Contains(value, ":") {
			if abs, ok := sanitize.URL(f.base, value); ok {
				value = abs
			}
		}
		r.out.WriteByte(' ')
		r.out.WriteString(a.name)
		r.out.WriteString(`="`)
		r.out.WriteString(html.EscapeString(value))
		r.out.WriteByte('"')
	}
	if empty {
		r.out.WriteByte('/')
	}
	r.out.WriteByte('>')
}

// finish closes all open elements.
func (r *repairer) finish() (string, []span) {
	cut := r.from
	whole := len(r.items) > 0
	r.closeTo(0)
	out := r.out.String()
	if cut < 0 || !whole || len(r.items) == 0 {
		return out, r.items
	}
	last := r.items[len(r.items)-1]
	r.items = r.items[:len(r.items)-1]
	return out[:last.from] + out[last.to:], r.items
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
	case strings.ContainsFunc(text, encodings.Forbidden):
		b.WriteString(strings.Map(encodings.StandIn, text))
	case text == "\ufffd":
	default:
		b.WriteString(html.EscapeString(text))
	}
	return len(span)
}
