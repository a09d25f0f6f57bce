package terminal

import (
	"context"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sitrep/internal/sanitize"
)

// TestAQuestionAcceptsItsKeysOnly: a text that was pasted into the question of a
// second reader answered it, and the rest of it was read as keys.
func TestAQuestionAcceptsItsKeysOnly(t *testing.T) {
	const answer = "\x1b[?62c"
	for _, c := range []struct {
		name  string
		parts []string // a moment apart; the question is answered at the last
		yes   bool
		err   bool
	}{
		{"yes", []string{"y", "\r"}, true, false},
		{"no", []string{"n\r"}, false, false},
		{"Enter", []string{"\r"}, false, false},
		{"changed", []string{"y", "n", "Y\r"}, true, false},
		{"other keys", []string{"fAmQq ", "\x1b", "\x1b[A", "\r"}, false, false},
		{"a paste", []string{"\x1b[200~y\ry\r\x1b[201~", "\r"}, false, false},
		{"a paste before the terminal marks it", []string{"y\ry\r" + answer, "\r"}, false, false},
		{"^C", []string{"y\x03"}, false, true},
		{"the end", []string{""}, false, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			from, keys := io.Pipe()
			in := NewInput(from, nil)
			var out strings.Builder
			w := NewWriter(&out, Options{Family: XTerm, CRLF: true, Input: in})
			go func() {
				for i, p := range c.parts {
					if i > 0 {
						time.Sleep(time.Second)
					}
					if p == "" {
						keys.Close()
						return
					}
					if _, err := io.WriteString(keys, p); err != nil {
						return
					}
				}
			}()
			yes, err := Ask(t.Context(), in, w, sanitize.Lit("Take over?\n[y/N] "))
			if yes != c.yes || (err != nil) != c.err {
				t.Errorf("%s: %t, %v, want %t", c.name, yes, err, c.yes)
			}
			if got := out.String(); !strings.HasPrefix(got, "\x1b[?2004hTake over?\r\n[y/N] \x1b[c") || !strings.HasSuffix(got, "\x1b[?2004l\r\n") {
				t.Errorf("%s: it is sent %q", c.name, got)
			}
			keys.Close()
		})
	}
}

// TestAQuestionEndsWithItsContext: nobody answers, and a signal comes.
func TestAQuestionEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		from, keys := io.Pipe()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		in := NewInput(from, nil)
		yes, err := Ask(ctx, in, NewWriter(io.Discard, Options{Family: VT, Input: in}), sanitize.Lit("Take over? "))
		if yes || err == nil {
			t.Errorf("%t, %v", yes, err)
		}
		keys.Close()
	})
}
