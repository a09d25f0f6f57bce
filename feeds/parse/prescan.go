package parse

import (
	"html"
	"slices"
	"strings"

	"sitrep/feeds/dates"
	"sitrep/internal/sanitize"
)

// Limits of a document that is passed on as it is. Beyond them it is repaired,
// which drops the excess. They keep the work of the XML decoder, which
// copies the namespaces of every open element and joins the text of an
// extension piece by piece, in proportion to the size of the document.
const (
	maxDepth      = 100     // open elements
	maxNamespaces = 64      // namespace declarations in force
	maxPieces     = 1000    // pieces of an element of an extension
	maxHead       = 20_000  // elements outside of items
	maxForeign    = 100_000 // elements of extensions, and their attributes
	maxAttrs      = 256     // attributes of an element
	maxText       = 2 << 20 // bytes of text of an element
)

// prescan is the result of one quick pass over the tags of a document, before
// it is parsed.
type prescan struct {
	root    string // local name of the root element, lower case
	prefix  string // of the root element, with its colon
	lang    string // xml:lang of the root
	link    string // the text of the feed's link in Atom
	items   []aside
	hasBase bool // there is an xml:base
	crooked bool // a tag is missing or out of place
	endless bool // a tag is longer than any that is read; the pass ends there
	wild    bool // beyond the limits; the pass ends there
	order   dates.Order
	count   counts
	weight  int    // elements and attributes
	outer   []span // start tags of the elements around the first item
	apart   bool   // an item stands in other elements than the first
}

// counts are the elements of a document so far.
type counts struct{ all, head, foreign int }

// add counts an element of the given start tag. With inItem, it stands in an
// item or is one.
func (c *counts) add(name, tag string, foreign, inItem bool) {
	c.all++
	if !inItem && !isContainer(local(name)) {
		c.head++
	}
	if foreign {
		c.foreign += 1 + strings.Count(tag, "=")
	}
}

// full reports whether a document has as many elements as are read.
func (c *counts) full() bool { return c.all > maxElements || c.foreign > maxForeign }

// isWide reports whether a start tag has more attributes than are read.
func isWide(tag string) bool { return len(tag) > 2*maxAttrs && strings.Count(tag, "=") > maxAttrs }

// aside has the fields of an item that the feed library does not read.
type aside struct {
	lang, base              string
	title, summary, content string // the type attribute of Atom text
	body                    string // the XHTML that an item of RSS carries as elements
	link                    string // the text of a link in Atom, the href of one in RSS
	span                           // of the item; its end is 0 if its end tag is missing
	weight                  int    // of the document before it
}

// frame is an open element.
type frame struct {
	name, base string
	item       bool
	foreign    bool // of an extension, which the library reads piece by piece
	namespaces int
	pieces     int
	text       int  // bytes of it directly in the element
	at         span // its start tag
}

// full reports whether an element has as many pieces as it may have.
func (f *frame) full() bool {
	return f.foreign && f.pieces > maxPieces || f.item && f.pieces > maxParts
}

// isForeign reports whether the element of a start tag, in the open ones, is
// of an extension. Elements inside a text of the feed are not: the library
// takes that as it is.
func isForeign(name, tag string, open []frame) bool {
	n := len(open)
	if n == 0 {
		// The library reads all of a feed that says to be none of Atom's
		// as one extension.
		return local(name) == "feed" && strings.Contains(tag, "xmlns=") && !strings.Contains(strings.ToLower(tag), "atom")
	}
	parent := open[n-1]
	switch {
	case parent.foreign:
		return true
	case !isContainer(local(parent.name)):
		return false
	}
	return strings.IndexByte(name, ':') >= 0 && local(name) != "encoded" || strings.Contains(tag, "xmlns=")
}

// findRoot returns where the root element of a feed starts, and its local
// name. Text, declarations and foreign elements before it (warnings of the
// server's software, mostly) are passed over.
func findRoot(src string) (at int, root string, isHTML bool) {
	s := scanner{src: src}
	for tags := 0; tags < 1000; {
		m, ok := s.next()
		if !ok {
			break
		}
		if m.kind == otherMark && len(src[m.start:m.end]) > 9 && strings.EqualFold(src[m.start:m.start+9], "<!doctype") &&
			strings.HasPrefix(strings.ToLower(strings.TrimSpace(src[m.start+9:m.end])), "html") {
			isHTML = true
		}
		if m.kind != startMark {
			continue
		}
		switch name := local(m.name); name {
		case "rss", "rdf", "feed", "channel", "item", "entry", "urlset", "sitemapindex":
			return m.start, name, false
		case "html":
			return 0, "", true
		case "head", "body":
			isHTML = isHTML || tags == 0
		}
		if isHTML {
			return 0, "", true
		}
		tags++
	}
	return 0, "", isHTML
}

// prescanXML passes over the document whose root element starts at src[0].
func prescanXML(src, url string) prescan {
	var v prescan
	s := scanner{src: src}
	var open []frame
	namespaces := 0
	var link *string     // of the link that is open, where it is to be kept
	body, depth := -1, 0 // where the XHTML body starts that is open, and how deep
	for {
		m, ok := s.next()
		if !ok {
			v.crooked = v.crooked || len(open) > 0
			return v
		}
		if n := len(open); n > 0 {
			f := &open[n-1]
			if f.pieces++; f.full() {
				v.wild = true
				return v
			}
		}
		switch m.kind {
		case textMark, cdataMark:
			if v.text(m, src[m.start:], open, link) {
				return v
			}
		case endMark:
			link = nil
			n := len(open)
			if n == 0 || open[n-1].name != m.name {
				v.crooked = true
			}
			if n > 0 {
				if open[n-1].item {
					v.items[len(v.items)-1].to = m.end
				}
				namespaces -= open[n-1].namespaces
				open = open[:n-1]
			}
			if body >= 0 && n-1 <= depth {
				v.items[len(v.items)-1].body = unprefixed(src[body:m.start])
				body = -1
			}
		case startMark:
			f := frame{name: m.name, base: url, at: span{m.start, m.end}}
			if n := len(open); n > 0 {
				f.base = open[n-1].base
			}
			tag := src[m.start:m.end]
			v.note(&f, m, tag, open)
			v.count.add(m.name, tag, f.foreign, f.item || slices.ContainsFunc(open, func(o frame) bool { return o.item }))
			link = v.linkOf(m, tag, open)
			if n := len(open); body < 0 && !m.empty && n > 0 && open[n-1].item && len(v.items) > 0 && isXHTML(m.name) {
				body, depth = m.end, n
			}
			if namespaces += f.namespaces; namespaces > maxNamespaces || len(open) > maxDepth || len(v.items) > maxItems || v.beyond(tag) {
				v.wild = true
				return v
			}
			if m.empty {
				namespaces -= f.namespaces
			} else {
				open = append(open, f)
			}
		default:
			if v.wild = m.end-m.start > maxText; v.wild { // the XML decoder holds a comment whole, in a copy that grows
				return v
			}
		}
	}
}

// text looks at a text, which rest begins with, in the open elements. It reports whether
// the pass ends there.
func (v *prescan) text(m mark, rest string, open []frame, link *string) (end bool) {
	if v.endless = m.kind == textMark && rest[0] == '<' && opens(rest); v.endless {
		return true
	}
	size := m.end - m.start
	inner := func() string { return strings.TrimSuffix(strings.TrimPrefix(rest[:size], "<![CDATA["), "]]>") }
	if n := len(open); n > 0 {
		f := &open[n-1]
		if f.text += size; f.text > maxText {
			v.wild = true
			return true
		}
		if size < maxDate && isDated(f.name) {
			v.order.See(text(inner()))
		}
	}
	if link != nil && len(*link) < maxTitle {
		*link += inner()
	}
	return false
}

// beyond reports whether the document has more elements, or the tag more
// attributes, than are read.
func (v *prescan) beyond(tag string) bool {
	return v.count.full() || v.count.head > maxHead || isWide(tag)
}

// note keeps the relevant part of a start tag.
func (v *prescan) note(f *frame, m mark, tag string, open []frame) {
	name := local(m.name)
	f.item = (name == "item" || name == "entry") && len(open) <= 3
	f.foreign = isForeign(m.name, tag, open)
	isRoot := len(open) == 0
	if isRoot {
		v.root, v.prefix = name, m.name[:len(m.name)-len(name)]
	}
	if f.item {
		v.begin(m, f.base, open)
	}
	v.weight++
	if strings.IndexByte(tag, '=') < 0 {
		return
	}
	v.weight += strings.Count(tag, "=")
	f.namespaces = strings.Count(tag, "xmlns")
	var item *aside
	if n := len(v.items); n > 0 && (f.item || len(open) > 0 && open[len(open)-1].item) {
		item = &v.items[n-1]
	}
	text := item != nil && !f.item && (name == "title" || name == "summary" || name == "content")
	if !text && !strings.Contains(tag, "xml:") {
		return
	}
	for _, a := range attrs(tag) {
		switch {
		case a.name == "xml:base":
			v.hasBase = true
			if base, ok := sanitize.URL(f.base, html.UnescapeString(a.value)); ok {
				f.base = base
			}
			if item != nil && (f.item || name == "content" || name == "summary" || name == "description") {
				item.base = f.base
			}
		case a.name == "xml:lang" && isRoot:
			v.lang = a.value
		case a.name == "xml:lang" && item != nil && (f.item || item.lang == "" && name == "title"):
			item.lang = a.value
		case a.name == "type" && text:
			item.setType(name, strings.ToLower(strings.TrimSpace(a.value)))
		}
	}
}

// begin notes an item.
func (v *prescan) begin(m mark, base string, open []frame) {
	it := aside{base: base, span: span{from: m.start}, weight: v.weight}
	if m.empty {
		it.to = m.end
	}
	if len(v.items) == 0 {
		for _, f := range open {
			v.outer = append(v.outer, f.at)
		}
	}
	n := len(open)
	v.apart = v.apart || n != len(v.outer) || n > 0 && open[n-1].at != v.outer[n-1]
	v.items = append(v.items, it)
}

// isXHTML reports whether an element of an item holds its text as XHTML
// (http://www.w3.org/1999/xhtml in RSS: body or div).
func isXHTML(name string) bool {
	name = local(name)
	return name == "body" || name == "div"
}

// linkOf keeps the address of a link element that stands where the other
// format has it: it stores an href in RSS, and in Atom returns where to store
// the text; else nil.
func (v *prescan) linkOf(m mark, tag string, open []frame) *string {
	n := len(open)
	if n == 0 || m.name != v.prefix+"link" {
		return nil
	}
	kept := &v.link
	if open[n-1].item && len(v.items) > 0 {
		kept = &v.items[len(v.items)-1].link
	} else if n > 1 {
		return nil
	}
	for _, a := range attrs(tag) {
		if a.name == "href" && strings.TrimSpace(a.value) != "" {
			if v.root != "feed" && *kept == "" {
				*kept = html.UnescapeString(a.value)
			}
			return nil
		}
	}
	if m.empty || v.root != "feed" || *kept != "" {
		return nil
	}
	return kept
}

func (a *aside) setType(element, kind string) {
	switch element {
	case "title":
		a.title = kind
	case "summary":
		a.summary = kind
	case "content":
		a.content = kind
	}
}
