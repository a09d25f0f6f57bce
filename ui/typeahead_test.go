package ui_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// TestKeysThatArriveTogetherAreForWhatTheyWereTypedFor: as on a line that
// stood still for a second.
func TestKeysThatArriveTogetherAreForWhatTheyWereTypedFor(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want []string // on the screen
	}{
		{[]string{"j", "enter", "J", "J"}, []string{"Report 3 "}},
		{append(slices.Repeat([]string{"j"}, 60), "enter", "/", "D", "u", "s", "k", "enter"), []string{"Report 60 ", "match 1 of 1: Dusk"}}, // not loaded yet
		{[]string{"G", "k", "enter"}, []string{"Report 298 "}},
		{[]string{"G", "g", "g", "j", "enter"}, []string{"Report 1 "}},
		{[]string{"2", "0", "0", "G", "j", "enter"}, []string{"Report 200 "}},
		{[]string{"/", "g", "a", "t", "e", "s", "enter", "j", "j", "enter"}, []string{"Report 2 "}},
		{[]string{"/", "g", "a", "t", "e", "s", "enter", "enter", "J"}, []string{"Report 1 "}},
		{[]string{"enter", "q", "j", "j", "enter", "q", "j", "enter"}, []string{"Report 3 "}},
		{[]string{"enter", "/", "D", "u", "s", "k", "enter"}, []string{"match 1 of 1: Dusk"}},
		{[]string{":", "2", "5", "0", "enter", "enter", "J"}, []string{"Report 250 "}},
	} {
		drive(t, 80, 24, latin(300), &desk{}, func(d *uitest.Driver) {
			d.Together(c.keys...)
			for _, want := range c.want {
				if !strings.Contains(d.Screen(), want) {
					t.Errorf("%v: no %q on the screen:\n%s", c.keys, want, d.Screen())
				}
			}
		})
	}
}

// TestEscThatArrivesWithTheNextKeyIsAKeyOfItsOwn: terminals deliver both as one key with
// Alt. Bound keys with Alt are keys with Alt still.
func TestEscThatArrivesWithTheNextKeyIsAKeyOfItsOwn(t *testing.T) {
	drive(t, 80, 24, latin(300), &desk{}, func(d *uitest.Driver) {
		d.Type("30")
		d.Press("alt+j")
		mustShow(t, d, " 2/300,")
		d.Press("alt+shift+g")
		mustShow(t, d, " 300/300,")
		d.Press("alt+shift+q")
		if !d.Quit() {
			t.Errorf("Esc and Q did not end the reader:\n%s", d.Screen())
		}
	})
	drive(t, 80, 24, uitest.Sample(), &desk{opt: func(o *ui.Options) { o.Env.Confirm = true }}, func(d *uitest.Driver) {
		d.Press("A", "alt+y") // the question is declined, and y is no answer
		mustShow(t, d, "Nothing was changed.")
		if got := d.Copied(); got != nil {
			t.Errorf("copied %q", got)
		}
	})
}

func TestALinkByNumberThatArrivesAtOnce(t *testing.T) {
	drive(t, 80, 24, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Together("enter", ";", "y", "1")
		if got := d.Copied(); !slices.Equal(got, []string{"https://velm.example/counts"}) {
			t.Errorf("copied %q:\n%s", got, d.Screen())
		}
		d.Together(";", "2")
		mustShow(t, d, "Third gate of the Harbor dam", "The operator of the Harbor dam")
	})
}

// TestNoKeyWaitsLong: a cache that hangs leaves the keys to what is on the
// screen.
func TestNoKeyWaitsLong(t *testing.T) {
	lib := latin(300)
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		lib.Delay = time.Minute
		d.Press("enter", "j", "j")
		before, _, _ := d.Cursor()
		row := func() int { _, y, _ := d.Cursor(); return y }
		if got := row(); got != 1 {
			t.Errorf("the cursor is in row %d of %d before the wait is over", got, before)
		}
		d.Advance(260 * time.Millisecond)
		if got := row(); got != 3 {
			t.Errorf("the cursor is in row %d after the wait", got)
		}
		d.Press("j") // and now at once
		if got := row(); got != 4 {
			t.Errorf("the next key left the cursor in row %d", got)
		}
		d.Press("?")
		mustShow(t, d, "one row or line down")
	})
}

// unmarkable is a cache that takes no marks.
type unmarkable struct{ *uitest.Library }

func (unmarkable) MarkRead(context.Context, bool, ...news.StoryID) error {
	return errors.New("the disk is full")
}

// slow is a cache that takes a minute for a mark.
type slow struct{ *uitest.Library }

func (l slow) MarkRead(ctx context.Context, read bool, ids ...news.StoryID) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
		return l.Library.MarkRead(ctx, read, ids...)
	}
}

// TestAStoryIsShownAsReadWithItsText: and not if it cannot be marked.
func TestAStoryIsShownAsReadWithItsText(t *testing.T) {
	lib := latin(30)
	k := &desk{opt: func(o *ui.Options) { o.Env.Library = slow{lib} }}
	drive(t, 120, 36, lib, k, func(d *uitest.Driver) {
		d.Press("enter")
		mustShow(t, d, "29 unread", "   14:30 Harbor")
		d.Advance(2 * time.Minute)
		mustShow(t, d, "29 unread", "   14:30 Harbor")
	})
	lib = latin(30)
	k = &desk{opt: func(o *ui.Options) { o.Env.Library = unmarkable{lib} }}
	drive(t, 120, 36, lib, k, func(d *uitest.Driver) {
		d.Press("j", "enter")
		mustShow(t, d, "The story could not be marked read: the disk is full", "30 unread", "•  14:29 Harbor")
	})
}
