package terminal

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"sitrep/internal/sanitize"
)

// TestGNUScreenIsSentShortStrings copies as much as is sent at all.
func TestGNUScreenIsSentShortStrings(t *testing.T) {
	send := Traits{Family: GNUScreen}.Copier()
	raw, ok := send(sanitize.Line(strings.Repeat("x", 8<<10)))().(tea.RawMsg)
	if !ok {
		t.Fatal("not sent as it is")
	}
	out, _ := raw.Msg.(string)
	var got strings.Builder
	for part := range strings.SplitSeq(strings.TrimSuffix(out, "\x1b\\"), "\x1b\\") {
		if len(part) > 768 || !strings.HasPrefix(part, "\x1bP") {
			t.Fatalf("a part of %d bytes: %.10q", len(part), part)
		}
		got.WriteString(part[2:])
	}
	if want := ansi.SetSystemClipboard(strings.Repeat("x", 8<<10)); got.String() != want {
		t.Errorf("put together it is %.20q..., %d bytes, want %d", got.String(), got.Len(), len(want))
	}
}

func TestATerminalIsJudgedByItsEnvironment(t *testing.T) {
	for _, c := range []struct {
		env    string
		want   Traits
		colors colorprofile.Profile
	}{
		{"", Traits{ASCII: true, SevenBit: true}, colorprofile.ASCII},
		{"TERM=xterm-256color LANG=C.UTF-8", Traits{Family: XTerm, Known: true, UTF8: true}, colorprofile.ANSI256},
		{"TERM=xterm-256color LANG=C.UTF-8 NO_COLOR=1", Traits{Family: XTerm, Known: true, UTF8: true, NoColor: true}, colorprofile.ASCII},
		{"TERM=xterm LANG=C.UTF-8 CLICOLOR=0", Traits{Family: XTerm, Known: true, UTF8: true, NoColor: true}, colorprofile.ASCII},
		{"TERM=xterm LANG=C.UTF-8 CLICOLOR=0 CLICOLOR_FORCE=1", Traits{Family: XTerm, Known: true, UTF8: true}, colorprofile.ANSI},
		{"TERM=xterm-256color LC_ALL=de_DE.ISO-8859-1 LANG=C.UTF-8", Traits{Family: XTerm, Known: true, ASCII: true, SevenBit: true}, colorprofile.ANSI256},
		{"TERM=xterm-256color", Traits{Family: XTerm, Known: true, ASCII: true}, colorprofile.ANSI256},
		{"TERM=xterm-256color LC_CTYPE=C.utf8 SSH_TTY=/dev/pts/1", Traits{Family: XTerm, Known: true, UTF8: true, Remote: true}, colorprofile.ANSI256},
		{"TERM=xterm-kitty COLORTERM=truecolor LANG=C.UTF-8", Traits{Family: XTerm, Known: true, UTF8: true, Links: true}, colorprofile.TrueColor},
		{"TERM=xterm-256color VTE_VERSION=5000 LANG=C.UTF-8", Traits{Family: XTerm, Known: true, UTF8: true, Links: true}, colorprofile.ANSI256},
		{"TERM=xterm-256color TERM_PROGRAM=WezTerm LANG=C.UTF-8", Traits{Family: XTerm, Known: true, UTF8: true, Links: true}, colorprofile.ANSI256},
		{"TERM=xterm-256color KONSOLE_VERSION=220770 LANG=C.UTF-8", Traits{Family: XTerm, Known: true, UTF8: true, Links: true}, colorprofile.ANSI256},
		{"TERM=tmux-256color TMUX=/x,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.4a LANG=C.UTF-8", Traits{Family: Tmux, Known: true, UTF8: true, Links: true}, colorprofile.ANSI256},
		{"TERM=screen-256color TMUX=/x,1,0 TERM_PROGRAM=tmux TERM_PROGRAM_VERSION=3.3 LANG=C.UTF-8", Traits{Family: Tmux, Known: true, UTF8: true}, colorprofile.ANSI256},
		{"TERM=screen STY=1.host LANG=C.UTF-8", Traits{Family: GNUScreen, Known: true, UTF8: true}, colorprofile.ANSI},
		{"TERM=screen.xterm-256color LANG=C.UTF-8", Traits{Family: GNUScreen, Known: true, UTF8: true}, colorprofile.ANSI256},
		{"TERM=linux LANG=C.UTF-8", Traits{Family: LinuxConsole, Known: true, UTF8: true, ASCII: true}, colorprofile.ANSI},
		{"TERM=vt220 LANG=C.UTF-8", Traits{Family: VT, Known: true, UTF8: true}, colorprofile.ASCII},
		{"TERM=blinkenlights-256color LANG=C.UTF-8", Traits{Family: VT, UTF8: true, ASCII: true}, colorprofile.ANSI},
	} {
		vars := map[string]string{}
		for kv := range strings.FieldsSeq(c.env) {
			k, v, _ := strings.Cut(kv, "=")
			vars[k] = v
		}
		got := Detect(func(k string) string { return vars[k] })
		if diff := cmp.Diff(c.want, got, cmpopts.IgnoreFields(Traits{}, "Name", "Locale"), cmpopts.IgnoreUnexported(Traits{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.env, diff)
		}
		if p := got.Colors(false); p != c.colors {
			t.Errorf("%q: colors %v, want %v", c.env, p, c.colors)
		}
		if got.NoColor && got.Colors(true) <= colorprofile.ASCII {
			t.Errorf("%q: none of the colors that the reader wants", c.env)
		}
		if asked := len(got.Queries()) > 0; asked != got.Remote {
			t.Errorf("%q: asked %t", c.env, asked)
		}
		if copies := got.Copier() != nil; copies != (got.Family >= GNUScreen) {
			t.Errorf("%q: takes copies %t", c.env, copies)
		}
	}
}
