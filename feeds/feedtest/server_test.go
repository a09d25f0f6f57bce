package feedtest_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sitrep/feeds/feedtest"
)

// start is when the publishers of these tests begin.
func start() time.Time { return time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC) }

func get(t *testing.T, url string, header ...string) (int, string, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
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
	return res.StatusCode, string(b), res.Header
}

func server(t *testing.T, now func() time.Time) *feedtest.Server {
	t.Helper()
	s, err := feedtest.NewServer(feedtest.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestValidatorsAreAnsweredWith304(t *testing.T) {
	s := server(t, start)
	s.SetFeed("/f", feedtest.Feed{Title: "Gauge", Items: []feedtest.Item{{GUID: "1", Title: "Water rises", Published: start()}}})
	_, _, h := get(t, s.URL("/f"))
	etag, modified := h.Get("ETag"), h.Get("Last-Modified")
	if etag == "" || modified == "" {
		t.Fatalf("validators %q, %q", etag, modified)
	}
	for _, tc := range []struct {
		name   string
		header []string
		want   int
	}{
		{"both", []string{"If-None-Match", etag, "If-Modified-Since", modified}, 304},
		{"tag", []string{"If-None-Match", etag}, 304},
		{"time", []string{"If-Modified-Since", modified}, 304},
		{"later_time", []string{"If-Modified-Since", start().Add(time.Hour).Format(http.TimeFormat)}, 304},
		{"earlier_time", []string{"If-Modified-Since", start().Add(-time.Hour).Format(http.TimeFormat)}, 200},
		{"other_tag_wins_over_time", []string{"If-None-Match", `"other"`, "If-Modified-Since", modified}, 200},
		{"no_time_at_all", []string{"If-Modified-Since", "yesterday"}, 200},
	} {
		if got, _, _ := get(t, s.URL("/f"), tc.header...); got != tc.want {
			t.Errorf("%s: status %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestContentAppearsWithTime(t *testing.T) {
	now := start()
	s := server(t, func() time.Time { return now })
	s.SetPageFunc("/p", func(now time.Time) (feedtest.Page, bool) {
		return feedtest.Page{Body: "Water falls", ContentType: "text/plain"}, now.After(start())
	})
	if got, _, _ := get(t, s.URL("/p")); got != 404 {
		t.Errorf("before its time: status %d, want 404", got)
	}
	now = now.Add(time.Minute)
	got, body, h := get(t, s.URL("/p"))
	if got != 200 || body != "Water falls" || h.Get("Content-Type") != "text/plain" {
		t.Errorf("after its time: status %d, %q as %q", got, body, h.Get("Content-Type"))
	}
	requests := s.Requests()
	if len(requests) != 2 || requests[0].Status != 404 || !requests[1].At.Equal(now) {
		t.Errorf("record %+v", requests)
	}
}

func TestHostileWordsAreEscapedUnlessRaw(t *testing.T) {
	s := server(t, start)
	f := feedtest.Feed{Title: "A & B", Items: []feedtest.Item{{GUID: "1", Title: "1 < 2"}}}
	for _, format := range []string{"rss", "rdf", "atom"} {
		f.Format, f.Raw = format, false
		s.SetFeed("/f", f)
		if _, body, _ := get(t, s.URL("/f")); !strings.Contains(body, "A &amp; B") || !strings.Contains(body, "1 &lt; 2") {
			t.Errorf("%s is not escaped: %s", format, body)
		}
		f.Raw = true
		s.SetFeed("/f", f)
		if _, body, _ := get(t, s.URL("/f")); !strings.Contains(body, "<title>A & B</title>") {
			t.Errorf("%s is not raw: %s", format, body)
		}
	}
}

// TestCloseEndsWhatHangs: a test that fails must not wait for its server.
func TestCloseEndsWhatHangs(t *testing.T) {
	s, err := feedtest.NewServer(feedtest.Options{Now: start})
	if err != nil {
		t.Fatal(err)
	}
	began := make(chan struct{})
	s.SetFault("/p", feedtest.Fault{Stall: true, Body: "<rss>"})
	done := make(chan error, 1)
	go func() {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL("/p"), nil)
		if err != nil {
			done <- err
			close(began)
			return
		}
		res, err := http.DefaultClient.Do(req)
		close(began)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		done <- err
	}()
	<-began
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-done; err == nil {
		t.Error("the answer that stalled came to an end")
	}
}
