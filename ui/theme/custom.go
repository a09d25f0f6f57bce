package theme

import (
	"fmt"
	"reflect"
	"strings"

	"charm.land/lipgloss/v2"
)

// Roles returns the names of the roles, as a configuration writes them.
func Roles() []string {
	var names []string
	for f := range reflect.TypeFor[Theme]().Fields() {
		if f.Name != "Name" {
			names = append(names, strings.ToLower(f.Name))
		}
	}
	return names
}

// Custom returns a theme that differs from base in the styles of some roles. A style is
// made of attributes (bold, underline, reverse), a color and, after "on", a color for
// the background: "214", "#fabd2f bold", "252 on 237 underline".
func Custom(name string, base *Theme, styles map[string]string) (*Theme, error) {
	t := *base
	t.Name = name
	v := reflect.ValueOf(&t).Elem()
	for role, text := range styles {
		f := v.FieldByNameFunc(func(n string) bool { return n != "Name" && strings.EqualFold(n, role) })
		if !f.IsValid() {
			return nil, fmt.Errorf("theme %s: there is no role %q", name, role)
		}
		f.Set(reflect.ValueOf(styleOf(text)))
	}
	return &t, nil
}

// styleOf reads a style.
func styleOf(text string) lipgloss.Style {
	s, on := lipgloss.NewStyle(), false
	for w := range strings.FieldsSeq(text) {
		switch {
		case w == "bold":
			s = s.Bold(true)
		case w == "underline":
			s = s.Underline(true)
		case w == "reverse":
			s = s.Reverse(true)
		case w == "on":
			on = true
		case on:
			s = s.Background(lipgloss.Color(w))
		default:
			s = s.Foreground(lipgloss.Color(w))
		}
	}
	return s
}
