package keys_test

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize/hostile"
	"sitrep/ui/keys"
)

// FuzzNew rebinds two actions to whatever is given: either the table is
// refused with clean sentences, or every key in it means what it was given
// to.
func FuzzNew(f *testing.F) {
	for _, s := range [][4]string{
		{"zoom", "^x", "quit", "g z"},
		{"refresh", "F5", "refresh", "shift+w"},
		{"explode", "s", "", ""},
		{"zoom", "z z", "quit", "z"},
		{"open", "alt+ctrl+hyper+\x1b[2J", "\u202eemoh", " "},
		{"follow-1", "汐", "desk-1", "👩‍🚒"},
		{"0", "\u034f", "quit", "\xf1\xe4|*\xab\b\xee\x8d"},
		{"zoom", "\x1b", "quit", "\u009b"},
		{"top", "ggg", "bottom", "gg"},
		{"up", "+", "down", "ctrl++"},
	} {
		f.Add(s[0], s[1], s[2], s[3])
	}
	f.Fuzz(func(t *testing.T, a, k, b, l string) {
		for _, preset := range keys.Presets() {
			bs, _ := keys.Preset(preset)
			m, err := keys.New(bs, map[string][]string{a: {k}, b: {l, k + " " + l}})
			if err != nil {
				for _, f := range hostile.Found(err.Error()) {
					t.Errorf("the error holds %s", f)
				}
				continue
			}
			for _, g := range m.Help() {
				for _, r := range g.Rows {
					for _, f := range hostile.Found(r.Keys) {
						t.Errorf("the help holds %s", f)
					}
				}
			}
			for _, scope := range []keys.Scope{keys.Headlines, keys.Story, keys.ReadAlso, keys.Overlay, keys.Global, keys.Prompt} {
				if got, more := m.Lookup([]keys.Scope{scope}, strings.Fields(k)); got != "" && more {
					t.Errorf("%q is a key and the beginning of one", k)
				}
				m.Next([]keys.Scope{scope, keys.Global}, strings.Fields(l))
			}
			_ = m.Markdown()
		}
	})
}
