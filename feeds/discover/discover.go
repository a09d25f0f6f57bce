// Package discover finds the feeds that a web page names, for whoever follows
// a site by its address. Nothing else looks for feeds: a poll asks only for
// what was configured.
package discover

import (
	"bytes"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/internal/sanitize"
)

// maxFeeds is how many feeds of one page are returned.
const maxFeeds = 50

// maxTags is how many tags of one page are read, so that a page made of
// nothing else costs no more than a page.
const maxTags = 200_000

// Feed is a feed that a page names, or seems to.
type Feed struct {
	URL   string         // absolute
	Title sanitize.Clean // as the page calls it; may be empty
}

// Feeds returns the feeds that a page served from base names in link elements
// (https://www.rssboard.org/rss-autodiscovery), in its order, each once; feeds
// of comments come last.
func Feeds(page []byte, base string) []Feed {
	return sorted(collect(page, base, atom.Link, feedOf))
}

// Hints returns the links of a page served from base that look like feeds by
// their address alone, in its order, each once. They are for a person to
// judge: nobody said that they are feeds.
func Hints(page []byte, base string) []Feed {
	return sorted(collect(page, base, atom.A, hintOf))
}

// collect returns what read makes of the elements of one kind, each address
// once. The first base element of the page counts (HTML, section 4.2.3).
func collect(page []byte, base string, kind atom.Atom, read func(t html.Token, base string) (Feed, bool)) []Feed {
	var out []Feed
	seen := make(map[string]bool)
	based := false
	z := html.NewTokenizer(bytes.NewReader(page))
	for tags := 0; len(out) < maxFeeds && tags < maxTags; {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.StartTagToken, html.SelfClosingTagToken:
			tags++
			t := z.Token()
			switch {
			case t.DataAtom == atom.Base && !based:
				if u, ok := sanitize.URL(base, attr(t, "href")); ok {
					base, based = u, true
				}
			case t.DataAtom == kind:
				if f, ok := read(t, base); ok && !seen[f.URL] {
					seen[f.URL] = true
					out = append(out, f)
				}
			}
		default:
		}
	}
	return out
}

// hintOf reads a link whose address looks like that of a feed.
func hintOf(t html.Token, base string) (Feed, bool) {
	address, ok := sanitize.URL(base, attr(t, "href"))
	if !ok {
		return Feed{}, false
	}
	u, err := url.Parse(address)
	if err != nil || !looksLikeFeed(u) {
		return Feed{}, false
	}
	return Feed{URL: address, Title: sanitize.Brief(attr(t, "title"))}, true
}

// looksLikeFeed reports whether an address is of the kind that feeds have.
func looksLikeFeed(u *url.URL) bool {
	last := strings.ToLower(path.Base(u.Path))
	switch path.Ext(last) {
	case ".rss", ".atom", ".rdf":
		return true
	case ".xml", ".json":
		return strings.Contains(last, "feed") || strings.Contains(last, "rss") || strings.Contains(last, "atom") || last == "index.xml"
	}
	switch last {
	case "feed", "rss", "atom", "feed.php", "rss.php":
		return true
	}
	return u.Query().Get("feed") != "" || strings.HasPrefix(strings.ToLower(u.Host), "feeds.") && last != "/" && last != "."
}

func feedOf(t html.Token, base string) (Feed, bool) {
	if !slices.Contains(strings.Fields(strings.ToLower(attr(t, "rel"))), "alternate") {
		return Feed{}, false
	}
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(attr(t, "type"))), ";")
	switch strings.TrimSpace(kind) {
	case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json", "text/xml+rss":
	case "application/json", "application/xml", "text/xml":
		if !strings.Contains(strings.ToLower(attr(t, "href")+attr(t, "title")), "feed") {
			return Feed{}, false // oEmbed and interfaces for programs are alternates, too
		}
	default:
		return Feed{}, false
	}
	u, ok := sanitize.URL(base, attr(t, "href"))
	return Feed{URL: u, Title: sanitize.Brief(attr(t, "title"))}, ok
}

func sorted(fs []Feed) []Feed {
	comments := func(f Feed) int {
		if strings.Contains(strings.ToLower(f.URL), "comments") {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(fs, func(a, b Feed) int { return comments(a) - comments(b) })
	return fs
}

func attr(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
