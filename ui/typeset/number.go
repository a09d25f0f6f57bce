package typeset

import (
	"slices"
	"unicode/utf8"

	"sitrep/internal/news"
)

// Item is something in a story that can be followed: a link in its text or a
// reference. Exactly one of Link and Ref is set.
type Item struct {
	N    int // its number, from 1
	Link *news.Link
	Ref  *news.Reference
}

// Number gives the links and references of a story one numbering, by order
// of appearance. Links to the site's own articles that are not references
// (news.RefBodylink) are numbered as the links that they are.
func Number(blocks []news.Block, refs []news.Reference) []Item {
	var items []Item
	add := func(l *news.Link, r *news.Reference) {
		items = append(items, Item{N: len(items) + 1, Link: l, Ref: r})
	}
	byBlock := distribute(len(blocks), refs)
	for i := range blocks {
		for _, r := range byBlock[i] {
			add(nil, r)
		}
		links := blocks[i].Links
		for j := range links {
			if sound(blocks[i], links[j]) {
				add(&links[j], nil)
			}
		}
	}
	for _, r := range byBlock[len(blocks)] {
		add(nil, r)
	}
	return items
}

// distribute returns, for each of n blocks, the references that stand before it,
// and at index n those after the last. What only the feed or the data of a
// page refers to has no place in the text and stands at the end.
func distribute(n int, refs []news.Reference) [][]*news.Reference {
	byBlock := make([][]*news.Reference, n+1)
	for i := range refs {
		r := &refs[i]
		at := min(max(r.Paragraph, 0), n)
		switch r.Kind {
		case news.RefBodylink:
			continue
		case news.RefFeed, news.RefJSONLD:
			at = n
		case news.RefInline, news.RefBlock, news.RefText:
		}
		byBlock[at] = append(byBlock[at], r)
	}
	for _, at := range byBlock {
		slices.SortStableFunc(at, func(a, b *news.Reference) int { return a.N - b.N })
	}
	return byBlock
}

// sound reports whether a link lies in its block's text, on the boundaries of
// characters. Cached references may be older than the text.
func sound(b news.Block, l news.Link) bool {
	text := b.Text.String()
	return l.URL != "" && b.Kind != news.Table && l.Start >= 0 && l.Start < l.End && l.End <= len(text) &&
		utf8.RuneStart(text[l.Start]) && (l.End == len(text) || utf8.RuneStart(text[l.End]))
}
