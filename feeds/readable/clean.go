package readable

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// clean drops from the article what is no part of it.
func (p *page) clean(article *html.Node) {
	p.markData(article)
	pictureFigures(article)
	p.dropFishy(article, "form")
	p.dropFishy(article, "fieldset")
	for _, n := range all(article, "object", "embed", "footer", "link", "aside", "iframe", "input", "textarea", "select", "button") {
		remove(n)
	}
	dropShareBoxes(article)
	for _, n := range all(article, "h1", "h2") {
		if p.weight(n) < 0 {
			remove(n)
		}
	}
	p.dropFishy(article, "table")
	p.dropFishy(article, "ul")
	p.dropFishy(article, "div")
	for _, n := range all(article, "h1") {
		n.Data = "h2"
	}
}

// pictureFigures puts a picture into each figure that has none but names one,
// for a script to show.
func pictureFigures(article *html.Node) {
	for _, n := range all(article, "figure") {
		names := strings.ToLower(class(n))
		if (attr(n, "src") != "" || attr(n, "srcset") != "") && !strings.Contains(names, "lazy") || len(all(n, "img", "picture")) > 0 {
			continue
		}
		if slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key != "alt" && pictureEnding(a.Val) > 0 }) {
			n.AppendChild(&html.Node{Type: html.ElementNode, Data: "img"})
		}
	}
}

// dropShareBoxes drops the boxes with buttons to share that have little text.
func dropShareBoxes(n *html.Node) {
	for k := n.FirstChild; k != nil; {
		after := k.NextSibling
		if k.Type == html.ElementNode {
			if len(k.Attr) > 0 && isShareBox(attr(k, "class")+" "+attr(k, "id")) && utf8.RuneCountInString(content(k)) < enough {
				n.RemoveChild(k)
			} else {
				dropShareBoxes(k)
			}
		}
		k = after
	}
}

// markData notes which tables hold data; others are for layout.
func (p *page) markData(article *html.Node) {
	for _, t := range all(article, "table") {
		switch {
		case attr(t, "role") == "presentation" || attr(t, "datatable") == "0":
		case hasAttr(t, "summary"):
			p.data[t] = true
		default:
			if is, known := hasHead(t); known {
				p.data[t] = is
				continue
			}
			rows, columns := extentOf(t)
			p.data[t] = rows != 1 && columns != 1 && (rows >= 10 || columns > 4 || rows*columns > 10)
		}
	}
}

// hasHead reports whether a table has a head, and whether its elements say so
// either way.
func hasHead(table *html.Node) (is, known bool) {
	for n := range table.Descendants() {
		switch tag(n) {
		case "col", "colgroup", "tfoot", "thead", "th":
			return true, true
		case "caption":
			if n.FirstChild != nil {
				return true, true
			}
		case "table":
			return false, true
		}
	}
	return false, false
}

// extentOf returns how many rows and columns a table has.
func extentOf(table *html.Node) (rows, columns int) {
	span := func(n *html.Node, key string) int {
		if i, err := strconv.Atoi(attr(n, key)); err == nil && i != 0 {
			return i
		}
		return 1
	}
	for _, tr := range all(table, "tr") {
		rows += span(tr, "rowspan")
		here := 0
		for _, td := range all(tr, "td") {
			here += span(td, "colspan")
		}
		columns = max(columns, here)
	}
	return rows, columns
}

// dropFishy drops the elements of that name that look more like lists of links,
// pictures or forms than like text, the inner before the outer.
func (p *page) dropFishy(article *html.Node, tag string) {
	if !p.fishy {
		return
	}
	for _, n := range slices.Backward(all(article, tag)) {
		if tag == "table" && p.data[n] || within(n, "table", 0, func(t *html.Node) bool { return p.data[t] }) || within(n, "code", around, nil) {
			continue
		}
		weight := p.weight(n)
		if weight < 0 {
			remove(n)
			continue
		}
		var b box
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			b.add(k, context{})
		}
		if b.commas >= 10 {
			continue
		}
		if isNotice(strings.TrimSpace(b.last)) || b.isFishy(n, weight) && !b.isPictureList(n) {
			remove(n)
		}
	}
}

// box is what is in an element.
type box struct {
	chars, text, list, heads counter // all, in blocks, in lists, in headings
	links                    float64
	commas                   int
	last                     string // text with words

	paragraphs, images, items, inputs, embeds int
}

// context is what counts a text beside the box itself, by what it is in.
type context struct{ text, list, heads, link *counter }

// add counts n.
func (b *box) add(n *html.Node, in context) {
	if n.Type == html.TextNode {
		b.addText(n.Data, in)
		return
	}
	var link counter
	switch tag(n) {
	case "ul", "ol":
		in.list = &b.list
		in.list.restart()
	case "h1", "h2", "h3", "h4", "h5", "h6":
		in.heads = &b.heads
		in.heads.restart()
	case "a":
		in.link = &link
	case "p":
		b.paragraphs++
	case "img":
		b.images++
	case "li":
		b.items++
	case "input":
		b.inputs++
	case "object", "embed", "iframe":
		b.embeds++
	}
	switch tag(n) {
	case "blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul", "span", "li", "td":
		in.text = &b.text
		in.text.restart()
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		b.add(k, in)
	}
	if link.n > 0 && !isElement(n.Parent, "figcaption") { // that of a picture names its author
		b.links += float64(link.n) * linkWeight(n)
	}
}

func (b *box) addText(s string, in context) {
	before := b.chars.n
	b.chars.add(s)
	if b.chars.n > before {
		b.last = s
	}
	b.commas += commasIn(s)
	for _, c := range [...]*counter{in.text, in.list, in.heads, in.link} {
		if c != nil {
			c.add(s)
		}
	}
}

// isFishy reports whether n, which has this weight and few commas, is no text.
func (b *box) isFishy(n *html.Node, weight int) bool {
	part := func(of float64) float64 {
		if b.chars.n == 0 {
			return 0
		}
		return of / float64(b.chars.n)
	}
	links := part(b.links)
	list := b.isList(n)
	figure := func() bool { return within(n, "figure", around, nil) }
	switch {
	case b.images > 1 && b.paragraphs*2 < b.images && !figure():
		return true
	case !list && b.items-100 > b.paragraphs:
		return true
	case float64(b.inputs) > math.Floor(float64(b.paragraphs)/3):
		return true
	case !list && part(float64(b.heads.n)) < 0.9 && b.chars.n < 25 && (b.images == 0 || b.images > 2) && links > 0 && !figure():
		return true
	case !list && weight < 25 && links > 0.2, weight >= 25 && links > 0.5:
		return true
	case b.embeds == 1 && b.chars.n < 75 || b.embeds > 1:
		return true
	}
	return b.images == 0 && b.text.n == 0
}

// isList reports whether n is a list or nearly all of its text is in lists.
func (b *box) isList(n *html.Node) bool {
	return n.Data == "ul" || n.Data == "ol" || b.chars.n > 0 && float64(b.list.n)/float64(b.chars.n) > 0.9
}

// isPictureList reports whether n is a list of which each item is a picture.
func (b *box) isPictureList(n *html.Node) bool {
	if !b.isList(n) || b.images != b.items {
		return false
	}
	for k := firstElement(n.FirstChild); k != nil; k = firstElement(k.NextSibling) {
		if first := firstElement(k.FirstChild); first != nil && firstElement(first.NextSibling) != nil {
			return false
		}
	}
	return true
}
