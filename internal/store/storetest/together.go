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
