package readable

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// clone copies n and all below it. Attributes are shared until one changes.
func clone(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slices.Clip(n.Attr)}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.AppendChild(clone(k))
	}
	return c
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}

// setAttr sets an attribute of n, whose attributes may be shared.
func setAttr(n *html.Node, key, value string) {
	n.Attr = slices.Clone(n.Attr)
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

// class returns the classes of n, one space between them.
func class(n *html.Node) string {
	s := attr(n, "class")
	if s == "" {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

func id(n *html.Node) string { return strings.TrimSpace(attr(n, "id")) }

func isElement(n *html.Node, tag string) bool {
	return n != nil && n.Type == html.ElementNode && n.Data == tag
}

// tag returns the name of an element; empty: n is none.
func tag(n *html.Node) string {
	if n == nil || n.Type != html.ElementNode {
		return ""
	}
	return n.Data
}

// find returns the first element of that name below n; nil: there is none.
func find(n *html.Node, tag string) *html.Node {
	for k := range n.Descendants() {
		if isElement(k, tag) {
			return k
		}
	}
	return nil
}

// all returns the elements of these names below n, in their order.
func all(n *html.Node, tags ...string) []*html.Node {
	var out []*html.Node
	for k := range n.Descendants() {
		if k.Type == html.ElementNode && slices.Contains(tags, k.Data) {
			out = append(out, k)
		}
	}
	return out
}

// within reports whether an element of that name, for which ok is true, is
// among the levels of elements around n; levels 0: any.
func within(n *html.Node, tag string, levels int, ok func(*html.Node) bool) bool {
	for depth := 1; n.Parent != nil && (levels == 0 || depth <= levels); depth++ {
		n = n.Parent
		if isElement(n, tag) && (ok == nil || ok(n)) {
			return true
		}
	}
	return false
}

// around is how many levels of elements around one say what it is part of.
const around = 4

// firstElement returns the first element among n and its next siblings.
func firstElement(n *html.Node) *html.Node {
	for n != nil && n.Type != html.ElementNode {
		n = n.NextSibling
	}
	return n
}

// next returns the element after n in the order of the page; with skip, the
// first outside of n.
func next(n *html.Node, skip bool) *html.Node {
	if !skip {
		if k := firstElement(n.FirstChild); k != nil {
			return k
		}
	}
	for ; n != nil; n = n.Parent {
		if k := firstElement(n.NextSibling); k != nil {
			return k
		}
	}
	return nil
}

// drop takes n out of the page and returns the element after it.
func drop(n *html.Node) *html.Node {
	after := next(n, true)
	remove(n)
	return after
}

func remove(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}

// move makes n the last child of to.
func move(to, n *html.Node) {
	remove(n)
	to.AppendChild(n)
}

// replace puts by where old is.
func replace(old, by *html.Node) {
	remove(by)
	old.Parent.InsertBefore(by, old)
	old.Parent.RemoveChild(old)
}

// only returns the one child element of n if it has that name and n has no text
// beside it; nil: it is not so.
func only(n *html.Node, tag string) *html.Node {
	var found *html.Node
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch k.Type {
		case html.ElementNode:
			if found != nil || k.Data != tag {
				return nil
			}
			found = k
		case html.TextNode:
			if hasWords(k.Data) {
				return nil
			}
		default:
		}
	}
	return found
}

// isEmpty reports whether n holds no text of its own and no elements but line
// breaks and rules.
func isEmpty(n *html.Node) bool {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.TextNode && hasWords(k.Data) || k.Type == html.ElementNode && k.Data != "br" && k.Data != "hr" {
			return false
		}
	}
	return true
}

// isBlank reports whether n is white space or a line break.
func isBlank(n *html.Node) bool {
	return n.Type == html.TextNode && !hasWords(n.Data) || isElement(n, "br")
}

// hasText reports whether n or one below it is text with words.
func hasText(n *html.Node) bool {
	if n.Type == html.TextNode {
		return hasWords(n.Data)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if hasText(k) {
			return true
		}
	}
	return false
}

func hasWords(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= utf8.RuneSelf:
			return strings.TrimLeftFunc(s[i:], unicode.IsSpace) != ""
		case c != ' ' && (c < '\t' || c > '\r'):
			return true
		}
	}
	return false
}

// holdsBlocks reports whether an element below n begins a block.
func holdsBlocks(n *html.Node) bool {
	for k := range n.Descendants() {
		switch tag(k) {
		case "blockquote", "dl", "div", "img", "ol", "p", "pre", "table", "ul", "select":
			return true
		}
	}
	return false
}

// isInline reports whether n is content of a line, and with deep all below it.
func isInline(n *html.Node, deep bool) bool {
	switch n.Type {
	case html.TextNode, html.CommentNode:
		return true
	case html.ElementNode:
	default:
		return false
	}
	switch n.DataAtom { // of the page as it came
	case atom.Math, atom.Svg:
		return true
	case atom.A, atom.Abbr, atom.Acronym, atom.Area, atom.Audio, atom.B, atom.Bdi, atom.Bdo, atom.Big, atom.Blink, atom.Br, atom.Button,
		atom.Canvas, atom.Cite, atom.Code, atom.Data, atom.Datalist, atom.Del, atom.Dfn, atom.Em, atom.Embed, atom.Font, atom.I, atom.Img,
		atom.Input, atom.Ins, atom.Kbd, atom.Label, atom.Link, atom.Map, atom.Mark, atom.Marquee, atom.Meta, atom.Meter, atom.Noscript,
		atom.Object, atom.Output, atom.Progress, atom.Q, atom.Ruby, atom.S, atom.Samp, atom.Script, atom.Select, atom.Slot, atom.Small,
		atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Template, atom.Textarea, atom.Time, atom.Tt, atom.U, atom.Var, atom.Wbr:
		if deep {
			for k := n.FirstChild; k != nil; k = k.NextSibling {
				if !isInline(k, true) {
					return false
				}
			}
		}
		return true
	}
	return false
}
