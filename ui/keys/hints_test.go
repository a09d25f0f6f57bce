package keys_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/ui/keys"
)

// TestHintsNameKeysThatDoWhatTheySay in every preset: each key leads to an action of the
// table, where it is shown.
func TestHintsNameKeysThatDoWhatTheySay(t *testing.T) {
	for _, preset := range keys.Presets() {
		table, _ := keys.Preset(preset)
		m, err := keys.New(table, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range []keys.Scope{keys.Headlines, keys.Story, keys.ReadAlso, keys.Overlay, keys.Prompt} {
			hints := m.Hints(s)
			if len(hints) < 4 {
				t.Errorf("%s: %d hints in scope %s", preset, len(hints), s)
			}
			shown := map[string]bool{}
			for _, g := range m.Help() {
				for _, r := range g.Rows {
					if g.Scope != s && g.Scope != keys.Global {
						continue
					}
					for k := range strings.FieldsSeq(r.Keys) {
						shown[k] = true
					}
				}
			}
			for _, h := range hints {
				if !shown[h.Key] && h.Key != "1" {
					t.Errorf("%s: the hint %q in scope %s names a key that does nothing there", preset, h.Key+" "+h.Word, s)
				}
			}
		}
	}
}

// TestHintsFollowWhatAPersonBinds: another key is shown, and none for an action without.
func TestHintsFollowWhatAPersonBinds(t *testing.T) {
	m, err := keys.New(keys.Default(), map[string][]string{"search": {"f5"}, "toggle-star": {}})
	if err != nil {
		t.Fatal(err)
	}
	got := m.Hints(keys.Headlines)
	if !slices.Contains(got, keys.Hint{Key: "F5", Word: "search", Action: keys.Search}) {
		t.Errorf("the key of the search is not shown: %v", got)
	}
	if slices.ContainsFunc(got, func(h keys.Hint) bool { return h.Word == "star" }) {
		t.Errorf("an action without a key is shown: %v", got)
	}
}
