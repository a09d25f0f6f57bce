//go:build unix

package e2e

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"sitrep/ui/terminal"
)

// sequences cuts the output into control sequences, and text between.
func sequences(out string) (seqs []string, text string) {
	var rest strings.Builder
	var seq []byte
	for i := range len(out) {
		switch c := out[i]; {
		case len(seq) == 0 && c != 0x1b:
			rest.WriteByte(c)
		default:
			if seq = append(seq, c); len(seq) > 1 && terminal.Complete(seq) {
				seqs = append(seqs, string(seq))
				seq = nil
			}
		}
	}
	return seqs, rest.String()
}

// The sequences each family knows, from its manual: VT100 User Guide, chapter 3 (insert mode
// came with the VT102); console_codes(4); the manual of GNU Screen, "Control Sequences".
var (
	knownToVT     = regexp.MustCompile(`^\x1b(\[[0-9;]*[ABCDHJKfgr]|\[(0(;(1|4|5|7|3[0-7]|4[0-7]))*)?m|[78DEMH=>]|[()][AB0])$`)
	knownToLinux  = regexp.MustCompile(`^\x1b(\[[0-9;]*[@A-HJ-MPXade-hl-nrsu` + "`" + `]|\[\?25[hl]|[78DEMHc=>]|[()][AB0])$`)
	knownToScreen = regexp.MustCompile(`^\x1b(\[\??[0-9;]*[@-Za-z` + "`" + `]|\](0|2);|P|[78DEMHc=>]|[()][AB0])`)
	anything      = regexp.MustCompile(``)
	questions     = regexp.MustCompile(`\$p|\[\?u|;\?(\x07|\x1b)|\[[>=]?0?c|\[\??[56]n`)
)

// TestTheReaderWritesWhatItsTerminalKnows starts the reader on terminals
// by many names: it shows the headlines, writes nothing that the terminal
// does not know, and leaves it as it was.
func TestTheReaderWritesWhatItsTerminalKnows(t *testing.T) {
	for _, c := range []struct {
		name  string
		env   []string
		known *regexp.Regexp
		ascii bool // sitrep draws with ASCII only
		color string
	}{
		{"xterm-256color", []string{"TERM=xterm-256color"}, anything, false, "38;5;"},
		{"xterm of 16 colors", []string{"TERM=xterm"}, anything, false, "90"},
		{"over SSH", []string{"TERM=xterm-256color", "SSH_TTY=/dev/pts/1", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22"}, anything, false, "38;5;"},
		{"tmux", []string{"TERM=tmux-256color", "TMUX=/nowhere,1,0"}, anything, false, "38;5;"},
		{"old tmux", []string{"TERM=screen-256color", "TMUX=/nowhere,1,0"}, anything, false, "38;5;"},
		{"screen", []string{"TERM=screen", "STY=1.pts-0.host"}, knownToScreen, false, "90"},
		{"screen-256color", []string{"TERM=screen-256color", "STY=1.pts-0.host"}, knownToScreen, false, "38;5;"},
		{"screen in a login over SSH", []string{"TERM=screen-256color"}, knownToScreen, false, "38;5;"},
		{"screen that names what is around it", []string{"TERM=screen.xterm-256color"}, knownToScreen, false, "38;5;"},
		{"linux", []string{"TERM=linux"}, knownToLinux, true, "9"},
		{"vt100", []string{"TERM=vt100"}, knownToVT, false, ""},
		{"vt220, no locale", []string{"TERM=vt220", "LANG="}, knownToVT, true, ""},
		{"unset", []string{"TERM="}, knownToVT, true, ""},
		{"unknown", []string{"TERM=blinkenlights"}, knownToVT, true, ""},
		{"unknown with colors", []string{"TERM=blinkenlights-256color"}, knownToVT, true, "3"},
		{"no color", []string{"TERM=xterm-256color", "NO_COLOR=yes"}, anything, false, ""},
		{"no color by the other name", []string{"TERM=xterm-256color", "CLICOLOR=0"}, anything, false, ""},
		{"not UTF-8", []string{"TERM=xterm-256color", "LANG=de_DE.ISO-8859-1"}, anything, true, "38;5;"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			term := startReader(t, "sitrep", c.env...)
			term.awaitOnScreen("Levee 2 of district")
			term.press("\r")
			term.awaitOnScreen("-- Read also", "── Read also", "No text is held", "This is what")
			term.press("Q")
			out, status := term.end()
			if status != exitDone {
				t.Errorf("exit status %d, want 0\n%q", status, out)
			}
			seqs, text := sequences(out)
			for _, s := range seqs {
				if !c.known.MatchString(s) {
					t.Errorf("the terminal does not know %q", s)
				}
			}
			if i := strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }); c.ascii && i >= 0 {
				t.Errorf("beyond ASCII: %q", text[i:min(i+40, len(text))])
			}
			checkColors(t, seqs, c.color)
			if c.known != knownToVT && c.known != knownToLinux {
				restored(t, out)
			} else if c.known == knownToLinux && strings.LastIndex(out, "\x1b[?25l") > strings.LastIndex(out, "\x1b[?25h") {
				t.Error("the cursor is hidden at the end")
			}
		})
	}
}

// checkColors looks for colors: those whose parameters begin with want, and
// no others; "" stands for none.
func checkColors(t *testing.T, seqs []string, want string) {
	t.Helper()
	var got []string
	color := regexp.MustCompile(`(?:^|;)((?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;5;)?)`)
	for _, s := range seqs {
		if params, ok := strings.CutSuffix(strings.TrimPrefix(s, "\x1b["), "m"); ok {
			for _, m := range color.FindAllStringSubmatch(params, -1) {
				got = append(got, m[1])
			}
		}
	}
	slices.Sort(got)
	got = slices.Compact(got)
	switch {
	case want == "" && len(got) > 0:
		t.Errorf("colors %q, want none", got)
	case want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, want) }):
		t.Errorf("colors %q, want some that begin with %s", got, want)
	}
}

// TestNothingIsAskedOfATerminalThatMightShowTheQuestion looks for questions:
// what ends in $p or ?u, and OSC with a question mark.
func TestNothingIsAskedOfATerminalThatMightShowTheQuestion(t *testing.T) {
	for name, asked := range map[string]bool{"xterm-256color": true, "tmux-256color": true, "screen": false, "linux": false, "vt100": false, "": false, "blinkenlights": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			term := startReader(t, "sitrep", "TERM="+name)
			term.awaitOnScreen("Levee 2 of district")
			term.press("q")
			out, _ := term.end()
			if got := questions.MatchString(out); got != asked {
				t.Errorf("questions asked: %t, want %t", got, asked)
			}
			if strings.Contains(out, "?2027") && strings.Contains(out, "2027$p") {
				t.Error("asked for the mode in which cells are counted in another way than ours")
			}
		})
	}
}

// TestACopyReachesTheTerminalInItsOwnWay copies an address.
func TestACopyReachesTheTerminalInItsOwnWay(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		want string
		say  string
	}{
		{"plain", []string{"TERM=xterm-256color"}, "\x1b]52;c;", "Sent to the terminal"},
		{"tmux", []string{"TERM=tmux-256color", "TMUX=/nowhere,1,0"}, "\x1b]52;c;", "Sent to the terminal"},
		{"screen", []string{"TERM=screen", "STY=1.pts-0.host"}, "\x1bP\x1b]52;c;", "Sent to the terminal"},
		{"linux", []string{"TERM=linux"}, "", "This terminal takes no copies"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			term := startReader(t, "sitrep", c.env...)
			term.awaitOnScreen("Levee 2 of district")
			term.press("y")
			term.awaitOnScreen(c.say)
			term.awaitOnScreen("\nhttp://")
			term.press("q")
			out, _ := term.end()
			if c.want == "" && strings.Contains(out, "]52;") || !strings.Contains(out, c.want) {
				t.Errorf("the copy is not sent as %q", c.want)
			}
			if wrapped := strings.Contains(out, "\x1bP"); wrapped != strings.HasPrefix(c.want, "\x1bP") {
				t.Errorf("wrapped: %t", wrapped)
			}
		})
	}
}
