package uitest

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

var _ reader.Library = (*Library)(nil)

// Library is a reader.Library in memory that keeps the promises of the
// interface. It may be used concurrently; what it returns is a copy. Make
// one with NewLibrary.
type Library struct {
	// Delay is how long every method takes; it ends early with the context.
	Delay time.Duration

	mu        sync.Mutex
	err       error
	seq       int64
	stories   map[news.StoryID]*news.Story
	bodies    map[news.StoryID]map[news.BodyOrigin]news.Body
	byURL     map[string]news.StoryID // by canonical address
	byTitle   map[string]news.StoryID // by folded headline
	refs      map[news.StoryID][]news.Reference
	revisions map[news.StoryID][]news.Revision
	feeds     []news.FeedStatus
	warnings  []news.WarningSeen
	clusters  []news.Cluster
	positions map[news.StoryID]news.Step
	trail     news.Trail
	session   news.Session
	lines     news.Lines
	mutes     []news.Mute
	looked    news.LookedAt
	undo      []change
}

// Entry is all that the library holds of one story.
type Entry struct {
	Story      news.Story
	Body       []news.Block // the text of the feed
	Whole      bool         // Body is the whole article
	Page       []news.Block // what its page gave
	Note       sanitize.Clean
	References []news.Reference // From, N and resolution are filled in
	Revisions  []news.Revision
}

// NewLibrary returns a library of the feeds and stories, in the order of
// their arrival.
func NewLibrary(feeds []news.FeedStatus, entries ...Entry) *Library {
	l := &Library{
		stories:   map[news.StoryID]*news.Story{},
		bodies:    map[news.StoryID]map[news.BodyOrigin]news.Body{},
		byURL:     map[string]news.StoryID{},
		byTitle:   map[string]news.StoryID{},
		refs:      map[news.StoryID][]news.Reference{},
		revisions: map[news.StoryID][]news.Revision{},
		positions: map[news.StoryID]news.Step{},
		feeds:     slices.Clone(feeds),
	}
	l.Add(entries...)
	return l
}

// Add lets stories arrive, or replaces those it holds. A story without ID or
// Seq is given one.
func (l *Library) Add(entries ...Entry) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		l.add(e)
	}
}

func (l *Library) add(e Entry) {
	s := e.Story
	if s.ID == "" {
		id, ok := news.NewStoryID(s.Feed, s.GUID, s.URL, s.Headline.String())
		if !ok {
			panic("uitest: a story without GUID, address and headline")
		}
		s.ID = id
	}
	if s.Seq == 0 {
		l.seq++
		s.Seq = l.seq
	}
	l.seq = max(l.seq, s.Seq)
	s.References = 0
	refs := slices.Clone(e.References)
	for i := range refs {
		refs[i].From, refs[i].N = s.ID, i+1
		if refs[i].Kind != news.RefBodylink {
			s.References++
		}
	}
	s.Revisions = len(e.Revisions)
	s.FullText = e.Whole && len(e.Body) > 0 || len(e.Page) > 0
	bodies := map[news.BodyOrigin]news.Body{}
	if len(e.Body) > 0 {
		bodies[news.FromFeed] = news.Body{Origin: news.FromFeed, Blocks: e.Body, Whole: e.Whole, Note: e.Note}
	}
	if len(e.Page) > 0 {
		bodies[news.FromPage] = news.Body{Origin: news.FromPage, Blocks: e.Page, Whole: true}
	}
	if url, ok := sanitize.URL("", s.URL); ok {
		l.byURL[url] = s.ID
	}
	if title := sanitize.Fold(s.Headline.String()); title != "" {
		l.byTitle[title] = s.ID
	}
	l.stories[s.ID], l.bodies[s.ID], l.refs[s.ID], l.revisions[s.ID] = &s, bodies, refs, slices.Clone(e.Revisions)
	if len(bodies) == 0 && !e.Note.IsZero() {
		bodies[news.FromFeed] = news.Body{Origin: news.FromFeed, Note: e.Note}
	}
}

// PutPage gives a story the text of its page, as fetching it does.
func (l *Library) PutPage(id news.StoryID, blocks []news.Block) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.stories[id]; s != nil {
		s.FullText = true
		l.bodies[id][news.FromPage] = news.Body{Origin: news.FromPage, Blocks: blocks, Whole: true}
	}
}

// PutLivePage gives a story a text of a page that grows, fetched at a time; due
// says that it may be fetched again.
func (l *Library) PutLivePage(id news.StoryID, at time.Time, due bool, blocks []news.Block) {
	l.PutPage(id, blocks)
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.stories[id]; s != nil {
		b := l.bodies[id][news.FromPage]
		b.LiveAt, b.Due = at, due
		l.bodies[id][news.FromPage] = b
	}
}

// SetFeeds replaces the feeds.
func (l *Library) SetFeeds(feeds ...news.FeedStatus) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.feeds = slices.Clone(feeds)
}

// SetClusters replaces the clusters.
func (l *Library) SetClusters(all ...news.Cluster) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.clusters = slices.Clone(all)
}

// ClustersOf implements reader.Stories.
func (l *Library) ClustersOf(ctx context.Context, ids []news.StoryID) ([]news.Cluster, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	var out []news.Cluster
	for _, c := range l.clusters {
		if slices.ContainsFunc(c.Stories, func(id news.StoryID) bool { return slices.Contains(ids, id) }) {
			out = append(out, c)
		}
	}
	return out, nil
}

// Fail makes every method return err until it is called with nil.
func (l *Library) Fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.err = err
}

// enter waits out the delay and locks the library; the caller unlocks it if
// there is no error.
func (l *Library) enter(ctx context.Context) error {
	if l.Delay > 0 {
		t := time.NewTimer(l.Delay)
		defer t.Stop()
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	l.mu.Lock()
	if l.err != nil {
		defer l.mu.Unlock()
		return l.err
	}
	return nil
}

func notFound(id news.StoryID) error { return fmt.Errorf("story %s: %w", id, news.ErrNotFound) }

// list returns the stories that match, newest first.
func (l *Library) list(f news.Filter) []*news.Story {
	var all []*news.Story
	for _, s := range l.stories {
		if l.holds(f.Expr, s) {
			all = append(all, s)
		}
	}
	slices.SortFunc(all, func(a, b *news.Story) int { return order(news.MarkOf(a), news.MarkOf(b)) })
	return all
}

// order sorts places in a list: newest first, then by ID.
func order(a, b news.Mark) int {
	return cmp.Or(b.When.Compare(a.When), cmp.Compare(b.ID, a.ID))
}

// Stories implements reader.Library.
func (l *Library) Stories(ctx context.Context, f news.Filter, w news.Window) ([]*news.Story, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	limit := cmp.Or(w.Limit, 100)
	var part []*news.Story
	for _, s := range l.list(f) {
		m := news.MarkOf(s)
		switch {
		case w.UpTo > 0 && s.Seq > w.UpTo:
		case w.After != nil && order(*w.After, m) >= 0:
		case w.Before != nil && order(m, *w.Before) >= 0:
		default:
			part = append(part, new(*s))
		}
	}
	if w.Before != nil {
		return part[max(0, len(part)-limit):], nil
	}
	return part[:min(limit, len(part))], nil
}

// Count implements reader.Library.
func (l *Library) Count(ctx context.Context, f news.Filter, upTo int64) (news.Counts, error) {
	var c news.Counts
	if err := l.enter(ctx); err != nil {
		return c, err
	}
	defer l.mu.Unlock()
	for _, s := range l.list(f) {
		switch {
		case upTo > 0 && s.Seq > upTo:
			c.New++
			continue
		case !s.Read:
			c.Unread++
		}
		c.Total++
	}
	return c, nil
}

// TimesSince implements reader.Stories.
func (l *Library) TimesSince(ctx context.Context, f news.Filter, since time.Time) ([]time.Time, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	var out []time.Time
	for _, s := range l.list(f) {
		if at := s.When(); !at.Before(since) {
			out = append(out, at)
		}
	}
	return out, nil
}

// Above implements reader.Library.
func (l *Library) Above(ctx context.Context, f news.Filter, at news.Mark, upTo int64) (n int, more bool, err error) {
	if err := l.enter(ctx); err != nil {
		return 0, false, err
	}
	defer l.mu.Unlock()
	for _, s := range l.list(f) {
		if (upTo == 0 || s.Seq <= upTo) && order(news.MarkOf(s), at) < 0 {
			n++
		}
	}
	return n, false, nil
}

// Latest implements reader.Library.
func (l *Library) Latest(ctx context.Context) (int64, error) {
	if err := l.enter(ctx); err != nil {
		return 0, err
	}
	defer l.mu.Unlock()
	return l.seq, nil
}

// Story implements reader.Library.
func (l *Library) Story(ctx context.Context, id news.StoryID) (*news.Story, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	s := l.stories[id]
	if s == nil {
		return nil, notFound(id)
	}
	return new(*s), nil
}

// StoriesByID implements reader.Library.
func (l *Library) StoriesByID(ctx context.Context, ids ...news.StoryID) ([]*news.Story, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	var out []*news.Story
	for _, id := range ids {
		if s := l.stories[id]; s != nil {
			out = append(out, new(*s))
		}
	}
	return out, nil
}

// StoryAt implements reader.Library.
func (l *Library) StoryAt(ctx context.Context, url string) (*news.Story, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	if s := l.at(url); s != nil {
		return new(*s), nil
	}
	return nil, fmt.Errorf("story at %s: %w", url, news.ErrNotFound)
}

// Body implements reader.Library.
func (l *Library) Body(ctx context.Context, id news.StoryID, origin news.BodyOrigin) (news.Body, error) {
	if err := l.enter(ctx); err != nil {
		return news.Body{}, err
	}
	defer l.mu.Unlock()
	if l.stories[id] == nil {
		return news.Body{}, notFound(id)
	}
	bodies := l.bodies[id]
	if origin == "" {
		if b, ok := bodies[news.FromPage]; ok {
			return b, nil
		}
		origin = news.FromFeed
	}
	return bodies[origin], nil
}

// References implements reader.Library. A reference without To is resolved by
// its address, then by its title, as the cache does it.
func (l *Library) References(ctx context.Context, id news.StoryID) ([]news.Reference, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	if l.stories[id] == nil {
		return nil, notFound(id)
	}
	return l.resolved(id), nil
}

func (l *Library) resolved(id news.StoryID) []news.Reference {
	refs := slices.Clone(l.refs[id])
	for i := range refs {
		r := &refs[i]
		if r.To == "" {
			if s := l.at(r.URL); s != nil {
				r.To, r.Match = s.ID, news.ByURL
			} else if s := l.titled(r.Title); s != nil && s.ID != id {
				r.To, r.Match = s.ID, news.ByTitle
			}
		}
		if s := l.stories[r.To]; s != nil {
			r.Target = new(*s)
		}
	}
	return refs
}

func (l *Library) at(address string) *news.Story {
	url, ok := sanitize.URL("", address)
	if !ok {
		return nil
	}
	return l.stories[l.byURL[url]]
}

func (l *Library) titled(title sanitize.Clean) *news.Story {
	return l.stories[l.byTitle[sanitize.Fold(title.String())]]
}

// SetWarnings sets the official messages.
func (l *Library) SetWarnings(ws ...news.WarningSeen) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.warnings = ws
}

// Warnings implements reader.Library.
func (l *Library) Warnings(ctx context.Context) ([]news.WarningSeen, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	return slices.Clone(l.warnings), nil
}

// CitedBy implements reader.Library.
func (l *Library) CitedBy(ctx context.Context, id news.StoryID) ([]*news.Story, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	if l.stories[id] == nil {
		return nil, notFound(id)
	}
	var cited []*news.Story
	for _, s := range l.list(news.Filter{}) {
		if slices.ContainsFunc(l.resolved(s.ID), func(r news.Reference) bool { return r.To == id && r.Kind != news.RefBodylink }) {
			cited = append(cited, new(*s))
		}
	}
	return cited, nil
}

// Chain implements reader.Library.
func (l *Library) Chain(ctx context.Context, id news.StoryID, depth, most int) (news.Chain, error) {
	root, err := l.Story(ctx, id)
	if err != nil {
		return news.Chain{}, err
	}
	c, err := news.GrowChain(root, depth, most, func(ids []news.StoryID) (map[news.StoryID][]news.Reference, error) {
		refs := map[news.StoryID][]news.Reference{}
		for _, id := range ids {
			rs, err := l.References(ctx, id)
			if err != nil {
				return nil, err
			}
			refs[id] = rs
		}
		return refs, nil
	})
	if err != nil {
		return news.Chain{}, err
	}
	c.Cited, err = l.CitedBy(ctx, id)
	return c, err
}

// Revisions implements reader.Library.
func (l *Library) Revisions(ctx context.Context, id news.StoryID) ([]news.Revision, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	if l.stories[id] == nil {
		return nil, notFound(id)
	}
	return slices.Clone(l.revisions[id]), nil
}

// Feeds implements reader.Library.
func (l *Library) Feeds(ctx context.Context) ([]news.FeedStatus, error) {
	if err := l.enter(ctx); err != nil {
		return nil, err
	}
	defer l.mu.Unlock()
	feeds := slices.Clone(l.feeds)
	for i := range feeds {
		feeds[i].Items = 0
		for _, s := range l.stories {
			if s.Feed == feeds[i].Feed.ID {
				feeds[i].Items++
			}
		}
	}
	return feeds, nil
}

// Position implements reader.Library.
func (l *Library) Position(ctx context.Context, id news.StoryID) (news.Step, error) {
	if err := l.enter(ctx); err != nil {
		return news.Step{}, err
	}
	defer l.mu.Unlock()
	return l.positions[id], nil
}

// SavePosition implements reader.Library.
func (l *Library) SavePosition(ctx context.Context, s news.Step) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.mu.Unlock()
	l.positions[s.Story] = s
	return nil
}

// Positions returns every position that was saved.
func (l *Library) Positions() map[news.StoryID]news.Step {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.positions)
}

// Trail implements reader.Library.
func (l *Library) Trail(ctx context.Context) (news.Trail, error) {
	if err := l.enter(ctx); err != nil {
		return news.Trail{}, err
	}
	defer l.mu.Unlock()
	return news.Trail{Steps: slices.Clone(l.trail.Steps), At: l.trail.At}, nil
}

// Session implements reader.Library.
func (l *Library) Session(ctx context.Context) (news.Session, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.session, ctx.Err()
}

// SaveSession implements reader.Library.
func (l *Library) SaveSession(ctx context.Context, s news.Session) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.session = s
	return ctx.Err()
}

// Looked implements reader.Library.
func (l *Library) Looked(ctx context.Context) (news.LookedAt, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.looked), ctx.Err()
}

// SaveLooked implements reader.Library.
func (l *Library) SaveLooked(ctx context.Context, now news.LookedAt) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looked = l.looked.With(now)
	return ctx.Err()
}

// Lines implements reader.Library.
func (l *Library) Lines(ctx context.Context) (news.Lines, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.lines), ctx.Err()
}

// SaveLines implements reader.Library.
func (l *Library) SaveLines(ctx context.Context, lines news.Lines) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = maps.Clone(lines)
	return ctx.Err()
}

// SaveTrail implements reader.Library.
func (l *Library) SaveTrail(ctx context.Context, t news.Trail) error {
	if err := l.enter(ctx); err != nil {
		return err
	}
	defer l.mu.Unlock()
	l.trail = news.Trail{Steps: slices.Clone(t.Steps), At: t.At}
	return nil
}
