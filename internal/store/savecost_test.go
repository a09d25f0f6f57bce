//go:build unix && !race

package store_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"sitrep/internal/news"
)

func cpuTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	must(t, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestALargeDocumentIsSavedInLittleTime: each item without an address, or with one that
// all have, was looked for among all others. Ten thousand took 13 s.
func TestALargeDocumentIsSavedInLittleTime(t *testing.T) {
	for _, address := range []string{"", "https://radio.velm.example/"} {
		db, _ := openNew(t)
		as := make([]news.Arrival, 6000)
		for i := range as {
			as[i] = arrival(radio, fmt.Sprint(i), fmt.Sprint("Water at gauge ", i), 0)
			as[i].Story.URL, as[i].References = address, nil
		}
		before := cpuTime(t)
		diff(t, "saved", news.Saved{New: len(as)}, brought(t, db, 2, news.BytesUnknown, as...))
		if took := cpuTime(t) - before; took > 2500*time.Millisecond {
			t.Errorf("%d items with the address %q took %v of processor time", len(as), address, took)
		} else {
			t.Logf("%q: %v", address, took)
		}
	}
}
