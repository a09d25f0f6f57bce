package main

import (
	"cmp"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
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
			story, err := s.Find(c.Context(), args[0])
			if err != nil {
				return err
			}
			chain, err := s.Cache.Chain(c.Context(), story.ID, depth, mostRelated)
			if err != nil {
				return err
			}
			if asJSON {
				return printChain(e, chain, s.Sources())
			}
			err = e.printText(present.ChainText(chain, s.Sources(), screenWidth(e.stdout, 0)))
			return err
		},
	}
	c.Flags().IntVar(&depth, "depth", 1, "walk `N` steps")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// printChain prints the references of a chain step by step.
func printChain(e *env, c news.Chain, known *sanitize.Sources) error {
	nodes := slices.Clone(c.Nodes)
	slices.SortStableFunc(nodes, func(a, b news.ChainNode) int { return cmp.Compare(a.Depth, b.Depth) })
	var errs []error
	for _, n := range nodes {
		errs = append(errs, e.printJSON(present.ChainFields(n, known)))
	}
	return errors.Join(errs...)
}
