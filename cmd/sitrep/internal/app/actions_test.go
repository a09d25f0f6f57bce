//go:build unix

package app

import (
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// article is a page whose last paragraph refers to another page of the server.
func article(title, next string) feedtest.Page {
	return feedtest.Page{Body: fmt.Sprintf(`<!doctype html><html lang="en"><head><title>%[1]s</title></head><body><main><article><h1>%[1]s</h1>
<p>The crews worked through the night on the northern bank, and the water stood a hand below the crown at dawn, officials said.</p>
<p>Two pumping stations were brought back before noon, the water board said, and the road to the ferry is open again for lorries.</p>
<p>Read also: <a href="%[2]s">Gates of the upper dam</a></p></article></main></body></html>`, title, next)}
}

// followed is an App that follows one feed with one story, and a clock.
type followed struct {
	*App
	server *feedtest.Server
	feed   news.FeedID
	now    *time.Time
}

// newFollowed opens an App that has polled its feed once.
func newFollowed(t *testing.T) followed {
	t.Helper()
	server, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.SetFeed("/feed", feedtest.Feed{Title: "Gauge", Items: []feedtest.Item{{GUID: "1", Title: "Levee holds", Path: "/levee"}}})
	server.SetPage("/levee", article("Levee holds", server.URL("/gates")))
	server.SetPage("/gates", article("Gates of the upper dam", server.URL("/levee")))
	dir := t.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	text := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds: [{url: %q}]\nreader: {pipe: {print: [cat]}}\n", server.URL("/feed"))
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 2, 16, 8, 0, 0, 0, time.UTC)
	a, err := Open(t.Context(), Options{
		Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler), Process: os.Getpid(), ConfigFile: conf, DataDir: filepath.Join(dir, "data"),
		Getenv: func(k string) string { return map[string]string{"HOME": dir, "PATH": os.Getenv("PATH")}[k] },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	p, err := a.Poller(nil)
	if err != nil {
		t.Fatal(err)
	}
	report, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true})
	if err != nil || report.New != 1 {
		t.Fatalf("poll: %+v, %v", report, err)
	}
	return followed{a, server, news.FeedID(server.URL("/feed")), &now}
}

// begin starts a session and returns its actions and the story of the feed.
func (f followed) begin(t *testing.T) (*Session, *Actions, *news.Story) {
	t.Helper()
	s := session(t, f.App)
	follower, err := f.Follower()
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Actions(follower)
	if err != nil {
		t.Fatal(err)
	}
	story, err := s.Find(t.Context(), f.server.URL("/levee"))
	if err != nil {
		t.Fatal(err)
	}
	return s, a, story
}

// TestActionsFetchWhatIsOpenedAndKeepIt fetches a page, follows its reference
// there and back, and opens cached stories without asking again.
func TestActionsFetchWhatIsOpenedAndKeepIt(t *testing.T) {
	f := newFollowed(t)
	s, a, story := f.begin(t)
	if err := a.FullText(t.Context(), story.ID); err != nil {
		t.Fatal(err)
	}
	refs, err := s.Cache.References(t.Context(), story.ID)
	if err != nil || len(refs) != 1 || refs[0].To != "" {
		t.Fatalf("references of the page: %+v, %v; want one that is not cached", refs, err)
	}
	gates, err := a.Follow(t.Context(), refs[0])
	if err != nil {
		t.Fatal(err)
	}
	if back, err := a.FollowURL(t.Context(), f.server.URL("/levee")); err != nil || back != story.ID {
		t.Errorf("back is %q, %v; want %q", back, err, story.ID)
	}
	if again, err := a.Follow(t.Context(), news.Reference{To: gates}); err != nil || again != gates {
		t.Errorf("a resolved reference leads to %q, %v; want %q", again, err, gates)
	}
	asked := 0
	for _, r := range f.server.Requests() {
		if r.Path == "/levee" || r.Path == "/gates" {
			asked++
		}
	}
	if asked != 2 {
		t.Errorf("%d pages were fetched, want each once", asked)
	}
	if _, err := a.Follow(t.Context(), news.Reference{}); err == nil || !strings.Contains(err.Error(), "no address") {
		t.Errorf("a reference without address: %v", err)
	}
	if _, err := a.FollowURL(t.Context(), f.server.URL("/nothing")); err == nil {
		t.Error("an address that answers 404 became a story")
	}
}

// TestActionsSaveAndPipeAStory writes a story to a file beside the cache, and
// gives it to a program.
func TestActionsSaveAndPipeAStory(t *testing.T) {
	f := newFollowed(t)
	_, a, story := f.begin(t)
	shown, err := a.Save(t.Context(), "", story.ID)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(f.Getenv("HOME"), strings.TrimPrefix(shown, "~"))
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(shown, "~/data/saved/") || !strings.HasPrefix(string(text), "# Levee holds\n") {
		t.Errorf("saved as %s: %q, %v", shown, text, err)
	}
	last, err := a.Pipe(t.Context(), "print", story.ID)
	if err != nil || !strings.HasPrefix(last.String(), "done, ") || !strings.Contains(last.String(), " lines: ") || !strings.Contains(last.String(), string(story.ID)) {
		t.Errorf("the program's last line is %q, %v; want the story's id in it", last, err)
	}
	if _, err := a.Pipe(t.Context(), "burn", story.ID); err == nil || !strings.Contains(err.Error(), `no program "burn"`) {
		t.Errorf("a program that is not configured: %v", err)
	}
}

// TestARefreshGoesToWhoPolls asks for a refresh too soon, then in time: while no
// follower of this process polls, the request is left in the cache.
func TestARefreshGoesToWhoPolls(t *testing.T) {
	f := newFollowed(t)
	_, a, _ := f.begin(t)
	*f.now = f.now.Add(time.Minute)
	for _, tt := range []struct {
		ids  []news.FeedID
		want string
	}{{nil, "no feed may be asked now: polled less than 5 min ago; the first may be in 5 min"}, {[]news.FeedID{f.feed}, "it may be asked again in 5 min"}, {[]news.FeedID{"https://none.example/"}, "no feed is followed"}} {
		if err := a.Refresh(t.Context(), tt.ids...); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("refresh of %v: %v, want %q", tt.ids, err, tt.want)
		}
	}
	*f.now = f.now.Add(feeds.ManualFloor)
	if err := a.Refresh(t.Context(), f.feed); err != nil {
		t.Fatal(err)
	}
	if ids, err := f.DB.DrainRequests(t.Context()); err != nil || !slices.Equal(ids, []news.FeedID{f.feed}) {
		t.Errorf("left in the cache: %v, %v", ids, err)
	}
	a.follower.polling.Store(true)
	asked := make(chan error, 1)
	go func() { asked <- a.Refresh(t.Context(), f.feed) }() // ends when the request is received
	if r := <-a.follower.requests; !r.Manual || !slices.Equal(r.Feeds, []news.FeedID{f.feed}) {
		t.Errorf("this process was asked for %+v", r)
	}
	if err := <-asked; err != nil {
		t.Error(err)
	}
}

// TestAPrefetchBringsStoriesAndTheirReferences fetches a story's page, then the
// page that it refers to, and finds both cached the next time.
func TestAPrefetchBringsStoriesAndTheirReferences(t *testing.T) {
	f := newFollowed(t)
	s := session(t, f.App)
	var steps []string
	progress := func(what string) func(feeds.PrefetchReport) {
		steps = append(steps, what)
		return nil
	}
	for _, want := range []struct{ fetched, cached int }{{2, 0}, {0, 2}} {
		sum, err := s.Prefetch(t.Context(), PrefetchRequest{Limit: 1}, progress)
		if err != nil || sum.Failed > 0 || sum.Fetched != want.fetched || sum.Cached != want.cached || sum.References != 1 {
			t.Errorf("prefetch: %+v, %v; want %d fetched and %d cached", sum, err, want.fetched, want.cached)
		}
	}
	if !slices.Equal(steps, []string{"stories", "references", "stories", "references"}) {
		t.Errorf("steps: %q", steps)
	}
}

// TestAPrefetchWaitsForPagesThatGaveNoText, unless the line was down, and fetches
// again those that grow. A person who asks for a page gets it fetched at once.
func TestAPrefetchWaitsForPagesThatGaveNoText(t *testing.T) {
	f := newFollowed(t)
	s, a, story := f.begin(t)
	f.server.SetFault("/levee", feedtest.Fault{Status: 503})
	prefetch := func(name string, fetched, failed, noText int) {
		t.Helper()
		sum, err := s.Prefetch(t.Context(), PrefetchRequest{Filter: news.Filter{Expr: news.InTitle{Text: "levee"}}, Limit: 1}, func(string) func(feeds.PrefetchReport) { return nil })
		if err != nil || sum.Fetched != fetched || sum.Failed != failed || sum.NoText != noText {
			t.Errorf("%s: %+v, %v; want %d fetched, %d failed, %d that wait", name, sum, err, fetched, failed, noText)
		}
	}
	prefetch("first", 0, 1, 0)
	prefetch("again", 0, 0, 1)
	if err := a.FullText(t.Context(), story.ID); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("asked for: %v", err)
	}
	*f.now = f.now.Add(12 * time.Hour)
	prefetch("12 hours later", 0, 1, 0)
	if err := s.Cache.SaveFullText(t.Context(), story.ID, news.FullText{Err: sanitize.Lit("No such host."), Fault: news.UnreachedFault}); err != nil {
		t.Fatal(err)
	}
	prefetch("with the line down before", 0, 1, 0)
	page := article("Levee holds", "")
	page.Modified = *f.now
	page.Body = strings.Replace(page.Body, "</head>", `<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Levee holds"}</script></head>`, 1)
	f.server.SetPage("/levee", page)
	f.server.SetFault("/levee", feedtest.Fault{})
	if err := a.FullText(t.Context(), story.ID); err != nil {
		t.Fatal(err)
	}
	prefetch("a live page, just fetched", 0, 0, 0)
	*f.now = f.now.Add(10 * time.Minute)
	prefetch("a live page, ten minutes later", 1, 0, 0)
	if rs := f.server.Requests(); rs[len(rs)-1].Status != http.StatusNotModified {
		t.Errorf("the page was answered with %d, want 304", rs[len(rs)-1].Status)
	}
}

// TestStoriesAreSavedWhereAPersonSays: a path, a folder for several, and the folder
// of before is proposed.
func TestStoriesAreSavedWhereAPersonSays(t *testing.T) {
	f := newFollowed(t)
	_, a, story := f.begin(t)
	if got, err := a.Proposal(t.Context(), story.ID); err != nil || !strings.HasPrefix(got, "~/data/saved/") || !strings.HasSuffix(got, ".md") {
		t.Errorf("proposed is %q, %v", got, err)
	}
	home := f.Getenv("HOME")
	if err := os.MkdirAll(filepath.Join(home, "notes"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		ids  []news.StoryID
		want string // the answer, or the end of the error
	}{
		{"~/notes/My Levee.txt", []news.StoryID{story.ID}, "~/notes/My Levee.txt"},
		{"~/notes/My Levee.txt", []news.StoryID{story.ID}, "~/notes/My Levee.txt exists already; choose another name"},
		{"~/nots/a.md", []news.StoryID{story.ID}, "there is no folder ~/nots"},
		{"~/notes/a.md", []news.StoryID{story.ID, story.ID}, "2 stories need a folder: end its name with a /"},
		{"~/notes/", []news.StoryID{story.ID, story.ID}, "~/notes"},
		{"~/notes/My Levee.txt/", []news.StoryID{story.ID}, "is not a folder"},
	} {
		got, err := a.Save(t.Context(), c.path, c.ids...)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasSuffix(got, c.want) {
			t.Errorf("save %d at %s: %q, want %q", len(c.ids), c.path, got, c.want)
		}
	}
	if files, err := os.ReadDir(filepath.Join(home, "notes")); err != nil || len(files) != 3 {
		t.Errorf("%d files were saved, want 3; %v", len(files), err)
	}
	if got, err := a.Proposal(t.Context(), story.ID); err != nil || !strings.HasPrefix(got, "~/notes/") || !strings.HasSuffix(got, "-3.md") {
		t.Errorf("then %q is proposed, %v; want a free name in ~/notes", got, err)
	}
	if got, err := a.Proposal(t.Context(), story.ID, story.ID); err != nil || got != "~/notes/" {
		t.Errorf("for two %q is proposed, %v", got, err)
	}
}
