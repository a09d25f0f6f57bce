package main

import (
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
)

func feedsKeepCmd(e *env) *cobra.Command {
	var leaveOut, asJSON bool
	c := &cobra.Command{
		Use:   "keep-furniture [SITE [TEXT]]",
		Short: "List what is left out of the texts of sites, and keep some of it",
		Long: `keep-furniture lists the paragraphs that come again in three or more stories of a
site and are left out of their texts, of SITE or of all. With the beginning of a
paragraph as TEXT that paragraph is shown again in all stories of the site, from now on;
an empty TEXT means all of them. With --leave-out it is left out again.`,
		Args: cobra.MaximumNArgs(2),
		RunE: func(c *cobra.Command, args []string) error {
			if leaveOut && len(args) < 2 {
				return usagef("feeds keep-furniture: --leave-out needs a site and the beginning of a paragraph")
			}
			s, err := e.open(c.Context())
			if err != nil {
				return err
			}
			if len(args) == 2 {
				n, err := s.KeepFurniture(c.Context(), args[0], args[1], !leaveOut)
				if err != nil {
					return err
				}
				return e.printf("%s\n", present.Count(n, "paragraph changed", "paragraphs changed"))
			}
			fs, err := s.Furniture(c.Context(), args...)
			return printEach(e, asJSON, fs, err)
		},
	}
	c.Flags().BoolVar(&leaveOut, "leave-out", false, "leave the paragraph out again")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object a line")
	return c
}

// printEach prints a list, in JSON or in lines.
func printEach[T interface {
	Fields() any
	Text() string
}](e *env, asJSON bool, items []T, err error) error {
	for _, it := range items {
		switch {
		case err != nil:
		case asJSON:
			err = e.printJSON(it.Fields())
		default:
			err = e.printText(it.Text())
		}
	}
	return err
}
