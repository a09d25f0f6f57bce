package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/alert"
	"sitrep/internal/cluster"
	"sitrep/internal/gazetteer"
	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/query"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// Bounds of alerts.
const (
	lookBack     = 7 * 24 * time.Hour  // what a new rule looks at
	mostLooked   = 20_000              // stories at once
	remembered   = 30 * 24 * time.Hour // how long a subject does not ring again
	runWithin    = 6 * time.Hour       // what was raised longer ago is not handed to a program
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

// RaiseAlerts asks the rules about what has arrived since it was called last, for
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

// remember tells the engine what was raised before.
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

// describe fills in what is known of the feed of an item.
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

// ask asks rules about stories, and those that count outlets or origins about
// the events that the stories are part of.
func (r *raiser) ask(ctx context.Context, stories []*news.Story, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	if len(rules) == 0 || len(stories) == 0 {
		return nil, nil
	}
	var single, counting []*alert.Rule
	for _, x := range rules {
		if x.Counts() {
			counting = append(counting, x)
		} else {
			single = append(single, x)
		}
	}
	events, err := r.eventsAround(ctx, stories)
	if err != nil {
		return nil, err
	}
	var out []news.Alert
	for _, st := range stories {
		it, err := r.item(ctx, st, events.of[st.ID])
		if err != nil {
			return nil, err
		}
		out = append(out, r.engine.Story(it, r.Now(), single, before)...)
	}
	if len(counting) == 0 {
		return out, nil
	}
	for _, k := range events.ids {
		more, err := r.askEvent(ctx, events.clusters[k], counting, before)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	return out, nil
}

// around are the events that some stories are part of.
type around struct {
	clusters map[string]*news.Cluster
	ids      []string                       // of clusters, in the order of the stories
	of       map[news.StoryID]*news.Cluster // the event of each story
}

func (s *Session) eventsAround(ctx context.Context, stories []*news.Story) (around, error) {
	ids := make([]news.StoryID, len(stories))
	for i, st := range stories {
		ids[i] = st.ID
	}
	kept, err := s.DB.ClustersOf(ctx, ids)
	a := around{clusters: map[string]*news.Cluster{}, of: map[news.StoryID]*news.Cluster{}}
	for i := range kept {
		k := &kept[i]
		a.clusters[k.ID], a.ids = k, append(a.ids, k.ID)
		for _, id := range k.Stories {
			a.of[id] = k
		}
	}
	return a, err
}

// item is a story as rules are asked about it.
func (r *raiser) item(ctx context.Context, st *news.Story, k *news.Cluster) (*alert.Item, error) {
	it := &alert.Item{Story: st, Subject: "story:" + string(st.ID)}
	if k != nil {
		it.Cluster, it.Subject = k.ID, k.Storyline
	}
	r.describe(it)
	if st.FullText {
		body, err := r.Cache.Body(ctx, st.ID, "")
		if err != nil {
			return nil, err
		}
		it.Text = reader.Paragraphs(body.Blocks)
	}
	return it, nil
}

// askEvent asks rules about the stories of an event, with its counts.
func (r *raiser) askEvent(ctx context.Context, k *news.Cluster, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	stories, err := r.Cache.StoriesByID(ctx, k.Stories...)
	if err != nil {
		return nil, err
	}
	return r.askStories(ctx, k, stories, r.Now(), rules, before)
}

func (r *raiser) askStories(ctx context.Context, k *news.Cluster, stories []*news.Story, now time.Time, rules []*alert.Rule, before bool) ([]news.Alert, error) {
	e := reader.Event{ID: cluster.ID(k.ID)}
	for _, st := range stories {
		e.Stories = append(e.Stories, reader.EventStory{Story: st})
	}
	if err := r.addOrigins(ctx, &e); err != nil {
		return nil, err
	}
	slices.SortFunc(stories, func(a, b *news.Story) int { return int(b.Seq - a.Seq) })
	var out []news.Alert
	for _, st := range stories {
		it, err := r.item(ctx, st, k)
		if err != nil {
			return nil, err
		}
		it.Outlets, it.Origins = e.Count.Outlets, e.Count.Origins
		out = append(out, r.engine.Story(it, now, rules, before)...)
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

// keepAlerts raises alerts once, and has those that ring handed to the program of
// the configuration, if this process runs it.
func (a *App) keepAlerts(ctx context.Context, run chan<- struct{}) {
	_, err := a.RaiseAlerts(ctx)
	if err != nil && ctx.Err() == nil {
		a.Log.ErrorContext(ctx, "raise alerts", slog.Any("error", err))
	}
	if run != nil {
		select {
		case run <- struct{}{}:
		default: // it is at it already
		}
	}
}

// runAlerts hands alerts that ring to the program of the configuration, one after
// the other, each time it is asked to, until ctx ends. A failure is shown and
// logged; the alert is not handed over again.
func (a *App) runAlerts(ctx context.Context, asked <-chan struct{}) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-asked:
		}
		if err := a.runOnce(ctx); err != nil && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "run alerts", slog.Any("error", err))
			a.warn("alerts.run: %v", err)
		}
	}
}

func (a *App) runOnce(ctx context.Context) error {
	p, err := a.DB.For(ctx, "")
	if err != nil {
		return err
	}
	due, err := p.AlertsToRun(ctx, a.Now().Add(-runWithin))
	var errs []error
	for i := range due {
		text, err := present.AlertJSON(&due[i])
		if err == nil {
			_, err = opener.Pipe(ctx, a.Config.Alerts.Run, text)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", due[i].Rule, err))
		}
	}
	return errors.Join(append(errs, err)...)
}
