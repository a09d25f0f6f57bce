package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
)

// edge is a reference met on the walk from a story.
type edge struct {
	ref   news.Reference
	depth int // 1: a reference of the story itself
	from  *news.Story
	cycle bool // it leads back to a story on the way here
}

func relatedCmd(e *env) *cobra.Command {
	var depth int
	var asJSON bool
	c := &cobra.Command{
		Use:   "related REF",
		Short: "Print what a story refers to: the background chain",
		Long: `related prints the references of a story, and with --depth N those of the
stories they lead to, step by step, as far as the cache holds them. A
reference that leads back to a story on the way is marked as a cycle and not
walked again.`,
		Args: operands(cobra.ExactArgs(1), "one story"),
		RunE: func(c *cobra.Command, args []string) error {
			if depth < 1 {
				return usagef("--depth: %d is less than 1", depth)
			}
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			story, err := s.find(c.Context(), args[0])
			if err != nil {
				return err
			}
			edges, err := walk(c.Context(), s, story, depth)
			if err != nil {
				return err
			}
			if asJSON {
				return e.printEdges(edges)
			}
			_, err = io.WriteString(e.stdout, chainText(story, edges, screenWidth(e.stdout, 0)))
			return err
		},
	}
	c.Flags().IntVar(&depth, "depth", 1, "walk `N` steps")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// walk follows references breadth-first. Each story is walked once.
func walk(ctx context.Context, s *session, start *news.Story, depth int) ([]edge, error) {
	var out []edge
	parent := map[news.StoryID]news.StoryID{start.ID: ""}
	onTheWay := func(at, to news.StoryID) bool {
		for ; at != ""; at = parent[at] {
			if at == to {
				return true
			}
		}
		return false
	}
	level := []*news.Story{start}
	for d := 1; d <= depth && len(level) > 0; d++ {
		var next []*news.Story
		for _, from := range level {
			refs, err := s.db.References(ctx, from.ID)
			if err != nil {
				return nil, err
			}
			for _, r := range refs {
				if r.Kind == news.RefBodylink {
					continue
				}
				out = append(out, edge{r, d, from, r.To != "" && onTheWay(from.ID, r.To)})
				if _, seen := parent[r.To]; r.Target == nil || seen {
					continue
				}
				parent[r.To] = from.ID
				next = append(next, r.Target)
			}
		}
		level = next
	}
	return out, nil
}

func (e *env) printEdges(edges []edge) error {
	var errs []error
	for _, x := range edges {
		errs = append(errs, e.printJSON(struct {
			refFields
			Depth int          `json:"depth"`
			From  news.StoryID `json:"from"`
			Cycle bool         `json:"cycle"`
		}{refOf(x.ref), x.depth, x.from.ID, x.cycle}))
	}
	return errors.Join(errs...)
}

// chainText draws the walk as a tree: each story's references below it.
func chainText(start *news.Story, edges []edge, width int) string {
	below := make(map[news.StoryID][]edge)
	for _, x := range edges {
		below[x.from.ID] = append(below[x.from.ID], x)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", wrap(start.Headline.String(), "", width))
	if len(edges) == 0 {
		b.WriteString("  no references (sitrep show --fetch looks for them on the article's page)\n")
	}
	drawn := map[news.StoryID]bool{start.ID: true}
	var draw func(id news.StoryID, indent string)
	draw = func(id news.StoryID, indent string) {
		for i, x := range below[id] {
			text := fmt.Sprintf("%d. %s — %s", i+1, title(x.ref), whereabouts(x.ref))
			if x.ref.Target != nil {
				text += ", " + stamp(x.ref.Target.When())
			}
			if x.cycle {
				text += ", cycle"
			}
			fmt.Fprintf(&b, "%s%s\n", indent, wrap(text, indent+"   ", width))
			if x.ref.To != "" && !drawn[x.ref.To] {
				drawn[x.ref.To] = true
				draw(x.ref.To, indent+"   ")
			}
		}
	}
	draw(start.ID, "  ")
	return b.String()
}
