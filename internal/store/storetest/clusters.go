package storetest

import (
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
)

// clusters are the subtests about clusters and looks.
func (su suite) clusters() []subtest {
	return []subtest{
		{"clusters come back with their stories", su.clustersComeBack},
		{"a cluster that is no more leads to the one that stands for it", su.mergedCluster},
		{"no repair overrules a person", su.clusterByHand},
		{"a cluster goes with its last story", su.clusterPruned},
		{"only a change is heard of", su.clustersHeard},
		{"arrivals are listed in their order", su.arrivedAfter},
		{"outlines are those of a time, the newest first", su.outlines},
		{"clusters are found by their stories, and counted", su.clustersFound},
		{"a look is a person's own, with the one before", su.looks},
		{"counts of terms are those of one day", su.termCounts},
	}
}

// storyIDs are the IDs of stories of Library.
func storyIDs(slugs ...string) []news.StoryID {
	var out []news.StoryID
	for _, s := range slugs {
		out = append(out, Arrival(Radio, s, "", 0).Story.ID)
	}
	return out
}

func clusterOf(id string, stories ...string) news.Cluster {
	return news.Cluster{ID: id, Storyline: id, First: Start().Add(-2 * time.Hour), Last: Start().Add(-time.Hour), Stories: storyIDs(stories...)}
}

func saveClusters(t *testing.T, db cache, how news.MemberHow, merged map[string]string, cs ...news.Cluster) {
	t.Helper()
	must(t, db.SaveClusters(t.Context(), news.Clustering{Clusters: cs, Merged: merged, How: how}))
}

func (su suite) clustersComeBack(t *testing.T) {
	db, _ := su.library(t)
	one, two := clusterOf("cone", "bridge", "flood"), clusterOf("ctwo", "cafe")
	two.Last = Start().Add(-50 * time.Hour)
	saveClusters(t, db, news.Repaired, nil, one, two)
	got, err := db.Clusters(t.Context(), time.Time{})
	must(t, err)
	diff(t, "all", []news.Cluster{one, two}, got)
	got, err = db.Clusters(t.Context(), Start().Add(-10*time.Hour))
	must(t, err)
	diff(t, "of the last hours", []news.Cluster{one}, got)
	saveClusters(t, db, news.Attached, nil, news.Cluster{ID: "cone", Storyline: "cone", First: one.First, Last: one.Last, Stories: storyIDs("uk", "nowhere")})
	got, err = db.Clusters(t.Context(), Start().Add(-10*time.Hour))
	must(t, err)
	diff(t, "grown", 3, len(got[0].Stories))
}

func (su suite) mergedCluster(t *testing.T) {
	db, _ := su.library(t)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "flood"), clusterOf("ctwo", "bridge"))
	saveClusters(t, db, news.Repaired, map[string]string{"ctwo": "cone"}, clusterOf("cone", "bridge", "flood"))
	got, err := db.Cluster(t.Context(), "ctwo")
	must(t, err)
	diff(t, "stands for it", clusterOf("cone", "bridge", "flood"), got)
	for id, want := range map[string]int{"ctwo": 2, "cone": 2, "cnone": 0} {
		ss, err := db.Stories(t.Context(), news.Filter{Expr: news.InCluster{ID: id}}, news.Window{})
		must(t, err)
		diff(t, "stories of cluster "+id, want, len(ss))
	}
	if _, err := db.Cluster(t.Context(), "cnone"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a cluster that never was: %v, want news.ErrNotFound", err)
	}
	// A circle, as only a damaged cache has one, ends.
	saveClusters(t, db, news.Repaired, map[string]string{"cone": "ctwo"}, clusterOf("cthree", "bridge", "flood"))
	if _, err := db.Cluster(t.Context(), "cone"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a circle: %v, want news.ErrNotFound", err)
	}
}

func (su suite) clusterByHand(t *testing.T) {
	db, _ := su.library(t)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"), clusterOf("ctwo", "cafe"))
	saveClusters(t, db, news.ByHand, nil, clusterOf("ctwo", "bridge"))
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"), clusterOf("ctwo", "cafe"))
	got, err := db.Cluster(t.Context(), "ctwo")
	must(t, err)
	diff(t, "stories", []int{2, 1}, []int{len(got.Stories), len(got.ByHand)})
}

func (su suite) clusterPruned(t *testing.T) {
	db, c := su.library(t)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"))
	c.Advance(48 * time.Hour)
	_, err := db.Prune(t.Context(), time.Hour, false)
	must(t, err)
	got, err := db.Clusters(t.Context(), time.Time{})
	must(t, err)
	diff(t, "clusters", 0, len(got))
}

func (su suite) clustersHeard(t *testing.T) {
	db, _ := su.library(t)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"))
	before, err := db.Info(t.Context())
	must(t, err)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"))
	after, err := db.Info(t.Context())
	must(t, err)
	diff(t, "cache", before, after)
}

func (su suite) arrivedAfter(t *testing.T) {
	db, _ := su.library(t)
	all, err := db.ArrivedAfter(t.Context(), 0, 100)
	must(t, err)
	diff(t, "all", 11, len(all))
	for i, s := range all {
		if i > 0 && s.Seq <= all[i-1].Seq {
			t.Errorf("story %d arrived at %d, after %d", i, s.Seq, all[i-1].Seq)
		}
	}
	rest, err := db.ArrivedAfter(t.Context(), all[3].Seq, 2)
	must(t, err)
	diff(t, "two more", []news.StoryID{all[4].ID, all[5].ID}, []news.StoryID{rest[0].ID, rest[1].ID})
}

func (su suite) outlines(t *testing.T) {
	db, _ := su.library(t)
	all, err := db.Stories(t.Context(), news.Filter{}, news.Window{})
	must(t, err)
	var want []news.Outline
	for _, s := range all {
		want = append(want, news.Outline{ID: s.ID, Feed: s.Feed, URL: s.URL, Lang: s.Lang, Headline: s.Headline, Summary: s.Summary, At: s.When()})
	}
	list := func(from, before time.Time, most int) (out []news.Outline) {
		must(t, db.Outlines(t.Context(), from, before, most, func(o *news.Outline) { out = append(out, *o) }))
		return out
	}
	diff(t, "all", want, list(time.Time{}, time.Time{}, 100))
	diff(t, "three", want[:3], list(time.Time{}, time.Time{}, 3))
	from, before := want[6].At, want[2].At
	var within []news.Outline
	for _, o := range want {
		if !o.At.Before(from) && o.At.Before(before) {
			within = append(within, o)
		}
	}
	diff(t, "of a time", within, list(from, before, 100))
}

func (su suite) clustersFound(t *testing.T) {
	db, c := su.library(t)
	saveClusters(t, db, news.Repaired, nil, clusterOf("cone", "bridge", "flood"), clusterOf("ctwo", "cafe"))
	got, err := db.ClustersOf(t.Context(), storyIDs("flood", "nowhere"))
	must(t, err)
	diff(t, "of a story", []news.Cluster{clusterOf("cone", "bridge", "flood")}, got)
	several, whole, err := db.ClusterCounts(t.Context(), Start().Add(-4*time.Hour))
	must(t, err)
	diff(t, "of the last hours", []any{1, true}, []any{several, whole})
	_, whole, err = db.ClusterCounts(t.Context(), Start().Add(-6*time.Hour))
	must(t, err)
	diff(t, "with a story in no cluster", false, whole)
	all, err := db.ArrivedAfter(t.Context(), 0, 100)
	must(t, err)
	for _, tt := range []struct {
		at   time.Time
		want int64
	}{{Start(), 0}, {Start().Add(time.Second), all[4].Seq}, {c.Now().Add(time.Second), all[10].Seq}} {
		seq, err := db.SeqBefore(t.Context(), tt.at)
		must(t, err)
		diff(t, tt.at.String(), tt.want, seq)
	}
}

func (su suite) looks(t *testing.T) {
	db, _ := su.library(t)
	none, err := db.Look(t.Context())
	must(t, err)
	diff(t, "none yet", news.Look{}, none)
	first := news.Look{At: Start(), Seq: 4}
	must(t, db.SaveLook(t.Context(), first))
	second := news.Look{At: Start().Add(time.Hour), Seq: 9, Before: &first}
	must(t, db.SaveLook(t.Context(), second))
	third := news.Look{At: Start().Add(2 * time.Hour), Seq: 11, Before: &second}
	must(t, db.SaveLook(t.Context(), third))
	got, err := db.Look(t.Context())
	must(t, err)
	diff(t, "look", news.Look{At: third.At, Seq: 11, Before: &news.Look{At: second.At, Seq: 9}}, got)
	ana, err := db.AddPerson(t.Context(), "ana")
	must(t, err)
	other, err := ana.Look(t.Context())
	must(t, err)
	diff(t, "another person's", news.Look{}, other)
}

func (su suite) termCounts(t *testing.T) {
	db, _ := su.library(t)
	day, body, err := db.TermCounts(t.Context())
	must(t, err)
	diff(t, "none yet", []any{"", 0}, []any{day, len(body)})
	must(t, db.SaveTermCounts(t.Context(), "2026-02-15", []byte{1}))
	must(t, db.SaveTermCounts(t.Context(), "2026-02-16", []byte{2, 3}))
	day, body, err = db.TermCounts(t.Context())
	must(t, err)
	diff(t, "last", []any{"2026-02-16", []byte{2, 3}}, []any{day, body})
}
