package storetest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

// warnings are the subtests about official messages.
func (su suite) warnings() []subtest {
	return []subtest{
		{"a message is kept once, with when it was first seen", su.warningOnce},
		{"another reading of a message is no other message", su.warningReread},
		{"a fetched message counts in place of its entries", su.warningLinked},
		{"messages are dropped a week after they are over", su.warningPruned},
		{"a feed that brings too much keeps its newest", su.warningFlood},
	}
}

// alertOf is an official message with an outline, in force for six hours.
func alertOf(id string) news.WarningUntil {
	sent := Start().Add(-time.Hour)
	return news.WarningUntil{Over: Start().Add(6 * time.Hour), Warning: news.Warning{
		Format: news.FormatCAP, ID: id, Sender: "hydro@orla.example", Authority: line("Hydrographic Office"), Sent: sent,
		Status: news.StatusActual, Kind: news.KindUpdate, Event: line("Flood"), Severity: news.SeverityExtreme, Details: line("Leave."),
		Replaces: []news.WarningRef{{Sender: "hydro@orla.example", ID: "0", Sent: sent}},
		Areas:    []news.WarningArea{{Name: line("Halm"), Polygons: [][]news.Point{{{Lat: 1.5, Lon: 2}, {Lat: 3, Lon: 4}}}}},
	}}
}

func saveWarnings(t *testing.T, db cache, reading int, ws ...news.WarningUntil) int {
	t.Helper()
	saved, err := db.Save(t.Context(), news.Batch{Feed: Radio, Reading: reading, Warnings: ws})
	must(t, err)
	return saved.Warnings
}

// warningsOf returns the messages of the cache as "id event seen".
func warningsOf(t *testing.T, db cache) []string {
	t.Helper()
	ws, err := db.Warnings(t.Context())
	must(t, err)
	out := []string{}
	for _, w := range ws {
		out = append(out, fmt.Sprintf("%s %s +%s", w.ID, w.Event, w.Seen.Sub(Start())))
	}
	return out
}

func (su suite) openWithRadio(t *testing.T) (cache, *Clock) {
	t.Helper()
	db, c := su.openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}))
	return db, c
}

func (su suite) warningOnce(t *testing.T) {
	db, c := su.openWithRadio(t)
	diff(t, "new", 2, saveWarnings(t, db, 1, alertOf("a"), alertOf("b")))
	c.Advance(time.Minute)
	diff(t, "new later", 1, saveWarnings(t, db, 1, alertOf("b"), alertOf("a"), alertOf("c")))
	diff(t, "kept", []string{"a Flood +0s", "b Flood +0s", "c Flood +1m0s"}, warningsOf(t, db))
	ws, err := db.Warnings(t.Context())
	must(t, err)
	want := alertOf("a").Warning
	want.Feed = Radio
	diff(t, "as it came", want, ws[0].Warning)
	must(t, db.SetFeeds(t.Context(), nil))
	diff(t, "of a feed that is not polled any longer", []string{}, warningsOf(t, db))
}

func (su suite) warningReread(t *testing.T) {
	db, c := su.openWithRadio(t)
	a, b := alertOf("a"), alertOf("a")
	a.Warning.Index, b.Warning.Index = true, true // two areas of one message
	b.Warning.Areas[0].Name = line("Brod")
	diff(t, "new", 2, saveWarnings(t, db, 1, a, b))
	c.Advance(time.Minute)
	a.Warning.Event = line("River flood")
	diff(t, "new by another reading", 0, saveWarnings(t, db, 2, a, b))
	diff(t, "kept", []string{"a Flood +0s", "a River flood +0s"}, slices.Sorted(slices.Values(warningsOf(t, db))))
	diff(t, "new by the same reading", 0, saveWarnings(t, db, 2, a, b))
}

func (su suite) warningLinked(t *testing.T) {
	db, c := su.openWithRadio(t)
	a, b, other := alertOf("a"), alertOf("a"), alertOf("z")
	for _, w := range []*news.Warning{&a.Warning, &b.Warning, &other.Warning} {
		w.Index, w.Link, w.Event = true, "https://orla.example/"+w.ID+".xml", line("Listed")
	}
	b.Warning.Areas = nil
	saveWarnings(t, db, 1, a, b, other)
	ws, err := db.Warnings(t.Context())
	must(t, err)
	next := Start().Add(time.Hour)
	must(t, db.SaveWarningLink(t.Context(), ws[0].Num, news.WarningLink{Next: next}))
	ws, err = db.Warnings(t.Context())
	must(t, err)
	diff(t, "after a failure", []any{1, next, 1, 0}, []any{ws[0].Tries, ws[0].Next, ws[1].Tries, ws[2].Tries})
	must(t, db.SaveWarningLink(t.Context(), ws[0].Num, news.WarningLink{Warnings: []news.WarningUntil{alertOf("a")}, Reading: 1}))
	want := []string{"z Listed +0s", "a Flood +0s"}
	diff(t, "the message in place of its entries", want, warningsOf(t, db))
	c.Advance(time.Minute)
	again := a
	again.Warning.Headline = line("in other words")
	saveWarnings(t, db, 1, a, b, again)
	diff(t, "the entries once more", want, warningsOf(t, db))
	must(t, db.SaveWarningLink(t.Context(), ws[2].Num, news.WarningLink{}))
	ws, err = db.Warnings(t.Context())
	must(t, err)
	diff(t, "there is no message", true, ws[0].Next.After(Start().Add(100*365*24*time.Hour)))
	must(t, db.SaveWarningLink(t.Context(), 999, news.WarningLink{}))
}

func (su suite) warningPruned(t *testing.T) {
	db, c := su.openWithRadio(t)
	saveWarnings(t, db, 1, alertOf("a"))
	c.Advance(6*time.Hour + 7*24*time.Hour)
	b := alertOf("b")
	b.Over = c.Now().Add(time.Hour)
	saveWarnings(t, db, 1, alertOf("a"), b)
	diff(t, "a week after", 2, len(warningsOf(t, db)))
	c.Advance(time.Second)
	diff(t, "new", 0, saveWarnings(t, db, 1, alertOf("a"), b))
	diff(t, "later", 1, len(warningsOf(t, db)))
}

func (su suite) warningFlood(t *testing.T) {
	db, _ := su.openWithRadio(t)
	for i := range 20 {
		w := alertOf(strconv.Itoa(i))
		w.Warning.Details = line(strings.Repeat("water ", 400_000))
		saveWarnings(t, db, 1, w)
	}
	ws := warningsOf(t, db)
	diff(t, "kept of 20 messages of 2.4 MB", 13, len(ws))
	diff(t, "the newest", "19 Flood +0s", ws[len(ws)-1])
}
