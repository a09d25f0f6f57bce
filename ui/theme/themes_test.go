package theme_test

import (
	"fmt"
	"image/color"
	"math"
	"reflect"
	"testing"

	"charm.land/lipgloss/v2"

	"sitrep/ui/theme"
)

// styles returns the styles of a theme by the names of their roles.
func styles(t *theme.Theme) map[string]lipgloss.Style {
	out := map[string]lipgloss.Style{}
	v := reflect.ValueOf(*t)
	for i := range v.NumField() {
		if s, ok := reflect.TypeAssert[lipgloss.Style](v.Field(i)); ok {
			out[v.Type().Field(i).Name] = s
		}
	}
	return out
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	lin := func(v uint32) float64 {
		f := float64(v) / 0xffff
		if f <= 0.04045 {
			return f / 12.92
		}
		return math.Pow((f+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(r) + 0.7152*lin(g) + 0.0722*lin(b)
}

// contrast is the ratio of WCAG 2.2, section 1.4.3.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func isSet(c color.Color) bool { _, no := c.(lipgloss.NoColor); return c != nil && !no }

// TestEveryColorCanBeReadOnItsBackgrounds checks 4.5:1, what WCAG 2.2 asks
// of text, on black and near black, white and near white.
func TestEveryColorCanBeReadOnItsBackgrounds(t *testing.T) {
	dark := []string{"#000000", "#1c1c1c"}
	light := []string{"#ffffff", "#f7f7f7"}
	for _, c := range []struct {
		theme *theme.Theme
		on    []string
	}{
		{theme.Dark(), dark},
		{theme.Light(), light},
		{theme.Default(), []string{"#000000", "#ffffff"}},
		{named(t, "gruvbox"), []string{"#282828", "#1d2021", "#000000"}},
		{named(t, "solarized"), []string{"#002b36", "#000000"}},
		{named(t, "nord"), []string{"#2e3440", "#000000"}},
		{theme.Mono(), append(dark, light...)},
		{theme.Contrast(), append(dark, light...)},
	} {
		for role, s := range styles(c.theme) {
			fg, bg := s.GetForeground(), s.GetBackground()
			if !isSet(fg) {
				continue
			}
			on := c.on
			if isSet(bg) {
				on = nil
				if r := contrast(fg, bg); r < 4.5 {
					t.Errorf("%s.%s on its own background: contrast %.2f, want 4.5", c.theme.Name, role, r)
				}
			}
			for _, b := range on {
				if r := contrast(fg, lipgloss.Color(b)); r < 4.5 {
					t.Errorf("%s.%s on %s: contrast %.2f, want 4.5", c.theme.Name, role, b, r)
				}
			}
		}
	}
}

func named(t *testing.T, name string) *theme.Theme {
	t.Helper()
	th, ok := theme.Named(name)
	if !ok {
		t.Fatalf("there is no theme %q", name)
	}
	return th
}

// TestColorsHaveAMeaning: one hue each for focus, what is new, what was edited, and what
// is wrong, in every theme with colors. Everything was gray.
func TestColorsHaveAMeaning(t *testing.T) {
	for _, name := range theme.Names() {
		if name == "mono" || name == "contrast" {
			continue
		}
		th := named(t, name)
		seen := map[string]string{}
		for role, s := range map[string]lipgloss.Style{"focus": th.Title, "new": th.New, "edited": th.Edited, "wrong": th.Bad} {
			if !isSet(s.GetForeground()) {
				t.Errorf("%s: %s has no color", name, role)
				continue
			}
			r, g, b, _ := s.GetForeground().RGBA()
			key := fmt.Sprint(r, g, b)
			if seen[key] != "" {
				t.Errorf("%s: %s has the color of %s", name, role, seen[key])
			}
			seen[key] = role
		}
	}
}

func TestMonoAndContrastUseNoColor(t *testing.T) {
	for _, th := range []*theme.Theme{theme.Mono(), theme.Contrast()} {
		for role, s := range styles(th) {
			if isSet(s.GetForeground()) || isSet(s.GetBackground()) || s.GetFaint() || s.GetItalic() || s.GetBlink() {
				t.Errorf("%s.%s uses more than bold, underline and reverse", th.Name, role)
			}
		}
	}
}

// TestWhatMattersShowsWithoutColor takes the colors away and asks whether
// roles that must be told apart still can be.
func TestWhatMattersShowsWithoutColor(t *testing.T) {
	type look struct{ bold, under, reverse bool }
	of := func(s lipgloss.Style) look { return look{s.GetBold(), s.GetUnderline(), s.GetReverse()} }
	for _, name := range theme.Names() {
		th, ok := theme.Named(name)
		if !ok {
			t.Fatalf("Named(%q) does not know one of its names", name)
		}
		for _, pair := range [][2]lipgloss.Style{
			{th.Cursor, th.Text}, {th.Focus, th.Link}, {th.Link, th.Text}, {th.Match, th.Text}, {th.Unread, th.Read}, {th.Strong, th.Text}, {th.Title, th.Idle},
		} {
			if of(pair[0]) == of(pair[1]) {
				t.Errorf("%s: two roles that must differ look the same without color: %+v", name, of(pair[0]))
			}
		}
	}
	if _, ok := theme.Named("purple"); ok {
		t.Error("Named knows a theme that does not exist")
	}
}
