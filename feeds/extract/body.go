package extract

import (
	"bytes"
	"context"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/feeds/readable"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// poor is the size of a text, in bytes, below which other ways to find one
// are tried.
const poor = 600

// body finds the text of the page, and the entries of a live blog that only its
// structured data has.
func (s *pageScan) body(ctx context.Context, doc *html.Node) *body {
	var data []any // the scripts are gone once the text is found
	sizes := sizes{}
	prose := sizes.measure(doc).prose
	if prose < poor {
		data = appData(doc)
	}
	sizes.keepProse(prose)
	if prose < shortArticle {
		dropRights(doc)
	}
	b := s.text(ctx, doc).fromData(data, s.docTitle)
	b.addEntries(s.liveEntries())
	return b
}

// text finds the text of the article: by readability; where that brings
// little, by the density of paragraphs and in the structured data. It consumes doc.
func (s *pageScan) text(ctx context.Context, doc *html.Node) *body {
	dropOverlays(doc)
	elements := strip(doc)
	dropPlaceholders(doc)
	markOffers(doc)
	dropClutter(doc)
	dropTwice(doc)
	s.dropTeasers(doc)
	dense := denseBody(doc, s.base)
	if ctx.Err() != nil {
		return dense
	}
	best := &body{}
	if elements <= maxElements {
		best = s.readable(doc)
	}
	declared := declaredBody(s.article.str("articleBody"))
	if dense.widens(best) {
		best = dense
	} else {
		best.widen(doc, s.base)
	}
	best.addHeadings(s, doc)
	if best.size() >= poor && best.size()*2 >= declared.size() {
		best.trim(declared)
		best.addStandfirst(s, doc)
		return best
	}
	if dense.size() > best.size()*3/2 && dense.size() > best.size()+200 {
		best = dense
	}
	if declared.size() > best.size()*3/2 && declared.size() > 200 {
		return declared
	}
	best.addStandfirst(s, doc)
	return best
}

// strip takes out elements without text and counts those that are left.
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

// readable finds the text by the rules of Readability, and leaves doc as it is.
func (s *pageScan) readable(doc *html.Node) *body {
	markTables(doc)
	article := readable.Article(doc)
	if article == nil {
		return &body{}
	}
	return blocksOf(article, s.base)
}

// declaredBody makes blocks of the text that the structured data gives,
// which may hold markup.
func declaredBody(s string) *body {
	b := &body{}
	if s == "" {
		return b
	}
	if strings.Contains(s, "</") || strings.Contains(s, "<br") {
		if n, err := html.Parse(bytes.NewReader(bounded([]byte(s)))); err == nil {
			repairMarks(n)
			return blocksOf(n, "")
		}
	}
	for l := range strings.Lines(s) {
		if t := sanitize.Line(l); !t.IsZero() && len(b.blocks) < maxBlocks {
			b.blocks = append(b.blocks, news.Block{Kind: news.Paragraph, Text: t})
			b.orders = append(b.orders, 0)
		}
	}
	return b
}

// denseBody takes the element whose paragraphs hold the most text that is
// not links. A paragraph counts for its parent in full and by two thirds for
// each element around that. Where an element farther out adds much prose and
// little else, the article stands in several boxes, and that one is taken.
func denseBody(doc *html.Node, base string) *body {
	sizes, scores := sizes{}, map[*html.Node]int{}
	sizes.measure(doc)
	var best *html.Node
	for n := range doc.Descendants() {
		if !isElement(n, "p", "pre", "blockquote") {
			continue
		}
		weight := sizes[n].text - 2*sizes[n].links
		if weight < 40 || within(n, "nav", "footer", "aside", "form") {
			continue
		}
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
	return blocksOf(sizes.climb(best), base)
}

// extent is how many bytes of text an element holds, how many of these are
// links, and how many stand in long paragraphs that are not links for the
// most part.
type extent struct{ text, links, prose int }

// sizes are the extents of the elements of a page.
type sizes map[*html.Node]extent

// measure fills in n and all below it, in one walk.
func (s sizes) measure(n *html.Node) extent {
	if n.Type == html.TextNode {
		return extent{text: len(strings.TrimSpace(n.Data))}
	}
	var e extent
	if n.Type == html.ElementNode && silent(n.Data) {
		return e
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		of := s.measure(k)
		e.text, e.links, e.prose = e.text+of.text, e.links+of.links, e.prose+of.prose
	}
	switch {
	case isElement(n, "a"):
		e.links = e.text
	case isElement(n, "p"):
		e.prose = 0
		if e.text >= 100 && e.links*2 < e.text {
			e.prose = e.text
		}
	}
	if n.Type == html.ElementNode {
		s[n] = e
	}
	return e
}

// keepProse makes a plain box of an aside or footer that holds most of a page's
// prose, which is the article then, whatever it is called.
func (s sizes) keepProse(total int) {
	for n, e := range s {
		if isElement(n, "aside", "footer") && e.prose > 0 && e.prose*2 > total {
			n.Data, n.DataAtom = "div", atom.Div
		}
	}
}

// climb returns the farthest element around n that adds much prose to what n
// holds and little else.
func (s sizes) climb(n *html.Node) *html.Node {
	best, have := n, s[n]
	for p, steps := n.Parent, 0; p != nil && p.Type == html.ElementNode && steps < 6; p, steps = p.Parent, steps+1 {
		prose, text := s[p].prose-have.prose, s[p].text-have.text
		if prose*5 >= have.prose && prose*10 >= text*7 {
			best, have, steps = p, s[p], 0
		}
	}
	return best
}

// widens reports whether b holds nearly all of the prose of part and, beyond
// it, much more prose than anything else: part is then one box of an article
// of several.
func (b *body) widens(part *body) bool {
	all := make(map[int]bool, len(b.orders))
	for _, p := range b.orders {
		all[p] = true
	}
	shared := 0
	for i, k := range part.blocks {
		if all[part.orders[i]] {
			shared += proseIn(k)
		}
	}
	own, wide := part.prose(), b.prose()
	return own >= poor/2 && shared*10 >= own*8 && wide*10 >= own*12 && (wide-own)*10 >= (b.size()-part.size())*7
}

// prose returns how many bytes the long paragraphs of b have.
func (b *body) prose() int {
	n := 0
	for _, k := range b.blocks {
		n += proseIn(k)
	}
	return n
}

func proseIn(k news.Block) int {
	if k.Kind != news.Paragraph && k.Kind != news.Quote || k.Text.Len() < 80 || linked(k) > 0.5 {
		return 0
	}
	return k.Text.Len()
}

// trim cuts off at the end the paragraphs that the declared text does not
// have, if that has nearly all of the prose before them: notes about the
// author or the site. A declared text that breaks off tells nothing of its
// end.
func (b *body) trim(declared *body) {
	if declared.size() > maxLine { // each block is looked for in all of it
		return
	}
	var text strings.Builder
	for _, k := range declared.blocks {
		text.WriteString(key(k.Text.String()))
	}
	all := text.String()
	last, known, unknown := -1, 0, 0
	for i, k := range b.blocks {
		n := proseIn(k)
		if n == 0 {
			continue
		}
		switch t := key(k.Text.String()); {
		case strings.Contains(all, t):
			known += n
			last = i
		case len(t) > 30 && strings.Contains(all, strings.ToValidUTF8(t[:30], "")):
			return
		default:
			unknown += n
		}
	}
	if known < poor || known < 4*unknown {
		return
	}
	drop := make([]bool, len(b.blocks))
	for i := last + 1; i < len(b.blocks); i++ {
		k := b.blocks[i]
		drop[i] = k.Kind == news.Paragraph && !strings.Contains(all, key(k.Text.String()))
	}
	b.keep(drop)
}
