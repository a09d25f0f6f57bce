package keys

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// namedKeys are the keys that have names, as Bubble Tea spells them.
var namedKeys = []string{
	"enter", "tab", "space", "esc", "backspace", "delete", "insert", "up", "down", "left", "right",
	"home", "end", "pgup", "pgdown",
	"f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f11", "f12",
}

// spelling returns the name for another way to write it.
func spelling(key string) string {
	switch strings.ToLower(key) {
	case "return", "cr", "ret":
		return "enter"
	case "escape":
		return "esc"
	case "pgdn", "pagedown", "page-down":
		return "pgdown"
	case "pageup", "page-up":
		return "pgup"
	case "del":
		return "delete"
	case "ins":
		return "insert"
	case "spc":
		return "space"
	case "s-tab":
		return "shift+tab"
	}
	return key
}

// normal returns the name of a key or chord as Lookup wants it. "^d" is
// "ctrl+d", "gg" is "g g".
func normal(key string) (string, error) {
	if key == " " {
		return "space", nil
	}
	var out []string
	for f := range strings.FieldsSeq(key) {
		ks, err := stroke(f)
		if err != nil {
			return "", fmt.Errorf("key %q: %w", sanitize.Brief(key), err)
		}
		out = append(out, ks...)
	}
	if len(out) == 0 {
		return "", fmt.Errorf("key %q: is empty", sanitize.Brief(key))
	}
	return strings.Join(out, " "), nil
}

// stroke reads one word: a key, or a few letters that make a chord.
func stroke(word string) ([]string, error) {
	if !utf8.ValidString(word) || sanitize.Line(word).String() != word {
		return nil, errors.New("it holds characters that no key types")
	}
	if utf8.RuneCountInString(word) == 1 {
		return []string{word}, nil
	}
	if c, ok := strings.CutPrefix(word, "^"); ok && len(c) == 1 {
		word = "ctrl+" + c
	}
	mods, key := "", spelling(word)
	shift := false
	for {
		mod, rest, ok := strings.Cut(key, "+")
		if !ok || rest == "" {
			break
		}
		switch strings.ToLower(mod) {
		case "ctrl", "c":
			mods = "ctrl+" + mods
		case "alt", "meta", "m":
			mods += "alt+"
		case "shift", "s":
			shift = true
		default:
			return nil, fmt.Errorf("%q is not ctrl, alt or shift", mod)
		}
		key = spelling(rest)
	}
	one := utf8.RuneCountInString(key) == 1
	switch {
	case one && shift && mods == "":
		return []string{strings.ToUpper(key)}, nil
	case one && strings.HasPrefix(mods, "ctrl+"):
		key = strings.ToLower(key)
	case one:
	case slices.Contains(namedKeys, strings.ToLower(key)):
		key = strings.ToLower(key)
	case mods == "" && !shift && utf8.RuneCountInString(key) <= 3 && letters(key):
		return strings.Split(key, ""), nil
	default:
		return nil, errors.New("there is no key of this name (examples: j, G, gg, ctrl+d, pgdown, space, f5)")
	}
	if shift {
		mods += "shift+"
	}
	return []string{mods + key}, nil
}

func letters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) })
}

// Show returns a key as people write it: "^D", "PgDn", "gg", "S-Tab".
func Show(seq string) string {
	words := strings.Fields(seq)
	plain := true
	for i, w := range words {
		plain = plain && utf8.RuneCountInString(w) == 1
		words[i] = showOne(w)
	}
	if plain {
		return strings.Join(words, "")
	}
	return strings.Join(words, "-")
}

func showOne(k string) string {
	if c, ok := strings.CutPrefix(k, "ctrl+"); ok && len(c) == 1 {
		return "^" + strings.ToUpper(c)
	}
	switch k {
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	case "shift+tab":
		return "S-Tab"
	}
	if slices.Contains(namedKeys, k) {
		return strings.ToUpper(k[:1]) + k[1:]
	}
	return k
}
