package storetest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// thinning are the subtests about earlier wordings that are dropped.
func (su suite) thinning() []subtest {
	return []subtest{
		{"of old wordings the first, the last and those of substance stay", su.thinned},
		{"starred, pinned and alerted stories keep all wordings", su.notThinned},
	}
}

// wordings of a text: edits of form alone, but for one of a figure.
func wordingsOf(slug string) []string {
	return []string{
		"The " + slug + " dam thannked its crews. It held 40 boats.", "The " + slug + " dam thanked its crews. It held 40 boats.",
		"The " + slug + " dam thanked its crew. It held 40 boats.", "The " + slug + " dam thanked its crew. It held 14 boats.",
		"The " + slug + " dam thanked its crews. It held 14 boats.", "The " + slug + " dam thanked the crews. It held 14 boats.",
		"The " + slug + " dam thanked all crews. It held 14 boats.",
	}
}

func (su suite) thinned(t *testing.T) {
	db, c := su.openNew(t)
	id := Arrival(Radio, "a", "Dam", 0).Story.ID
	for _, text := range wordingsOf("Tarn") {
		save(t, db, Radio, Arrival(Radio, "a", "Dam", 0, text))
		c.Advance(time.Hour)
	}
	kept := func() string {
		t.Helper()
		all, err := db.Revisions(t.Context(), id)
		must(t, err)
		var out strings.Builder
		for _, r := range all {
			fmt.Fprint(&out, r.N, " ")
		}
		return out.String()
	}
	diff(t, "before", "1 2 3 4 5 6 ", kept())
	n, err := db.ThinRevisions(t.Context(), 30*24*time.Hour)
	must(t, err)
	diff(t, "too early", 0, n)
	_, err = db.Prune(t.Context(), 0, true) // the clock is known from then on
	must(t, err)
	for range 33 {
		c.Advance(24 * time.Hour)
		_, err = db.Prune(t.Context(), 0, true)
		must(t, err)
	}
	n, err = db.ThinRevisions(t.Context(), 0)
	must(t, err)
	diff(t, "for ever", 0, n)
	n, err = db.ThinRevisions(t.Context(), 30*24*time.Hour)
	must(t, err)
	diff(t, "left", "1 4 6 ", kept())
	diff(t, "dropped", 3, n)
	save(t, db, Radio, Arrival(Radio, "a", "Dam", 0, "The Tarn dam thanked nobody. It held 15 boats."))
	diff(t, "numbers go on", "1 4 6 7 ", kept())
	must(t, db.Check(t.Context()))
}

func (su suite) notThinned(t *testing.T) {
	db, c := su.openNew(t)
	starred, pinned, alerted := Arrival(Radio, "s", "Starred", 0), Arrival(Radio, "p", "Pinned", 0), Arrival(Radio, "r", "Alerted", 0)
	for i := range wordingsOf("") {
		var all []news.Arrival
		for _, slug := range []string{"s", "p", "r"} {
			all = append(all, Arrival(Radio, slug, map[string]string{"s": "Starred", "p": "Pinned", "r": "Alerted"}[slug], 0, wordingsOf(slug)[i]))
		}
		save(t, db, Radio, all...)
		c.Advance(time.Hour)
	}
	must(t, db.Star(t.Context(), true, starred.Story.ID))
	_, err := db.AddRemarks(t.Context(), news.Remark{Kind: news.RemarkPin, URL: pinned.Story.URL, At: c.Now()})
	must(t, err)
	must(t, db.SaveRule(t.Context(), news.Rule{Name: "r", Query: "alerted"}))
	_, err = db.SaveAlerts(t.Context(), []news.Alert{{Rule: "r", Own: true, Subject: "r", Story: alerted.Story.ID, Raised: c.Now(), Why: []string{"alerted"}, Delivery: news.DeliverList}}, store.AlertMark{}, nil)
	must(t, err)
	for range 33 {
		c.Advance(24 * time.Hour)
		_, err := db.Prune(t.Context(), 0, true)
		must(t, err)
	}
	n, err := db.ThinRevisions(t.Context(), 30*24*time.Hour)
	must(t, err)
	diff(t, "dropped", 0, n)
}
