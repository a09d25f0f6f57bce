package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// edits are the subtests about edits of substance.
func (su suite) edits() []subtest {
	return []subtest{
		{"a story whose figures change is unread again", su.editedIsUnread},
		{"an edit of form alone leaves a story read", su.cosmeticStaysRead},
		{"a page whose figures change makes its story unread again", su.pageEdited},
		{"another reading of the same bytes is no edit", su.readAnewIsNoEdit},
	}
}

// state returns whether a story is read and edited, and how many are unread and edited.
func state(t *testing.T, db *store.Person, id news.StoryID) [4]int {
	t.Helper()
	s, err := db.Story(t.Context(), id)
	must(t, err)
	all, err := db.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	edited := news.Filter{Expr: news.Is{State: news.IsEdited}}
	c, err := db.Count(t.Context(), edited, 0)
	must(t, err)
	diff(t, "listed as edited", c.Total, len(list(t, db, edited, news.Window{})))
	out := [4]int{0, 0, all.Unread, c.Total}
	if s.Read {
		out[0] = 1
	}
	if s.Edited {
		out[1] = 1
	}
	return out
}

func (su suite) editedIsUnread(t *testing.T) {
	db, c := su.openNew(t)
	text := "The gates of the dam were opened at noon. At least 12 people were brought to safety."
	a, b := Arrival(Radio, "a", "Dam opened", time.Hour, text), Arrival(Radio, "b", "Market closed", time.Hour, "Rain.")
	save(t, db, Radio, a, b)
	must(t, db.MarkRead(t.Context(), true, a.Story.ID, b.Story.ID))
	diff(t, "read", [4]int{1, 0, 0, 0}, state(t, db, a.Story.ID))
	c.Advance(time.Minute)
	a.Body = Paragraphs("The gates of the dam were opened at noon. At least 21 people were brought to safety.")
	save(t, db, Radio, a, b)
	diff(t, "another figure", [4]int{0, 1, 1, 1}, state(t, db, a.Story.ID))
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	diff(t, "read again", [4]int{1, 1, 0, 1}, state(t, db, a.Story.ID))
	c.Advance(time.Minute)
	a.Story.Headline = line("Dam not opened")
	save(t, db, Radio, a, b)
	diff(t, "a negation", [4]int{0, 1, 1, 1}, state(t, db, a.Story.ID))
	upTo, err := db.Latest(t.Context())
	must(t, err)
	n, err := db.MarkAllRead(t.Context(), news.Filter{}, upTo)
	must(t, err)
	diff(t, "marked", 1, n)
	diff(t, "all read", [4]int{1, 1, 0, 1}, state(t, db, a.Story.ID))
	got, err := db.Count(t.Context(), news.Filter{}, upTo)
	must(t, err)
	diff(t, "an edit is no arrival", news.Counts{Total: 2}, got)
}

func (su suite) cosmeticStaysRead(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", "Dam opened", time.Hour, "The gates of the dam were opened at noon.", "Buses run.")
	save(t, db, Radio, a)
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	for _, body := range [][]string{
		{"The gates of the dam were opened at noon!", "Buses run."},
		{"The gates of the dam were opened at noon. Buses run."},
		{"The gates  of the dam were opened, at noon.", "", "Buses run."},
	} {
		c.Advance(time.Minute)
		a.Body = Paragraphs(body...)
		save(t, db, Radio, a)
		diff(t, body[0], [4]int{1, 0, 0, 0}, state(t, db, a.Story.ID))
	}
}

func (su suite) pageEdited(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", "Dam opened", time.Hour)
	save(t, db, Radio, a)
	page := news.FullText{Body: Paragraphs("The gates were opened at noon.", "12 people were brought to safety."), Sum: []byte("1"), Reading: 1}
	must(t, db.SaveFullText(t.Context(), a.Story.ID, page))
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	diff(t, "the first text is no edit", [4]int{1, 0, 0, 0}, state(t, db, a.Story.ID))
	c.Advance(time.Hour)
	page.Body, page.Sum = Paragraphs("The gates were opened at noon.", "21 people were brought to safety."), []byte("2")
	must(t, db.SaveFullText(t.Context(), a.Story.ID, page))
	diff(t, "another figure", [4]int{0, 1, 1, 1}, state(t, db, a.Story.ID))
}

func (su suite) readAnewIsNoEdit(t *testing.T) {
	db, c := su.openNew(t)
	a := Arrival(Radio, "a", "Dam opened", time.Hour, "12 people were brought to safety.")
	save(t, db, Radio, a)
	page := news.FullText{Body: Paragraphs("12 people were brought to safety."), Sum: []byte("1"), Reading: 1}
	must(t, db.SaveFullText(t.Context(), a.Story.ID, page))
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	c.Advance(time.Minute)
	page.Body, page.Reading = Paragraphs("112 people were brought to safety."), 2
	must(t, db.SaveFullText(t.Context(), a.Story.ID, page))
	diff(t, "the page in another reading", [4]int{1, 0, 0, 0}, state(t, db, a.Story.ID))
}
