package app

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/alert"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Watch implements reader.Watch: the alerts of a person. Make one with
// Session.Watch.
type Watch struct{ s *Session }

var _ reader.Watch = (*Watch)(nil)

// Watch returns the alerts of the session's person.
func (s *Session) Watch() *Watch { return &Watch{s} }

// MatchWarning returns what finds warnings by a filter.
func (s *Session) MatchWarning() func(f news.Filter, w *news.Warning) bool {
	g := s.Gazetteer()
	e := &alert.Engine{Locate: g.Words, Near: g.Meets}
	return e.Matches
}

// Alerts returns the alerts of the last seven days, the newest first.
func (w *Watch) Alerts(ctx context.Context) ([]news.Alert, error) {
	return w.s.Cache.Alerts(ctx, w.s.Now().Add(-lookBack))
}

// SeeAlerts notes that the person has seen the alerts up to one.
func (w *Watch) SeeAlerts(ctx context.Context, upTo int64) error {
	return w.s.Cache.SeeAlerts(ctx, upTo)
}

// TryRule returns the alerts that a rule would have raised in the last seven days.
func (w *Watch) TryRule(ctx context.Context, r news.Rule) ([]news.Alert, error) {
	return w.s.TryRule(ctx, r)
}

// AddRule keeps a rule of the person's own.
func (w *Watch) AddRule(ctx context.Context, r news.Rule) (int, error) { return w.s.AddRule(ctx, r) }

// The words of a proposed rule.
const (
	proposedWords = 2
	shortestWord  = 4                   // characters; shorter words are seldom names
	weighedFor    = 30 * 24 * time.Hour // how far back the stories are by which words are rare
)

// Propose returns a rule for the subject of a story: the rarest words of its
// headline that others have too, and a location that the person listed.
func (w *Watch) Propose(ctx context.Context, id news.StoryID) (news.Rule, error) {
	st, err := w.s.Cache.Story(ctx, id)
	if err != nil {
		return news.Rule{}, err
	}
	type weighed struct {
		word string
		n    int
	}
	var words []weighed
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(st.Headline.String(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '-' && !unicode.Is(unicode.M, r)
	}) {
		key := sanitize.Fold(word)
		if seen[key] || utf8.RuneCountInString(word) < shortestWord && !strings.ContainsFunc(word, unicode.IsUpper) || strings.Trim(word, "0123456789-") == "" {
			continue
		}
		seen[key] = true
		f, err := query.Parse("title:\""+word+"\"", w.s.Now())
		if err != nil {
			continue
		}
		since := news.Filter{Expr: news.Since{Time: w.s.Now().Add(-weighedFor)}}
		n, err := w.s.Cache.Count(ctx, f.And(since), 0)
		if err != nil {
			return news.Rule{}, err
		}
		words = append(words, weighed{word, n.Total})
	}
	if len(words) == 0 {
		return news.Rule{}, errors.New("the headline has no word for a rule")
	}
	// A word that only this story has is a spelling or a slip as often as a name.
	rank := func(x weighed) int {
		if x.n <= 1 {
			return 1 << 30
		}
		return x.n
	}
	slices.SortStableFunc(words, func(a, b weighed) int { return rank(a) - rank(b) })
	r := news.Rule{Name: strings.ToLower(words[0].word)}
	for _, x := range words[:min(len(words), proposedWords)] {
		r.Query = strings.TrimSpace(r.Query + " " + strings.Trim(x.word, "-"))
	}
	for _, l := range w.s.Gazetteer().Own() {
		f := news.Filter{Expr: news.And{news.AtPlace{Name: l.Name}, news.Since{Time: st.When()}, news.Before{Time: st.When().Add(time.Second)}}}
		near, err := w.s.Cache.Stories(ctx, f, news.Window{Limit: 100})
		if err != nil {
			return news.Rule{}, err
		}
		if slices.ContainsFunc(near, func(x *news.Story) bool { return x.ID == st.ID }) {
			r.Query += ` place:"` + strings.ReplaceAll(l.Name, `"`, "") + `"`
			break
		}
	}
	return r, nil
}
