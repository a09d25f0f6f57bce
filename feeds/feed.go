package feeds

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// The statuses that mean something to the schedule (RFC 9110).
const (
	statusNotModified  = 304
	statusUnauthorized = 401
	statusNotFound     = 404
	statusGone         = 410
	statusTooMany      = 429
	statusUnavailable  = 503
)

// result is what trying one feed came to.
type result struct {
	state news.FeedState
	found
	wire       int64
	err        error
	deferred   bool  // not read: its host, or one on the way, asked us to wait, or
	overBudget bool  // the data budget is used up
	unsaved    int64 // bytes of the document that is read, but not saved
	busy       busy  // a host on the way that asked us to wait
}

// busy is a host that asked us to wait until then.
type busy struct {
	host  string
	until time.Time
}

// feed takes one feed through the pipeline. Its error is for the sink's
// failure or the end of ctx; the feed's own failure is part of the saved state.
func (r *round) feed(ctx context.Context, f news.FeedStatus) (res result, err error) {
	defer r.p.caught(string(f.Feed.ID), &err)
	if ctx.Err() != nil {
		return result{}, ctx.Err()
	}
	now := r.p.o.Now()
	host := hostOf(addressOf(f))
	if until, ok := r.begin(f.Name(), host, now); !ok {
		return wait(f, until, now), nil
	}
	if until, is := r.budget.empty(); is {
		res := wait(f, until, now)
		res.overBudget, res.state.Why = true, overBudget
		return res, nil
	}
	var holdEnd time.Time // of a host on the way
	res = r.p.try(ctx, f, now, func(host string) bool {
		until, onHold := r.isOnHold(host, now)
		holdEnd = until
		return onHold
	})
	if errors.Is(res.err, fetch.ErrOnHold) {
		return wait(f, holdEnd, now), nil
	}
	if res.err != nil && ctx.Err() != nil {
		return res, ctx.Err() // called off, which is no failure of the feed
	}
	if now.Before(res.busy.until) {
		r.putOnHold(res.busy)
	}
	sctx, cancel := lasting(ctx)
	defer cancel()
	return res, r.budget.spend(sctx, res.wire)
}

// wait leaves a feed as it is until its host, or one on the way, may be asked.
func wait(f news.FeedStatus, until, now time.Time) result {
	res := result{deferred: true, state: f.State}
	st := &res.state
	if st.LastTry.After(now) || until.After(st.Next) { // else the schedule asks for a later time
		st.Next = until
	}
	st.LastTry, st.LastOK = notLater(st.LastTry, now), notLater(st.LastOK, now)
	res.state.Why = sanitize.Lit("the host asked us to wait")
	return res
}

// save hands the result to the sink, also if the round has been called off
// meanwhile: a fetched answer is not thrown away.
func (r *round) save(ctx context.Context, f news.FeedStatus, res result) error {
	sctx, cancel := lasting(ctx)
	defer cancel()
	saved, err := r.p.o.Sink.Save(sctx, news.Batch{Feed: f.Feed.ID, State: res.state, Arrivals: res.arrivals, Reading: r.p.o.Reading, Seen: res.seen, Warnings: res.warnings})
	if err != nil {
		return fmt.Errorf("save feed %s: %w", fetch.Redact(string(f.Feed.ID)), err)
	}
	r.end(f, res, saved)
	for _, twin := range r.twins[addressOf(f)] {
		// What arrived is in the cache already, by the first of them.
		st := res.state
		st.MovedTo, st.Validators = twin.State.MovedTo, twin.State.Validators
		st.Why = sanitize.Join("", sanitize.Lit("the same address as "), f.Name())
		if _, err := r.p.o.Sink.Save(sctx, news.Batch{Feed: twin.Feed.ID, State: st}); err != nil {
			return fmt.Errorf("save feed %s: %w", fetch.Redact(string(twin.Feed.ID)), err)
		}
	}
	return nil
}

// try fetches and reads one feed. onHold reports whether a host that a redirect
// leads to asked us to wait.
func (p *Poller) try(ctx context.Context, f news.FeedStatus, now time.Time, onHold func(host string) bool) result {
	res := result{state: f.State}
	st := &res.state
	st.LastTry, st.LastOK, st.Status = now, notLater(st.LastOK, now), 0
	s := permit{p: p}
	defer s.release()
	got, release, err := p.get(ctx, fetch.Request{
		URL: addressOf(f), Accept: fetch.Feed, OnHold: onHold, Large: s.acquireLarge, Part: true,
		Validators: fetch.Validators{ETag: st.Validators.ETag, LastModified: st.Validators.LastModified},
	})
	defer release()
	if err != nil {
		return p.failed(f, res, err, now)
	}
	res.wire = got.Wire
	h := hints{maxAge: got.MaxAge, expires: got.Expires}
	st.Gone = false
	same := got.NotModified
	if !same {
		// When saving is slow, reading waits; fetching does not.
		n := min(int64(len(got.Body)), maxUnsaved)
		if err := p.unsaved.Acquire(ctx, n); err != nil {
			return p.failed(f, res, err, now)
		}
		res.unsaved = n
		doc, what, err := p.document(ctx, &s, f.Feed, got)
		if err != nil {
			st.Status = got.Status
			return p.failed(f, res, err, now)
		}
		// A known document waits for nothing.
		res.unsaved = min(n, int64(what.size))
		p.unsaved.Release(n - res.unsaved)
		res.wire, res.seen = got.Wire, what.seen // with what else was read
		st.Validators = news.Validators{ETag: got.Validators.ETag, LastModified: got.Validators.LastModified}
		if same = doc == nil; !same {
			res.found = what
			st.Asks = news.Asks{Every: max(doc.TTL, doc.SyInterval), SkipHours: doc.SkipHours, SkipDays: doc.SkipDays}
			if doc.Cut && !got.Part { // else the rest would never be asked for
				st.Validators = news.Validators{}
			}
			st.Title, st.Home = doc.Title, doc.Home
			st.Gone = doc.Expired
			if doc.Charset {
				got.AddNote(noteCharset)
			}
			got.AddNote(LeftOut(doc, got))
		}
	} else if got.Validators != (fetch.Validators{}) {
		// A 304 may carry a newer validator (RFC 9111, section 3.2).
		if got.Validators.ETag != "" {
			st.Validators.ETag = got.Validators.ETag
		}
		if got.Validators.LastModified != "" {
			st.Validators.LastModified = got.Validators.LastModified
		}
	}
	moved(st, got.PermanentURL)
	h.ttl, h.skipHours, h.skipDays = st.Asks.Every, st.Asks.SkipHours, st.Asks.SkipDays
	h.blind = !got.NotModified && got.Validators == fetch.Validators{}
	h.pace = pace(st, same, res.found)
	if !same || st.Failures > 0 || !got.Note.IsZero() { // else the old note stays
		st.Err = got.Note
	}
	st.Status, st.LastOK, st.Failures = got.Status, now, 0
	next := after(now, f.Feed.Every, p.o.Interval, f.Feed.FastLane, h, p.o.Rand())
	st.Next, st.Why = next.next, next.why
	return res
}

// noteCharset is noted of a document whose header names another charset.
var noteCharset = sanitize.Lit("The document is in another charset than the header names; it was read in its own.")

// LeftOut returns a sentence about a document of which not all was read, with the
// number of items that were; zero for any other.
func LeftOut(doc *parse.Document, got *fetch.Response) sanitize.Clean {
	if !got.Part {
		return doc.BoundedNote()
	}
	note := fmt.Sprintf("It is larger than the limit; items read of its beginning: %d.", len(doc.Items))
	if got.URL != "" { // the limit of files is no setting
		note += " See poll.max_body."
	}
	return sanitize.Line(note)
}

// read reads the answer of a feed's address. An index of sitemaps is followed
// one step. s holds a slot to parse in when read returns without error. An answer over
// the limit in whose beginning there is no item is an error that matches
// fetch.ErrTooLarge.
func (p *Poller) read(ctx context.Context, s *permit, kind news.FeedType, got *fetch.Response) (doc *parse.Document, err error) {
	defer p.caught(got.URL, &err)
	if err := s.acquire(ctx); err != nil {
		return nil, err
	}
	if kind != news.TypeSitemap {
		doc, err = parse.Parse(got.Body, got.ContentType, got.URL)
	} else {
		doc, err = p.readSitemap(ctx, s, got)
	}
	if got.Part && (err != nil || len(doc.Items) == 0) {
		return nil, fmt.Errorf("read feed: %w", fetch.ErrTooLarge)
	}
	return doc, err
}

// pace takes note of whether a good answer brought something, and returns how
// lively the feed is now.
func pace(st *news.FeedState, same bool, what found) int {
	if !same {
		h := sha256.New()
		for i := range what.arrivals {
			fmt.Fprintln(h, what.arrivals[i].Story.ID)
		}
		for i := range what.warnings {
			fmt.Fprintln(h, what.warnings[i].Warning.ID, what.warnings[i].Warning.Sent.Unix())
		}
		was := st.Digest
		st.Digest = hex.EncodeToString(h.Sum(nil)[:8])
		same = st.Digest == was
		if was == "" {
			return st.Pace // the first time all is new
		}
	}
	if same {
		st.Pace = max(min(st.Pace, 0)-1, -100)
	} else {
		st.Pace = min(max(st.Pace, 0)+1, 100)
	}
	return st.Pace
}

// moved takes note of where the permanent redirects of a good answer led. A
// move counts when two polls in a row saw the same one: a wrong redirect that
// is soon taken back must not cost a feed its address.
func moved(st *news.FeedState, to string) {
	switch to {
	case "":
		st.MovingTo = ""
	case st.MovingTo:
		st.MovedTo, st.MovingTo = to, ""
	default:
		st.MovingTo = to
	}
}

// failed notes a failure and plans the next try.
func (p *Poller) failed(f news.FeedStatus, res result, err error, now time.Time) result {
	res.err = err
	st := &res.state
	st.Failures++
	st.MovingTo, st.Err = "", sentence(err)
	var retry time.Duration
	lost := errors.Is(err, parse.ErrNotFeed)
	if se, ok := errors.AsType[*fetch.StatusError](err); ok {
		st.Status = se.Status
		lost = se.Status == statusNotFound || se.Status == statusGone || se.Status == statusUnauthorized
		st.Gone = se.Status == statusGone && st.MovedTo == ""
		if retry = retryAfter(se); retry > 0 {
			res.busy = busy{strings.ToLower(se.Host), now.Add(retry)}
			if res.busy.host == hostOf(addressOf(f)) {
				st.Held = res.busy.until // also for those that poll after us
			}
		}
	}
	if lost && st.MovedTo != "" {
		// The move led nowhere in the end: begin again where the
		// configuration says.
		st.MovedTo, st.Validators = "", news.Validators{}
	}
	next := backoff(now, f.Feed.Every, p.o.Interval, f.Feed.FastLane, failure{inARow: st.Failures, offline: fetch.Offline(err), retryAfter: retry}, p.o.Rand())
	st.Next, st.Why = next.next, next.why
	return res
}

// retryAfter returns how long a busy server asks us to wait.
func retryAfter(se *fetch.StatusError) time.Duration {
	if se.Status == statusTooMany || se.Status == statusUnavailable {
		return min(se.RetryAfter, Ceiling)
	}
	return 0
}

// sentence says for people why a feed failed.
func sentence(err error) sanitize.Clean {
	var fault *FaultError
	switch {
	case errors.As(err, &fault):
		return faultSentence
	case errors.Is(err, parse.ErrEmpty):
		return sanitize.Lit("The server answered, but with nothing in it.")
	case errors.Is(err, parse.ErrNotFeed):
		return sanitize.Line("The server answered, but not with a feed: " + sanitize.Brief(sanitize.RedactedText(strings.TrimPrefix(err.Error(), "parse feed: "))).String() + ".")
	}
	return fetch.Sentence(err)
}

// arrivals turns the items of a document into stories. Items that have the same
// identifier may be different stories; the sink tells them apart.
func (p *Poller) arrivals(f news.Feed, doc *parse.Document, now time.Time) []news.Arrival {
	out := make([]news.Arrival, 0, len(doc.Items))
	for _, item := range doc.Items {
		if a, ok := p.normalize.Arrival(f, doc, item, now); ok {
			out = append(out, a)
		}
	}
	return out
}

// hostsOnHold returns the hosts that asked us to wait in an earlier round, and
// until when. The state of the feeds in the cache holds them, so they survive a
// restart.
func hostsOnHold(all []news.FeedStatus, now time.Time) map[string]time.Time {
	hosts := make(map[string]time.Time)
	for _, f := range all {
		if host := hostOf(addressOf(f)); holds(f.State.Held, now) && hosts[host].Before(f.State.Held) {
			hosts[host] = f.State.Held
		}
	}
	return hosts
}

func hostOf(addr string) string {
	u, err := url.Parse(addr)
	if err != nil {
		return addr
	}
	return strings.ToLower(u.Hostname())
}
