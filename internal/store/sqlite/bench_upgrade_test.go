package sqlite_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// BenchmarkUpgrade is what it takes to bring caches of earlier versions up to
// date, without the copy, by their size and by which stories are read.
func BenchmarkUpgrade(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000} {
		for version := 1; version <= lastVersionOfOne; version++ {
			for _, read := range []string{"all read", "alternating"} {
				b.Run(fmt.Sprintf("%d/version %d/%s", size, version, read), func(b *testing.B) {
					old := filepath.Join(b.TempDir(), "old.db")
					oldCache(b, old, version, size, patterns[read])
					for b.Loop() {
						b.StopTimer()
						path := filepath.Join(b.TempDir(), "cache.db")
						copyFile(b, old, path)
						b.StartTimer()
						// Without room no copy is made.
						db, err := sqlite.Open(b.Context(), path, store.Options{Now: newClock().now, Free: func(string) (int64, bool) { return 0, true }})
						b.StopTimer()
						must(b, err)
						must(b, db.Close())
						must(b, os.Remove(path))
						b.StartTimer()
					}
				})
			}
		}
	}
}

func copyFile(b *testing.B, from, to string) {
	in, err := os.Open(from)
	must(b, err)
	defer in.Close()
	out, err := os.Create(to)
	must(b, err)
	_, err = io.Copy(out, in)
	must(b, err)
	must(b, out.Close())
}
