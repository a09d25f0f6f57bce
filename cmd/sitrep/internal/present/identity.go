package present

import (
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// identityFields is one reason why an item is the story, in JSON.
type identityFields struct {
	Rule   news.IdentityRule `json:"rule"`
	GUID   sanitize.Clean    `json:"guid,omitzero"`
	URL    string            `json:"url,omitempty"`
	SeenAt news.FuzzyTime    `json:"seen_at,omitzero"`
}

func identityOf(why []news.Identity) []identityFields {
	var out []identityFields
	for _, w := range why {
		out = append(out, identityFields{w.Rule, w.GUID, w.URL, news.FuzzyTime{T: w.Seen}})
	}
	return out
}

// Why returns, for people, the items that are this story and the rule by which
// each is, in lines of at most width columns.
func (a *Story) Why(width int) string {
	const indent = "  "
	var b strings.Builder
	b.WriteString("\nWhy this is one story\n")
	for _, w := range a.why {
		s := because(w.Rule)
		if !w.GUID.IsZero() {
			s += " · guid " + w.GUID.String()
		}
		if w.URL != "" {
			s += " · " + w.URL
		}
		fmt.Fprintf(&b, "%s%s\n", indent, Wrap(s+" · seen "+Stamp(w.Seen)+" UTC", indent, width))
	}
	if len(a.left) > 0 {
		b.WriteString("\nLeft out of the text\n")
	}
	leftOutText(a.left, func(s, indent string) { fmt.Fprintf(&b, "%s%s\n", indent, Wrap(s, indent, width)) })
	return b.String()
}

// because says a rule of identity in words.
func because(r news.IdentityRule) string {
	switch r {
	case news.RuleGUID:
		return "same guid"
	case news.RuleAddress:
		return "same address"
	case news.RuleTitle:
		return "same title; its guid and address do not tell it from others"
	case news.RuleDate:
		return "same title and date; its guid and address do not tell it from others"
	case news.RuleCounter:
		return "same address; the guid differs in a counter only"
	case news.RuleRandomGUID:
		return "same address and title; the feed changes the guid"
	case news.RuleReading:
		return "same item, read by another version of sitrep"
	}
	return sanitize.Line(string(r)).String()
}
