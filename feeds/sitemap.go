package feeds

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sitrep/feeds/fetch"
	"sitrep/feeds/parse"
	"sitrep/internal/sanitize"
)

// The bounds of an index of sitemaps in one poll: how many sitemaps with news
// are read, and how many are asked for to find them.
const (
	sitemapsARound = 2
	sitemapTries   = 5
)

// noteSitemap is noted of an index that names a sitemap which cannot be read.
var noteSitemap = sanitize.Lit("A sitemap that the index names cannot be read; the others were.")

// readSitemap reads a sitemap of news, or the sitemaps that an index names:
// those named after news first, then the newest. One that cannot be read or has
// no news does not stop the others; an index may name a further index. It keeps its permit but for its requests.
func (p *Poller) readSitemap(ctx context.Context, s *permit, got *fetch.Response) (*parse.Document, error) {
	m, err := parse.ReadSitemap(got.Body, got.ContentType, got.URL)
	if err != nil {
		return nil, err
	}
	doc, addresses := &m.Document, m.Addresses
	var failed error
	queue := m.Children
	asked := map[string]bool{got.URL: true}
	named := false // one that is named after news had some
	for tries, found := 0, 0; len(queue) > 0 && tries < sitemapTries && found < sitemapsARound; {
		c := queue[0]
		queue = queue[1:]
		if asked[c.URL] || sanitize.Site(hostOf(c.URL)) != sanitize.Site(hostOf(got.URL)) {
			continue // an index speaks for its own site only
		}
		asked[c.URL] = true
		if named && !c.News {
			break
		}
		tries++
		sub, err := p.child(ctx, s, c.URL, got)
		if err != nil {
			failed = cmp.Or(failed, err)
			if se, ok := errors.AsType[*fetch.StatusError](err); ctx.Err() != nil || ok && retryAfter(se) > 0 {
				break
			}
			continue
		}
		queue = append(sub.Children, queue...)
		addresses += sub.Addresses
		if len(sub.Items) == 0 {
			continue
		}
		found, named = found+1, named || c.News
		if doc.Title.IsZero() {
			doc.Title = sub.Title
		}
		doc.Items = append(doc.Items, sub.Items...)
		doc.Cut = doc.Cut || sub.Cut
	}
	switch {
	case len(doc.Items) > 0 && failed != nil:
		got.AddNote(noteSitemap)
	case len(doc.Items) > 0:
	case failed != nil:
		return nil, failed
	case addresses > 0:
		return nil, fmt.Errorf("parse sitemap: %w: it names no news (no titles)", parse.ErrNotFeed)
	}
	return doc, nil // without any address: nothing happened in two days
}

// child reads one sitemap that an index names.
func (p *Poller) child(ctx context.Context, s *permit, url string, index *fetch.Response) (*parse.Sitemap, error) {
	s.yield()
	part, err := p.o.Client.Get(ctx, fetch.Request{URL: url, Accept: fetch.Feed, Part: true})
	if serr := s.acquire(ctx); serr != nil {
		return nil, serr
	}
	if err != nil {
		return nil, err
	}
	index.Wire += part.Wire
	m, err := parse.ReadSitemap(part.Body, part.ContentType, part.URL)
	if err == nil && part.Part {
		index.AddNote(LeftOut(&m.Document, part))
	}
	return m, err
}
