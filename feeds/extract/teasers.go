package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// Bounds for a teaser of another article.
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

// home returns the smallest box that holds the headline and prose, else the
// first article or main part of the page that is no teaser; nil if there is
// none.
func (s *pageScan) home(doc *html.Node) *html.Node {
	sizes := sizes{}
	sizes.measure(doc)
	title := key(s.docTitle)
	heads := slices.Clone(s.h1)
	for _, h := range s.heads { // some pages keep h1 for their own name
		if k := key(rawString(h)); utf8.RuneCountInString(k) >= 12 && strings.Contains(title, k) {
			heads = append(heads, h)
		}
	}
	for _, h := range heads {
		if top(h) != doc || within(h, "nav", "footer", "aside") || linksHome(h) {
			continue
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
	for n := range doc.Descendants() {
		if isElement(n, "article", "main") && sizes[n].prose > 0 && !s.isTeaser(n) {
			return n
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

// linksAway reports whether a link leads to another page.
func (s *pageScan) linksAway(a *html.Node) bool {
	u, ok := cleanURL(s.base, attr(a, "href"))
	return ok && !strings.HasPrefix(attr(a, "href"), "#") && pageKey(u) != pageKey(s.url)
}

// leadsAway reports whether a heading is a link to another page, or lies in one.
func (s *pageScan) leadsAway(h *html.Node) bool {
	if isElement(h.Parent, "a") {
		return s.linksAway(h.Parent)
	}
	for k := range h.Descendants() {
		if isElement(k, "a") {
			return len(rawString(k))*2 > len(rawString(h)) && s.linksAway(k)
		}
	}
	return false
}
