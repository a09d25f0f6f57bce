// Package parse turns the bytes of a feed into a Document: RSS 0.9x to 2.0,
// RSS 1.0 (RDF), Atom and JSON Feed, told apart by content.
//
// Feeds are seldom what their format asks for. Parse loses no item to a
// stray control character, a wrong charset, an undefined entity or a
// document that breaks off: it reads the document as it is, then repaired,
// then item by item. It does no I/O, reads no clock and guesses nothing: a
// date that cannot be read stays unknown.
package parse

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sitrep/feeds/encodings"
	"sitrep/internal/sanitize"
)

// maxBytes is the largest document that is read. A fetched one has a
// smaller limit of its own; this one protects against files.
const maxBytes = 64 << 20

// Bounds of one feed, from its beginning.
const (
	maxItems    = 10_000
	maxParts    = 5000    // of an item
	maxElements = 200_000 // elements of XML or values of JSON
)

// The kinds of error that Parse returns; match them with errors.Is.
var (
	// ErrNotFeed says that the bytes are no feed of a known format.
	ErrNotFeed = errors.New("not a feed")
	// ErrEmpty says that there are no bytes, or white space alone.
	ErrEmpty = errors.New("the document is empty")
)

// RawHTML is mark-up as the feed served it: HTML, neither safe nor cleaned.
// Text that a feed declares to be plain has been escaped, so that a RawHTML
// is HTML always. Relative addresses in it are relative to the item's Base.
type RawHTML string

// Document is a feed as it was served.
type Document struct {
	Kind       string // "rss 2.0", "rdf 1.0", "atom 1.0", "json 1.1"
	Title      sanitize.Clean
	Home       string          // the site's address, absolute; empty: not given
	SelfURL    string          // the feed's own address as it states it, absolute; empty: not given
	Lang       string          // BCP 47, lower case; empty: not given
	TTL        time.Duration   // RSS ttl: how long the feed may be cached; 0: not given
	SyInterval time.Duration   // syndication module: period divided by frequency; 0: not given
	SkipHours  []int           // hours of the day, UTC, in which not to ask; ascending
	SkipDays   []time.Weekday  // days, UTC, on which not to ask; ascending
	Expired    bool            // JSON Feed: never going to update again
	Items      []Item          // in the order of the feed
	Mended     bool            // the bytes had to be repaired
	Cut        bool            // and its end is missing: there may have been more
	OpenDates  bool            // a date had two readings, which the other dates decide: its items are to be read together
	Charset    bool            // its charset differs from the one in the header
	Bounded    bool            // items, or parts of them, beyond the limits of one document were left out
	Shared     map[string]bool // GUIDs that several items with different addresses bear, and so identify none
}

// Item is one record of a feed as served.
type Item struct {
	GUID         string         // as given, without white space at its ends; empty: none
	Title        sanitize.Clean // plain text on one line
	URL          string         // absolute, http or https; empty: none
	Attached     bool           // URL is the address of a file, for lack of a page
	Found        bool           // URL was in an unusual element; like that of a file it identifies nothing
	Base         string         // what relative addresses in Summary and Content are relative to
	Published    time.Time      // UTC; zero: unknown
	PublishedDay bool           // only the day of Published is known
	Updated      time.Time      // UTC; zero: unknown
	Author       sanitize.Clean
	Summary      RawHTML
	Content      RawHTML // the full text, if the feed carries it apart from the summary
	Lang         string  // BCP 47, lower case; empty: not given
	Categories   []sanitize.Clean
	Related      []Link
}

// Link is a reference of an item to another page.
type Link struct {
	URL   string
	Title sanitize.Clean
	Rel   string // "related" or "via"
}

// Parse reads body, which was served with the given Content-Type (may be
// empty) from url (may be empty). It returns an error matching ErrNotFeed or
// ErrEmpty if there is no feed in it. Parse keeps no reference to body.
func Parse(body []byte, contentType, url string) (*Document, error) {
	if len(body) > maxBytes {
		return nil, fmt.Errorf("parse feed: %d MB is more than the limit of %d MB", len(body)>>20, maxBytes>>20)
	}
	text := encodings.Decode(body, contentType)
	s := strings.TrimLeft(text.String, " \t\r\n\ufeff")
	if s == "" {
		return nil, fmt.Errorf("parse feed: %w", ErrEmpty)
	}
	var doc *Document
	var err error
	if s[0] == '{' || s[0] == '[' {
		doc, err = parseJSON(s, url)
	} else {
		doc, err = parseXML(s, url)
	}
	if err != nil {
		return nil, fmt.Errorf("parse feed: %w", err)
	}
	doc.Mended, doc.Charset = doc.Mended || text.Repaired, text.Other
	if len(doc.Items) > maxItems {
		doc.Bounded = true
		doc.Items = doc.Items[:maxItems]
	}
	doc.Shared = shared(doc.Items)
	detach(doc.Items)
	return doc, nil
}

// BoundedNote is a sentence for a document of which not all is read, with the
// number of items that are; zero for any other.
func (d *Document) BoundedNote() sanitize.Clean {
	if !d.Bounded {
		return sanitize.Clean{}
	}
	return sanitize.Line(fmt.Sprintf("The document has more in it than is read of one; items read: %d.", len(d.Items)))
}

// file is a file that comes with an item: its address, and its media type,
// which may be empty.
type file struct{ url, kind string }

// attach gives an item that names no page the address of the first file that
// comes with it. Pictures illustrate and are left out.
func (it *Item) attach(base string, files ...file) {
	for _, f := range files {
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(f.kind)), "image") {
			continue
		}
		if u, ok := sanitize.URL(base, text(f.url)); ok {
			it.URL, it.Attached = u, true
			return
		}
	}
}

// find gives an item the first address among elements that usually have none.
func (it *Item) find(base string, refs ...string) {
	for _, r := range refs {
		if u, ok := sanitize.URL(base, text(r)); ok {
			it.URL, it.Found = u, true
			return
		}
	}
}

// detach removes the addresses of files that come with several items: they
// identify none of them.
func detach(items []Item) {
	n := make(map[string]int)
	for _, it := range items {
		if it.Attached {
			n[it.URL]++
		}
	}
	for i := range items {
		if it := &items[i]; it.Attached && n[it.URL] > 1 {
			it.URL, it.Attached = "", false
		}
	}
}

// shared returns the GUIDs that items with different addresses bear.
func shared(items []Item) map[string]bool {
	var out map[string]bool
	first := make(map[string]string, len(items))
	for _, it := range items {
		if it.GUID == "" || it.URL == "" || it.Attached || it.Found {
			continue
		}
		switch address, seen := first[it.GUID]; {
		case !seen:
			first[it.GUID] = it.URL
		case address != it.URL:
			if out == nil {
				out = make(map[string]bool)
			}
			out[it.GUID] = true
		}
	}
	return out
}
