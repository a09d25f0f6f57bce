package storetest

import (
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// Cache opens one cache of an engine: the first call makes it, each further
// call opens the same cache once more, as another process would.
type Cache func(o store.Options) (*store.DB, error)

// Engine describes an engine to the contract.
type Engine struct {
	// New returns a cache that does not exist yet. Nothing of it is left when
	// the test has ended.
	New func(t testing.TB) Cache
	// Earlier returns a cache of each earlier version; nil: the engine has had
	// one version only.
	Earlier func(t testing.TB) []Earlier
}

// Earlier is a cache as an earlier version left it, and its contents. Each
// story has a text and is of a feed that is configured.
type Earlier struct {
	Name      string // of the version
	Open      Cache
	Headlines []string // of all stories, newest first
	Starred   []string // the headlines of the starred ones, newest first
}

// Contract runs every check that an engine must pass. It uses the exported
// methods of the store alone.
func Contract(t *testing.T, e Engine) {
	t.Helper()
	su := suite{e}
	for _, subject := range []struct {
		name  string
		tests []subtest
	}{
		{"saving", su.saving()},
		{"identity", su.identity()},
		{"pages", su.pages()},
		{"warnings", su.warnings()},
		{"growing", su.growing()},
		{"feeds", su.feeds()},
		{"paging", su.paging()},
		{"searching", su.searching()},
		{"references", su.references()},
		{"claims", su.claims()},
		{"titles", su.titles()},
		{"flats", su.flats()},
		{"learned", su.learned()},
		{"orders", su.orders()},
		{"marks", su.marks()},
		{"edits", su.edits()},
		{"thinning", su.thinning()},
		{"looking", su.looking()},
		{"reading", su.reading()},
		{"clusters", su.clusters()},
		{"alerts", su.alerts()},
		{"pruning", su.pruning()},
		{"leases", su.leases()},
		{"changes", su.changes()},
		{"together", su.together()},
		{"migration", su.migration()},
	} {
		t.Run(subject.name, func(t *testing.T) {
			for _, test := range subject.tests {
				t.Run(test.name, test.run)
			}
		})
	}
}

// suite is the contract for one engine. Each subject is a file: a method that
// lists its subtests, and the subtests.
type suite struct{ engine Engine }

type subtest struct {
	name string // a sentence
	run  func(t *testing.T)
}

// cache is an open cache as the subtests use it: with the methods that all
// share and those of the one who reads.
type cache = *store.Person

// reader returns a cache as the one who reads sees it.
func reader(t testing.TB, db *store.DB) cache {
	t.Helper()
	p, err := db.For(t.Context(), "")
	must(t, err)
	return p
}

// open opens a cache and closes it at the end of the test. Without a clock of
// its own it stands at Start.
func open(t testing.TB, c Cache, o store.Options) cache {
	t.Helper()
	if o.Now == nil {
		o.Now = NewClock().Now
	}
	db, err := c(o)
	must(t, err)
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return reader(t, db)
}

// openNew opens a new cache.
func (su suite) openNew(t testing.TB) (cache, *Clock) {
	t.Helper()
	c := NewClock()
	return open(t, su.engine.New(t), store.Options{Now: c.Now}), c
}

// library opens a new cache with the stories of Library.
func (su suite) library(t testing.TB) (cache, *Clock) {
	t.Helper()
	c := NewClock()
	db, err := su.engine.New(t)(store.Options{Now: c.Now})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	Library(t, db, c)
	return reader(t, db), c
}

// save saves a batch as a round of its own.
func save(t testing.TB, db cache, feed news.FeedID, as ...news.Arrival) news.Saved {
	t.Helper()
	return saveInto(t, db.DB, feed, as...)
}

func list(t testing.TB, db cache, f news.Filter, w news.Window) []*news.Story {
	t.Helper()
	ss, err := db.Stories(t.Context(), f, w)
	must(t, err)
	return ss
}

func headlines(ss []*news.Story) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.Headline.String())
	}
	return out
}

// slugs returns the GUIDs of stories, which are the slugs of Arrival.
func slugs(ss []*news.Story) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.GUID)
	}
	return out
}
