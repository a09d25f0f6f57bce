package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	uireader "sitrep/ui/reader"
)

func diffCmd(e *env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff REF [N [M]]",
		Short: "Show what changed between two versions of a story",
		Long: `diff compares two wordings of a story that the cache keeps: the last two, or
version N with the present one, or version N with version M. Version 1 is the
first; sitrep show REF --json lists them.

Each changed sentence has the kind of its change: figure, negation, who says it
and so on. Changes of spelling are counted, not shown.`,
		Args: operands(cobra.RangeArgs(1, 3), "a story and up to two versions"),
		RunE: func(c *cobra.Command, args []string) error {
			var wanted []int
			for _, a := range args[1:] {
				n, err := strconv.Atoi(a)
				if err != nil || n < 1 {
					return usagef("version %q: want a number from 1", a)
				}
				wanted = append(wanted, n)
			}
			s, err := e.openToRead(c.Context())
			if err != nil {
				return err
			}
			story, err := s.Find(c.Context(), args[0])
			if err != nil {
				return err
			}
			versions, err := s.Versions(c.Context(), story)
			if err != nil {
				return err
			}
			from, to, err := uireader.Between(versions, wanted)
			switch {
			case err != nil:
				return &exitError{exitUsage, err}
			case from == nil:
				e.warn("the cache keeps one version of this story: nothing changed since it was first seen")
				return nil
			}
			if asJSON {
				return e.printJSON(present.DiffFields(story.ID, from, to))
			}
			return e.printText(present.VersionsText(story, from, to, versions[len(versions)-1].N, min(screenWidth(e.stdout, 76), 76)))
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return c
}
