// Package discover finds the feeds that a web page names, for whoever follows
// a site by its address. Nothing else looks for feeds: a poll asks only for
// what was configured.
package discover

import (
	"bytes"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/internal/sanitize"
)

// maxFeeds is how many feeds of one page are returned.
const maxFeeds = 50

// Feed is a feed that a page names.
type Feed struct {
	URL   string         // absolute
	Title sanitize.Clean // as the page calls it; may be empty
}

// Feeds returns the feeds that a page served from base names in link elements
// (https://www.rssboard.org/rss-autodiscovery), in its order, each once; feeds
// of comments come last.
func Feeds(page []byte, base string) []Feed {
	var out []Feed
	z := html.NewTokenizer(bytes.NewReader(page))
	for len(out) < maxFeeds {
		switch z.Next() {
		case html.ErrorToken:
			return sorted(out)
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Base:
				if u, ok := sanitize.URL(base, attr(t, "href")); ok {
					base = u
				}
			case atom.Link:
				f, ok := feedOf(t, base)
				if ok && !slices.ContainsFunc(out, func(have Feed) bool { return have.URL == f.URL }) {
					out = append(out, f)
				}
			default:
			}
		default:
		}
	}
	return sorted(out)
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
