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

// saveTime is how long saving what has arrived may take after the round was
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

// Options say what a Poller works with. Sink, Client and Extract are needed;
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
	// Memory and processors are scarcer than connections: a place for each
	// document that may be read at the same time, which leaves a processor
	// to the cache, and for each large body that may be held.
	desks, large chan struct{}
	unsaved      *semaphore.Weighted // and the bytes of those that are read, but not saved yet
	// busy says until when hosts are to be left alone, from one round to
	// the next. Who holds the token may touch it.
	busy map[string]time.Time
}

// largeAtOnce is how many bodies over fetch.LargeBody are held at a time.
const largeAtOnce = 2

// maxUnsaved is how many bytes of documents wait to be saved or are being
// saved. As stories they take some ten times as much.
const maxUnsaved = 1 << 20

// seat is what the work on one body holds of what is scarce. Its end gives it
// back; the zero seat holds nothing.
type seat struct {
	p           *Poller
	desk, large bool
}

// wait takes a place for a large body; it is fetch.Request.Large.
func (s *seat) wait(ctx context.Context) error {
	select {
	case s.p.large <- struct{}{}:
		s.large = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sit takes a place to read a document at, if it has none.
func (s *seat) sit(ctx context.Context) error {
	if s.desk {
		return nil
	}
	select {
	case s.p.desks <- struct{}{}:
		s.desk = true
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// rise gives the place to read at back, for as long as something is fetched.
func (s *seat) rise() {
	if s.desk {
		<-s.p.desks
		s.desk = false
	}
}

func (s *seat) leave() {
	s.rise()
	if s.large {
		<-s.p.large
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
		o: o, normalize: normalize.New(o.Extract), round: make(chan struct{}, 1), busy: make(map[string]time.Time),
		desks: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), large: make(chan struct{}, largeAtOnce),
		unsaved: semaphore.NewWeighted(maxUnsaved),
	}
	p.round <- struct{}{}
	return p, nil
}

// Wish says what a round is to poll. The zero Wish is every feed that is due.
type Wish struct {
	Feeds  []news.FeedID // these feeds; empty: all
	All    bool          // due or not; only a server's Retry-After still counts
	Manual bool          // a person asked: feeds count as due after ManualFloor
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
	Held        int   // of the skipped: due, but the data budget is used up
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
// error is for what stops the round itself. If ctx ends, what has arrived is
// saved and the rest stays due.
func (p *Poller) Poll(ctx context.Context, w Wish) (Report, error) {
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
	due, twins, skipped := p.choose(all, w, start)
	r := &round{p: p, twins: twins, report: Report{Feeds: len(due), Skipped: skipped}, held: heldHosts(all, start)}
	if r.purse, err = openPurse(ctx, p.o.Sink, p.o.Budget); err != nil {
		return Report{}, fmt.Errorf("poll: %w", err)
	}
	r.recall(start)
	defer r.recall(start)
	r.progress = Progress{Running: len(due) > 0, Total: len(due)}
	p.o.Progress(r.progress)
	if err = r.feeds(ctx, due); err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = r.texts(ctx)
	}
	r.report.Left = r.purse.left()
	r.report.Elapsed = p.o.Now().Sub(start)
	slices.SortFunc(r.report.Errors, func(a, b FeedError) int { return compare(a.URL, b.URL) })
	r.progress.Running = false
	r.progress.Now = sanitize.Clean{}
	p.o.Progress(r.progress)
	return r.report, err
}

// recall exchanges with the poller which hosts asked to be left alone: rounds
// share what none of the feeds' states says.
func (r *round) recall(now time.Time) {
	for host, until := range r.p.busy {
		if now.Before(until) && r.held[host].Before(until) {
			r.held[host] = until
		}
	}
	maps.Copy(r.p.busy, r.held)
	maps.DeleteFunc(r.p.busy, func(_ string, until time.Time) bool { return !now.Before(until) })
}

// Follow runs rounds as feeds come due, and at once when a wish arrives,
// until ctx ends. tell, which may be nil, hears of each round that tried
// something. wishes may be nil.
func (p *Poller) Follow(ctx context.Context, wishes <-chan Wish, tell func(Report)) error {
	w := Wish{}
	for {
		report, err := p.Poll(ctx, w)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // being stopped is how Follow ends well
		}
		if err != nil {
			return err
		}
		if tell != nil && report.Feeds > 0 {
			tell(report)
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
		case w = <-wishes:
			timer.Stop()
		case <-timer.C:
			w = Wish{}
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
			wait = min(wait, f.State.Next.Sub(now))
		}
	}
	return max(wait, time.Second), nil
}

// choose returns the feeds that a round is to try. Of several at one address
// only the first is; the others are its twins, by the address.
func (p *Poller) choose(all []news.FeedStatus, w Wish, now time.Time) (due []news.FeedStatus, twins map[string][]news.FeedStatus, skipped int) {
	seen := make(map[string]bool)
	twins = make(map[string][]news.FeedStatus)
	for _, f := range all {
		if len(w.Feeds) > 0 && !slices.Contains(w.Feeds, f.Feed.ID) {
			continue
		}
		addr := addressOf(f)
		switch {
		case !isDue(f, w, now):
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
func isPolled(f news.FeedStatus) bool { return !f.State.Gone }

// isDue reports whether a round tries a feed. One that is gone is tried when
// a person names it, or all feeds: publishers err, and change their minds.
func isDue(f news.FeedStatus, w Wish, now time.Time) bool {
	named := w.Manual && slices.Contains(w.Feeds, f.Feed.ID)
	switch {
	case w.All:
		return true
	case f.State.Gone && !named:
		return false
	case w.Manual && now.Sub(f.State.LastTry) >= ManualFloor:
		return true
	}
	return !now.Before(f.State.Next)
}

// addressOf returns where a feed is fetched from.
func addressOf(f news.FeedStatus) string {
	if f.State.MovedTo != "" {
		return f.State.MovedTo
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
	p     *Poller
	twins map[string][]news.FeedStatus // feeds at the address of another in this round
	purse *purse
	mu    sync.Mutex // guards what follows
	// held says until when a host asked to be left alone.
	held     map[string]time.Time
	report   Report
	progress Progress
}

// begin notes that a feed is being fetched; it reports false if its host
// asked to be left alone.
func (r *round) begin(name sanitize.Clean, host string, now time.Time) (time.Time, bool) {
	if until, held := r.isHeld(host, now); held {
		return until, false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Now = name
	r.p.o.Progress(r.progress)
	return time.Time{}, true
}

// isHeld reports whether a host asked to be left alone, and until when.
func (r *round) isHeld(host string, now time.Time) (until time.Time, held bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	until = r.held[host]
	return until, now.Before(until)
}

// hold notes that a host asked to be left alone.
func (r *round) hold(b busy) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.held[b.host] = b.until
}

// end notes how a feed went.
func (r *round) end(f news.FeedStatus, res result, saved news.Saved) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress.Done++
	r.report.Bytes += res.wire
	r.report.New += saved.New
	r.report.Updated += saved.Updated
	r.progress.New = r.report.New
	switch {
	case res.held:
		r.report.Feeds--
		r.report.Skipped++
		if res.overBudget {
			r.report.Held++
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
