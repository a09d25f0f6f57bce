//go:build unix && !race

package sqlite

import (
	"cmp"
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	godiff "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// cutsARecording is how many power cuts are tried on one recording.
const cutsARecording = 50

// TestAPowerCutTakesNothingBack cuts the power at random moments: of what was
// written and not flushed to the disk some is there, some is not, and some is there
// in part. Acknowledged work is done, and running work is done or not.
func TestAPowerCutTakesNothingBack(t *testing.T) {
	rounds, err := strconv.Atoi(cmp.Or(os.Getenv("SITREP_CUTS"), "50"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for n := 0; rounds > 0; n++ {
		t.Run(fmt.Sprint("recording ", n), func(t *testing.T) {
			random := rand.New(rand.NewPCG(15, uint64(n)))
			w := recordWork(t, random)
			for range min(rounds, cutsARecording) {
				w.cut(t, random, dir)
			}
		})
		rounds -= cutsARecording
	}
}

// facts are the acknowledged stories of a cache, by their number.
type facts struct {
	Stories map[int]bool
	Starred map[int]bool
	Read    map[int]bool
	Lines   map[int]int // where the person was
}

func (f facts) clone() facts {
	return facts{maps.Clone(f.Stories), maps.Clone(f.Starred), maps.Clone(f.Read), maps.Clone(f.Lines)}
}

// work is the recorded work on a cache.
type work struct {
	path    string
	said    []facts // after each piece of work
	changes []change
}

// worker does things to a cache.
type worker struct {
	t      *testing.T
	random *rand.Rand
	path   string
	now    time.Time
	e      *engine
	db     *store.Person
	f      facts
	next   int // number of the next story
}

func recordWork(t *testing.T, random *rand.Rand) work {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	r := record(t, dir)
	w := &worker{t: t, random: random, path: filepath.Join(dir, "cache.db"), now: time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)}
	w.f = facts{map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]int{}}
	out := work{path: w.path}
	w.open()
	say := func() {
		r.say(len(out.said))
		out.said = append(out.said, w.f.clone())
	}
	say()
	for range 70 {
		w.step()
		say()
	}
	w.close()
	out.changes = r.changes
	return out
}

func (w *worker) check(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *worker) open() {
	w.t.Helper()
	o := store.Options{Now: func() time.Time { return w.now }}
	var err error
	w.e, err = openEngine(w.t.Context(), w.path, o)
	w.check(err)
	all, err := store.New(w.t.Context(), w.e, o)
	w.check(err)
	w.db, err = all.For(w.t.Context(), "")
	w.check(err)
}

func (w *worker) close() {
	w.t.Helper()
	w.check(w.db.Close())
}

const cutFeed = news.FeedID("https://radio.velm.example/rss")

func cutID(n int) news.StoryID {
	id, _ := news.NewStoryID(cutFeed, fmt.Sprint(n), "", "")
	return id
}

// step does one thing.
func (w *worker) step() {
	w.t.Helper()
	ctx := w.t.Context()
	w.now = w.now.Add(time.Minute)
	n := -1
	if len(w.f.Stories) > 0 {
		for n = w.random.IntN(w.next); !w.f.Stories[n]; {
			n = w.random.IntN(w.next)
		}
	}
	switch k := w.random.IntN(20); {
	case k < 7 || n < 0:
		b := news.Batch{Feed: cutFeed}
		for range 1 + w.random.IntN(4) {
			b.Arrivals = append(b.Arrivals, news.Arrival{
				Story: news.Story{ID: cutID(w.next), Feed: cutFeed, GUID: fmt.Sprint(w.next), Headline: sanitize.Line(fmt.Sprint("Gauge report ", w.next))},
				Body:  []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(strings.Repeat("water ", 1+w.random.IntN(900)))}},
			})
			w.f.Stories[w.next] = true
			w.next++
		}
		_, err := w.db.Save(ctx, b)
		w.check(err)
	case k < 11:
		set(w.f.Starred, n, !w.f.Starred[n])
		w.check(w.db.Star(ctx, w.f.Starred[n], cutID(n)))
	case k < 14:
		set(w.f.Read, n, !w.f.Read[n])
		w.check(w.db.MarkRead(ctx, w.f.Read[n], cutID(n)))
	case k < 15:
		w.f.Read = maps.Clone(w.f.Stories)
		_, err := w.db.MarkAllRead(ctx, news.Filter{}, 0)
		w.check(err)
	case k < 17:
		w.f.Lines[n]++
		w.check(w.db.SavePosition(ctx, news.Step{Story: cutID(n), Line: w.f.Lines[n]}))
	case k < 19:
		mode := []string{"PASSIVE", "FULL", "RESTART", "TRUNCATE"}[w.random.IntN(4)]
		_, err := w.e.w.ExecContext(ctx, `PRAGMA wal_checkpoint(`+mode+`)`)
		w.check(err)
	default:
		if w.random.IntN(2) == 0 {
			w.close()
			w.open()
			return
		}
		w.now = w.now.AddDate(0, 0, 20)
		w.f.Stories = maps.Clone(w.f.Starred)
		maps.DeleteFunc(w.f.Read, func(n int, _ bool) bool { return !w.f.Stories[n] })
		maps.DeleteFunc(w.f.Lines, func(n, _ int) bool { return !w.f.Stories[n] })
		_, err := w.db.Prune(ctx, 10*24*time.Hour, true)
		w.check(err)
	}
}

func set(m map[int]bool, n int, value bool) {
	if value {
		m[n] = true
	} else {
		delete(m, n)
	}
}

// cut opens the rest of the cache after a power cut at a random moment.
func (w work) cut(t *testing.T, random *rand.Rand, dir string) {
	t.Helper()
	end := random.IntN(len(w.changes) + 1)
	if random.IntN(2) == 0 { // the moment when something was said
		for end > 0 && w.changes[end-1].kind != said {
			end--
		}
	}
	last, begun := 0, false
	for _, c := range w.changes[:end] {
		if c.kind == said {
			last, begun = c.said, true
		}
	}
	left := rebuild(w.changes[:end], random)
	path := filepath.Join(dir, filepath.Base(w.path))
	for _, name := range withSides(path) {
		if err := removeIfThere(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, data := range left {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := factsAt(t, path)
	if err != nil {
		t.Fatalf("cut after %d of %d changes: %v", end, len(w.changes), err)
	}
	want := w.said[last]
	if !begun { // the cache was being made
		want = facts{}
	}
	if godiff.Equal(want, got, cmpopts.EquateEmpty()) || last+1 < len(w.said) && godiff.Equal(w.said[last+1], got, cmpopts.EquateEmpty()) {
		return
	}
	t.Fatalf("cut after %d of %d changes (-want +got):\n%s", end, len(w.changes), godiff.Diff(want, got, cmpopts.EquateEmpty()))
}

// factsAt opens a cache and reads its stories.
func factsAt(t *testing.T, path string) (f facts, err error) {
	t.Helper()
	ctx := t.Context()
	all, err := Open(ctx, path, store.Options{Now: func() time.Time { return time.Date(2027, 2, 16, 12, 0, 0, 0, time.UTC) }})
	if err != nil {
		return f, err
	}
	defer all.Close()
	if err := all.Check(ctx); err != nil {
		return f, err
	}
	db, err := all.For(ctx, "")
	if err != nil {
		return f, err
	}
	f = facts{map[int]bool{}, map[int]bool{}, map[int]bool{}, map[int]int{}}
	ss, err := db.Stories(ctx, news.Filter{}, news.Window{Limit: 5000})
	if err != nil {
		return f, err
	}
	for _, s := range ss {
		n, err := strconv.Atoi(s.GUID)
		if err != nil || f.Stories[n] {
			return f, fmt.Errorf("story %q: twice, or strange", s.GUID)
		}
		f.Stories[n] = true
		set(f.Starred, n, s.Starred)
		set(f.Read, n, s.Read)
		at, err := db.Position(ctx, s.ID)
		if err != nil {
			return f, err
		}
		if at.Line > 0 {
			f.Lines[n] = at.Line
		}
	}
	found, err := db.Stories(ctx, news.Filter{Expr: news.Word{Text: "water"}}, news.Window{Limit: 5000})
	if err == nil && len(found) != len(ss) {
		err = fmt.Errorf("%d of %d stories are found by a word", len(found), len(ss))
	}
	return f, err
}

// node is a file on a disk: what has reached it for good, and what may have.
type node struct {
	flushed []byte
	pending []change
}

// rebuild returns the files as a power cut after the changes may leave them: a
// flush makes lasting what was written to a file before, and what was made or
// removed in its folder; the rest lasts or not, writes also in part.
func rebuild(changes []change, random *rand.Rand) map[string][]byte {
	type key struct {
		file   string
		number int
	}
	nodes := map[key]*node{}
	folder := map[string]int{}
	var entries []change // of the folder, pending
	enter := func(c change) {
		if c.kind == removed {
			delete(folder, c.file)
		} else {
			folder[c.file] = c.number
		}
	}
	for _, c := range changes {
		k, flush := key{c.file, c.number}, false
		switch c.kind {
		case created:
			nodes[k] = &node{}
			entries = append(entries, c)
			flush = !strings.Contains(c.file, "-") // sitrep makes the cache itself, and flushes the folder
		case removed:
			entries = append(entries, c)
			flush = c.folder
		case wrote, truncated:
			nodes[k].pending = append(nodes[k].pending, c)
		case synced:
			for _, p := range nodes[k].pending {
				nodes[k].flushed = apply(nodes[k].flushed, p)
			}
			nodes[k].pending = nil
			flush = c.folder
		case said: // changes no file
		}
		if flush {
			for _, e := range entries {
				enter(e)
			}
			entries = nil
		}
	}
	for _, e := range entries[:random.IntN(len(entries)+1)] {
		enter(e)
	}
	out := map[string][]byte{}
	for name, number := range folder {
		n := nodes[key{name, number}]
		data := n.flushed
		for _, p := range n.pending {
			data = tear(data, p, random)
		}
		out[name] = data
	}
	return out
}

// apply makes a change to a file, in place where that is possible.
func apply(data []byte, c change) []byte {
	size := int(c.at)
	if c.kind == wrote {
		size = max(len(data), size+len(c.data))
	}
	if size > len(data) {
		data = append(data, make([]byte, size-len(data))...)
	}
	data = data[:size]
	if c.kind == wrote {
		copy(data[c.at:], c.data)
	}
	return data
}

// sector is the unit that a disk writes at once.
const sector = 512

// tear makes a change that was not flushed: wholly, in part, or not at all.
func tear(data []byte, c change, random *rand.Rand) []byte {
	switch random.IntN(4) {
	case 0:
		return data
	case 1: // some sectors
		if c.kind != wrote {
			return apply(data, c)
		}
		for from := 0; from < len(c.data); {
			to := min(len(c.data), from+sector-int((c.at+int64(from))%sector))
			if random.IntN(2) == 0 {
				data = apply(data, change{kind: wrote, at: c.at + int64(from), data: c.data[from:to]})
			}
			from = to
		}
		return data
	case 2: // the beginning
		if c.kind == wrote {
			c.data = c.data[:random.IntN(len(c.data)+1)]
		}
	}
	return apply(data, c)
}

// TestAPowerCutDuringAnUpgradeTakesNothingBack cuts the power while an earlier cache
// is brought up to date: it is of one version or the other, with all that was in it.
func TestAPowerCutDuringAnUpgradeTakesNothingBack(t *testing.T) {
	ctx := t.Context()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &worker{t: t, path: filepath.Join(dir, "cache.db"), now: time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)}
	w.makeEarlier(200)
	before, err := os.ReadFile(w.path)
	w.check(err)
	r := record(t, dir)
	w.open()
	w.close()
	changes := append([]change{
		{kind: created, file: "cache.db", number: 1}, {kind: wrote, file: "cache.db", number: 1, data: before}, {kind: synced, file: "cache.db", number: 1},
	}, r.changes[1:]...)
	random := rand.New(rand.NewPCG(15, 15))
	for range 20 {
		end := 3 + random.IntN(len(changes)-2)
		at := filepath.Join(t.TempDir(), "cache.db")
		for name, data := range rebuild(changes[:end], random) {
			w.check(os.WriteFile(filepath.Join(filepath.Dir(at), name), data, 0o600))
		}
		db, err := Open(ctx, at, store.Options{Now: func() time.Time { return w.now }})
		if err != nil {
			t.Fatalf("cut after %d of %d changes: %v", end, len(changes), err)
		}
		p, err := db.For(ctx, "")
		w.check(err)
		starred, err := p.Stories(ctx, news.Filter{Expr: news.Is{State: news.IsStarred}}, news.Window{Limit: 500})
		w.check(err)
		if err := db.Check(ctx); err != nil || len(starred) != 200 {
			t.Errorf("cut after %d of %d changes: %d starred stories, want 200; %v", end, len(changes), len(starred), err)
		}
		w.check(db.Close())
	}
}

// makeEarlier makes a cache of the version before persons, with n starred stories.
func (w *worker) makeEarlier(n int) {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := prepareFile(w.path, false)
	w.check(err)
	db, err := sql.Open("sqlite", dsn(w.path, false))
	w.check(err)
	db.SetMaxOpenConns(1)
	w.check(migrate(ctx, db, personsVersion-1, nil))
	_, err = db.ExecContext(ctx, `INSERT INTO feed (num, id, active) VALUES (1, 'https://radio.velm.example/rss', 1)`)
	w.check(err)
	for i := range n {
		_, err := db.ExecContext(ctx, `INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms, published_day,
			updated_ms, first_ms, worded_ms, title_key, content_hash, wording_hash, starred)
			VALUES (?1, ?1, ?2, 1, '', ?2, '', ?2, '', '', 'en', 0, 0, 0, 1, 1, '', x'00', x'00', 1)`, i+1, fmt.Sprintf("story%011d", i))
		w.check(err)
	}
	w.check(db.Close())
}
