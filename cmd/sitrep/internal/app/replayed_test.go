package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
)

// made are the alerts of a replay, as "rule headline", and as bytes.
func (n *newsroom) made(from time.Time) (have []string, out []byte) {
	n.t.Helper()
	rules, err := n.Rules(n.t.Context())
	n.must(err)
	got, err := n.Replay(n.t.Context(), rules, from, n.now)
	n.must(err)
	var b bytes.Buffer
	rung := map[time.Time]int{}
	for i := range got {
		a := &got[i]
		have = append(have, strings.TrimSpace(fmt.Sprintf("%s %s %s", a.Rule, a.Headline, a.Again)))
		n.must(json.NewEncoder(&b).Encode(present.AlertFields(a)))
		if rung[a.Raised.Truncate(time.Hour)]++; len(a.Why) == 0 || rung[a.Raised.Truncate(time.Hour)] > 6 {
			n.t.Errorf("%s: reasons %q, alert %d of its hour", a.Rule, a.Why, rung[a.Raised.Truncate(time.Hour)])
		}
	}
	return have, b.Bytes()
}

// A week with the events that sitrep makes itself: an affair that goes on for three
// days, copies, look-alikes, and among them stories of nothing. Each affair rings
// once for a rule.
func TestAWeekIsReplayedWithClustersThatAreMade(t *testing.T) {
	n := newNewsroom(t)
	n.Config.Alerts.PerHour = 6
	start := n.now
	words := strings.Fields(`bakery prize museum maps strike drivers ferry timetable team cup measles nursery library orchestra lake cranes port teachers classes wolf vineyard
		cinema roof census children bees park court tax painter canvas chess title tram airport farmers rye glass apprentices theatre season budget vote stadium tickets`)
	planted := map[int]string{
		10: "Dam gates jam at Kamin above the Vesna", 11: "Kamin dam gates jam, engineers on the way", 30: "Dam gates at Kamin jam still: Vesna rises", 54: "Gates of Kamin dam still jam, Vesna falls",
		31: "Lower Vesna told to evacuate below Kamin dam", 55: "Cholera found in wells of Dolyna", 57: "Cholera in Dolyna wells: second case found", 80: "Bridge at Verkhivka collapses",
		81: "Verkhivka bridge collapses, two missing", 100: "Earthquake shakes Upper Orla", 120: "Port of Halm closed after blast",
	}
	chance := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // the same stories in every run
	for hour := range 168 {
		n.now = start.Add(time.Duration(hour) * time.Hour)
		n.print("Filler", fmt.Sprint("f", hour), words[chance.IntN(len(words))]+" "+words[chance.IntN(len(words))]+" "+words[chance.IntN(len(words))])
		if headline := planted[hour]; headline != "" {
			n.print("Courier", fmt.Sprint("c", hour), headline)
			n.print("Ledger", fmt.Sprint("l", hour), headline)
		}
	}
	n.ruled("dam: dam NEAR/3 gates", "evacuation: evacuat*", "cholera: cholera outlets:>=2", "bridge: title:bridge collapse*", "quake: earthquake*", `port: "port of halm" -opera`,
		"never: zebra", "marks: tag:none dam", "feed: feed:nowhere", "lang: lang:uk dam", "severe: is:warning severity:>=severe", "place: place:Dolyna cholera")
	n.must(n.UpdateClusters(t.Context()))

	want := []string{
		"dam Dam gates jam at Kamin above the Vesna", "evacuation Lower Vesna told to evacuate below Kamin dam", "place Cholera found in wells of Dolyna", "cholera Cholera found in wells of Dolyna",
		"bridge Bridge at Verkhivka collapses", "quake Earthquake shakes Upper Orla", "port Port of Halm closed after blast",
	}
	have, first := n.made(start)
	if d := cmp.Diff(want, have); d != "" {
		t.Errorf("raised (-want +got):\n%s", d)
	}
	if _, second := n.made(start); !bytes.Equal(first, second) {
		t.Error("the second replay gives other bytes")
	}
	if after, err := n.Cache.Alerts(t.Context(), time.Time{}); err != nil || len(after) != 0 {
		t.Errorf("a replay wrote something: %v", err)
	}
}

// Alerts raised while nobody looked are there afterwards, once, and a rule for
// everything rings at most per_hour times; the rest is counted and listed.
func TestARuleForEverythingRingsAFewTimes(t *testing.T) {
	n := newNewsroom(t)
	n.Config.Alerts.PerHour = 6
	n.ruled("all: -zebra")
	n.raised()
	for i := range 50 {
		n.print("Courier", fmt.Sprint("s", i), fmt.Sprintf("Council %d meets", i))
	}
	deliveries := map[news.Delivery]int{}
	got, err := n.RaiseAlerts(t.Context())
	n.must(err)
	for _, a := range got {
		deliveries[a.Delivery]++
	}
	if deliveries[news.DeliverRing] != 6 || deliveries[news.DeliverLimit] != 44 {
		t.Errorf("deliveries: %v", deliveries)
	}
	if got := n.raised(); len(got) != 0 {
		t.Errorf("raised again: %d", len(got))
	}
	kept, err := n.Cache.Alerts(t.Context(), time.Time{})
	n.must(err)
	if len(kept) != 50 {
		t.Errorf("%d are listed", len(kept))
	}
}
