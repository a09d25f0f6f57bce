package typeset

import "sort"

// Anchor is a position in a story that does not depend on the width. The zero
// Anchor is its beginning.
type Anchor struct {
	Block int
	Flow  int // within the block
	At    int // the byte of the flow's text
}

// clamp returns the index of the nearest line there is.
func (t *Text) clamp(line int) int { return max(0, min(line, len(t.lines)-1)) }

// Position returns the block of a line and the line's index in it. The line of
// a reference and a blank line count to the block before them.
func (t *Text) Position(line int) (block, row int) {
	if len(t.lines) == 0 {
		return 0, 0
	}
	line = t.clamp(line)
	block = t.flows[t.lines[line].flow].block
	if block < len(t.blocks) {
		row = line - t.blocks[block]
	}
	return block, max(row, 0)
}

// LineAt returns the line at a position: the nearest in the block, if it has
// fewer lines now.
func (t *Text) LineAt(block, row int) int {
	if len(t.blocks) == 0 || block < 0 {
		return t.clamp(row)
	}
	if block >= len(t.blocks) {
		return t.clamp(len(t.lines))
	}
	last := len(t.lines) - 1
	if block+1 < len(t.blocks) {
		last = max(t.blocks[block+1]-1, t.blocks[block])
	}
	return t.clamp(min(t.blocks[block]+max(row, 0), last))
}

// Anchor returns the position where a line begins.
func (t *Text) Anchor(line int) Anchor {
	if len(t.lines) == 0 {
		return Anchor{}
	}
	ln := t.lines[t.clamp(line)]
	flow := int(ln.flow)
	a := Anchor{Block: t.flows[flow].block, At: int(ln.from)}
	if ln.blank {
		a.At = len(t.flows[flow].text)
	}
	a.Flow = flow - t.firstFlow(a.Block)
	return a
}

// Find returns the line in which an anchor lies.
func (t *Text) Find(a Anchor) int {
	if len(t.flows) == 0 {
		return 0
	}
	first := t.firstFlow(a.Block)
	flow := max(min(first+a.Flow, t.firstFlow(a.Block+1)-1, len(t.flows)-1), 0)
	line := t.lineOf(spot{flow, a.At})
	if next := line + 1; a.At > 0 && a.At >= len(t.flows[flow].text) && next < len(t.lines) && t.lines[next].blank && int(t.lines[next].flow) == flow {
		return next // a blank line behind the flow
	}
	return line
}

// firstFlow returns the first flow of a block, or that after it if the block
// has none.
func (t *Text) firstFlow(block int) int {
	return sort.Search(len(t.flows), func(i int) bool { return t.flows[i].block >= block })
}

// lineOf returns the line in which a spot lies.
func (t *Text) lineOf(s spot) int {
	begin, end := t.begins[s.flow], len(t.lines)
	if s.flow+1 < len(t.begins) {
		end = t.begins[s.flow+1]
	}
	n := sort.Search(end-begin, func(i int) bool {
		ln := t.lines[begin+i]
		return ln.blank || int(ln.from) > s.at
	})
	return begin + max(n-1, 0)
}

// LineOf returns the line in which item n begins; 0 if there is no such
// item.
func (t *Text) LineOf(n int) int {
	if n < 1 || n > len(t.spots) {
		return 0
	}
	return t.lineOf(t.spots[n-1])
}
