package extract

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxEntries is how many entries of a live blog are read.
const maxEntries = 500

// manyEntries is how many entries a page shows that shows as many as it means
// to.
const manyEntries = 10

// liveKey is how many letters of an entry tell that the page shows it.
const liveKey = 40

// entry is one report of a live blog.
type entry struct {
	heading  sanitize.Clean // its time and headline; empty: it has neither
	headline string
	body     *body
}

// liveEntries returns the entries of the live blog that the structured data
// holds, in the order of the page.
func (s *pageScan) liveEntries() []entry {
	var entries []entry
	for _, o := range s.liveObjects() {
		if e := entryOf(o); e.body.size() > 0 || !e.heading.IsZero() {
			entries = append(entries, e)
		}
	}
	return entries
}

// liveObjects returns the entries as the data has them: in a list, alone, in
// objects that are lists, as texts, or by reference to objects elsewhere in it. A
// live blog that has none has them as its parts.
func (s *pageScan) liveObjects() []ldObject {
	var all []ldObject
	for _, o := range s.ld {
		v := o["liveBlogUpdate"]
		if v == nil && o.isType("LiveBlogPosting", "LiveBlog") {
			v = o["hasPart"]
		}
		s.collectEntries(v, 0, &all)
	}
	return all
}

func (s *pageScan) collectEntries(v any, depth int, out *[]ldObject) {
	if depth > 4 || len(*out) >= maxEntries {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			s.collectEntries(x, depth+1, out)
		}
	case string:
		if !strings.Contains(v, "://") && len(*out) < maxEntries {
			*out = append(*out, ldObject{"articleBody": v})
		}
	case map[string]any:
		for _, k := range []string{"@list", "@set", "itemListElement", "item"} {
			if x, ok := v[k]; ok {
				s.collectEntries(x, depth+1, out)
				return
			}
		}
		if id, ok := v["@id"].(string); ok && len(v) <= 2 { // with its type at most
			if o := s.byID(id); o != nil {
				v = o
			}
		}
		*out = append(*out, v)
	}
}

// byID returns the object of the structured data that says most under an @id;
// nil: there is none.
func (s *pageScan) byID(id string) ldObject {
	var best ldObject
	for _, o := range s.ld {
		if o["@id"] == id && len(o) > len(best) {
			best = o
		}
	}
	return best
}

// entryTimes are the properties that hold the time of an entry, the best first.
var entryTimes = []string{"datePublished", "dateCreated", "dateModified"}

func entryOf(o ldObject) entry {
	s := o.str("articleBody")
	for _, k := range []string{"text", "description"} {
		if s == "" {
			s = o.str(k)
		}
	}
	e := entry{body: declaredBody(s)}
	headline := o.str("headline")
	if headline == "" {
		headline = o.str("name")
	}
	var parts []string
	for _, k := range entryTimes {
		if t := readTime(o.str(k)); !t.IsZero() {
			parts = append(parts, clock(t))
			break
		}
	}
	e.headline = headline
	if headline != "" {
		parts = append(parts, headline)
	}
	e.heading = sanitize.Line(strings.Join(parts, " · "))
	return e
}

// clock returns the time of an entry for people.
func clock(t news.FuzzyTime) string {
	if t.Day {
		return t.T.Format(time.DateOnly)
	}
	return t.T.UTC().Format("2006-01-02 15:04") + " UTC"
}

// addEntries appends the entries of a live blog that the body does not show. A
// page that shows many keeps the older ones on pages of their own.
func (b *body) addEntries(entries []entry) {
	if len(entries) == 0 {
		return
	}
	var all strings.Builder
	last := 0
	for i, k := range b.blocks {
		all.WriteString(key(k.Text.String()))
		last = max(last, b.orders[i])
	}
	shown := all.String()
	add := func(k news.Block) {
		b.blocks = append(b.blocks, k)
		b.orders = append(b.orders, last)
	}
	missing := slices.DeleteFunc(entries, func(e entry) bool { return e.in(shown) })
	if len(entries)-len(missing) >= manyEntries {
		return
	}
	total := b.size()
	for _, e := range missing {
		if !e.heading.IsZero() {
			add(news.Block{Kind: news.Heading, Level: 3, Text: e.heading})
		}
		for _, k := range e.body.blocks {
			if total += k.Text.Len(); total > maxText || len(b.blocks) >= maxBlocks {
				return
			}
			add(k)
		}
	}
}

// in reports whether a text, in the form of key, shows an entry.
func (e entry) in(shown string) bool {
	for _, k := range e.body.blocks {
		if t := key(k.Text.String()); utf8.RuneCountInString(t) >= liveKey/2 {
			return strings.Contains(shown, strings.ToValidUTF8(t[:min(len(t), liveKey)], ""))
		}
	}
	// A headline alone, whose time the page may write in another way.
	return len(e.body.blocks) == 0 && strings.Contains(shown, key(e.headline))
}

// liveness notes whether a page calls itself one that grows, until when, and
// the latest time that it gives. Live blogs that it only names, as teasers, are
// not the page.
func (s *pageScan) liveness(p *Page) {
	p.Live = s.liveMarks == 1 || s.article.isType("LiveBlogPosting", "LiveBlog")
	ends := []string{s.first("coverageendtime")}
	var newest time.Time
	see := func(t news.FuzzyTime) { newest = later(newest, t) }
	for _, o := range s.ld {
		if o["liveBlogUpdate"] != nil {
			p.Live = true
			ends = append(ends, o.str("coverageEndTime"))
			see(readTime(o.str("dateModified")))
		}
	}
	if !p.Live {
		return
	}
	for _, o := range s.liveObjects() {
		for _, k := range entryTimes {
			see(readTime(o.str(k)))
		}
	}
	see(p.Modified)
	p.Newest = newest
	for _, e := range append(ends, s.article.str("coverageEndTime")) {
		p.LiveUntil = later(p.LiveUntil, readTime(e))
	}
}

// later returns the later of two times; a day counts as its end.
func later(t time.Time, u news.FuzzyTime) time.Time {
	if u.Day {
		u.T = u.T.Add(24 * time.Hour)
	}
	if u.T.After(t) {
		return u.T
	}
	return t
}

// isLiveBlog reports whether an element is a live blog, in
// microdata, RDFa or AMP.
func isLiveBlog(n *html.Node) bool {
	return n.Data == "amp-live-list" || strings.Contains(attr(n, "itemtype"), "LiveBlogPosting") || strings.Contains(attr(n, "typeof"), "LiveBlogPosting")
}
