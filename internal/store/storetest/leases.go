package storetest

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// leases are the subtests about leases and requests to refresh.
func (su suite) leases() []subtest {
	return []subtest{
		{"one owner holds a lease", su.oneOwner},
		{"a lease is one for all who have the cache open", su.leaseOfTwo},
		{"a lease that ends later than one can is nobody's", su.leaseOfAnotherTime},
		{"requests for a refresh are taken once", su.requestsOnce},
	}
}

func (su suite) oneOwner(t *testing.T) {
	db, c := su.openNew(t)
	take := func(owner, wantHolder string, want bool) {
		t.Helper()
		holder, ok, err := db.Lease(t.Context(), "poll", owner, time.Minute)
		must(t, err)
		diff(t, owner, []any{wantHolder, want}, []any{holder, ok})
	}
	take("a", "a", true)
	take("b", "a", false)
	c.Advance(50 * time.Second)
	take("a", "a", true)
	c.Advance(50 * time.Second)
	take("b", "a", false)
	c.Advance(20 * time.Second)
	take("b", "b", true)
	must(t, db.Release(t.Context(), "poll", "a"))
	take("a", "b", false)
	must(t, db.Release(t.Context(), "poll", "b"))
	take("a", "a", true)
}

// leaseOfAnotherTime sets the clock: a lease that was given before is believed for
// no longer than a lease lasts.
func (su suite) leaseOfAnotherTime(t *testing.T) {
	const day = 24 * time.Hour
	for _, jump := range []time.Duration{-365 * day, -3 * day, -time.Hour, -time.Minute, -time.Second, 0, time.Second, time.Minute, time.Hour, 365 * day} {
		db, c := su.openNew(t)
		take := func(owner string, want bool) {
			t.Helper()
			if _, ok, err := db.Lease(t.Context(), "poll", owner, time.Minute); err != nil || ok != want {
				t.Errorf("after a jump of %v: %s has it: %t, %v", jump, owner, ok, err)
			}
		}
		take("a", true)
		c.Advance(10 * time.Second)
		c.Advance(jump)
		take("b", jump < -10*time.Second || jump > 50*time.Second-time.Millisecond)
		c.Advance(time.Minute)
		take("c", true)
	}
}

func (su suite) requestsOnce(t *testing.T) {
	db, _ := su.openNew(t)
	must(t, db.AddRequest(t.Context(), Radio, Courier))
	must(t, db.AddRequest(t.Context(), Radio))
	must(t, db.AddRequest(t.Context()))
	got, err := db.DrainRequests(t.Context())
	must(t, err)
	diff(t, "wishes", []news.FeedID{"", Courier, Radio}, got)
	got, err = db.DrainRequests(t.Context())
	must(t, err)
	diff(t, "again", 0, len(got))
}

// leaseOfTwo has two handles with one clock, as two processes of one machine.
func (su suite) leaseOfTwo(t *testing.T) {
	again, c := su.engine.New(t), NewClock()
	one, two := open(t, again, store.Options{Now: c.Now}), open(t, again, store.Options{Now: c.Now})
	take := func(db cache, owner, wantHolder string) {
		t.Helper()
		holder, ok, err := db.Lease(t.Context(), "poll", owner, time.Minute)
		must(t, err)
		diff(t, owner, []any{wantHolder, owner == wantHolder}, []any{holder, ok})
	}
	take(one, "a", "a")
	take(two, "b", "a")
	c.Advance(time.Minute) // it ends with its last moment
	take(two, "b", "b")
	take(one, "a", "b")
	must(t, one.Release(t.Context(), "poll", "b"))
	take(one, "a", "a")
	if _, ok, err := two.Lease(t.Context(), "another", "b", time.Minute); err != nil || !ok {
		t.Errorf("a lease of another name: %t, %v", ok, err)
	}
	must(t, two.AddRequest(t.Context(), Radio))
	got, err := one.DrainRequests(t.Context())
	must(t, err)
	diff(t, "asked by the other", []news.FeedID{Radio}, got)
}
