package app

import (
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
)

// idOf returns the ID of a story by its slug.
func (n *newsroom) idOf(slug string) news.StoryID {
	n.t.Helper()
	all, err := n.Cache.Stories(n.t.Context(), news.Filter{}, news.Window{Limit: 1000})
	n.must(err)
	for _, st := range all {
		if st.GUID == slug {
			return st.ID
		}
	}
	n.t.Fatalf("no story %s", slug)
	return ""
}

// rebuild makes all clusters anew.
func (n *newsroom) rebuild() {
	n.t.Helper()
	n.must(n.UpdateClusters(n.t.Context()))
}

// TestAPersonsWordWinsOverTheClustering: stories parted or joined by hand stay so through
// clusterings, also when more stories come, and undo takes it back.
func TestAPersonsWordWinsOverTheClustering(t *testing.T) {
	n := newNewsroom(t)
	n.fillers()
	n.print("Courier", "gates", "Dam gates jam at Kamin, 12 injured")
	n.print("Ledger", "jam", "Gates of the Kamin dam jam, 12 injured")
	n.print("Radio", "third", "Kamin: dam gates jam, 12 injured")
	n.print("Gazette", "rye", "Beekeepers meet in Orla")
	n.rebuild()
	in := func(slug string) string {
		t.Helper()
		c, _ := n.clusterOf(slug)
		return c
	}
	gates := in("gates")
	if gates == "" || in("jam") != gates || in("third") != gates || in("rye") == gates {
		t.Fatalf("in clusters %s %s %s, %s", gates, in("jam"), in("third"), in("rye"))
	}

	parted, err := n.Part(t.Context(), n.idOf("jam"))
	n.must(err)
	joined, err := n.Join(t.Context(), string(n.idOf("gates")), n.idOf("rye"))
	n.must(err)
	check := func(when string) {
		t.Helper()
		if c := in("gates"); in("jam") == c || in("third") != c || in("rye") != c {
			t.Errorf("%s: gates %s, third %s, rye %s; jam %s", when, c, in("third"), in("rye"), in("jam"))
		}
	}
	check("at once")
	if _, err := n.Join(t.Context(), gates, n.idOf("rye")); !errors.Is(err, errJoined) {
		t.Errorf("joined twice: %v", err)
	}
	if _, err := n.Part(t.Context(), n.idOf("jam")); !errors.Is(err, errAlone) {
		t.Errorf("parted twice: %v", err)
	}
	for range 3 {
		n.rebuild()
		check("made anew")
	}
	n.print("Herald", "fourth", "Dam gates jam at Kamin, 12 injured, mayor says")
	n.rebuild()
	check("with one more")
	if in("fourth") != in("gates") {
		t.Errorf("the fourth is in %s, not in %s", in("fourth"), in("gates"))
	}
	n.now = n.now.Add(time.Hour)
	n.rebuild()

	n.must(n.PutBack(t.Context(), joined))
	n.must(n.PutBack(t.Context(), parted))
	n.rebuild()
	if c := in("gates"); in("jam") != c || in("rye") == c {
		t.Errorf("taken back: gates %s, jam %s, rye %s", c, in("jam"), in("rye"))
	}
	if _, err := n.DB.Cluster(t.Context(), gates); err != nil {
		t.Errorf("the ID of the event leads nowhere: %v", err)
	}
}
