package screen

import (
	"cmp"
	"maps"
	"slices"

	"sitrep/internal/config"
	"sitrep/ui/theme"
)

// Themes returns the themes of the configuration, in the order of their names.
func Themes(cfg *config.Config) ([]*theme.Theme, error) {
	var out []*theme.Theme
	for _, name := range slices.Sorted(maps.Keys(cfg.Themes)) {
		t := cfg.Themes[name]
		base, _ := theme.Named(cmp.Or(t.Base, "dark"))
		mine, err := theme.Custom(name, base, t.Styles)
		if err != nil {
			return nil, cfg.Problem("themes."+name, err.Error(), "")
		}
		out = append(out, mine)
	}
	return out, nil
}

// themeNamed returns a new theme of that name, of sitrep or of the configuration.
func themeNamed(name string, mine []*theme.Theme) *theme.Theme {
	if th, ok := theme.Named(name); ok {
		return th
	}
	for _, th := range mine {
		if th.Name == name {
			own := *th
			return &own
		}
	}
	return theme.Default()
}
