package terminal

import (
	"strings"
	"testing"
)

// TestAnAnswerInPiecesNeverTurnsIntoKeys cuts what a terminal answers, amid
// keys, at every place: what the screen gets at once are keys and whole
// answers only.
func TestAnAnswerInPiecesNeverTurnsIntoKeys(t *testing.T) {
	for _, answer := range []string{
		"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]11;rgb:ffff/ffff/ffff\x07", "\x1b]10;rgba:0/0/0/f\x07",
		"\x1b[?2026;2$y", "\x1b[?1u", "\x1b[?64;1;2c",
	} {
		for cut := 1; cut < len(answer); cut++ {
			var a replies
			first := string(a.feed([]byte("j" + answer[:cut])))
			second := string(a.feed([]byte(answer[cut:] + "k")))
			third := string(a.feed([]byte("]1l")))
			if third != "]1l" {
				t.Errorf("%q cut at %d: keys after it are %q", answer, cut, third)
			}
			if first+second == "j"+answer+"k" && (first == "j" || second == "k") {
				continue // whole, in one of the two
			}
			// Esc, or Esc and a bracket, are a key; the rest is dropped.
			if key := strings.TrimPrefix(first, "j"); key == answer[:cut] && len(key) <= 2 && second == "k" {
				continue
			}
			t.Errorf("%q cut at %d: the screen gets %q, then %q", answer, cut, first, second)
		}
	}
}

func TestKeysPassAtOnce(t *testing.T) {
	for _, keys := range []string{"\x1b", "\x1b[A", "\x1b[1;5A", "\x1bOP", "\x1b]", "\x1b[", "j\x1b", "1", "[", "]", "é", "\x1b[200~https://a.example/\x1b[201~", "\x1b[<0;1;1M"} {
		var a replies
		if got := string(a.feed([]byte(keys))); got != keys {
			t.Errorf("feed(%q) = %q", keys, got)
		}
		if got := string(a.feed([]byte("11c"))); got != "11c" {
			t.Errorf("after %q: feed(11c) = %q", keys, got)
		}
	}
}

// TestAnAnswerThatNeverEndsHoldsNothingBack types on after half an answer.
func TestAnAnswerThatNeverEndsHoldsNothingBack(t *testing.T) {
	for _, half := range []string{"\x1b]11;rgb:12", "\x1b[?20", "\x1b]1", "\x1b]11;r"} {
		var a replies
		if got := string(a.feed([]byte(half))); got != "" {
			t.Errorf("%q: %q went on", half, got)
		}
		if got := string(a.feed([]byte("q"))); !strings.HasSuffix(got, "q") {
			t.Errorf("%q and a key: %q", half, got)
		}
		if got := string(a.feed([]byte("j"))); got != "j" {
			t.Errorf("%q and two keys: %q", half, got)
		}
	}
}
