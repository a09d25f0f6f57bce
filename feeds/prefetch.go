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

// robotsToken is the name by which a robots.txt speaks of sitrep.
const robotsToken = "sitrep"

// Errand is one page that is to be fetched ahead of need.
type Errand struct {
	URL string
	// Keep stores what became of the page. It may be called from several
	// goroutines at a time, for different errands.
	Keep func(ctx context.Context, ft news.FullText) error
}

// Carried says how far fetching ahead has come.
type Carried struct {
	Total, Done int
	Fetched     int
	Forbidden   int // by the robots.txt of its site
	Held        int // left for later: the data budget is used up, or the host wants to be left alone
	Failed      int
	Bytes       int64
	Left        int64          // of the data budget; -1: there is none
	Now         sanitize.Clean // the host that was asked last
	Errors      []FeedError    // of pages that failed; Feed and Name are empty
}

// Carry fetches pages before anybody opens them, for reading without a line:
// hosts side by side, the pages of one host one after the other with the
// client's gap between them or as long as its robots.txt asks for, and none
// that it forbids. tell, which may be nil, hears of each page, from one
// goroutine at a time. If ctx ends, what was fetched is kept.
func (p *Poller) Carry(ctx context.Context, errands []Errand, tell func(Carried)) (Carried, error) {
	if tell == nil {
		tell = func(Carried) {}
	}
	budget, err := openBudget(ctx, p.o.Sink, p.o.Budget)
	if err != nil {
		return Carried{}, fmt.Errorf("carry: %w", err)
	}
	c := &carrier{p: p, budget: budget, tell: tell, sum: Carried{Total: len(errands), Left: budget.left()}}
	hosts := make(map[string][]Errand)
	var order []string
	for _, e := range errands {
		h := originOf(e.URL)
		if hosts[h] == nil {
			order = append(order, h)
		}
		hosts[h] = append(hosts[h], e)
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

// carrier is one Carry under way.
type carrier struct {
	p      *Poller
	budget *budget
	tell   func(Carried)

	mu  sync.Mutex // guards sum
	sum Carried
}

// note changes the sum and tells of it.
func (c *carrier) note(change func(*Carried)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	change(&c.sum)
	c.tell(c.sum)
}

// host fetches the pages of one host. Its error is for what stops everything.
func (c *carrier) host(ctx context.Context, origin string, errands []Errand) (err error) {
	defer c.p.caught(origin, &err)
	rules, err := c.rules(ctx, origin)
	if err != nil {
		return err
	}
	for i, e := range errands {
		if _, is := c.budget.empty(); is {
			c.note(func(s *Carried) { s.Held += len(errands) - i })
			return nil
		}
		path := strings.TrimPrefix(e.URL, origin)
		if !rules.Allowed(path) {
			c.note(func(s *Carried) { s.Done++; s.Forbidden++ })
			continue
		}
		if d := rules.Delay(); i > 0 && d > 0 {
			if err := pause(ctx, d); err != nil {
				return err
			}
		}
		busy, err := c.page(ctx, e)
		if err != nil {
			return err
		}
		if busy {
			c.note(func(s *Carried) { s.Held += len(errands) - i - 1 })
			return nil
		}
	}
	return nil
}

// rules asks a host what it wants. What cannot be had forbids everything, what
// does not exist nothing (RFC 9309, section 2.3.1).
func (c *carrier) rules(ctx context.Context, origin string) (robots.Rules, error) {
	c.note(func(s *Carried) {
		s.Now = sanitize.Brief(strings.TrimPrefix(strings.TrimPrefix(origin, "https://"), "http://"))
	})
	got, err := c.p.o.Client.Get(ctx, fetch.Request{URL: origin + "/robots.txt", Accept: fetch.Page})
	if err == nil {
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

// page fetches one page. busy says that its host wants to be left alone.
func (c *carrier) page(ctx context.Context, e Errand) (busy bool, err error) {
	ft, wire, err := c.p.fullText(ctx, fetch.Request{URL: e.URL, Accept: fetch.Page})
	if ctx.Err() != nil {
		return false, ctx.Err() // called off, which says nothing about the page
	}
	sctx, cancel := lasting(ctx)
	defer cancel()
	if serr := c.budget.spend(sctx, wire); serr != nil {
		return false, serr
	}
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && retryAfter(se) > 0 {
		c.note(func(s *Carried) { s.Held++ })
		return true, nil
	}
	if kerr := e.Keep(sctx, ft); kerr != nil && err == nil {
		return false, kerr
	}
	c.note(func(s *Carried) {
		s.Done++
		s.Bytes += wire
		if err == nil {
			s.Fetched++
			return
		}
		s.Failed++
		s.Errors = append(s.Errors, FeedError{URL: fetch.Redact(e.URL), Err: ft.Err})
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
