package remote_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/remote"
	"sitrep/internal/news"
)

// model is the outcome of the rules, in the simplest form: for each mark its value here and
// there, the value that the server gave last, and what waits to be sent.
type model struct {
	here, there, base bool
	waits             bool // the value here is not there yet
	unsure            bool // it may be there: a round broke off while it was sent
}

// mark is a mark that a person makes here.
func (m *model) mark(v bool) {
	if m.here == v {
		return
	}
	m.here = v
	m.waits = m.unsure || v != m.base
}

// round is one that goes well; it sends, and then reads.
func (m *model) round() {
	if m.waits {
		m.there, m.base, m.waits, m.unsure = m.here, m.here, false, false
	}
	if m.there != m.base {
		m.base = m.there
		m.here = m.there
	}
}

type key struct {
	n    int
	flag news.Flag
}

// step is one step of undo.
type undoStep struct {
	flag  news.Flag
	value bool
	n     []int
}

// play plays random marks here and there, rounds, broken rounds, restarts and undo, and
// compares the end with the outcome of the rules.
func play(t *testing.T, k *kit, r *rand.Rand, steps int) {
	const stories = 3
	ctx := t.Context()
	model := map[key]*model{}
	var undo []undoStep
	var log []string
	for n := 1; n <= stories; n++ {
		model[key{n, news.FlagRead}], model[key{n, news.FlagStarred}] = newModel(), newModel()
	}
	begin := k.filled // entries of earlier plays stay as they are
	for n := 1; n <= stories; n++ {
		k.peer.Add(entry(k, begin+n))
	}
	k.filled += stories
	k.advance(2 * time.Hour)
	k.mustRound()
	id := func(n int) news.StoryID { return k.story(begin + n).ID }
	mark := func(flag news.Flag, value bool, ns ...int) {
		var changed []int
		var ids []news.StoryID
		for _, n := range ns {
			ids = append(ids, id(n))
			if m := model[key{n, flag}]; m.here != value {
				changed = append(changed, n)
			}
			model[key{n, flag}].mark(value)
		}
		if flag == news.FlagRead {
			must(t, k.cache.MarkRead(ctx, value, ids...))
		} else {
			must(t, k.cache.Star(ctx, value, ids...))
		}
		if len(changed) > 0 {
			undo = append(undo, undoStep{flag, value, changed})
		}
	}
	flags := []news.Flag{news.FlagRead, news.FlagStarred}
	for range steps {
		k.advance(3 * time.Minute)
		n, flag, value := 1+r.IntN(stories), flags[r.IntN(2)], r.IntN(2) == 0
		switch r.IntN(7) {
		case 0, 1:
			log = append(log, fmt.Sprint("here ", n, flag, value))
			mark(flag, value, n)
		case 2:
			m := model[key{n, flag}]
			log = append(log, fmt.Sprint("there ", n, flag, value))
			m.there = value
			k.peer.Mark(int64(begin+n), model[key{n, news.FlagRead}].there, model[key{n, news.FlagStarred}].there)
		case 3:
			log = append(log, "round")
			k.mustRound()
			for _, m := range model {
				m.round()
			}
		case 4:
			log = append(log, "cut")
			k.peer.SetFaults(feedtest.PeerFaults{BreakMarks: true})
			if _, err := k.round(); err == nil {
				for _, m := range model {
					m.round() // there was nothing to send
				}
			} else {
				// The first group of one flag and value is there.
				cutFirst(model)
			}
			k.peer.SetFaults(feedtest.PeerFaults{})
		case 5:
			log = append(log, "restart")
			k.server = k.connect(200<<10, feedtest.PeerSecret)
		case 6:
			if len(undo) == 0 {
				continue
			}
			last := undo[len(undo)-1]
			undo = undo[:len(undo)-1]
			log = append(log, fmt.Sprint("undo ", last))
			_, err := k.cache.Undo(ctx)
			must(t, err)
			for _, n := range last.n {
				if m := model[key{n, last.flag}]; m.here == last.value {
					m.mark(!last.value)
				}
			}
		}
	}
	for range 2 {
		k.advance(3 * time.Minute)
		k.mustRound()
		for _, m := range model {
			m.round()
		}
	}
	for n := 1; n <= stories; n++ {
		here, there := k.story(begin+n), k.peer.Entry(int64(begin+n))
		for flag, got := range map[news.Flag][2]bool{news.FlagRead: {here.Read, there.Read}, news.FlagStarred: {here.Starred, there.Starred}} {
			if m := model[key{n, flag}]; got != [2]bool{m.here, m.there} || m.here != m.there {
				t.Fatalf("story %d %s: here %t, there %t; the rules give %t and %t\n%v", n, flag, got[0], got[1], m.here, m.there, log)
			}
		}
	}
	if w, err := k.cache.Waiting(ctx, "home"); w != 0 || err != nil {
		t.Fatalf("%d marks wait at the end (%v)\n%v", w, err, log)
	}
	// Later plays begin with an empty list of undo.
	for range undo {
		_, err := k.cache.Undo(ctx)
		must(t, err)
	}
	k.mustRound()
}

func newModel() *model { return &model{} }

// cutFirst applies a round that broke off at the answer to the first group of marks.
// Nothing is known of any mark that waits, and the first group is there.
func cutFirst(all map[key]*model) {
	for _, flag := range []news.Flag{news.FlagRead, news.FlagStarred} {
		for _, value := range []bool{true, false} {
			found := false
			for k, m := range all {
				if m.waits && k.flag == flag && m.here == value {
					m.there, found = value, true
				}
			}
			if found {
				for _, m := range all {
					m.unsure = m.unsure || m.waits
				}
				return
			}
		}
	}
}

func TestAnyOrderOfMarksEndsAsTheRulesGive(t *testing.T) {
	t.Parallel()
	for _, kind := range []remote.Kind{remote.Miniflux, remote.GReader, remote.Nextcloud} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			var k *kit
			for seed := range uint64(334) { // 1002 in all
				if seed%24 == 0 {
					k = newKit(t, kind, news.PeerTheirs)
				}
				play(t, k, rand.New(rand.NewPCG(seed, 22)), 10)
			}
		})
	}
}
