package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// The most that may be prepared before main runs, in allocations: time differs from run
// to run, they do not. A compiled pattern takes about 60.
const (
	mostOfOurs   = 100  // of one of our packages
	mostOfOthers = 300  // of another module; gofeed compiles five patterns
	mostInAll    = 1700 // before, it was 5,300
)

// initLine is a line of GODEBUG=inittrace=1.
var initLine = regexp.MustCompile(`(?m)^init (\S+) @.* (\d+) bytes, (\d+) allocs$`)

// TestLittleIsPreparedAtStart holds what every command pays for, whatever it
// does: no patterns, words or lists are made ready before they are used.
func TestLittleIsPreparedAtStart(t *testing.T) {
	_, trace, status := ran(t, []string{"HOME=" + t.TempDir(), "GODEBUG=inittrace=1"}, "", "version")
	if status != exitDone {
		t.Fatalf("exit status %d:\n%s", status, trace)
	}
	all, ours := 0, 0
	for _, m := range initLine.FindAllStringSubmatch(trace, -1) {
		n, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		all += n
		most := mostOfOthers
		if strings.HasPrefix(m[1], "sitrep/") {
			ours++
			most = mostOfOurs
		}
		if n > most {
			t.Errorf("%s makes %d allocations before main runs, at most %d are allowed", m[1], n, most)
		}
	}
	if all > mostInAll || ours < 5 {
		t.Errorf("%d allocations before main runs, at most %d are allowed; %d of our packages were seen", all, mostInAll, ours)
	}
}

// helloWorld is a program that prints a line, with as many bytes in it as its
// folder holds in the file pad.
const helloWorld = `package main

import (
	_ "embed"
	"fmt"
)

//go:embed pad
var pad string

func main() { fmt.Println("hello", len(pad)) }
`

// BenchmarkStart runs sitrep version beside a program of the same size that
// prints a line: processor time of each in turn.
func BenchmarkStart(b *testing.B) {
	info, err := os.Stat(program(b, "sitrep"))
	if err != nil {
		b.Fatal(err)
	}
	dir := b.TempDir()
	for name, content := range map[string]string{"main.go": helloWorld, "go.mod": "module hello\n\ngo 1.26\n", "pad": strings.Repeat("x", int(max(info.Size()-2<<20, 0)))} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	hello := filepath.Join(binaries, "hello")
	if err := goTool("build", "-C", dir, "-o", hello, "."); err != nil {
		b.Fatal(err)
	}
	var ours, theirs time.Duration
	b.ResetTimer()
	for b.Loop() {
		ours += processorTime(b, "sitrep", "version")
		theirs += processorTime(b, "hello")
	}
	b.ReportMetric(ours.Seconds()*1000/float64(b.N), "sitrep-cpu-ms")
	b.ReportMetric(theirs.Seconds()*1000/float64(b.N), "hello-cpu-ms")
	b.ReportMetric(float64(ours)/float64(theirs), "times-hello")
}

// processorTime runs a program to its end and returns what time it took of
// the processors.
func processorTime(b *testing.B, name string, args ...string) time.Duration {
	b.Helper()
	c := newCommand(b, nil, name, args...)
	if err := c.Run(); err != nil {
		b.Fatal(err)
	}
	return c.ProcessState.UserTime() + c.ProcessState.SystemTime()
}

// floorOf returns the parts of the least that a first screen can take: the start
// of the process, and the opening of the cache with the first page and its
// counts. Each is the median of several runs.
func floorOf(b *testing.B, cache string) (start, page time.Duration) {
	b.Helper()
	median := func(f func()) time.Duration {
		var took []time.Duration
		for range 7 {
			begun := time.Now()
			f()
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		return took[len(took)/2]
	}
	start = median(func() { processorTime(b, "sitrep", "version") })
	page = median(func() {
		if err := firstPage(b.Context(), cache); err != nil {
			b.Fatal(err)
		}
	})
	return start, page
}

// firstPage opens a cache and asks for the content of the first screen.
func firstPage(ctx context.Context, cache string) error {
	db, err := sqlite.Open(ctx, cache, store.Options{Now: storetest.Start})
	if err != nil {
		return err
	}
	defer db.Close()
	p, err := db.For(ctx, "")
	if err != nil {
		return err
	}
	last, err := db.Latest(ctx)
	if err != nil {
		return err
	}
	rows, err := p.Stories(ctx, news.Filter{}, news.Window{Limit: 66, UpTo: last})
	if err != nil {
		return err
	}
	counts, err := p.Count(ctx, news.Filter{}, last)
	if err == nil && (len(rows) == 0 || counts.Total == 0) {
		return fmt.Errorf("%d rows of %d", len(rows), counts.Total)
	}
	return err
}
