package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"sitrep/feeds/readalso"
)

// placeAttr is the attribute that carries the place of an element in the
// order of the document through readability, which keeps what it does not
// know.
const placeAttr = "data-place"

// number gives every element below root its place, an even number, and puts
// loose lines of text between block elements, or set apart by two line
// breaks, into paragraphs of their own.
func number(root *html.Node) {
	soften(root)
	var c counter
	c.visit(root)
}

type counter struct{ n int }

func (c *counter) visit(n *html.Node) {
	if n.Type == html.ElementNode {
		if silent(n.Data) && n.Data != "head" {
			return
		}
		c.n += 2
		setPlace(n, c.n)
	}
	if n.Type == html.ElementNode && holdsParagraphs(n) {
		c.paragraphs(n)
		return
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.visit(k)
	}
}

// paragraphs visits the children of n and puts every run of inline content
// that has words into a paragraph.
func (c *counter) paragraphs(n *html.Node) {
	var p *html.Node // the open paragraph
	for k := n.FirstChild; k != nil; {
		after := k.NextSibling
		switch {
		case isBlock(k):
			p = nil
			c.visit(k)
		case isElement(k, "br") && doubleBreak(k):
			p = nil
			c.visit(k)
		case p != nil:
			n.RemoveChild(k)
			p.AppendChild(k)
			c.visit(k)
		case k.Type == html.ElementNode && !isElement(k, "br", "img", "picture", "script", "style") || k.Type == html.TextNode && strings.TrimSpace(k.Data) != "":
			p = &html.Node{Type: html.ElementNode, Data: "p"}
			setPlace(p, c.n+1)
			n.InsertBefore(p, k)
			n.RemoveChild(k)
			p.AppendChild(k)
			c.visit(k)
		default:
			c.visit(k)
		}
		k = after
	}
}

func setPlace(n *html.Node, place int) {
	n.Attr = append(n.Attr, html.Attribute{Key: placeAttr, Val: strconv.Itoa(place)})
}

// placeOf returns the place of an element; false if it has none.
func placeOf(n *html.Node) (int, bool) {
	v := attr(n, placeAttr)
	if v == "" {
		return 0, false
	}
	place, err := strconv.Atoi(v)
	return place, err == nil
}

// soften makes block elements of inline ones that hold paragraphs: a span
// around the whole text, say.
func soften(n *html.Node) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		soften(k)
	}
	if isElement(n, "p", "span", "font", "b", "strong", "i", "em", "big", "small", "u") && holdsParagraphs(n) {
		n.Data, n.DataAtom = "div", 0
	}
}

// holdsParagraphs reports whether n has block elements or double line breaks
// among its children.
func holdsParagraphs(n *html.Node) bool {
	switch n.Data {
	case "a", "pre", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "html", "head", "figure", "h1", "h2", "h3", "h4", "h5", "h6":
		return false
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if isBlock(k) || isElement(k, "br") && doubleBreak(k) {
			return true
		}
	}
	return false
}

func isBlock(n *html.Node) bool {
	return n.Type == html.ElementNode && n.Data != "br" && breaks(n.Data)
}

// doubleBreak reports whether a br element is one of two in a row.
func doubleBreak(n *html.Node) bool {
	return isElement(skipBlank(n, true), "br") || isElement(skipBlank(n, false), "br")
}

// skipBlank returns the next or previous sibling that is no white space and
// no comment.
func skipBlank(n *html.Node, forward bool) *html.Node {
	for {
		if forward {
			n = n.NextSibling
		} else {
			n = n.PrevSibling
		}
		if n == nil || n.Type != html.CommentNode && (n.Type != html.TextNode || strings.TrimSpace(n.Data) != "") {
			return n
		}
	}
}

// takeOut numbers the elements of doc, takes what belongs to references out
// of it and returns the place of each; -1 where there is none.
func takeOut(doc *html.Node, found []readalso.Found) []int {
	number(doc)
	places := make([]int, len(found))
	for i, f := range found {
		places[i] = -1
		switch {
		case len(f.Remove) > 0:
			places[i] = placeAt(f.Remove[0])
		case f.At != nil:
			places[i] = placeAt(f.At)
		}
	}
	sizes := sizes{}
	all := sizes.measure(doc).prose
	for _, f := range found {
		for _, n := range f.Remove {
			// A box around the article itself is not a box of references.
			if n.Parent != nil && sizes[n].prose*3 <= all {
				remove(n)
			}
		}
	}
	return places
}

// placeAt returns the place of any node: that of an element, and one more
// than that of the element before it for a text.
func placeAt(n *html.Node) int {
	if place, ok := placeOf(n); ok {
		return place
	}
	for p := n; p != nil; {
		switch {
		case p.PrevSibling != nil:
			p = p.PrevSibling
			for p.LastChild != nil {
				p = p.LastChild
			}
		default:
			p = p.Parent
		}
		if p == nil {
			break
		}
		if place, ok := placeOf(p); ok {
			return place + 1
		}
	}
	return -1
}
