package plain

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryWordMeansOneCommand(t *testing.T) {
	seen := map[string]string{}
	for _, c := range commands() {
		for _, word := range slices.Concat(c.keys, c.names) {
			if was, ok := seen[word]; ok {
				t.Errorf("%q is both %s and %s", word, was, c.names[0])
			}
			seen[word] = c.names[0]
			if got, _ := lookup(word); got == nil || got.names[0] != c.names[0] {
				t.Errorf("%q is not understood as %s", word, c.names[0])
			}
		}
		if strings.HasSuffix(c.help, ".") || c.help == "" {
			t.Errorf("the help of %s is no sentence without its full stop: %q", c.names[0], c.help)
		}
	}
}

func TestWordsMayBeCutShort(t *testing.T) {
	for word, want := range map[string]string{
		"li": "list", "se": "search", "SEARCH": "search", "fol": "follow", "tr": "trail", "und": "undo", "hel": "help", "qui": "quit",
		"uns": "unstar", "rea": "read", "bac": "", "s": "save", "sta": "star", "zz": "",
	} {
		c, fit := lookup(word)
		got := ""
		if c != nil {
			got = c.names[0]
		}
		if got != want {
			t.Errorf("%q is %q, want %q (could be %v)", word, got, want, fit)
		}
	}
}

func TestLinesAreTakenApart(t *testing.T) {
	for line, want := range map[string][2]string{
		"f3": {"f", "3"}, "open 12": {"open", "12"}, "open12": {"open", "12"}, "/a  b": {"/", "a  b"}, "search is:unread": {"search", "is:unread"},
		"help": {"help", ""}, "trail   2 ": {"trail", "2"}, "?": {"?", ""},
	} {
		if word, arg := split(line); word != want[0] || arg != want[1] {
			t.Errorf("%q: %q and %q, want %q", line, word, arg, want)
		}
	}
}
