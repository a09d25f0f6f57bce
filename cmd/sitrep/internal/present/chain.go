package present

import (
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// ChainText draws a chain as a tree, each story's references below it, then
// the same stories as a timeline, and the stories that refer to the first. width 0
// breaks no line.
func ChainText(c news.Chain, known *sanitize.Sources, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", Wrap(c.Root.Headline.String(), "", width))
	if len(c.Nodes) == 0 {
		b.WriteString("  no references (sitrep show --fetch looks for them on the article's page)\n")
	}
	number := map[news.StoryID]int{}
	for _, n := range c.Nodes {
		number[n.From.ID]++
		indent := strings.Repeat("   ", n.Depth-1) + "  "
		text := fmt.Sprintf("%d. %s", number[n.From.ID], strings.Join(nodeFacts(n, known), ", "))
		fmt.Fprintf(&b, "%s%s\n", indent, Wrap(text, indent+"   ", width))
	}
	if c.Left > 0 {
		fmt.Fprintf(&b, "  and %d more references\n", c.Left)
	}
	if moments := c.Timeline(); len(moments) > 1 {
		b.WriteString("\nTimeline\n")
		for _, m := range moments {
			b.WriteString(Wrap("  "+momentText(m), "    ", width) + "\n")
		}
	}
	if len(c.Cited) > 0 {
		b.WriteString("\nCited by\n")
		for _, s := range c.Cited {
			b.WriteString(Wrap("  "+cited(s), "    ", width) + "\n")
		}
	}
	return b.String()
}

// nodeFacts says what is known of a reference in a chain: title, where it
// stood and whether it is cached, when it was published, why it ends.
func nodeFacts(n news.ChainNode, known *sanitize.Sources) []string {
	facts := []string{title(n.Ref) + " — " + whereabouts(n.Ref, known)}
	if t := n.Ref.Target; t != nil {
		facts = append(facts, dated(t))
		if _, known := n.Age(); known {
			facts = append(facts, reader.Distance(t, n.From))
		}
		if !t.Read {
			facts = append(facts, "unread")
		}
	}
	if note := reader.ChainNote(n); note != "" {
		facts = append(facts, note)
	}
	return facts
}

func momentText(m news.Moment) string {
	text := fmt.Sprintf("%-16s  %s (%s)", dated(m.Story), m.Story.Headline, m.Story.Source)
	if m.Depth == 0 {
		text += ", this story"
	}
	return text
}

// dated writes when a story was published, in UTC.
func dated(s *news.Story) string {
	switch {
	case s.Published.IsZero():
		return reader.DateUnknown
	case s.PublishedDay:
		return s.Published.UTC().Format(time.DateOnly)
	}
	return Stamp(s.Published)
}

// ChainFields returns the JSON object of a reference in a chain.
func ChainFields(n news.ChainNode, known *sanitize.Sources) any {
	var published news.FuzzyTime
	if t := n.Ref.Target; t != nil {
		published = news.FuzzyTime{T: t.Published, Day: t.PublishedDay}
	}
	return struct {
		refFields
		Depth     int            `json:"depth"`
		From      news.StoryID   `json:"from"`
		Cycle     bool           `json:"cycle"`
		Published news.FuzzyTime `json:"published,omitzero"`
		End       news.ChainEnd  `json:"end,omitempty"`
	}{refOf(n.Ref, known), n.Depth, n.From.ID, n.Cycle, published, n.End}
}
