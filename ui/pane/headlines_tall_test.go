package pane_test

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// TestAListBesideOthersShowsHeadlinesWhole: in three columns a headline had 32 cells of
// one line. It goes on in the second, with source, teaser and signs.
func TestAListBesideOthersShowsHeadlinesWhole(t *testing.T) {
	at := uitest.Start()
	long := "The bridge of the lower valley is closed to lorries and buses from noon on"
	lib := uitest.NewLibrary(nil, uitest.Entry{Story: news.Story{
		ID: "a000000000000000", Headline: sanitize.Line(long), Source: sanitize.Lit("Harbor Wire"), Summary: sanitize.Lit("Since noon."), Published: at, FirstSeen: at,
	}, Body: []news.Block{uitest.Para("Text.")}, Whole: true})
	for _, w := range []int{50, 60, 69} {
		p := headlines(t, env(t, lib))
		p.(pane.Neighbor).Beside(true)
		p.Resize(w, 28)
		run(p, p.Update(pane.CacheChanged{}))
		rows := strings.Split(ansi.Strip(p.View()), "\n")
		both := strings.Join(strings.Fields(rows[1]+" "+rows[2]), " ")
		if !strings.Contains(both, long) || !strings.Contains(both, "· Harb") && w > 50 || !strings.HasSuffix(strings.TrimRight(rows[2], " "), "≡") {
			t.Errorf("%d columns:\n%s\n%s", w, rows[1], rows[2])
		}
		if w == 69 && !strings.Contains(both, "Harbor Wire · Since noon.") {
			t.Errorf("%d columns: the teaser is missing:\n%s\n%s", w, rows[1], rows[2])
		}
		p.(pane.Neighbor).Beside(false)
		p.Resize(w, 28)
		if rows := strings.Split(ansi.Strip(p.View()), "\n"); strings.TrimSpace(rows[2]) != "" {
			t.Errorf("%d columns, alone: a story has two rows:\n%s", w, strings.Join(rows[:4], "\n"))
		}
	}
}
