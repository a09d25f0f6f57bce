package cluster

import (
	"cmp"
	"slices"
	"strings"

	"sitrep/internal/news"
)

// ID names a cluster for ever: "c" and at least seven characters of the ID of
// its first story.
type ID string

// Kept is a cluster as it is remembered.
type Kept struct {
	ID      ID
	Stories []news.StoryID
	ByHand  []news.StoryID // those of Stories that a person put there
}

// Named is a set of clusters with their IDs.
type Named struct {
	IDs    []ID      // of the clusters, in their order
	Merged map[ID]ID // IDs that are no longer used, and the clusters that stand for them
}

// Keep gives clusters their IDs: each has the ID of the old cluster with
// which it shares most stories, of equals the one that comes first in old,
// which is in the order of age. Stories that a person put into an old one count only
// where no others decide. A cluster that shares none with an old one,
// or only with such as another cluster stands for, has a new ID. An old
// cluster that has none of its stories left in clusters is not in Merged.
func Keep(old []Kept, clusters [][]news.StoryID) Named {
	of, byHand := map[news.StoryID]int{}, map[news.StoryID]bool{}
	taken := map[ID]bool{}
	for k, o := range old {
		taken[o.ID] = true
		for _, s := range o.Stories {
			of[s] = k
		}
		for _, s := range o.ByHand {
			byHand[s] = true
		}
	}
	var shares []share
	for k, c := range clusters {
		n, put := map[int]int{}, map[int]int{}
		for _, s := range c {
			o, ok := of[s]
			switch {
			case ok && byHand[s]:
				put[o]++
			case ok:
				n[o]++
			}
		}
		for o, count := range n {
			shares = append(shares, share{o, k, count, put[o]})
		}
		for o, count := range put {
			if n[o] == 0 {
				shares = append(shares, share{o, k, 0, count})
			}
		}
	}
	slices.SortFunc(shares, func(a, b share) int {
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(b.byHand, a.byHand), cmp.Compare(a.old, b.old), cmp.Compare(a.now, b.now))
	})
	out := Named{IDs: make([]ID, len(clusters)), Merged: map[ID]ID{}}
	used := map[int]bool{}
	for _, s := range shares {
		if out.IDs[s.now] == "" && !used[s.old] {
			out.IDs[s.now], used[s.old] = old[s.old].ID, true
		}
	}
	for k, c := range clusters {
		if out.IDs[k] == "" {
			out.IDs[k] = NewID(c, taken)
			taken[out.IDs[k]] = true
		}
	}
	for _, s := range shares {
		id := old[s.old].ID
		if _, ok := out.Merged[id]; !ok && !used[s.old] && s.n > 0 {
			out.Merged[id] = out.IDs[s.now]
		}
	}
	return out
}

// share is how many stories an old cluster and a new one have in common: n that nobody
// moved, and those that a person put into the old one.
type share struct{ old, now, n, byHand int }

// NewID returns an ID for a cluster of stories that is not taken.
func NewID(stories []news.StoryID, taken map[ID]bool) ID {
	for _, s := range stories {
		for n := 7; n <= len(s); n++ {
			if id := ID("c" + string(s[:n])); !taken[id] {
				return id
			}
		}
	}
	// All are taken: shorter story IDs than sitrep makes.
	id := ID("c" + string(stories[0]))
	for taken[id] {
		id += "x"
	}
	return id
}

// IsID reports whether s may be the ID of a cluster.
func IsID(s string) bool {
	rest, ok := strings.CutPrefix(s, "c")
	return ok && len(rest) >= 7 && len(rest) <= 64 && !strings.ContainsFunc(rest, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

// Move puts stories where a person put them: by gives the cluster of each.
// Those of them that are in no other cluster, or whose cluster is not there
// any more, are a cluster of that ID. Clusters that have no story left are
// empty; those added are behind the others.
func Move(clusters [][]news.StoryID, ids []ID, by map[news.StoryID]ID) ([][]news.StoryID, []ID) {
	if len(by) == 0 {
		return clusters, ids
	}
	at := make(map[ID]int, len(ids))
	for k, id := range ids {
		at[id] = k
	}
	out := make([][]news.StoryID, len(clusters), len(clusters)+len(by))
	var moved []news.StoryID
	for k, c := range clusters {
		for _, s := range c {
			if id, ok := by[s]; ok && id != ids[k] {
				moved = append(moved, s)
				continue
			}
			out[k] = append(out[k], s)
		}
	}
	slices.Sort(moved)
	ids = slices.Clone(ids)
	for _, s := range moved {
		k, ok := at[by[s]]
		if !ok {
			k = len(out)
			at[by[s]] = k
			out, ids = append(out, nil), append(ids, by[s])
		}
		out[k] = append(out[k], s)
	}
	return out, ids
}
