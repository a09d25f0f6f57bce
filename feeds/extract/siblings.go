package extract

import (
	"slices"

	"golang.org/x/net/html"
)

// minSibling is how many bytes of prose the sections beside a text must have in
// all to be part of it.
const minSibling = 200

// shape has the names of a paragraph and the two elements around it. Sections
// of one text have the same.
type shape struct{ own, box, around string }

// isNamed reports whether a page has given any of the elements a name.
func (s shape) isNamed() bool { return s.own != "" || s.box != "" || s.around != "" }

// section is a paragraph with prose, and the element it is in.
type section struct {
	box     *html.Node
	article *html.Node // the article element around it; nil: none
	shape   shape
	size    int
	in      bool // it is part of the text found
}

// widen adds to b the sections of the article that stand in other boxes: those
// whose paragraphs, and the elements around them, are called what nearly all
// paragraphs of b are. Boxes of another article element are none.
func (b *body) widen(doc *html.Node, base string) {
	all := b.sections(doc)
	in, known, total := map[shape]int{}, map[*html.Node]bool{}, 0
	for _, p := range all {
		if p.in {
			in[p.shape] += p.size
			known[p.box], known[p.article] = true, true
			total += p.size
		}
	}
	var boxes []*html.Node
	size := 0
	for _, p := range all {
		if p.in || known[p.box] || !known[p.article] || !p.shape.isNamed() || in[p.shape]*10 < total*8 {
			continue
		}
		size += p.size
		if !slices.Contains(boxes, p.box) && len(boxes) < maxSections {
			boxes = append(boxes, p.box)
		}
	}
	if size < minSibling {
		return
	}
	for _, n := range boxes {
		b.insert(blocksOf(n, base))
	}
}

// maxSections is how many boxes are added to a text.
const maxSections = 200

// sections returns the paragraphs of doc that hold prose, outside of menus.
func (b *body) sections(doc *html.Node) []section {
	orders := slices.Sorted(slices.Values(b.orders))
	sizes := sizes{}
	sizes.measure(doc)
	var all []section
	for n := range doc.Descendants() {
		if !isElement(n, "p") || sizes[n].prose == 0 || n.Parent == nil || within(n, "nav", "footer", "aside", "form") {
			continue
		}
		p := section{box: n.Parent, shape: shapeOf(n), size: sizes[n].prose}
		for a := n.Parent; a != nil; a = a.Parent {
			if isElement(a, "article") {
				p.article = a
				break
			}
		}
		first, last := spanOf(n)
		i, _ := slices.BinarySearch(orders, first)
		p.in = i < len(orders) && orders[i] <= last
		all = append(all, p)
	}
	return all
}

// spanOf returns the numbers of an element and of the last one in it.
func spanOf(n *html.Node) (first, last int) {
	first, _ = orderOf(n)
	last = first
	for k := range n.Descendants() {
		if o, ok := orderOf(k); ok {
			last = max(last, o)
		}
	}
	return first, last
}

func shapeOf(p *html.Node) shape {
	s := shape{own: attr(p, "class"), box: attr(p.Parent, "class")}
	if p.Parent.Parent != nil {
		s.around = attr(p.Parent.Parent, "class")
	}
	return s
}

// insert puts the blocks of part where they stand in the page.
func (b *body) insert(part *body) {
	if len(part.blocks) == 0 || len(b.blocks)+len(part.blocks) > maxBlocks {
		return
	}
	i := slices.IndexFunc(b.orders, func(o int) bool { return o > part.orders[0] })
	if i < 0 {
		i = len(b.blocks)
	}
	b.blocks = slices.Insert(b.blocks, i, part.blocks...)
	b.orders = slices.Insert(b.orders, i, part.orders...)
}
