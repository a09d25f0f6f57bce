package parse

import (
	"strings"

	"github.com/mmcdole/gofeed/atom"

	"sitrep/internal/sanitize"
)

// atomDocument returns the title, links and times of a feed itself.
func (p *xmlParser) atomDocument(f *atom.Feed) *Document {
	d := &Document{
		Kind:       strings.TrimSpace("atom " + sanitize.Line(f.Version).String()),
		Title:      titleText(f.Title),
		Lang:       language(f.Language, p.v.lang),
		SyInterval: syndication(f.Extensions),
	}
	if d.Home = pickLink(f.Links, "alternate", p.url); d.Home == "" {
		d.Home, _ = sanitize.URL(p.url, text(p.v.link))
	}
	d.SelfURL = pickLink(f.Links, "self", firstOf(p.url, d.Home))
	p.hints = hintsOf(d, p.v.order, p.url)
	return d
}

// atomItems appends the entries of a feed, or of a piece of it, to the Document.
func (p *xmlParser) atomItems(f *atom.Feed, d *Document) {
	for i, e := range f.Entries {
		d.Items = append(d.Items, p.atomItem(e, p.v.aside(i, len(f.Entries), p.url), d))
	}
}

// atomID returns an entry's id. One that is no absolute IRI, as RFC 4287
// (section 4.2.6) asks, is read relative to the xml:base of its entry if it has
// any; the address of the document does not count, for feeds move.
func atomID(id, base, document string) string {
	id = strings.TrimSpace(id)
	if id == "" || base == document || strings.Contains(id, ":") {
		return id
	}
	if abs, ok := sanitize.URL(base, id); ok {
		return abs
	}
	return id
}

func (p *xmlParser) atomItem(e *atom.Entry, a aside, d *Document) Item {
	x := e.Extensions
	base := a.base
	if base == "" {
		base = firstOf(d.SelfURL, d.Home)
	}
	out := Item{
		GUID:    atomID(e.ID, a.base, p.url),
		Title:   atomTitle(e.Title, a.title),
		Base:    base,
		Summary: atomText(e.Summary, a.summary),
		Lang:    language(a.lang, value(x, "dc", "language")),
	}
	if u, ok := sanitize.URL(base, value(x, "feedburner", "origLink")); ok {
		out.URL = u
	} else if out.URL = pickLink(e.Links, "alternate", base); out.URL == "" {
		out.find(base, a.link)
	}
	if out.URL == "" && strings.Contains(out.GUID, "://") {
		out.URL, _ = sanitize.URL(base, out.GUID)
	}
	if e.Content != nil {
		out.Content = atomText(e.Content.Value, a.content)
		if u, ok := sanitize.URL(base, e.Content.Src); ok && out.URL == "" {
			out.URL = u
		}
	}
	if out.URL == "" {
		out.find(base, pickLink(e.Links, "self", base))
	}
	if out.URL == "" {
		out.attach(base, atomFiles(e.Links)...)
	}
	if out.Summary == "" {
		out.Summary = otherSummary(x)
	}
	out.Published, out.PublishedDay = firstDate(p.hints, e.Published, value(x, "dcterms", "created"), value(x, "dcterms", "issued"), value(x, "dc", "date"))
	var day bool
	out.Updated, day = firstDate(p.hints, e.Updated, value(x, "dcterms", "modified"))
	p.statedDates(&out, x, nil)
	if out.Published.IsZero() {
		// Atom asks for updated only (RFC 4287, section 4.2.9 makes published
		// optional): then it is the one claim of when this was published.
		out.Published, out.PublishedDay = out.Updated, day
	}
	out.Author = people(e.Authors)
	if out.Author.IsZero() {
		out.Author = author(value(x, "dc", "creator"), x)
	}
	if out.Author.IsZero() && e.Source != nil {
		out.Author = people(e.Source.Authors)
	}
	if out.Author.IsZero() {
		out.Author = people(p.authors) // RFC 4287, section 4.2.1
	}
	for _, c := range e.Categories {
		out.Categories = appendCategory(out.Categories, firstOf(c.Label, c.Term))
	}
	for _, s := range x["dc"]["subject"] {
		out.Categories = appendCategory(out.Categories, s.Value)
	}
	for _, l := range e.Links {
		out.Related = appendRelated(out.Related, base, l.Href, l.Rel, l.Title)
	}
	return out
}

// atomTitle makes a line of a title.
func atomTitle(s, kind string) sanitize.Clean {
	if kind == "text" || kind == "text/plain" {
		return plainTitle(s)
	}
	return titleText(s)
}

// atomText makes HTML of a text construct (RFC 4287, section 3.1). Text that
// is declared to be plain, or not declared, but holds mark-up is taken for the
// HTML that its author meant.
func atomText(s, kind string) RawHTML {
	s = strings.TrimSpace(s)
	switch {
	case strings.Contains(kind, "xhtml"):
		return RawHTML(unprefixed(s))
	case strings.Contains(kind, "html"), strings.HasSuffix(kind, "xml"):
		return unescaped(RawHTML(s))
	case isMarkup(s), kind != "text" && looksLikeHTML(s):
		return RawHTML(s)
	case unescaped(RawHTML(s)) != RawHTML(s):
		return unescaped(RawHTML(s))
	case kind == "" && strings.Contains(s, "&") && strings.Contains(s, ";"):
		return RawHTML(s)
	}
	return escapeText(s)
}

// pickLink returns the address of the first link with the relation; a page
// comes before other media types.
func pickLink(links []*atom.Link, rel, base string) string {
	other := ""
	for _, l := range links {
		r := strings.ToLower(strings.TrimSpace(l.Rel))
		r = strings.TrimPrefix(r, "http://www.iana.org/assignments/relation/")
		if r != rel && (r != "" || rel != "alternate") {
			continue
		}
		u, ok := sanitize.URL(base, text(l.Href))
		switch {
		case !ok:
		case rel == "self", l.Type == "", strings.Contains(l.Type, "html"):
			return u
		case other == "":
			other = u
		}
	}
	return other
}

// atomFiles returns the files that come with an entry.
func atomFiles(links []*atom.Link) []file {
	var out []file
	for _, l := range links {
		if strings.EqualFold(strings.TrimSpace(l.Rel), "enclosure") {
			out = append(out, file{l.Href, l.Type})
		}
	}
	return out
}

// people joins the names of authors.
func people(ps []*atom.Person) sanitize.Clean {
	var names []sanitize.Clean
	for _, p := range ps {
		if n := titleText(firstOf(p.Name, p.Email)); !n.IsZero() && len(names) < 16 {
			names = append(names, n)
		}
	}
	return sanitize.Join(", ", names...)
}
