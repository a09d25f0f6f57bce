package main

import (
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
)

func storeMoveCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "move TARGET",
		Short: "Copy the whole cache into an empty database or folder, and compare",
		Long: `move copies the cache into the empty database postgres://USER@HOST/DATABASE, or into
the file sitrep.db of a folder. It compares the number and the sums of the rows of each
table. The cache itself stays as it is and is not polled meanwhile. Cut off, the same
command goes on. Afterwards set store.url to the database, or cache.dir to the folder.`,
		Args: operands(cobra.ExactArgs(1), "one database or folder"),
		RunE: func(c *cobra.Command, args []string) error {
			a, err := app.Connect(c.Context(), e.options())
			if err != nil {
				return err
			}
			e.onClose(a.Close)
			moved, err := a.MoveTo(c.Context(), args[0], nil)
			if err != nil {
				return err
			}
			return e.printf("%s, %s in %d tables: the same in both (%s)\n", present.Count(moved.Stories, "story", "stories"),
				present.Count(moved.Rows, "row", "rows"), moved.Tables, moved.Sum)
		},
	}
}
