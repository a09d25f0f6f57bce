package app

import (
	"context"
	"errors"
	"slices"
	"time"

	"sitrep/internal/alert"
	"sitrep/internal/gazetteer"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// Bounds of alerts.
const (
	lookBack     = 7 * 24 * time.Hour  // of stories that a new rule looks at
	mostLooked   = 20_000              // stories at once
	remembered   = 30 * 24 * time.Hour // how long a subject does not ring again
	runWithin    = 6 * time.Hour       // older alerts are not handed to a program
	editedAlerts = 100                 // alerts whose stories are looked at for edits
)

// configRules returns the rules of the configuration.
func (a *App) configRules() []news.Rule {
	var out []news.Rule
	for _, r := range a.Config.Alerts.Rules {
		out = append(out, news.Rule{Name: r.Name, Query: r.When, Quiet: !r.Ring, Wake: r.Wake, Until: r.Until})
	}
	return out
}

// Gazetteer returns the locations that queries may name.
func (a *App) Gazetteer() *gazetteer.Gazetteer {
	return gazetteer.New(locationsOf(a.Config.Locations))
}

// engineOf returns what raises alerts by some rules. Rules whose queries are
// wrong are left out; the error names them.
func (s *Session) engineOf(rules []news.Rule) (*alert.Engine, error) {
	judge, err := warning.New()
	if err != nil {
		return nil, err
	}
	g := s.Gazetteer()
	q := s.Config.Alerts.Quiet
	zone, err := time.LoadLocation(q.Zone)
	if err != nil {
		zone = time.UTC
	}
	e := &alert.Engine{
		Judge: judge, Locate: g.Words, Near: g.Meets,
		Limits: alert.Limits{PerHour: s.Config.Alerts.PerHour, Quiet: alert.Quiet{From: q.From, To: q.To, Zone: zone}},
	}
	var errs []error
	for _, r := range rules {
		c, err := alert.Compile(r, func(q string) (news.Filter, error) { return query.Parse(q, s.Now()) })
		if err != nil {
			errs = append(errs, err)
			continue
		}
		e.Rules = append(e.Rules, c)
	}
	return e, errors.Join(errs...)
}

// Rules returns the rules of the configuration and the person's own.
func (s *Session) Rules(ctx context.Context) ([]news.Rule, error) {
	kept, err := s.Cache.Rules(ctx)
	if err != nil {
		return nil, err
	}
	out := s.configRules()
	for _, r := range kept {
		if r.Own {
			out = append(out, r)
		}
	}
	return out, nil
}

// RaiseAlerts asks the rules about the arrivals since it was called last, for
// all persons, and keeps the alerts. It returns those that are new. A rule that
// is new is asked about the last seven days, without ringing.
func (a *App) RaiseAlerts(ctx context.Context) ([]news.Alert, error) {
	names, err := a.DB.People(ctx)
	if err != nil {
		return nil, err
	}
	var out []news.Alert
	for _, name := range names {
		p, err := a.DB.For(ctx, name)
		if err != nil {
			return out, err
		}
		added, err := (&raiser{Session: &Session{App: a, Cache: p}}).raise(ctx, name == "")
		out = append(out, added...)
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

// raiser raises the alerts of one person.
type raiser struct {
	*Session
	engine *alert.Engine
	feeds  map[news.FeedID]news.Feed
	raised []news.Alert // before
	page   time.Time    // when the pages brought the texts that are asked about; zero: with the stories
}

// raise raises the person's alerts; the owner's are those of the configuration,
// too.
func (r *raiser) raise(ctx context.Context, owner bool) ([]news.Alert, error) {
	rules, err := r.rules(ctx, owner)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	var wrong error
	if r.engine, wrong = r.engineOf(rules); r.engine == nil {
		return nil, wrong
	}
	mark, err := r.Cache.AlertMark(ctx)
	if err != nil {
		return nil, err
	}
	next := store.AlertMark{}
	if next.Seq, err = r.DB.Latest(ctx); err != nil {
		return nil, err
	}
	if next.Warning, err = r.DB.LatestWarning(ctx); err != nil {
		return nil, err
	}
	if next.Page, err = r.DB.LatestPage(ctx); err != nil {
		return nil, err
	}
	looked, fresh := splitRules(r.engine.Rules)
	if err := r.remember(ctx); err != nil {
		return nil, err
	}
	alerts, err := r.edited(ctx)
	if err != nil {
		return nil, err
	}
	if mark == next && len(fresh) == 0 && len(alerts) == 0 {
		return nil, errors.Join(wrong, r.release(ctx))
	}
	found, err := r.find(ctx, mark, next, looked, fresh)
	if err != nil {
		return nil, err
	}
	alerts = append(alerts, found...)
	r.engine.Deliver(alerts)
	done := make([]news.Rule, len(fresh))
	for i, f := range fresh {
		done[i] = f.Rule
	}
	added, err := r.Cache.SaveAlerts(ctx, alerts, next, done)
	return added, errors.Join(err, wrong, r.release(ctx))
}

// rules returns the rules that are asked, and brings those of the configuration
// into the cache.
func (r *raiser) rules(ctx context.Context, owner bool) ([]news.Rule, error) {
	kept, err := r.Cache.Rules(ctx)
	if err != nil {
		return nil, err
	}
	isOwn := func(x news.Rule) bool { return x.Own }
	if !owner {
		return slices.DeleteFunc(kept, func(x news.Rule) bool { return !x.Own }), nil
	}
	ours := r.configRules()
	slices.SortStableFunc(ours, func(a, b news.Rule) int { return compareText(a.Name, b.Name) })
	theirs := slices.DeleteFunc(slices.Clone(kept), isOwn)
	if slices.EqualFunc(ours, theirs, sameRule) {
		return kept, nil
	}
	if err := r.Cache.SetRules(ctx, ours); err != nil {
		return nil, err
	}
	return r.Cache.Rules(ctx)
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func sameRule(a, b news.Rule) bool {
	return a.Name == b.Name && a.Query == b.Query && a.Quiet == b.Quiet && a.Wake == b.Wake && a.Until.Equal(b.Until)
}

// splitRules parts rules into those that have looked back and those that have not.
func splitRules(rules []*alert.Rule) (looked, fresh []*alert.Rule) {
	for _, r := range rules {
		if r.Looked {
			looked = append(looked, r)
		} else {
			fresh = append(fresh, r)
		}
	}
	return looked, fresh
}

// remember gives the engine the alerts raised before.
func (r *raiser) remember(ctx context.Context) error {
	var err error
	if r.raised, err = r.Cache.Alerts(ctx, r.Now().Add(-remembered)); err != nil {
		return err
	}
	var ids []news.StoryID
	for _, a := range r.raised {
		if a.Story != "" {
			ids = append(ids, a.Story)
		}
	}
	// The ID of a storyline changes if an earlier cluster joins it.
	now := map[news.StoryID]string{}
	kept, err := r.DB.ClustersOf(ctx, ids)
	if err != nil {
		return err
	}
	for _, c := range kept {
		for _, id := range c.Stories {
			now[id] = c.Storyline
		}
	}
	for i := range r.raised {
		a := &r.raised[i]
		if line := now[a.Story]; line != "" && line != a.Subject {
			r.engine.Remember(a, line)
		} else {
			r.engine.Remember(a)
		}
	}
	return nil
}

// find asks the rules about what arrived between two marks, and the fresh ones
// about what was there before.
func (r *raiser) find(ctx context.Context, mark, next store.AlertMark, looked, fresh []*alert.Rule) ([]news.Alert, error) {
	if err := r.readFeeds(ctx); err != nil {
		return nil, err
	}
	out, err := r.stories(ctx, mark, next, looked, fresh)
	if err != nil {
		return nil, err
	}
	late, err := r.pages(ctx, mark, next, looked)
	if err != nil {
		return nil, err
	}
	out = append(out, late...)
	if mark.Warning < next.Warning || len(fresh) > 0 {
		seen, err := r.DB.Warnings(ctx)
		if err != nil {
			return nil, err
		}
		in := alert.Arrivals{Messages: seen, Describe: r.describe, Raised: r.raised}
		in.Raises = func(w *news.WarningSeen) bool { return w.Num > mark.Warning }
		out = append(out, r.engine.Warnings(in, looked, false)...)
		in.Raises = func(*news.WarningSeen) bool { return true }
		out = append(out, r.engine.Warnings(in, fresh, true)...)
	}
	return out, nil
}

func (r *raiser) readFeeds(ctx context.Context) error {
	all, err := r.DB.Feeds(ctx)
	if err != nil {
		return err
	}
	r.feeds = make(map[news.FeedID]news.Feed, len(all))
	for _, f := range all {
		if f.Feed.Name.IsZero() {
			f.Feed.Name = f.State.Title
		}
		r.feeds[f.Feed.ID] = f.Feed
	}
	return nil
}

// describe fills in the feed of an item: name, type, tags.
func (r *raiser) describe(it *alert.Item) {
	var id news.FeedID
	if it.Story != nil {
		id = it.Story.Feed
	} else {
		id = it.Warning.Feed
	}
	f := r.feeds[id]
	it.Feed, it.Official = f.Name, f.Type == news.TypeWarning
	for _, tag := range f.Tags {
		it.Tags = append(it.Tags, sanitize.Fold(tag))
	}
}

// stories asks the rules about the stories that arrived.
func (r *raiser) stories(ctx context.Context, mark, next store.AlertMark, looked, fresh []*alert.Rule) ([]news.Alert, error) {
	arrived, err := r.arrived(ctx, mark.Seq, next.Seq)
	if err != nil {
		return nil, err
	}
	out, err := r.ask(ctx, arrived, looked, false)
	if err != nil || len(fresh) == 0 {
		return out, err
	}
	before, err := r.DB.SeqBefore(ctx, r.Now().Add(-lookBack))
	if err != nil {
		return nil, err
	}
	if arrived, err = r.arrived(ctx, before, next.Seq); err != nil {
		return nil, err
	}
	more, err := r.ask(ctx, arrived, fresh, true)
	return append(out, more...), err
}

// pages asks the rules about stories that were asked about before, and whose pages
// have brought a text since. Rules that are fresh look at all texts anyway.
func (r *raiser) pages(ctx context.Context, mark, next store.AlertMark, looked []*alert.Rule) ([]news.Alert, error) {
	if len(looked) == 0 || mark.Page >= next.Page {
		return nil, nil
	}
	stories, err := r.DB.PagesAfter(ctx, mark.Page, next.Page, mostLooked)
	if err != nil {
		return nil, err
	}
	stories = slices.DeleteFunc(stories, func(st *news.Story) bool { return st.Seq > mark.Seq })
	r.page = r.Now()
	defer func() { r.page = time.Time{} }()
	return r.ask(ctx, stories, looked, false)
}

// arrived returns the stories that arrived after one and up to another, by Seq.
func (s *Session) arrived(ctx context.Context, after, upTo int64) ([]*news.Story, error) {
	const page = 1000
	var out []*news.Story
	for len(out) < mostLooked && after < upTo {
		got, err := s.DB.ArrivedAfter(ctx, after, page)
		if err != nil {
			return nil, err
		}
		for _, st := range got {
			if st.Seq <= upTo {
				out = append(out, st)
			}
		}
		if len(got) < page {
			break
		}
		after = got[len(got)-1].Seq
	}
	return out, nil
}

// edited asks for alerts about stories that were corrected or withdrawn after
// they had raised one.
func (r *raiser) edited(ctx context.Context) ([]news.Alert, error) {
	first := map[news.StoryID][]*news.Alert{}
	var ids []news.StoryID
	for i := range r.raised {
		if a := &r.raised[i]; a.Story != "" && a.Cause == "" && len(ids) < editedAlerts {
			first[a.Story], ids = append(first[a.Story], a), append(ids, a.Story)
		}
	}
	stories, err := r.Cache.StoriesByID(ctx, ids...)
	if err != nil {
		return nil, err
	}
	var out []news.Alert
	for _, st := range stories {
		if st.Revisions == 0 {
			continue
		}
		versions, err := r.Versions(ctx, st)
		if err != nil {
			return nil, err
		}
		for _, a := range first[st.ID] {
			out = append(out, r.editedSince(a, versions)...)
		}
	}
	return out, nil
}

// editedSince asks for an alert about a story that was corrected or withdrawn
// after it had raised one.
func (r *raiser) editedSince(a *news.Alert, versions []reader.Version) []news.Alert {
	from, last := readAt(versions, a.Raised), len(versions)-1
	if from < 0 {
		return nil
	}
	d := versions[from].Compare(&versions[last])
	for _, class := range d.Classes {
		if class == revision.Withdrawal || class == revision.Correction {
			return r.engine.Edited(a, string(class), versions[last].N, r.Now(), r.engine.Rules)
		}
	}
	return nil
}

// release decides about what waited for the end of the quiet hours.
func (r *raiser) release(ctx context.Context) error {
	waiting := slices.DeleteFunc(slices.Clone(r.raised), func(a news.Alert) bool { return a.Delivery != news.DeliverQuiet })
	slices.Reverse(waiting) // the oldest first
	return r.Cache.Redeliver(ctx, r.engine.Release(waiting, r.Now()))
}
