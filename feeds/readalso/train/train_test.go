package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// folder writes labelled pages of invented sites: on each a box of references
// under a heading of its own words, and a list of what is read most.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var labels, negatives strings.Builder
	for i := range 12 {
		host := fmt.Sprintf("https://site%d.example", i)
		prose := "<p>" + strings.Repeat("The river rose in the night and three bridges were closed in the town. ", 3) + "</p>"
		list := func(head, at string) string {
			return fmt.Sprintf(`<section><h3>%s</h3><ul><li><a href="/%s/old-dam-holds-engineers-say">Old dam holds in the flood, engineers say</a></li><li><a href="/%s/port-of-town-closed-again">Port of the town is closed again by flood</a></li></ul></section>`, head, at, at)
		}
		page := `<html><body><article><h1>Flood closes three bridges</h1>` + prose + prose + prose + list("Further on the flood", "n") + `</article>` + strings.Repeat(`<p><a href="/a/b">A b</a></p>`, 20) + list("Letters to us", "m") + `</body></html>`
		name := fmt.Sprintf("pages/%d.html.gz", i)
		write(t, filepath.Join(dir, name), page)
		fmt.Fprintf(&labels, `{"path":%q,"url":"%s/x/flood-closes-three-bridges","lang":"en","blocks":[{"position":"end-block","refs":[{"title":"Old dam holds","href":"/n/old-dam-holds-engineers-say"},{"title":"Port","href":"/n/port-of-town-closed-again"}]}]}`+"\n", name, host)
		fmt.Fprintf(&negatives, `{"path":%q,"url":"%s/x/flood-closes-three-bridges","links":[{"text":"Old dam","href":"/m/old-dam-holds-engineers-say"}]}`+"\n", name, host)
	}
	write(t, filepath.Join(dir, "readalso", "labels.jsonl"), labels.String())
	write(t, filepath.Join(dir, "readalso", "negatives.jsonl"), negatives.String())
	return dir
}

func write(t *testing.T, name, text string) {
	t.Helper()
	var b bytes.Buffer
	if strings.HasSuffix(name, ".gz") {
		z := gzip.NewWriter(&b)
		_, _ = z.Write([]byte(text))
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	} else {
		b.WriteString(text)
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTheSameFolderGivesTheSameWeights(t *testing.T) {
	dir := folder(t)
	var out [2]string
	var report string
	for i := range out {
		var w, r bytes.Buffer
		if err := run(dir, "2031-04-01", 4, 0.5, false, &w, &r); err != nil {
			t.Fatal(err)
		}
		out[i], report = w.String(), r.String()
	}
	if d := cmp.Diff(out[0], out[1]); d != "" {
		t.Errorf("two runs differ:\n%s", d)
	}
	for _, want := range []string{"2031-04-01", "pages: 12", "sites: 12", "start:", "close behind the text:"} {
		if !strings.Contains(out[0], want) {
			t.Errorf("no %q in\n%s", want, out[0])
		}
	}
	// Where the known words do not decide, the position of the box does.
	if !strings.Contains(report, "end-block                      24 of   24") || !strings.Contains(report, "0 pages with a trap") {
		t.Errorf("cross-validation:\n%s", report)
	}
}

func TestFitFindsWhatTellsTwoKindsApart(t *testing.T) {
	var boxes []example
	for i := range 40 {
		v := map[string]float64{"noise": float64(i%3) / 3}
		if i%2 == 0 {
			v["sign"] = 1
		}
		boxes = append(boxes, example{values: v, right: i%2 == 0 && i%10 != 0, weight: 1})
	}
	w := fit(boxes, 0.5)
	if w["sign"] < 2 || math.Abs(w["noise"]) > 1 {
		t.Errorf("weights = %v, want sign well above noise", w)
	}
}

func TestAFolderWithoutPagesIsAnError(t *testing.T) {
	if err := run(t.TempDir(), "", 4, 0.5, false, new(bytes.Buffer), new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), "no boxes") {
		t.Errorf("error = %v, want that there are no boxes", err)
	}
}
