package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math"
	"slices"

	"sitrep/feeds/extract"
	"sitrep/feeds/readalso"
)

// reader reads pages with any weights.
type reader struct{ m *readalso.Matcher }

func newReader() (*reader, error) {
	m, err := readalso.New()
	if err != nil {
		return nil, fmt.Errorf("read languages: %w", err)
	}
	return &reader{m}, nil
}

// nothing are weights that accept no box, so that each one is weighed.
func nothing() readalso.Weights {
	return readalso.Weights{Weights: map[string]float64{"start": -1000}}
}

func (r *reader) explain(p *page, w readalso.Weights) (readalso.Explanation, error) {
	m, err := r.m.WithWeights(w)
	if err != nil {
		return readalso.Explanation{}, fmt.Errorf("use weights: %w", err)
	}
	x, err := extract.New(m).Explain(context.Background(), p.body, "text/html", p.url)
	if err != nil {
		return x, fmt.Errorf("read page %s: %w", p.path, err)
	}
	return x, nil
}

// boxes returns the boxes of all pages as examples. On a page without labels
// only those are known that hold what is not to be found.
func (r *reader) boxes(pages []*page) ([]example, error) {
	var out []example
	for _, p := range pages {
		x, err := r.explain(p, nothing())
		if err != nil {
			return nil, err
		}
		known := make(map[string]bool) // addresses under a label of the dictionary
		for _, b := range x.Boxes {
			if values(b)["label strong"] == 1 {
				for _, u := range b.URLs {
					known[u] = true
				}
			}
		}
		for _, b := range x.Boxes {
			right := p.right(b)
			v := values(b)
			switch {
			case b.Trap != "":
			case v["label unknown"] > 0 && all(b.URLs, known): // it will belong to the other
			case !right && !p.forbids(b) && (len(p.want) == 0 || v["label strong"] == 1):
				// Not every reference is labelled, and those under a known label
				// that are not are mostly references.
			default:
				out = append(out, example{p.site, v, right, weight(len(b.URLs), right)})
			}
		}
	}
	return out, nil
}

// lean is how much more a box of references counts than one of others: to miss
// one is worse than to show one more.
const lean = 1.5

func weight(links int, right bool) float64 {
	w := 1 + math.Log2(float64(links))/2
	if right {
		w *= lean
	}
	return w
}

func values(b readalso.Box) map[string]float64 {
	v := make(map[string]float64)
	for _, e := range b.Why {
		if e.Name != "start" {
			v[e.Name] = e.Value
		}
	}
	return v
}

func all(urls []string, in map[string]bool) bool {
	for _, u := range urls {
		if !in[u] {
			return false
		}
	}
	return true
}

// right reports whether half of the links of a box are labelled.
func (p *page) right(b readalso.Box) bool {
	n := 0
	for i, u := range b.URLs {
		if p.wants(b.Titles[i].String(), u) {
			n++
		}
	}
	return n*2 >= len(b.URLs)
}

func (p *page) wants(title, address string) bool {
	is := func(t target) bool { return t.is(p.url, title, address) }
	return slices.ContainsFunc(p.want, is) || slices.ContainsFunc(p.pooled, is)
}

func (p *page) forbids(b readalso.Box) bool {
	for i, u := range b.URLs {
		if p.isForbidden(b.Titles[i].String(), u) {
			return true
		}
	}
	return false
}

func (p *page) isForbidden(title, address string) bool {
	return !p.wants(title, address) && slices.ContainsFunc(p.never, func(t target) bool {
		k := keyOf(p.url, t.Href)
		return k != "" && k == keyOf(p.url, address) && k != keyOf(p.url, p.url)
	})
}

// tally counts the findings.
type tally struct {
	found, asked map[string]int // by position, set and language
	right, extra int            // of the findings within the text
	others       int            // found in boxes and not labelled
	traps        int
}

// crossValidate reads each page with weights made from the pages of other
// sites.
func (r *reader) crossValidate(pages []*page, boxes []example, folds int, pull float64, show bool, out io.Writer) (map[string]float64, error) {
	t := &tally{found: make(map[string]int), asked: make(map[string]int)}
	for fold := range folds {
		var train []example
		for _, b := range boxes {
			if foldOf(b.site, folds) != fold {
				train = append(train, b)
			}
		}
		w := readalso.Weights{Weights: fit(train, pull)}
		for _, p := range pages {
			if foldOf(p.site, folds) != fold {
				continue
			}
			x, err := r.explain(p, w)
			if err != nil {
				return nil, err
			}
			t.add(p, x, show, out)
		}
	}
	return t.figures(out, boxes), nil
}

func foldOf(site string, folds int) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(site))
	return int(h.Sum32() % uint32(folds)) //nolint:gosec // a few
}

func (t *tally) add(p *page, x readalso.Explanation, show bool, out io.Writer) {
	for _, want := range p.want {
		hit := 0
		for _, f := range x.Found {
			if want.is(p.url, f.Title.String(), f.URL) {
				hit = 1
				break
			}
		}
		for _, k := range []string{want.position, "set" + p.set + " " + want.position, "language " + p.lang} {
			t.asked[k]++
			t.found[k] += hit
		}
		if show && hit == 0 {
			fmt.Fprintf(out, "miss %s %s %s | %s\n", want.position, p.lang, p.path, want.Title)
		}
	}
	trapped := false
	for _, f := range x.Found {
		title := f.Title.String()
		trapped = trapped || p.isForbidden(title, f.URL)
		switch ok := p.wants(title, f.URL); {
		case len(p.want) == 0:
		case f.Kind == readalso.Inline && ok:
			t.right++
		case f.Kind == readalso.Inline:
			t.extra++
		case !ok:
			t.others++
		}
		if show && !p.wants(title, f.URL) {
			fmt.Fprintf(out, "extra %s %s %s | %s | %s %s\n", f.Kind, p.lang, p.path, f.Marker.String(), title, f.URL)
		}
	}
	if trapped {
		t.traps++
	}
}

// figures prints the counts and returns the main ones.
func (t *tally) figures(out io.Writer, boxes []example) map[string]float64 {
	f := make(map[string]float64)
	for _, k := range slices.Sorted(maps.Keys(t.asked)) {
		share := float64(t.found[k]) / float64(t.asked[k])
		fmt.Fprintf(out, "%-28s %4d of %4d  %.3f\n", k, t.found[k], t.asked[k], share)
		switch k {
		case "inline-paragraph", "list", "aside", "end-block":
			f[k] = rounded(share)
		}
	}
	right := 0
	for _, b := range boxes {
		if b.right {
			right++
		}
	}
	f["precision inline"] = rounded(float64(t.right) / float64(max(t.right+t.extra, 1)))
	f["pages with a trap"] = float64(t.traps)
	fmt.Fprintf(out, "within the text %d right, %d not labelled; in boxes %d not labelled; %d pages with a trap; %d of %d boxes right\n", t.right, t.extra, t.others, t.traps, right, len(boxes))
	return f
}
