package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/present"
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
			return e.printText(present.Table(rows, screenWidth(e.stdout, 0)))
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
	errs := []error{err}
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		errs = all.Unwrap()
	}
	for i, err := range errs {
		hint := "sitrep keys lists what is bound"
		if strings.HasSuffix(err.Error(), ")") {
			hint = "" // it says what to do
		}
		errs[i] = cfg.Problem(whereBound(cfg, err), err.Error(), hint)
	}
	return nil, errors.Join(errs...)
}

// whereBound returns the key of the configuration that gave an action the keys
// with which something is wrong.
func whereBound(cfg *config.Config, err error) string {
	if f, ok := errors.AsType[*keys.TableError](err); ok {
		for _, a := range f.Actions {
			if key := "reader.keys." + string(a); cfg.Sets(key) {
				return key
			}
			if n := keys.DeskN(a); n > 0 {
				return fmt.Sprintf("desks[%d].key", n-1)
			}
		}
	}
	return "reader.keys"
}
