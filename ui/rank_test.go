package ui_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestEveryListSaysWhereOneIs: nothing told where in a list or a text one was.
func TestEveryListSaysWhereOneIs(t *testing.T) {
	drive(t, 80, 24, latin(100), &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "1/100, 100 unread")
		d.Press("j", "j")
		mustShow(t, d, "3/100,")
		d.Press("pgdown", "pgdown", "pgdown", "pgup")
		mustShow(t, d, "45/100,")
		d.Press("G")
		mustShow(t, d, "100/100,")
		d.Press("k")
		mustShow(t, d, "99/100,")
		d.Press("enter")
		mustShow(t, d, " 99/100 · ", " %")
		d.Press("K")
		mustShow(t, d, " 98/100 · ")
		d.Press("H")
		mustShow(t, d, " 99/100 · ") // of the step, not of the cursor of the list
		d.Press("q", "g", "g")
		mustShow(t, d, "1/100,")
		d.Press("?")
		mustShow(t, d, "1/", " more")
	})
}

// TestThePlaceIsKnownAfterAJump seeks a story far beyond the rows that are loaded.
func TestThePlaceIsKnownAfterAJump(t *testing.T) {
	lib := latin(400)
	all, err := lib.Stories(t.Context(), news.Filter{}, news.Window{Limit: 400})
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range all {
		if i != 300 {
			if err := lib.MarkRead(t.Context(), true, s.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("n")
		mustShow(t, d, "301/400, 1 unread")
		d.Press("j")
		mustShow(t, d, "302/400,")
		d.Press("pgup", "pgup", "pgup", "pgup")
		mustShow(t, d, "218/400,")
		d.Press("/")
		d.Type("Report 3")
		d.Press("enter")
		if head, _, _ := strings.Cut(d.Screen(), "\n"); !strings.Contains(head, "1/") || !strings.Contains(head, " in all") {
			t.Errorf("the heading of a search is %q", head)
		}
	})
}

// TestAHeldTargetHasItsOwnHeadline: the list showed the words of the link, without what
// tells a comment from a report.
func TestAHeldTargetHasItsOwnHeadline(t *testing.T) {
	at := uitest.Start()
	target := news.Story{ID: "b000000000000000", Headline: sanitize.Lit("Opinion: The dam must go"), URL: "https://harbor.example/dam", Published: at, FirstSeen: at}
	lib := uitest.NewLibrary(nil, uitest.Entry{Story: target}, uitest.Entry{
		Story:      news.Story{ID: "a000000000000000", Headline: sanitize.Lit("Gates opened"), Published: at.Add(time.Minute), FirstSeen: at.Add(time.Minute)},
		References: []news.Reference{{Title: sanitize.Lit("The dam must go"), URL: target.URL, Kind: news.RefBlock}},
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("enter")
		mustShow(t, d, "Opinion: The dam must go")
	})
}
