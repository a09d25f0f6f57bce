package feedtest

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"
)

// Feed is the document served at a feed's address.
type Feed struct {
	Title  string
	Lang   string
	Home   string // path of the site; empty: "/"
	Format string // "rss" (the zero value means it), "rdf", "atom" or "json"
	TTL    int    // RSS ttl in minutes; 0: none
	Items  []Item
	// Raw leaves out the escaping of titles and summaries, for feeds that
	// are broken or hostile on purpose.
	Raw bool
}

// Item is one record of a feed.
type Item struct {
	GUID      string
	Title     string
	Path      string // of its page; empty: no link
	Summary   string // HTML
	Content   string // HTML, the full text; empty: none
	Author    string
	Published time.Time
	Updated   time.Time
}

// modified returns the newest time in the feed.
func (f Feed) modified() time.Time {
	var newest time.Time
	for _, it := range f.Items {
		for _, t := range [...]time.Time{it.Published, it.Updated} {
			if t.After(newest) {
				newest = t
			}
		}
	}
	return newest
}

func (f Feed) esc(s string) string {
	if f.Raw {
		return s
	}
	return html.EscapeString(s)
}

// render returns the feed's bytes and content type.
func (f Feed) render(base string) (body []byte, contentType string) {
	if f.Home == "" {
		f.Home = "/"
	}
	switch f.Format {
	case "atom":
		return []byte(f.atom(base)), "application/atom+xml; charset=utf-8"
	case "json":
		return f.json(base), "application/feed+json"
	case "rdf":
		return []byte(f.rdf(base)), "application/rdf+xml; charset=utf-8"
	}
	return []byte(f.rss(base)), "application/rss+xml; charset=utf-8"
}

const xmlHead = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

// tag writes an element unless its text is empty.
func tag(b *strings.Builder, name, text string) {
	if text != "" {
		fmt.Fprintf(b, "<%s>%s</%s>\n", name, text, name)
	}
}

func link(base, path string) string {
	if path == "" {
		return ""
	}
	return base + path
}

func (f Feed) rss(base string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">` + "\n<channel>\n")
	tag(&b, "title", f.esc(f.Title))
	tag(&b, "link", base+f.Home)
	tag(&b, "description", f.esc(f.Title))
	tag(&b, "language", f.Lang)
	if f.TTL > 0 {
		fmt.Fprintf(&b, "<ttl>%d</ttl>\n", f.TTL)
	}
	for _, it := range f.Items {
		b.WriteString("<item>\n")
		tag(&b, "title", f.esc(it.Title))
		tag(&b, "link", link(base, it.Path))
		if it.GUID != "" {
			fmt.Fprintf(&b, "<guid isPermaLink=\"false\">%s</guid>\n", f.esc(it.GUID))
		}
		tag(&b, "description", f.esc(it.Summary))
		tag(&b, "content:encoded", f.esc(it.Content))
		tag(&b, "dc:creator", f.esc(it.Author))
		if !it.Published.IsZero() {
			tag(&b, "pubDate", it.Published.UTC().Format(time.RFC1123Z))
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</channel>\n</rss>\n")
	return b.String()
}

func (f Feed) rdf(base string) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">` + "\n")
	fmt.Fprintf(&b, "<channel rdf:about=%q>\n", base+f.Home)
	tag(&b, "title", f.esc(f.Title))
	tag(&b, "link", base+f.Home)
	tag(&b, "dc:language", f.Lang)
	b.WriteString("</channel>\n")
	for _, it := range f.Items {
		fmt.Fprintf(&b, "<item rdf:about=%q>\n", link(base, it.Path))
		tag(&b, "title", f.esc(it.Title))
		tag(&b, "link", link(base, it.Path))
		tag(&b, "description", f.esc(it.Summary))
		tag(&b, "dc:creator", f.esc(it.Author))
		if !it.Published.IsZero() {
			tag(&b, "dc:date", it.Published.UTC().Format(time.RFC3339))
		}
		b.WriteString("</item>\n")
	}
	b.WriteString("</rdf:RDF>\n")
	return b.String()
}

func (f Feed) atom(base string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=%q>\n", xmlHead, f.Lang)
	tag(&b, "title", f.esc(f.Title))
	tag(&b, "id", base+f.Home)
	fmt.Fprintf(&b, "<link rel=\"alternate\" href=%q/>\n", base+f.Home)
	tag(&b, "updated", f.modified().UTC().Format(time.RFC3339))
	for _, it := range f.Items {
		b.WriteString("<entry>\n")
		tag(&b, "title", f.esc(it.Title))
		tag(&b, "id", f.esc(it.GUID))
		if it.Path != "" {
			fmt.Fprintf(&b, "<link rel=\"alternate\" href=%q/>\n", base+it.Path)
		}
		if it.Author != "" {
			fmt.Fprintf(&b, "<author><name>%s</name></author>\n", f.esc(it.Author))
		}
		updated := it.Updated
		if updated.IsZero() {
			updated = it.Published
		}
		tag(&b, "published", it.Published.UTC().Format(time.RFC3339))
		tag(&b, "updated", updated.UTC().Format(time.RFC3339))
		if it.Summary != "" {
			fmt.Fprintf(&b, "<summary type=\"html\">%s</summary>\n", f.esc(it.Summary))
		}
		if it.Content != "" {
			fmt.Fprintf(&b, "<content type=\"html\">%s</content>\n", f.esc(it.Content))
		}
		b.WriteString("</entry>\n")
	}
	b.WriteString("</feed>\n")
	return b.String()
}

func (f Feed) json(base string) []byte {
	type author struct {
		Name string `json:"name"`
	}
	type item struct {
		ID        string   `json:"id"`
		URL       string   `json:"url,omitempty"`
		Title     string   `json:"title,omitempty"`
		Summary   string   `json:"summary,omitempty"`
		HTML      string   `json:"content_html,omitempty"`
		Published string   `json:"date_published,omitempty"`
		Modified  string   `json:"date_modified,omitempty"`
		Authors   []author `json:"authors,omitempty"`
	}
	doc := struct {
		Version  string `json:"version"`
		Title    string `json:"title"`
		Home     string `json:"home_page_url"`
		Language string `json:"language,omitempty"`
		Items    []item `json:"items"`
	}{"https://jsonfeed.org/version/1.1", f.Title, base + f.Home, f.Lang, []item{}}
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	for _, it := range f.Items {
		j := item{
			ID: it.GUID, URL: link(base, it.Path), Title: it.Title, Summary: it.Summary, HTML: it.Content,
			Published: stamp(it.Published), Modified: stamp(it.Updated),
		}
		if it.Author != "" {
			j.Authors = []author{{it.Author}}
		}
		doc.Items = append(doc.Items, j)
	}
	b, err := json.MarshalIndent(doc, "", " ")
	if err != nil {
		panic("feedtest: " + err.Error()) // strings alone cannot fail
	}
	return b
}
