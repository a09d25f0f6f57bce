package app

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// ruled gives the newsroom rules, "name: query".
func (n *newsroom) ruled(rules ...string) {
	for _, r := range rules {
		name, q, _ := strings.Cut(r, ": ")
		n.Config.Alerts.Rules = append(n.Config.Alerts.Rules, config.Rule{Name: name, When: q, Ring: true})
	}
}

// raised raises alerts and returns them as "rule headline delivery".
func (n *newsroom) raised() []string {
	n.t.Helper()
	got, err := n.RaiseAlerts(n.t.Context())
	if err != nil {
		n.t.Fatal(err)
	}
	var out []string
	for _, a := range got {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", a.Rule, a.Headline, a.Delivery, a.Again)))
	}
	return out
}

func TestAlertsAreRaisedOnceAndSurviveAStart(t *testing.T) {
	n := newNewsroom(t)
	n.print("Courier", "old", "Dam gates creak at Kamin")
	n.ruled("dam: dam", "many: gates outlets:>=2")
	want := []string{"dam Dam gates creak at Kamin before"}
	if d := cmp.Diff(want, n.raised()); d != "" {
		t.Errorf("a new rule looks back (-want +got):\n%s", d)
	}
	n.print("Courier", "jam", "Dam gates jam at Kamin", "The gates of the dam jam, the ministry said. Nobody was hurt.")
	n.cluster("c1", "jam")
	if d := cmp.Diff([]string{"dam Dam gates jam at Kamin rung"}, n.raised()); d != "" {
		t.Error(d)
	}
	n.print("Ledger", "jam2", "Dam gates jam at Kamin, town warned")
	n.cluster("c1", "jam", "jam2")
	if d := cmp.Diff([]string{"many Dam gates jam at Kamin, town warned rung"}, n.raised()); d != "" {
		t.Error(d)
	}
	n.print("Ledger", "more", "More dam trouble")
	// A repair gives the affair another ID.
	n.cluster("c0", "jam", "jam2", "more")
	if got := n.raised(); len(got) != 0 {
		t.Errorf("the same affair rings again: %q", got)
	}
	n.now = n.now.Add(time.Hour)
	n.print("Courier", "jam", "Dam gates jam at Kamin", "The gates of the dam jam, the ministry said. Four people were hurt. Correction: an earlier version said that nobody was.")
	got := n.raised()
	if len(got) != 1 || got[0] != "dam Dam gates jam at Kamin rung the story was corrected" {
		t.Errorf("a correction: %q", got)
	}
	if got := n.raised(); len(got) != 0 {
		t.Errorf("nothing arrived, and %q", got)
	}
}

// cluster puts stories, by their slugs, into a cluster of its own storyline.
func (n *newsroom) cluster(id string, slugs ...string) {
	n.t.Helper()
	c := news.Cluster{ID: id, Storyline: id, First: n.now, Last: n.now}
	for _, slug := range slugs {
		c.Stories = append(c.Stories, n.story(slug))
	}
	n.must(n.DB.SaveClusters(n.t.Context(), news.Clustering{Clusters: []news.Cluster{c}, How: news.Repaired}))
}

// story returns the ID of the story with a slug.
func (n *newsroom) story(slug string) news.StoryID {
	n.t.Helper()
	all, err := allStories(n.t.Context(), n.Cache, news.Filter{}, 10_000)
	n.must(err)
	i := slices.IndexFunc(all, func(s *news.Story) bool { return s.GUID == slug })
	if i < 0 {
		n.t.Fatalf("no story %s", slug)
	}
	return all[i].ID
}

// A fictional week: 3,024 stories, 12 rules, seven subjects that must ring.
func TestAWeekIsReplayed(t *testing.T) {
	n := newNewsroom(t)
	n.Config.Alerts.PerHour = 6
	start := n.now
	planted := map[int]string{
		10: "dam|Dam gates jam at Kamin", 30: "evac|Lower Vesna told to evacuate", 31: "evac|Evacuation of Lower Vesna goes on", 55: "cholera|Cholera found in Dolyna wells",
		56: "cholera|Second case of cholera in Dolyna", 80: "bridge|Bridge at Verkhivka collapses", 81: "bridge|Verkhivka bridge collapse: two missing",
		100: "quake|Earthquake shakes Upper Vesna", 120: "port|Port of Halm closed after blast", 150: "dam|Dam gates at Kamin jam again",
	}
	ruled := []string{
		"dam: dam NEAR/3 gates", "evacuation: evacuat*", "cholera: cholera outlets:>=2", "bridge: title:bridge (collapse OR collapses)", "quake: earthquake*", "port: \"port of halm\" -opera",
		"never: zebra", "marks: tag:none dam", "feed: feed:nowhere", "lang: lang:uk dam", "severe: is:warning severity:>=severe", "place: place:Dolyna cholera",
	}
	n.ruled(ruled...)
	lines := map[string][]news.StoryID{}
	for hour := range 168 {
		n.now = start.Add(time.Duration(hour) * time.Hour)
		batch := news.Batch{Feed: "https://filler.example/feed"}
		for i := range 18 {
			batch.Arrivals = append(batch.Arrivals, arrivalOf("https://filler.example/", fmt.Sprintf("f-%d-%d", hour, i), fmt.Sprintf("Council %d meets about item %d", hour, i), n.now))
		}
		if p, ok := planted[hour]; ok {
			line, headline, _ := strings.Cut(p, "|")
			for _, site := range []string{"https://courier.example/", "https://ledger.example/"} {
				a := arrivalOf(site, fmt.Sprint(line, hour), headline, n.now)
				_, err := n.DB.Save(t.Context(), news.Batch{Feed: a.Story.Feed, Arrivals: []news.Arrival{a}})
				n.must(err)
				lines[line] = append(lines[line], a.Story.ID)
			}
		}
		_, err := n.DB.Save(t.Context(), batch)
		n.must(err)
	}
	save := news.Clustering{How: news.Repaired}
	for line, ids := range lines {
		save.Clusters = append(save.Clusters, news.Cluster{ID: line, Storyline: line, First: start, Last: n.now, Stories: ids})
	}
	n.must(n.DB.SaveClusters(t.Context(), save))

	rules, err := n.Rules(t.Context())
	n.must(err)
	replay := func() ([]news.Alert, []byte) {
		got, err := n.Replay(t.Context(), rules, start, n.now)
		n.must(err)
		var b bytes.Buffer
		for i := range got {
			n.must(json.NewEncoder(&b).Encode(present.AlertFields(&got[i])))
		}
		return got, b.Bytes()
	}
	got, first := replay()
	var have []string
	for _, a := range got {
		have = append(have, a.Rule+" "+a.Subject+" "+string(a.Delivery))
		if len(a.Why) == 0 {
			t.Errorf("%s: no reason", a.Rule)
		}
	}
	want := []string{"dam dam rung", "evacuation evac rung", "cholera cholera rung", "place cholera rung", "bridge bridge rung", "quake quake rung", "port port rung"}
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("raised (-want +got):\n%s", d)
	}
	if _, second := replay(); !bytes.Equal(first, second) {
		t.Error("the second replay gives other bytes")
	}
	total, err := n.Cache.Count(t.Context(), news.Filter{}, 0)
	n.must(err)
	if total.Total < 3000 || len(rules) != 12 {
		t.Errorf("%d stories, %d rules", total.Total, len(rules))
	}
	after, err := n.Cache.Alerts(t.Context(), time.Time{})
	if n.must(err); len(after) != 0 {
		t.Error("a replay wrote something")
	}
}

// arrivalOf is a story of the site at an address.
func arrivalOf(site, slug, headline string, at time.Time) news.Arrival {
	feed := news.FeedID(site + "feed")
	id, _ := news.NewStoryID(feed, slug, site+slug, headline)
	return news.Arrival{Story: news.Story{ID: id, Feed: feed, GUID: slug, URL: site + slug, Headline: sanitize.Line(headline), Lang: "en", Published: at, Source: sanitize.Line(site)}}
}

func TestARuleOfOnesOwnIsTriedBeforeItIsKept(t *testing.T) {
	n := newNewsroom(t)
	n.ruled("dam: dam")
	n.print("Courier", "a", "Dam gates jam")
	count, err := n.AddRule(t.Context(), news.Rule{Name: "gates", Query: "gate*"})
	if n.must(err); count != 1 {
		t.Errorf("raised %d times in seven days", count)
	}
	for _, r := range []news.Rule{
		{Name: "dam", Query: "x"}, {Name: "", Query: "x"}, {Name: "x", Query: "(x"}, {Name: "x", Query: "is:read"}, {Name: strings.Repeat("x", 65), Query: "x"}, {Name: "x", Query: strings.Repeat("x ", 1001)},
	} {
		if _, err := n.AddRule(t.Context(), r); err == nil {
			t.Errorf("the rule %.20q %.20q is kept", r.Name, r.Query)
		}
	}
	rules, err := n.Rules(t.Context())
	n.must(err)
	if d := cmp.Diff([]news.Rule{{Name: "dam", Query: "dam"}, {Name: "gates", Query: "gate*", Own: true}}, rules); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"dam Dam gates jam before", "gates Dam gates jam before"}, n.raised()); d != "" {
		t.Error(d)
	}
	n.must(n.Cache.DropRule(t.Context(), "gates"))
	if err := n.Cache.DropRule(t.Context(), "gates"); !errors.Is(err, news.ErrNotFound) {
		t.Error(err)
	}
}

func TestAlertsAreHandedToAProgramOnce(t *testing.T) {
	n := newNewsroom(t)
	n.ruled("dam: dam")
	n.raised()
	n.print("Courier", "a", "Dam gates jam")
	n.Config.Alerts.Run = []string{"false"}
	n.raised()
	if err := n.runOnce(t.Context()); err == nil || !strings.Contains(err.Error(), "dam: false: ") {
		t.Errorf("a program that fails: %v", err)
	}
	if err := n.runOnce(t.Context()); err != nil {
		t.Errorf("it is handed over again: %v", err)
	}
	n.print("Courier", "b", "Another dam bursts")
	n.Config.Alerts.Run = []string{"grep", `"title":"Another dam bursts"`}
	n.raised()
	n.must(n.runOnce(t.Context()))
}
