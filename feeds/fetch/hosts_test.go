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
		h := newHosts(2, time.Second, time.Now)
		start := time.Now()
		for i := range 4 {
			release, err := h.enter(t.Context(), "news.example")
			if err != nil {
				t.Fatal(err)
			}
			if got, want := time.Since(start), time.Duration(i)*time.Second; got != want {
				t.Errorf("request %d began after %v, want %v", i, got, want)
			}
			release()
		}
		release, err := h.enter(t.Context(), "other.example")
		if err != nil {
			t.Fatal(err)
		}
		if got := time.Since(start); got != 3*time.Second {
			t.Errorf("another host had to wait until %v", got)
		}
		release()
	})
}

func TestNoMoreThanPerHostAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHosts(1, 0, time.Now)
		release, err := h.enter(t.Context(), "news.example")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := h.enter(ctx, "NEWS.example"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("second request beside the first: error %v, want that it waits", err)
		}
		release()
		if _, err := h.enter(t.Context(), "news.example"); err != nil {
			t.Errorf("after the first ended: %v", err)
		}
	})
}
