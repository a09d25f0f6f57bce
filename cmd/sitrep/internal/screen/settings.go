package screen

import (
	"maps"
	"reflect"
	"slices"
	"strconv"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/config"
	"sitrep/internal/sanitize"
	"sitrep/ui"
)

// Settings returns the settings of a screen for a configuration that was read again.
func Settings(r *app.Reloaded) ui.Settings {
	out := ui.Settings{Says: sanitize.Line(r.Says()), Bad: r.Err != nil}
	if out.Bad {
		return out
	}
	was, now := r.Was, r.Now
	out.Themes, _ = Themes(now) // they were checked
	out.Pipes, out.Set = app.PipesOf(now), changedSettings(&was.Reader, &now.Reader)
	if out.NewDesks = !reflect.DeepEqual(was.Desks, now.Desks); out.NewDesks {
		out.Desks = app.DesksOf(now)
	}
	if out.NewDesks || was.Reader.Keymap != now.Reader.Keymap || !maps.EqualFunc(was.Reader.Keys, now.Reader.Keys, slices.Equal[[]string]) {
		if table, err := app.KeyTable(now); err == nil { // it was checked
			out.Keys, out.Preset, out.Keymap = table, now.Reader.Keymap, app.Keymap(now)
		}
	}
	return out
}

// changedSettings returns the settings that the file says otherwise now. Others stay as
// somebody may have set them while sitrep runs.
func changedSettings(was, now *config.Reader) map[string]string {
	set := map[string]string{}
	for name, of := range map[string]func(*config.Reader) string{
		"ascii":      func(r *config.Reader) string { return strconv.FormatBool(r.ASCII) },
		"bell":       func(r *config.Reader) string { return strconv.FormatBool(r.Bell) },
		"cite":       func(r *config.Reader) string { return r.Cite },
		"confirm":    func(r *config.Reader) string { return r.Confirm },
		"direction":  func(r *config.Reader) string { return r.Direction },
		"hints":      func(r *config.Reader) string { return r.Hints },
		"preview":    func(r *config.Reader) string { return r.Preview },
		"hyperlinks": func(r *config.Reader) string { return r.Links },
		"mouse":      func(r *config.Reader) string { return strconv.FormatBool(r.Mouse) },
		"theme":      func(r *config.Reader) string { return r.Theme },
		"times":      func(r *config.Reader) string { return r.Times },
		"title":      func(r *config.Reader) string { return strconv.FormatBool(r.Title) },
		"width":      func(r *config.Reader) string { return strconv.Itoa(r.Width) },
	} {
		if of(was) != of(now) {
			set[name] = of(now)
		}
	}
	return set
}
