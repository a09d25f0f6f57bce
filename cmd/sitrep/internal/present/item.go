package present

import (
	"strings"

	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// itemFields are the fields of an item in JSON.
type itemFields struct {
	GUID       sanitize.Clean   `json:"guid,omitzero"`
	Title      sanitize.Clean   `json:"title,omitzero"`
	URL        string           `json:"url,omitempty"`
	Published  news.FuzzyTime   `json:"published,omitzero"`
	Updated    news.FuzzyTime   `json:"updated,omitzero"`
	Author     sanitize.Clean   `json:"author,omitzero"`
	Summary    sanitize.Clean   `json:"summary,omitzero"` // HTML
	Content    sanitize.Clean   `json:"content,omitzero"` // HTML
	Language   string           `json:"language,omitempty"`
	Categories []sanitize.Clean `json:"categories,omitempty"`
	Related    []relatedField   `json:"related,omitempty"`
}

// relatedField is a reference that the feed itself makes, in JSON.
type relatedField struct {
	URL   string         `json:"url"`
	Title sanitize.Clean `json:"title,omitzero"`
	Rel   string         `json:"rel"`
}

// ItemFields returns the JSON object of an item of a feed.
func ItemFields(it parse.Item) any { return itemFieldsOf(it) }

func itemFieldsOf(it parse.Item) itemFields {
	f := itemFields{
		GUID: sanitize.Line(it.GUID), Title: it.Title, URL: it.URL,
		Published: news.FuzzyTime{T: it.Published, Day: it.PublishedDay}, Updated: news.FuzzyTime{T: it.Updated},
		Author: it.Author, Summary: sanitize.Text(string(it.Summary)), Content: sanitize.Text(string(it.Content)),
		Language: it.Lang, Categories: it.Categories,
	}
	for _, l := range it.Related {
		f.Related = append(f.Related, relatedField{URL: l.URL, Title: l.Title, Rel: l.Rel})
	}
	return f
}

// ItemText returns an item of a feed for people: headline, facts, address and
// the beginning of its words.
func ItemText(it parse.Item, width int) string {
	f := itemFieldsOf(it)
	var lines []string
	add := func(s string) {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if f.Title.IsZero() {
		f.Title = sanitize.Lit("(no title)")
	}
	add(Wrap(f.Title.String(), "", width))
	var facts []string
	for _, s := range []string{f.Published.String(), f.Author.String(), f.Language} {
		if s != "" {
			facts = append(facts, s)
		}
	}
	if len(facts) > 0 {
		add("  " + Wrap(strings.Join(facts, " · "), "  ", width))
	}
	if f.URL != "" {
		add("  " + f.URL)
	}
	words := sanitize.Line(parse.PlainText(it.Summary))
	if words.IsZero() {
		words = sanitize.Line(parse.PlainText(it.Content))
	}
	if !words.IsZero() {
		add("  " + Wrap(Fit(words.String(), min(width*3, max(words.Len(), 1))), "  ", width))
	}
	return strings.Join(lines, "\n") + "\n"
}
