package plain_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestWarningsAreSaidInSentences lists the warnings in force, the most severe first,
// and those that have a word; those that are over are counted.
func TestWarningsAreSaidInSentences(t *testing.T) {
	now := uitest.Clock()()
	warning := func(id, event, area string, s news.Severity, end time.Duration) news.WarningSeen {
		return news.WarningSeen{Seen: now, Warning: news.Warning{
			ID: id, Sender: "hydro@orla.example", Authority: sanitize.Lit("Hydrographic Office"), Sent: now.Add(-time.Hour), Status: news.StatusActual,
			Kind: news.KindAlert, Event: sanitize.Line(event), Severity: s, Expires: now.Add(end), Areas: []news.WarningArea{{Name: sanitize.Line(area)}},
		}}
	}
	lib := uitest.Sample()
	lib.SetWarnings(warning("1", "Rain", "South Zone", news.SeverityMinor, time.Hour), warning("2", "Flood", "Lower Vesna", news.SeverityExtreme, time.Hour),
		warning("3", "Squall", "Upper Vesna", news.SeveritySevere, -time.Minute))
	got := run(t, options(t, lib), "W", "warnings vesna")
	all, vesna, _ := strings.Cut(got, "1 warning is in force, 1 over.")
	for _, want := range []string{"2 warnings are in force, 1 over.", "Extreme, Flood, Lower Vesna, Hydrographic Office, until ", "Minor, Rain, South Zone"} {
		i := strings.Index(all, want)
		if i < 0 {
			t.Errorf("no %q where it should be:\n%s", want, got)
			continue
		}
		all = all[i:]
	}
	if !strings.Contains(vesna, "Lower Vesna") || strings.Contains(vesna, "South Zone") {
		t.Errorf("those with a word:\n%s", got)
	}
}
