package storetest

import (
	"testing"

	"sitrep/internal/news"
)

// reading are the subtests about where a person reads.
func (su suite) reading() []subtest {
	return []subtest{
		{"position and trail are remembered", su.positionAndTrail},
		{"feeds are counted", su.feedCounts},
		{"mutes end and are one's own", su.mutes},
		{"texts of pages are arrivals", su.pageArrivals},
		{"session and typed lines are remembered", su.sessionAndLines},
	}
}

func (su suite) positionAndTrail(t *testing.T) {
	db, _ := su.openNew(t)
	a := Arrival(Radio, "a", "A", 0)
	save(t, db, Radio, a)
	p, err := db.Position(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "never there", news.Step{}, p)
	want := news.Step{Story: a.Story.ID, View: news.FromPage, Top: 4, Line: 2, Ref: 3}
	must(t, db.SavePosition(t.Context(), news.Step{Story: a.Story.ID, Top: 1}))
	must(t, db.SavePosition(t.Context(), want))
	must(t, db.SavePosition(t.Context(), news.Step{Story: "gone"}))
	p, err = db.Position(t.Context(), a.Story.ID)
	must(t, err)
	diff(t, "position", want, p)
	tr, err := db.Trail(t.Context())
	must(t, err)
	diff(t, "no trail", news.Trail{}, tr)
	trail := news.Trail{Steps: []news.Step{{Story: "x"}, want}, At: 1}
	must(t, db.SaveTrail(t.Context(), trail))
	tr, err = db.Trail(t.Context())
	must(t, err)
	diff(t, "trail", trail, tr)
}

func (su suite) sessionAndLines(t *testing.T) {
	db, _ := su.openNew(t)
	none, err := db.Lines(t.Context())
	must(t, err)
	diff(t, "nothing typed", news.Lines(nil), none)
	typed := news.Lines{"search: ": {"flood", `"dam wall"`}, ":": {"set mouse"}}
	must(t, db.SaveLines(t.Context(), typed))
	got, err := db.Lines(t.Context())
	must(t, err)
	diff(t, "typed lines", typed, got)
	must(t, db.SaveLines(t.Context(), news.Lines{":": {"a\u202eb\x1b[2J\u200b c"}}))
	got, err = db.Lines(t.Context())
	must(t, err)
	diff(t, "typed lines", news.Lines{":": {"ab c"}}, got)
	was := news.Session{Story: "x", Pane: "Story", Query: "flood", Sizes: news.Sizes{Headlines: -4, Strip: 2, List: 1}}
	must(t, db.SaveSession(t.Context(), was))
	now, err := db.Session(t.Context())
	must(t, err)
	diff(t, "session", was, now)
	must(t, db.SaveSession(t.Context(), news.Session{Query: "a\u202eb", Desk: "c\u200bd"}))
	now, err = db.Session(t.Context())
	must(t, err)
	diff(t, "session", news.Session{Query: "ab", Desk: "cd"}, now)
}
