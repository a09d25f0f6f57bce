package feeds

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"sitrep/feeds/fetch"
	"sitrep/feeds/robots"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// robotsToken is the name of sitrep in a robots.txt.
const robotsToken = "sitrep"

// PrefetchJob is one page to fetch before a person opens it.
type PrefetchJob struct {
	URL   string
	Known news.PageState // of the page; zero: it was never fetched
	// Keep stores the result. It may be called from several goroutines at a
	// time, for different jobs.
	Keep func(ctx context.Context, ft news.FullText) error
}

// PrefetchReport counts the pages of a Prefetch, so far or in the end.
type PrefetchReport struct {
	Total, Done int
	Fetched     int
	Forbidden   int // by the robots.txt of the site
	Deferred    int // not asked for: the data budget is used up, or the host asked us to wait
	Failed      int
	Bytes       int64          // of bodies, as sent
	Left        int64          // bytes of the data budget that are left; -1: no budget
	Now         sanitize.Clean // the host that was asked last
	Errors      []FeedError    // one per failed page; Feed and Name are empty
}

// Prefetch fetches pages for reading offline. Hosts are asked side by side, the
// pages of one host one after the other, with the client's gap between them or
// the delay of its robots.txt, and only pages that the robots.txt allows.
// progress, which may be nil, is called after each page, from one goroutine at
// a time. If ctx ends, the pages fetched so far are kept. A page that fails is
// part of the report; the error is of the sink, the budget or ctx.
func (p *Poller) Prefetch(ctx context.Context, jobs []PrefetchJob, progress func(PrefetchReport)) (PrefetchReport, error) {
	return p.PrefetchWithin(ctx, jobs, 0, progress)
}

// PrefetchWithin is Prefetch that begins no page for which most bytes may not suffice; 0:
// all. A page that is larger than most pages are may pass the bound by its size.
func (p *Poller) PrefetchWithin(ctx context.Context, jobs []PrefetchJob, most int64, progress func(PrefetchReport)) (PrefetchReport, error) {
	if progress == nil {
		progress = func(PrefetchReport) {}
	}
	budget, err := openBudget(ctx, p.o.Sink, p.o.Budget)
	if err != nil {
		return PrefetchReport{}, fmt.Errorf("carry: %w", err)
	}
	c := &prefetcher{p: p, budget: budget, bound: bound{most: most}, progress: progress, sum: PrefetchReport{Total: len(jobs), Left: budget.left()}}
	hosts := make(map[string][]PrefetchJob)
	var order []string
	for _, job := range jobs {
		h := originOf(job.URL)
		if hosts[h] == nil {
			order = append(order, h)
		}
		hosts[h] = append(hosts[h], job)
	}
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(p.o.Concurrency)
	for _, h := range order {
		g.Go(func() error { return c.host(gctx, h, hosts[h]) })
	}
	err = g.Wait()
	if err == nil {
		err = ctx.Err()
	}
	c.sum.Left = budget.left()
	return c.sum, err
}

// originOf returns scheme and host of an address, where its robots.txt is.
func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// prefetcher is one Prefetch under way.
type prefetcher struct {
	p        *Poller
	budget   *budget
	progress func(PrefetchReport)
	bound    bound

	mu  sync.Mutex // guards sum
	sum PrefetchReport
}

// note changes the report and passes it on.
func (c *prefetcher) note(change func(*PrefetchReport)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.sum)
	c.progress(c.sum)
}

// host fetches the pages of one host. An error ends the whole Prefetch.
func (c *prefetcher) host(ctx context.Context, origin string, jobs []PrefetchJob) (err error) {
	defer c.p.caught(origin, &err)
	rules, err := c.rules(ctx, origin)
	if err != nil {
		return err
	}
	for i, job := range jobs {
		if _, is := c.budget.empty(); is {
			c.note(func(s *PrefetchReport) { s.Deferred += len(jobs) - i })
			return nil
		}
		path := strings.TrimPrefix(job.URL, origin)
		if !rules.Allowed(path) {
			c.note(func(s *PrefetchReport) { s.Done++; s.Forbidden++ })
			continue
		}
		if d := rules.Delay(); i > 0 && d > 0 {
			if err := pause(ctx, d); err != nil {
				return err
			}
		}
		if !c.bound.begin() {
			c.note(func(s *PrefetchReport) { s.Deferred += len(jobs) - i })
			return nil
		}
		busy, err := c.page(ctx, job)
		if err != nil {
			return err
		}
		if busy {
			c.note(func(s *PrefetchReport) { s.Deferred += len(jobs) - i - 1 })
			return nil
		}
	}
	return nil
}

// rules fetches the robots.txt of a host. One that cannot be fetched forbids
// everything, one that does not exist nothing (RFC 9309, section 2.3.1).
func (c *prefetcher) rules(ctx context.Context, origin string) (robots.Rules, error) {
	c.note(func(s *PrefetchReport) {
		s.Now = sanitize.Brief(strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://"))
	})
	got, err := c.p.o.Client.Get(ctx, fetch.Request{URL: origin + "/robots.txt", Accept: fetch.Page})
	if err == nil {
		c.bound.spend(got.Wire, false)
		return robots.Parse(got.Body, robotsToken), c.budget.spend(ctx, got.Wire)
	}
	if ctx.Err() != nil {
		return robots.Rules{}, ctx.Err()
	}
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && se.Status >= 400 && se.Status < 500 && se.Status != statusTooMany {
		return robots.Rules{}, nil
	}
	return robots.DenyAll(), nil
}

// page fetches one page. busy reports that its host asked us to wait.
func (c *prefetcher) page(ctx context.Context, job PrefetchJob) (busy bool, err error) {
	defer c.bound.end()
	ft, wire, err := c.p.fullText(ctx, c.p.pageRequest(job.URL, job.Known))
	if ctx.Err() != nil {
		return false, ctx.Err() // interrupted: the page may be fine
	}
	sctx, cancel := lasting(ctx)
	defer cancel()
	c.bound.spend(wire, true)
	if serr := c.budget.spend(sctx, wire); serr != nil {
		return false, serr
	}
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && retryAfter(se) > 0 {
		c.note(func(s *PrefetchReport) { s.Deferred++ })
		return true, nil
	}
	if kerr := job.Keep(sctx, ft); kerr != nil && err == nil {
		return false, kerr
	}
	c.note(func(s *PrefetchReport) {
		s.Done++
		s.Bytes += wire
		if err == nil {
			s.Fetched++
			return
		}
		s.Failed++
		s.Errors = append(s.Errors, FeedError{URL: fetch.Redact(job.URL), Err: ft.Err})
	})
	return false, nil
}

// pause waits, unless ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
