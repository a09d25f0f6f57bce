package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/config"
	"sitrep/ui/keys"
)

// docsCmd writes the generated pages of docs/. It is for those who work on
// sitrep and is not listed.
func docsCmd(e *env) *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use:    "docs",
		Short:  "Write the generated pages of the documentation",
		Args:   operands(cobra.NoArgs, "no operands"),
		Hidden: true,
		RunE: func(*cobra.Command, []string) error {
			pages, err := docPages()
			if err != nil {
				return err
			}
			for name, page := range pages {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(page), 0o644); err != nil {
					return fmt.Errorf("write documentation: %w", err)
				}
			}
			err = e.printf("wrote %s to %s\n", present.Count(len(pages), "page", "pages"), dir)
			return err
		},
	}
	c.Flags().StringVar(&dir, "dir", "docs", "`DIR` to write to")
	return c
}

// docPages returns the generated pages by file name.
func docPages() (map[string]string, error) {
	m, err := keys.New(keys.Default(), nil)
	if err != nil {
		return nil, err
	}
	return map[string]string{"keys.md": m.Markdown(), "config.md": config.Docs(), "commands.md": commandsPage()}, nil
}
