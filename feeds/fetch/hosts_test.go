package fetch

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestRequestsToOneHostKeepTheirDistance runs on simulated time.
func TestRequestsToOneHostKeepTheirDistance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(2, time.Second)
		start := time.Now()
		pass := func(name string) time.Duration {
			slot, err := h.acquire(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			defer slot.release()
			if err := slot.pace(t.Context(), h.gap); err != nil {
				t.Fatal(err)
			}
			return time.Since(start)
		}
		for i := range 4 {
			if got, want := pass("news.example"), time.Duration(i)*time.Second; got != want {
				t.Errorf("request %d began after %v, want %v", i, got, want)
			}
		}
		if got := pass("other.example"); got != 3*time.Second {
			t.Errorf("another host had to wait until %v", got)
		}
		time.Sleep(time.Hour) // simulated
		if got, want := pass("news.example"), time.Hour+3*time.Second; got != want {
			t.Errorf("after a rest: began after %v, want %v", got, want)
		}
	})
}

func TestWhoGivesUpWaitingTakesNobodysTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(2, time.Second)
		slot, err := h.acquire(t.Context(), "news.example")
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := slot.pace(t.Context(), h.gap); err != nil {
			t.Fatal(err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if err := slot.pace(short, h.gap); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting beyond the deadline: error %v", err)
		}
		if err := slot.pace(t.Context(), h.gap); err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got != time.Second {
			t.Errorf("the next began after %v, want 1s", got)
		}
	})
}

func TestNoMoreThanPerHostAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(1, 0)
		slot, err := h.acquire(t.Context(), "news.example")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := h.acquire(ctx, "NEWS.example"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("second request beside the first: error %v, want that it waits", err)
		}
		slot.release()
		if _, err := h.acquire(t.Context(), "news.example"); err != nil {
			t.Errorf("after the first ended: %v", err)
		}
	})
}
