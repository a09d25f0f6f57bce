package present

import (
	"fmt"
	"strings"

	"sitrep/internal/cluster"
	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

type briefItemFields struct {
	Cluster cluster.ID     `json:"cluster,omitempty"`
	Title   sanitize.Clean `json:"title,omitzero"`
	Reason  string         `json:"reason"`
	Note    string         `json:"note,omitempty"`
	From    string         `json:"from,omitempty"`
	To      string         `json:"to,omitempty"`
	Outlets int            `json:"outlets"`
	Origins int            `json:"origins"`
	AtLeast bool           `json:"at_least"`
	Added   int            `json:"added"`
	Stories []news.StoryID `json:"stories"`

	NewOutlets int            `json:"new_outlets"`
	NewOrigins int            `json:"new_origins"`
	Warning    string         `json:"warning,omitempty"`
	Severity   news.Severity  `json:"severity,omitempty"`
	Ends       news.FuzzyTime `json:"ends,omitzero"`
}

type briefPartFields struct {
	Name  reader.BriefPart  `json:"name"`
	Items []briefItemFields `json:"items"`
}

// BriefFields returns the JSON object of a brief.
func BriefFields(b *reader.Brief) any {
	parts := []briefPartFields{{reader.PartWarnings, []briefItemFields{}}, {reader.PartMoved, []briefItemFields{}}, {reader.PartNew, []briefItemFields{}}, {reader.PartCorrected, []briefItemFields{}}}
	for _, i := range b.Items {
		for k := range parts {
			if parts[k].Name == i.Part {
				parts[k].Items = append(parts[k].Items, briefItemFields{i.Cluster, i.Title, i.Reason, i.Note, i.From, i.To, i.Outlets, i.Origins, i.AtLeast, i.Added, append([]news.StoryID{}, i.Stories...), i.NewOutlets, i.NewOrigins, i.Warning, i.Grade, news.FuzzyTime{T: i.Ends}})
			}
		}
	}
	return struct {
		Since       news.FuzzyTime    `json:"since"`
		Until       news.FuzzyTime    `json:"until"`
		NewStories  int               `json:"new_stories"`
		Singles     int               `json:"singles"`
		Parts       []briefPartFields `json:"parts"`
		Quiet       int               `json:"quiet"`
		Warnings    int               `json:"other_warnings"`
		FeedsFailed int               `json:"feeds_failed"`
	}{news.FuzzyTime{T: b.Since}, news.FuzzyTime{T: b.Until}, b.NewStories, b.Singles, parts, b.Quiet, b.Lesser, b.FeedsFailed}
}

// BriefText returns a brief for people, in lines of at most width columns. It
// has at most lines lines; 0: as many as there are.
func BriefText(b *reader.Brief, width, lines int) string {
	out := []string{fmt.Sprintf("Brief · since %s UTC (%s) · %s", Stamp(b.Since), reader.Span(b.Until.Sub(b.Since)), Count(b.NewStories, "new story", "new stories"))}
	part, left := reader.BriefPart(""), 0
	for n := range b.Items {
		i := &b.Items[n]
		need := 1
		if i.Part != part {
			need = 2
		}
		if lines > 0 && len(out)+need > lines-1 {
			left++
			continue
		}
		if i.Part != part {
			part = i.Part
			out = append(out, strings.ToUpper(string(part)))
		}
		out = append(out, Fit(briefLine(i, n+1), width))
	}
	more := ""
	if left > 0 {
		more = fmt.Sprintf("%d more (--lines 0 lists all).", left)
	}
	out = append(out, b.Unlisted(more, "", ""))
	for i := range out {
		out[i] = strings.TrimRight(out[i], " ")
	}
	return strings.Join(out, "\n") + "\n"
}

// line writes an item.
func briefLine(i *reader.BriefItem, n int) string {
	count := i.Tail(false, false)
	text := i.Text()
	head := strings.TrimRight(Fit(text, min(60, len([]rune(text)))), " ")
	if w := i.What(); w != "" {
		return fmt.Sprintf("%d %s: %s%s", n, head, w, count)
	}
	return fmt.Sprintf("%d %s%s", n, head, count)
}

// BriefMarkdown returns a brief as Markdown.
func BriefMarkdown(b *reader.Brief) string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Brief\n\nSince %s UTC, as known at %s UTC: %s.\n", Stamp(b.Since), Stamp(b.Until), Count(b.NewStories, "new story", "new stories"))
	part := reader.BriefPart("")
	for n := range b.Items {
		i := &b.Items[n]
		if i.Part != part {
			part = i.Part
			fmt.Fprintf(&out, "\n## %s\n\n", strings.ToUpper(string(part[:1]))+string(part[1:]))
		}
		if m := i.Mark(); m != "" {
			fmt.Fprintf(&out, "- %s **%s** (%s)\n", markdown.Escape(m), markdown.Escape(i.Title.String()), markdown.Escape(i.Words()))
			continue
		}
		fmt.Fprintf(&out, "- **%s**", markdown.Escape(i.Title.String()))
		if w := i.What(); w != "" {
			fmt.Fprintf(&out, ": %s", markdown.Escape(w))
		}
		fmt.Fprintf(&out, " (%s, %s)\n", Count(i.Outlets, "outlet", "outlets"), reader.CountOrigins(i.Origins, i.AtLeast, false))
	}
	if last := b.Unlisted("", "", ""); last != "" {
		out.WriteString("\n" + markdown.Escape(last) + "\n")
	}
	return out.String()
}
