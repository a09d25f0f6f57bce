// Package normalize turns the items of a feed into stories: headline,
// summary, body and references in the words of package news. It does no I/O
// and reads no clock.
package normalize

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Fragmenter turns a piece of HTML into blocks and finds the references in
// it; addresses are relative to base. It is safe for concurrent use.
// *extract.Extractor is one.
type Fragmenter interface {
	Fragment(html, base string) ([]news.Block, []news.Reference, news.Flat)
}

// Normalizer makes stories of items. It is safe for concurrent use.
type Normalizer struct{ x Fragmenter }

// New returns a Normalizer that reads the HTML of items with x.
func New(x Fragmenter) *Normalizer { return &Normalizer{x} }

// Arrival returns the item of the feed's document as a story that was first
// seen now. It reports false if the item has neither identifier nor address
// nor words. Times are passed on as claimed; Story.When bounds them.
func (n *Normalizer) Arrival(feed news.Feed, doc *parse.Document, item parse.Item, now time.Time) (news.Arrival, bool) {
	summary := words(item.Summary)
	raw, longForm := body(item)
	s := news.Story{
		Feed:         feed.ID,
		Source:       source(feed, doc, item),
		GUID:         sanitize.Line(item.GUID).String(),
		Headline:     item.Title,
		Byline:       byline(item.Author),
		Lang:         item.Lang,
		Published:    credible(item.Published),
		PublishedDay: item.PublishedDay,
		Updated:      credible(item.Updated),
		FirstSeen:    now.UTC(),
	}
	if s.Lang == "" {
		s.Lang = doc.Lang
	}
	s.URL, _ = sanitize.URL(item.Base, item.URL)
	switch s.URL { // most addresses are as they should be: one copy is enough for a document of many
	case item.URL:
		s.URL = item.URL
	case s.GUID:
		s.URL = s.GUID
	}
	if summary == "" {
		summary = words(raw)
	}
	if s.Headline.IsZero() {
		s.Headline = shorten(summary, maxHeadline)
	}
	s.Summary = shorten(withoutHeadline(summary, s.Headline.String()), maxSummary)
	guid := item.GUID
	if doc.Shared[guid] {
		guid = ""
	}
	page := s.URL
	if item.Attached || item.Found { // else those read before would come again as new
		page = ""
	}
	id, ok := news.NewItemID(feed.ID, doc.Home, guid, page, s.Headline.String())
	if !ok {
		return news.Arrival{}, false
	}
	s.ID = id

	a := news.Arrival{Story: s}
	if strings.TrimSpace(string(raw)) != "" {
		a.Body, a.References, a.Flat = n.x.Fragment(string(raw), item.Base)
	}
	a.Whole = whole(a.Body, raw, longForm)
	a.References = number(id, withRelated(a.References, item.Related, s.URL, len(a.Body)))
	a.Story.FullText = a.Whole
	for _, r := range a.References {
		if r.Kind != news.RefBodylink {
			a.Story.References++
		}
	}
	return a, true
}

// credible returns t, or the zero time for the beginning of the computers'
// calendar and what lies before it: feeds write that when they have no time.
func credible(t time.Time) time.Time {
	if t.Year() <= 1970 {
		return time.Time{}
	}
	return t
}

// source returns what to call where the item came from.
func source(feed news.Feed, doc *parse.Document, item parse.Item) sanitize.Clean {
	switch {
	case !feed.Name.IsZero():
		return feed.Name
	case !doc.Title.IsZero():
		return doc.Title
	}
	for _, address := range []string{doc.Home, item.URL, string(feed.ID)} {
		if u, err := url.Parse(address); err == nil && u.Host != "" {
			return sanitize.Line(strings.TrimPrefix(u.Hostname(), "www."))
		}
	}
	return sanitize.Clean{}
}

// byline returns the author, unless it is a mere address of e-mail.
func byline(author sanitize.Clean) sanitize.Clean {
	s := author.String()
	if strings.Contains(s, "@") && !strings.Contains(s, " ") {
		return sanitize.Clean{}
	}
	return author
}

// body returns the longer of the item's texts, and whether it is the one that
// feeds put full texts in.
func body(item parse.Item) (raw parse.RawHTML, longForm bool) {
	if item.Content == "" || len(item.Summary) > 2*len(item.Content) {
		return item.Summary, false
	}
	return item.Content, true
}

// withRelated appends what the feed itself says the item is related to, but
// not what the text refers to already.
func withRelated(refs []news.Reference, links []parse.Link, self string, end int) []news.Reference {
	for _, l := range links {
		same := func(r news.Reference) bool { return r.URL == l.URL && r.Kind != news.RefBodylink }
		if l.URL == self || slices.ContainsFunc(refs, same) {
			continue
		}
		r := news.Reference{Title: l.Title, URL: l.URL, Kind: news.RefFeed, Paragraph: end, Score: 1}
		if l.Rel == "via" {
			r.Marker = sanitize.Lit("via")
		}
		refs = append(refs, r)
	}
	return refs
}

// number gives references their order.
func number(from news.StoryID, refs []news.Reference) []news.Reference {
	for i := range refs {
		refs[i].From, refs[i].N = from, i+1
	}
	return refs
}
