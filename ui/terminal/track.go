package terminal

import (
	"strconv"
	"strings"
)

// This file follows the writes past the row cache: which rows they change,
// and where the cursor is then.

// pass writes a piece and notes the rows that it changes.
func (s *RowCache) pass(piece string) {
	before := s.want
	if s.want.apply(piece) {
		if s.real == before {
			s.out.WriteString(piece)
			s.real = s.want
		}
		return
	}
	if y, ok := rowOf(piece); ok { // wherever the cursor was before
		s.late, s.y = "", y
		s.out.WriteString(piece)
		return
	}
	if !apart(piece) {
		s.settle()
	}
	s.out.WriteString(piece)
	switch {
	case piece[0] >= 0x20:
		s.forget(s.y)
	case piece[0] != 0x1b:
		if piece == "\n" {
			s.down()
		}
	case piece[1] == '[':
		s.control(piece)
	case piece == "\x1bM":
		s.up()
	case piece[1] == ']', piece[1] == 'P', piece[1] == '(', piece[1] == '=', piece[1] == '>':
	default:
		s.lose()
	}
}

// control notes the effect of a control sequence (CSI) on the rows.
func (s *RowCache) control(seq string) {
	params, final := seq[2:len(seq)-1], seq[len(seq)-1]
	if params != "" && params[0] >= '<' { // private
		if !apart(seq) {
			s.lose()
		}
		return
	}
	n, err := strconv.Atoi(params)
	if err != nil || n == 0 {
		n = 1
	}
	switch final {
	case 'A':
		s.y = max(s.y-n, min(s.y, 0))
	case 'B':
		s.y = min(s.y+n, s.h-1)
	case 'd':
		s.y = n - 1
	case 'C', 'D', 'G', '`', 'I', 'Z', 'a', 'n', 'c', 'q', 't', 'p', 'g', 'h', 'l':
	case 'K', 'X', '@', 'P', 'b':
		s.forget(s.y)
	case 'L':
		s.scroll(s.y, -n)
	case 'M':
		s.scroll(s.y, n)
	case 'S':
		s.scroll(s.top, n)
	case 'T':
		s.scroll(s.top, -n)
	case 'r':
		s.margins(params)
	default:
		s.lose()
	}
}

// margins notes the rows between which the terminal scrolls. The terminal moves
// the cursor, too.
func (s *RowCache) margins(params string) {
	s.top, s.bot = 0, s.h-1
	a, b, _ := strings.Cut(params, ";")
	if n, err := strconv.Atoi(a); err == nil && n > 0 {
		s.top = n - 1
	}
	if n, err := strconv.Atoi(b); err == nil && n > 0 {
		s.bot = min(n-1, s.h-1)
	}
	s.y, s.late = -1, ""
}

func (s *RowCache) down() {
	switch {
	case s.y < 0:
		s.lose()
	case s.y == s.bot:
		s.scroll(s.top, 1)
	default:
		s.y = min(s.y+1, max(s.h-1, 0))
	}
}

func (s *RowCache) up() {
	switch {
	case s.y < 0:
		s.lose()
	case s.y == s.top:
		s.scroll(s.top, -1)
	default:
		s.y = max(s.y-1, 0)
	}
}

// scroll moves the rows from one to the lower margin up by n, or down by -n.
func (s *RowCache) scroll(from, n int) {
	if from < 0 {
		s.lose()
		return
	}
	if from < s.top || from > s.bot || s.bot >= len(s.rows) {
		return
	}
	rows := s.rows[from : s.bot+1]
	moved := make([][]text, len(rows))
	for i := range moved {
		if k := i + n; k >= 0 && k < len(rows) {
			moved[i] = rows[k]
		}
	}
	copy(rows, moved)
}

// forget drops row y: it has changed.
func (s *RowCache) forget(y int) {
	if y < 0 || y >= len(s.rows) {
		s.lose()
		return
	}
	s.rows[y] = nil
}

// lose drops all rows and the position of the cursor.
func (s *RowCache) lose() {
	clear(s.rows)
	s.y = -1
}

// apart reports whether a piece depends neither on the cursor nor on the style:
// questions, modes, titles.
func apart(piece string) bool {
	if len(piece) < 3 || piece[0] != 0x1b {
		return false
	}
	switch piece[1] {
	case ']', 'P':
		return true
	case '[':
		return piece[len(piece)-1] == 'r' || piece[2] >= '<' && piece[2] <= '?' && !changesScreen(piece[2:len(piece)-1])
	}
	return false
}

// changesScreen reports whether a mode changes the content of the screen or its
// coordinates.
func changesScreen(mode string) bool {
	switch mode {
	case "?3", "?6", "?47", "?1047", "?1048", "?1049":
		return true
	}
	return false
}

// rowOf returns the row that a sequence (CUP) puts the cursor in.
func rowOf(seq string) (y int, ok bool) {
	params, is := strings.CutPrefix(seq, "\x1b[")
	if params, is = cutSuffix(params, "H", is); !is {
		return 0, false
	}
	params, _, _ = strings.Cut(params, ";")
	if params == "" {
		return 0, true
	}
	n, err := strconv.Atoi(params)
	return max(n-1, 0), err == nil
}

func cutSuffix(s, suffix string, ok bool) (string, bool) {
	if !ok {
		return s, false
	}
	return strings.CutSuffix(s, suffix)
}

// onlyMoves reports whether a piece does nothing but move the cursor.
func onlyMoves(piece string) bool {
	switch piece {
	case "\r", "\n", "\b", "\t", "\x1bM":
		return true
	}
	return strings.HasPrefix(piece, "\x1b[") && strings.ContainsRune("ABCDGHZ`d", rune(piece[len(piece)-1]))
}
