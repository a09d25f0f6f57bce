//go:build unix && !race

package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The most that one document may take beyond an empty one, whatever is in it.
const (
	mostOfOne    = 60 // MiB
	mostCPUOfOne = 3 * time.Second
)

// gauge measures commands that read one document.
type gauge struct {
	tb   testing.TB
	dir  string
	base map[string]outlay // of an empty document, by format
}

// empties are documents of the formats with next to nothing in them.
var empties = map[string]string{
	"RSS": xmlForms[0].head + xmlForms[0].tail, "RDF": xmlForms[1].head + xmlForms[1].tail, "Atom": xmlForms[2].head + xmlForms[2].tail,
	"sitemap": xmlForms[3].head + xmlForms[3].tail, "OPML": xmlForms[4].head + `<outline xmlUrl="https://h.example/f"/>` + xmlForms[4].tail, "CAP": xmlForms[5].head + xmlForms[5].tail,
	"JSON Feed": jsonFeedHead + "{}]}", "GeoJSON": `{"type":"FeatureCollection","metadata":{},"features":[]}`, "CAP JSON": `{"alerts":[]}`,
	"JSON-LD": pageHead, "HTML": pageHead, "text": "Bridge closed\n\n" + prose, "configuration": "packs: []\n",
}

// arguments returns the command that reads a file of a format. n tells the
// configurations and caches of commands apart that change them.
func (g *gauge) arguments(format, file string, n int) []string {
	switch format {
	case "OPML", "sitemap":
		conf := filepath.Join(g.dir, fmt.Sprintf("config%d.yaml", n))
		text := "packs: []\n"
		if format == "sitemap" {
			text += "poll: {allow_private: [127.0.0.1]}\nfeeds: [{url: '" + g.serve(file) + "', type: sitemap}]\n"
		}
		if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
			g.tb.Error(err)
		}
		global := []string{"--config", conf, "--data", filepath.Join(g.dir, fmt.Sprintf("data%d", n))}
		if format == "sitemap" {
			return append(global, "poll")
		}
		return append(global, "feeds", "import", file)
	case "CAP", "CAP JSON", "GeoJSON":
		return []string{"warnings", "parse", file}
	case "JSON-LD", "HTML", "text":
		return []string{"extract", "--url", "https://verra.example/a-1.html", file}
	case "configuration":
		return []string{"--config", file, "--data", filepath.Join(g.dir, fmt.Sprintf("data%d", n)), "list"}
	}
	return []string{"feeds", "parse", file}
}

// serve serves a file to the test and returns its address.
func (g *gauge) serve(file string) string {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) }))
	g.tb.Cleanup(srv.Close)
	return srv.URL
}

// measure runs sitrep on a file. It returns the output and the costs.
func (g *gauge) measure(format, file string, n int) (took outlay, said string) {
	result := filepath.Join(g.dir, fmt.Sprintf("cost%d", n))
	args := append([]string{result, program(g.tb, "sitrep")}, g.arguments(format, file, n)...)
	env := []string{"HOME=" + g.dir, "TZ=UTC"}
	if format == "sitemap" {
		env = append(env, "GOMEMLIMIT=56MiB") // a poll is of many documents; here it is of one, as the other commands are
	}
	c := newCommand(g.tb, env, "measured-program", args...)
	var errs bytes.Buffer
	c.Stderr = &errs
	_ = c.Run() // most documents are no good ones
	text, err := os.ReadFile(result)
	if err == nil {
		_, err = fmt.Sscan(string(text), &took.mib, &took.cpu)
	}
	if err != nil {
		g.tb.Errorf("%q: %v\n%s", args, err, errs.String())
	}
	return took, errs.String()
}

// TestBombsOfEveryShape reads documents of every format that are made to be costly, of
// the greatest size: many small parts, few large, deep, wide and long ones, whole or cut
// off. Each is read by a process of its own, whose memory and processor time beyond
// those for an empty document are bounded.
func TestBombsOfEveryShape(t *testing.T) {
	g := &gauge{tb: t, dir: t.TempDir(), base: map[string]outlay{}}
	for format, text := range empties {
		file := filepath.Join(g.dir, "empty")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			took, _ := g.measure(format, file, 0)
			if was, ok := g.base[format]; ok {
				took = outlay{min(took.mib, was.mib), min(took.cpu, was.cpu)}
			}
			g.base[format] = took
		}
	}
	all := chosenShapes()
	costs := make([]outlay, len(all))
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.NumCPU(), 4) {
		wg.Go(func() {
			for i := range next {
				costs[i] = g.shape(all[i], i+1)
			}
		})
	}
	for i := range all {
		next <- i
	}
	close(next)
	wg.Wait()
	t.Log("\n" + tableOf(all, costs))
}

// costliest fits the shapes that took the most of each format when all were measured.
var costliest = regexp.MustCompile(`^(RSS|RDF|Atom): (CDATA in pieces|items of mark-up|a long comment)$|^CAP: (another charset|attributes of many)$|` +
	`^(CAP JSON|GeoJSON): items of some members$|^HTML: (open table|classes|styles|nested boxes)$|^JSON Feed: items of (some|much) text$|` +
	`^OPML: (broken bytes|items)$|^configuration: (feeds of several keys|line breaks)$|^sitemap: items of some text$|^text: (lines|marks)$`)

// chosenShapes returns the costliest shapes and one in 24 of the others, or those that
// the pattern in SITREP_BOMBS fits.
func chosenShapes() []shape {
	pattern, n := os.Getenv("SITREP_BOMBS"), 0
	fits := regexp.MustCompile(pattern)
	return slices.DeleteFunc(allShapes(), func(s shape) bool {
		n++
		name := s.format + ": " + s.name
		return pattern == "" && n%24 != 0 && !costliest.MatchString(name) || !fits.MatchString(name)
	})
}

// TestBombsTenAtOnce polls ten of the costliest documents at once.
func TestBombsTenAtOnce(t *testing.T) {
	g := &gauge{tb: t, dir: t.TempDir()}
	fits := regexp.MustCompile(`^(RSS|Atom): (items of nested foreign parts|one text|another charset|signs)$|^JSON Feed: (a long name|one string)$`)
	conf := "packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 32, timeout: 5m}\nfeeds:\n"
	n := 0
	for _, s := range allShapes() {
		if !fits.MatchString(s.format + ": " + s.name) {
			continue
		}
		n++
		file := filepath.Join(g.dir, fmt.Sprint(n))
		if err := s.write(file); err != nil {
			t.Fatal(err)
		}
		conf += "  - {url: '" + g.serve(file) + "'}\n"
	}
	path := filepath.Join(g.dir, "config.yaml")
	if err := os.WriteFile(path, []byte(conf), 0o600); err != nil {
		t.Fatal(err)
	}
	result := filepath.Join(g.dir, "outlay")
	c := newCommand(t, []string{"HOME=" + g.dir, "TZ=UTC"}, "measured-program", result, program(t, "sitrep"), "--config", path, "--data", filepath.Join(g.dir, "data"), "poll")
	said, _ := c.CombinedOutput() // some are no good feeds
	text, err := os.ReadFile(result)
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	var took outlay
	if _, err := fmt.Sscan(string(text), &took.mib, &took.cpu); err != nil {
		t.Fatal(err)
	}
	if t.Logf("%d documents at once: %d MiB, %v", n, took.mib, took.cpu); n != 10 || took.mib > mostMemory || !bytes.Contains(said, []byte(" 10 feeds")) {
		t.Errorf("%d documents took %d MiB, at most %d are allowed:\n%s", n, took.mib, mostMemory, said)
	}
}

// shape measures one document and returns its costs beyond those of an empty one.
func (g *gauge) shape(s shape, n int) outlay {
	file := filepath.Join(g.dir, fmt.Sprintf("document%d", n))
	if err := s.write(file); err != nil {
		g.tb.Error(err)
	}
	defer os.Remove(file)
	took, said := g.measure(s.format, file, n)
	took.mib -= g.base[s.format].mib
	took.cpu -= g.base[s.format].cpu
	if os.Getenv("SITREP_BOMBS") != "" {
		g.tb.Logf("%s: %s: %d MiB, %v: %.150s", s.format, s.name, took.mib, took.cpu, said)
	}
	if took.mib > mostOfOne || took.cpu > mostCPUOfOne {
		g.tb.Errorf("%s: %s: %d MiB and %v, at most %d MiB and %v are allowed: %.200s", s.format, s.name, took.mib, took.cpu, mostOfOne, mostCPUOfOne, said)
	}
	return took
}

// tableOf returns the costliest documents of each format as a table in Markdown.
func tableOf(all []shape, costs []outlay) string {
	worst := map[string][2]int{}
	count := map[string]int{}
	var formats []string
	for i, s := range all {
		w, ok := worst[s.format]
		if !ok {
			formats, w = append(formats, s.format), [2]int{i, i}
		}
		if costs[i].mib > costs[w[0]].mib {
			w[0] = i
		}
		if costs[i].cpu > costs[w[1]].cpu {
			w[1] = i
		}
		worst[s.format] = w
		count[s.format]++
	}
	slices.SortStableFunc(formats, cmp.Compare[string])
	var b strings.Builder
	b.WriteString("| format | documents | most memory, MiB | of | most processor time, s | of |\n|---|--:|--:|---|--:|---|\n")
	for _, f := range formats {
		w := worst[f]
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %.1f | %s |\n", f, count[f], costs[w[0]].mib, all[w[0]].name, costs[w[1]].cpu.Seconds(), all[w[1]].name)
	}
	return b.String()
}
