package feeds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/feeds/normalize"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// saveTime is how long saving may take after the round was
// called off.
const saveTime = 5 * time.Second

// lasting returns a context that outlives ctx by saveTime: as long as nobody
// calls the round off, saving takes the time it takes.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		t := time.NewTimer(saveTime)
		defer t.Stop()
		select {
		case <-t.C:
			cancel()
		case <-out.Done():
		}
	})
	return out, func() { stop(); cancel() }
}

// textsARound is how many pages one round fetches for feeds that want their
// stories' full text at once.
const textsARound = 20

// Options are the parts of a Poller. Sink, Client and Extract are needed;
// the zero value of each other field is its default.
type Options struct {
	Sink        Sink
	Client      *fetch.Client
	Extract     *extract.Extractor
	Now         func() time.Time // needed
	Rand        func() float64   // from 0 to 1; nil: never any jitter
	Concurrency int              // feeds at a time; 0: 8
	PerHost     int              // of them at one host; 0: 2
	Budget      Budget           // what polling may fetch
	Interval    time.Duration    // between two polls of a feed; 0: DefaultInterval
	Reading     int              // version of how documents are read; 0: Reading. Tests of upgrades set it
	Look        time.Duration    // Follow looks at the schedule this often at least; 0: a minute
	Progress    func(Progress)   // called from one goroutine at a time; may be nil
	Log         *slog.Logger     // nil: no log
}

// Poller polls. It may be used concurrently, but rounds run one after the
// other.
type Poller struct {
	o         Options
	normalize *normalize.Normalizer
	round     chan struct{} // holds one token: the right to run a round
	// Memory and processors are scarcer than connections. Semaphores limit how
	// many documents are parsed at a time (one processor is left to the cache),
	// how many large bodies are in memory, and how many bytes of documents are
	// parsed, but not saved yet.
	parseSlots, largeSlots chan struct{}
	unsaved                *semaphore.Weighted
	unread                 gauge // bytes of bodies that are fetched, or about to be, and not parsed
	// busy holds the hosts that asked us to wait, and until when, between
	// rounds. Only the holder of the token may use it.
	busy map[string]time.Time
	// linked: the cache may have entries of lists whose message is to be fetched.
	// Only the holder of the token may read it.
	linked bool
}

// largeAtOnce is how many bodies over fetch.LargeBody are in memory at a time.
const largeAtOnce = 2

// maxUnsaved is how many bytes of documents wait to be saved or are being
// saved. As stories they take some ten times as much.
const maxUnsaved = 1 << 20

// maxUnread is from how many bytes of bodies on no other feed is fetched until some
// are parsed: fetching is far ahead then, and they take memory.
const maxUnread = 4 << 20

// permit holds the limited resources used while one body is processed.
// release returns them; the zero permit holds none.
type permit struct {
	p            *Poller
	parse, large bool
}

// acquireLarge waits for the right to hold a large body. It is
// fetch.Request.Large.
func (s *permit) acquireLarge(ctx context.Context) error {
	select {
	case s.p.largeSlots <- struct{}{}:
		s.large = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// acquire waits for a slot to parse in, unless the permit has one.
func (s *permit) acquire(ctx context.Context) error {
	if s.parse {
		return nil
	}
	select {
	case s.p.parseSlots <- struct{}{}:
		s.parse = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// yield returns the slot to parse in while something is fetched.
func (s *permit) yield() {
	if s.parse {
		<-s.p.parseSlots
		s.parse = false
	}
}

// release returns everything that the permit holds.
func (s *permit) release() {
	s.yield()
	if s.large {
		<-s.p.largeSlots
	}
}

// New returns a Poller. It fails if something that it needs is missing.
func New(o Options) (*Poller, error) {
	if o.Sink == nil || o.Client == nil || o.Extract == nil || o.Now == nil {
		return nil, errors.New("new poller: sink, client, extractor and clock are needed")
	}
	if o.Rand == nil {
		o.Rand = func() float64 { return 0 }
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 8
	}
	if o.PerHost <= 0 {
		o.PerHost = 2
	}
	if o.Interval <= 0 {
		o.Interval = DefaultInterval
	}
	if o.Reading == 0 {
		o.Reading = Reading
	}
	if o.Look <= 0 {
		o.Look = time.Minute
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	p := &Poller{
		linked: true,
		o:      o, normalize: normalize.New(o.Extract), round: make(chan struct{}, 1), busy: make(map[string]time.Time),
		parseSlots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), largeSlots: make(chan struct{}, largeAtOnce),
		unsaved: semaphore.NewWeighted(maxUnsaved), unread: gauge{most: maxUnread},
	}
	p.round <- struct{}{}
	return p, nil
}

// RefreshRequest selects the feeds of a round. The zero RefreshRequest selects
// every feed that is due.
type RefreshRequest struct {
	Feeds  []news.FeedID // these feeds; empty: all
	All    bool          // due or not; only a server's Retry-After still counts
	Manual bool          // a person asked: feeds are due after ManualFloor
	// Done is called by Follow when the round has ended; it may be nil.
	Done func(Report)
}

// Progress says how a round goes.
type Progress struct {
	Running bool
	Done    int // feeds finished
	Total   int // feeds in this round
	Failed  int
	New     int            // stories so far
	Now     sanitize.Clean // the feed that was last begun
}

// Report sums a round up.
type Report struct {
	Feeds       int // due and tried
	Fetched     int // answered with content
	NotModified int
	Failed      int
	Skipped     int // not due
	New         int // stories
	Updated     int
	Bytes       int64 // of bodies, as sent
	Deferred    int   // of the skipped: due, but the data budget is used up
	Left        int64 // bytes of the data budget that are left; -1: there is none
	Elapsed     time.Duration
	Errors      []FeedError
}

// FeedError says why one feed failed.
type FeedError struct {
	Feed news.FeedID
	Name sanitize.Clean
	URL  string
	Err  sanitize.Clean // a sentence
}

// Poll runs one round. A feed that fails is reported and stops no other; the
// error is for failures of the round itself. If ctx ends, fetched stories are
// saved and the rest stays due.
func (p *Poller) Poll(ctx context.Context, req RefreshRequest) (Report, error) {
	select {
	case <-p.round:
		defer func() { p.round <- struct{}{} }()
	case <-ctx.Done():
		return Report{}, ctx.Err()
	}
	start := p.o.Now()
	all, err := p.o.Sink.Feeds(ctx)
	if err != nil {
		return Report{}, fmt.Errorf("poll: %w", err)
	}
	due, twins, skipped := p.choose(all, req, start)
	r := &round{p: p, twins: twins, report: Report{Feeds: len(due), Skipped: skipped}, onHold: hostsOnHold(all, start)}
	if r.budget, err = openBudget(ctx, p.o.Sink, p.o.Budget); err != nil {
		return Report{}, fmt.Errorf("poll: %w", err)
	}
	r.mergeHosts(start)
	defer r.mergeHosts(start)
	r.progress = Progress{Running: len(due) > 0, Total: len(due)}
	p.o.Progress(r.progress)
	if err = r.feeds(ctx, due); err == nil {
		err = ctx.Err()
	}
	if err == nil {
		r.p.linked = r.p.linked || r.warned
		err = errors.Join(r.links(ctx), r.texts(ctx))
	}
	r.report.Left = r.budget.left()
	r.report.Elapsed = p.o.Now().Sub(start)
	slices.SortFunc(r.report.Errors, func(a, b FeedError) int { return compare(a.URL, b.URL) })
	r.progress.Running = false
	r.progress.Now = sanitize.Clean{}
	p.o.Progress(r.progress)
	return r.report, err
}

// mergeHosts copies hosts on hold from the poller to the round and back. One
// round passes them to the next, since the state of a feed holds only its own
// host.
func (r *round) mergeHosts(now time.Time) {
	for host, until := range r.p.busy {
		if holds(until, now) && r.onHold[host].Before(until) {
			r.onHold[host] = until
		}
	}
	maps.Copy(r.p.busy, r.onHold)
	maps.DeleteFunc(r.p.busy, func(_ string, until time.Time) bool { return !holds(until, now) })
}

// Follow runs rounds as feeds become due, and at once when a request arrives,
// until ctx ends; that is not an error. done, which may be nil, is called after
// each round that tried a feed. requests may be nil.
func (p *Poller) Follow(ctx context.Context, requests <-chan RefreshRequest, done func(Report)) error {
	req := RefreshRequest{}
	for {
		report, err := p.Poll(ctx, req)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // being stopped is how Follow ends well
		}
		if err != nil {
			return err
		}
		if done != nil && report.Feeds > 0 {
			done(report)
		}
		if req.Done != nil {
			req.Done(report)
		}
		wait, err := p.untilDue(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil //nolint:nilerr // as above
			}
			return err
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case req = <-requests:
			timer.Stop()
		case <-timer.C:
			req = RefreshRequest{}
		}
	}
}

// untilDue returns how long it is until the next feed is due: at least a
// second, at most Options.Look, so that feeds added by another process are
// seen.
func (p *Poller) untilDue(ctx context.Context) (time.Duration, error) {
	all, err := p.o.Sink.Feeds(ctx)
	if err != nil {
		return 0, fmt.Errorf("poll: %w", err)
	}
	now, wait := p.o.Now(), p.o.Look
	for _, f := range all {
		if isPolled(f) {
			wait = min(wait, Due(f, p.o.Interval, now).Sub(now))
		}
	}
	return max(wait, time.Second), nil
}

// choose returns the feeds that a round is to try. Of several at one address
// only the first is; the others are its twins, by the address.
func (p *Poller) choose(all []news.FeedStatus, req RefreshRequest, now time.Time) (due []news.FeedStatus, twins map[string][]news.FeedStatus, skipped int) {
	seen := make(map[string]bool)
	twins = make(map[string][]news.FeedStatus)
	for _, f := range all {
		if len(req.Feeds) > 0 && !slices.Contains(req.Feeds, f.Feed.ID) {
			continue
		}
		addr := addressOf(f)
		switch {
		case !p.isDue(f, req, now):
			skipped++
		case seen[addr]:
			twins[addr] = append(twins[addr], f)
			skipped++
		default:
			seen[addr] = true
			due = append(due, f)
		}
	}
	// The one that waited longest first: a round that is cut short and
	// begun again works its way through all of them.
	slices.SortStableFunc(due, func(a, b news.FeedStatus) int { return a.State.LastTry.Compare(b.State.LastTry) })
	return due, twins, skipped
}

// isPolled reports whether a feed is polled without anybody asking for it.
func isPolled(f news.FeedStatus) bool { return !f.State.Gone && f.Feed.At == "" }

// isDue reports whether a round tries a feed. One that is gone is tried when
// a person names it, or all feeds: publishers err, and change their minds.
func (p *Poller) isDue(f news.FeedStatus, req RefreshRequest, now time.Time) bool {
	named := req.Manual && slices.Contains(req.Feeds, f.Feed.ID)
	switch {
	case f.Feed.At != "": // a peer polls it
		return false
	case req.All:
		return true
	case f.State.Gone && !named:
		return false
	case req.Manual && now.Sub(f.State.LastTry) >= ManualFloor:
		return true
	}
	return !now.Before(Due(f, p.o.Interval, now))
}

// addressOf returns where a feed is fetched from. A recorded move has no
// user name and password: they are in the configured address.
func addressOf(f news.FeedStatus) string {
	if f.State.MovedTo != "" {
		return fetch.WithUser(f.State.MovedTo, string(f.Feed.ID))
	}
	return string(f.Feed.ID)
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// round is one round under way.
type round struct {
	p        *Poller
	twins    map[string][]news.FeedStatus // feeds at the address of another in this round
	budget   *budget
	mu       sync.Mutex           // guards the fields below
	onHold   map[string]time.Time // hosts that asked us to wait, and until when
	report   Report
	progress Progress
	warned   bool // it brought official messages
}

// begin notes that a feed is being fetched; it reports false if its host
// asked us to wait.
func (r *round) begin(name sanitize.Clean, host string, now time.Time) (time.Time, bool) {
	if until, onHold := r.isOnHold(host, now); onHold {
		return until, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Now = name
	r.p.o.Progress(r.progress)
	return time.Time{}, true
}

// isOnHold reports whether a host asked us to wait, and until when.
func (r *round) isOnHold(host string, now time.Time) (until time.Time, onHold bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	until = r.onHold[host]
	return until, holds(until, now)
}

// putOnHold notes that a host asked us to wait.
func (r *round) putOnHold(b busy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.onHold[b.host] = b.until
}

// end notes how a feed went.
func (r *round) end(f news.FeedStatus, res result, saved news.Saved) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Done++
	r.report.Bytes += res.wire
	r.report.New += saved.New
	r.report.Updated += saved.Updated
	r.warned = r.warned || saved.Warnings > 0
	r.progress.New = r.report.New
	switch {
	case res.deferred:
		r.report.Feeds--
		r.report.Skipped++
		if res.overBudget {
			r.report.Deferred++
		}
	case res.err != nil:
		r.report.Failed++
		r.progress.Failed++
		r.report.Errors = append(r.report.Errors, FeedError{
			Feed: f.Feed.ID, Name: f.Name(), URL: fetch.Redact(string(f.Feed.ID)), Err: res.state.Err,
		})
		r.p.o.Log.Warn("feed failed", slog.String("feed", fetch.Redact(string(f.Feed.ID))), slog.String("error", sanitize.Brief(res.err.Error()).String()))
	case res.state.Status == statusNotModified:
		r.report.NotModified++
	default:
		r.report.Fetched++
	}
	r.p.o.Progress(r.progress)
}
