package storetest

import (
	"fmt"
	"testing"
	"time"

	"sitrep/internal/news"
)

// growing are the subtests about pages that are fetched again: those that gave
// no text, and those that grow.
func (su suite) growing() []subtest {
	return []subtest{
		{"a page that gave no text is due again, ever less often", su.triedAgain},
		{"a page that is gone, or whose story is old, is not", su.notTriedAgain},
		{"a page whose server was not reached is due soon", su.unreachedAgain},
		{"a clock that jumps keeps no page from being due", su.clockJumps},
		{"a page that grows is due while it does", su.livePageIsDue},
		{"a page that has ended is not due, until its feed has more", su.livePageEnds},
		{"a page that grows leaves few revisions, and no edit", su.livePageIsNoEdit},
		{"a page that is as it was stays as it is", su.unchangedPage},
		{"a page that grows and fails keeps its text", su.livePageFails},
	}
}

// pageTest is a cache with one story of a feed that wants the text of pages.
type pageTest struct {
	t  *testing.T
	db cache
	c  *Clock
	a  news.Arrival
}

func (su suite) pageTest(t *testing.T) *pageTest {
	t.Helper()
	db, c := su.openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio, FullText: true}}))
	p := &pageTest{t, db, c, Arrival(Radio, "a", "Flood: the latest", 0, "Teaser.")}
	save(t, db, Radio, p.a)
	return p
}

// fetched saves what became of fetching the page.
func (p *pageTest) fetched(ft news.FullText) {
	p.t.Helper()
	must(p.t, p.db.SaveFullText(p.t.Context(), p.a.Story.ID, ft))
}

// grown saves a text of a page that calls itself one that grows.
func (p *pageTest) grown(texts ...string) {
	p.t.Helper()
	p.fetched(news.FullText{Live: true, Body: Paragraphs(texts...)})
}

func (p *pageTest) due() bool {
	p.t.Helper()
	ss, err := p.db.LacksText(p.t.Context(), 10)
	must(p.t, err)
	return len(ss) > 0
}

// dueIn moves the clock to when the page is due, or by a week if it is not before,
// and returns by how much.
func (p *pageTest) dueIn() time.Duration {
	p.t.Helper()
	after := p.page().Next.Sub(p.c.Now())
	if p.due() || after <= 0 || after >= week {
		if p.due() {
			return 0
		}
		after = week
	}
	p.c.Advance(after - time.Millisecond)
	diff(p.t, "due too soon", false, p.due())
	p.c.Advance(time.Millisecond)
	if !p.due() {
		p.c.Advance(week - after)
		diff(p.t, "due after all", false, p.due())
		return week
	}
	return after
}

func (p *pageTest) page() news.PageState {
	p.t.Helper()
	st, err := p.db.PageState(p.t.Context(), p.a.Story.ID)
	must(p.t, err)
	return st
}

func (p *pageTest) body() news.Body {
	p.t.Helper()
	b, err := p.db.Body(p.t.Context(), p.a.Story.ID, "")
	must(p.t, err)
	return b
}

// story returns the story, which is read by now or is not.
func (p *pageTest) story() *news.Story {
	p.t.Helper()
	s, err := p.db.Story(p.t.Context(), p.a.Story.ID)
	must(p.t, err)
	return s
}

const week = 7 * 24 * time.Hour

func (su suite) triedAgain(t *testing.T) {
	p := su.pageTest(t)
	diff(t, "never fetched", []any{true, news.PageState{}}, []any{p.due(), p.page()})
	gate := news.FullText{Err: line("The page asks for consent to cookies."), Fault: news.PassingFault}
	var after []time.Duration
	for range 6 {
		p.fetched(gate)
		after = append(after, p.dueIn())
	}
	diff(t, "due after", []time.Duration{6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 72 * time.Hour, week}, after)
	diff(t, "the reason stays", line("The page asks for consent to cookies."), p.body().Note)

	p = su.pageTest(t)
	p.fetched(news.FullText{Err: line("No.")}) // of a fault that nobody named
	diff(t, "known", news.PageState{Tries: 1, Fault: news.PassingFault, Tried: Start(), Next: Start().Add(6 * time.Hour)}, p.page())
	p.c.Advance(6 * time.Hour)
	p.fetched(news.FullText{Body: Paragraphs("All of it.")})
	diff(t, "with a text", []any{week, news.PageState{}, true}, []any{p.dueIn(), p.page(), p.body().Whole})

	p = su.pageTest(t)
	p.fetched(gate)
	p.a.Whole, p.a.Body = true, Paragraphs("All of it, in the feed.")
	save(t, p.db, Radio, p.a)
	diff(t, "with a text of the feed", week, p.dueIn())

	p = su.pageTest(t)
	p.fetched(news.FullText{Err: line("Busy."), NotBefore: Start().Add(9 * time.Hour)})
	diff(t, "when the server asks for longer", 9*time.Hour, p.dueIn())
}

func (su suite) notTriedAgain(t *testing.T) {
	p := su.pageTest(t)
	p.fetched(news.FullText{Err: line("Gone."), Fault: news.LastingFault})
	diff(t, "gone", week, p.dueIn())

	p = su.pageTest(t)
	p.c.Advance(week)
	p.fetched(news.FullText{Err: line("No.")})
	diff(t, "an old story", week, p.dueIn())

	p = su.pageTest(t)
	p.fetched(news.FullText{Err: line("No.")})
	p.c.Advance(2 * week) // nobody polled
	diff(t, "due long ago", false, p.due())

	p = su.pageTest(t)
	p.fetched(news.FullText{Err: line("No.")})
	must(t, p.db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}))
	diff(t, "a feed that wants no pages", week, p.dueIn())
}

func (su suite) unreachedAgain(t *testing.T) {
	p := su.pageTest(t)
	var after []time.Duration
	for range 7 {
		p.fetched(news.FullText{Err: line("No such host."), Fault: news.UnreachedFault})
		after = append(after, p.dueIn())
	}
	m := time.Minute
	diff(t, "due after", []time.Duration{15 * m, 15 * m, 15 * m, 15 * m, 15 * m, 75 * m / 4, 375 * m / 16}, after)
	diff(t, "tries that reached a server", 0, p.page().Tries)
	p.c.Advance(5 * 24 * time.Hour)
	p.fetched(news.FullText{Err: line("No such host."), Fault: news.UnreachedFault})
	diff(t, "days later", 6*time.Hour, p.dueIn())
	p.c.Advance(2 * 24 * time.Hour)
	p.fetched(news.FullText{Err: line("No such host."), Fault: news.UnreachedFault})
	diff(t, "when the story is old", week, p.dueIn())
}

func (su suite) clockJumps(t *testing.T) {
	p := su.pageTest(t)
	p.c.Advance(1000 * time.Hour)
	p.a = Arrival(Radio, "b", "Flood: more", 0)
	save(t, p.db, Radio, p.a)
	p.fetched(news.FullText{Err: line("No.")})
	p.c.Advance(-900 * time.Hour)
	ss, err := p.db.LacksText(t.Context(), 10)
	must(t, err)
	diff(t, "fetched in the future", []string{"Flood: more", "Flood: the latest"}, headlines(ss))
	p.fetched(news.FullText{Err: line("No.")})
	diff(t, "fetched now", []any{2, p.c.Now()}, []any{p.page().Tries, p.page().Tried})

	p = su.pageTest(t)
	p.c.Advance(1000 * time.Hour)
	p.grown("Crews raise the dyke.")
	p.c.Advance(-999 * time.Hour)
	diff(t, "a page that grows", []bool{true, true}, []bool{p.due(), p.body().Due})
	p.grown("Crews raise the dyke.", "The road is open.")
	diff(t, "due", 10*time.Minute, p.dueIn())
	revs, err := p.db.Revisions(t.Context(), p.a.Story.ID)
	must(t, err)
	diff(t, "a revision kept in the future counts as old", 1, len(revs))
}

func (su suite) livePageIsDue(t *testing.T) {
	p := su.pageTest(t)
	p.grown("one")
	diff(t, "live", []any{Start(), false}, []any{p.body().LiveAt, p.body().Due})
	var after []time.Duration
	for i := range 3 { // it grows each time
		after = append(after, p.dueIn())
		p.grown("one", fmt.Sprint("and ", i))
	}
	for !p.page().Next.IsZero() { // then it is quiet
		after = append(after, p.dueIn())
		diff(t, "due for whoever opens it", true, p.body().Due)
		p.grown("one", "and 2")
	}
	m := time.Minute
	diff(t, "due after", []time.Duration{10 * m, 10 * m, 10 * m, 10 * m, 10 * m, 10 * m, 15 * m, 45 * m / 2, 135 * m / 4, 405 * m / 8, 60 * m, 60 * m, 60 * m, 60 * m}, after)
	diff(t, "after six hours", []any{false, time.Time{}, false}, []any{p.page().Live, p.body().LiveAt, p.body().Due})

	p = su.pageTest(t)
	p.fetched(news.FullText{Live: true, Body: Paragraphs("one"), NotBefore: Start().Add(40 * m)})
	diff(t, "when the server asks for longer", 40*m, p.dueIn())
}

func (su suite) livePageEnds(t *testing.T) {
	live := func(change func(*news.FullText)) news.FullText {
		ft := news.FullText{Live: true, Body: Paragraphs("one")}
		change(&ft)
		return ft
	}
	for _, tt := range []struct {
		name string
		ft   news.FullText
		want time.Duration
	}{
		{"it says until when", live(func(ft *news.FullText) { ft.LiveUntil = Start().Add(time.Hour) }), 10 * time.Minute},
		{"that is over", live(func(ft *news.FullText) { ft.LiveUntil = Start().Add(-time.Minute) }), week},
		{"its newest entry is of today", live(func(ft *news.FullText) { ft.Newest = Start().Add(-time.Hour) }), 30 * time.Minute},
		{"its newest entry is old", live(func(ft *news.FullText) { ft.Newest = Start().Add(-7 * time.Hour) }), week},
		{"its newest entry is in the future", live(func(ft *news.FullText) { ft.Newest = Start().Add(time.Hour) }), 10 * time.Minute},
		{"no live page", news.FullText{Body: Paragraphs("one")}, week},
	} {
		p := su.pageTest(t)
		p.fetched(tt.ft)
		diff(t, tt.name, tt.want, p.dueIn())
	}

	p := su.pageTest(t)
	p.fetched(live(func(ft *news.FullText) { ft.LiveUntil = Start() }))
	p.a.Story.Updated = Start().Add(time.Minute)
	save(t, p.db, Radio, p.a)
	diff(t, "its feed has more", 10*time.Minute, p.dueIn())
	p.fetched(live(func(ft *news.FullText) { ft.LiveUntil = Start() }))
	save(t, p.db, Radio, p.a)
	diff(t, "its feed has the same", week, p.dueIn())

	p = su.pageTest(t)
	p.fetched(news.FullText{Body: Paragraphs("one")})
	p.a.Story.Updated = Start().Add(time.Minute)
	save(t, p.db, Radio, p.a)
	diff(t, "a page that never grew", week, p.dueIn())
}

func (su suite) livePageIsNoEdit(t *testing.T) {
	p := su.pageTest(t)
	must(t, p.db.MarkRead(t.Context(), true, p.a.Story.ID))
	texts := []string{"entry 0"}
	p.grown(texts...)
	for i := range 18 { // three hours
		p.c.Advance(10 * time.Minute)
		texts = append([]string{fmt.Sprint("entry ", i+1)}, texts...)
		p.grown(texts...)
	}
	diff(t, "the newest text", Paragraphs(texts...), p.body().Blocks)
	s := p.story()
	diff(t, "edits, read", []any{0, true}, []any{s.Revisions, s.Read})
	revs, err := p.db.Revisions(t.Context(), s.ID)
	must(t, err)
	var kept []int
	for _, r := range revs {
		kept = append(kept, len(r.Body))
		diff(t, "of a page that grows", true, r.Live)
		diff(t, fmt.Sprint("first seen of ", len(r.Body)), Start().Add(time.Duration(len(r.Body)-1)*10*time.Minute), r.SeenAt)
	}
	diff(t, "entries of the texts that are kept", []int{6, 12, 18}, kept)

	// Coverage ends with a last entry; a change after that is an edit.
	p.c.Advance(10 * time.Minute)
	p.fetched(news.FullText{Body: Paragraphs(append([]string{"the end"}, texts...)...)})
	diff(t, "edits when it ends", []any{0, false}, []any{p.story().Revisions, p.page().Live})
	p.c.Advance(10 * time.Minute)
	p.fetched(news.FullText{Body: Paragraphs("Corrected.")})
	diff(t, "edits after that", 1, p.story().Revisions)
	revs, err = p.db.Revisions(t.Context(), s.ID)
	must(t, err)
	diff(t, "the last of them", []any{4, false}, []any{revs[3].N, revs[3].Live})
	p.a.Story.Headline = line("Flood: what we know")
	save(t, p.db, Radio, p.a)
	diff(t, "a new headline is an edit", 2, p.story().Revisions)
}

func (su suite) unchangedPage(t *testing.T) {
	p := su.pageTest(t)
	v := news.Validators{ETag: `"1"`, LastModified: "Mon, 16 Feb 2026 12:00:00 GMT"}
	p.fetched(news.FullText{Live: true, Body: Paragraphs("one"), Validators: v, Reading: 3})
	diff(t, "validators", []any{v, 3}, []any{p.page().Validators, p.page().Reading})
	diff(t, "due", 10*time.Minute, p.dueIn())
	p.fetched(news.FullText{Unchanged: true, Validators: news.Validators{ETag: `"2"`}})
	v.ETag = `"2"`
	diff(t, "as it was", []any{v, 10 * time.Minute, Paragraphs("one"), p.c.Now()}, []any{p.page().Validators, p.page().Next.Sub(p.c.Now()), p.body().Blocks, p.body().LiveAt})
	p.c.Advance(10 * time.Minute)
	p.fetched(news.FullText{Live: true, Body: Paragraphs("one", "two")})
	diff(t, "a text without validators", news.Validators{}, p.page().Validators)

	p = su.pageTest(t)
	p.fetched(news.FullText{Unchanged: true}) // though there is nothing to compare with
	diff(t, "no text", []any{false, news.PassingFault}, []any{p.body().Whole, p.page().Fault})
}

func (su suite) livePageFails(t *testing.T) {
	p := su.pageTest(t)
	v := news.Validators{ETag: `"1"`}
	p.fetched(news.FullText{Live: true, Body: Paragraphs("one"), Validators: v})
	var after []time.Duration
	for range 3 {
		p.dueIn()
		p.fetched(news.FullText{Err: line("The server has a fault of its own (503).")})
		b := p.body()
		diff(t, "kept", []any{Paragraphs("one"), true, Start(), v}, []any{b.Blocks, b.Whole, b.LiveAt, p.page().Validators})
		after = append(after, p.page().Next.Sub(p.c.Now()))
	}
	m := time.Minute
	diff(t, "due after", []time.Duration{10 * m, 20 * m, 40 * m}, after)
	p.dueIn()
	p.grown("one", "two")
	diff(t, "well again", []any{0, news.NoFault, Paragraphs("one", "two")}, []any{p.page().Tries, p.page().Fault, p.body().Blocks})
	p.dueIn()
	p.fetched(news.FullText{Err: line("Gone."), Fault: news.LastingFault})
	diff(t, "gone", []any{week, true, Paragraphs("one", "two")}, []any{p.dueIn(), p.body().Whole, p.body().Blocks})
}
