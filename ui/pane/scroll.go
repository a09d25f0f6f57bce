package pane

import (
	"fmt"

	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/keys"
)

// roll is a cursor in a list of n rows of which h can be seen from top on.
// The zero roll is an empty list.
type roll struct{ n, h, top, cursor int }

// do moves the cursor; false says that the action is not a movement.
func (r *roll) do(a keys.Action) bool {
	var by int
	page := max(r.h-1, 1)
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
		by = -r.n
	case keys.Bottom:
		by = r.n
	default:
		return false
	}
	if by != 1 && by != -1 {
		r.top += by // a page shows another one, wherever in it the cursor is
	}
	r.move(by)
	return true
}

// title is the heading of the list in w cells. Where there are more rows than
// can be seen it says which those are, if it has the room: "1-22 of 85".
func (r *roll) title(env *Env, head string, w int) string {
	seen := fmt.Sprintf(" %d-%d of %d", r.top+1, min(r.top+r.h, r.n), r.n)
	if r.n <= r.h || ansi.StringWidth(head)+len(seen) > w {
		seen = ""
	}
	return paint(env.Theme.Title, fit(head, w-len(seen), env.ASCII)) + paint(env.Theme.Meta, seen)
}

// move moves the cursor by so many rows.
func (r *roll) move(by int) {
	r.cursor += by
	r.settle()
}

// point moves the cursor to the row that is shown y lines below the top.
func (r *roll) point(y int) {
	r.cursor = r.top + y
	r.settle()
}

// settle keeps the cursor in the list and in sight.
func (r *roll) settle() {
	r.cursor = max(min(r.cursor, r.n-1), 0)
	r.top = max(min(r.top, r.cursor), r.cursor-r.h+1, 0)
	r.top = max(min(r.top, r.n-r.h), 0)
}

// set gives the list another length and height.
func (r *roll) set(n, h int) {
	r.n, r.h = n, max(h, 1)
	r.settle()
}
