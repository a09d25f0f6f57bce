package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/internal/news"
)

// Bounds of a standfirst, in letters and digits.
const (
	leastStandfirst = 36
	mostStandfirst  = 700
	sameStandfirst  = 60   // of its beginning that are compared with a description
	readStandfirst  = 4000 // texts of a page before its first paragraph that are looked at
)

// addStandfirst puts the lines that stand above the text, often in the box of the
// headline, back in front of it: they begin as the page describes itself to
// others, and the text does not have them.
func (b *body) addStandfirst(s *pageScan, doc *html.Node) {
	first := b.firstProse()
	if first <= 0 {
		return
	}
	descriptions := s.descriptions(b)
	if len(descriptions) == 0 {
		return
	}
	left := readStandfirst
	for n := doc.FirstChild; n != nil && left > 0; {
		skip := n.Type == html.ElementNode && (silent(n.Data) || hidden(n) || isElement(n, "nav", "aside", "footer", "form", "figcaption"))
		if order, ok := orderOf(n); ok && order >= first {
			return
		}
		if n.Type == html.TextNode && strings.TrimSpace(n.Data) != "" {
			left--
			if box := standfirstAt(n, descriptions); box != nil {
				b.putFirst(blocksOf(box, s.base))
				return
			}
		}
		n = next(n, skip)
	}
}

// firstProse returns the number of the first paragraph of b with prose; 0: there
// is none, or its place in the page is unknown.
func (b *body) firstProse() int {
	for i, k := range b.blocks {
		if proseIn(k) > 0 {
			return b.orders[i]
		}
	}
	return 0
}

// descriptions returns, in the form of key, how the page describes itself to
// others, where that is not in b already.
func (s *pageScan) descriptions(b *body) []string {
	var text strings.Builder
	for _, k := range b.blocks[:min(len(b.blocks), 12)] {
		text.WriteString(key(k.Text.String()))
	}
	have, title := text.String(), key(s.docTitle)
	var all []string
	for _, d := range []string{s.first("og:description"), s.first("twitter:description"), s.first("description"), squeeze(s.article.str("description"))} {
		if len(d) > 8*mostStandfirst {
			continue
		}
		if k := key(d); utf8.RuneCountInString(k) >= leastOf(d) && !strings.Contains(have, headRunes(k, sameStandfirst)) && !contains(all, k) &&
			!strings.Contains(title, headRunes(k, sameStandfirst)) {
			all = append(all, k)
		}
	}
	return all
}

// leastOf returns how many letters a standfirst has at least: fewer in scripts
// that need fewer.
func leastOf(s string) int {
	if spaced(s) {
		return leastStandfirst
	}
	return leastStandfirst / 2
}

// headRunes returns the first n characters of s.
func headRunes(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// standfirstAt returns the box around a text if it begins as one of the
// descriptions, or is the beginning of one; nil: it does not.
func standfirstAt(n *html.Node, descriptions []string) *html.Node {
	start := key(n.Data[:min(len(n.Data), 400)])
	if start == "" {
		return nil
	}
	for _, d := range descriptions {
		if !strings.HasPrefix(d, headRunes(start, 12)) {
			continue
		}
		box := n.Parent
		for box != nil && !isBlock(box) {
			box = box.Parent
		}
		if box == nil || isElement(box, "html", "body", "main", "article", "table", "h1") || within(box, "a", "nav", "aside", "footer", "form", "figcaption") {
			return nil
		}
		whole := headOf(box, 4*mostStandfirst)
		k := key(whole)
		size := utf8.RuneCountInString(k)
		if size < leastOf(whole) || size > mostStandfirst {
			continue
		}
		if strings.HasPrefix(k, headRunes(d, sameStandfirst)) || strings.HasPrefix(d, k) {
			return box
		}
	}
	return nil
}

// putFirst puts the blocks of a standfirst where they stand in the page, as
// paragraphs.
func (b *body) putFirst(part *body) {
	if len(part.blocks) > 3 {
		return
	}
	for i := range part.blocks {
		if part.blocks[i].Kind == news.Heading {
			part.blocks[i].Kind, part.blocks[i].Level = news.Paragraph, 0
		}
	}
	b.insert(part)
	b.standfirst = part.orders
}
