package pack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

func TestThePacksKeepTheRules(t *testing.T) {
	packs, err := All()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	seen := map[news.FeedID]string{}
	for _, p := range packs {
		names = append(names, p.Name)
		if len(p.Feeds) < 5 {
			t.Errorf("%s has only %d feeds", p.Name, len(p.Feeds))
		}
		for _, f := range p.Feeds {
			if in, ok := seen[f.ID]; ok {
				t.Errorf("%s is in %s and in %s", f.ID, in, p.Name)
			}
			seen[f.ID] = p.Name
			if f.Type != news.TypeFeed && f.Type != news.TypeWarning {
				t.Errorf("%s is a %s, which is not polled yet", f.ID, f.Type)
			}
			if f.FastLane && (p.Name != "hazards" || f.Every < 5*time.Minute) {
				t.Errorf("%s in the fast lane of %s every %s", f.ID, p.Name, f.Every)
			}
			if !f.FastLane && f.Every != 0 && f.Every < 15*time.Minute {
				t.Errorf("%s every %s", f.ID, f.Every)
			}
			if !slices.Contains(f.Tags, p.Name) || !slices.IsSorted(f.Tags) {
				t.Errorf("%s has tags %v", f.ID, f.Tags)
			}
		}
	}
	if want := []string{"hazards", "health", "humanitarian", "ukraine", "world"}; !slices.Equal(names, want) {
		t.Errorf("packs = %v, want %v", names, want)
	}
}

func TestNamedKeepsTheOrderAsked(t *testing.T) {
	ps, err := Named("world", "health", "world")
	if err != nil || len(ps) != 2 || ps[0].Name != "world" || ps[1].Name != "health" {
		t.Errorf("Named = %v, %v", ps, err)
	}
	_, err = Named("wrold")
	if want := `pack "wrold": there is none of that name (there are hazards, health, humanitarian, ukraine, world)`; err == nil || err.Error() != want {
		t.Errorf("error = %v, want %s", err, want)
	}
}

func TestAWrongPackSaysAllThatIsWrong(t *testing.T) {
	_, err := parse("coast", []byte(`name: Coast
title: ""
feeds:
  - {url: "http://coast.example/feed", name: Coast}
  - {url: "https://coast.example/feed", name: " Coast ", tags: [Upper], interval: 5m, fast_lane: true}
  - {url: "https://coast.example/feed", name: Coast, type: html, interval: soon}
`))
	want := []string{
		`name: "Coast" is not the name of the file`, `title: is missing`, `feeds[0].url: "http://coast.example/feed" is not an https`,
		`feeds[1].name: " Coast " is not clean`, `feeds[1].fast_lane: is for the pack hazards only`, `feeds[1].tags: "Upper" is not a word`,
		`feeds[2].url: "https://coast.example/feed" is listed twice`, `feeds[2].type: "html" is neither`, `feeds[2].interval: "soon" is not a duration of 15m0s`,
	}
	for _, w := range want {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("error lacks %q:\n%v", w, err)
		}
	}
	if _, err := parse("coast", []byte("name: coast\ntitle: Coast\ncolour: blue\nfeeds: []\n")); err == nil || !strings.Contains(err.Error(), "colour") {
		t.Errorf("unknown key: %v", err)
	}
}
