package remote

import (
	"context"
	"fmt"
	"html"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"

	"sitrep/feeds/normalize"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Cache is the part of a person's cache that a round needs.
type Cache interface {
	// Feeds returns the feeds with their state.
	Feeds(ctx context.Context) ([]news.FeedStatus, error)
	// Save keeps stories of one feed, as for a poll.
	Save(ctx context.Context, b news.Batch) (news.Saved, error)
	// PeerState returns what SavePeerState kept.
	PeerState(ctx context.Context, peer string) (news.PeerState, error)
	SavePeerState(ctx context.Context, peer string, st news.PeerState) error
	// SetPeerFeeds says which subscriptions a peer has.
	SetPeerFeeds(ctx context.Context, peer string, who news.PeerFeeds, feeds []news.PeerFeed) error
	// LinkPeer finds the stories of entries, and applies what the peer says of them.
	// It returns the entries whose stories the cache does not have; they are linked
	// when these arrive. changed counts the marks that were set here.
	LinkPeer(ctx context.Context, peer string, items []news.PeerItem) (lacking []news.PeerItem, changed int, err error)
	// UnknownAtPeer returns those of the entries that were never linked.
	UnknownAtPeer(ctx context.Context, peer string, keys []string) ([]string, error)
	// ApplyPeerSets applies sets of marks.
	ApplyPeerSets(ctx context.Context, peer string, sets news.PeerSets) (changed int, err error)
	// BeginSending returns marks that the peer does not have, the oldest first, and
	// notes that they may be there from now on.
	BeginSending(ctx context.Context, peer string, limit int) ([]news.PeerMark, error)
	// EndSending notes that the peer has the marks.
	EndSending(ctx context.Context, peer string, sent []news.PeerMark) error
}

// Peer is a server and how it is used.
type Peer struct {
	Name    string
	Base    string // address of the server; entries of no known feed are filed there
	Server  Server
	Who     news.PeerFeeds
	Cache   Cache
	Texts   *normalize.Normalizer
	Reading int // version of the reading that Texts makes
	Now     func() time.Time
	Log     *slog.Logger // nil: no log
}

// Report sums a round up.
type Report struct {
	Feeds    int // subscriptions
	New      int // stories that the cache did not hold
	Updated  int // stories whose words changed
	Received int // marks that were set here
	Sent     int // marks that were sent
	Requests int
	Bytes    int64 // of answers, as sent
	Elapsed  time.Duration
}

// How often subscriptions are asked for, how many marks one round sends before it
// reads, and how many batches are saved at a time.
const (
	feedsEvery  = time.Hour
	mostSent    = 100_000
	savesAtOnce = 8
)

// round is one round under way.
type round struct {
	Peer
	st     news.PeerState
	report Report
	asked  bool // for the subscriptions, in this round
	feeds  map[news.FeedID]news.FeedStatus
}

// Round exchanges the news of both sides once: marks go out first, then
// subscriptions, entries and marks come in. Entries before an error are kept, and the
// error as well: its sentence is PeerState.Err until a round goes well.
func (p Peer) Round(ctx context.Context) (Report, error) {
	start := p.Now()
	r := &round{Peer: p}
	err := r.run(ctx)
	r.report.Requests, r.report.Bytes = p.Server.Requests()
	r.report.Elapsed = p.Now().Sub(start)
	r.st.Err = ""
	if err != nil {
		r.st.Err = Sentence(err).String()
	} else {
		r.st.LastOK = start.Unix()
	}
	if ctx.Err() != nil {
		return r.report, ctx.Err() // called off, which is no failure of the peer
	}
	if serr := p.Cache.SavePeerState(ctx, p.Name, r.st); serr != nil && err == nil {
		err = serr
	}
	if err != nil {
		return r.report, fmt.Errorf("sync with %s: %w", sanitize.Line(p.Name), err)
	}
	return r.report, nil
}

func (r *round) run(ctx context.Context) (err error) {
	if r.st, err = r.Cache.PeerState(ctx, r.Name); err != nil {
		return err
	}
	if err := r.send(ctx); err != nil {
		return err
	}
	if r.st.FeedsAt == 0 || r.Now().Sub(time.Unix(r.st.FeedsAt, 0)) >= feedsEvery {
		if err := r.subscriptions(ctx); err != nil {
			return err
		}
	}
	if err := r.readFeeds(ctx); err != nil {
		return err
	}
	if _, _, err := r.Cache.LinkPeer(ctx, r.Name, nil); err != nil { // what arrived since the last round
		return err
	}
	known := func(ctx context.Context, keys []string) ([]string, error) {
		return r.Cache.UnknownAtPeer(ctx, r.Name, keys)
	}
	return r.Server.News(ctx, &r.st, known, func(p Page) error { return r.save(ctx, p) })
}

// readFeeds reads the feeds that the cache has.
func (r *round) readFeeds(ctx context.Context) error {
	all, err := r.Cache.Feeds(ctx)
	if err != nil {
		return err
	}
	r.feeds = make(map[news.FeedID]news.FeedStatus, len(all))
	for _, f := range all {
		r.feeds[f.Feed.ID] = f
	}
	return nil
}

// send sends the marks that wait, in groups of one flag and value.
func (r *round) send(ctx context.Context) error {
	for r.report.Sent < mostSent {
		marks, err := r.Cache.BeginSending(ctx, r.Name, 4*r.Server.AtOnce())
		if err != nil || len(marks) == 0 {
			return err
		}
		for _, flag := range []news.Flag{news.FlagRead, news.FlagStarred} {
			for _, value := range []bool{true, false} {
				if err := r.sendSome(ctx, flag, value, marks); err != nil {
					return fmt.Errorf("send marks: %w", err)
				}
			}
		}
	}
	return nil
}

func (r *round) sendSome(ctx context.Context, flag news.Flag, value bool, marks []news.PeerMark) error {
	var some []news.PeerMark
	for _, m := range marks {
		if m.Flag == flag && m.Value == value {
			some = append(some, m)
		}
	}
	for part := range slices.Chunk(some, r.Server.AtOnce()) {
		keys := make([]string, len(part))
		for i, m := range part {
			keys[i] = m.Key
		}
		if err := r.Server.Mark(ctx, flag, value, keys); err != nil {
			return err
		}
		if err := r.Cache.EndSending(ctx, r.Name, part); err != nil {
			return err
		}
		r.report.Sent += len(part)
	}
	return nil
}

// subscriptions brings the feeds up to those of the peer.
func (r *round) subscriptions(ctx context.Context) error {
	r.asked = true
	got, err := r.Server.Feeds(ctx)
	if err != nil {
		return err
	}
	r.st.Feeds = make(map[string]news.FeedID, len(got))
	var all []news.PeerFeed
	for _, f := range got {
		address, ok := sanitize.URL("", f.URL)
		if !ok || !isKey(f.Key) {
			continue // its entries are filed under the server
		}
		home, _ := sanitize.URL("", f.Home)
		r.st.Feeds[f.Key] = news.FeedID(address)
		all = append(all, news.PeerFeed{Key: f.Key, Feed: news.Feed{ID: news.FeedID(address), Name: f.Title, Tags: tagsOf(f.Folders)}, Home: home})
	}
	if err := r.Cache.SetPeerFeeds(ctx, r.Name, r.Who, all); err != nil {
		return err
	}
	r.st.FeedsAt, r.report.Feeds = r.Now().Unix(), len(all)
	if r.feeds == nil {
		return nil
	}
	return r.readFeeds(ctx)
}

// tagsOf makes tags of the names of folders: single words in lower case.
func tagsOf(folders []string) []string {
	var out []string
	for _, f := range folders {
		tag := strings.Map(func(c rune) rune {
			if strings.ContainsRune("\"'():,", c) || unicode.IsControl(c) {
				return -1
			}
			return unicode.ToLower(c)
		}, strings.Join(strings.Fields(sanitize.Line(f).String()), "-"))
		if tag != "" && len(tag) <= 100 && !slices.Contains(out, tag) {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return out
}

// feedOf returns the feed of an entry. One that is not known is looked for once in a
// round; then the entry belongs to the server itself.
func (r *round) feedOf(ctx context.Context, key string) (news.FeedID, error) {
	if id, ok := r.st.Feeds[key]; ok {
		return id, nil
	}
	if !r.asked {
		if err := r.subscriptions(ctx); err != nil {
			return "", err
		}
		if id, ok := r.st.Feeds[key]; ok {
			return id, nil
		}
	}
	address, _ := sanitize.URL("", r.Base)
	return news.FeedID(address), nil
}

// save keeps a page: stories first, then their marks at the peer.
func (r *round) save(ctx context.Context, p Page) error {
	byFeed := map[news.FeedID][]news.Arrival{}
	arrivals := make(map[string]news.Arrival, len(p.Entries))
	var items []news.PeerItem
	for i := range p.Entries {
		e := &p.Entries[i]
		feed, err := r.feedOf(ctx, e.Feed)
		if err != nil {
			return err
		}
		if !isKey(e.Key) {
			continue
		}
		a, ok := r.arrival(feed, e)
		if !ok {
			continue
		}
		arrivals[e.Key] = a
		items = append(items, news.PeerItem{
			Key: e.Key, Feed: feed, Story: a.Story.ID, GUID: a.Story.GUID, URL: a.Story.URL, Headline: a.Story.Headline.String(), Read: e.Read, Starred: e.Starred,
		})
	}
	wanted := items
	if r.Who != news.PeerTheirs {
		lacking, n, err := r.Cache.LinkPeer(ctx, r.Name, items)
		if err != nil {
			return err
		}
		r.report.Received += n
		wanted, items = lacking, lacking
	}
	if r.Who != news.PeerOurs && len(wanted) > 0 {
		for _, it := range wanted {
			byFeed[it.Feed] = append(byFeed[it.Feed], arrivals[it.Key])
		}
		if err := r.saveStories(ctx, byFeed); err != nil {
			return err
		}
		_, n, err := r.Cache.LinkPeer(ctx, r.Name, items)
		if err != nil {
			return err
		}
		r.report.Received += n
	}
	if p.Sets.WholeUnread || p.Sets.WholeStarred || len(p.Sets.Unread)+len(p.Sets.Starred) > 0 {
		n, err := r.Cache.ApplyPeerSets(ctx, r.Name, p.Sets)
		if err != nil {
			return err
		}
		r.report.Received += n
	}
	return r.Cache.SavePeerState(ctx, r.Name, r.st)
}

// arrival makes a story of an entry.
func (r *round) arrival(feed news.FeedID, e *Entry) (news.Arrival, bool) {
	f := r.feeds[feed]
	f.Feed.ID = feed
	title := sanitize.Line(e.Title)
	if _, plain := r.Server.(*miniflux); !plain {
		title = sanitize.Line(html.UnescapeString(e.Title))
	}
	if f.Feed.Name.IsZero() && f.State.Title.IsZero() {
		f.Feed.Name = sanitize.Line(r.Name)
	}
	return r.Texts.Arrival(f.Feed, &parse.Document{Title: f.State.Title, Home: f.State.Home}, parse.Item{
		GUID: sanitize.Line(e.GUID).String(), Title: title, URL: e.URL, Base: e.URL, Published: e.Published, Updated: e.Updated,
		Author: sanitize.Line(e.Author), Content: parse.RawHTML(e.HTML),
	}, r.Now())
}

func (r *round) saveStories(ctx context.Context, byFeed map[news.FeedID][]news.Arrival) error {
	saves, sctx := errgroup.WithContext(ctx)
	saves.SetLimit(savesAtOnce)
	results := make(chan news.Saved, len(byFeed))
	for feed, arrivals := range byFeed {
		st := r.feeds[feed].State
		if r.feeds[feed].Feed.At != "" || r.feeds[feed].Feed.ID == "" {
			st.LastTry, st.LastOK, st.Status, st.Failures, st.Err, st.Gone = r.Now(), r.Now(), 200, 0, sanitize.Clean{}, false
		}
		slices.Reverse(arrivals) // the newest first, as in feeds
		saves.Go(func() error {
			saved, err := r.Cache.Save(sctx, news.Batch{Feed: feed, State: st, Arrivals: arrivals, Reading: r.Reading})
			results <- saved
			return err
		})
	}
	err := saves.Wait()
	close(results)
	for s := range results {
		r.report.New += s.New
		r.report.Updated += s.Updated
	}
	return err
}
