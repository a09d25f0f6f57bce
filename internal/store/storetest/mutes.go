package storetest

import (
	"fmt"
	"testing"
	"time"

	"sitrep/internal/news"
)

func (su suite) mutes(t *testing.T) {
	db, c := su.openNew(t)
	save(t, db, Radio, Arrival(Radio, "a", "Gates of the dam", 0), Arrival(Radio, "b", "Levee holds", time.Minute))
	none, err := db.Mutes(t.Context())
	must(t, err)
	diff(t, "nothing muted", 0, len(none))
	short := news.Mute{Word: "levee", Until: c.Now().Add(time.Hour)}
	_, err = db.SetMute(t.Context(), news.Mute{Word: "GATES"}, true)
	must(t, err)
	_, err = db.SetMute(t.Context(), short, true)
	must(t, err)
	got, err := db.SetMute(t.Context(), news.Mute{Word: "gates"}, true)
	must(t, err)
	diff(t, "the later of two counts", []news.Mute{short, {Word: "gates"}}, got)

	out, rest, _ := news.Muted(got)
	n, err := db.Count(t.Context(), out, 0)
	must(t, err)
	diff(t, "muted", 2, n.Total)
	n, err = db.Count(t.Context(), rest, 0)
	must(t, err)
	diff(t, "the rest", 0, n.Total)

	c.Advance(2 * time.Hour)
	got, err = db.Mutes(t.Context())
	must(t, err)
	diff(t, "one has ended", []news.Mute{{Word: "gates"}}, got)
	got, err = db.SetMute(t.Context(), news.Mute{Word: "Gates"}, false)
	must(t, err)
	diff(t, "none is left", 0, len(got))

	other, err := db.AddPerson(t.Context(), "ada")
	must(t, err)
	_, err = other.SetMute(t.Context(), news.Mute{Feed: Radio}, true)
	must(t, err)
	got, err = db.Mutes(t.Context())
	must(t, err)
	diff(t, "mutes of another person", 0, len(got))

	for i := range 200 {
		if _, err = db.SetMute(t.Context(), news.Mute{Word: fmt.Sprint("word", i)}, true); err != nil {
			t.Fatal(err)
		}
	}
	if _, err = db.SetMute(t.Context(), news.Mute{Word: "one more"}, true); err == nil {
		t.Error("there is no bound on mutes")
	}
	folder, err := db.SavedTo(t.Context())
	must(t, err)
	diff(t, "nothing saved", "", folder)
	must(t, db.KeepSavedTo(t.Context(), "/notes"))
	folder, err = db.SavedTo(t.Context())
	must(t, err)
	diff(t, "folder", "/notes", folder)
}
