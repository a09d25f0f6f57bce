package store_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// BenchmarkChain walks a chain of 200 references, five steps deep, in a cache
// of 100,000 stories; the yardstick reads the stories of as many references
// one by one.
func BenchmarkChain(b *testing.B) {
	path := filepath.Join(b.TempDir(), "cache.db")
	db := open(b, path, store.Options{})
	const stories = 100_000
	var batch []news.Arrival
	id := func(i int) news.Arrival {
		return arrival(radio, fmt.Sprintf("s%d", i), fmt.Sprintf("Story number %d of the Velm flood", i), time.Duration(stories-i)*time.Minute)
	}
	for i := range stories {
		a := id(i)
		if i >= stories-60 { // a tree: each refers to the four before 4 times its place
			k := stories - 1 - i
			for j := 1; j <= 4; j++ {
				a.References = append(a.References, ref("", id(stories-1-(4*k+j)).Story.URL))
			}
		}
		if batch = append(batch, a); len(batch) == 5000 {
			save(b, db, radio, batch...)
			batch = batch[:0]
		}
	}
	root := id(stories - 1).Story.ID
	b.Run("chain", func(b *testing.B) {
		for b.Loop() {
			c, err := db.Chain(b.Context(), root, 5, 200)
			if err != nil || len(c.Nodes) != 200 || c.Nodes[3].Depth != 4 && c.Nodes[2].Depth != 3 {
				b.Fatalf("chain = %d nodes, %v", len(c.Nodes), err)
			}
		}
	})
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			for i := range 200 {
				if _, err := db.Story(b.Context(), id(stories-1-i).Story.ID); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
