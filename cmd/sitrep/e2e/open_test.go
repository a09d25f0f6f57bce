//go:build unix

package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"

	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// BenchmarkOpen starts the reader on a terminal, with caches of a thousand to
// a million stories: the time until the list is on the screen, beside the least
// it can take (floorOf), and what memory it took at its peak.
func BenchmarkOpen(b *testing.B) {
	for _, stories := range []int{1_000, 10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(stories), func(b *testing.B) {
			cache, err := storetest.Grown(b.Context(), sqlite.Open, b.TempDir(), stories)
			if err != nil {
				b.Fatal(err)
			}
			home := b.TempDir()
			config := filepath.Join(home, "config.yaml")
			if err := os.WriteFile(config, []byte("packs: []\ncache: {keep_days: 0}\n"), 0o600); err != nil {
				b.Fatal(err)
			}
			program(b, "sitrep") // built before the clock runs
			start, page := floorOf(b, cache)
			b.ResetTimer()
			for b.Loop() {
				c := newCommand(b, []string{
					"HOME=" + home, "SITREP_CONFIG=" + config, "SITREP_DATA=" + filepath.Dir(cache), "XDG_STATE_HOME=" + home,
					"TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC",
				}, "sitrep")
				tty, err := pty.StartWithSize(c, &pty.Winsize{Rows: 24, Cols: 80})
				if err != nil {
					b.Fatal(err)
				}
				var seen strings.Builder
				buf := make([]byte, 4096)
				for !strings.Contains(seen.String(), " unread") { // the counts come with the rows
					n, err := tty.Read(buf)
					if err != nil {
						b.Fatalf("%v after %q", err, seen.String())
					}
					seen.Write(buf[:n])
				}
				b.StopTimer()
				endReader(b, c, tty)
				b.StartTimer()
			}
			b.ReportMetric(start.Seconds()*1000, "start-ms")
			b.ReportMetric(page.Seconds()*1000, "open+page-ms")
			b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)/(start+page).Seconds(), "times-floor")
		})
	}
}

// endReader quits a reader and reports its peak memory.
func endReader(b *testing.B, c *exec.Cmd, tty *os.File) {
	b.Helper()
	if _, err := tty.WriteString("Q"); err != nil {
		b.Fatal(err)
	}
	for buf := make([]byte, 4096); ; {
		if _, err := tty.Read(buf); err != nil {
			break // EIO: the other end is closed
		}
	}
	tty.Close()
	if err := c.Wait(); err != nil {
		b.Fatal(err)
	}
	reportPeak(b, c.ProcessState)
}
