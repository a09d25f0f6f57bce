package plain_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestTheDialogTellsWhereOneLookedLast: quit moves the rule, the end of the input
// does not.
func TestTheDialogTellsWhereOneLookedLast(t *testing.T) {
	for _, end := range []string{"quit", "q", ""} {
		lib := uitest.Sample()
		at := uitest.Start().Add(time.Hour)
		run(t, options(t, lib), end)
		lib.Add(uitest.Entry{Story: news.Story{
			ID: "looked0000000001", Headline: sanitize.Lit("Barge aground below the weir"), Published: at, FirstSeen: at,
		}})
		got := run(t, options(t, lib), "looked", "Q")
		line := "What follows is older: you looked last at 15:30."
		if end == "" {
			if strings.Contains(got, line) || !strings.Contains(got, "You have not left this list before") {
				t.Errorf("the end of the input moved the rule:\n%s", got)
			}
			continue
		}
		barge, rule, crest := strings.Index(got, "1. Barge aground"), strings.Index(got, line), strings.Index(got, "2. River Tarn")
		if barge < 0 || barge > rule || rule > crest || strings.Count(got, line) != 2 {
			t.Errorf("%s: the rule is not told between what came since and what did not:\n%s", end, got)
		}
	}
}
