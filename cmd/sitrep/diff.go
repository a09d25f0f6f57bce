package main

import (
	"strconv"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
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
			from, to, err := twoVersions(versions, wanted)
			if err != nil || from == nil {
				if err == nil {
					e.warn("the cache keeps one version of this story: nothing changed since it was first seen")
				}
				return err
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

// twoVersions returns the versions that are to be compared; nil: there is one
// only, and none was asked for.
func twoVersions(all []present.Version, wanted []int) (from, to *present.Version, err error) {
	numbered := func(n int) (*present.Version, error) {
		for i := range all {
			if all[i].N == n {
				return &all[i], nil
			}
		}
		return nil, usagef("version %d is not kept (%d is the last)", n, all[len(all)-1].N)
	}
	last := len(all) - 1
	switch len(wanted) {
	case 0:
		if last == 0 {
			return nil, nil, nil
		}
		return &all[last-1], &all[last], nil
	case 1:
		from, err = numbered(wanted[0])
		return from, &all[last], err
	}
	if from, err = numbered(wanted[0]); err != nil {
		return nil, nil, err
	}
	to, err = numbered(wanted[1])
	return from, to, err
}
