package config

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Theme is a set of styles of a person's own.
type Theme struct {
	Base   string            // the theme that it differs from; empty: dark
	Styles map[string]string // by role, such as "#fabd2f on #282828 bold"
}

// ThemeNames are the themes that need no configuration.
func ThemeNames() []string {
	return []string{"auto", "dark", "light", "mono", "contrast", "gruvbox", "solarized", "nord"}
}

// ThemeRoles are the roles that a theme gives styles to.
func ThemeRoles() []string {
	return []string{
		"text", "strong", "meta", "faint", "unread", "read", "cursor", "rest", "link", "focus", "readalso", "quote", "match",
		"title", "idle", "status", "bad", "good", "new", "edited",
	}
}

// readThemes reads the themes of a person's own.
func readThemes(v value, c *Config) {
	m, ok := v.mapping()
	if !ok {
		return
	}
	c.Themes = map[string]Theme{}
	for it := m.MapRange(); it.Next(); {
		name, ok := v.keyName(it.Key())
		if !ok {
			continue
		}
		item := value{v.d, it.Key(), v.sub(name)}
		if slices.Contains(ThemeNames(), name) {
			item.fail("is the name of a theme of sitrep", "give yours another name")
			continue
		}
		if _, again := c.Themes[name]; again {
			item.fail(fmt.Sprintf("is already set on line %d", v.d.lines[item.key]), "remove one of them")
			continue
		}
		v.d.lines[item.key] = v.d.line(it.Key())
		item.node = it.Value()
		t := Theme{Styles: map[string]string{}}
		readMap(item, &t, themeKeys())
		c.Themes[name] = t
	}
}

// themeKeys are the keys of a theme: the one that it differs from, and its roles.
func themeKeys() []field[Theme] {
	var names []string // no theme: the terminal decides
	for _, n := range ThemeNames() {
		if n != "auto" {
			names = append(names, n)
		}
	}
	fields := []field[Theme]{{"base", "name", "dark", "The theme that it differs from.", textAt(func(t *Theme) *string { return &t.Base }, oneOf(names...))}}
	for _, role := range ThemeRoles() {
		fields = append(fields, field[Theme]{role, "style", "", "", func(v value, t *Theme) {
			if s, ok := v.text(); ok && checkStyle(v, s) {
				t.Styles[role] = s
			}
		}})
	}
	return fields
}

const styleHint = `a style is like "214", "#fabd2f bold" or "252 on 237 underline"`

// checkStyle reports whether a text is a style: attributes, a color, and a color for the
// background after "on".
func checkStyle(v value, s string) bool {
	colors, on := 0, false
	for w := range strings.FieldsSeq(s) {
		switch {
		case w == "bold", w == "underline", w == "reverse":
		case w == "on" && !on:
			on, colors = true, 1
		case isColor(w) && (colors == 0 || on && colors == 1):
			colors++
		default:
			v.fail(fmt.Sprintf("%q is no part of a style", shorten(w)), styleHint)
			return false
		}
	}
	if on && colors < 2 || strings.TrimSpace(s) == "" {
		v.fail("is not a whole style", styleHint)
		return false
	}
	return true
}

// isColor reports whether a word is a number of the table of 256 colors, or "#rrggbb".
func isColor(w string) bool {
	if hex, ok := strings.CutPrefix(w, "#"); ok {
		_, err := strconv.ParseUint(hex, 16, 32)
		return err == nil && len(hex) == 6
	}
	n, err := strconv.Atoi(w)
	return err == nil && n >= 0 && n <= 255 && w == strconv.Itoa(n)
}

// checkTheme reports a theme that there is not. It is called when the whole file has
// been read.
func (d *decoder) checkTheme(c *Config) {
	known := slices.Concat(ThemeNames(), slices.Sorted(maps.Keys(c.Themes)))
	if slices.Contains(known, c.Reader.Theme) {
		return
	}
	hint := strings.Join(known, ", ")
	if best := nearest(c.Reader.Theme, known); best != "" {
		hint = "did you mean " + best + "?"
	}
	d.errs = append(d.errs, &Error{
		File: d.file, Line: d.lines["reader.theme"], Key: "reader.theme", Msg: fmt.Sprintf("%q is not known", shorten(c.Reader.Theme)), Hint: hint,
	})
	c.Reader.Theme = Default().Reader.Theme
}
