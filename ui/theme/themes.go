package theme

import (
	"image/color"

	"charm.land/lipgloss/v2"
)

// palette is what the colored themes differ in. A nil color is the
// terminal's own.
type palette struct {
	text, meta, faint, read, link, also, quote, bad, good, restBG color.Color
	strong                                                        color.Color
}

// Names returns the names by which Named knows the themes.
func Names() []string { return []string{"auto", "dark", "light", "mono", "contrast"} }

// Named returns a new theme of that name; "" means "auto".
func Named(name string) (*Theme, bool) {
	switch name {
	case "", "auto":
		return Default(), true
	case "dark":
		return Dark(), true
	case "light":
		return Light(), true
	case "mono":
		return Mono(), true
	case "contrast":
		return Contrast(), true
	}
	return nil, false
}

// Default returns the theme for a terminal whose background is not known:
// the terminal's own colors, and grays and hues of middle brightness that can
// be read on black and on white.
func Default() *Theme {
	gray := lipgloss.Color("243")
	t := build("auto", palette{meta: gray, faint: gray, read: gray, link: nil, also: nil, quote: nil})
	t.Rest = lipgloss.NewStyle().Underline(true)
	return t
}

// Dark returns the theme for a dark background, in colors of the table of
// 256 that have a near relative among the 16.
func Dark() *Theme {
	c := lipgloss.Color
	return build("dark", palette{
		text: c("252"), strong: c("255"), meta: c("109"), faint: c("245"), read: c("247"),
		link: c("117"), also: c("222"), quote: c("250"), bad: c("210"), good: c("114"), restBG: c("237"),
	})
}

// Light returns the theme for a light background.
func Light() *Theme {
	c := lipgloss.Color
	return build("light", palette{
		text: c("235"), strong: c("232"), meta: c("24"), faint: c("240"), read: c("240"),
		link: c("25"), also: c("94"), quote: c("238"), bad: c("124"), good: c("22"), restBG: c("254"),
	})
}

// Mono returns the theme for NO_COLOR and terminals without colors: bold,
// underline and reverse only.
func Mono() *Theme {
	t := build("mono", palette{})
	t.Rest = lipgloss.NewStyle().Underline(true)
	return t
}

// Contrast returns the theme of most contrast: the terminal's own two colors,
// with everything that other themes dim left at full strength.
func Contrast() *Theme {
	t := Mono()
	t.Name = "contrast"
	t.Unread = lipgloss.NewStyle().Bold(true).Underline(true)
	t.ReadAlso = lipgloss.NewStyle().Bold(true)
	t.Title = lipgloss.NewStyle().Bold(true).Reverse(true)
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
		Cursor:   lipgloss.NewStyle().Reverse(true),
		Rest:     rest,
		Link:     fg(p.link).Underline(true),
		Focus:    lipgloss.NewStyle().Reverse(true).Bold(true),
		ReadAlso: fg(p.also),
		Quote:    fg(p.quote),
		Match:    lipgloss.NewStyle().Reverse(true),
		Title:    fg(p.strong).Bold(true).Underline(true),
		Idle:     fg(p.faint),
		Status:   fg(p.meta),
		Bad:      fg(p.bad).Bold(true),
		Good:     fg(p.good),
	}
}
