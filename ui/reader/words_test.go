package reader_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

func TestHowAReferenceWasFoundHasOneWording(t *testing.T) {
	for _, c := range []struct {
		ref  news.Reference
		want string
	}{
		{news.Reference{Kind: news.RefInline}, "in text"},
		{news.Reference{Kind: news.RefText}, "in text"},
		{news.Reference{Kind: news.RefBlock}, "end of page"},
		{news.Reference{Kind: news.RefBlock, Amid: true}, "in text"},
		{news.Reference{Kind: news.RefFeed, Match: news.ByURL}, "feed"},
		{news.Reference{Kind: news.RefJSONLD, Match: news.Likely}, "page data, by title: very likely"},
		{news.Reference{Kind: news.RefText, Match: news.ByTitle}, "in text, by title: exact"},
		{news.Reference{Kind: news.RefBlock, Match: news.Maybe}, "end of page, by title: maybe"},
	} {
		if got := reader.Found(&c.ref); got != c.want {
			t.Errorf("Found(%s, %s, amid %t) = %q, want %q", c.ref.Kind, c.ref.Match, c.ref.Amid, got, c.want)
		}
	}
	if got := reader.CachedWord(&news.Story{}); got != "teaser cached" {
		t.Errorf("a story without its text is %q", got)
	}
	if got := reader.CachedWord(&news.Story{FullText: true}); got != "cached" {
		t.Errorf("a story with its text is %q", got)
	}
}

func TestADistanceInTimeHasOneWording(t *testing.T) {
	noon := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) *news.Story {
		return &news.Story{Published: noon.Add(d), FirstSeen: noon.Add(99 * time.Hour)}
	}
	day := &news.Story{Published: noon.Truncate(24 * time.Hour), PublishedDay: true, FirstSeen: noon.Add(99 * time.Hour)}
	for _, c := range []struct {
		s, from *news.Story
		want    string
	}{
		{at(0), at(0), "same time"},
		{at(-time.Minute), at(0), "1 min before"},
		{at(59 * time.Minute), at(0), "59 min after"},
		{at(-time.Hour), at(0), "1 h before"},
		{at(47 * time.Hour), at(0), "47 h after"},
		{at(-49 * time.Hour), at(0), "2 d before"},
		{day, at(0), "same day"},
		{day, at(26 * time.Hour), "1 d before"},
		{&news.Story{}, at(0), "age unknown"},
	} {
		if got := reader.Distance(c.s, c.from); got != c.want {
			t.Errorf("Distance(%v, %v) = %q, want %q", c.s.Published, c.from.Published, got, c.want)
		}
	}
}

func TestTheEndOfAChainHasOneWording(t *testing.T) {
	for want, n := range map[string]news.ChainNode{
		"":                 {End: news.NotHeld},
		"cycle":            {Cycle: true},
		"shown elsewhere":  {Again: true},
		"no references":    {End: news.LastOne},
		"text not fetched": {End: news.NotRead},
		"goes on":          {End: news.TooDeep},
	} {
		if got := reader.ChainNote(n); got != want {
			t.Errorf("ChainNote(%+v) = %q, want %q", n, got, want)
		}
	}
}

func TestWhenThePageOfAStoryIsWanted(t *testing.T) {
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	whole, due, never := news.Body{Whole: true}, news.Body{Whole: true, Due: true}, time.Time{}
	for _, c := range []struct {
		name  string
		url   string
		body  news.Body
		tried time.Time
		want  bool
	}{
		{"no text", "https://velm.example/1", news.Body{}, never, true},
		{"no text, tried", "https://velm.example/1", news.Body{}, now.Add(-time.Hour), false},
		{"no address", "", news.Body{}, never, false},
		{"all of it", "https://velm.example/1", whole, never, false},
		{"it may have grown", "https://velm.example/1", due, never, true},
		{"fetched just now", "https://velm.example/1", due, now.Add(-9 * time.Minute), false},
		{"fetched a while ago", "https://velm.example/1", due, now.Add(-10 * time.Minute), true},
		{"fetched in the future", "https://velm.example/1", due, now.Add(time.Hour), true},
	} {
		if got := reader.WantsPage(&news.Story{URL: c.url}, c.body, c.tried, now); got != c.want {
			t.Errorf("%s: %t, want %t", c.name, got, c.want)
		}
	}
}
