//go:build unix && !race

package hazard_test

import (
	"syscall"
	"testing"
	"time"

	"sitrep/feeds/hazard"
)

// TestHostileDocumentsTakeLittleTime bounds the processor time of each
// document, which does not depend on what else the machine does.
func TestHostileDocumentsTakeLittleTime(t *testing.T) {
	const most = 3 * time.Second
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	for _, c := range hostiles {
		body := []byte(c.make())
		before := used()
		_, _ = hazard.Read(body, "")
		if spent := used() - before; spent > most {
			t.Errorf("%s: %v of processor time", c.name, spent)
		}
	}
}
