package readable

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// prune drops from the page what is no text by its names, makes paragraphs of
// boxes without blocks, and notes the elements that have text of their own.
func (p *page) prune(n *html.Node) {
	for n != nil {
		names := ""
		if len(n.Attr) > 0 {
			names = strings.ToLower(class(n) + " " + id(n))
		}
		if !isShown(n) || p.isByline(n, names) || p.isTitle(n) || p.isUnlikely(n, names) || isEmptyBox(n) {
			n = drop(n)
			continue
		}
		switch n.Data {
		case "section", "h2", "h3", "h4", "h5", "h6", "p", "td", "pre":
			p.scored = append(p.scored, n)
		case "div":
			if !within(n, "pre", around, nil) {
				n = p.unwrap(n)
			}
		}
		n = next(n, false)
	}
}

// unwrap puts the inline content of a div into paragraphs, replaces a div that
// holds one paragraph only by it, and returns what has the place of the div.
func (p *page) unwrap(div *html.Node) *html.Node {
	gatherInline(div)
	if k := only(div, "p"); k != nil && density(div) < 0.25 {
		name, names := id(div), class(div)
		replace(div, k)
		if name != "" && id(k) == "" {
			setAttr(k, "id", name)
		}
		if names != "" && class(k) == "" {
			setAttr(k, "class", names)
		}
		p.scored = append(p.scored, k)
		return k
	}
	if !holdsBlocks(div) {
		div.Data = "p"
		p.scored = append(p.scored, div)
	}
	return div
}

// gatherInline puts each run of inline content of n into a paragraph.
func gatherInline(n *html.Node) {
	var open *html.Node // the paragraph that gathers
	for k := n.FirstChild; k != nil; {
		after := k.NextSibling
		switch {
		case isInline(k, true) && open != nil:
			move(open, k)
		case isInline(k, true):
			if !isBlank(k) {
				open = &html.Node{Type: html.ElementNode, Data: "p"}
				n.InsertBefore(open, k)
				move(open, k)
			}
		case open != nil:
			for last := open.LastChild; last != nil && isBlank(last); last = open.LastChild {
				open.RemoveChild(last)
				if open.NextSibling.Type == html.ElementNode { // keep words apart
					n.InsertBefore(last, open.NextSibling)
				}
			}
			open = nil
		}
		k = after
	}
}

// isShown reports whether the page shows an element to its readers.
func isShown(n *html.Node) bool {
	if len(n.Attr) == 0 {
		return true
	}
	if s := attr(n, "style"); s != "" {
		s = strings.Join(strings.Fields(strings.ToLower(s)), "")
		if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
			return false
		}
	}
	if hasAttr(n, "hidden") || attr(n, "aria-hidden") == "true" && !strings.Contains(attr(n, "class"), "fallback-image") {
		return false
	}
	return attr(n, "aria-modal") != "true" || attr(n, "role") != "dialog"
}

// isTitle reports whether an element is the first heading that repeats the
// title.
func (p *page) isTitle(n *html.Node) bool {
	if p.titled || n.Data != "h1" && n.Data != "h2" || !p.meta.repeats(content(n)) {
		return false
	}
	p.titled = true
	return true
}

// isEmptyBox reports whether an element is a box or a heading without content.
func isEmptyBox(n *html.Node) bool {
	switch n.Data {
	case "div", "section", "header", "h1", "h2", "h3", "h4", "h5", "h6":
		return isEmpty(n)
	}
	return false
}

// isByline reports whether an element names the author, who is not known yet.
func (p *page) isByline(n *html.Node, names string) bool {
	if p.meta.byline != "" || len(n.Attr) == 0 {
		return false
	}
	if attr(n, "rel") != "author" && !strings.Contains(attr(n, "itemprop"), "author") && !bylineWords().in(names) {
		return false
	}
	end := next(n, true)
	for k := next(n, false); k != nil && k != end; k = next(k, false) {
		if strings.Contains(attr(k, "itemprop"), "name") {
			p.meta.byline = strings.TrimSpace(content(k))
			return true
		}
	}
	by := strings.TrimSpace(content(n))
	if size := utf8.RuneCountInString(by); size == 0 || size >= 100 {
		return false
	}
	p.meta.byline = by
	return true
}

// isUnlikely reports whether the names or the role of an element say that it
// is no part of an article.
func (p *page) isUnlikely(n *html.Node, names string) bool {
	if !p.unlikely || len(n.Attr) == 0 {
		return false
	}
	if n.Data != "body" && n.Data != "a" && unlikelyWords().in(names) && !likelyWords().in(names) &&
		!within(n, "table", around, nil) && !within(n, "code", around, nil) {
		return true
	}
	switch attr(n, "role") {
	case "menu", "menubar", "complementary", "navigation", "alert", "alertdialog", "dialog":
		return true
	}
	return false
}
