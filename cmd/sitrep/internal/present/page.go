package present

import (
	"fmt"
	"strings"

	"sitrep/feeds/extract"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// pageFields are the fields of extract --json.
type pageFields struct {
	URL        string         `json:"url,omitempty"`
	Canonical  string         `json:"canonical_url,omitempty"`
	Title      sanitize.Clean `json:"title,omitzero"`
	Byline     sanitize.Clean `json:"byline,omitzero"`
	Site       sanitize.Clean `json:"site,omitzero"`
	Language   string         `json:"language,omitempty"`
	Published  news.FuzzyTime `json:"published,omitzero"`
	Modified   news.FuzzyTime `json:"modified,omitzero"`
	Text       string         `json:"text"`
	References []refFields    `json:"references"`
	Links      []pageLink     `json:"links,omitempty"`
}

// pageLink is an ordinary link of the text in JSON.
type pageLink struct {
	URL   string         `json:"url"`
	Title sanitize.Clean `json:"title,omitzero"`
}

// PageFields returns the JSON object of a page. The hosts of its references are
// compared with known.
func PageFields(p *extract.Page, known *sanitize.Sources) any {
	f := pageFields{
		URL: p.URL, Canonical: p.Canonical, Title: p.Title, Byline: p.Byline, Site: p.Site, Language: p.Lang,
		Published: p.Published, Modified: p.Modified, Text: news.Text(p.Blocks), References: make([]refFields, len(p.References)),
	}
	for i, r := range p.References {
		f.References[i] = refOf(r, known)
	}
	for _, l := range p.Links {
		f.Links = append(f.Links, pageLink{l.URL, l.Text})
	}
	return f
}

// PageText lays a page out for people: what it says about itself, the text
// with its references in place, and the references with their addresses.
func PageText(p *extract.Page, known *sanitize.Sources, width int) string {
	var b strings.Builder
	line := func(s, indent string) {
		fmt.Fprintf(&b, "%s%s\n", indent, Wrap(s, indent, width))
	}
	if !p.Title.IsZero() {
		line(p.Title.String(), "")
	}
	if about := aboutPage(p); about != "" {
		line(about, "")
	}
	refs := func(n int) {
		for i, r := range p.References {
			if min(r.Paragraph, len(p.Blocks)) == n && r.Kind != news.RefBlock && r.Kind != news.RefJSONLD {
				label := strings.TrimRight(r.Marker.String(), " :")
				line(fmt.Sprintf("↪ %s [%d]", strings.TrimSpace(label+"  "+title(r)), i+1), "  ")
			}
		}
	}
	for i, block := range p.Blocks {
		refs(i)
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		textBlock(block, line)
	}
	refs(len(p.Blocks))
	for i, r := range p.References {
		if i == 0 {
			b.WriteString("\nRead also\n")
		}
		line(fmt.Sprintf("%d. %s", i+1, title(r)), "  ")
		if r.URL != "" {
			b.WriteString("     " + r.URL + "\n")
			if d := known.Doubt(r.URL); d.Any() {
				b.WriteString("     " + d.String() + "\n")
			}
		}
	}
	return b.String()
}

// aboutPage is the line of byline, site and dates.
func aboutPage(p *extract.Page) string {
	var parts []string
	for _, s := range []string{p.Byline.String(), p.Site.String(), p.Published.String()} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	if m := p.Modified.String(); m != "" && m != p.Published.String() {
		parts = append(parts, "updated "+m)
	}
	return strings.Join(parts, " · ")
}
