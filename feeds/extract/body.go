package extract

import (
	"context"
	"net/url"
	"strings"

	readability "codeberg.org/readeck/go-readability/v2"
	"golang.org/x/net/html"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// poor is the size of a text, in bytes, below which other ways to find one
// are tried.
const poor = 600

// body finds the text of the page: by readability; where that brings little,
// by the density of paragraphs and in the structured data.
func (s *surveyed) body(ctx context.Context, doc *html.Node) *body {
	elements := strip(doc)
	best := &body{}
	if elements <= maxElements {
		best = s.readable(doc)
	}
	if ctx.Err() != nil {
		return best
	}
	declared := declaredBody(s.article.str("articleBody"))
	if best.size() >= poor && best.size()*2 >= declared.size() {
		return best
	}
	if dense := denseBody(doc, s.base); dense.size() > best.size()*3/2 && dense.size() > best.size()+200 {
		best = dense
	}
	if declared.size() > best.size()*3/2 && declared.size() > 200 {
		best = declared
	}
	return best
}

// strip takes out what is no text and counts the elements that are left.
func strip(doc *html.Node) int {
	elements := 0
	for n := doc.FirstChild; n != nil; {
		drop := n.Type == html.CommentNode || isElement(n, "script", "style", "noscript", "template", "iframe", "object", "svg", "button", "select", "input", "textarea", "dialog")
		after := next(n, drop)
		if drop {
			remove(n)
		} else if n.Type == html.ElementNode {
			elements++
		}
		n = after
	}
	return elements
}

// readable asks readability, which leaves doc as it is.
func (s *surveyed) readable(doc *html.Node) *body {
	base, err := url.Parse(s.base)
	if err != nil {
		base = &url.URL{}
	}
	p := readability.NewParser()
	p.DisableJSONLD = true // read already
	a, err := p.ParseDocument(doc, base)
	if err != nil || a.Node == nil {
		return &body{}
	}
	return blocksOf(a.Node, s.base)
}

// declaredBody makes blocks of the text that the structured data gives,
// which may hold markup.
func declaredBody(s string) *body {
	b := &body{}
	if s == "" {
		return b
	}
	if strings.Contains(s, "</p>") || strings.Contains(s, "<br") {
		if n, err := html.Parse(strings.NewReader(s)); err == nil {
			return blocksOf(n, "")
		}
	}
	for l := range strings.Lines(s) {
		if t := sanitize.Line(l); !t.IsZero() && len(b.blocks) < maxBlocks {
			b.blocks = append(b.blocks, news.Block{Kind: news.Paragraph, Text: t})
			b.places = append(b.places, 0)
		}
	}
	return b
}

// denseBody takes the element whose paragraphs hold the most text that is
// not links. A paragraph counts for its parent in full and by half for its
// grandparent.
func denseBody(doc *html.Node, base string) *body {
	scores := map[*html.Node]int{}
	var best *html.Node
	for n := range doc.Descendants() {
		if !isElement(n, "p", "pre", "blockquote") || within(n, "nav", "footer", "aside", "form") {
			continue
		}
		size := len(text(n)) - 2*linkSize(n)
		if size < 40 {
			continue
		}
		weight := size
		for p, depth := n.Parent, 0; p != nil && depth < 3; p, depth = p.Parent, depth+1 {
			scores[p] += weight
			if best == nil || scores[p] > scores[best] {
				best = p
			}
			weight = weight * 2 / 3
		}
	}
	if best == nil {
		return &body{}
	}
	return blocksOf(best, base)
}

// linkSize returns how many bytes of the text of n are links.
func linkSize(n *html.Node) int {
	size := 0
	for a := range n.Descendants() {
		if isElement(a, "a") {
			size += len(text(a))
		}
	}
	return size
}
