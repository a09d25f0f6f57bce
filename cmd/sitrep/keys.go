package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/internal/config"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

func keysCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "keys",
		Short: "List the keys of the reader and the names to rebind them by",
		Args:  operands(cobra.NoArgs, "no operands"),
		RunE: func(*cobra.Command, []string) error {
			cfg, err := e.config()
			if err != nil {
				return err
			}
			m, err := keyTable(cfg)
			if err != nil {
				return err
			}
			var rows [][]string
			for _, g := range m.Help() {
				for _, r := range g.Rows {
					rows = append(rows, []string{r.Keys, string(r.Action), string(g.Scope), r.Help})
				}
			}
			return e.table(rows)
		},
	}
}

// keyTable builds the table of keys: the preset, the keys of the desks, and
// the reader's own.
func keyTable(cfg *config.Config) (*keys.Map, error) {
	bindings, ok := keys.Preset(cfg.Reader.Keymap)
	if !ok {
		return nil, cfg.Problem("reader.keymap", fmt.Sprintf("%q is not known", cfg.Reader.Keymap), "")
	}
	for i, d := range cfg.Desks {
		if d.Key != "" {
			bindings = append(bindings, keys.Binding{
				Action: keys.ShowDesk(i + 1), Scope: keys.Headlines, Keys: []string{d.Key}, Help: "desk " + sanitize.Line(d.Name).String(),
			})
		}
	}
	m, err := keys.New(bindings, cfg.Reader.Keys)
	if err == nil {
		return m, nil
	}
	key := "reader.keys"
	if !cfg.Sets(key) {
		key = "desks"
	}
	var errs []error
	for line := range strings.Lines(err.Error()) {
		errs = append(errs, cfg.Problem(key, strings.TrimSpace(line), "sitrep keys lists what is bound"))
	}
	return nil, errors.Join(errs...)
}
