package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"sitrep/internal/sanitize/hostile"
)

// capAlert is a message of a fictional authority; more stands between its head
// and its info.
func capAlert(id, kind, severity, area, more string) string {
	return `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>` + id + `</identifier><sender>hydro@orla.example</sender>` +
		`<sent>2031-04-02T0` + id + `:00:00+00:00</sent><status>Actual</status><msgType>` + kind + `</msgType><scope>Public</scope>` + more +
		`<info><category>Met</category><event>Flood</event><urgency>Immediate</urgency><severity>` + severity + `</severity><certainty>Observed</certainty>` +
		`<expires>2031-04-02T18:00:00+00:00</expires><headline>Water rises in ` + area + `</headline><area><areaDesc>` + area + `</areaDesc></area></info></alert>`
}

// TestWarningsOfFeedsAreListed polls a document of warnings twice: what is in
// force is listed, what replaces comes in its place, what is over with --all.
func TestWarningsOfFeedsAreListed(t *testing.T) {
	ref := `<references>hydro@orla.example,1,2031-04-02T01:00:00+00:00</references>`
	var body atomic.Value
	body.Store("<alerts>" + capAlert("1", "Alert", "Severe", "Halm", "") + capAlert("3", "Alert", "Minor", "Brask", "") + "</alerts>")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(body.Load().(string)))
	}))
	defer srv.Close()
	dir := t.TempDir()
	conf := filepath.Join(dir, "sitrep.yaml")
	if err := os.WriteFile(conf, []byte("packs: []\npoll: {allow_private: [127.0.0.1]}\nfeeds: [{url: '"+srv.URL+"/warnings'}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		t.Helper()
		out, errs, status := ran(t, []string{"HOME=" + dir}, "", append([]string{"--config", conf, "--data", filepath.Join(dir, "data")}, args...)...)
		if status != 0 {
			t.Fatalf("%v: status %d: %s", args, status, errs)
		}
		return out + errs
	}
	if got := run("warnings"); !strings.Contains(got, "the feeds brought no warnings") {
		t.Errorf("of an empty cache: %q", got)
	}
	now := []string{"--now", "2031-04-02T12:00:00Z"}
	list := func(args ...string) string { return run(append(append([]string{"warnings"}, now...), args...)...) }
	run("poll", "--all")
	got := list()
	if halm, brask := strings.Index(got, "in Halm"), strings.Index(got, "in Brask"); halm < 0 || brask < halm {
		t.Errorf("both, the most severe first: %q", got)
	}
	if got := list("HALM"); !strings.Contains(got, "in Halm") || strings.Contains(got, "Brask") {
		t.Errorf("of one area: %q", got)
	}
	body.Store("<alerts>" + capAlert("4", "Update", "Extreme", "Halm and Vell", ref) + "</alerts>")
	run("poll", "--all")
	if got := list("halm", "--json"); strings.Count(got, "\n") != 1 || !strings.Contains(got, `"id":"4","chain":"1"`) || !strings.Contains(got, `"severity":"Extreme"`) {
		t.Errorf("after the update: %q", got)
	}
	both := strings.Replace(ref, "</", " hydro@orla.example,4,2031-04-02T04:00:00+00:00</", 1)
	body.Store(capAlert("5", "Cancel", "Extreme", "Halm and Vell", both))
	run("poll", "--all")
	if got := list("halm"); !strings.Contains(got, "no warning that matches is in force") {
		t.Errorf("after the cancellation: %q", got)
	}
	if got := list("halm", "--all"); !strings.Contains(got, "cancelled") {
		t.Errorf("after the cancellation, all: %q", got)
	}
}

// TestHostileTextOfFeedsIsInertInWarnings polls a list with each hostile string
// in its texts.
func TestHostileTextOfFeedsIsInertInWarnings(t *testing.T) {
	var index strings.Builder
	index.WriteString(`<rss xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"><channel><title>Warnings</title>`)
	for i, s := range hostile.Strings() {
		fmt.Fprintf(&index, "<item><guid>%d</guid><title>%[2]s</title><cap:event>%[2]s</cap:event><cap:areaDesc>%[2]s</cap:areaDesc><cap:severity>Severe</cap:severity><cap:expires>2031-04-02T18:00:00Z</cap:expires></item>",
			i, cdata(s.Text))
	}
	index.WriteString(`</channel></rss>`)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(index.String())) }))
	defer srv.Close()
	dir := t.TempDir()
	conf := filepath.Join(dir, "sitrep.yaml")
	if err := os.WriteFile(conf, []byte("packs: []\npoll: {allow_private: [127.0.0.1]}\nfeeds: [{url: '"+srv.URL+"/warnings'}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"poll", "--all"}, {"warnings", "--now", "2031-04-02T06:00:00Z"}, {"warnings", "--json", "--now", "2031-04-02T06:00:00Z"}} {
		out, errs, status := ran(t, []string{"HOME=" + dir}, "", append([]string{"--config", conf, "--data", filepath.Join(dir, "data")}, args...)...)
		if status != 0 {
			t.Errorf("%v: status %d: %s", args, status, errs)
		}
		if n := strings.Count(out, hostile.Mark); args[0] == "warnings" && n < len(hostile.Strings()) {
			t.Errorf("%v: the strings came out %d times only", args, n)
		}
		for _, f := range append(hostile.Found(out), hostile.Found(errs)...) {
			t.Errorf("%v: %s", args, f)
		}
	}
}

// TestADocumentOfWarningsIsAddedAndChecked: feeds add knows it by its content,
// also one with nothing in it, and feeds check finds it healthy.
func TestADocumentOfWarningsIsAddedAndChecked(t *testing.T) {
	for name, body := range map[string]string{
		"CAP": capAlert("1", "Alert", "Severe", "Halm", ""), "an empty list": `{"type":"FeatureCollection","metadata":{},"features":[]}`,
	} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
		defer srv.Close()
		dir := t.TempDir()
		conf := filepath.Join(dir, "sitrep.yaml")
		if err := os.WriteFile(conf, []byte("packs: []\npoll: {allow_private: [127.0.0.1]}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"feeds", "add", srv.URL + "/warnings"}, {"feeds", "check", srv.URL + "/warnings"}, {"poll", "--all"}} {
			out, errs, status := ran(t, []string{"HOME=" + dir}, "", append([]string{"--config", conf, "--data", filepath.Join(dir, "data")}, args...)...)
			if status != 0 {
				t.Errorf("%s, %v: status %d: %s%s", name, args, status, out, errs)
			}
		}
		if b, err := os.ReadFile(conf); err != nil || !strings.Contains(string(b), "type: warning") {
			t.Errorf("%s: configuration %q, %v", name, b, err)
		}
	}
}
