package feeds_test

import (
	"strings"
	"testing"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
)

// TestWhatWasWrongThoughItWasReadIsNoted: the note stands in the feed's
// health while the document stays the same, and goes with the fault.
func TestWhatWasWrongThoughItWasReadIsNoted(t *testing.T) {
	const doc = `<rss version="2.0"><channel><title>Gauge</title><item><title>Water rises</title><guid>1</guid></item></channel></rss>`
	s := publisher(t)
	sink := newMemory(s.URL("/f"))
	p := poller(t, sink, noon, nil)
	poll := func(f feedtest.Fault) {
		t.Helper()
		s.SetFault("/f", f)
		if _, err := p.Poll(t.Context(), feeds.RefreshRequest{All: true}); err != nil {
			t.Fatal(err)
		}
	}
	lie := feedtest.Fault{Header: map[string]string{"Content-Encoding": "gzip"}, ContentType: "text/xml", Body: doc}
	for range 2 { // the second time nothing in it is new
		poll(lie)
		if st := sink.state(0); st.Failures != 0 || !strings.Contains(st.Err.String(), "not compressed") || len(sink.stories) != 1 {
			t.Errorf("%d failures, noted %q, %d stories; want 0, the wrong coding, 1", st.Failures, st.Err, len(sink.stories))
		}
	}
	poll(feedtest.Fault{Status: 500})
	if st := sink.state(0); st.Failures != 1 || !strings.Contains(st.Err.String(), "fault of its own") {
		t.Errorf("%d failures, %q; want 1 and the fault", st.Failures, st.Err)
	}
	poll(feedtest.Fault{ContentType: "text/xml", Body: strings.Replace(doc, "rises", "falls", 1)})
	if st := sink.state(0); st.Failures != 0 || !st.Err.IsZero() {
		t.Errorf("%d failures, noted %q; want none", st.Failures, st.Err)
	}
}

// TestAnEmptyAnswerIsSaidToBeEmpty, however it is labelled.
func TestAnEmptyAnswerIsSaidToBeEmpty(t *testing.T) {
	s := publisher(t)
	for path, f := range map[string]feedtest.Fault{
		"/packed":     {Status: 200, Header: map[string]string{"Content-Encoding": "gzip"}},
		"/white":      {ContentType: "text/xml", Body: " \n"},
		"/mark":       {ContentType: "text/xml", Body: "\xef\xbb\xbf"},
		"/no-content": {Status: 204},
	} {
		s.SetFault(path, f)
		sink := newMemory(s.URL(path))
		if _, err := poller(t, sink, noon, nil).Poll(t.Context(), feeds.RefreshRequest{}); err != nil {
			t.Fatal(err)
		}
		if got := sink.state(0).Err.String(); got != "The server answered, but with nothing in it." {
			t.Errorf("%s: said %q", path, got)
		}
	}
}
