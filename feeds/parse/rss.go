package parse

import (
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"
	"time"

	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"sitrep/internal/sanitize"
)

// rssDocument returns the title, links and times of a feed itself.
func (p *xmlParser) rssDocument(f *rss.Feed) *Document {
	d := &Document{
		Kind:       rssKind(p.v.root, f.Version),
		Title:      titleText(first(f.Title, f.Extensions, "dc", "title")),
		Lang:       language(first(f.Language, f.Extensions, "dc", "language"), p.v.lang),
		TTL:        minutes(f.TTL),
		SyInterval: syndication(f.Extensions),
		SkipHours:  hours(f.SkipHours),
		SkipDays:   days(f.SkipDays),
	}
	for _, l := range append(f.Links, atomLinks(f.Extensions, "alternate")...) {
		if u, ok := sanitize.URL(p.url, text(l)); ok {
			d.Home = u
			break
		}
	}
	for _, l := range atomLinks(f.Extensions, "self") {
		if u, ok := sanitize.URL(firstOf(p.url, d.Home), text(l)); ok {
			d.SelfURL = u
			break
		}
	}
	p.hints = hintsOf(d, p.v.order, p.url)
	return d
}

// rssItems appends the items of a feed, or of a piece of it, to the Document.
func (p *xmlParser) rssItems(f *rss.Feed, d *Document) {
	for i, it := range f.Items {
		d.Items = append(d.Items, p.rssItem(it, p.v.aside(i, len(f.Items), p.url), d))
	}
}

func (p *xmlParser) rssItem(it *rss.Item, a aside, d *Document) Item {
	x := it.Extensions
	base := a.base
	if base == p.url && d.Home != "" {
		base = d.Home
	}
	out := Item{
		Title:   titleText(firstOf(it.Title, value(x, "dc", "title"), value(x, "media", "title"))),
		Author:  author(firstOf(it.Author, value(x, "dc", "creator"), value(x, "dc", "author")), x),
		Summary: unescaped(RawHTML(strings.TrimSpace(it.Description))),
		Content: unescaped(RawHTML(strings.TrimSpace(it.Content))),
		Lang:    language(a.lang, value(x, "dc", "language")),
	}
	if it.GUID != nil {
		out.GUID = strings.TrimSpace(it.GUID.Value)
	} else if id := value(x, "dc", "identifier"); id != "" {
		out.GUID = id
	} else {
		out.GUID = value(x, "atom", "id")
	}
	out.URL = p.rssURL(it, base)
	if out.URL == "" {
		out.find(base, a.link, it.Custom["url"], value(x, "atom", "link"))
	}
	out.Base = base
	if out.URL != "" && a.base == p.url {
		out.Base = out.URL
	}
	if out.Summary == "" {
		out.Summary = cmp.Or(RawHTML(strings.TrimSpace(it.Custom["summary"])), otherSummary(x))
	}
	if out.Content == "" {
		out.Content = unescaped(otherContent(it))
	}
	if out.Content == "" {
		out.Content = RawHTML(strings.TrimSpace(a.body))
	}
	if out.URL == "" {
		out.attach(base, rssFiles(it)...)
	}
	out.Published, out.PublishedDay = firstDate(p.hints, it.PubDate, value(x, "dc", "date"), value(x, "dcterms", "created"),
		value(x, "dcterms", "issued"), value(x, "atom", "published"), value(x, "atom", "issued"), it.Custom["date"])
	out.Updated, _ = firstDate(p.hints, value(x, "dcterms", "modified"), value(x, "atom", "updated"), value(x, "atom", "modified"))
	p.statedDates(&out, x, it.Custom)
	for _, c := range it.Categories {
		out.Categories = appendCategory(out.Categories, c.Value)
	}
	for _, e := range x["dc"]["subject"] {
		out.Categories = appendCategory(out.Categories, e.Value)
	}
	for _, e := range x["atom"]["link"] {
		out.Related = appendRelated(out.Related, out.Base, e.Attrs["href"], e.Attrs["rel"], e.Attrs["title"])
	}
	return out
}

// rssURL returns the address of an item's page: what FeedBurner replaced,
// the link, an Atom link, or the guid if it is a permanent link.
func (p *xmlParser) rssURL(it *rss.Item, base string) string {
	refs := []string{value(it.Extensions, "feedburner", "origLink")}
	refs = append(refs, it.Links...)
	refs = append(refs, atomLinks(it.Extensions, "alternate")...)
	if g := it.GUID; g != nil && !strings.EqualFold(strings.TrimSpace(g.IsPermalink), "false") && strings.Contains(g.Value, "://") {
		refs = append(refs, g.Value)
	}
	for _, r := range refs {
		if u, ok := sanitize.URL(base, text(r)); ok {
			return u
		}
	}
	return ""
}

// rssFiles returns the files that come with an item, and then its other
// addresses.
func rssFiles(it *rss.Item) []file {
	var out []file
	for _, e := range it.Enclosures {
		if e != nil {
			out = append(out, file{e.URL, e.Type})
		}
	}
	media := it.Extensions["media"]
	for _, g := range media["group"] {
		for _, e := range g.Children["content"] {
			out = append(out, file{e.Attrs["url"], e.Attrs["type"]})
		}
	}
	for _, e := range media["content"] {
		out = append(out, file{e.Attrs["url"], firstOf(e.Attrs["type"], e.Attrs["medium"])})
	}
	for _, e := range media["player"] {
		out = append(out, file{e.Attrs["url"], "text/html"})
	}
	if it.GUID != nil && strings.Contains(it.GUID.Value, "://") {
		out = append(out, file{it.GUID.Value, ""}) // not a permalink, but the only address
	}
	return append(out, file{it.Comments, ""})
}

// otherSummary returns the first summary among the extensions that have one.
func otherSummary(x ext.Extensions) RawHTML {
	for _, k := range [...][2]string{{"dc", "description"}, {"atom", "summary"}, {"itunes", "summary"}, {"media", "description"}} {
		if s := value(x, k[0], k[1]); s != "" {
			return RawHTML(s)
		}
	}
	for _, g := range x["media"]["group"] {
		for _, e := range g.Children["description"] {
			if s := strings.TrimSpace(e.Value); s != "" {
				return RawHTML(s)
			}
		}
	}
	return ""
}

// otherContent returns the full text where feeds put it that do not use the
// content module.
func otherContent(it *rss.Item) RawHTML {
	for _, s := range [...]string{
		value(it.Extensions, "atom", "content"), it.Custom["encoded"], it.Custom["content"],
		it.Custom["body"], it.Custom["fullitem"],
		it.Custom["fulltext"], it.Custom["full-text"], value(it.Extensions, "xhtml", "body"), value(it.Extensions, "yandex", "full-text"),
	} {
		if s = strings.TrimSpace(s); s != "" {
			return RawHTML(s)
		}
	}
	return ""
}

func rssKind(root, version string) string {
	version = sanitize.Line(version).String()
	if root == "rdf" {
		return strings.TrimSpace("rdf " + version)
	}
	return strings.TrimSpace("rss " + version)
}

// value returns the text of the first element of an extension.
func value(x ext.Extensions, prefix, name string) string {
	for _, e := range x[prefix][name] {
		if s := text(e.Value); s != "" {
			return s
		}
	}
	return ""
}

func first(s string, x ext.Extensions, prefix, name string) string {
	if s = strings.TrimSpace(s); s != "" {
		return s
	}
	return value(x, prefix, name)
}

// text resolves the entities that the XML decoder left alone.
func text(s string) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return unescapeEnded(s)
}

// unescapeEnded resolves entities that have their semicolon: "&copy=2" in an
// address is none.
func unescapeEnded(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '&')
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexByte(s[:min(len(s), 40)], ';')
		if end < 0 || strings.ContainsAny(s[1:end], "&=/? ") {
			b.WriteByte('&')
			s = s[1:]
			continue
		}
		b.WriteString(html.UnescapeString(s[:end+1]))
		s = s[end+1:]
	}
}

func atomLinks(x ext.Extensions, rel string) []string {
	var out []string
	for _, prefix := range [...]string{"atom", "atom03", "atom10"} {
		for _, e := range x[prefix]["link"] {
			if r := e.Attrs["rel"]; r == rel || r == "" && rel == "alternate" {
				out = append(out, e.Attrs["href"])
			}
		}
	}
	return out
}

// author returns a byline. RSS asks for an address, and what it gets is
// "desk@example.org (News Desk)" or "News Desk <desk@example.org>": the name
// is kept, the address only if there is nothing else.
func author(s string, x ext.Extensions) sanitize.Clean {
	if s == "" {
		for _, e := range x["atom"]["author"] {
			for _, n := range e.Children["name"] {
				s = firstOf(s, n.Value)
			}
		}
	}
	s = firstOf(s, value(x, "itunes", "author"))
	s = titleText(s).String()
	if name, rest, ok := strings.Cut(s, "("); ok && strings.Contains(name, "@") {
		if inner, _, ok := strings.Cut(rest, ")"); ok && strings.TrimSpace(inner) != "" {
			return sanitize.Line(inner)
		}
	}
	if name, rest, ok := strings.Cut(s, "<"); ok && strings.Contains(rest, "@") && strings.TrimSpace(name) != "" {
		return sanitize.Line(name)
	}
	if name, rest, ok := strings.Cut(s, "("); ok && strings.Contains(rest, "@") && strings.TrimSpace(name) != "" {
		return sanitize.Line(name)
	}
	return sanitize.Line(s)
}

func appendCategory(cs []sanitize.Clean, s string) []sanitize.Clean {
	c := titleText(s)
	if c.IsZero() || slices.Contains(cs, c) || len(cs) >= 64 {
		return cs
	}
	return append(cs, c)
}

func appendRelated(ls []Link, base, href, rel, title string) []Link {
	rel = strings.ToLower(strings.TrimSpace(rel))
	if rel != "related" && rel != "via" || len(ls) >= 64 {
		return ls
	}
	u, ok := sanitize.URL(base, text(href))
	if !ok {
		return ls
	}
	return append(ls, Link{URL: u, Title: titleText(title), Rel: rel})
}

// language returns the first that looks like a language tag (BCP 47), in
// lower case.
func language(tags ...string) string {
	for _, s := range tags {
		s = strings.ToLower(strings.ReplaceAll(strings.TrimSpace(s), "_", "-"))
		if len(s) < 2 || len(s) > 35 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			continue
		}
		if lang, _, _ := strings.Cut(s, "-"); len(lang) >= 2 && len(lang) <= 3 && lang != "und" {
			return s
		}
	}
	return ""
}

func minutes(s string) time.Duration {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < 0 {
		return 0
	}
	return time.Duration(min(n, 60*24*30)) * time.Minute
}

// syndication returns the interval of the RSS 1.0 syndication module.
func syndication(x ext.Extensions) time.Duration {
	period := strings.ToLower(value(x, "sy", "updatePeriod"))
	freq := value(x, "sy", "updateFrequency")
	if period == "" && freq == "" {
		return 0
	}
	const day = 24 * time.Hour
	d := day
	switch period {
	case "hourly":
		d = time.Hour
	case "weekly":
		d = 7 * day
	case "monthly":
		d = 30 * day
	case "yearly":
		d = 365 * day
	}
	if n, err := strconv.Atoi(freq); err == nil && n > 0 {
		d /= time.Duration(min(n, 100_000))
	}
	return d
}

func hours(ss []string) []int {
	var out []int
	for _, s := range ss {
		// RSS 0.91 counted from 1 to 24.
		if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n >= 0 && n <= 24 {
			out = append(out, n%24)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func days(ss []string) []time.Weekday {
	var out []time.Weekday
	for _, s := range ss {
		for d := time.Sunday; d <= time.Saturday; d++ {
			if strings.EqualFold(strings.TrimSpace(s), d.String()) {
				out = append(out, d)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// firstOf returns the first text that is not blank, trimmed.
func firstOf(ss ...string) string {
	for _, s := range ss {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return ""
}
