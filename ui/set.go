package ui

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/cite"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/theme"
)

// This file changes settings of the reader while it runs: those of reader in the
// configuration, by the same names.

// setting is one of them.
type setting struct {
	name   string
	values []string // empty: a number or a text
	now    func(s *Screen) string
	// put takes a value that is one of values; else it returns the problem.
	put func(s *Screen, value string) error
}

// Values of settings that are on or off.
var (
	onOff     = []string{"on", "off"}
	trueFalse = []string{"true", "false"}
)

// settings returns all of them. What is written as a list or a map is changed in the
// file alone: see fileSettings.
func (s *Screen) settings() []setting {
	return []setting{
		{"ascii", trueFalse, func(s *Screen) string { return strconv.FormatBool(s.env.ASCII) }, func(s *Screen, v string) error { s.env.ASCII = isOn(v); return nil }},
		{"bell", trueFalse, func(s *Screen) string { return strconv.FormatBool(s.opt.Bell) }, func(s *Screen, v string) error { s.opt.Bell = isOn(v); return nil }},
		{"cite", reader.CiteForms(), func(s *Screen) string { return string(cmp.Or(s.opt.Cite, cite.Markdown)) }, func(s *Screen, v string) error { s.opt.Cite = cite.Form(v); return nil }},
		{"confirm", onOff, func(s *Screen) string { return onWord(s.env.Confirm) }, func(s *Screen, v string) error { s.env.Confirm = isOn(v); return nil }},
		{"direction", []string{"logical", "visual"}, func(s *Screen) string {
			if s.env.RTL {
				return "visual"
			}
			return "logical"
		}, func(s *Screen, v string) error { s.env.RTL = v == "visual"; return nil }},
		{"hints", onOff, func(s *Screen) string { return onWord(s.opt.HintsFrom > 0) }, func(s *Screen, v string) error {
			s.opt.HintsFrom = from(v)
			s.arrange()
			return nil
		}},
		{"hyperlinks", onOff, func(s *Screen) string { return onWord(s.env.Links) }, func(s *Screen, v string) error { s.env.Links = isOn(v); return nil }},
		{"keymap", keys.Presets(), func(s *Screen) string { return s.preset }, (*Screen).setKeymap},
		{"mouse", trueFalse, func(s *Screen) string { return strconv.FormatBool(s.mouse) }, func(s *Screen, v string) error { s.mouse = isOn(v); return nil }},
		{"preview", onOff, func(s *Screen) string { return onWord(s.opt.PreviewFrom > 0) }, func(s *Screen, v string) error {
			s.opt.PreviewFrom = from(v)
			s.arrange()
			return nil
		}},
		{"theme", s.themeNames(), func(s *Screen) string { return s.env.Theme.Name }, func(s *Screen, v string) error {
			th, _ := s.themeNamed(v)
			*s.env.Theme = *th
			return nil
		}},
		{"times", reader.AllTimes(), func(s *Screen) string { return string(s.env.Times) }, func(s *Screen, v string) error { s.env.Times = reader.Times(v); return nil }},
		{"title", trueFalse, func(s *Screen) string { return strconv.FormatBool(s.opt.Title) }, func(s *Screen, v string) error { s.opt.Title = isOn(v); return nil }},
		{"width", nil, func(s *Screen) string { return strconv.Itoa(s.env.Width) }, (*Screen).setWidth},
	}
}

// from returns the least size of the screen for what is always on, or never.
func from(value string) int {
	if isOn(value) {
		return 1
	}
	return 0
}

// themeNames returns the names of the themes there are.
func (s *Screen) themeNames() []string {
	names := theme.Names()
	for _, th := range s.opt.Themes {
		names = append(names, th.Name)
	}
	return names
}

// themeNamed returns a theme by its name.
func (s *Screen) themeNamed(name string) (*theme.Theme, bool) {
	for _, th := range s.opt.Themes {
		if th.Name == name {
			return th, true
		}
	}
	return theme.Named(name)
}

// fileSettings are those of reader that are changed in the configuration alone.
var fileSettings = []string{"browser", "keys", "pipe"}

func isOn(value string) bool { return value == "true" || value == "on" }

func onWord(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

// options are the arguments of set.
func (s *Screen) options() []string {
	var out []string
	for _, o := range s.settings() {
		if len(o.values) == 0 {
			out = append(out, o.name+" "+o.now(s))
		}
		for _, v := range o.values {
			out = append(out, o.name+" "+v)
		}
	}
	return out
}

// set changes a setting until sitrep ends.
func (s *Screen) set(arg string) tea.Cmd {
	name, value, _ := strings.Cut(strings.Replace(arg, "=", " ", 1), " ")
	value = strings.TrimSpace(value)
	o, value, err := s.setting(strings.TrimPrefix(name, "reader."), value)
	if err == nil {
		err = o.put(s, value)
	}
	if err != nil {
		s.told = pane.Told{Text: sanitize.Line(err.Error()), Bad: true}
		return nil
	}
	s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("Set for now; in the configuration it is reader: {%s: %s}.", o.name, value))}
	return s.tell(pane.SettingsChanged{})
}

// setting finds the setting of a name, and its value among those that it takes. A
// name alone turns a setting on, "no" before it off.
func (s *Screen) setting(name, value string) (o setting, v string, err error) {
	all := s.settings()
	find := func(name string) int { return slices.IndexFunc(all, func(o setting) bool { return o.name == name }) }
	i := find(name)
	if off, ok := strings.CutPrefix(name, "no"); i < 0 && ok && value == "" {
		if i, value = find(off), "off"; i >= 0 && !switches(all[i]) {
			i = -1
		}
	}
	switch {
	case slices.Contains(fileSettings, name):
		return o, "", fmt.Errorf("%s is changed in the configuration: it is taken over when the file is written.", name) //nolint:staticcheck // a sentence for the reader
	case i < 0:
		names := make([]string, len(all))
		for i, o := range all {
			names[i] = o.name
		}
		return o, "", fmt.Errorf("There is no setting %q: %s.", name, strings.Join(names, ", ")) //nolint:staticcheck // a sentence for the reader
	}
	o = all[i]
	if v, err = o.value(value); err != nil {
		return o, "", err
	}
	return o, v, nil
}

// switches reports whether a setting is turned on or off.
func switches(o setting) bool {
	return slices.Equal(o.values, onOff) || slices.Equal(o.values, trueFalse)
}

// value returns the value of a setting that somebody means, or the choices.
func (o setting) value(typed string) (string, error) {
	switch {
	case switches(o) && (typed == "" || typed == "on" || typed == "true" || typed == "yes"):
		return o.values[0], nil
	case switches(o) && (typed == "off" || typed == "false" || typed == "no"):
		return o.values[1], nil
	case typed != "" && (len(o.values) == 0 || slices.Contains(o.values, typed)):
		return typed, nil
	}
	values := "a number"
	if len(o.values) > 0 {
		values = strings.Join(o.values, ", ")
	}
	if typed == "" {
		return "", fmt.Errorf("%s takes a value: %s.", o.name, values) //nolint:staticcheck // a sentence for the reader
	}
	return "", fmt.Errorf("There is no %s %q: %s.", o.name, typed, values) //nolint:staticcheck // a sentence for the reader
}

// Limits of the width of text that set takes.
const (
	leastWidth = 20
	mostWidth  = 500
)

func (s *Screen) setWidth(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < leastWidth || n > mostWidth {
		return fmt.Errorf("The width of text is a number from %d to %d.", leastWidth, mostWidth) //nolint:staticcheck // a sentence for the reader
	}
	s.env.Width = n
	return nil
}

// setKeymap takes the keys of another preset, with those of the configuration.
func (s *Screen) setKeymap(preset string) error {
	if s.opt.Keymap == nil {
		return errors.New("The keys cannot be changed here.") //nolint:staticcheck // a sentence for the reader
	}
	m, err := s.opt.Keymap(preset)
	if err != nil {
		return fmt.Errorf("Keys of the configuration do not go with %s: %w", preset, err) //nolint:staticcheck // a sentence for the reader
	}
	s.useKeys(m)
	s.preset = preset
	return nil
}

// useKeys puts another table of keys in place of the one in force.
func (s *Screen) useKeys(m *keys.Map) {
	s.keys, s.pending, s.count = m, nil, 0
	s.env.KeyOf, s.env.KeyTable = m.KeyOf, s.keyTable(m)
}
