package alert_test

import (
	"testing"
	"time"

	"sitrep/internal/alert"
	"sitrep/internal/news"
)

// After a start, a warning that rang was counted once more for each time that
// messages were asked about, so that the next one did not ring.
func TestAWarningThatRangCountsOnceInItsHour(t *testing.T) {
	const rule = "r: is:warning"
	first := flood(1, news.SeveritySevere, news.KindAlert)
	before := warned(newEngine(t, rule), first)
	if len(before) != 1 || before[0].Delivery != news.DeliverRing {
		t.Fatalf("the first: %q", heads(before))
	}
	second := flood(2, news.SeverityExtreme, news.KindUpdate)
	e := newEngine(t, rule)
	e.Limits.PerHour = 2
	e.Remember(&before[0])
	in := alert.Arrivals{Messages: []news.WarningSeen{first, second}, Raised: before, Describe: func(*alert.Item) {}}
	in.Raises = func(w *news.WarningSeen) bool { return w.ID == second.ID }
	got := e.Warnings(in, e.Rules, false)
	if more := e.Warnings(in, nil, true); len(more) != 0 {
		t.Errorf("without rules: %q", heads(more))
	}
	e.Deliver(got)
	if len(got) != 1 || got[0].Delivery != news.DeliverRing || got[0].Raised.Sub(before[0].Raised) > time.Hour {
		t.Errorf("the second: %q", heads(got))
	}
}
