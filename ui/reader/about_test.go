package reader_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

func TestStoriesAreLookedForByEventAndArea(t *testing.T) {
	w := news.Warning{
		Event: sanitize.Lit("River flood"), Hazard: news.HazardFlood, Sent: time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC),
		Areas: []news.WarningArea{{Name: sanitize.Lit(`Lower "Vesna"; by Kamin`)}},
	}
	got, ok := reader.AboutWarning(&w)
	if want := `("River" OR "flood" OR flood) ("Lower" OR "Vesna" OR "Kamin") since:2031-03-31T12:00:00Z before:2031-04-04T12:00:00Z`; got != want || !ok {
		t.Errorf("%s, %t", got, ok)
	}
	w.Areas = nil
	if got, ok := reader.AboutWarning(&w); ok {
		t.Errorf("without an area: %s", got)
	}
}
