package app

import (
	"errors"
	"fmt"
	"strings"

	"sitrep/internal/config"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
)

// KeyTable builds the table of keys: the preset, the keys of the desks, and
// the reader's own.
func KeyTable(cfg *config.Config) (*keys.Map, error) {
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

// Keymap returns what builds the table of another preset for a configuration.
func Keymap(cfg *config.Config) func(preset string) (*keys.Map, error) {
	return func(preset string) (*keys.Map, error) {
		other := *cfg
		other.Reader.Keymap = preset
		return KeyTable(&other)
	}
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
