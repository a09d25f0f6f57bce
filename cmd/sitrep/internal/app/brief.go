package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/revision"
	"sitrep/ui/reader"
)

// Bounds of a brief.
const (
	mostEdited   = 500                 // stories whose edits are looked at
	editedWithin = 30 * 24 * time.Hour // of a story's arrival
	firstBrief   = 24 * time.Hour      // how far back the brief of one who never looked goes
)

// Brief returns the changes since a person looked, or since another look; one
// without a Seq is a time.
func (s *Session) Brief(ctx context.Context, from news.Look) (*reader.Brief, error) {
	latest, err := s.DB.Latest(ctx)
	if err != nil {
		return nil, err
	}
	look, err := s.Cache.Look(ctx)
	if err != nil {
		return nil, err
	}
	b := &reader.Brief{Until: s.Now(), Look: look}
	b.Next = news.Look{At: b.Until, Seq: latest}
	if from.At.IsZero() {
		from = look
	}
	b.Since = from.At
	if b.Since.IsZero() {
		b.Since = b.Until.Add(-firstBrief)
	}
	seq := from.Seq
	if seq == 0 {
		if seq, err = s.DB.SeqBefore(ctx, b.Since); err != nil {
			return nil, err
		}
	}
	isNew := func(st *news.Story) bool { return st.Seq > seq }
	edits, err := s.edits(ctx, b.Since, isNew)
	if err != nil {
		return nil, err
	}
	w := briefWriter{Session: s, brief: b, isNew: isNew, edits: edits}
	if w.clustered, err = s.touched(ctx, seq, edits, b); err != nil {
		return nil, err
	}
	if err := w.write(ctx); err != nil {
		return nil, err
	}
	if err := s.addBriefWarnings(ctx, b); err != nil {
		return nil, err
	}
	b.Sort()
	feeds, err := s.Followed(ctx)
	if err != nil {
		return nil, err
	}
	for _, f := range feeds {
		if f.State.Failures > 0 {
			b.FeedsFailed++
		}
	}
	return b, nil
}

// touched returns the clusters with a story that arrived after another, given
// by its Seq, or was edited. It counts the others as quiet. If the cache does
// not keep all clusters of the window, they are made.
func (s *Session) touched(ctx context.Context, seq int64, edits map[news.StoryID]edit, b *reader.Brief) (*clustered, error) {
	several, whole, err := s.DB.ClusterCounts(ctx, s.windowStart())
	if err != nil {
		return nil, err
	}
	if !whole {
		return s.clustered(ctx, news.Filter{Expr: news.Since{Time: s.windowStart()}}, false)
	}
	arrived, err := s.DB.ArrivedAfter(ctx, seq, mostClustered)
	if err != nil {
		return nil, err
	}
	ids := slices.Collect(maps.Keys(edits))
	for _, st := range arrived {
		if !st.When().Before(s.windowStart()) {
			ids = append(ids, st.ID)
		}
	}
	kept, err := s.DB.ClustersOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		if len(k.Stories) > 1 && !k.Last.Before(s.windowStart()) {
			several--
		}
	}
	b.Quiet = several
	return s.kept(ctx, kept)
}

// SetLook notes up to where a person has seen the stories. The look before
// is kept in it.
func (s *Session) SetLook(ctx context.Context, look news.Look) error {
	before, err := s.Cache.Look(ctx)
	if err != nil {
		return err
	}
	look.Before = nil
	if !before.At.IsZero() {
		look.Before = &before
	}
	return s.Cache.SaveLook(ctx, look)
}

// edit is what changed in a story since the look.
type edit struct {
	story *news.Story
	diff  revision.Diff
}

// edits returns the edits in substance since a time of stories that are not
// new, by story.
func (s *Session) edits(ctx context.Context, since time.Time, isNew func(*news.Story) bool) (map[news.StoryID]edit, error) {
	edited, err := s.DB.EditedSince(ctx, since, s.Now().Add(-editedWithin), mostEdited)
	if err != nil {
		return nil, err
	}
	out := map[news.StoryID]edit{}
	for _, st := range edited {
		if isNew(st) {
			continue
		}
		versions, err := s.Versions(ctx, st)
		if err != nil {
			return nil, err
		}
		from, last := readAt(versions, since), len(versions)-1
		if from < 0 {
			continue
		}
		if d := versions[from].Compare(&versions[last]); d.Substantive() {
			out[st.ID] = edit{st, d}
		}
	}
	return out, nil
}

// readAt returns the index of the wording that stood at a time and was edited
// since; -1: none was. A page that grows is not edited.
func readAt(versions []reader.Version, since time.Time) int {
	last := len(versions) - 1
	for i, v := range versions[:last] {
		replaced := versions[i+1].SeenAt // not known of the last: it is the present one
		if !v.Live && (i+1 == last || replaced.After(since)) {
			return i
		}
	}
	return -1
}

// Versions returns the wordings of a story that are kept, the first first; the
// last is the present one.
func (s *Session) Versions(ctx context.Context, st *news.Story) ([]reader.Version, error) {
	revisions, err := s.DB.Revisions(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	body, err := s.DB.Body(ctx, st.ID, "")
	if err != nil {
		return nil, err
	}
	worded, err := s.DB.WordedAt(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	return reader.VersionsOf(st, revisions, body, worded), nil
}

// CurrentVersion returns the present wording of the story with an id or an
// address. The error matches news.ErrNotFound if there is none.
func (s *Session) CurrentVersion(ctx context.Context, ref string) (revision.Version, error) {
	story, err := s.Find(ctx, ref)
	if err != nil {
		return revision.Version{}, err
	}
	body, err := s.Cache.Body(ctx, story.ID, "")
	return revision.Version{Headline: story.Headline.String(), Paragraphs: reader.Paragraphs(body.Blocks), Modified: story.Updated}, err
}

// briefWriter sorts clusters into the parts of a brief.
type briefWriter struct {
	*Session
	*clustered
	brief *reader.Brief
	isNew func(*news.Story) bool
	edits map[news.StoryID]edit
}

func (w *briefWriter) write(ctx context.Context) error {
	for k, ids := range w.clusters {
		if len(ids) == 0 {
			continue
		}
		if err := w.cluster(ctx, k); err != nil {
			return err
		}
	}
	// Stories that are older than the window have edits too.
	for _, id := range slices.Sorted(maps.Keys(w.edits)) {
		if _, ok := w.at[id]; !ok {
			e := w.edits[id]
			w.brief.Add(w.editItem(reader.BriefItem{Stories: []news.StoryID{id}, Outlets: 1, Origins: 1}, e))
		}
	}
	return nil
}

// cluster adds a cluster to the brief, under the strongest reason.
func (w *briefWriter) cluster(ctx context.Context, k int) error {
	var before, after []*news.Story
	var edited []edit
	for _, id := range w.clusters[k] {
		st := w.stories[w.at[id]]
		if w.isNew(st) {
			after = append(after, st)
			w.brief.NewStories++
		} else {
			before = append(before, st)
		}
		if e, ok := w.edits[id]; ok {
			edited = append(edited, e)
		}
	}
	if len(after) == 0 && len(edited) == 0 {
		if len(before) > 1 {
			w.brief.Quiet++
		}
		return nil
	}
	e, err := w.event(ctx, w.clustered, k, false)
	if err != nil {
		return err
	}
	item := reader.BriefItem{
		Hours: w.hours(k), Cluster: w.ids[k], Title: e.Title(), Outlets: e.Count.Outlets, Origins: e.Count.Origins, AtLeast: e.Count.AtLeast,
		Added: len(after), Last: e.Last(), Stories: w.clusters[k],
	}
	item.NewOutlets, item.NewOrigins = w.growth(&e)
	switch {
	case len(before) == 0 && len(after) == 1:
		w.brief.Singles++
		return nil
	case len(before) == 0:
		item.Part, item.Reason = reader.PartNew, reader.ReasonNew
	case len(edited) > 0:
		item = w.editItem(item, strongestEdit(edited))
	default:
		if !w.moved(&item, &e, before, after) {
			w.brief.Quiet++
			return nil
		}
	}
	w.brief.Add(item)
	return nil
}

// briefHours is how many hours the plot of an item of a brief has.
const briefHours = 12

// hours counts the stories of a cluster by the hour.
func (w *briefWriter) hours(k int) reader.Hours {
	var at []time.Time
	for _, id := range w.clusters[k] {
		at = append(at, w.stories[w.at[id]].When())
	}
	return reader.LastHours(at, w.brief.Until, briefHours)
}

// growth counts the outlets and the origins of an event of which no story had come
// before the look.
func (w *briefWriter) growth(e *reader.Event) (outlets, origins int) {
	was := map[string]bool{}
	for _, isNew := range []bool{false, true} {
		for _, x := range e.Stories {
			if w.isNew(x.Story) != isNew {
				continue
			}
			if key := "outlet " + outletOf(x.Story.URL, x.Story.Feed); !was[key] {
				was[key] = true
				outlets += map[bool]int{true: 1}[isNew]
			}
			if key := "origin " + x.Origin.Key; x.Origin.Key != "" && !was[key] {
				was[key] = true
				origins += map[bool]int{true: 1}[isNew]
			}
		}
	}
	return outlets, origins
}

func strongestEdit(es []edit) edit {
	return slices.MinFunc(es, func(a, b edit) int {
		return cmp.Or(cmp.Compare(revision.Rank(a.diff.Strongest()), revision.Rank(b.diff.Strongest())), cmp.Compare(a.story.ID, b.story.ID))
	})
}

// editItem makes an item of an edit.
func (w *briefWriter) editItem(item reader.BriefItem, e edit) reader.BriefItem {
	item.Title, item.Reason, item.Edited = e.story.Headline, string(e.diff.Strongest()), e.story.ID
	item.Part = reader.PartMoved
	if c := e.diff.Strongest(); c == revision.Correction || c == revision.Withdrawal {
		item.Part = reader.PartCorrected
	}
	item.Note = e.story.Source.String()
	if e.diff.Notice != "" {
		item.Note += ", with a notice"
	} else {
		item.Note += ", without a notice"
	}
	item.From, item.To = e.diff.Shortest()
	if item.Last.IsZero() {
		item.Last = e.story.When()
	}
	return item
}

// moved reports whether new stories of a cluster bring more than copies of
// the known: another figure for the same, or another origin.
func (w *briefWriter) moved(item *reader.BriefItem, e *reader.Event, before, after []*news.Story) bool {
	item.Part = reader.PartMoved
	if what, from, to, ok := figureMoved(before, after); ok {
		item.Reason, item.Note = reader.ReasonFigure, what
		item.From, item.To = from, to
		return true
	}
	known := map[string]bool{}
	for _, x := range e.Stories {
		if !w.isNew(x.Story) && x.Origin.Key != "" {
			known[x.Origin.Key] = true
		}
	}
	for _, x := range e.Stories {
		if o := x.Origin; w.isNew(x.Story) && o.Key != "" && !known[o.Key] && o.Basis != origin.Unknown {
			item.Reason, item.Note = reader.ReasonOrigin, o.Name
			return true
		}
	}
	return false
}

// figureMoved returns a figure that headlines gave before and the newest
// give otherwise.
func figureMoved(before, after []*news.Story) (what, from, to string, ok bool) {
	newestFirst := func(a, b *news.Story) int { return cmp.Or(b.When().Compare(a.When()), cmp.Compare(a.ID, b.ID)) }
	slices.SortFunc(before, newestFirst)
	slices.SortFunc(after, newestFirst)
	type said struct {
		value float64
		text  string
	}
	was, all := map[string]said{}, map[string]bool{}
	for _, st := range before {
		for _, f := range revision.Figures(st.Headline.String()) {
			if _, ok := was[f.What]; !ok {
				was[f.What] = said{f.Value, f.Text}
			}
			all[fmt.Sprint(f.What, f.Value)] = true
		}
	}
	for _, st := range after {
		for _, f := range revision.Figures(st.Headline.String()) {
			if old, ok := was[f.What]; ok && old.value != f.Value && !all[fmt.Sprint(f.What, f.Value)] {
				return f.What, old.text, f.Text, true
			}
		}
	}
	return "", "", "", false
}
