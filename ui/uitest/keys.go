package uitest

import (
	"fmt"
	"reflect"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// parseKey returns the press of the key that bubbletea calls name.
func parseKey(name string) (tea.KeyPressMsg, error) {
	if utf8.RuneCountInString(name) == 1 {
		r, _ := utf8.DecodeRuneInString(name)
		return keyOf(r), nil
	}
	var k tea.KeyPressMsg
	rest := name
	for {
		mod, after, ok := strings.Cut(rest, "+")
		m := modifier(mod)
		if !ok || m == 0 || after == "" {
			break
		}
		k.Mod |= m
		rest = after
	}
	if k.Code = special(rest); k.Code == 0 {
		if utf8.RuneCountInString(rest) != 1 {
			return k, fmt.Errorf("unknown key %q", name)
		}
		k.Code, _ = utf8.DecodeRuneInString(rest)
	}
	if k.Code == tea.KeySpace && k.Mod == 0 {
		k.Text = " "
	}
	if k.String() != name {
		return k, fmt.Errorf("key %q is called %q", name, k.String())
	}
	return k, nil
}

// keyOf returns the press of the key that writes r.
func keyOf(r rune) tea.KeyPressMsg {
	k := tea.KeyPressMsg{Code: r, Text: string(r)}
	if unicode.IsUpper(r) {
		k.Code, k.ShiftedCode, k.Mod = unicode.ToLower(r), r, tea.ModShift
	}
	return k
}

func modifier(name string) tea.KeyMod {
	switch name {
	case "ctrl":
		return tea.ModCtrl
	case "alt":
		return tea.ModAlt
	case "shift":
		return tea.ModShift
	}
	return 0
}

// special returns the code of a key with a name, found by asking every code
// what it is called.
func special(name string) rune {
	named := []rune{
		tea.KeyEnter, tea.KeyTab, tea.KeyBackspace, tea.KeyEscape, tea.KeySpace,
		tea.KeyUp, tea.KeyDown, tea.KeyLeft, tea.KeyRight, tea.KeyInsert, tea.KeyDelete,
		tea.KeyPgUp, tea.KeyPgDown, tea.KeyHome, tea.KeyEnd,
		tea.KeyF1, tea.KeyF2, tea.KeyF3, tea.KeyF4, tea.KeyF5, tea.KeyF6,
		tea.KeyF7, tea.KeyF8, tea.KeyF9, tea.KeyF10, tea.KeyF11, tea.KeyF12,
	}
	for _, code := range named {
		if (tea.Key{Code: code}).Keystroke() == name {
			return code
		}
	}
	return 0
}

// funcName names a command for messages.
func funcName(cmd tea.Cmd) string {
	if f := runtime.FuncForPC(reflect.ValueOf(cmd).Pointer()); f != nil {
		return f.Name()
	}
	return "a command"
}
