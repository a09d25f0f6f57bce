package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// two returns a cache of n stories of two feeds as its owner and another
// person see it.
func two(t *testing.T, n int) (own, other *store.Person, c clock) {
	t.Helper()
	own, c = openNew(t)
	must(t, own.SetFeeds(t.Context(), []news.Feed{{ID: radio}, {ID: courier}}))
	for i := range n {
		feed := []news.FeedID{radio, courier}[i%2]
		save(t, own, feed, arrival(feed, fmt.Sprint("s", i), fmt.Sprintf("Story number %d", i), time.Duration(n-i)*time.Minute, "Some text."))
	}
	other, err := own.AddPerson(t.Context(), "mira")
	must(t, err)
	return own, other, c
}

func infoPath(t *testing.T, p *store.Person) string {
	t.Helper()
	in, err := p.Info(t.Context())
	must(t, err)
	return in.Path
}

func is(s news.StoryState) news.Filter { return news.Filter{Expr: news.Is{State: s}} }

func counts(t *testing.T, p *store.Person, f news.Filter) news.Counts {
	t.Helper()
	c, err := p.Count(t.Context(), f, 0)
	must(t, err)
	return c
}

// TestNobodySeesAnothersMarks calls each method that shows or changes marks
// for one person and looks at the other's lists.
func TestNobodySeesAnothersMarks(t *testing.T) {
	a, b, _ := two(t, 4)
	ctx := t.Context()
	ss := list(t, a, news.Filter{}, news.Window{})
	id := ss[1].ID
	untouched := func(when string) {
		t.Helper()
		diff(t, when+": unread", 4, len(list(t, b, is(news.IsUnread), news.Window{})))
		diff(t, when+": read", 0, len(list(t, b, is(news.IsRead), news.Window{})))
		diff(t, when+": starred", 0, len(list(t, b, is(news.IsStarred), news.Window{})))
		diff(t, when+": counts", news.Counts{Total: 4, Unread: 4}, counts(t, b, news.Filter{}))
		diff(t, when+": counts of a feed", news.Counts{Total: 2, Unread: 2}, counts(t, b, news.Filter{Expr: news.InFeed{Text: "radio"}}))
		diff(t, when+": counts of a search", news.Counts{Total: 4, Unread: 4}, counts(t, b, news.Filter{Expr: news.Word{Text: "story"}}))
		for _, s := range ss {
			one, err := b.Story(ctx, s.ID)
			must(t, err)
			at, err := b.StoryAt(ctx, s.URL)
			must(t, err)
			found, err := b.Find(ctx, string(s.ID[:10]))
			must(t, err)
			many, err := b.StoriesByID(ctx, s.ID)
			must(t, err)
			for _, got := range []*news.Story{one, at, found, many[0]} {
				diff(t, when+": marks of "+s.Headline.String(), []bool{false, false}, []bool{got.Read, got.Starred})
			}
		}
	}
	untouched("at the start")
	must(t, a.MarkRead(ctx, true, id))
	untouched("read")
	must(t, a.Star(ctx, true, id))
	untouched("starred")
	_, err := a.MarkAllRead(ctx, news.Filter{Expr: news.InFeed{Text: "radio"}}, 0)
	must(t, err)
	untouched("a feed read")
	_, err = a.MarkAllRead(ctx, news.Filter{}, 0)
	must(t, err)
	untouched("all read")
	diff(t, "all read by the one", news.Counts{Total: 4}, counts(t, a, news.Filter{}))
	said, err := b.Undo(ctx)
	must(t, err)
	diff(t, "nothing of the other's to undo", "", said.String())
	diff(t, "the one's marks stay", news.Counts{Total: 4}, counts(t, a, news.Filter{}))
	must(t, b.MarkRead(ctx, true, ss[0].ID))
	said, err = a.Undo(ctx)
	must(t, err)
	diff(t, "undone", "2 stories marked read", said.String())
	one, err := b.Story(ctx, ss[0].ID)
	must(t, err)
	diff(t, "the other's mark stays", true, one.Read)
}

// TestNobodySeesAnothersMarksOfReferences does the same where stories come as
// what others refer to.
func TestNobodySeesAnothersMarksOfReferences(t *testing.T) {
	a, b, _ := two(t, 0)
	ctx := t.Context()
	target := arrival(radio, "target", "Why the Tarn dam failed last night", time.Hour)
	citing := arrival(radio, "citing", "Water in the old town", 0)
	citing.References = []news.Reference{ref("Why the Tarn dam failed last night", "")}
	save(t, a, radio, target, citing)
	must(t, a.MarkRead(ctx, true, target.Story.ID, citing.Story.ID))
	must(t, a.Star(ctx, true, target.Story.ID, citing.Story.ID))
	for _, p := range []*store.Person{a, b} {
		mine := p == a
		refs, err := p.References(ctx, citing.Story.ID)
		must(t, err)
		cited, err := p.CitedBy(ctx, target.Story.ID)
		must(t, err)
		chain, err := p.Chain(ctx, citing.Story.ID, 2, 10)
		must(t, err)
		back, err := p.Chain(ctx, target.Story.ID, 2, 10)
		must(t, err)
		for name, s := range map[string]*news.Story{
			"References": refs[0].Target, "CitedBy": cited[0], "Chain": chain.Nodes[0].Ref.Target, "Chain.Cited": back.Cited[0],
		} {
			diff(t, name, []bool{mine, mine}, []bool{s.Read, s.Starred})
		}
	}
}

func TestNobodySeesAnothersPlacesAndNotes(t *testing.T) {
	a, b, _ := two(t, 1)
	ctx := t.Context()
	id := list(t, a, news.Filter{}, news.Window{})[0].ID
	at := news.Step{Story: id, View: news.FromFeed, Top: 3, Line: 2, Ref: 1}
	trail := news.Trail{Steps: []news.Step{at}}
	session := news.Session{Story: id, Pane: "story", Query: "flood"}
	lines := news.Lines{"search": {"flood"}}
	must(t, a.SavePosition(ctx, at))
	must(t, a.SaveTrail(ctx, trail))
	must(t, a.SaveSession(ctx, session))
	must(t, a.SaveLines(ctx, lines))
	for _, p := range []*store.Person{a, b} {
		wantAt, wantTrail, wantSession, wantLines := at, trail, session, lines
		if p == b {
			wantAt, wantTrail, wantSession, wantLines = news.Step{}, news.Trail{}, news.Session{}, nil
		}
		gotAt, err := p.Position(ctx, id)
		must(t, err)
		gotTrail, err := p.Trail(ctx)
		must(t, err)
		gotSession, err := p.Session(ctx)
		must(t, err)
		gotLines, err := p.Lines(ctx)
		must(t, err)
		diff(t, "position", wantAt, gotAt)
		diff(t, "trail", wantTrail, gotTrail)
		diff(t, "session", wantSession, gotSession)
		diff(t, "lines", wantLines, gotLines)
	}
	holds := func(p *store.Person, owner string, want bool) {
		t.Helper()
		_, ok, err := p.Leases().Lease(ctx, "reader", owner, time.Minute)
		must(t, err)
		diff(t, owner+" of "+p.Name(), want, ok)
	}
	holds(a, "first", true)
	holds(b, "second", true)
	holds(a, "third", false)
	must(t, b.Leases().Release(ctx, "reader", "first"))
	holds(a, "third", false)
	must(t, a.Leases().Release(ctx, "reader", "first"))
	holds(a, "third", true)
	_, ok, err := b.Lease(ctx, "reader", "fourth", time.Minute)
	must(t, err)
	diff(t, "a lease of the cache is another", true, ok)
}

func TestRemovingAPersonRemovesWhatIsTheirs(t *testing.T) {
	a, b, _ := two(t, 3)
	ctx := t.Context()
	ids := []news.StoryID{}
	for _, s := range list(t, a, news.Filter{}, news.Window{}) {
		ids = append(ids, s.ID)
	}
	must(t, a.MarkRead(ctx, true, ids[0]))
	must(t, b.MarkRead(ctx, true, ids...))
	must(t, b.Star(ctx, true, ids...))
	must(t, b.SavePosition(ctx, news.Step{Story: ids[0], Top: 1}))
	must(t, b.SaveLines(ctx, news.Lines{"search": {"x"}}))
	_, _, err := b.Leases().Lease(ctx, "reader", "b", time.Hour)
	must(t, err)
	must(t, a.RemovePerson(ctx, "mira"))
	if _, err := a.For(ctx, "mira"); !errors.Is(err, store.ErrNoPerson) {
		t.Errorf("For error = %v, want store.ErrNoPerson", err)
	}
	b, err = a.AddPerson(ctx, "mira")
	must(t, err)
	diff(t, "a namesake begins without marks", news.Counts{Total: 3, Unread: 3}, counts(t, b, news.Filter{}))
	diff(t, "without stars", 0, len(list(t, b, is(news.IsStarred), news.Window{})))
	at, err := b.Position(ctx, ids[0])
	must(t, err)
	diff(t, "without a position", news.Step{}, at)
	said, err := b.Undo(ctx)
	must(t, err)
	diff(t, "without steps", "", said.String())
	_, ok, err := b.Leases().Lease(ctx, "reader", "new", time.Hour)
	must(t, err)
	diff(t, "without a lease", true, ok)
	diff(t, "the owner's stay", news.Counts{Total: 3, Unread: 2}, counts(t, a, news.Filter{}))
	if err := a.RemovePerson(ctx, ""); err == nil || !strings.Contains(err.Error(), "the owner cannot be removed") {
		t.Errorf("RemovePerson of the owner: %v", err)
	}
	if err := a.RemovePerson(ctx, "nobody"); !errors.Is(err, store.ErrNoPerson) {
		t.Errorf("RemovePerson error = %v, want store.ErrNoPerson", err)
	}
}

func TestNamesOfPersonsAreChecked(t *testing.T) {
	a, _, _ := two(t, 0)
	for name, want := range map[string]string{
		"": "empty", "mira": "taken", "two words": "letters, digits", "a\x1b[2J": "letters, digits", "a/b": "letters, digits",
		strings.Repeat("x", 65): "64 characters",
	} {
		_, err := a.AddPerson(t.Context(), name)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("AddPerson(%q) error = %v, want it to say %q", name, err, want)
		}
	}
	_, err := a.AddPerson(t.Context(), "Ольга.k@desk-2")
	must(t, err)
	names, err := a.People(t.Context())
	must(t, err)
	diff(t, "people", []string{"", "mira", "Ольга.k@desk-2"}, names)
	if _, err := a.For(t.Context(), "x\x1b[2J"); !errors.Is(err, store.ErrNoPerson) || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("For error = %q", err)
	}
}

func TestWhoJoinsHasAWeekUnread(t *testing.T) {
	db, c := openNew(t)
	save(t, db, radio, arrival(radio, "a", "Eight days old", 0), arrival(radio, "b", "As old", 0))
	c.Advance(24 * time.Hour)
	save(t, db, courier, arrival(courier, "c", "Seven days old", 0))
	c.Advance(7*24*time.Hour - time.Millisecond)
	save(t, db, radio, arrival(radio, "d", "New", 0))
	p, err := db.AddPerson(t.Context(), "mira")
	must(t, err)
	diff(t, "unread", []string{"d", "c"}, slugs(list(t, p, is(news.IsUnread), news.Window{})))
	diff(t, "counts", news.Counts{Total: 4, Unread: 2}, counts(t, p, news.Filter{}))
	diff(t, "counts of a feed", news.Counts{Total: 3, Unread: 1}, counts(t, p, news.Filter{Expr: news.InFeed{Text: "radio"}}))
}

func TestPruningHeedsEverybodysStars(t *testing.T) {
	a, b, c := two(t, 3)
	ctx := t.Context()
	ss := list(t, a, news.Filter{}, news.Window{})
	must(t, b.Star(ctx, true, ss[0].ID))
	must(t, a.MarkRead(ctx, true, ss[1].ID))
	must(t, b.MarkRead(ctx, true, ss[0].ID, ss[2].ID))
	c.Advance(48 * time.Hour)
	n, err := a.Prune(ctx, 24*time.Hour, true)
	must(t, err)
	diff(t, "dropped", 2, n)
	diff(t, "of the one", news.Counts{Total: 1, Unread: 1}, counts(t, a, news.Filter{}))
	diff(t, "of the other", news.Counts{Total: 1}, counts(t, b, news.Filter{}))
}

// model is what marks ought to be: plain sets.
type model struct {
	read, starred map[news.StoryID]bool
	steps         []func()
}

func (m *model) set(flag map[news.StoryID]bool, value bool, ids ...news.StoryID) int {
	var changed []news.StoryID
	for _, id := range ids {
		if flag[id] != value {
			flag[id] = value
			changed = append(changed, id)
		}
	}
	if len(changed) > 0 {
		m.steps = append(m.steps, func() {
			for _, id := range changed {
				flag[id] = !value
			}
		})
		m.steps = m.steps[max(len(m.steps)-50, 0):]
	}
	return len(changed)
}

// TestMarksAreWhatPlainSetsWouldBe does what persons do, by chance, while
// stories arrive, move and go, and compares all that is shown with plain sets.
// There are enough marks for watermarks to move.
func TestMarksAreWhatPlainSetsWouldBe(t *testing.T) {
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) { marksBySets(t, rand.New(rand.NewPCG(seed, 7)), seed%2 == 1) })
	}
}

// marksBySets does so once. With late, the counter of arrivals is far above
// the watermark, as it is when much is unread.
func marksBySets(t *testing.T, random *rand.Rand, late bool) {
	a, b, c := two(t, 0)
	ctx := t.Context()
	if late {
		raw, err := sql.Open("sqlite", infoPath(t, a))
		must(t, err)
		_, err = raw.ExecContext(ctx, `INSERT INTO state VALUES ('seq', 100000)`)
		must(t, err)
		must(t, raw.Close())
	}
	persons := []*store.Person{a, b}
	models := []*model{}
	for range persons {
		models = append(models, &model{read: map[news.StoryID]bool{}, starred: map[news.StoryID]bool{}})
	}
	n := 0
	var all []*news.Story
	some := func() (ids []news.StoryID) {
		if len(all) == 0 {
			return nil
		}
		from := random.IntN(len(all))
		for _, s := range all[from:min(from+1+random.IntN(40), len(all))] {
			ids = append(ids, s.ID)
		}
		return ids
	}
	for step := range 90 {
		k := random.IntN(2)
		p, m := persons[k], models[k]
		switch what := random.IntN(12); what {
		case 0, 1, 2:
			feed := []news.FeedID{radio, courier}[random.IntN(2)]
			var as []news.Arrival
			for range 1 + random.IntN(40) {
				as = append(as, arrival(feed, fmt.Sprint("s", n), fmt.Sprintf("Story number %d", n), time.Duration(random.IntN(5000))*time.Minute, "Text."))
				n++
			}
			save(t, a, feed, as...)
		case 3, 4, 5:
			ids, read := some(), random.IntN(4) > 0
			must(t, p.MarkRead(ctx, read, ids...))
			m.set(m.read, read, ids...)
		case 6:
			ids, star := some(), random.IntN(3) > 0
			must(t, p.Star(ctx, star, ids...))
			m.set(m.starred, star, ids...)
		case 7:
			f, upTo := news.Filter{}, int64(0)
			if random.IntN(2) == 0 {
				f = news.Filter{Expr: news.InFeed{Text: "radio"}}
			}
			if random.IntN(2) == 0 && len(all) > 0 {
				upTo = all[random.IntN(len(all))].Seq
			}
			var ids []news.StoryID
			for _, s := range all {
				if (f.Expr == nil || s.Feed == radio) && (upTo == 0 || s.Seq <= upTo) {
					ids = append(ids, s.ID)
				}
			}
			got, err := p.MarkAllRead(ctx, f, upTo)
			must(t, err)
			diff(t, "marked", m.set(m.read, true, ids...), got)
		case 8, 9:
			_, err := p.Undo(ctx)
			must(t, err)
			if k := len(m.steps); k > 0 {
				m.steps[k-1]()
				m.steps = m.steps[:k-1]
			}
		case 10: // a story moves: its feed says another time
			if len(all) > 0 {
				s := all[random.IntN(len(all))]
				moved := arrival(s.Feed, s.GUID, s.Headline.String(), time.Duration(random.IntN(5000))*time.Minute, "Text.")
				save(t, a, s.Feed, moved)
			}
		case 11:
			if step%3 == 0 {
				_, err := a.Prune(ctx, time.Hour, true)
				must(t, err)
			}
			c.Advance(10 * time.Minute)
		}
		all = list(t, a, news.Filter{}, news.Window{Limit: 100_000})
		for k := range persons {
			sameAsSets(t, step, persons[k], models[k], all)
		}
		if t.Failed() {
			return
		}
	}
	must(t, a.Check(ctx))
}

// sameAsSets compares a person's lists with a model.
func sameAsSets(t *testing.T, step int, p *store.Person, m *model, all []*news.Story) {
	t.Helper()
	var unread, starred []string
	perFeed := map[news.FeedID]int{}
	for _, s := range all {
		if !m.read[s.ID] {
			unread = append(unread, s.GUID)
			perFeed[s.Feed]++
		}
		if m.starred[s.ID] {
			starred = append(starred, s.GUID)
		}
	}
	whole := news.Window{Limit: 100_000}
	what := func(s string) string { return fmt.Sprintf("step %d, person %q: %s", step, p.Name(), s) }
	for _, s := range list(t, p, news.Filter{}, whole) {
		if s.Read != m.read[s.ID] || s.Starred != m.starred[s.ID] {
			t.Errorf("%s is read %t, starred %t", what(s.GUID), s.Read, s.Starred)
		}
	}
	got := slugs(list(t, p, is(news.IsUnread), whole))
	if !slices.Equal(got, unread) {
		t.Errorf("%s %v, want %v", what("unread"), got, unread)
	}
	if got := slugs(list(t, p, is(news.IsStarred), whole)); !slices.Equal(got, starred) {
		t.Errorf("%s %v, want %v", what("starred"), got, starred)
	}
	// Pages from the top and from the end give the same list.
	var paged []string
	var w news.Window
	for w.Limit = 40; ; {
		page := list(t, p, is(news.IsUnread), w)
		if len(page) == 0 {
			break
		}
		paged = append(paged, slugs(page)...)
		w.After = new(news.MarkOf(page[len(page)-1]))
	}
	if !slices.Equal(paged, unread) {
		t.Errorf("%s %v, want %v", what("unread by pages"), paged, unread)
	}
	end := slugs(list(t, p, is(news.IsUnread), news.Window{Before: &news.Mark{}, Limit: 7}))
	if want := unread[max(len(unread)-7, 0):]; !slices.Equal(end, want) {
		t.Errorf("%s %v, want %v", what("the end of unread"), end, want)
	}
	diff(t, what("counts"), news.Counts{Total: len(all), Unread: len(unread)}, counts(t, p, news.Filter{}))
	for _, feed := range []news.FeedID{radio, courier} {
		f := news.Filter{Expr: news.InFeed{Text: string(feed)}}
		diff(t, what("unread of "+string(feed)), perFeed[feed], counts(t, p, f).Unread)
		diff(t, what("list of unread of "+string(feed)), perFeed[feed], len(list(t, p, f.And(is(news.IsUnread)), whole)))
	}
}

// TestAnEditInSubstanceOutdatesMarks sets edited_seq as a save will: nothing
// sets it yet. A mark made before the edit does not count for read, a star does.
func TestAnEditInSubstanceOutdatesMarks(t *testing.T) {
	a, b, _ := two(t, 6)
	ctx := t.Context()
	ss := list(t, a, news.Filter{}, news.Window{})
	must(t, a.MarkRead(ctx, true, ss[0].ID))
	must(t, a.Star(ctx, true, ss[0].ID))
	_, err := b.MarkAllRead(ctx, news.Filter{}, 0)
	must(t, err)
	raw, err := sql.Open("sqlite", infoPath(t, a))
	must(t, err)
	defer raw.Close()
	edit := func(s *news.Story) {
		t.Helper()
		for _, q := range []string{
			`UPDATE state SET value = value + 1 WHERE key = 'seq'`,
			`UPDATE story SET edited_seq = (SELECT value FROM state WHERE key = 'seq') WHERE id = '` + string(s.ID) + `'`,
		} {
			_, err := raw.ExecContext(ctx, q)
			must(t, err)
		}
	}
	sees := func(when string, p *store.Person, guids ...string) {
		t.Helper()
		unread := append([]string{}, guids...)
		diff(t, when+": unread", unread, slugs(list(t, p, is(news.IsUnread), news.Window{})))
		diff(t, when+": counts", news.Counts{Total: 6, Unread: len(unread)}, counts(t, p, news.Filter{}))
		marked := []string{}
		for _, s := range list(t, p, news.Filter{}, news.Window{}) {
			if !s.Read {
				marked = append(marked, s.GUID)
			}
		}
		diff(t, when+": marks in a list", unread, marked)
	}
	edit(ss[0])
	sees("after the edit", a, "s5", "s4", "s3", "s2", "s1", "s0")
	sees("after the edit", b, "s5")
	diff(t, "the star stays", []string{"s5"}, slugs(list(t, a, is(news.IsStarred), news.Window{})))
	must(t, a.MarkRead(ctx, true, ss[0].ID))
	sees("read again", a, "s4", "s3", "s2", "s1", "s0")
	edit(ss[3])
	sees("another edit", b, "s5", "s2")
	_, err = b.MarkAllRead(ctx, news.Filter{}, 4) // up to s3, so s2 too
	must(t, err)
	sees("all read up to s3", b, "s5")
	_, err = b.Undo(ctx)
	must(t, err)
	sees("taken back", b, "s5", "s2")
	_, err = b.MarkAllRead(ctx, news.Filter{}, 0)
	must(t, err)
	sees("all read", b)
	_, err = b.Undo(ctx)
	must(t, err)
	sees("taken back again", b, "s5", "s2")
}

func TestAPersonIsKnownAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	save(t, db, radio, arrival(radio, "a", "A", 0))
	p, err := db.AddPerson(t.Context(), "mira")
	must(t, err)
	s := list(t, p, news.Filter{}, news.Window{})[0]
	must(t, p.MarkRead(t.Context(), true, s.ID))
	must(t, db.Close())
	again := open(t, path, store.Options{ReadOnly: true})
	p, err = again.For(t.Context(), "mira")
	must(t, err)
	diff(t, "read by mira", 0, counts(t, p, news.Filter{}).Unread)
	diff(t, "read by the owner", 1, counts(t, again, news.Filter{}).Unread)
}

// Marking one story took longer with each star above the watermark.
func TestOfMarksAboveTheWatermarkTheLastAreLookedAt(t *testing.T) {
	for stars, want := range map[int]int{0: 200, 2900: 100, 3000: 0, 9000: 0} {
		p, _ := openNew(t)
		raw, err := sql.Open("sqlite", infoPath(t, p))
		must(t, err)
		const put = `WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < ?1)
			INSERT INTO mark (person, story, place, read, starred, read_seq, at_ms) SELECT 1, i, i, CASE WHEN i <= 200 THEN 1 END, i > 200, 0, 0 FROM c`
		_, err = raw.ExecContext(t.Context(), put, 200+stars)
		must(t, err)
		must(t, raw.Close())
		var got int
		must(t, store.Connections(p.DB).QueryRowContext(t.Context(), `SELECT count(*) FROM (`+store.MarksAbove+`)`, 1).Scan(&got))
		diff(t, fmt.Sprint("marks found below stars: ", stars), want, got)
	}
}
