package reader

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

// WarningsNow returns the official warnings of a cache as they are listed at a
// time: those in force first.
func WarningsNow(ctx context.Context, lib Stories, now time.Time) ([]warning.Entry, error) {
	seen, err := lib.Warnings(ctx)
	if err != nil {
		return nil, err
	}
	judge, err := warning.New()
	if err != nil {
		return nil, err
	}
	list := make([]news.Warning, len(seen))
	for i := range seen {
		list[i] = seen[i].Warning
	}
	return warning.List(judge, list, now), nil
}

// WarningTitle returns the headline of a warning, else its event and its first areas.
func WarningTitle(w *news.Warning) sanitize.Clean {
	if !w.Headline.IsZero() {
		return sanitize.Line(w.Headline.String())
	}
	parts := []sanitize.Clean{}
	for _, a := range w.Areas[:min(len(w.Areas), 3)] {
		if !a.Name.IsZero() {
			parts = append(parts, a.Name)
		}
	}
	if len(parts) == 0 {
		return w.Event
	}
	return sanitize.Join(", ", append([]sanitize.Clean{w.Event}, parts...)...)
}

// AskedFor returns a function that reports whether a warning is one that a line
// asks for: its words, or a query with fields such as severity: or place:. An
// unfinished or wrong query asks for its words.
func (e *Env) AskedFor(line string) func(*news.Warning) bool {
	words := strings.Fields(line)
	mentions := func(w *news.Warning) bool { return warning.Mentions(w, words) }
	if e.Parse == nil || e.MatchWarning == nil {
		return mentions
	}
	f, err := e.Parse(line, e.Now())
	if err != nil || !news.HasFields(f.Expr) {
		return mentions
	}
	return func(w *news.Warning) bool { return e.MatchWarning(f, w) }
}

// aboutWithin is how far apart a warning and a story about it may be.
const aboutWithin = 48 * time.Hour

// AboutWarning returns a query for stories that may be about a warning: with a
// word of its event or hazard, a word of the name of an area, and at most two
// days apart. It reports false if the warning names neither.
func AboutWarning(w *news.Warning) (query string, ok bool) {
	events := longWords(w.Event.String())
	for _, name := range news.HazardNames() {
		if h, _ := news.HazardNamed(name); h == w.Hazard {
			events = append(events, name)
		}
	}
	var areas []string
	for _, a := range w.Areas[:min(len(w.Areas), 5)] {
		areas = append(areas, longWords(a.Name.String())...)
	}
	if len(events) == 0 || len(areas) == 0 || w.Sent.IsZero() {
		return "", false
	}
	at := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	return fmt.Sprintf("(%s) (%s) since:%s before:%s", strings.Join(events, " OR "), strings.Join(areas, " OR "), at(w.Sent.Add(-aboutWithin)), at(w.Sent.Add(aboutWithin))), true
}

// longWords returns the words of a text that are long enough to mean something,
// in quotes, ten at most.
func longWords(s string) []string {
	var out []string
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r) }) {
		if utf8.RuneCountInString(word) >= 4 && len(out) < 10 {
			out = append(out, `"`+word+`"`)
		}
	}
	return out
}
