package news_test

import (
	"encoding/json"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

var noon = time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)

func TestWhenIsTheClaimUnlessItCannotBe(t *testing.T) {
	for _, tt := range []struct {
		name      string
		published time.Time
		want      time.Time
	}{
		{"claimed", noon.Add(-time.Hour), noon.Add(-time.Hour)},
		{"claimed_for_the_same_moment", noon, noon},
		{"unknown", time.Time{}, noon},
		{"in_the_future", noon.Add(time.Second), noon},
	} {
		s := news.Story{Published: tt.published, FirstSeen: noon}
		if got := s.When(); !got.Equal(tt.want) {
			t.Errorf("%s: When = %v, want %v", tt.name, got, tt.want)
		}
		if m := news.MarkOf(&s); !m.When.Equal(tt.want) {
			t.Errorf("%s: the mark is at %v", tt.name, m.When)
		}
	}
}

func TestAStoryIDComesFromTheFirstKeyThatIsNotBlank(t *testing.T) {
	id := func(feed news.FeedID, guid, url, headline string) news.StoryID {
		t.Helper()
		got, ok := news.NewStoryID(feed, guid, url, headline)
		if !ok || !regexp.MustCompile(`^[a-z2-7]{16}$`).MatchString(string(got)) {
			t.Fatalf("NewStoryID(%q, %q, %q, %q) = %q, %v", feed, guid, url, headline, got, ok)
		}
		return got
	}
	base := id("f", "g", "u", "h")
	if id("f", "g", "other", "other") != base || id("f", " g\n", "", "") != base {
		t.Error("what stands behind the guid, or white space around it, changes the key")
	}
	distinct := map[news.StoryID]string{base: "guid"}
	for what, other := range map[string]news.StoryID{
		"another feed": id("f2", "g", "u", "h"), "another guid": id("f", "g2", "u", "h"), "the address": id("f", "", "g", "h"),
		"the headline": id("f", " ", "\t", "g"), "feed and guid run together": id("fg", "", "u", "h"),
	} {
		if have, twice := distinct[other]; twice {
			t.Errorf("%s gives the key of %s", what, have)
		}
		distinct[other] = what
	}
	if got, ok := news.NewStoryID("f", " ", "", "\n"); ok || got != "" {
		t.Errorf("nothing gives the key %q", got)
	}
	page := id("f", "", "https://a.example/x", "")
	if id("f", "", "http://a.example/x?utm_campaign=2", "") != page || id("f", "", "https://a.example/x?id=2", "") == page || id("f", "", "https://a.example/x#entry-2", "") == page {
		t.Error("an address counts by its tracking parameters, or not by its others")
	}
	// Keys are stored for ever: this one must never change.
	if got := id("https://coast.example/feed", "coast-1", "", ""); got != "pprgr5lj2rium6n4" {
		t.Errorf("the scheme of keys has changed: %q", got)
	}
}

func TestAFuzzyTimeSurvivesJSON(t *testing.T) {
	kyiv := time.FixedZone("EET", 2*3600)
	for _, tt := range []struct {
		in   news.FuzzyTime
		want string
	}{
		{news.FuzzyTime{}, `""`},
		{news.FuzzyTime{T: noon}, `"2026-02-16T12:00:00Z"`},
		{news.FuzzyTime{T: noon.In(kyiv)}, `"2026-02-16T12:00:00Z"`},
		{news.FuzzyTime{T: noon.Truncate(24 * time.Hour), Day: true}, `"2026-02-16"`},
	} {
		b, err := json.Marshal(tt.in)
		if err != nil || string(b) != tt.want {
			t.Errorf("%+v = %s, %v; want %s", tt.in, b, err, tt.want)
		}
		var back news.FuzzyTime
		if err := json.Unmarshal(b, &back); err != nil || !back.T.Equal(tt.in.T) || back.Day != tt.in.Day || back.IsZero() != tt.in.IsZero() {
			t.Errorf("%s came back as %+v, %v", b, back, err)
		}
	}
	var f news.FuzzyTime
	for in, want := range map[string]string{
		`"soon"`: `time "soon": not RFC 3339 and not a day`,
		`7`:      "json: cannot unmarshal number into Go value of type string",
	} {
		if err := json.Unmarshal([]byte(in), &f); err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %s", in, err, want)
		}
	}
}

func TestTextPutsABlankLineBetweenBlocks(t *testing.T) {
	blocks := []news.Block{
		{Kind: news.Heading, Text: sanitize.Lit("Levels"), Level: 2},
		{Kind: news.Table, Text: sanitize.Lit("not shown"), Rows: [][]sanitize.Clean{
			{sanitize.Lit("Gauge"), sanitize.Lit("m")},
			{sanitize.Lit("Old mill"), sanitize.Lit("3.1"), {}},
		}},
		{Kind: news.Table, Text: sanitize.Lit("without rows")},
		{Kind: news.Pre, Text: sanitize.Lit("a\nb")},
	}
	want := "Levels\n\nGauge | m\nOld mill | 3.1 | \n\nwithout rows\n\na\nb"
	if got := news.Text(blocks); got != want {
		t.Errorf("(-want +got)\n%s", cmp.Diff(want, got))
	}
	if got := news.Text(nil); got != "" {
		t.Errorf("no blocks give %q", got)
	}
}

func TestAFeedHasACondition(t *testing.T) {
	for _, tt := range []struct {
		state news.FeedState
		want  news.Condition
	}{
		{news.FeedState{}, news.Waiting},
		{news.FeedState{LastOK: noon}, news.OK},
		{news.FeedState{LastOK: noon, Failures: 1}, news.Failing},
		{news.FeedState{Failures: 1}, news.Failing},
		{news.FeedState{LastOK: noon, Failures: 3, Gone: true}, news.Gone},
	} {
		if got := tt.state.Condition(); got != tt.want {
			t.Errorf("%+v is %s, want %s", tt.state, got, tt.want)
		}
	}
}

func TestAFeedIsCalledWhatTheReaderCallsIt(t *testing.T) {
	s := news.FeedStatus{Feed: news.Feed{ID: "https://coast.example/\u202efeed"}}
	if got := s.Name().String(); got != "https://coast.example/feed" {
		t.Errorf("name = %q", got)
	}
	s.State.Title = sanitize.Lit("Coast & Harbour")
	if got := s.Name().String(); got != "Coast & Harbour" {
		t.Errorf("name = %q", got)
	}
	s.Feed.Name = sanitize.Lit("Coast")
	if got := s.Name().String(); got != "Coast" {
		t.Errorf("name = %q", got)
	}
}

func TestOnlySameAddressAndSameTitleAreExact(t *testing.T) {
	for m, want := range map[news.Match]bool{news.Unresolved: false, news.ByURL: true, news.ByTitle: true, news.Likely: false, news.Maybe: false} {
		if m.Exact() != want {
			t.Errorf("%q.Exact() = %v", m, !want)
		}
	}
}
