package news_test

import (
	"testing"

	"sitrep/internal/news"
)

func TestFrontPagesAndPlaceholdersIdentifyNothing(t *testing.T) {
	const home = "https://www.alerts.example/area/norrum/"
	for key, want := range map[string]bool{
		"": false, " ": false, "N/A": false, "n/a": false, "null": false, "(none)": false, "-": false, "undefined": false,
		"https://alerts.example": false, "https://alerts.example/": false, "http://www.alerts.example/index.html": false, "https://alerts.example/#": false,
		"https://alerts.example/feeds/N/A": false, "https://alerts.example/undefined": false,
		"http://alerts.example/area/norrum": false, // the home of the feed
		"r-301":                             true, "7": true, "brief": true, "https://alerts.example/#storm": true, "https://alerts.example/?p=3": true,
		"https://alerts.example/2026/na": true, "https://alerts.example/area/alby": true, "https://alerts.example/a/": true, "uuid:0a41;n=7": true,
	} {
		if got := news.Identifies(key, home); got != want {
			t.Errorf("Identifies(%q) = %v, want %v", key, got, want)
		}
	}
}

func TestAnItemIDIsAStoryIDOfWhatIdentifies(t *testing.T) {
	const feed, home = "https://alerts.example/feed", "https://alerts.example/"
	story := func(guid, url, headline string) news.StoryID {
		id, _ := news.NewStoryID(feed, guid, url, headline)
		return id
	}
	for _, tt := range []struct {
		guid, url, headline string
		want                news.StoryID
	}{
		{"1", home, "Storm", story("1", "", "")},
		{"N/A", "https://alerts.example/1", "Storm", story("", "https://alerts.example/1", "")},
		{"N/A", home, "Storm", story("", "", "Storm")},
		{"N/A", "N/A", "", story("N/A", "", "")}, // it has nothing else
		{"", "", "", ""},
	} {
		if got, _ := news.NewItemID(feed, home, tt.guid, tt.url, tt.headline); got != tt.want {
			t.Errorf("NewItemID(%q, %q, %q) = %s, want %s", tt.guid, tt.url, tt.headline, got, tt.want)
		}
	}
	a, b := news.NewSharedID(story("1", "", ""), news.RuleTitle, "storm"), news.NewSharedID(story("1", "", ""), news.RuleTitle, "flood")
	if a == b || a == story("1", "", "") || len(a) != len(story("1", "", "")) {
		t.Errorf("shared IDs %s and %s", a, b)
	}
}
