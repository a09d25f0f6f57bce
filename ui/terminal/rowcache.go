package terminal

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/charmbracelet/x/ansi"
)

// RowCache leaves out of the output to a terminal the rows that the
// terminal shows already. The renderer writes a row with a wide character, or
// with one of doubtful width, in every frame, even if nothing in the row has
// changed; a list in Chinese cost 4 kB for each move of the cursor.
//
// The renderer writes such a row with wrapping off, from its first column,
// after erasing it, and places the cursor after it: the result does not depend
// on the previous content. RowCache keeps the last content of each row, and
// drops it when anything else is written there. It passes on every sequence
// that it does not know, and then drops all rows. It is safe for concurrent
// use. Make one with NewRowCache.
type RowCache struct {
	to io.Writer

	mu   sync.Mutex
	h    int      // rows of the terminal; 0: not known, and nothing is left out
	rows [][]text // the text that is shown, nil where that is not known
	seq  []byte   // a sequence that has begun
	out  bytes.Buffer

	y        int    // the row of the cursor as the program assumes; -1: not known
	late     string // the sequence that moves it there, not written yet
	want     pen    // the style that the program assumes
	real     pen    // the style that is set
	top, bot int    // the margins of scrolling

	row row
}

// row is a row that is being written. It is deferred until the cursor is
// placed after it, which tells its number.
type row struct {
	state    rowState
	deferred []string // the pieces
	from     pen      // before the first of them
	texts    []text   // the first is empty, and has the pen that it was erased with
}

// text is a part of a row in one style.
type text struct {
	pen  pen
	text string
	from int // the piece that it begins with
}

// like reports whether two texts look the same.
func (t text) like(u text) bool { return t.pen == u.pen && t.text == u.text }

// doubtful reports whether terminals disagree on the width of the text, so
// that the text after it must be put into its column.
func (t text) doubtful() bool { return ansi.StringWidthWc(t.text) != ansi.StringWidth(t.text) }

type rowState int

const (
	rowNone   rowState = iota
	rowBegun           // wrapping is off
	rowErased          // it is empty, its text follows
	rowDone            // wrapping is on again, the position of the cursor follows
	rowPassed          // it was no row, and has been passed on
)

const (
	wrapOff = "\x1b[?7l"
	wrapOn  = "\x1b[?7h"
	erase   = "\x1b[K"
)

// NewRowCache returns a RowCache that writes to a terminal. It leaves out
// nothing until it is told the size.
func NewRowCache(to io.Writer) *RowCache { return &RowCache{to: to, y: -1} }

// Resize sets the height of the terminal in rows and drops all rows.
func (s *RowCache) Resize(h int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.h, s.rows = h, make([][]text, max(h, 0))
	s.y, s.top, s.bot = -1, 0, h-1
}

// Write writes the part of p that changes the screen. A sequence may be split
// between calls.
func (s *RowCache) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Reset()
	for i := 0; i < len(p); {
		if len(s.seq) == 0 && p[i] >= 0x20 && p[i] != 0x7f {
			n := bytes.IndexFunc(p[i:], func(r rune) bool { return r < 0x20 || r == 0x7f })
			if n < 0 {
				n = len(p) - i
			}
			s.feed(string(p[i : i+n]))
			i += n
			continue
		}
		s.seq = append(s.seq, p[i])
		i++
		if Complete(s.seq) {
			whole := string(s.seq)
			s.seq = s.seq[:0]
			s.feed(whole)
		}
	}
	s.settleRow()
	s.settle()
	if s.out.Len() == 0 {
		return len(p), nil
	}
	if _, err := s.to.Write(s.out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Complete reports whether a control sequence is complete (ECMA-48). Anything
// that does not begin with ESC is complete. seq must not be empty.
func Complete(seq []byte) bool {
	if seq[0] != 0x1b {
		return true
	}
	if len(seq) == 1 {
		return false
	}
	last := seq[len(seq)-1]
	switch seq[1] {
	case '[':
		return len(seq) > 2 && last >= 0x40 && last <= 0x7e
	case ']', 'P', '_', '^', 'X':
		return last == 7 && seq[1] == ']' || len(seq) > 3 && last == '\\' && seq[len(seq)-2] == 0x1b
	default:
		return last < 0x20 || last > 0x2f
	}
}

// feed handles a piece: a text, a control character or a sequence.
func (s *RowCache) feed(piece string) {
	switch s.row.state {
	case rowNone:
		if piece == wrapOff && s.h > 0 {
			s.row = row{state: rowBegun, deferred: []string{piece}, from: s.want}
			return
		}
		s.pass(piece)
	case rowPassed:
		if piece == wrapOn {
			s.row.state = rowNone
		}
		s.pass(piece)
	default:
		s.row.deferred = append(s.row.deferred, piece)
		if !s.deferPiece(piece) {
			s.giveUp()
		}
	}
}

// deferPiece adds a piece to the row; false: it is not a row after all.
func (s *RowCache) deferPiece(piece string) bool {
	r := &s.row
	switch {
	case r.state == rowDone:
		y, ok := rowOf(piece)
		if !ok || y >= s.h {
			return false
		}
		s.decide(y, piece)
		return true
	case s.want.apply(piece):
		return true
	case r.state == rowBegun && piece == erase:
		r.state, r.texts = rowErased, []text{{pen: s.want}}
		return true
	case r.state == rowBegun:
		return onlyMoves(piece)
	case piece == wrapOn:
		r.state = rowDone
		return true
	case piece[0] >= 0x20:
		if last := &r.texts[len(r.texts)-1]; last.pen == s.want && last.text != "" {
			last.text += piece
		} else {
			r.texts = append(r.texts, text{s.want, piece, len(r.deferred) - 1})
		}
		return true
	}
	return false
}

// decide writes of the deferred row what row y does not show yet. after
// is the sequence that places the cursor then.
func (s *RowCache) decide(y int, after string) {
	r := &s.row
	same, x := 0, 0
	for same < min(len(r.texts), len(s.rows[y])) && r.texts[same].like(s.rows[y][same]) {
		x += ansi.StringWidthWc(r.texts[same].text)
		same++
	}
	if same < max(len(r.texts), len(s.rows[y])) {
		kept := keepEnd(s.rows[y], r.texts, same)
		s.rows[y] = r.texts
		if kept > 0 {
			s.writePart(y, x, r.texts[same:len(r.texts)-kept])
		} else {
			s.writeRow(y, x, same)
		}
	}
	s.y, s.late = y, after
	s.row = row{}
}

// keepEnd returns how many texts at the end of a row can stay on the screen when
// only the texts between them and the first ones, which are equal too, are
// written. It is 0 if a terminal might give those more columns than we count.
func keepEnd(was, now []text, first int) int {
	n, right := 0, 0
	for n < min(len(was), len(now))-first && now[len(now)-1-n].like(was[len(was)-1-n]) {
		right += ansi.StringWidthWc(now[len(now)-1-n].text)
		n++
	}
	was, now = was[min(first, len(was)):len(was)-n], now[first:len(now)-n]
	w := widthOf(now)
	if first == 0 || right == 0 || w == 0 || w != widthOf(was) {
		return 0
	}
	for _, t := range now {
		if ansi.StringWidth(t.text) > ansi.StringWidthWc(t.text) {
			return 0
		}
	}
	return n
}

func widthOf(texts []text) (w int) {
	for _, t := range texts {
		w += ansi.StringWidthWc(t.text)
	}
	return w
}

// writePart writes texts from column x on over others that were as wide, and
// touches nothing else of the row.
func (s *RowCache) writePart(y, x int, texts []text) {
	end := s.want
	s.late = ""
	address := func() { fmt.Fprintf(&s.out, "\x1b[%d;%dH", y+1, x+1) }
	address()
	if slices.ContainsFunc(texts, text.doubtful) { // it may leave columns free
		s.want = s.row.texts[0].pen
		s.settle()
		s.out.WriteString(strings.Repeat(" ", widthOf(texts)))
		address()
	}
	for i, t := range texts {
		if i > 0 && texts[i-1].doubtful() {
			fmt.Fprintf(&s.out, "\x1b[%dG", x+1)
		}
		s.want = t.pen
		s.settle()
		s.out.WriteString(t.text)
		x += ansi.StringWidthWc(t.text)
	}
	s.want = end
}

// writeRow writes the deferred row from column x on, where the text of
// that number begins.
func (s *RowCache) writeRow(y, x, from int) {
	r, end := &s.row, s.want
	s.want, s.late = r.texts[0].pen, ""
	fmt.Fprintf(&s.out, "\x1b[%d;%dH", y+1, x+1)
	s.settle()
	s.out.WriteString(wrapOff + erase)
	for i := max(from, 1); i < len(r.texts); i++ {
		t, next := r.texts[i], len(r.deferred)-2 // what ends the row follows
		if i+1 < len(r.texts) {
			next = r.texts[i+1].from
		}
		if i > max(from, 1) && r.texts[i-1].doubtful() {
			fmt.Fprintf(&s.out, "\x1b[%dG", x+1)
		}
		s.want = t.pen
		s.settle()
		for _, piece := range r.deferred[t.from:next] {
			s.out.WriteString(piece)
			s.real.apply(piece)
		}
		x += ansi.StringWidthWc(t.text)
	}
	s.out.WriteString(wrapOn)
	s.want = end
}

// giveUp passes on the deferred pieces.
func (s *RowCache) giveUp() {
	deferred := s.row.deferred
	s.want = s.row.from
	s.row = row{state: rowPassed}
	for _, piece := range deferred {
		if piece == wrapOn {
			s.row.state = rowNone
		}
		s.pass(piece)
	}
}

// settleRow passes on a row that has no end.
func (s *RowCache) settleRow() {
	if s.row.state != rowNone && s.row.state != rowPassed {
		s.giveUp()
	}
}

// settle brings cursor and style to the state that the program assumes.
func (s *RowCache) settle() {
	s.out.WriteString(s.late)
	s.late = ""
	if s.real == s.want {
		return
	}
	if s.real.link != s.want.link {
		s.out.WriteString(s.want.ending())
	}
	if s.real.style != s.want.style {
		s.out.WriteString(s.want.style.String())
	}
	s.real = s.want
}
