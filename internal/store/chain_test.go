package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

func TestAChainIsReadStepByStep(t *testing.T) {
	db, _ := openNew(t)
	later := arrival(radio, "later", "Velm counts its losses", time.Hour)
	dam := arrival(radio, "dam", "The dam at Tarn failed", 24*time.Hour)
	rain := arrival(courier, "rain", "Rain without end in the Tarn valley", 72*time.Hour)
	later.References = []news.Reference{ref("The dam at Tarn failed", dam.Story.URL), ref("A title that nobody has printed", "")}
	dam.References = []news.Reference{ref("Rain without end", rain.Story.URL)}
	rain.References = []news.Reference{ref("Velm counts its losses", later.Story.URL)}
	save(t, db, radio, later, dam)
	save(t, db, courier, rain)
	c, err := db.Chain(t.Context(), later.Story.ID, 5, 200)
	must(t, err)
	var got []string
	for _, n := range c.Nodes {
		got = append(got, fmt.Sprintf("%d %s %t %s", n.Depth, n.Ref.Title, n.Cycle, n.End))
	}
	diff(t, "chain", []string{
		"1 The dam at Tarn failed false ", "2 Rain without end false ", "3 Velm counts its losses true ",
		"1 A title that nobody has printed false not found",
	}, got)
	diff(t, "cited by", []string{"Rain without end in the Tarn valley"}, headlines(c.Cited))
	if _, err := db.Chain(t.Context(), "nobody", 5, 200); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("chain of a story that is not there: %v", err)
	}
}

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
