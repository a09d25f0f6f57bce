package ui_test

import (
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// TestTheStatusRowSaysWhichAlertAndHowManyMore: rule, headline and number stood
// together without a space.
func TestTheStatusRowSaysWhichAlertAndHowManyMore(t *testing.T) {
	drive(t, 80, 24, latin(10), &desk{}, func(d *uitest.Driver) {
		d.Send(pane.AlertsArrived{New: []news.Alert{{Rule: "dam", Headline: sanitize.Lit("Gates jam")}, {Rule: "leave"}}, Unseen: 2})
		mustShow(t, d, "Alert dam: Gates jam (1 more, press !)")
	})
}
