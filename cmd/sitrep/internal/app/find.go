package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"sitrep/feeds/discover"
	"sitrep/feeds/fetch"
	"sitrep/feeds/hazard"
	"sitrep/feeds/parse"
	"sitrep/internal/config"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Found is the result of FindFeed.
type Found struct {
	Feed  config.Feed
	Title string // its own name; may be empty
	From  string // the page that named it; empty: the address itself

	also []string // other addresses it goes by
}

// FindFeed fetches an address and returns the feed that it is or names. A page
// that names several, or none, is an error that lists them, or the attempts.
func (o Options) FindFeed(ctx context.Context, cfg *config.Config, f config.Feed) (Found, error) {
	client, err := o.Client(cfg)
	if err != nil {
		return Found{}, err
	}
	defer client.Close()
	got, err := client.Get(ctx, fetch.Request{URL: f.URL, Accept: fetch.Feed, Part: true})
	if err != nil {
		return Found{}, fmt.Errorf("feeds add %s: %s (--no-fetch adds it all the same)", sanitize.Redacted(f.URL), strings.TrimSuffix(fetch.Sentence(err).String(), "."))
	}
	if hit, ok := asFeed(f, got); ok {
		return hit, nil
	}
	tried := []string{sanitize.Redacted(got.URL)}
	named, maybe := discover.Feeds(got.Body, got.Links, got.URL), discover.Hints(got.Body, got.URL)
	if root := frontPage(got.URL); len(named) == 0 && root != got.URL {
		tried = append(tried, root)
		if got, err = client.Get(ctx, fetch.Request{URL: root, Accept: fetch.Page}); err == nil {
			named = discover.Feeds(got.Body, got.Links, got.URL)
			maybe = append(maybe, discover.Hints(got.Body, got.URL)...)
		}
	}
	switch len(named) {
	case 0:
		if len(maybe) > 0 {
			return Found{}, fmt.Errorf("feeds add: no feed is named at %s; these links look like feeds:%s", strings.Join(tried, " or "), toAdd(maybe))
		}
		return Found{}, fmt.Errorf("feeds add: there is no feed at %s, and none is named there (look for a link called RSS on the site)", strings.Join(tried, " or "))
	case 1:
		f.URL = named[0].URL
		if got, err = client.Get(ctx, fetch.Request{URL: f.URL, Accept: fetch.Feed, Part: true}); err != nil {
			return Found{}, fmt.Errorf("feeds add %s: %w", sanitize.Redacted(f.URL), sentence(fetch.Sentence(err), err))
		}
		hit, ok := asFeed(f, got)
		if !ok {
			return Found{}, fmt.Errorf("feeds add: %s is named as a feed by %s, but is none", sanitize.Redacted(f.URL), tried[len(tried)-1])
		}
		hit.From = tried[len(tried)-1]
		return hit, nil
	}
	return Found{}, fmt.Errorf("feeds add: %s names %d feeds; choose one:%s", tried[len(tried)-1], len(named), toAdd(named))
}

// toAdd lists the commands that add feeds, a line each, every address once.
func toAdd(feeds []discover.Feed) string {
	var b strings.Builder
	seen := make(map[string]bool)
	for _, f := range feeds {
		if seen[f.URL] {
			continue
		}
		seen[f.URL] = true
		fmt.Fprintf(&b, "\n  sitrep feeds add %s", f.URL)
		if !f.Title.IsZero() {
			fmt.Fprintf(&b, "    # %s", f.Title)
		}
	}
	return b.String()
}

// asFeed reads an answer as a feed or a news sitemap.
func asFeed(f config.Feed, got *fetch.Response) (Found, bool) {
	hit := Found{Feed: f, also: []string{f.URL, got.URL}}
	if got.PermanentURL != "" {
		hit.Feed.URL = got.PermanentURL
	}
	if f.Type != "sitemap" {
		doc, err := parse.Parse(got.Body, got.ContentType, got.URL)
		if err == nil {
			hit.Title = doc.Title.String()
			hit.also = append(hit.also, doc.SelfURL)
			return hit, true
		}
		if !errors.Is(err, parse.ErrNotFeed) {
			return hit, false
		}
	}
	m, err := parse.ReadSitemap(got.Body, got.ContentType, got.URL)
	asked := f.Type == "sitemap" && m != nil && m.Addresses == 0 // on quiet days a sitemap of news is empty
	if err != nil || len(m.Items)+len(m.Children) == 0 && !asked {
		return asWarnings(hit, got)
	}
	hit.Feed.Type, hit.Title = "sitemap", m.Title.String()
	return hit, true
}

// asWarnings reads an answer as a document of official warnings.
func asWarnings(hit Found, got *fetch.Response) (Found, bool) {
	doc, err := hazard.Read(got.Body, got.ContentType)
	if err != nil || doc.Format == news.FormatPlainFeed || hit.Feed.Type == "sitemap" {
		return hit, false
	}
	hit.Feed.Type = "warning"
	return hit, true
}

func frontPage(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: "/"}).String()
}

// FollowedAs returns the feed that is followed already at one of the addresses
// by which a feed goes, compared by canonical form.
func FollowedAs(all []news.Feed, hit Found) (news.Feed, bool) {
	keys := map[string]bool{news.URLKey(hit.Feed.URL): true}
	for _, u := range hit.also {
		if u != "" {
			keys[news.URLKey(u)] = true
		}
	}
	for _, f := range all {
		if keys[news.URLKey(string(f.ID))] {
			return f, true
		}
	}
	return news.Feed{}, false
}
