//go:build unix && !race

package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestACommandThatMayOpenNoFileSaysSo: the timer of the last resort was made while the
// command ended, and where no file can be opened the runtime ends a program that makes
// its first timer.
func TestACommandThatMayOpenNoFileSaysSo(t *testing.T) {
	env := []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	for range 10 { // it was one of two
		c := exec.CommandContext(t.Context(), "sh", "-c", `ulimit -n 3 && exec "$0" list`, program(t, "sitrep"))
		var errs bytes.Buffer
		c.Env, c.Stderr = env, &errs
		if err := c.Run(); err == nil || !strings.HasPrefix(errs.String(), "sitrep: ") || strings.Contains(errs.String(), "goroutine") {
			t.Fatalf("%v: %.300s", err, &errs)
		}
	}
}
