package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"sitrep/internal/alert"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Replay returns the alerts that rules would have raised for stories first seen
// from one time up to another, the oldest first. It writes nothing, and the same
// cache gives the same alerts. Stories are in the events that the cache keeps
// now; a story that the cache has edited since counts as it stands.
func (s *Session) Replay(ctx context.Context, rules []news.Rule, from, to time.Time) ([]news.Alert, error) {
	r := &replay{raiser: raiser{Session: s}, from: from, to: to}
	var err error
	if r.engine, err = s.engineOf(rules); err != nil {
		return nil, err
	}
	if err := r.readFeeds(ctx); err != nil {
		return nil, err
	}
	if err := r.replayStories(ctx); err != nil {
		return nil, err
	}
	seen, err := s.DB.Warnings(ctx)
	if err != nil {
		return nil, err
	}
	in := alert.Arrivals{Messages: seen, Describe: r.describe}
	in.Raises = func(w *news.WarningSeen) bool { return !w.Seen.Before(from) && !w.Seen.After(to) }
	r.out = append(r.out, r.engine.Warnings(in, r.engine.Rules, false)...)
	slices.SortStableFunc(r.out, func(a, b news.Alert) int {
		return cmp.Or(a.Raised.Compare(b.Raised), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Subject, b.Subject), cmp.Compare(a.Cause, b.Cause))
	})
	r.engine.Deliver(r.out)
	return r.out, nil
}

// replay asks rules about stories in the order of their arrival.
type replay struct {
	raiser
	from, to time.Time
	out      []news.Alert
}

func (r *replay) replayStories(ctx context.Context) error {
	before, err := r.DB.SeqBefore(ctx, r.from)
	if err != nil {
		return err
	}
	latest, err := r.DB.Latest(ctx)
	if err != nil {
		return err
	}
	stories, err := r.arrived(ctx, before, latest)
	if err != nil {
		return err
	}
	stories = slices.DeleteFunc(stories, func(st *news.Story) bool { return st.FirstSeen.Before(r.from) || st.FirstSeen.After(r.to) })
	events, err := r.eventsAround(ctx, stories)
	if err != nil {
		return err
	}
	var single, counting []*alert.Rule
	for _, x := range r.engine.Rules {
		if x.Counts() {
			counting = append(counting, x)
		} else {
			single = append(single, x)
		}
	}
	soFar := map[string][]*news.Story{} // by event
	for _, st := range stories {
		k := events.of[st.ID]
		it, err := r.item(ctx, st, k)
		if err != nil {
			return err
		}
		r.out = append(r.out, r.engine.Story(it, st.FirstSeen, single, false)...)
		if k == nil || len(counting) == 0 {
			continue
		}
		soFar[k.ID] = append(soFar[k.ID], st)
		more, err := r.askStories(ctx, k, slices.Clone(soFar[k.ID]), st.FirstSeen, counting, false)
		if err != nil {
			return err
		}
		r.out = append(r.out, more...)
	}
	return nil
}

// TryRule returns the alerts that a rule would have raised in the last seven
// days, the oldest first.
func (s *Session) TryRule(ctx context.Context, r news.Rule) ([]news.Alert, error) {
	now := s.Now()
	return s.Replay(ctx, []news.Rule{r}, now.Add(-lookBack), now)
}

// The bounds of rules.
const (
	longestRuleName = 64   // characters
	longestQuery    = 2000 // characters
)

// AddRule keeps a rule of the person's own, or replaces the one of its name, and
// returns how often it would have been raised in the last seven days.
func (s *Session) AddRule(ctx context.Context, r news.Rule) (int, error) {
	r.Name = sanitize.Line(r.Name).String()
	switch {
	case r.Name == "":
		return 0, errors.New("the name of the rule is empty")
	case utf8.RuneCountInString(r.Name) > longestRuleName:
		return 0, fmt.Errorf("the name of the rule is too long: %d characters at most", longestRuleName)
	case utf8.RuneCountInString(r.Query) > longestQuery:
		return 0, fmt.Errorf("the query of the rule is too long: %d characters at most", longestQuery)
	}
	if slices.ContainsFunc(s.configRules(), func(x news.Rule) bool { return x.Name == r.Name }) {
		return 0, fmt.Errorf("the configuration has a rule named %s; choose another name", r.Name)
	}
	r.Own = true
	list, err := s.TryRule(ctx, r)
	if err != nil {
		return 0, err
	}
	return len(list), s.Cache.SaveRule(ctx, r)
}
