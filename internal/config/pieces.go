package config

import (
	"bytes"
	"regexp"
	"slices"
	"sync"

	"github.com/goccy/go-yaml/ast"
)

// A long list of feeds is parsed in pieces, since the tree of a file takes about a
// hundred times its size in memory.
const (
	longList  = 1000 // feeds from which on a list is cut
	pieceSize = 500  // feeds in a piece
)

// piece is a part of the list of feeds.
type piece struct {
	src   []byte
	above int // lines of the file that stand above it
	items int
}

var feedsKey = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?m)^feeds:[ \t]*(#.*)?$`)
})

// cut takes the entries of a list of at least least feeds, which begin at starts, out of
// src, in whose place blank lines are left. It goes by dashes and indentation only:
// readPieces sees whether they are entries.
func cut(src []byte, starts []int, end, least, size int) (rest []byte, pieces []piece) {
	if len(starts) < max(least, 1) {
		return src, nil
	}
	above := bytes.Count(src[:starts[0]], []byte("\n"))
	for i := 0; i < len(starts); i += size {
		last := end
		if i+size < len(starts) {
			last = starts[i+size]
		}
		p := piece{src: src[starts[i]:last], above: above, items: min(size, len(starts)-i)}
		above += bytes.Count(p.src, []byte("\n"))
		pieces = append(pieces, p)
	}
	blank := bytes.Repeat([]byte("\n"), bytes.Count(src[starts[0]:end], []byte("\n")))
	return slices.Concat(src[:starts[0]], blank, src[end:]), pieces
}

// entries returns where the entries of the list of feeds begin, and where the
// last one ends: offsets of lines.
func entries(src []byte) (starts []int, end int) {
	keys := feedsKey().FindAllIndex(src, 2)
	if len(keys) != 1 {
		return nil, 0
	}
	at := keys[0][1]
	if at < len(src) {
		at++ // the line feed
	}
	var dash []byte
	for line := range bytes.Lines(src[at:]) {
		text := bytes.TrimRight(line, " \t\n")
		trimmed := bytes.TrimLeft(text, " ")
		next := at + len(line)
		if len(trimmed) > 0 && trimmed[0] != '#' {
			indent := text[:len(text)-len(trimmed)]
			isDash := bytes.HasPrefix(trimmed, []byte("- "))
			if string(trimmed) == "-" {
				return nil, 0 // its extent depends on the next line
			}
			if len(indent) == 0 && !isDash {
				break
			}
			if isDash && (len(starts) == 0 || bytes.Equal(indent, dash)) {
				starts, dash = append(starts, at), indent
			}
			end = next
		}
		at = next
	}
	return starts, end
}

// readPieces reads the feeds of the pieces. It reports false if they are not
// entries of the list in root: the file is laid out in another way than it seemed.
func (d *decoder) readPieces(root ast.Node, c *Config) bool {
	m, ok := root.(ast.MapNode)
	if !ok {
		return false
	}
	lists := 0
	for it := m.MapRange(); it.Next(); {
		if it.Key().GetToken().Value != "feeds" {
			continue
		}
		if lists++; lists > 1 || it.Value() != nil && it.Value().Type() != ast.NullType {
			return false
		}
	}
	if lists == 0 {
		return false
	}
	for _, p := range d.pieces {
		file, err := parseYAML(p.src)
		if err != nil || len(file.Docs) != 1 {
			return false
		}
		list, ok := file.Docs[0].Body.(*ast.SequenceNode)
		if !ok || list.IsFlowStyle || len(list.Values) != p.items {
			return false
		}
		d.above = p.above
		d.first = len(c.Feeds)
		readFeeds(value{d, list, "feeds"}, c)
	}
	d.above, d.first = 0, 0
	return true
}
