// Package readable finds the element of a page that is its article, by the
// rules of Readability: how much text an element has, how many of its words
// are links, and how it is named. LICENSE names those who made these rules.
package readable

import (
	"golang.org/x/net/html"
)

// enough is from how many characters on a text is taken for the article. With
// less, the page is read again by fewer rules.
const enough = 500

// rules are those that are dropped, one after the other, where they leave too
// little text.
type rules struct {
	unlikely bool // drop elements whose names say that they are no text
	names    bool // weigh elements by their names
	fishy    bool // drop elements that look like lists of links
}

// attempts are the rules of each reading of a page, the strictest first.
var attempts = [...]rules{
	{unlikely: true, names: true, fishy: true},
	{names: true, fishy: true},
	{fishy: true},
	{},
}

// Article returns a copy of the part of doc that is its article, without what
// stands around it; nil: there is none. Scripts, styles, comments and the
// controls of forms must be gone from doc, which is left as it is. The copies
// of elements keep their attributes.
func Article(doc *html.Node) *html.Node {
	var longest *html.Node
	most := 0
	meta := metaOf(doc)
	for _, r := range attempts {
		p := page{rules: r, meta: meta}
		article := p.read(clone(doc))
		if article == nil {
			return nil
		}
		n := tallyOf(article).chars.n
		if n >= enough {
			return article
		}
		if n > most {
			longest, most = article, n
		}
		meta.byline = p.meta.byline // it is dropped in one reading only
	}
	return longest
}

// page is one reading of a page.
type page struct {
	rules

	meta   meta
	scores map[*html.Node]float64
	data   map[*html.Node]bool // tables of data
	scored []*html.Node        // elements with text of their own
	titled bool                // the heading that repeats the title is gone
}

// read returns the article of doc, which it consumes; nil: doc has no body.
func (p *page) read(doc *html.Node) *html.Node {
	prepare(doc)
	body := find(doc, "body")
	if body == nil {
		return nil
	}
	p.scores, p.data = make(map[*html.Node]float64), make(map[*html.Node]bool)
	p.prune(find(doc, "html"))
	best := p.best(body)
	article := p.gather(best)
	p.clean(article)
	return article
}

// prepare drops pictures without an address and makes paragraphs of runs of
// line breaks.
func prepare(doc *html.Node) {
	for _, img := range all(doc, "img") {
		if !pictured(img) {
			img.Parent.RemoveChild(img)
		}
	}
	if body := find(doc, "body"); body != nil {
		splitAtBreaks(body)
	}
	for _, n := range all(doc, "font") {
		n.Data = "span"
	}
}

// pictured reports whether an attribute of img may be the address of a picture.
func pictured(img *html.Node) bool {
	for _, a := range img.Attr {
		switch a.Key {
		case "src", "data-src", "srcset", "data-srcset":
			return true
		}
		if pictureEnding(a.Val) >= 0 {
			return true
		}
	}
	return false
}

// splitAtBreaks makes a paragraph of what follows two or more br elements in a
// row.
func splitAtBreaks(n *html.Node) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case isElement(k, "pre"):
		case isElement(k, "br"):
			k = paragraphAfter(k)
		default:
			splitAtBreaks(k)
		}
	}
}

// paragraphAfter replaces br and the br elements that follow it by a paragraph,
// moves the inline content after them into it, and returns it; br if it is the
// only one.
func paragraphAfter(br *html.Node) *html.Node {
	several := false
	for k := skipBlank(br.NextSibling); isElement(k, "br"); {
		after := k.NextSibling
		k.Parent.RemoveChild(k)
		k, several = skipBlank(after), true
	}
	if !several {
		return br
	}
	p := &html.Node{Type: html.ElementNode, Data: "p"}
	replace(br, p)
	for k := p.NextSibling; k != nil; {
		if isElement(k, "br") && isElement(skipBlank(k.NextSibling), "br") || !isInline(k, false) {
			break
		}
		after := k.NextSibling
		move(p, k)
		k = after
	}
	for p.LastChild != nil && isBlank(p.LastChild) {
		p.RemoveChild(p.LastChild)
	}
	if isElement(p.Parent, "p") {
		p.Parent.Data = "div"
	}
	return p
}

// skipBlank returns n, or the first after it that is an element or has words.
func skipBlank(n *html.Node) *html.Node {
	for n != nil && n.Type != html.ElementNode && !hasText(n) {
		n = n.NextSibling
	}
	return n
}
