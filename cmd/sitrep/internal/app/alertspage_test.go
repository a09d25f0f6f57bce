package app

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// opened gives a story the text of its page.
func (n *newsroom) opened(slug, text string) {
	n.t.Helper()
	n.now = n.now.Add(time.Minute)
	n.must(n.DB.SaveFullText(n.t.Context(), n.story(slug), news.FullText{Body: []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(text)}}}))
}

// A page that is fetched after its story came raises an alert by words that are in
// its text alone: once, whatever is fetched again, and after a start.
func TestATextThatComesLaterRaisesAnAlertOnce(t *testing.T) {
	n := newNewsroom(t)
	n.ruled("leave: evacuat*", "council: council")
	n.raised()
	n.print("Courier", "flood", "River rises at Kamin")
	n.print("Ledger", "council", "Council meets in Orla")
	if d := cmp.Diff([]string{"council Council meets in Orla rung"}, n.raised()); d != "" {
		t.Errorf("before the pages (-want +got):\n%s", d)
	}
	n.opened("flood", "The river is high. The lower town was evacuated at noon.")
	n.opened("council", "The council met.")
	got, err := n.RaiseAlerts(t.Context())
	n.must(err)
	if len(got) != 1 || got[0].Delivery != news.DeliverRing || len(got[0].Why) != 1 || got[0].Why[0] != `"evacuat*" in the text` {
		t.Errorf("by the text: %+v", got)
	}
	for _, text := range []string{"The river is high. The lower town was evacuated at noon.", "The river falls. Evacuated people return."} {
		n.opened("flood", text)
		if got := n.raised(); len(got) != 0 {
			t.Errorf("fetched again: %q", got)
		}
	}

	// A text fetched long after it was news is listed, and does not ring.
	n.print("Courier", "old", "Bridge at Kamin")
	n.raised()
	n.now = n.now.Add(7 * time.Hour)
	n.opened("old", "Those who were evacuated crossed the bridge.")
	if d := cmp.Diff([]string{"leave Bridge at Kamin late"}, n.raised()); d != "" {
		t.Errorf("fetched late (-want +got):\n%s", d)
	}

	// The same text as another reading of the same bytes has it is no arrival.
	n.ruled("town: town")
	n.raised()
	before, err := n.DB.LatestPage(t.Context())
	n.must(err)
	n.opened("old", "Those who were evacuated crossed the bridge.")
	after, err := n.DB.LatestPage(t.Context())
	n.must(err)
	if before != after || before != 4 {
		t.Errorf("%d texts came before and %d after, want 4", before, after)
	}
}
