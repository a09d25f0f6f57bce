package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// lineKey returns the key of a name such as "ctrl+w" or "left", or a letter.
func lineKey(name string) tea.KeyPressMsg {
	k := tea.Key{}
	for rest := name; ; {
		mod, after, ok := strings.Cut(rest, "+")
		if !ok {
			name = rest
			break
		}
		switch mod {
		case "ctrl":
			k.Mod |= tea.ModCtrl
		case "alt":
			k.Mod |= tea.ModAlt
		}
		rest = after
	}
	special := map[string]rune{"left": tea.KeyLeft, "right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete}
	if code, ok := special[name]; ok {
		k.Code = code
	} else {
		k.Code = []rune(name)[0]
		if k.Mod == 0 {
			k.Text = name
		}
	}
	return tea.KeyPressMsg(k)
}

func TestALineIsEdited(t *testing.T) {
	for _, tt := range []struct{ begin, keys, want string }{ // | is the cursor
		{"", "a ü x", "aüx|"},
		{"one two", "left left x", "one tx|wo"},
		{"one two", "backspace", "one tw|"},
		{"one two", "home backspace delete", "|ne two"},
		{"one two", "delete", "one two|"},
		{"one two", "ctrl+a right ctrl+d", "o|e two"},
		{"one two", "ctrl+b ctrl+f ctrl+f", "one two|"},
		{"one  two ", "alt+b", "one  |two "},
		{"one  two ", "ctrl+left ctrl+left ctrl+left", "|one  two "},
		{"one  two", "home alt+f", "one|  two"},
		{"one  two", "home ctrl+right alt+right alt+right", "one  two|"},
		{"one  two ", "ctrl+w", "one  |"},
		{"one", "alt+backspace ctrl+w", "|"},
		{"one  two three", "home right alt+d alt+d", "o| three"},
		{"one two", "ctrl+left ctrl+k", "one |"},
		{"one two", "ctrl+left ctrl+u", "|two"},
		{"one two", "ctrl+left ctrl+u end ctrl+e x", "twox|"},
	} {
		l := newLine()
		l.Set(tt.begin)
		for k := range strings.FieldsSeq(tt.keys) {
			l.Press(lineKey(k))
		}
		got := []rune(l.Value())
		if s := string(got[:l.Position()]) + "|" + string(got[l.Position():]); s != tt.want {
			t.Errorf("%q after %s is %q, want %q", tt.begin, tt.keys, s, tt.want)
		}
	}
}

func TestALineHasItsBounds(t *testing.T) {
	l := newLine()
	l.Insert("a\tb\nc\x1b\x7fd\u009b\ufffd")
	if got := l.Value(); got != "a b cd" {
		t.Errorf("text = %q, want controls gone", got)
	}
	l.Insert(strings.Repeat("ü", 2*longestLine))
	l.Insert("x")
	if n := len([]rune(l.Value())); n != longestLine || l.Position() != n {
		t.Errorf("%d characters, cursor at %d, want %d", n, l.Position(), longestLine)
	}
}
