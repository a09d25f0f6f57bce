package warning

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Entry is a message of a list of warnings, with its chain and what is judged
// of it.
type Entry struct {
	Judgement
	Message *news.Warning
	Chain   *Chain
	State   State
}

// List returns messages as people want to see them: of each chain those in force
// once for each text, or its newest message if none is; replaced ones are left
// out. Those in force come first, tests after them, then those that are over;
// among them the most severe, then the newest.
func List(j *Judge, list []news.Warning, now time.Time) []Entry {
	chains := Chains(list)
	var out []Entry
	for n := range chains {
		c := &chains[n]
		found, texts := len(out), map[string]bool{}
		for _, w := range slices.Backward(c.Messages) {
			if c.StateOf(w, now) == InForce && !texts[textOf(w)] {
				texts[textOf(w)] = true
				out = append(out, Entry{Judgement: j.Of(w), Message: w, Chain: c, State: InForce})
			}
		}
		if found == len(out) {
			w := c.Current()
			out = append(out, Entry{Judgement: j.Of(w), Message: w, Chain: c, State: c.StateOf(w, now)})
		}
	}
	slices.SortStableFunc(out, func(a, b Entry) int {
		return cmp.Or(
			cmp.Compare(a.class(), b.class()),
			cmp.Compare(b.Severity.Rank(), a.Severity.Rank()),
			when(b.Message).Compare(when(a.Message)),
			cmp.Compare(a.Message.ID, b.Message.ID),
		)
	})
	return out
}

// class orders warnings in force, tests in force, and those that are over.
func (e Entry) class() int {
	switch {
	case e.State != InForce:
		return 2
	case e.Test:
		return 1
	}
	return 0
}

// textOf is equal for messages of a chain that look alike in a list: one warning
// that came by several feeds, or a quake measured by several networks.
func textOf(w *news.Warning) string {
	if w.Quake != nil {
		return "quake"
	}
	var areas []string
	for _, area := range w.Areas {
		areas = append(areas, area.Name.String())
	}
	slices.Sort(areas)
	return strings.Join(append([]string{fold(w.Event.String()), string(Decisive(w))}, slices.Compact(areas)...), "\x00")
}

// Mentions reports whether a message has each of the words in its areas, event,
// headline or authority, whatever their case.
func Mentions(w *news.Warning, words []string) bool {
	if len(words) == 0 {
		return true
	}
	texts := []string{w.Event.String(), w.Headline.String(), w.Authority.String()}
	for _, a := range w.Areas {
		texts = append(texts, a.Name.String())
	}
	all := fold(strings.Join(texts, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(all, strings.TrimSpace(fold(word))) })
}

// Center returns a point in the middle of where a warning is about: its own point,
// else that of a circle, else the middle of its outlines. It reports false if
// the message gives none.
func Center(w *news.Warning) (news.Point, bool) {
	if w.Place != nil {
		return *w.Place, true
	}
	for _, a := range w.Areas {
		if len(a.Circles) > 0 {
			return a.Circles[0].Point, true
		}
	}
	for _, a := range w.Areas {
		if len(a.Polygons) > 0 && len(a.Polygons[0]) > 0 {
			return middle(a.Polygons[0]), true
		}
	}
	return news.Point{}, false
}

// middle returns the middle of an outline's extent. Longitudes are counted from
// its first corner, so that one across the date line has its middle there.
func middle(outline []news.Point) news.Point {
	first := outline[0]
	low, high := news.Point{Lat: first.Lat}, news.Point{Lat: first.Lat}
	for _, p := range outline {
		lon := math.Mod(p.Lon-first.Lon+540, 360) - 180
		low.Lat, high.Lat = min(low.Lat, p.Lat), max(high.Lat, p.Lat)
		low.Lon, high.Lon = min(low.Lon, lon), max(high.Lon, lon)
	}
	lon := math.Mod(first.Lon+(low.Lon+high.Lon)/2+540, 360) - 180
	return news.Point{Lat: (low.Lat + high.Lat) / 2, Lon: lon}
}
