package sqlite_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// wrecked makes a cache of n stories, every tenth of them starred, and damages
// its file.
func wrecked(t *testing.T, n int, damage func(file []byte) []byte) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: radio, Name: line("Radio Velm")}}))
	for at := 0; at < n; at += 100 {
		var as []news.Arrival
		for i := at; i < min(at+100, n); i++ {
			a := arrival(radio, fmt.Sprint("s", i), fmt.Sprintf("Water at gauge %d rises", i), time.Duration(i)*time.Minute, strings.Repeat(fmt.Sprintf("Gauge %d rose. ", i), 40))
			if i%10 == 1 {
				a.References = []news.Reference{ref(fmt.Sprintf("Water at gauge %d rises", i-1), "")}
			}
			as = append(as, a)
		}
		save(t, db, as...)
		for i := 0; i < len(as); i += 10 {
			must(t, db.Star(t.Context(), true, as[i].Story.ID))
			must(t, db.MarkRead(t.Context(), true, as[i].Story.ID))
		}
	}
	must(t, db.Close())
	file, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path, damage(file), 0o600))
	return path
}

func TestADamagedCacheIsRescued(t *testing.T) {
	const stories = 1500
	fill := func(file []byte, from, to float64) []byte {
		a, b := int(from*float64(len(file))), int(to*float64(len(file)))
		copy(file[a:b], bytes.Repeat([]byte{0xa5}, b-a))
		return file
	}
	tests := []struct {
		name   string
		damage func(file []byte) []byte
		least  int // stories that must be saved
	}{
		{"a hole in the middle", func(f []byte) []byte { return fill(f, 0.5, 0.51) }, stories / 2},
		{"holes here and there", func(f []byte) []byte {
			for i := range 8 {
				f = fill(f, 0.2+float64(i)*0.1, 0.2+float64(i)*0.1+0.002)
			}
			return f
		}, 1},
		{"its second half is gone", func(f []byte) []byte { return f[:len(f)/2] }, 0},
		{"its first page is gone", func(f []byte) []byte { copy(f, make([]byte, 4096)); return f }, 0},
		{"it is something else", func([]byte) []byte { return []byte("Dear diary") }, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := wrecked(t, stories, tt.damage)
			before, err := os.ReadFile(path)
			must(t, err)
			got, err := sqlite.Rescue(t.Context(), path, start)
			must(t, err)
			aside, err := os.ReadFile(got.Aside)
			must(t, err)
			if !bytes.Equal(before, aside) {
				t.Error("the damaged file was changed")
			}
			db := open(t, path, store.Options{})
			must(t, db.Check(t.Context()))
			all := list(t, db, news.Filter{}, news.Window{Limit: 5000})
			if len(all) < tt.least || len(all) != got.Stories {
				t.Fatalf("%d stories, said to be %d, want %d or more", len(all), got.Stories, tt.least)
			}
			counts, err := db.Count(t.Context(), news.Filter{}, 0)
			must(t, err)
			diff(t, "counted", len(all), counts.Total)
			stars := 0
			for _, s := range all {
				if s.Starred {
					stars++
				}
				if _, err := db.Body(t.Context(), s.ID, ""); err != nil {
					t.Fatal(err)
				}
			}
			diff(t, "stars", got.Starred, stars)
			if len(all) > 0 {
				f, err := query.Parse(`"`+all[len(all)/2].Headline.String()+`"`, start)
				must(t, err)
				if found := list(t, db, f, news.Window{Limit: 5000}); len(found) == 0 || found[0].ID != all[len(all)/2].ID {
					t.Errorf("%q is not found by its words", all[len(all)/2].Headline)
				}
			}
			// Lost stories come again from their feed, others do not.
			save(t, db, arrival(radio, "s0", "Water at gauge 0 rises", 0, "Again."), arrival(radio, "new", "Rain", 0))
			if now := list(t, db, news.Filter{}, news.Window{Limit: 5000}); len(now) > len(all)+2 || len(now) == len(all) {
				t.Errorf("%d stories after a poll, %d before", len(now), len(all))
			}
		})
	}
}

// TestARescueKeepsWhatIsOnesOwn: also of a cache of an earlier version, which
// has it elsewhere.
func TestARescueKeepsWhatIsOnesOwn(t *testing.T) {
	for version := 1; version <= lastVersionOfOne; version++ {
		path := filepath.Join(t.TempDir(), "cache.db")
		oldCache(t, path, version, 1200, patterns["alternating"])
		got, err := sqlite.Rescue(t.Context(), path, start)
		must(t, err)
		diff(t, "rescued", []int{1200, 1200 / 7, 3}, []int{got.Stories, got.Starred, got.Feeds})
		db := open(t, path, store.Options{})
		sameMarksAsOld(t, db, 1200, patterns["alternating"])
		sameNotesAsOld(t, db)
		if found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.before-*")); err != nil || len(found) > 0 {
			t.Errorf("found %v, %v: a rescue needs no copy", found, err)
		}
	}
}

func TestARescueKeepsWhatIsEachPersons(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	for i := range 300 {
		save(t, db, arrival(radio, fmt.Sprint("s", i), fmt.Sprintf("Story number %d", i), time.Duration(i)*time.Minute, "Text."))
	}
	mira, err := db.AddPerson(t.Context(), "mira")
	must(t, err)
	all := list(t, db, news.Filter{}, news.Window{Limit: 300})
	for i, s := range all {
		switch {
		case i%2 == 0:
			must(t, mira.MarkRead(t.Context(), true, s.ID))
		case i%5 == 0:
			must(t, mira.Star(t.Context(), true, s.ID))
		case i == 7:
			must(t, db.MarkRead(t.Context(), true, s.ID))
		}
	}
	must(t, mira.SaveLines(t.Context(), news.Lines{"search": {"flood"}}))
	must(t, db.Close())
	_, err = sqlite.Rescue(t.Context(), path, start)
	must(t, err)
	db = open(t, path, store.Options{})
	mira, err = db.For(t.Context(), "mira")
	must(t, err)
	diff(t, "mira's", news.Counts{Total: 300, Unread: 150}, counts(t, mira, news.Filter{}))
	diff(t, "mira's stars", 30, len(list(t, mira, is(news.IsStarred), news.Window{})))
	diff(t, "mira's unread", 150, len(list(t, mira, is(news.IsUnread), news.Window{Limit: 300})))
	diff(t, "the owner's", news.Counts{Total: 300, Unread: 299}, counts(t, db, news.Filter{}))
	lines, err := mira.Lines(t.Context())
	must(t, err)
	diff(t, "mira's lines", news.Lines{"search": {"flood"}}, lines)
}

func TestARescueThatWasBrokenOffIsFinished(t *testing.T) {
	path := wrecked(t, 100, func(f []byte) []byte { return f })
	// As it is when only the damaged file has been put aside.
	whole, err := os.ReadFile(path)
	must(t, err)
	must(t, os.WriteFile(path+".rescue", whole, 0o600))
	must(t, os.Rename(path, path+".damaged-20260216T120000Z"))
	must(t, os.WriteFile(path+"-wal", []byte("the log of the damaged one"), 0o600))
	db := open(t, path, store.Options{})
	diff(t, "stories", 100, len(list(t, db, news.Filter{}, news.Window{Limit: 5000})))
	must(t, db.Check(t.Context()))
}

// TestDamageThatWasMetIsLookedForAtTheNextStart: a page may be bad that no
// start would look at.
func TestDamageThatWasMetIsLookedForAtTheNextStart(t *testing.T) {
	path := wrecked(t, 1500, func(f []byte) []byte {
		a := len(f) / 2
		copy(f[a:a+len(f)/4], bytes.Repeat([]byte{0xa5}, len(f)/4))
		return f
	})
	db, err := openOwner(t.Context(), path)
	must(t, err)
	met := false
	after := (*news.Mark)(nil)
	for range 100 {
		ss, err := db.Stories(t.Context(), news.Filter{}, news.Window{After: after, Limit: 50})
		if err != nil {
			met = true
			break
		}
		if len(ss) == 0 {
			break
		}
		after = new(news.MarkOf(ss[len(ss)-1]))
		for _, s := range ss {
			if _, err := db.Body(t.Context(), s.ID, ""); err != nil {
				met = true
			}
		}
	}
	if !met {
		t.Fatal("no damage was met: the test does not reach it")
	}
	must(t, db.Close())
	if db, err := sqlite.Open(t.Context(), path, store.Options{Now: newClock().now}); err == nil {
		db.Close()
		t.Error("the damage was forgotten")
	}
	_, err = sqlite.Rescue(t.Context(), path, start)
	must(t, err)
	must(t, open(t, path, store.Options{}).Check(t.Context()))
}

// TestARescueKeepsHowPagesGo: when they are due again, but no validators of texts
// that may be lost; and that a page grew is no edit afterwards either. The texts
// of pages whose bytes are not known were lost: an empty value was read as none.
func TestARescueKeepsHowPagesGo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache.db")
	db, err := openOwner(t.Context(), path)
	must(t, err)
	gate, live := arrival(radio, "a", "Dam gates jam", 0), arrival(radio, "b", "Flood: the latest", 0)
	save(t, db, gate, live)
	must(t, db.SaveFullText(t.Context(), gate.Story.ID, news.FullText{Err: line("It asks for consent.")}))
	must(t, db.SaveFullText(t.Context(), live.Story.ID, news.FullText{Body: paras("one")}))
	must(t, db.SaveFullText(t.Context(), live.Story.ID, news.FullText{Live: true, Body: paras("one", "two"), Validators: news.Validators{ETag: "e"}}))
	var want []news.PageState
	for _, id := range []news.StoryID{gate.Story.ID, live.Story.ID} {
		st, err := db.PageState(t.Context(), id)
		must(t, err)
		want = append(want, st)
	}
	want[1].Validators = news.Validators{}
	must(t, db.Close())
	_, err = sqlite.Rescue(t.Context(), path, start)
	must(t, err)
	db = open(t, path, store.Options{})
	var got []news.PageState
	for _, id := range []news.StoryID{gate.Story.ID, live.Story.ID} {
		st, err := db.PageState(t.Context(), id)
		must(t, err)
		got = append(got, st)
	}
	diff(t, "pages", want, got)
	s, err := db.Story(t.Context(), live.Story.ID)
	must(t, err)
	b, err := db.Body(t.Context(), s.ID, "")
	must(t, err)
	diff(t, "text", paras("one", "two"), b.Blocks)
	diff(t, "edits", 0, s.Revisions)
	revs, err := db.Revisions(t.Context(), s.ID)
	must(t, err)
	diff(t, "wordings", 1, len(revs))
}
