package app

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
)

// However few stories each poll brings, and whatever of the clusters it writes, the cache
// has those that are made of all stories at once.
func TestKeptClustersAreThoseOfAllStoriesAtOnce(t *testing.T) {
	n := newNewsroom(t)
	n.fillers()
	towns := []string{"Kamin", "Dolyna", "Velm", "Orla", "Tarn"}
	several := 0
	for round := range 6 {
		for i := range 1 + round%3*4 {
			town := towns[(round+i)%len(towns)]
			n.print(fmt.Sprint("Outlet", i%4), fmt.Sprint(round, "-", i), fmt.Sprintf("%s dam gates jam, %d injured", town, 12+round%2))
		}
		if err := n.UpdateClusters(t.Context()); err != nil {
			t.Fatal(err)
		}
		kept, err := n.DB.Clusters(t.Context(), time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		all, err := n.clustered(t.Context(), news.Filter{Expr: news.Since{Time: n.windowStart()}}, false)
		if err != nil {
			t.Fatal(err)
		}
		var got, want []string
		for _, c := range kept {
			got = append(got, fmt.Sprint(c.ID, c.Storyline, c.First, c.Last, slices.Sorted(slices.Values(c.Stories))))
			several += min(len(c.Stories)-1, 1)
		}
		for k, ids := range all.clusters {
			first, last := all.span(ids)
			want = append(want, fmt.Sprint(all.ids[k], all.lines[ids[0]], first, last, slices.Sorted(slices.Values(ids))))
		}
		slices.Sort(got)
		slices.Sort(want)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("round %d: clusters differ (-all at once +kept):\n%s", round, diff)
		}
		// Unchanged clusters are not written again.
		list, err := n.outlines(t.Context(), n.windowStart(), time.Time{}, mostClustered)
		if err != nil {
			t.Fatal(err)
		}
		counts, err := n.termCounts(t.Context(), false)
		if err != nil {
			t.Fatal(err)
		}
		if again := group(list, kept, counts).changes(kept); len(again.Clusters) != 0 {
			t.Errorf("round %d: %d of %d clusters would be written again", round, len(again.Clusters), len(kept))
		}
	}
	if several < 6 {
		t.Errorf("%d clusters of several stories: the stories show nothing", several)
	}
}
