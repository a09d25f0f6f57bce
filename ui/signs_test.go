package ui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// rings returns how often the bell rang.
func rings(d *uitest.Driver) (n int) {
	for _, m := range d.Seen() {
		if raw, ok := m.(tea.RawMsg); ok && raw.Msg == "\a" {
			n++
		}
	}
	return n
}

func TestTheBellRingsOnceInARoundAndOnceAMinute(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) {
		o.Bell = true
		o.Env.Now = time.Now // the bubble's
	}}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		n := 0
		come := func() {
			n++
			arrive(k, newStory(news.StoryID(fmt.Sprintf("late%011d", n)), "Late news", uitest.Start().Add(time.Duration(n)*time.Minute)))
			d.Advance(time.Second)
		}
		want := func(w int, when string) {
			t.Helper()
			if got := rings(d); got != w {
				t.Fatalf("%s: rang %d times, want %d", when, got, w)
			}
		}
		d.Advance(time.Hour)
		want(0, "before anything came")
		d.Send(reader.Progress{Running: true, Total: 3})
		come()
		want(1, "the first")
		d.Advance(5 * time.Minute)
		come()
		want(1, "the same round, long after")
		d.Send(reader.Progress{Done: 3, Total: 3})
		come()
		want(2, "the next round")
		come()
		want(2, "within the minute")
		k.bell <- struct{}{}
		d.Advance(5 * time.Minute)
		want(2, "nothing new")
		d.Press(".")
		come()
		want(3, "later")
	})
}

func TestTheBellIsSilentUnlessAskedFor(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, latin(2), k, func(d *uitest.Driver) {
		arrive(k, newStory("late", "Late news", uitest.Start().Add(time.Minute)))
		d.Advance(time.Second)
		mustShow(t, d, "1 new")
		if n := rings(d); n != 0 {
			t.Errorf("rang %d times", n)
		}
	})
}

func TestTheTitleNamesTheOpenStory(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) { o.Title = true }}
	var s *ui.Screen
	uitest.Run(t, uitest.Options{Model: func(ctx context.Context) tea.Model {
		s = k.screen(t, ctx, latin(2))
		return s
	}}, func(d *uitest.Driver) {
		if got := s.View().WindowTitle; got != "sitrep" {
			t.Errorf("title %q", got)
		}
		d.Press("enter")
		if got, want := s.View().WindowTitle, "sitrep: Report 0 from the harbor: gauges, gates and the next high w…"; got != want {
			t.Errorf("title %q, want %q", got, want)
		}
	})
}
