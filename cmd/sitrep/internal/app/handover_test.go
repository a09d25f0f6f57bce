package app

import (
	"testing"
	"testing/synctest"
	"time"

	"sitrep/feeds"
	"sitrep/internal/sanitize"
)

// TestWhoWaitsPollsOnceTheHolderIsGone: a process has asked the one that polls for all
// feeds, and that one goes away without an answer. The one that waits has the lease
// then, and polls itself.
func TestWhoWaitsPollsOnceTheHolderIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := testApp(t)
		if _, ok, err := a.DB.Lease(t.Context(), pollerLease, "another", leaseTime); err != nil || !ok {
			t.Fatalf("Lease = %v, %v", ok, err)
		}
		if _, l, err := a.HoldPolling(t.Context(), "sitrep poll"); err != nil || l.Held {
			t.Fatalf("HoldPolling = held %v, %v; want that another process polls", l.Held, err)
		}
		token, err := a.AskPollAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(leaseTime / 2) // in the bubble: it takes no time
			if err := a.DB.Release(t.Context(), pollerLease, "another"); err != nil {
				t.Error(err)
			}
		}()
		began := time.Now()
		_, holding, l, err := a.AwaitPollAll(t.Context(), token, "sitrep poll --all")
		if err != nil || !l.Held || holding.Err() != nil {
			t.Fatalf("AwaitPollAll = held %v, %v, %v; want the lease", l.Held, holding.Err(), err)
		}
		if waited := time.Since(began); waited < leaseTime/2 || waited > leaseTime/2+5*time.Second {
			t.Errorf("it waited %v, want until the holder had gone, %v, and no more than 5 s longer", waited, leaseTime/2)
		}
		if err := l.Release(); err != nil {
			t.Error(err)
		}
	})
}

// TestWhoWaitsGetsTheReportOfTheHolder with its failures, by which it exits.
func TestWhoWaitsGetsTheReportOfTheHolder(t *testing.T) {
	a := testApp(t)
	token, err := a.AskPollAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids, err := a.DB.DrainRequests(t.Context())
	if err != nil || len(ids) != 1 {
		t.Fatalf("DrainRequests = %v, %v; want the one request", ids, err)
	}
	r := a.answered(t.Context(), ids)
	if !r.All || r.Done == nil {
		t.Fatalf("the request is for %+v, want all feeds with an answer", r)
	}
	r.Done(feeds.Report{Feeds: 3, Failed: 1, Errors: []feeds.FeedError{{Name: sanitize.Lit("Quay"), Err: sanitize.Lit("No answer in time.")}}})
	report, _, l, err := a.AwaitPollAll(t.Context(), token, "sitrep poll --all")
	if err != nil || l.Held || report.Feeds != 3 || report.Failed != 1 || len(report.Errors) != 1 || report.Errors[0].Name.String() != "Quay" {
		t.Errorf("AwaitPollAll = %+v, held %v, %v", report, l.Held, err)
	}
}
