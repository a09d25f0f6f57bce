package pane

import (
	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/keys"
)

// scroll is a cursor in a list of n rows of which h can be seen from top on.
// The zero scroll is an empty list.
type scroll struct{ n, h, top, cursor int }

// do moves the cursor; false says that the action is not a movement.
func (s *scroll) do(a keys.Action) bool {
	by, ok := s.by(a)
	if !ok {
		return false
	}
	if by != 1 && by != -1 {
		s.top += by // a page shows another one, wherever in it the cursor is
	}
	s.move(by)
	return true
}

// glide moves what is seen of a text, which has no cursor; false says that the
// action is not a movement.
func (s *scroll) glide(a keys.Action) bool {
	by, ok := s.by(a)
	if !ok {
		return false
	}
	s.top += by
	s.top = max(min(s.top, s.n-s.h), 0)
	s.cursor = s.top
	return true
}

// by returns by how many rows an action moves.
func (s *scroll) by(a keys.Action) (by int, ok bool) {
	page := max(s.h-1, 1)
	switch a {
	case keys.Down:
		by = 1
	case keys.Up:
		by = -1
	case keys.HalfDown:
		by = max(page/2, 1)
	case keys.HalfUp:
		by = -max(page/2, 1)
	case keys.PageDown, keys.Continue:
		by = page
	case keys.PageUp:
		by = -page
	case keys.Top:
		by = -s.n
	case keys.Bottom:
		by = s.n
	default:
		return 0, false
	}
	return by, true
}

// title is the heading of the list in w cells. It gives the place of the cursor
// and how many rows there are below, as far as there is room: "12/85, 63 more".
func (s *scroll) title(env *Env, head string, w int) string {
	seen := ""
	for _, text := range []string{" " + s.rank().String() + s.more(), " " + s.rank().String()} {
		if s.n > 0 && ansi.StringWidth(head)+len(text) <= w {
			seen = text
			break
		}
	}
	return paint(env.Theme.Title, fit(head, w-len(seen), env.ASCII)) + paint(env.Theme.Meta, seen)
}

// rank returns the place of the cursor.
func (s *scroll) rank() Rank { return Rank{N: s.cursor + 1, Of: s.n} }

// more counts the rows below those in sight: ", 63 more"; empty: there are none.
func (s *scroll) more() string { return more(s.n - s.top - s.h) }

// move moves the cursor by so many rows.
func (s *scroll) move(by int) {
	s.cursor += by
	s.settle()
}

// point moves the cursor to the row that is shown y lines below the top.
func (s *scroll) point(y int) {
	s.cursor = s.top + y
	s.settle()
}

// settle keeps the cursor in the list and in sight.
func (s *scroll) settle() {
	s.cursor = max(min(s.cursor, s.n-1), 0)
	s.top = max(min(s.top, s.cursor), s.cursor-s.h+1, 0)
	s.top = max(min(s.top, s.n-s.h), 0)
}

// set gives the list another length and height.
func (s *scroll) set(n, h int) {
	s.n, s.h = n, max(h, 1)
	s.settle()
}
