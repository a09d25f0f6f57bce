package keys_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/ui/keys"
)

func mustMap(t *testing.T, preset string, overrides map[string][]string) *keys.Map {
	t.Helper()
	bs, ok := keys.Preset(preset)
	if !ok {
		t.Fatalf("there is no preset %q", preset)
	}
	m, err := keys.New(bs, overrides)
	if err != nil {
		t.Fatalf("preset %s: %v", preset, err)
	}
	return m
}

func TestKeysAreLookedUpFromTheSpecificScopeToTheGeneral(t *testing.T) {
	m := mustMap(t, "sitrep", nil)
	for _, c := range []struct {
		scope   keys.Scope
		pending string
		want    keys.Action
		more    bool
	}{
		{keys.Headlines, "j", keys.Down, false},
		{keys.Headlines, "g", "", true},
		{keys.Headlines, "g g", keys.Top, false},
		{keys.Headlines, "g x", "", false},
		{keys.Headlines, "3", "", false},
		{keys.Story, "3", keys.Follow3, false},
		{keys.ReadAlso, "9", keys.Follow9, false},
		{keys.Story, "]", keys.NextLink, false},
		{keys.Headlines, "]", keys.NextDesk, false},
		{keys.Story, "space", keys.Continue, false},
		{keys.Overlay, "enter", keys.Open, false},
		{keys.Overlay, "backspace", keys.GoBack, false},
		{keys.Story, "ctrl+c", keys.Quit, false},
	} {
		a, more := m.Lookup([]keys.Scope{c.scope, keys.Global}, strings.Fields(c.pending))
		if a != c.want || more != c.more {
			t.Errorf("Lookup(%s, %q) = %q, %v; want %q, %v", c.scope, c.pending, a, more, c.want, c.more)
		}
	}
	if a, more := m.Lookup([]keys.Scope{keys.Prompt}, []string{"q"}); a != "" || more {
		t.Errorf("q in a prompt is %q, %v: it should be a letter", a, more)
	}
}

func TestWrongTablesAreRefusedWithTheirReasons(t *testing.T) {
	for _, c := range []struct {
		name      string
		overrides map[string][]string
		want      string
	}{
		{"clash", map[string][]string{"quit": {"q"}}, `key "q" in scope everywhere: bound to both leave and quit`},
		{"clash with a chord", map[string][]string{"zoom": {"g"}}, `key "g" in scope everywhere: bound to zoom, and begins the keys of top`},
		{"chord over a key", map[string][]string{"zoom": {"z"}, "quit": {"z z"}}, `key "z" in scope everywhere: bound to zoom, and begins the keys of quit`},
		{"taken from another elsewhere", map[string][]string{"search": {"j"}}, `key "j": search in scope list, story, read also, screen, and down elsewhere (give one of them another key)`},
		{"given to another in a pane", map[string][]string{"browse": {"["}}, `key "[": previous-desk in scope list, and browse elsewhere (give one of them another key)
key "[": previous-link in scope story, and browse elsewhere (give one of them another key)
key "[": older-version in scope screen, and browse elsewhere (give one of them another key)`},
		{"over a chord of everywhere", map[string][]string{"follow-1": {"g"}}, `key "g": follow-1 in scope story, read also, and top elsewhere (give one of them another key)`},
		{"near miss", map[string][]string{"tooggle-star": {"s"}}, `unknown action "tooggle-star" (did you mean toggle-star?)`},
		{"no such action", map[string][]string{"explode": {"s"}}, `unknown action "explode" (sitrep keys lists them)`},
		{"no such key", map[string][]string{"refresh": {"entr"}}, `action refresh: key "entr": there is no key of this name (examples: j, G, gg, ctrl+d, pgdown, space, f5)`},
		{"no such modifier", map[string][]string{"zoom": {"hyper+z"}}, `action zoom: key "hyper+z": "hyper" is not ctrl, alt or shift`},
		{"no character that is typed", map[string][]string{"zoom": {"\x1b"}}, `action zoom: key "": it holds characters that no key types`},
		{"empty", map[string][]string{"zoom": {""}}, `action zoom: key "": is empty`},
	} {
		_, err := keys.New(keys.Default(), c.overrides)
		if err == nil {
			t.Errorf("%s: New accepted %v", c.name, c.overrides)
			continue
		}
		if diff := cmp.Diff(c.want, err.Error()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestADeskDoesNotHideAKey(t *testing.T) {
	desk := keys.Binding{Action: keys.ShowDesk(1), Scope: keys.Headlines, Keys: []string{"j"}, Help: "desk Floods"}
	_, err := keys.New(append(keys.Default(), desk), nil)
	if want := `key "j": desk-1 in scope list, and down elsewhere (give one of them another key)`; err == nil || err.Error() != want {
		t.Errorf("New = %v, want %s", err, want)
	}
	for _, key := range []string{"g h", "f1"} { // help has another
		desk.Keys = []string{key}
		if _, err := keys.New(append(keys.Default(), desk), nil); err != nil {
			t.Errorf("New with %s = %v", key, err)
		}
	}
	desk.Keys = []string{"f9"}
	if _, err := keys.New(append(keys.Default(), desk), nil); err != nil {
		t.Errorf("New = %v", err)
	}
}

func TestAKeyMayBeTakenFromAnActionThatGetsAnother(t *testing.T) {
	m := mustMap(t, "sitrep", map[string][]string{"search": {"j"}, "down": {"down", "f8"}})
	if a, _ := m.Lookup([]keys.Scope{keys.Headlines, keys.Global}, []string{"j"}); a != keys.Search {
		t.Errorf("j is %q, want search", a)
	}
}

func TestOverridesReplaceTheKeysOfAnAction(t *testing.T) {
	m := mustMap(t, "sitrep", map[string][]string{"zoom": {"^x", "gz"}, "refresh": {"F5"}, "undo": {}, "redraw": {"shift+w"}, "warnings": {}})
	global := []keys.Scope{keys.Global}
	for seq, want := range map[string]keys.Action{"ctrl+x": keys.Zoom, "g z": keys.Zoom, "z": "", "u": "", "W": keys.Redraw} {
		if a, _ := m.Lookup(global, strings.Fields(seq)); a != want {
			t.Errorf("%q is %q, want %q", seq, a, want)
		}
	}
	for _, s := range []keys.Scope{keys.Headlines, keys.Story, keys.Overlay} {
		if a, _ := m.Lookup([]keys.Scope{s}, []string{"f5"}); a != keys.Refresh {
			t.Errorf("F5 in %s is %q, want refresh", s, a)
		}
	}
	if got := m.KeyOf(keys.Zoom); got != "^X" {
		t.Errorf("KeyOf(zoom) = %q, want ^X", got)
	}
	if got := m.KeyOf(keys.Undo); got != "" {
		t.Errorf("KeyOf(undo) = %q, want none", got)
	}
}

// TestNoActionDependsOnAKeyThatTerminalsTake: flow control, tmux, screen,
// readline and job control sit on these, and Alt is often not sent.
func TestNoActionDependsOnAKeyThatTerminalsTake(t *testing.T) {
	risky := []string{"ctrl+s", "ctrl+q", "ctrl+z", "ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+j"}
	for _, preset := range keys.Presets() {
		bs, ok := keys.Preset(preset)
		if !ok {
			t.Fatalf("Presets names %q, which Preset does not know", preset)
		}
		for _, b := range bs {
			safe := false
			for _, k := range b.Keys {
				bad := strings.Contains(k, "alt+")
				for _, r := range risky {
					bad = bad || k == r || strings.HasPrefix(k, r+" ")
				}
				safe = safe || !bad
			}
			if !safe {
				t.Errorf("preset %s: %s in %s has only %q", preset, b.Action, b.Scope, b.Keys)
			}
			if b.Help == "" {
				t.Errorf("preset %s: %s in %s has no help", preset, b.Action, b.Scope)
			}
		}
		mustMap(t, preset, nil)
	}
}

func TestEveryPresetBindsEveryActionOfTheDefault(t *testing.T) {
	for _, preset := range keys.Presets() {
		m := mustMap(t, preset, nil)
		for _, b := range keys.Default() {
			if m.KeyOf(b.Action) == "" {
				t.Errorf("preset %s has no key for %s", preset, b.Action)
			}
		}
	}
}

// TestEveryActionIsReachableInEveryPane: what holds everywhere has a key that
// no pane takes for something else.
func TestEveryActionIsReachableInEveryPane(t *testing.T) {
	for _, preset := range keys.Presets() {
		bs, ok := keys.Preset(preset)
		if !ok {
			t.Fatalf("there is no preset %q", preset)
		}
		m := mustMap(t, preset, nil)
		for _, b := range bs {
			scopes := []keys.Scope{b.Scope}
			if b.Scope == keys.Global {
				scopes = []keys.Scope{keys.Headlines, keys.Story, keys.ReadAlso, keys.Overlay}
			}
			for _, s := range scopes {
				reached := false
				for _, k := range b.Keys {
					a, _ := m.Lookup([]keys.Scope{s, keys.Global}, strings.Fields(k))
					reached = reached || a == b.Action
				}
				if !reached {
					t.Errorf("preset %s: no key reaches %s in scope %s; it has %q", preset, b.Action, s, b.Keys)
				}
			}
		}
	}
}

func TestAChordTellsWhatCanFollow(t *testing.T) {
	m := mustMap(t, "vim", nil)
	var got []string
	for _, r := range m.Next([]keys.Scope{keys.Headlines, keys.Global}, []string{"g"}) {
		got = append(got, r.Keys+" "+string(r.Action))
	}
	if diff := cmp.Diff([]string{"t next-desk", "T previous-desk", "g top"}, got); diff != "" {
		t.Errorf("after g (-want +got):\n%s", diff)
	}
}

func TestThePageOfKeysHasEveryGroupAndName(t *testing.T) {
	page := mustMap(t, "sitrep", nil).Markdown()
	for _, want := range []string{
		"# Keys\n", "## Everywhere\n", "## In a story\n",
		"| `gg` `Home` | to the beginning | `top` |",
		"| `1-9` | follow the link or reference of that number | `follow-1` … `follow-9` |",
		"| `^D` | half a page down | `half-page-down` |",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
}

func TestDeskActionsCarryTheirNumber(t *testing.T) {
	for a, want := range map[keys.Action]int{keys.ShowDesk(12): 12, keys.ShowDesk(1): 1, keys.Zoom: 0, "desk-x": 0, "desk-0": 0} {
		if got := keys.DeskN(a); got != want {
			t.Errorf("DeskN(%q) = %d, want %d", a, got, want)
		}
	}
}
