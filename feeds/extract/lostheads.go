package extract

import (
	"slices"

	"golang.org/x/net/html"
)

// Bounds of the headings that are put back into a text.
const (
	leastLost = 2   // of a page: one alone may be that of a box between the paragraphs
	mostLost  = 200 // of a page that are looked at
	lostUp    = 4   // elements around a heading in which its paragraph stands
)

// addHeadings puts back the headings of entries that stand in a box of their own
// above the text of each, and were dropped for the name of that box: an element
// around the heading holds a paragraph of b after it, and less than half of the
// prose.
func (b *body) addHeadings(s *pageScan, doc *html.Node) {
	orders := slices.Sorted(slices.Values(b.orders))
	if len(orders) == 0 || orders[0] <= 0 {
		return
	}
	lost := s.lostHeadings(doc, orders)
	if len(lost) < leastLost {
		return
	}
	sizes := sizes{}
	all := sizes.measure(doc).prose
	lost = slices.DeleteFunc(lost, func(h *html.Node) bool { return !sizes.heads(h, orders, all) })
	if len(lost) < leastLost {
		return
	}
	for _, h := range lost {
		b.insert(blocksOf(h, s.base))
	}
}

// lostHeadings returns the headings of doc between the first and the last of the
// orders of a text, which it does not have and which lead to no other page.
func (s *pageScan) lostHeadings(doc *html.Node, orders []int) []*html.Node {
	var lost []*html.Node
	for n := range doc.Descendants() {
		if !isElement(n, "h2", "h3", "h4") || len(lost) >= mostLost {
			continue
		}
		first, last := spanOf(n)
		i, _ := slices.BinarySearch(orders, first)
		if i == 0 || i == len(orders) || orders[i] <= last || headOf(n, 3) == "" || longerThan(n, 160) {
			continue
		}
		if !within(n, "nav", "aside", "footer", "form", "a", "figure") && !s.leadsAway(n) {
			lost = append(lost, n)
		}
	}
	return lost
}

// heads reports whether h is the heading of a part of a text: an element around it
// has less than half of the prose, and a paragraph of the text after h.
func (s sizes) heads(h *html.Node, orders []int, all int) bool {
	box := h.Parent
	for range lostUp {
		if box == nil || s[box].prose*2 >= all {
			return false
		}
		if s[box].prose > 0 {
			_, after := spanOf(h)
			_, last := spanOf(box)
			i, _ := slices.BinarySearch(orders, after+1)
			return i < len(orders) && orders[i] <= last
		}
		box = box.Parent
	}
	return false
}
