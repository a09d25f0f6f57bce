package extract

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds for the contents of containers.
const (
	maxNoscript = 1 << 20 // bytes of one noscript element
	minNoscript = 200     // bytes of prose that make it a text
	minBeside   = 100     // where it stands beside a paragraph
	maxHosts    = 2000    // elements with a shadow tree
)

// unfold puts parts in place that a browser shows and a tree of elements hides:
// shadow trees, the text that is meant for readers without scripts, and an
// article that stays hidden until a script has run.
func unfold(doc *html.Node) {
	var hosts, noscripts, hiddens []*html.Node
	for n := next(doc, false); n != nil; {
		if n.Type == html.ElementNode {
			switch {
			case n.Data == "template":
				if (hasAttr(n, "shadowrootmode") || hasAttr(n, "shadowroot")) && len(hosts) < maxHosts {
					hosts = append(hosts, n)
				}
			case n.Data == "noscript":
				noscripts = append(noscripts, n)
			case hidden(n) || attr(n, "aria-hidden") == "true":
				hiddens = append(hiddens, n)
			}
		}
		n = next(n, false)
	}
	for _, t := range hosts {
		openShadow(t)
	}
	if len(noscripts) > 0 {
		openNoscripts(doc, noscripts)
	}
	if len(hiddens) > 0 {
		reveal(doc, hiddens)
	}
}

// openShadow puts a shadow tree in the place of what its host shows: the
// children of the host stand in its slots or nowhere.
func openShadow(t *html.Node) {
	host := t.Parent
	if host == nil {
		return
	}
	tree := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	for t.FirstChild != nil {
		k := t.FirstChild
		t.RemoveChild(k)
		tree.AppendChild(k)
	}
	host.RemoveChild(t)
	var light []*html.Node
	for host.FirstChild != nil {
		k := host.FirstChild
		host.RemoveChild(k)
		light = append(light, k)
	}
	host.AppendChild(tree)
	var slots []*html.Node
	for n := range tree.Descendants() {
		if isElement(n, "slot") {
			slots = append(slots, n)
		}
	}
	for _, s := range slots {
		var given []*html.Node
		rest := light[:0:0]
		for _, k := range light {
			name := ""
			if k.Type == html.ElementNode {
				name = attr(k, "slot")
			}
			if name == attr(s, "name") {
				given = append(given, k)
			} else {
				rest = append(rest, k)
			}
		}
		light = rest
		if len(given) > 0 { // the slot's own content is a substitute
			for s.FirstChild != nil {
				s.RemoveChild(s.FirstChild)
			}
		}
		for _, k := range given {
			s.AppendChild(k)
		}
	}
}

// openNoscripts puts the content of a noscript element in its place if it is
// prose that the page does not have otherwise. No script is run here.
func openNoscripts(doc *html.Node, all []*html.Node) {
	shown := ""
	for _, n := range all {
		least := minNoscript
		if isBesideParagraph(n) {
			least = minBeside
		}
		if n.FirstChild == nil || n.FirstChild.Type != html.TextNode || len(n.FirstChild.Data) < least || len(n.FirstChild.Data) > maxNoscript || within(n, "head") {
			continue
		}
		nodes, err := html.ParseFragment(bytes.NewReader(bounded([]byte(n.FirstChild.Data))), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
		if err != nil {
			continue
		}
		box := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
		for _, k := range nodes {
			box.AppendChild(k)
		}
		sizes := sizes{}
		if of := sizes.measure(box); of.prose < least || of.text < maxConsent && gates().hits("scripts", strings.ToLower(text(box))) > 0 {
			continue // it only asks for scripts
		}
		if shown == "" {
			shown = key(text(doc)) + "."
		}
		if t := key(firstProse(box)); t == "" || strings.Contains(shown, t) {
			continue
		}
		n.Parent.InsertBefore(box, n)
		remove(n)
	}
}

// isBesideParagraph reports whether an element stands next to a paragraph.
func isBesideParagraph(n *html.Node) bool {
	for _, k := range []*html.Node{n.PrevSibling, n.NextSibling} {
		if k != nil && k.Type == html.TextNode && strings.TrimSpace(k.Data) == "" {
			if k == n.PrevSibling {
				k = k.PrevSibling
			} else {
				k = k.NextSibling
			}
		}
		if isElement(k, "p") {
			return true
		}
	}
	return false
}

// firstProse returns the first long paragraph in n.
func firstProse(n *html.Node) string {
	for k := range n.Descendants() {
		if isElement(k, "p") {
			if t := text(k); len(t) >= 100 {
				return t
			}
		}
	}
	return ""
}

// reveal shows hidden parts if the page has hardly any other prose: a script
// was to show it.
func reveal(doc *html.Node, hiddens []*html.Node) {
	all := prose{}
	all.measure(doc, false)
	if all.hidden < poor || all.shown > poor/2 || all.shown*4 > all.hidden {
		return
	}
	for _, n := range hiddens {
		part := prose{}
		part.measure(n, true)
		sizes := sizes{}
		if part.hidden*4 < all.hidden || sizes.measure(n).prose*2 < part.hidden || gates().consents(strings.ToLower(rawString(n))) {
			continue
		}
		show(n)
	}
}

// show takes off an element what hides it.
func show(n *html.Node) {
	kept := n.Attr[:0]
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden", "aria-hidden", "style":
		default:
			kept = append(kept, a)
		}
	}
	n.Attr = kept
}

// prose is how many bytes of long texts a page shows and hides.
type prose struct{ shown, hidden int }

func (p *prose) measure(n *html.Node, within bool) {
	switch n.Type {
	case html.TextNode:
		size := len(strings.TrimSpace(n.Data))
		switch {
		case size < 60:
		case within:
			p.hidden += size
		default:
			p.shown += size
		}
		return
	case html.ElementNode:
		if silent(n.Data) || n.Data == "a" {
			return
		}
		within = within || hidden(n) || attr(n, "aria-hidden") == "true"
	default:
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		p.measure(k, within)
	}
}
