package extract

import (
	"hash/maphash"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// minTwice is how many bytes of long paragraphs make a copy of a text.
const minTwice = 200

// dropTwice takes out of a page the second copy of a text that it has for two
// kinds of screen: a box with the same long paragraphs as one before it.
func dropTwice(doc *html.Node) {
	c := copies{seed: maphash.MakeSeed(), first: map[uint64]*html.Node{}, sums: map[*html.Node]print{}}
	c.sum(doc)
	for n := next(doc, false); n != nil; {
		p := c.sums[n]
		if p.size < minTwice && n.Data != "p" || !isElement(n, "div", "section", "article", "main", "aside", "p") {
			n = next(n, false)
			continue
		}
		before, again := c.first[p.sum]
		if !again {
			c.first[p.sum] = n
		}
		alone := isElement(n, "p") && again && (before.Parent != n.Parent || !isCopy(n) && !isCopy(before)) // a refrain
		if !again || alone || inside(n, before) {
			n = next(n, false)
			continue
		}
		after := next(n, true)
		remove(n)
		n = after
	}
}

// copies finds the boxes of a page that hold the same.
type copies struct {
	seed  maphash.Seed
	first map[uint64]*html.Node
	sums  map[*html.Node]print
}

// print stands for the long paragraphs of a box, in their order.
type print struct {
	sum  uint64
	size int
}

// sum fills in the prints of n and all below it.
func (c *copies) sum(n *html.Node) print {
	if n.Type == html.ElementNode && silent(n.Data) {
		return print{}
	}
	if isElement(n, "p") {
		t := strings.TrimSpace(rawString(n))
		if len(t) < 80 {
			return print{}
		}
		p := print{maphash.String(c.seed, squeeze(t)), len(t)}
		c.sums[n] = p
		return p
	}
	var all print
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		p := c.sum(k)
		switch {
		case p.size == 0:
		case all.size == 0:
			all = p
		default:
			all.size += p.size
			all.sum = maphash.Comparable(c.seed, [2]uint64{all.sum, p.sum})
		}
	}
	if n.Type == html.ElementNode && all.size > 0 {
		c.sums[n] = all
	}
	return all
}

// isCopy reports whether the class of a paragraph names a kind of screen or the
// part of the article that is said once more above it.
func isCopy(n *html.Node) bool {
	return slices.ContainsFunc(nameWords(attr(n, "class")), func(w string) bool {
		switch w {
		case "mobile", "desktop", "tablet", "phone", "handheld", "small", "large", "wide", "narrow", "sm", "md", "lg", "xl", "xs",
			"lead", "lede", "intro", "summary", "standfirst", "deck", "excerpt", "teaser":
			return true
		}
		return false
	})
}

// inside reports whether n lies in p.
func inside(n, p *html.Node) bool {
	for n != nil && n != p {
		n = n.Parent
	}
	return n == p
}
