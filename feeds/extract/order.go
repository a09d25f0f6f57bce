package extract

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"sitrep/feeds/readalso"
)

// orderAttr is the attribute that carries the number of an element in the order
// of the document through readability, which keeps unknown attributes.
const orderAttr = "data-place"

// number gives every element below root an even number, in their order, and puts
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
		setOrder(n, c.n)
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
			setOrder(p, c.n+1)
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

func setOrder(n *html.Node, order int) {
	n.Attr = append(n.Attr, html.Attribute{Key: orderAttr, Val: strconv.Itoa(order)})
}

// orderOf returns the number of an element; false if it has none.
func orderOf(n *html.Node) (int, bool) {
	v := attr(n, orderAttr)
	if v == "" {
		return 0, false
	}
	order, err := strconv.Atoi(v)
	return order, err == nil
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

// removeFound numbers the elements of doc, removes the elements of references
// and returns the number of each reference; -1 if it has no element.
func removeFound(doc *html.Node, read readalso.Reading) []int {
	found := read.Found
	number(doc)
	orders := make([]int, len(found))
	for i, f := range found {
		orders[i] = -1
		switch {
		case len(f.Remove) > 0:
			orders[i] = orderAt(f.Remove[0])
		case f.At != nil:
			orders[i] = orderAt(f.At)
		}
	}
	sizes := sizes{}
	all := sizes.measure(doc).prose
	drop := read.Drop
	for _, f := range found {
		drop = append(drop, f.Remove...)
	}
	for _, n := range drop {
		// A box around the article itself is not a box of references.
		if n.Parent != nil && sizes[n].prose*3 <= all {
			remove(n)
		}
	}
	return orders
}

// orderAt returns the number of any node: that of an element, and for a text one
// more than that of the element before it; -1 if there is none.
func orderAt(n *html.Node) int {
	if order, ok := orderOf(n); ok {
		return order
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
		if order, ok := orderOf(p); ok {
			return order + 1
		}
	}
	return -1
}
