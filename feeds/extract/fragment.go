package extract

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Fragment makes blocks of the HTML of a feed, its content or summary, and
// finds the references in it. base is the address that links are relative
// to. Text without any tag is taken as plain text.
// flat is as in Page.
func (x *Extractor) Fragment(fragment string, base string) (blocks []news.Block, refs []news.Reference, flat news.Flat) {
	if len(fragment) > maxFragment {
		fragment = strings.ToValidUTF8(fragment[:maxFragment], "")
	}
	if !strings.Contains(fragment, "<") {
		p := x.paragraphs(paragraphsOf(html.UnescapeString(fragment)), "")
		return p.Blocks, p.References, p.Flat
	}
	top := &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div}
	nodes, err := html.ParseFragment(bytes.NewReader(bounded([]byte(fragment))), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		p := x.paragraphs([]string{fragment}, "")
		return p.Blocks, p.References, p.Flat
	}
	for _, n := range nodes {
		top.AppendChild(n)
	}
	doc := &html.Node{Type: html.DocumentNode}
	doc.AppendChild(top)
	repairMarks(doc)
	if u, ok := sanitize.URL("", base); ok {
		base = u
	}
	read := x.refs().Read(doc, base)
	found := read.Found
	orders := removeFound(doc, read)
	body := blocksOf(doc, base)
	drop := make([]bool, len(body.blocks))
	for i, k := range body.blocks {
		drop[i] = k.Kind != news.Table && isNoise(k.Text.String())
	}
	body.keep(drop)
	return body.blocks, references(found, orders, body), news.Flat{}
}
