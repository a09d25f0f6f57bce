package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	uireader "sitrep/ui/reader"
)

// mostRelated is how many references related prints.
const mostRelated = 2000

func relatedCmd(e *env) *cobra.Command {
	var depth int
	var asJSON bool
	c := &cobra.Command{
		Use:   "related REF",
		Short: "Print what a story refers to: the background chain",
		Long: `related prints the references of a story, and with --depth N those of the
stories they lead to, step by step, as far as the cache holds them; then the
same stories as a timeline, oldest first, and the stories that refer to it.
A reference that leads back to a story on the way is marked as a cycle and
not walked again. Nothing is fetched.`,
		Args: operands(cobra.ExactArgs(1), "one story"),
		RunE: func(c *cobra.Command, args []string) error {
			if depth < 1 {
				return usagef("--depth: %d is less than 1", depth)
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			story, err := s.find(c.Context(), args[0])
			if err != nil {
				return err
			}
			chain, err := s.db.Chain(c.Context(), story.ID, depth, mostRelated)
			if err != nil {
				return err
			}
			if asJSON {
				return e.printChain(chain, s.sources())
			}
			err = e.printText(chainText(chain, s.sources(), screenWidth(e.stdout, 0)))
			return err
		},
	}
	c.Flags().IntVar(&depth, "depth", 1, "walk `N` steps")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// printChain prints the references of a chain step by step.
func (e *env) printChain(c news.Chain, known *sanitize.Sources) error {
	nodes := slices.Clone(c.Nodes)
	slices.SortStableFunc(nodes, func(a, b news.ChainNode) int { return cmp.Compare(a.Depth, b.Depth) })
	var errs []error
	for _, n := range nodes {
		var published news.FuzzyTime
		if t := n.Ref.Target; t != nil {
			published = news.FuzzyTime{T: t.Published, Day: t.PublishedDay}
		}
		errs = append(errs, e.printJSON(struct {
			refFields
			Depth     int            `json:"depth"`
			From      news.StoryID   `json:"from"`
			Cycle     bool           `json:"cycle"`
			Published news.FuzzyTime `json:"published,omitzero"`
			End       news.ChainEnd  `json:"end,omitempty"`
		}{refOf(n.Ref, known), n.Depth, n.From.ID, n.Cycle, published, n.End}))
	}
	return errors.Join(errs...)
}

// chainText draws a chain as a tree, each story's references below it, then
// the same stories as a timeline, and the stories that refer to the first.
func chainText(c news.Chain, known *sanitize.Sources, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", wrap(c.Root.Headline.String(), "", width))
	if len(c.Nodes) == 0 {
		b.WriteString("  no references (sitrep show --fetch looks for them on the article's page)\n")
	}
	number := map[news.StoryID]int{}
	for _, n := range c.Nodes {
		number[n.From.ID]++
		indent := strings.Repeat("   ", n.Depth-1) + "  "
		text := fmt.Sprintf("%d. %s", number[n.From.ID], strings.Join(nodeFacts(n, known), ", "))
		fmt.Fprintf(&b, "%s%s\n", indent, wrap(text, indent+"   ", width))
	}
	if c.Left > 0 {
		fmt.Fprintf(&b, "  and %d more references\n", c.Left)
	}
	if moments := c.Timeline(); len(moments) > 1 {
		b.WriteString("\nTimeline\n")
		for _, m := range moments {
			b.WriteString(wrap("  "+momentText(m), "    ", width) + "\n")
		}
	}
	if len(c.Cited) > 0 {
		b.WriteString("\nCited by\n")
		for _, s := range c.Cited {
			b.WriteString(wrap("  "+cited(s), "    ", width) + "\n")
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
			facts = append(facts, uireader.Distance(t, n.From))
		}
		if !t.Read {
			facts = append(facts, "unread")
		}
	}
	if note := uireader.ChainNote(n); note != "" {
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
		return uireader.DateUnknown
	case s.PublishedDay:
		return s.Published.UTC().Format(time.DateOnly)
	}
	return stamp(s.Published)
}
