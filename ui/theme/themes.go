package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette has the colors in which themes differ. A nil color is the
// terminal's own.
type palette struct {
	text, strong, meta, faint, read, link, also, quote color.Color
	accent, fresh, edited, bad, good                   color.Color
	restBG                                             color.Color
}

// builtin are the themes by their names.
func builtin() []struct {
	name string
	make func() *Theme
} {
	return []struct {
		name string
		make func() *Theme
	}{
		{"auto", Default},
		{"dark", Dark},
		{"light", Light},
		{"mono", Mono},
		{"contrast", Contrast},
		{"gruvbox", gruvbox},
		{"solarized", solarized},
		{"nord", nord},
	}
}

// Names returns the names by which Named knows the themes.
func Names() []string {
	var names []string
	for _, b := range builtin() {
		names = append(names, b.name)
	}
	return names
}

// Named returns a new theme of that name; "" means "auto".
func Named(name string) (*Theme, bool) {
	for _, b := range builtin() {
		if name == b.name || name == "" && b.name == "auto" {
			return b.make(), true
		}
	}
	return nil, false
}

// Default returns the theme for a terminal whose background is not known:
// the terminal's own colors, and grays and hues of middle brightness that can
// be read on black and on white.
func Default() *Theme {
	c := lipgloss.Color
	gray := c("243")
	t := build("auto", palette{meta: gray, faint: gray, read: gray, accent: c("63"), fresh: c("29"), edited: c("98"), bad: c("131")})
	t.Rest = lipgloss.NewStyle().Underline(true)
	return t
}

// Dark returns the theme for a dark background, in colors of the table of
// 256 that have a near relative among the 16.
func Dark() *Theme {
	c := lipgloss.Color
	return build("dark", palette{
		text: c("252"), strong: c("255"), meta: c("109"), faint: c("245"), read: c("247"),
		link: c("117"), also: c("222"), quote: c("250"), restBG: c("237"),
		accent: c("117"), fresh: c("114"), edited: c("183"), bad: c("210"), good: c("114"),
	})
}

// Light returns the theme for a light background.
func Light() *Theme {
	c := lipgloss.Color
	return build("light", palette{
		text: c("235"), strong: c("232"), meta: c("24"), faint: c("240"), read: c("240"),
		link: c("25"), also: c("94"), quote: c("238"), restBG: c("254"),
		accent: c("25"), fresh: c("22"), edited: c("90"), bad: c("124"), good: c("22"),
	})
}

// The palettes below are known from editors. Colors that cannot be read well as text on
// the background of their palette are lighter here.

// gruvbox is for the background #282828.
func gruvbox() *Theme {
	c := lipgloss.Color
	return build("gruvbox", palette{
		text: c("#ebdbb2"), strong: c("#fbf1c7"), meta: c("#83a598"), faint: c("#a89984"), read: c("#bdae93"),
		link: c("#8ec07c"), also: c("#fabd2f"), quote: c("#d5c4a1"), restBG: c("#3c3836"),
		accent: c("#fe8019"), fresh: c("#b8bb26"), edited: c("#d3869b"), bad: c("#fb5a47"), good: c("#b8bb26"),
	})
}

// solarized is for the background #002b36.
func solarized() *Theme {
	c := lipgloss.Color
	return build("solarized", palette{
		text: c("#93a1a1"), strong: c("#eee8d5"), meta: c("#839496"), faint: c("#839496"), read: c("#839496"),
		link: c("#449ddc"), also: c("#b58900"), quote: c("#93a1a1"), restBG: c("#073642"),
		accent: c("#2aa198"), fresh: c("#859900"), edited: c("#e069a3"), bad: c("#ed6a65"), good: c("#859900"),
	})
}

// nord is for the background #2e3440.
func nord() *Theme {
	c := lipgloss.Color
	return build("nord", palette{
		text: c("#d8dee9"), strong: c("#eceff4"), meta: c("#81a1c1"), faint: c("#a3aebf"), read: c("#a3aebf"),
		link: c("#88c0d0"), also: c("#ebcb8b"), quote: c("#e5e9f0"), restBG: c("#3b4252"),
		accent: c("#88c0d0"), fresh: c("#a3be8c"), edited: c("#c3a3be"), bad: c("#e0959b"), good: c("#a3be8c"),
	})
}

// Mono returns the theme for NO_COLOR and terminals without colors: bold,
// underline and reverse only.
func Mono() *Theme {
	t := build("mono", palette{})
	t.Rest = lipgloss.NewStyle().Underline(true)
	t.Title = lipgloss.NewStyle().Bold(true).Reverse(true)
	return t
}

// Contrast returns the theme of most contrast: the terminal's own two colors,
// with everything that other themes dim left at full strength.
func Contrast() *Theme {
	t := Mono()
	t.Name = "contrast"
	t.Unread = lipgloss.NewStyle().Bold(true).Underline(true)
	t.ReadAlso = lipgloss.NewStyle().Bold(true)
	return t
}

// build makes the styles of a palette. Every role that matters also has an
// attribute that shows without color.
func build(name string, p palette) *Theme {
	fg := func(c color.Color) lipgloss.Style {
		if c == nil {
			return lipgloss.NewStyle()
		}
		return lipgloss.NewStyle().Foreground(c)
	}
	rest := fg(p.text)
	if p.restBG != nil {
		rest = rest.Background(p.restBG)
	}
	return &Theme{
		Name:     name,
		Text:     fg(p.text),
		Strong:   fg(p.strong).Bold(true),
		Meta:     fg(p.meta),
		Faint:    fg(p.faint),
		Unread:   fg(p.strong).Bold(true),
		Read:     fg(p.read),
		Cursor:   fg(p.accent).Reverse(true),
		Rest:     rest,
		Link:     fg(p.link).Underline(true),
		Focus:    fg(p.accent).Reverse(true).Bold(true),
		ReadAlso: fg(p.also),
		Quote:    fg(p.quote),
		Match:    lipgloss.NewStyle().Reverse(true),
		Title:    fg(p.accent).Bold(true).Underline(true),
		Idle:     fg(p.faint),
		Status:   fg(p.meta),
		Bad:      fg(p.bad).Bold(true),
		Good:     fg(p.good),
		New:      fg(p.fresh),
		Edited:   fg(p.edited),
	}
}
