package feeds

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"sitrep/feeds/extract"
	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// FullText fetches one page and reads the article on it, or finds that it is as
// it was by what is known of it. On failure the result's Err says why in a
// sentence, and the error is returned too.
func (p *Poller) FullText(ctx context.Context, url string, known news.PageState) (news.FullText, error) {
	ft, _, err := p.fullText(ctx, p.pageRequest(url, known))
	return ft, err
}

// pageRequest asks for a page. A text that another reading made is asked for
// without validators: its bytes are read anew.
func (p *Poller) pageRequest(url string, known news.PageState) fetch.Request {
	r := fetch.Request{URL: url, Accept: fetch.Page}
	if known.Reading == p.o.Reading {
		r.Validators = fetch.Validators(known.Validators)
	}
	return r
}

// fullText also returns how many bytes of body were sent.
func (p *Poller) fullText(ctx context.Context, req fetch.Request) (ft news.FullText, wire int64, err error) {
	ft, wire, err = p.page(ctx, req)
	if err != nil {
		ft.Err, ft.Fault = pageSentence(err), pageFault(err)
		if se, ok := errors.AsType[*fetch.StatusError](err); ok && retryAfter(se) > 0 {
			ft.NotBefore = p.o.Now().Add(retryAfter(se))
		}
		return ft, wire, fmt.Errorf("full text: %w", err)
	}
	return ft, wire, nil
}

func (p *Poller) page(ctx context.Context, req fetch.Request) (ft news.FullText, wire int64, err error) {
	ft = news.FullText{URL: req.URL}
	defer p.caught(req.URL, &err)
	s := permit{p: p}
	defer s.release()
	req.Large = s.acquireLarge
	got, err := p.o.Client.Get(ctx, req)
	if err != nil {
		return ft, 0, err
	}
	ft.URL, wire = got.URL, got.Wire
	ft.Validators = news.Validators(got.Validators)
	now := p.o.Now()
	if asked := (hints{maxAge: got.MaxAge, expires: got.Expires}).asked(now); asked > 0 {
		ft.NotBefore = now.Add(min(asked, Ceiling))
	}
	if got.NotModified {
		ft.Unchanged = true
		return ft, wire, nil
	}
	sum := sumOf(got.Body)
	ft.Sum, ft.Reading = sum[:], p.o.Reading
	if err := s.acquire(ctx); err != nil {
		return ft, wire, err
	}
	page, err := p.o.Extract.Page(ctx, got.Body, got.ContentType, got.URL)
	if err != nil {
		return ft, wire, err
	}
	if sameHost(page.Canonical, got.URL) {
		ft.URL = page.Canonical
	}
	ft.Headline, ft.Byline, ft.Site, ft.Lang = page.Title, page.Byline, page.Site, page.Lang
	ft.Published, ft.Modified = page.Published, page.Modified
	ft.Body, ft.References, ft.Flat = page.Blocks, page.References, page.Flat
	ft.Live, ft.LiveUntil, ft.Newest = page.Live, page.LiveUntil, page.Newest
	return ft, wire, nil
}

// pageFault returns whether a page that gave no text may give one another time.
func pageFault(err error) news.PageFault {
	var (
		what  *extract.UnsupportedError
		fault *FaultError
	)
	se, isStatus := errors.AsType[*fetch.StatusError](err)
	switch {
	case fetch.Offline(err):
		return news.UnreachedFault
	case isStatus && se.Status == statusGone, errors.As(err, &what), errors.As(err, &fault),
		errors.Is(err, fetch.ErrPrivate), errors.Is(err, fetch.ErrTooLarge):
		return news.LastingFault
	}
	return news.PassingFault
}

// sameHost reports whether two addresses are of one host, its mobile and AMP
// editions included. A page's own name for its address counts only then:
// else any page could pass for another outlet's.
func sameHost(a, b string) bool {
	return a != "" && keyHost(a) == keyHost(b)
}

func keyHost(address string) string {
	key := news.URLKey(address)
	if i := strings.IndexAny(key, "/?"); i >= 0 {
		return key[:i]
	}
	return key
}

// pageSentence says for people why a page has no text for us.
func pageSentence(err error) sanitize.Clean {
	var (
		what  *extract.UnsupportedError
		much  *extract.ExcessError
		gate  *extract.GateError
		fault *FaultError
	)
	switch {
	case errors.As(err, &fault):
		return faultSentence
	case errors.As(err, &what):
		return sanitize.Line("The page is not an article: " + sanitize.Brief(what.What).String() + ".")
	case errors.As(err, &much):
		return sanitize.Line("The page has more in it than is read of one (" + sanitize.Brief(much.What).String() + "). Open it in a browser.")
	case errors.As(err, &gate) && gate.Robots:
		return sanitize.Lit("The page checks for robots before it shows the article. Open it in a browser, or try again later.")
	case errors.As(err, &gate):
		return sanitize.Lit("The page asks for consent to cookies before it shows the article. Open it in a browser, or try again later.")
	case errors.Is(err, extract.ErrNoText):
		return sanitize.Lit("No article text was found on the page.")
	}
	return fetch.Sentence(err)
}

// texts fetches the pages of stories whose feeds want full text at once: a
// few a round, one after the other, so that a feed of a hundred items does
// not make a hundred requests. A host that is busy keeps its pages for a later
// round. It runs when the round's feeds are done.
func (r *round) texts(ctx context.Context) error {
	// More than are fetched, for the pages that have to wait.
	stories, err := r.p.o.Sink.LacksText(ctx, 5*textsARound)
	if err != nil {
		return fmt.Errorf("full texts: %w", err)
	}
	tried := 0
	led := make(map[string]bool) // hosts whose pages led to one that is busy
	for _, s := range stories {
		if _, is := r.budget.empty(); is {
			break
		}
		host := hostOf(s.URL)
		if _, onHold := r.isOnHold(host, r.p.o.Now()); s.URL == "" || onHold || led[host] {
			continue
		}
		if tried++; tried > textsARound {
			break
		}
		done, err := r.text(ctx, s)
		if err != nil {
			return err
		}
		led[host] = !done
	}
	return nil
}

// text fetches the page of one story. It reports false if a host on the way
// is busy, so that the page has to wait. Its error is for the sink's failure or
// the end of ctx.
func (r *round) text(ctx context.Context, s *news.Story) (done bool, err error) {
	known, err := r.p.o.Sink.PageState(ctx, s.ID)
	if err != nil {
		return false, fmt.Errorf("full texts: %w", err)
	}
	req := r.p.pageRequest(s.URL, known)
	req.OnHold = func(host string) bool {
		_, onHold := r.isOnHold(host, r.p.o.Now())
		return onHold
	}
	ft, wire, err := r.p.fullText(ctx, req)
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if serr := r.budget.spend(ctx, wire); serr != nil {
		return false, serr
	}
	if err != nil {
		r.p.o.Log.InfoContext(ctx, "no full text", slog.String("story", string(s.ID)), slog.String("error", sanitize.Brief(err.Error()).String()))
		if errors.Is(err, fetch.ErrOnHold) {
			return false, nil
		}
		if se, ok := errors.AsType[*fetch.StatusError](err); ok && (se.Status == statusTooMany || se.Status == statusUnavailable) {
			r.putOnHold(busy{strings.ToLower(se.Host), r.p.o.Now().Add(max(retryAfter(se), Floor))})
			return false, nil
		}
	}
	sctx, cancel := lasting(ctx)
	defer cancel()
	if err := r.p.o.Sink.SaveFullText(sctx, s.ID, ft); err != nil {
		return false, fmt.Errorf("save full text: %w", err)
	}
	return true, nil
}
