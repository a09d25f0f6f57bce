package pane

import (
	"fmt"
	"strconv"

	"sitrep/internal/news"
)

// Rank is where in a list something stands. The zero Rank is nowhere.
type Rank struct {
	N    int  // counted from 1; 0: not known
	Of   int  // how many there are; 0 beside an N: not known
	More bool // there may be more than were counted
}

// String writes the place and the total: "12/77", or the total alone.
func (p Rank) String() string {
	of := strconv.Itoa(p.Of)
	if p.More {
		of += "+"
	}
	switch {
	case p.N == 0:
		return of
	case p.Of == 0:
		return strconv.Itoa(p.N)
	}
	return fmt.Sprintf("%d/%s", p.N, of)
}

// Ranker is a list that knows where its cursor is.
type Ranker interface {
	// Rank returns the place of the cursor; the zero Rank if there are no rows.
	Rank() Rank
}

// Longer is a list that knows how much of it is out of sight.
type Longer interface {
	// Below returns how many rows are out of sight below.
	Below() int
}

// more counts the rows out of sight below: ", 3 more"; empty: there are none.
func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(", %d more", n)
}

var (
	_ Ranker = (*headlines)(nil)
	_ Ranker = (*readAlso)(nil)
	_ Longer = (*readAlso)(nil)
)

// Rank implements Ranker.
func (p *headlines) Rank() Rank {
	at := Rank{Of: max(p.counts.Total, len(p.rows)), More: p.counts.More}
	if p.base >= 0 && p.cursor < len(p.rows) {
		at.N = p.base + p.cursor + 1
		at.Of = max(at.Of, at.N)
	}
	return at
}

// countAbove finds out how many stories stand above the rows about a story.
func (q *question) countAbove(m *rowsLoaded) {
	if m.first || m.err != nil || len(m.rows) == 0 {
		return
	}
	n, more, err := q.env.Library.Above(q.env.Ctx, q.filter, news.MarkOf(m.rows[0]), q.upTo)
	if m.base, m.err = n, err; more {
		m.base = -1
	}
}

// baseAbove returns how many stories stand above the rows after n more were put
// before them; first: they begin the list.
func baseAbove(base, n int, first bool) int {
	switch {
	case first:
		return 0
	case base < 0:
		return base
	}
	return max(base-n, 0)
}

// baseOfEnd returns how many stories stand above the rows that end the list.
func (p *headlines) baseOfEnd() int {
	if p.counts.More {
		return -1
	}
	return max(p.counts.Total-len(p.rows), 0)
}

// Rank implements Ranker. The heading of what cites the story is no row.
func (p *readAlso) Rank() Rank {
	var at Rank
	for i, r := range p.rows {
		if r.heading() {
			continue
		}
		at.Of++
		if i <= p.cursor {
			at.N++
		}
	}
	return at
}

// Below implements Longer. A row of which something is out of sight counts.
func (p *readAlso) Below() int {
	n, used := 0, 0
	for i := p.top; i < len(p.rows); i++ {
		used += p.height(i)
		if used > p.room() && !p.rows[i].heading() {
			n++
		}
	}
	return n
}
