package match_test

import (
	"testing"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

func itemOf(guid, address, title, date, text string) match.Item {
	it := match.Item{GUID: guid, Address: address, Title: news.TitleKey(title), Text: func() string { return text }, Identity: true}
	if date != "" {
		it.Date, _ = time.Parse(time.RFC3339, "2026-03-"+date+":00Z")
	}
	return it
}

func TestSameStory(t *testing.T) {
	const url = "https://ledger.example/n/c1"
	base := itemOf("a-1", url, "Bridge closed", "02T09:00", "Water over the deck.")
	shared := func(it match.Item) match.Item { it.Identity = false; return it }
	present := func(it match.Item) match.Item { it.Present = true; return it }
	day := func(it match.Item) match.Item { it.Day = true; return it }
	for _, tt := range []struct {
		name        string
		story, item match.Item
		want        news.IdentityRule // empty: two stories
	}{
		{"a counter, all else changed", itemOf(url+"#0", url, "Bridge closed", "02T09:00", "One."), itemOf(url+"#1", url, "Bridge open", "02T10:00", "Two."), news.RuleCounter},
		{"a counter, and its earlier item is there", present(itemOf(url+"#0", url, "A", "", "")), itemOf(url+"#1", url, "A", "", ""), ""},
		{"a counter at an address of several", shared(itemOf("c#0", url, "A", "02T09:00", "One.")), shared(itemOf("c#1", url, "A", "03T09:00", "Two.")), ""},
		{"a counter at another address", itemOf("c#0", url, "A", "", "One."), itemOf("c#1", url+"x", "A", "", "One."), ""},
		{"random, text and no date", itemOf("k3f", url, "A", "", "One."), itemOf("9xq", url, "A", "", "One."), news.RuleRandomGUID},
		{"random, edited, same date", base, itemOf("zz", url, "Bridge closed", "02T09:00", "Other."), news.RuleRandomGUID},
		{"random, dated at each request", base, itemOf("zz", url, "Bridge closed", "02T10:00", "Water over the deck."), news.RuleRandomGUID},
		{"random, edited, without dates", itemOf("k3f", url, "A", "", "One."), itemOf("9xq", url, "A", "", "Two."), news.RuleRandomGUID},
		{"numbers of their own, without dates", itemOf("r-301", url, "A", "", "One."), itemOf("r-302", url, "A", "", "Two."), ""},
		{"the next day's report of the same words", base, itemOf("a-2", url, "Bridge closed", "03T09:00", "Water over the deck."), ""},
		{"another date and text", base, itemOf("a-2", url, "Bridge closed", "02T10:00", "Other."), ""},
		{"another date, no text", itemOf("a-1", url, "A", "02T09:00", ""), itemOf("a-2", url, "A", "02T12:00", ""), ""},
		{"two texts of one day", day(itemOf("a-1", url, "A", "02T00:00", "One.")), day(itemOf("a-2", url, "A", "02T00:00", "Two.")), ""},
		{"another title", base, itemOf("zz", url, "Bridge open", "02T09:00", "Water over the deck."), ""},
		{"random at an address of several, all the same", shared(base), shared(itemOf("zz", url, "Bridge closed", "02T09:00", "Water over the deck.")), news.RuleRandomGUID},
		{"random at an address of several, edited", shared(base), shared(itemOf("zz", url, "Bridge closed", "02T09:00", "Other.")), ""},
		{"only a title at an address of several", shared(itemOf("a", url, "A", "", "")), shared(itemOf("b", url, "A", "", "")), ""},
		{"the feed begins to give GUIDs", itemOf("", url, "Bridge closed", "02T09:00", "One."), itemOf("g", url, "Bridge closed", "02T10:00", "Two."), news.RuleAddress},
		{"the same GUID and address", base, itemOf("a-1", url, "Bridge open", "", ""), news.RuleGUID},
		{"a GUID that became shared", base, itemOf("a-1", "https://ledger.example/n/c2", "Road closed", "02T10:00", "Other."), ""},
		{"no identifiers, one title", shared(itemOf("", "", "Storm", "02T09:00", "One.")), shared(itemOf("", "", "Storm", "02T09:00", "Two.")), news.RuleTitle},
		{"no identifiers, another date and text", shared(itemOf("", "", "Storm", "02T09:00", "One.")), shared(itemOf("", "", "Storm", "02T19:00", "Two.")), ""},
		{"entries of a live blog", itemOf("", url+"#1", "Rain", "", "One."), itemOf("", url+"#2", "Hail", "", "Two."), ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			rule, ok := match.SameStory(tt.story, tt.item)
			if ok != (tt.want != "") || ok && rule != tt.want {
				t.Errorf("SameStory = %q, %v; want %q", rule, ok, tt.want)
			}
		})
	}
}

func TestIsCounter(t *testing.T) {
	const url = "https://ledger.example/n/c1"
	for _, tt := range []struct {
		a, b  string
		alike bool
		want  bool
	}{
		{url + "#0", url + "#3", false, true},
		{"c1#0", "c2#0", true, false},
		{"https://ledger.example/?p=7&rev=1", "https://ledger.example/?p=7&rev=2", false, true},
		{"https://ledger.example/?p=7&rev=1", "https://ledger.example/?p=8&rev=2", true, false},
		{"https://ledger.example/?p=7", "https://ledger.example/?p=8", true, false},
		{"tag:ledger.example,2026:c1-v1", "tag:ledger.example,2026:c1-v2", false, true},
		{"c1/update/1", "c1/update/12", false, true},
		{url, url + ":2", false, true},
		{url, url + "#1", false, true},
		{"https://ledger.example/n/12", "https://ledger.example/n/12#1", false, false}, // of another item
		{url + ":2", url + ":3", false, true},
		{url + " 2026-03-02T09:00:00Z", url + " 2026-03-02T09:40:00Z", false, true},
		{"r-301", "r-302", true, false},
		{"story8812.1", "story8812.2", true, true},
		{"story8812.1", "story8812.2", false, false},
		{"report-2026-03-01", "report-2026-03-02", false, false},
		{"c1", "c1", true, false},
		{"#1", "#2", true, false},
		{"", "#2", true, false},
		{"uuid:0a41;n=7", "uuid:9c55;n=12", true, false},
	} {
		if got := match.IsCounter(tt.a, tt.b, url, tt.alike); got != tt.want {
			t.Errorf("IsCounter(%q, %q, %v) = %v, want %v", tt.a, tt.b, tt.alike, got, tt.want)
		}
		if got := match.IsCounter(tt.b, tt.a, url, tt.alike); got != tt.want {
			t.Errorf("IsCounter(%q, %q, %v) = %v, want %v", tt.b, tt.a, tt.alike, got, tt.want)
		}
	}
}
