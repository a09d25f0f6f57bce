//go:build unix

package app

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// TestTheReaderWritesTheConfiguration: changes from inside are in the file, with
// its comments, and in force at once.
func TestTheReaderWritesTheConfiguration(t *testing.T) {
	f := newFollowed(t)
	s, a, _ := f.begin(t)
	src := fmt.Sprintf("# mine\npacks: [] # none\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds:\n  - url: %s # the gauge\n", f.feed)
	if err := os.WriteFile(f.ConfigFile, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	f.server.SetFeed("/other", feedtest.Feed{Title: "Tide", Items: []feedtest.Item{{GUID: "1", Title: "High tide", Path: "/tide"}}})
	other := news.FeedID(f.server.URL("/other"))
	said := func(text fmt.Stringer, err error) string {
		if err != nil {
			return err.Error()
		}
		return text.String()
	}
	ctx := t.Context()
	for _, c := range []struct{ got, want string }{
		{said(a.AddFeed(ctx, "nonsense")), `"nonsense" is not a web address`},
		{said(a.AddFeed(ctx, string(other))), "Added Tide to ~/config.yaml."},
		{said(a.AddFeed(ctx, string(other))), "it is followed already, as "},
		{said(a.AddFeed(ctx, f.server.URL("/levee"))), "there is no feed at "},
		{said(a.TagFeed(ctx, f.feed, "River", true)), "Tagged river, in ~/config.yaml; tag:river finds its stories."},
		{said(a.TagFeed(ctx, f.feed, "river", true)), "it has the tag river already"},
		{said(a.TagFeed(ctx, f.feed, "two words", true)), "is not a tag"},
		{said(a.TagFeed(ctx, "https://none.example/f", "x", true)), "is not followed"},
		{said(a.RenameFeed(ctx, f.feed, "Gauge: Tarn")), `It is called "Gauge: Tarn" now, in ~/config.yaml.`},
		{said(a.SaveDesk(ctx, "Floods", "flood is:unread")), "The desk Floods is in ~/config.yaml."},
		{said(a.SaveDesk(ctx, "floods", "x")), `there is a desk "floods" already; choose another name`},
		{said(a.SaveDesk(ctx, "Bad", "bad:")), "column 1"},
		{said(a.SwitchPack(ctx, "health", true)), "The pack health is on, in ~/config.yaml."},
		{said(a.SwitchPack(ctx, "nothing", true)), "there is none of that name"},
		{said(a.RemoveFeed(ctx, other)), "Removed from ~/config.yaml; its stories stay."},
		{said(a.RemoveFeed(ctx, other)), "is not followed"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("said %q, want %q", c.got, c.want)
		}
	}
	got, err := os.ReadFile(f.ConfigFile)
	want := strings.Replace(src, "packs: [] # none", "packs: [health] # none", 1) +
		"    name: \"Gauge: Tarn\"\n    tags: [river]\n\ndesks:\n  - name: \"Floods\"\n    query: \"flood is:unread\"\n"
	if err != nil || string(got) != want {
		t.Errorf("the file is %v\n%s\nwant\n%s", err, got, want)
	}
	feeds, err := s.DB.Feeds(ctx)
	if err != nil || len(feeds) < 2 || feeds[0].Feed.Name.String() != "Gauge: Tarn" || !slices.Equal(feeds[0].Feed.Tags, []string{"river"}) {
		t.Errorf("in force are %+v, %v", feeds, err)
	}
	packs, err := a.Packs(ctx)
	on := slices.IndexFunc(packs, func(p reader.Pack) bool { return p.On })
	if err != nil || on < 0 || packs[on].Name != "health" || packs[on].Feeds == 0 || packs[on].Title.IsZero() {
		t.Errorf("packs: %+v, %v", packs, err)
	}
	// A feed of a pack gets an entry of its own with the values of the pack.
	who := feeds[1].Feed
	if got := said(a.TagFeed(ctx, who.ID, "mine", true)); !strings.HasPrefix(got, "Tagged mine") {
		t.Errorf("said %q", got)
	}
	if feeds, err = s.DB.Feeds(ctx); err != nil || len(feeds) < 2 || feeds[1].Feed.Name != who.Name || !slices.Contains(feeds[1].Feed.Tags, "mine") || len(feeds[1].Feed.Tags) != len(who.Tags)+1 {
		t.Errorf("then in force are %+v, %v", feeds, err)
	}
}
