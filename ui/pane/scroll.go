package pane

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/keys"
)

// scroll is a cursor in a list of n rows of which h can be seen from top on.
// The zero scroll is an empty list.
type scroll struct{ n, h, top, cursor int }

// do moves the cursor; false says that the action is not a movement.
func (s *scroll) do(a keys.Action) bool {
	var by int
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
		return false
	}
	if by != 1 && by != -1 {
		s.top += by // a page shows another one, wherever in it the cursor is
	}
	s.move(by)
	return true
}

// title is the heading of the list in w cells. Where there are more rows than
// can be seen it says which those are, if it has the room: "1-22 of 85".
func (s *scroll) title(env *Env, head string, w int) string {
	seen := fmt.Sprintf(" %d-%d of %d", s.top+1, min(s.top+s.h, s.n), s.n)
	if s.n <= s.h || ansi.StringWidth(head)+len(seen) > w {
		seen = ""
	}
	return paint(env.Theme.Title, fit(head, w-len(seen), env.ASCII)) + paint(env.Theme.Meta, seen)
}

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
