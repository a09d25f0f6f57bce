package pane_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

func headlines(t *testing.T, e *pane.Env) pane.Pane {
	t.Helper()
	for _, spec := range pane.All() {
		if spec.Scope == keys.Headlines {
			return spec.New(e)
		}
	}
	t.Fatal("there is no pane of headlines")
	return nil
}

// TestHardTextFillsItsRow: letters that join with what stands beside them,
// and characters whose width is disputed.
func TestHardTextFillsItsRow(t *testing.T) {
	var es []uitest.Entry
	for i, s := range []string{
		"\u0301leading mark", "trailing \u0301", "\u0604\u0604 12", "👩‍👩‍👧 family", "🇺🇦🇵🇱🇺", "⚠️ warning ⚠", "각각",
		"ก็ที่นี่", "नि स्थिति", "\u200d", "﷽ ﷽", "a\u0300\u0301\u0302\u0303", "１２３ＡＢＣ", "ﾊﾝｶｸ", "…—·•★", "שלום 12 עולם", "",
	} {
		at := uitest.Start().Add(-time.Duration(i) * time.Minute)
		es = append(es, uitest.Entry{Story: news.Story{
			ID: news.StoryID(fmt.Sprintf("hard%012d", i)), Headline: sanitize.Line(s), Source: sanitize.Line(s), Summary: sanitize.Line(s),
			Published: at, FirstSeen: at, References: i, Starred: i%2 == 0,
		}})
	}
	for _, rtl := range []bool{false, true} {
		e := env(t, uitest.NewLibrary(nil, es...))
		e.RTL = rtl
		p := headlines(t, e)
		p.Focus(true)
		for _, size := range [][2]int{{12, 50}, {33, 20}, {40, 12}, {57, 24}, {80, 24}, {100, 50}} {
			p.Resize(size[0], size[1])
			run(p, p.Update(pane.CacheChanged{}))
			for range es {
				cmd, _ := p.Do(keys.Down)
				run(p, cmd)
				checkCells(t, p, size, "hard text")
			}
			cmd, _ := p.Do(keys.Top)
			run(p, cmd)
		}
	}
}

func TestAgesAreShort(t *testing.T) {
	now := time.Date(2026, 3, 14, 14, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		ago  time.Duration
		day  bool
		want string
	}{
		{30 * time.Second, false, "now"},
		{-time.Minute, false, "now"},
		{59 * time.Minute, false, "59m"},
		{23 * time.Hour, false, "23h"},
		{6*24*time.Hour + time.Hour, false, "6d"},
		{8 * 24 * time.Hour, false, "6Mar"},
		{400 * 24 * time.Hour, false, "Feb25"},
		{14 * time.Hour, true, "today"},
		{38 * time.Hour, true, "1d"},
	} {
		if got := pane.Age(now.Add(-c.ago), now, c.day, time.UTC); got != c.want {
			t.Errorf("age of %v (day only: %v) = %q, want %q", c.ago, c.day, got, c.want)
		}
	}
	if got := pane.Age(time.Time{}, now, false, nil); got != "?" {
		t.Errorf("an unknown time is %q, want ?", got)
	}
}

// TestANarrowTallListNamesItsSourcesWhole: who says so is no less than what
// is said.
func TestANarrowTallListNamesItsSourcesWhole(t *testing.T) {
	at := uitest.Start()
	lib := uitest.NewLibrary(nil,
		uitest.Entry{Story: news.Story{
			ID: "a000000000000000", Headline: sanitize.Lit("The bridge is closed to lorries"), Source: sanitize.Lit("The Lower Valley Chronicle"),
			Summary: sanitize.Lit("Since noon."), Published: at, FirstSeen: at,
		}},
		uitest.Entry{Story: news.Story{
			ID: "b000000000000000", Headline: sanitize.Lit("School is out"), Source: sanitize.Lit("The Lower Valley Gazette"),
			Published: at.Add(-time.Minute), FirstSeen: at,
		}},
	)
	for _, c := range []struct {
		w, h  int
		lines []string
	}{
		{50, 45, []string{"The bridge is closed to lorries", "The Lower Valley Chronicle · Since noon.", "School is out", "The Lower Valley Gazette"}},
		{50, 20, []string{"The Low… The bridge is closed to lorries", "The Low… School is out"}},
		{90, 45, []string{"The Lower Valley … The bridge is closed to lorries", "Since noon.", "The Lower Valley … School is out"}},
	} {
		p := headlines(t, env(t, lib))
		p.Resize(c.w, c.h)
		run(p, p.Update(pane.CacheChanged{}))
		rest := ansi.Strip(p.View())
		for _, want := range c.lines {
			_, after, ok := strings.Cut(rest, want)
			if !ok {
				t.Errorf("%dx%d: no %q in order in\n%s", c.w, c.h, want, ansi.Strip(p.View()))
			}
			rest = after
		}
	}
}

// TestDeskTabsShowAllThatFit: tabs were hidden beside blank room.
func TestDeskTabsShowAllThatFit(t *testing.T) {
	names := func() []string { return []string{"All", "Hazards", "[Weir]", "Harbor", "Roads"} }
	for _, c := range []struct {
		w    int
		want string
	}{
		{80, "All Hazards [Weir] Harbor Roads"},
		{31, "All Hazards [Weir] Harbor Roads"},
		{30, "<1 Hazards [Weir] Harbor Roads"},
		{20, "<2 [Weir] Harbor >1"},
		{8, "<2 [Weir] >2"},
	} {
		if got := pane.Tabs(names(), 2, c.w); got != c.want {
			t.Errorf("in %d cells %q, want %q", c.w, got, c.want)
		}
	}
}
