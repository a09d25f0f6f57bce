package extract

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// attr returns the value of an attribute, "" if there is none.
func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

func isElement(n *html.Node, tags ...string) bool {
	if n == nil || n.Type != html.ElementNode {
		return false
	}
	return slices.Contains(tags, n.Data)
}

// text returns the text of n with white space collapsed. What a reader does
// not see is left out.
func text(n *html.Node) string {
	var b strings.Builder
	appendText(&b, n)
	return strings.Join(strings.Fields(b.String()), " ")
}

// headOf returns the beginning of the text of n, and looks no further than it
// must.
func headOf(n *html.Node, limit int) string {
	var b strings.Builder
	for k := next(n, false); k != nil && b.Len() < 2*limit && inside(k, n); {
		skip := k.Type == html.ElementNode && (silent(k.Data) || hidden(k))
		switch {
		case k.Type == html.TextNode:
			b.WriteString(k.Data)
		case k.Type == html.ElementNode && breaks(k.Data):
			b.WriteByte(' ')
		}
		k = next(k, skip)
	}
	s := squeeze(b.String())
	return strings.ToValidUTF8(s[:min(len(s), limit)], "")
}

func appendText(b *strings.Builder, n *html.Node) {
	switch n.Type {
	case html.TextNode:
		b.WriteString(n.Data)
	case html.ElementNode, html.DocumentNode:
		if silent(n.Data) || hidden(n) {
			return
		}
		if breaks(n.Data) {
			b.WriteByte(' ')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			appendText(b, c)
		}
		if breaks(n.Data) {
			b.WriteByte(' ')
		}
	default:
	}
}

// silent reports whether an element of this name shows no text of its own.
func silent(tag string) bool {
	switch tag {
	case "script", "style", "noscript", "template", "head", "iframe", "object", "embed", "svg", "canvas",
		"audio", "video", "select", "button", "input", "textarea", "datalist", "map", "dialog", "meta", "link", "title":
		return true
	}
	return false
}

// breaks reports whether an element of this name ends the line before it.
func breaks(tag string) bool {
	switch tag {
	case "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
		"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main",
		"menu", "nav", "ol", "optgroup", "option", "p", "pre", "search", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "xmp":
		return true
	}
	return false
}

// hidden reports whether the page hides an element from its readers.
func hidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			s := strings.ReplaceAll(strings.ToLower(a.Val), " ", "")
			if strings.Contains(s, "display:none") || strings.Contains(s, "visibility:hidden") {
				return true
			}
		}
	}
	return false
}

// remove takes n out of its tree.
func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// within reports whether n lies in an element of one of the names.
func within(n *html.Node, tags ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if isElement(p, tags...) {
			return true
		}
	}
	return false
}

// next returns the node that follows n in the order of the document; with
// skip, the first outside of n.
func next(n *html.Node, skip bool) *html.Node {
	if !skip && n.FirstChild != nil {
		return n.FirstChild
	}
	for ; n != nil; n = n.Parent {
		if n.NextSibling != nil {
			return n.NextSibling
		}
	}
	return nil
}
