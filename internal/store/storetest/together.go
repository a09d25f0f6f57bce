package storetest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// together are the subtests about several handles on one cache.
func (su suite) together() []subtest {
	return []subtest{
		{"two handles write and read one cache", su.twoHandles},
		{"a cache that is opened again has everything", su.reopening},
		{"a cache opened for reading cannot be written", su.readOnly},
	}
}

// A second handle is to an engine what a second process is.
func (su suite) twoHandles(t *testing.T) {
	again := su.engine.New(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	seen := make(chan struct{}, 1)
	one := open(t, again, store.Options{})
	two := open(t, again, store.Options{Changed: func() {
		select {
		case seen <- struct{}{}:
		default:
		}
	}})
	watched := make(chan error, 1)
	go func() { watched <- two.Watch(ctx, time.Millisecond) }()
	save(t, one, Radio, Arrival(Radio, "first", "First", 0))
	<-seen // a change that two did not make
	diff(t, "seen", 1, len(list(t, two, news.Filter{}, news.Window{})))

	const perRound = 4
	rounds, err := strconv.Atoi(cmp.Or(os.Getenv("SITREP_ROUNDS"), "15"))
	must(t, err)
	var wg sync.WaitGroup
	for i, db := range []cache{one, two} {
		feed := []news.FeedID{Radio, Courier}[i]
		wg.Go(func() {
			for n := range rounds {
				var as []news.Arrival
				for k := range perRound {
					as = append(as, Arrival(feed, fmt.Sprintf("s%d-%d", n, k), fmt.Sprintf("Story %d of round %d", k, n), time.Hour, "Some text."))
				}
				if _, err := db.Save(ctx, news.Batch{Feed: feed, Arrivals: as}); err != nil {
					t.Error(err)
				}
			}
		})
		wg.Go(func() {
			for range 2 * rounds {
				ss, err := db.Stories(ctx, news.Filter{Expr: news.Word{Text: "text"}}, news.Window{Limit: 5})
				if err != nil {
					t.Error(err)
				}
				for _, s := range ss {
					if err := db.MarkRead(ctx, true, s.ID); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	cancel()
	if err := <-watched; !errors.Is(err, context.Canceled) {
		t.Errorf("Watch: %v", err)
	}
	a, err := one.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	b, err := two.Count(t.Context(), news.Filter{}, 0)
	must(t, err)
	diff(t, "both see the same", a, b)
	diff(t, "all", 1+2*rounds*perRound, a.Total)
	for i, db := range []cache{open(t, again, store.Options{}), one, two} {
		if err := db.Check(t.Context()); err != nil {
			t.Errorf("handle %d: %v", i, err)
		}
	}
}

func (su suite) reopening(t *testing.T) {
	again, c := su.engine.New(t), NewClock()
	o := store.Options{Now: c.Now}
	db := open(t, again, o)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio, Name: line("Radio Velm")}}))
	a, b := Arrival(Radio, "a", damFails, 2*time.Hour, "The dam failed."), Arrival(Radio, "b", "Velm counts its losses", time.Hour)
	b.References = []news.Reference{Ref(damFails, "")}
	_, err := db.Save(t.Context(), news.Batch{Feed: Radio, Arrivals: []news.Arrival{b, a}, Seen: []byte("sums")})
	must(t, err)
	must(t, db.MarkRead(t.Context(), true, a.Story.ID))
	must(t, db.Star(t.Context(), true, b.Story.ID))
	must(t, db.SavePosition(t.Context(), news.Step{Story: a.Story.ID, Line: 3}))
	must(t, db.SaveTrail(t.Context(), news.Trail{Steps: []news.Step{{Story: a.Story.ID}}}))
	must(t, db.SaveSession(t.Context(), news.Session{Query: "flood"}))
	must(t, db.SaveLines(t.Context(), news.Lines{":": {"set mouse"}}))
	type state struct {
		Stories  []*news.Story
		Text     news.Body
		Leads    []string
		Found    []string
		Feeds    []news.FeedStatus
		Seen     string
		Position news.Step
		Trail    news.Trail
		Session  news.Session
		Lines    news.Lines
	}
	look := func(db cache) (s state) {
		t.Helper()
		var errs [7]error
		var seen []byte
		s.Stories = list(t, db, news.Filter{}, news.Window{})
		s.Leads = leads(t, db, b.Story.ID)
		s.Found = slugs(list(t, db, news.Filter{Expr: news.Word{Text: "dam"}}, news.Window{}))
		s.Text, errs[0] = db.Body(t.Context(), a.Story.ID, "")
		s.Feeds, errs[1] = db.Feeds(t.Context())
		seen, errs[2] = db.Seen(t.Context(), Radio)
		s.Position, errs[3] = db.Position(t.Context(), a.Story.ID)
		s.Trail, errs[4] = db.Trail(t.Context())
		s.Session, errs[5] = db.Session(t.Context())
		s.Lines, errs[6] = db.Lines(t.Context())
		must(t, errors.Join(errs[:]...))
		s.Seen = string(seen)
		return s
	}
	before := look(db)
	diff(t, "stories", []string{"b", "a"}, slugs(before.Stories))
	diff(t, "leads to", []string{"a " + string(news.ByTitle)}, before.Leads)
	must(t, db.Close())
	db = open(t, again, o)
	diff(t, "opened again", before, look(db))
	diff(t, "saved again", news.Saved{}, save(t, db, Radio, b, a))
	said, err := db.Undo(t.Context())
	must(t, err)
	diff(t, "undone", "star on 1 story", said.String())
}

func (su suite) readOnly(t *testing.T) {
	again := su.engine.New(t)
	db := open(t, again, store.Options{})
	a := Arrival(Radio, "a", "A", 0)
	save(t, db, Radio, a)
	ro := open(t, again, store.Options{ReadOnly: true})
	diff(t, "stories", []string{"a"}, slugs(list(t, ro, news.Filter{}, news.Window{})))
	for name, err := range map[string]error{
		"Save":  func() error { _, err := ro.Save(t.Context(), news.Batch{Feed: Radio}); return err }(),
		"Star":  ro.Star(t.Context(), true, a.Story.ID),
		"Lease": func() error { _, _, err := ro.Lease(t.Context(), "poll", "a", time.Minute); return err }(),
	} {
		if err == nil {
			t.Errorf("%s into a cache opened for reading: no error", name)
		}
	}
	save(t, db, Radio, Arrival(Radio, "b", "B", -time.Hour))
	diff(t, "stories that came later", 2, len(list(t, ro, news.Filter{}, news.Window{})))
}
