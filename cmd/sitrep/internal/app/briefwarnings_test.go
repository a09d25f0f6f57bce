package app

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// warn saves an official message, which holds for a day.
func (n *newsroom) warn(id, headline string, severity news.Severity, more func(w *news.Warning)) {
	n.t.Helper()
	n.now = n.now.Add(time.Second)
	w := news.Warning{
		Format: news.FormatCAP, ID: id, Sender: "hydro.example", Authority: sanitize.Lit("Hydro"), Sent: n.now, Status: news.StatusActual, Kind: news.KindAlert,
		Event: sanitize.Lit("Flood"), Headline: sanitize.Line(headline), Severity: severity, Urgency: news.UrgencyImmediate, Certainty: news.CertaintyObserved,
		Expires: n.now.Add(24 * time.Hour), Areas: []news.WarningArea{{Name: sanitize.Line("Area of " + headline)}},
	}
	if more != nil {
		more(&w)
	}
	_, err := n.DB.Save(n.t.Context(), news.Batch{Feed: "https://hydro.example/cap", Reading: 1, Warnings: []news.WarningUntil{{Warning: w, Over: n.now.Add(48 * time.Hour)}}})
	if err != nil {
		n.t.Fatal(err)
	}
}

// TestABriefBeginsWithWarnings: those that came, rose, were lifted or ended since the look,
// the most severe first; lesser ones are counted, tests and what stayed as it was are not.
func TestABriefBeginsWithWarnings(t *testing.T) {
	n := newNewsroom(t)
	n.must(n.DB.SetFeeds(t.Context(), []news.Feed{{ID: "https://hydro.example/cap"}}))
	n.warn("gates", "Dam gates at Kamin jammed", news.SeveritySevere, nil)
	n.warn("squall", "Squall, Upper Vesna", news.SeveritySevere, nil)
	n.warn("heat", "Heat, Halm", news.SeveritySevere, func(w *news.Warning) { w.Expires = n.now.Add(time.Hour) })
	n.warn("same", "Ice, Orla", news.SeverityExtreme, nil)
	n.seen()
	if b := n.brief(); len(b.Items) != 0 {
		t.Errorf("right after the look there are %d items", len(b.Items))
	}
	n.now = n.now.Add(3 * time.Hour)
	refers := func(id string) func(w *news.Warning) {
		return func(w *news.Warning) {
			w.Kind, w.Replaces = news.KindUpdate, []news.WarningRef{{Sender: w.Sender, ID: id}}
		}
	}
	n.warn("gates-2", "Dam gates at Kamin jammed: leave the Lower Vesna", news.SeverityExtreme, refers("gates"))
	n.warn("squall-2", "Squall, Upper Vesna", news.SeveritySevere, func(w *news.Warning) {
		refers("squall")(w)
		w.Kind = news.KindCancel
	})
	n.warn("slide", "Landslide, Dolyna", news.SeveritySevere, nil)
	n.warn("wind", "Wind, Dolyna", news.SeverityModerate, nil)
	n.warn("drill", "Exercise: dam break", news.SeverityExtreme, func(w *news.Warning) { w.Status = news.StatusExercise })

	b := n.brief()
	var got []string
	for i := range b.Items {
		got = append(got, fmt.Sprintf("%s|%s|%s|%s", b.Items[i].Part, b.Items[i].Text(), b.Items[i].What(), b.Items[i].Counts(false, false)))
	}
	want := []string{
		"warnings|EXTREME^ Dam gates at Kamin jammed: leave the Lower Vesna|severity Severe -> Extreme|until Thu 15:00Z",
		"warnings|Severe   Landslide, Dolyna||until Thu 15:00Z",
		"warnings|lifted   Squall, Upper Vesna||Hydro Wed 15:00Z",
		"warnings|ended    Heat, Halm||Hydro Wed 13:00Z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("items (-want +got):\n%s", diff)
	}
	if b.Lesser != 1 {
		t.Errorf("%d other warnings, want 1", b.Lesser)
	}
	n.seen()
	if b := n.brief(); len(b.Items) != 0 || b.Lesser != 0 {
		t.Errorf("after the look: %+v", b.Items)
	}
}
