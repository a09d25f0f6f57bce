// Package discover finds the feeds that a web page names, for whoever follows
// a site by its address. Nothing else looks for feeds: a poll asks only for
// the configured ones.
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

// Feeds returns the feeds that a page served from base names, in its order,
// each once; feeds of comments come last. They are named by Link fields of its
// header (RFC 8288), by link elements
// (https://www.rssboard.org/rss-autodiscovery) and by links with the rel, type
// or scheme of a feed. links are the values of the Link fields; nil: none.
func Feeds(page []byte, links []string, base string) []Feed {
	named := Linked(links, base)
	for _, f := range collect(page, base, []atom.Atom{atom.Link, atom.A}, feedOf) {
		if !slices.ContainsFunc(named, func(have Feed) bool { return have.URL == f.URL }) {
			named = append(named, f)
		}
	}
	return sorted(named)
}

// Hints returns the links of a page served from base that look like feeds by
// their address alone, in its order, each once. They are for a person to
// judge: nobody said that they are feeds.
func Hints(page []byte, base string) []Feed {
	return sorted(collect(page, base, []atom.Atom{atom.A}, hintOf))
}

// collect returns what read makes of the elements of these kinds, each address
// once. The first base element of the page counts (HTML, section 4.2.3).
func collect(page []byte, base string, kinds []atom.Atom, read func(t html.Token, base string) (Feed, bool)) []Feed {
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
			case slices.Contains(kinds, t.DataAtom):
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

// feedOf reads an element that names a feed.
func feedOf(t html.Token, base string) (Feed, bool) {
	href := attr(t, "href")
	u, ok := sanitize.URL(base, href)
	f := Feed{URL: u, Title: sanitize.Brief(attr(t, "title"))}
	isLink := t.DataAtom == atom.Link
	if !isLink && sanitize.WithoutFeed(href) != strings.TrimSpace(href) {
		return f, ok // feed:https://…
	}
	l := link{rel: attr(t, "rel"), kind: attr(t, "type"), words: href + attr(t, "title"), lang: attr(t, "hreflang"), address: u}
	return f, ok && l.isFeed()
}

// link is how a page or a header refers to something.
type link struct {
	rel, kind, lang string
	words           string // its address and title, as written
	address         string
}

// isFeed reports whether a link leads to a feed: by its relation alone (feed),
// or as an alternate of the page by its media type, which has had many names.
// Without a type the address decides.
func (l link) isFeed() bool {
	rels := strings.Fields(strings.ToLower(l.rel))
	kind, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(l.kind)), ";")
	_, sub, _ := strings.Cut(strings.TrimSpace(kind), "/")
	isFeed := slices.Contains(rels, "feed") || slices.Contains(rels, "service.feed")
	if !isFeed && !slices.Contains(rels, "alternate") {
		return false
	}
	switch sub = strings.TrimPrefix(strings.TrimSuffix(sub, "+xml"), "x-"); sub {
	case "rss", "atom", "rdf", "feed+json", "xml+rss", "xml+atom":
		return true
	case "json", "xml":
		if isFeed {
			return true
		}
		words := strings.ToLower(l.words) // oEmbed and interfaces for programs are alternates, too
		return strings.Contains(words, "feed") || strings.Contains(words, "rss") || strings.Contains(words, "atom")
	case "":
		if isFeed {
			return true
		}
		u, err := url.Parse(l.address)
		return err == nil && l.lang == "" && looksLikeFeed(u)
	}
	return false
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
