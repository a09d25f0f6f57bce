package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Bounds of what is taken for a teaser of another article.
const (
	minTeasers = 3
	maxTeaser  = 700 // characters
)

// dropTeasers takes out of a page the rows of teasers that stand outside of
// the box with the headline and the text: with a line or two each they can be
// longer than the article.
func (s *pageScan) dropTeasers(doc *html.Node) {
	home := s.home(doc)
	if home == nil {
		return
	}
	for n := next(doc, false); n != nil; {
		if n.Type != html.ElementNode || n == home || silent(n.Data) {
			n = next(n, n != home && n.Type == html.ElementNode && silent(n.Data) || n == home)
			continue
		}
		var row []*html.Node
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			if k != home && s.isTeaser(k) {
				row = append(row, k)
			}
		}
		if len(row) >= minTeasers {
			for _, k := range row {
				remove(k)
			}
		}
		n = next(n, false)
	}
}

// home returns the smallest box that holds the headline and prose; nil if
// there is none.
func (s *pageScan) home(doc *html.Node) *html.Node {
	sizes := sizes{}
	for _, h := range s.h1 {
		if top(h) != doc || within(h, "nav", "footer", "aside") || linksHome(h) {
			continue
		}
		if sizes[doc.LastChild].text == 0 {
			sizes.measure(doc)
		}
		for p := h.Parent; p != nil; p = p.Parent {
			if isElement(p, "body", "html") {
				break
			}
			if sizes[p].prose > 0 {
				return p
			}
		}
	}
	return nil
}

// isTeaser reports whether an element is a teaser: a heading that is a link to
// another page, and not much more.
func (s *pageScan) isTeaser(n *html.Node) bool {
	if !isElement(n, "article", "div", "li", "section") {
		return false
	}
	steps, size, linked := 0, 0, false
	for k := range n.Descendants() {
		if steps++; steps > 80 {
			return false
		}
		switch {
		case k.Type == html.TextNode:
			if size += utf8.RuneCountInString(strings.TrimSpace(k.Data)); size > maxTeaser {
				return false
			}
		case isElement(k, "h1"):
			return false
		case isElement(k, "h2", "h3", "h4", "h5"):
			linked = linked || s.leadsAway(k)
		}
	}
	return linked
}

// leadsAway reports whether a heading is a link to another page, or lies in one.
func (s *pageScan) leadsAway(h *html.Node) bool {
	away := func(a *html.Node) bool {
		u, ok := cleanURL(s.base, attr(a, "href"))
		return ok && !strings.HasPrefix(attr(a, "href"), "#") && pageKey(u) != pageKey(s.url)
	}
	if isElement(h.Parent, "a") {
		return away(h.Parent)
	}
	for k := range h.Descendants() {
		if isElement(k, "a") {
			return len(rawString(k))*2 > len(rawString(h)) && away(k)
		}
	}
	return false
}
