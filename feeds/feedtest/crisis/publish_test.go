package crisis

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
)

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func TestStoriesAppearAsTheScenarioGoesOn(t *testing.T) {
	sc := load(t)
	var passed atomic.Int64
	server, err := feedtest.NewServer(feedtest.Options{Now: func() time.Time { return sc.Start.Add(time.Duration(passed.Load())) }})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	sc.Publish(server)
	story := sc.Story("ledger/crest-overtopped")

	if _, body := get(t, server.URL(story.Outlet.Path())); strings.Contains(body, story.Title) {
		t.Error("the feed lists a story before its time")
	}
	if status, _ := get(t, server.URL(story.Path())); status != http.StatusNotFound {
		t.Errorf("the page before its time: status %d, want 404", status)
	}
	passed.Store(int64(story.At))
	if _, body := get(t, server.URL(story.Outlet.Path())); !strings.Contains(body, story.Title) {
		t.Error("the feed does not list the story at its time")
	}
	if status, body := get(t, server.URL(story.Path())); status != http.StatusOK || !strings.Contains(body, story.Title) {
		t.Errorf("the page at its time: status %d, title there: %v", status, strings.Contains(body, story.Title))
	}
}

func TestTheBrokenOutletAnswers500(t *testing.T) {
	sc := load(t)
	server, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	sc.Publish(server)
	if status, _ := get(t, server.URL("/post/feed")); status != http.StatusInternalServerError {
		t.Errorf("status %d, want 500", status)
	}
}
