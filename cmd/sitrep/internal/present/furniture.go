package present

import (
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// SiteRule is a rule of the configuration, and its effect on the cache.
type SiteRule struct {
	Site, Label, Is string
	Use             news.RuleUse
}

// Fields returns the JSON object of the rule.
func (r SiteRule) Fields() any {
	return struct {
		Site    string         `json:"site"`
		Label   string         `json:"label"`
		Is      string         `json:"is"`
		Stories int            `json:"stories"`
		Example sanitize.Clean `json:"example,omitzero"`
	}{r.Site, r.Label, r.Is, r.Use.Stories, r.Use.Example}
}

// Text returns the line of the rule.
func (r SiteRule) Text() string {
	found := "finds nothing in the cache"
	if r.Use.Stories > 0 {
		found = "in " + Count(r.Use.Stories, "story", "stories") + ", such as " + r.Use.Example.String()
	}
	return fmt.Sprintf("%s  “%s”  %s  (%s)\n", sanitize.Line(r.Site), sanitize.Line(r.Label), r.Is, found)
}

// Furniture is a paragraph that is left out of the texts of a site, or kept.
type Furniture struct{ of news.Furniture }

// FurnitureOf returns furniture as it is printed.
func FurnitureOf(fs []news.Furniture) []Furniture {
	out := make([]Furniture, len(fs))
	for i, f := range fs {
		out[i].of = f
	}
	return out
}

// Fields returns the JSON object of the paragraph.
func (f Furniture) Fields() any {
	return struct {
		Site    string         `json:"site"`
		Text    sanitize.Clean `json:"text"`
		Stories int            `json:"stories"`
		Of      int            `json:"of"`
		Kept    bool           `json:"kept"`
	}{f.of.Site, f.of.Text, f.of.Stories, f.of.Of, f.of.Kept}
}

// Text returns the line of the paragraph.
func (f Furniture) Text() string {
	kept := ""
	if f.of.Kept {
		kept = ", kept"
	}
	return fmt.Sprintf("%s  in %d of %d stories%s: %s\n", sanitize.Line(f.of.Site), f.of.Stories, f.of.Of, kept, f.of.Text)
}

// leftOutText lists the paragraphs left out of a story, and why.
func leftOutText(fs []news.Furniture, line func(s, indent string)) {
	for _, f := range fs {
		line(fmt.Sprintf("%d of %d stories of %s have it: %s", f.Stories, f.Of, f.Site, f.Text), "  ")
	}
	if len(fs) > 0 {
		line(fmt.Sprintf("sitrep feeds keep-furniture %s TEXT shows again what begins with TEXT", fs[0].Site), "  ")
	}
}
