package parse

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"

	"sitrep/feeds/dates"
)

// maxDate is the length of the longest text that may be a date, with a CDATA
// section around it.
const maxDate = 128

// isDated reports whether an element of that name holds a date.
func isDated(name string) bool {
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	for _, end := range [...]string{"date", "published", "updated", "modified", "issued", "created", "available", "lastmod", "sent", "edited"} {
		if n := len(name) - len(end); n >= 0 && strings.EqualFold(name[n:], end) {
			return true // pubDate, dc:date, lastBuildDate, publication_date
		}
	}
	return false
}

// hintsOf returns what is known of a document for the reading of its dates,
// once its head is read. order is what its dates prove, address is that of the feed.
func hintsOf(d *Document, order dates.Order, address string) dates.Hints {
	h := dates.Hints{Lang: d.Lang, Order: order}
	d.OpenDates = order.Open()
	if u, err := url.Parse(firstOf(d.Home, address)); err == nil {
		h.Host = strings.ToLower(u.Hostname())
	}
	return h
}

// firstDate returns the first date that can be read.
func firstDate(h dates.Hints, texts ...string) (t time.Time, day bool) {
	for _, s := range texts {
		if d := h.Read(s); !d.IsZero() {
			return d.T, d.Day
		}
	}
	return time.Time{}, false
}

// publishedIn and updatedIn are the elements that state when an item was
// published and changed, where its format has nothing of that, best first, in lower case and without hyphens: "name"
// in every namespace, for each feed binds PRISM and schema.org to prefixes and
// versions of its own, "prefix:name" where the name alone means other things
// too. The date on a cover comes last: it is that of an issue.
var (
	publishedIn = []string{
		"publicationdate", "datepublished", "publisheddate", "publishdate", "published", "pubdate", "issued", "dateissued",
		"dc:date", "dcterms:date", "dcterms:available", "dcterms:created", "dc:created", "atom03:created", ":date", "cap:sent", "coverdate",
	}
	updatedIn = []string{
		"modificationdate", "datemodified", "modifieddate", "lastmodified", "lastmod", "updated", "modified", "app:edited",
	}
)

// stated returns the texts of the elements of an item with one of these names,
// in their order. custom are the elements without a namespace.
func stated(names []string, x ext.Extensions, custom map[string]string) []string {
	type found struct {
		rank         int
		prefix, text string
	}
	var all []found
	judge := func(prefix, name, text string) {
		if !isDated(name) {
			return
		}
		name = strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(name))
		rank := slices.Index(names, name)
		if rank < 0 {
			rank = slices.Index(names, prefix+":"+name)
		}
		if name == "coverdate" { // an issue has no time of day
			text, _, _ = strings.Cut(text, "T")
		}
		if rank >= 0 {
			all = append(all, found{rank, prefix, text})
		}
	}
	for prefix, elements := range x {
		for name, es := range elements {
			for _, e := range es {
				judge(prefix, name, e.Value)
			}
		}
	}
	for name, text := range custom {
		judge("", name, text)
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.prefix, b.prefix))
	})
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.text
	}
	return out
}

// statedDates gives an item without a date the one that its extensions, or
// elements that no format knows, state.
func (p *xmlParser) statedDates(it *Item, x ext.Extensions, custom map[string]string) {
	if it.Published.IsZero() {
		it.Published, it.PublishedDay = firstDate(p.hints, stated(publishedIn, x, custom)...)
	}
	if it.Updated.IsZero() {
		it.Updated, _ = firstDate(p.hints, stated(updatedIn, x, custom)...)
	}
}
