//go:build unix && !race

package cluster

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"sitrep/internal/news"
)

// cpu returns the processor time that f uses.
func cpu(t *testing.T, f func()) time.Duration {
	t.Helper()
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	f()
	return used() - before
}

// A week of stories is clustered in 6 s of processor time at most, also if
// all of them are about one thing.
func TestCostOfABatch(t *testing.T) {
	flood := func(n int, headline func(i int) string) []Story {
		var out []Story
		for i := range n {
			out = append(out, Story{ID: news.StoryID(fmt.Sprintf("f%06d", i)), Outlet: fmt.Sprint("o", i%40), Headline: headline(i), At: noon.Add(time.Duration(i) * 12 * time.Millisecond)})
		}
		return out
	}
	for _, tt := range []struct {
		name    string
		stories []Story
		most    time.Duration
	}{
		{"a week", madeUp(6400, 1), 6 * time.Second},
		{"10,000 equal headlines", flood(10_000, func(int) string { return "Dam gates jam at Kamin" }), 2 * time.Second},
		{"5,000 reports of quakes in a minute", flood(5000, func(i int) string {
			return fmt.Sprintf("Magnitude %d.%d quake, %d km north of Kamin, depth %d km", 3+i%4, i%10, i%97, i%53)
		}), 6 * time.Second},
		{"5,000 numbered reports", flood(5000, func(i int) string { return fmt.Sprintf("Flood report %d for Kamin and Dolyna", i) }), 6 * time.Second},
		{"5,000 words of their own", flood(5000, func(i int) string { return fmt.Sprintf("w%dx q%dz k%dj", i, i*7, i*13) }), 2 * time.Second},
	} {
		var b *Batch
		d := cpu(t, func() { b = New(tt.stories, nil, Defaults()) })
		t.Logf("%s: %d stories, %d clusters, %v", tt.name, len(tt.stories), len(b.Clusters), d)
		if d > tt.most {
			t.Errorf("%s: %v of processor time, at most %v", tt.name, d, tt.most)
		}
	}
}

// A story is attached in 5 ms on average, and the batch of a week takes 60 MB
// at most.
func TestCostOfAttachAndMemory(t *testing.T) {
	stories := madeUp(6400+500, 1)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b := New(stories[:6400:6400], nil, Defaults())
	runtime.GC()
	runtime.ReadMemStats(&after)
	if mb := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) >> 20; mb > 60 {
		t.Errorf("a batch of 6400 stories takes %d MB", mb)
	}
	d := cpu(t, func() {
		for _, s := range stories[6400:] {
			b.Attach(s)
		}
	})
	t.Logf("%v a story, %d MB", d/500, (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20)
	if d/500 > 5*time.Millisecond {
		t.Errorf("attaching takes %v a story", d/500)
	}
}
