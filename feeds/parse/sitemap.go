package parse

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sitrep/feeds/dates"
	"sitrep/feeds/encodings"
	"sitrep/internal/sanitize"
)

// errSitemap explains ErrNotFeed where a sitemap is followed as a feed.
var errSitemap = fmt.Errorf("%w: it is a sitemap (follow it with type: sitemap)", ErrNotFeed)

// The bounds of a sitemap. The protocol allows 50,000 addresses and 50 MB
// (https://www.sitemaps.org/protocol.html); one of news holds the last two
// days.
const (
	maxUnpacked = 10 << 20
	maxChildren = 500
	maxXMLDepth = 20
	maxTokens   = 2_000_000
)

// Sitemap is a sitemap as it was served: addresses, or further sitemaps.
type Sitemap struct {
	Document
	Addresses int     // with or without news
	Children  []Child // of an index: those that are named after news first, then the newest
}

// Child is one sitemap that an index names.
type Child struct {
	URL      string    // absolute
	Modified time.Time // UTC; zero: not given
	News     bool      // its address has the word news in it
}

// ReadSitemap reads a sitemap or an index of sitemaps, packed or not, that was
// served from url (may be empty). Each address of a sitemap is an item, the newest
// first: the fields of the news extension
// (https://www.google.com/schemas/sitemap-news/0.9) is its title and time;
// without that there is only when it was changed. A document that breaks off
// keeps the entries before it.
func ReadSitemap(body []byte, contentType, url string) (*Sitemap, error) {
	body, err := unpack(body)
	if err != nil {
		return nil, fmt.Errorf("parse sitemap: %w", err)
	}
	text := encodings.Decode(body, contentType)
	s := strings.TrimLeft(text.String, " \t\r\n\ufeff")
	if s == "" {
		return nil, fmt.Errorf("parse sitemap: %w", ErrEmpty)
	}
	if at, root, _ := findRoot(s); root != "" {
		s = s[at:] // whatever version of XML is declared
	}
	r := sitemapReader{url: url, out: &Sitemap{Document: Document{Kind: "sitemap", Home: url, Mended: text.Repaired, Charset: text.Other}}}
	v := prescanXML(s, url)
	if v.endless {
		return nil, fmt.Errorf("parse sitemap: %w: a tag in it has no end", ErrNotFeed)
	}
	r.hints = hintsOf(&r.out.Document, v.order, url)
	if err := r.read(s); err != nil {
		return nil, fmt.Errorf("parse sitemap: %w", err)
	}
	slices.SortStableFunc(r.out.Items, func(a, b Item) int { return b.Published.Compare(a.Published) })
	slices.SortStableFunc(r.out.Children, func(a, b Child) int {
		if a.News != b.News {
			if a.News {
				return -1
			}
			return 1
		}
		return b.Modified.Compare(a.Modified)
	})
	return r.out, nil
}

// unpack undoes gzip, in which many sitemaps are stored.
func unpack(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	out, err := io.ReadAll(io.LimitReader(z, maxUnpacked+1))
	switch {
	case len(out) > maxUnpacked:
		return nil, fmt.Errorf("unpacked it is larger than %d MiB", maxUnpacked>>20)
	case err != nil && len(out) == 0:
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return out, nil // what breaks off in the middle is read as far as it goes
}

// sitemapReader reads a sitemap token by token: nothing is expanded but the
// five entities of XML and numbers.
type sitemapReader struct {
	url   string
	hints dates.Hints
	out   *Sitemap
	path  []string
	text  strings.Builder
	item  Item
	sub   Child
}

func (r *sitemapReader) read(s string) error {
	d := xml.NewDecoder(strings.NewReader(s))
	d.Strict = false
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil } // decoded already
	root := ""
	for range maxTokens {
		t, err := d.RawToken()
		if err != nil {
			if root == "" {
				return ErrNotFeed
			}
			r.out.Cut = r.out.Cut || len(r.path) > 0
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			if root == "" {
				if root = t.Name.Local; root != "urlset" && root != "sitemapindex" {
					return ErrNotFeed
				}
			}
			if len(r.path) == maxXMLDepth {
				return fmt.Errorf("%w: its elements are nested too deeply", ErrNotFeed)
			}
			r.path = append(r.path, t.Name.Local)
			r.text.Reset()
		case xml.EndElement:
			if len(r.path) > 0 {
				r.end(strings.TrimSpace(r.text.String()))
				r.path = r.path[:len(r.path)-1]
			}
			r.text.Reset()
		case xml.CharData:
			if r.text.Len() < 1<<16 {
				r.text.Write(t)
			}
		}
		if len(r.out.Items) == maxItems || len(r.out.Children) == maxChildren {
			return nil
		}
	}
	r.out.Cut = true
	return nil
}

// end takes the text of an element.
func (r *sitemapReader) end(text string) {
	switch strings.Join(r.path[min(1, len(r.path)):], "/") {
	case "url/loc":
		r.item.URL, _ = sanitize.URL(r.url, text)
	case "url/lastmod":
		if d := r.hints.Read(text); !d.IsZero() {
			r.item.Updated = d.T
		}
	case "url/news/title":
		r.item.Title = titleText(text)
	case "url/news/publication_date":
		if d := r.hints.Read(text); !d.IsZero() {
			r.item.Published, r.item.PublishedDay = d.T, d.Day
		}
	case "url/news/publication/name":
		if r.out.Title.IsZero() {
			r.out.Title = titleText(text)
		}
	case "url/news/publication/language":
		r.item.Lang = language(text)
	case "url":
		if r.item.URL != "" {
			r.out.Addresses++
		}
		if it := r.item; it.URL != "" && !it.Title.IsZero() {
			it.GUID, it.Base = it.URL, it.URL
			r.out.Items = append(r.out.Items, it)
		}
		r.item = Item{}
	case "sitemap/loc":
		r.sub.URL, _ = sanitize.URL(r.url, text)
	case "sitemap/lastmod":
		if d := r.hints.Read(text); !d.IsZero() {
			r.sub.Modified = d.T
		}
	case "sitemap":
		if r.sub.URL != "" {
			r.sub.News = strings.Contains(strings.ToLower(strings.TrimPrefix(r.sub.URL, hostPart(r.sub.URL))), "news")
			r.out.Children = append(r.out.Children, r.sub)
		}
		r.sub = Child{}
	}
}

// hostPart returns an address up to its path.
func hostPart(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}
