package feeds_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// fixture returns a document of feeds/hazard.
func fixture(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("hazard", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// ids returns the identifiers of the warnings of a sink.
func (m *memory) ids() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := []string{}
	for _, w := range m.warnings {
		out = append(out, w.ID)
	}
	return out
}

// TestWarningsAreFoundByThemselves polls each format with no type given.
func TestWarningsAreFoundByThemselves(t *testing.T) {
	for _, c := range []struct {
		name     string
		warnings int
		stories  int
	}{
		{"cap12.xml", 1, 0},
		{"cap-bare.xml", 1, 0},
		{"cap10.xml", 1, 0},
		{"edxl.xml", 2, 0},
		{"cap.json", 1, 0},
		{"nws.geojson", 2, 0},
		{"nws-graph.json", 1, 0},
		{"meteoalarm.json", 1, 0},
		{"meteoalarm.atom", 2, 2},
		{"gdacs.rss", 2, 2},
		{"usgs.geojson", 2, 0},
		{"usgs.atom", 1, 1},
		{"emsc.json", 1, 0},
		{"emsc.rss", 1, 1},
		{"nhc.rss", 1, 2},
		{"jma-quake.xml", 1, 0},
		{"nina.json", 1, 0},
		{"nina-map.json", 1, 0},
		{"index.atom", 2, 3},
		{"index.rss", 1, 1},
		{"plain.rss", 0, 1},
	} {
		s := publisher(t)
		s.SetPage("/feed", feedtest.Page{Body: fixture(t, c.name), ContentType: "application/octet-stream"})
		sink := newMemory(s.URL("/feed"))
		late := func() time.Time { return noon().AddDate(10, 0, 0) } // all is over: no link is fetched
		round(t, poller(t, sink, late, nil), feeds.RefreshRequest{})
		if st := sink.state(0); st.Failures > 0 {
			t.Errorf("%s: %s", c.name, st.Err)
		}
		if len(sink.warnings) != c.warnings || len(sink.stories) != c.stories {
			t.Errorf("%s: %d warnings, %d stories; want %d, %d", c.name, len(sink.warnings), len(sink.stories), c.warnings, c.stories)
		}
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%s: %d requests, want 1", c.name, n)
		}
	}
}

// TestAFeedOfWarningsMustHaveThem gives the type; the content must keep to it.
func TestAFeedOfWarningsMustHaveThem(t *testing.T) {
	for name, failed := range map[string]bool{"plain.rss": true, "cap12.xml": false, "gdacs.rss": false} {
		s := publisher(t)
		s.SetPage("/feed", feedtest.Page{Body: fixture(t, name), ContentType: "text/xml"})
		sink := newMemory(s.URL("/feed"))
		sink.feeds[0].Feed.Type = news.TypeWarning
		round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
		if st := sink.state(0); st.Failures > 0 != failed {
			t.Errorf("%s: failures %d: %s", name, st.Failures, st.Err)
		}
	}
}

// TestAnEmbeddedMessageWins: the entry calls itself by another identifier and
// gives no severity.
func TestAnEmbeddedMessageWins(t *testing.T) {
	s := publisher(t)
	s.SetPage("/feed", feedtest.Page{Body: fixture(t, "index.atom"), ContentType: "text/xml"})
	sink := newMemory(s.URL("/feed"))
	round(t, poller(t, sink, func() time.Time { return noon().AddDate(10, 0, 0) }, nil), feeds.RefreshRequest{})
	i := slices.IndexFunc(sink.warnings, func(w news.WarningSeen) bool { return w.ID == "ORLA-WATER-2" })
	if i < 0 {
		t.Fatalf("warnings %q", sink.ids())
	}
	if w := sink.warnings[i]; w.Index || w.Severity != news.SeveritySevere || w.Sender != "health@orla.example" {
		t.Errorf("of the entry that carries its message: %+v", w.Warning)
	}
}

// listed is a list of warnings that leads to their messages; hours is how long
// each is in force after noon.
func listed(s *feedtest.Server, hours map[string]int) feedtest.Page {
	var b strings.Builder
	b.WriteString(`<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><id>x</id><title>Warnings</title>`)
	for id, h := range hours {
		fmt.Fprintf(&b, `<entry><id>%s</id><title>Flood %s</title><link type="application/cap+xml" href="%s"/><cap:identifier>%s</cap:identifier>`+
			`<cap:sent>2031-04-02T11:00:00Z</cap:sent><cap:event>Flood</cap:event><cap:severity>Severe</cap:severity><cap:expires>%s</cap:expires></entry>`,
			id, id, s.URL("/"+id+".cap"), id, noon().Add(time.Duration(h)*time.Hour).Format(time.RFC3339))
	}
	b.WriteString(`</feed>`)
	return feedtest.Page{Body: b.String(), ContentType: "application/atom+xml"}
}

// capMessage is the complete message of an identifier.
func capMessage(id string) feedtest.Page {
	return feedtest.Page{ContentType: "application/cap+xml", Body: `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>` + id +
		`</identifier><sender>hydro@orla.example</sender><sent>2031-04-02T11:00:00+00:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>` +
		`<info><category>Met</category><event>Flood</event><urgency>Immediate</urgency><severity>Extreme</severity><certainty>Observed</certainty>` +
		`<expires>2031-04-02T18:00:00+00:00</expires><area><areaDesc>Halm</areaDesc></area></info></alert>`}
}

// TestLinkedMessagesAreFetchedOnceAndOnlyInForce follows a list through three
// rounds: one warning is in force, one is over, one has a link that leads to
// another message, and one has a link that fails.
func TestLinkedMessagesAreFetchedOnceAndOnlyInForce(t *testing.T) {
	s := publisher(t)
	s.SetPage("/feed", listed(s, map[string]int{"A1": 6, "B2": -1, "C3": 6, "D4": 6}))
	s.SetPage("/A1.cap", capMessage("A1"))
	s.SetPage("/B2.cap", capMessage("B2"))
	two := capMessage("X9")
	two.Body = "<alerts>" + two.Body + two.Body + "</alerts>"
	s.SetPage("/C3.cap", two)
	s.SetFault("/D4.cap", feedtest.Fault{Status: 500})
	sink := newMemory(s.URL("/feed"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	asked := func() []string {
		before := len(s.Requests())
		round(t, p, feeds.RefreshRequest{All: true})
		return slices.Sorted(slices.Values(paths(s, before)))
	}
	if diff := cmp.Diff([]string{"/A1.cap", "/C3.cap", "/D4.cap", "/feed"}, asked()); diff != "" {
		t.Errorf("requests of the first round (-want +got):\n%s", diff)
	}
	i := slices.Index(sink.ids(), "A1")
	if w := sink.warnings[i]; w.Index || w.Severity != news.SeverityExtreme {
		t.Errorf("the message in place of its entry: %+v", w.Warning)
	}
	now = now.Add(10 * time.Minute)
	if diff := cmp.Diff([]string{"/feed"}, asked()); diff != "" {
		t.Errorf("requests ten minutes later (-want +got):\n%s", diff)
	}
	for n, want := range []int{2, 2, 1, 1} { // tries: three in all
		now = now.Add(time.Hour)
		if got := asked(); len(got) != want {
			t.Errorf("requests %d h later: %q", n+1, got)
		}
	}
}

// TestABusyHostKeepsItsMessages: what a host that asks us to wait would have
// been asked for comes later, and costs no try.
func TestABusyHostKeepsItsMessages(t *testing.T) {
	s := publisher(t)
	s.SetPage("/feed", listed(s, map[string]int{"A1": 6, "B2": 6}))
	for _, path := range []string{"/A1.cap", "/B2.cap"} {
		s.SetFault(path, feedtest.Fault{Status: 503, Header: map[string]string{"Retry-After": "1800"}})
	}
	sink := newMemory(s.URL("/feed"))
	now := noon()
	p := poller(t, sink, func() time.Time { return now }, nil)
	round(t, p, feeds.RefreshRequest{})
	if n := len(s.Requests()); n != 2 || len(sink.linked) != 0 {
		t.Errorf("%d requests, %d tries noted; want the list and one message, none noted", n, len(sink.linked))
	}
	for _, id := range []string{"A1", "B2"} {
		s.SetFault("/"+id+".cap", feedtest.Fault{})
		s.SetPage("/"+id+".cap", capMessage(id))
	}
	now = now.Add(31 * time.Minute)
	round(t, p, feeds.RefreshRequest{All: true})
	if n := len(sink.linked); n != 2 {
		t.Errorf("%d messages after the wait, want 2", n)
	}
}

// TestHostileDocumentsOfWarningsFailInOneLine: nothing of them is kept, and
// the feed states why.
func TestHostileDocumentsOfWarningsFailInOneLine(t *testing.T) {
	body := capMessage("A1").Body
	for name, body := range map[string]string{
		"a DTD":        `<!DOCTYPE alert [<!ENTITY a "b">]>` + body,
		"broken off":   body[:len(body)/2],
		"not warnings": `{"name": "x"}`,
		"deep":         strings.Repeat("[", 100_000),
	} {
		s := publisher(t)
		s.SetPage("/feed", feedtest.Page{Body: body, ContentType: "application/cap+xml"})
		sink := newMemory(s.URL("/feed"))
		sink.feeds[0].Feed.Type = news.TypeWarning
		round(t, poller(t, sink, noon, nil), feeds.RefreshRequest{})
		if st := sink.state(0); st.Failures != 1 || st.Err.IsZero() || strings.Contains(st.Err.String(), "\n") || len(sink.warnings) > 0 {
			t.Errorf("%s: failures %d, %q, warnings %q", name, st.Failures, st.Err, sink.ids())
		}
	}
}
