package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestManyFeedsCostCommandsLittle lists an empty cache with 100,000 feeds in the
// configuration: work for each feed is for commands that need it. It took 42 s, most of it
// for collecting the garbage of one large tree.
func TestManyFeedsCostCommandsLittle(t *testing.T) {
	if raceDetector || os.Getenv("GOCOVERDIR") != "" {
		t.Skip("what it measures is another program then")
	}
	home := t.TempDir()
	var b strings.Builder
	b.WriteString("packs: []\nfeeds:\n")
	for i := range 100_000 {
		b.WriteString("  - url: http://h" + strconv.Itoa(i) + ".example/feed\n")
	}
	config := filepath.Join(home, "config.yaml")
	if err := os.WriteFile(config, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"HOME=" + home, "PATH=" + os.Getenv("PATH")}
	for _, args := range [][]string{{"list"}, {"keys"}} {
		c := newCommand(t, env, "sitrep", append([]string{"--config", config}, args...)...)
		if err := c.Run(); err != nil {
			t.Fatalf("%q: %v", args, err)
		}
		// Of the processor, not of the clock: other tests run beside this one.
		took, memory := c.ProcessState.UserTime()+c.ProcessState.SystemTime(), peak(c.ProcessState)
		if t.Logf("%q: %v, %d MiB", args, took, memory); took > 2*time.Second || memory > mostMemory {
			t.Errorf("%q took %v and %d MiB, want 2 s and %d MiB at most", args, took, memory, mostMemory)
		}
	}
}
