package parse

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mmcdole/gofeed/atom"
	"github.com/mmcdole/gofeed/rss"
)

// pieceParts is how many elements and attributes the feed library makes a tree of at
// once. Its result for one takes up to a thousand bytes.
const pieceParts = 10_000

// parse reads a document, a long one in pieces: only the kept part of its items is in
// memory at once.
func (p *xmlParser) parse(src string) (*Document, error) {
	if p.v.weight <= pieceParts || !p.v.inRow() {
		return p.read(src, nil)
	}
	all := p.v.items
	defer func() { p.v.items = all }()
	var doc *Document
	for from := 0; from < len(all); {
		to := pieceEnd(all, from)
		p.v.items = all[from:to]
		piece := p.v.around(src, all, from, to)
		next, err := p.read(piece, doc)
		if err != nil {
			return nil, err
		}
		if len(next.Items) != to {
			return nil, fmt.Errorf("%w: its items are not where they seemed to be", ErrNotFeed)
		}
		doc, from = next, to
	}
	return doc, nil
}

// pieceEnd returns the end of the piece that begins with an item: one item at least.
func pieceEnd(items []aside, from int) int {
	to := from + 1
	for to < len(items) && items[to].weight-items[from].weight < pieceParts {
		to++
	}
	return to
}

// inRow reports whether the items stand one after the other in one element, each
// by itself, so that some of them can be read without the others.
func (v *prescan) inRow() bool {
	if v.crooked || v.apart || len(v.items) < 2 {
		return false
	}
	end := 0
	for _, it := range v.items {
		if it.from < end || it.to <= it.from {
			return false
		}
		end = it.to
	}
	return true
}

// around returns a document of some of the items: the first one has all that
// stands outside of items, the others the elements around them.
func (v *prescan) around(src string, all []aside, from, to int) string {
	var b strings.Builder
	if from == 0 {
		b.WriteString(src[:all[to-1].to])
		for i := to; i < len(all); i++ {
			b.WriteString(src[all[i-1].to:all[i].from])
		}
		b.WriteString(src[all[len(all)-1].to:])
		return b.String()
	}
	for _, s := range v.outer {
		b.WriteString(src[s.from:s.to])
	}
	for _, it := range all[from:to] {
		b.WriteString(src[it.from:it.to])
	}
	for _, o := range slices.Backward(v.outer) {
		b.WriteString("</" + tagName(src[o.from+1:]) + ">")
	}
	return b.String()
}

// read reads a document as it is. With the Document of an earlier piece, it appends
// the items to it. A panic of the library is an error of this one feed.
func (p *xmlParser) read(src string, earlier *Document) (doc *Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			doc, err = nil, fmt.Errorf("%w: the parser gave up: %v", ErrNotFeed, r)
		}
	}()
	if p.atom {
		f, err := new(atom.Parser).Parse(strings.NewReader(src))
		if err != nil {
			return nil, err
		}
		if earlier == nil {
			earlier, p.authors = p.atomDocument(f), f.Authors
		}
		p.atomItems(f, earlier)
		return earlier, nil
	}
	f, err := new(rss.Parser).Parse(strings.NewReader(src))
	if err != nil {
		return nil, err
	}
	if earlier == nil {
		earlier = p.rssDocument(f)
	}
	p.rssItems(f, earlier)
	return earlier, nil
}
