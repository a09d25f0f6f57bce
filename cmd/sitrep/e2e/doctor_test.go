//go:build unix

package e2e

import (
	"strings"
	"testing"
)

// TestDoctorSaysWhatTheTerminalCanDo looks at terminals by their environment.
func TestDoctorSaysWhatTheTerminalCanDo(t *testing.T) {
	for _, c := range []struct {
		name string
		env  []string
		want []string
		not  []string
	}{
		{
			"plain",
			[]string{"TERM=xterm-256color", "LANG=C.UTF-8"},
			[]string{"TERM=xterm-256color, 80x24, 256 colors, UTF-8", "copying    sent to the terminal (OSC 52)", "hyperlinks off", "frames     shown whole"},
			[]string{"note  terminal", "over SSH"},
		},
		{
			"tmux over SSH",
			[]string{"TERM=screen-256color", "LANG=C.UTF-8", "TMUX=/x,1,0", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22"},
			[]string{"in tmux, over SSH", "set -g set-clipboard on", "set -g default-terminal tmux-256color"},
			nil,
		},
		{"new tmux", []string{"TERM=tmux-256color", "LANG=C.UTF-8", "TMUX=/x,1,0", "TERM_PROGRAM=tmux", "TERM_PROGRAM_VERSION=3.4"}, []string{"hyperlinks on:"}, []string{"note  terminal"}},
		{"old tmux", []string{"TERM=tmux-256color", "LANG=C.UTF-8", "TMUX=/x,1,0", "TERM_PROGRAM=tmux", "TERM_PROGRAM_VERSION=3.3a"}, []string{"hyperlinks off:"}, nil},
		{"screen", []string{"TERM=screen", "LANG=C.UTF-8", "STY=1.x"}, []string{"16 colors, UTF-8, in GNU Screen", "through GNU Screen (OSC 52 in strings of 700 bytes)", "frames     not asked for"}, nil},
		{"linux", []string{"TERM=linux", "LANG=C.UTF-8"}, []string{"16 colors, drawn in ASCII, as the console's font is small", "not sent: this terminal would print it"}, []string{"reader.hyperlinks: on"}},
		{"unknown, no locale", []string{"TERM=blinkenlights"}, []string{"no colors, ASCII, and other letters rewritten in it", "export TERM=xterm-256color", "export LANG=C.UTF-8"}, nil},
		{"mosh", []string{"TERM=xterm-256color", "LANG=C.UTF-8", "SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22", "NCURSES_NO_UTF8_ACS=1"}, []string{"over mosh"}, []string{"over SSH"}},
		{"no color", []string{"TERM=xterm-256color", "LANG=C.UTF-8", "NO_COLOR=1"}, []string{"no colors (NO_COLOR"}, nil},
		{"dumb", []string{"TERM=dumb", "LANG=C.UTF-8"}, []string{"note  terminal   TERM=dumb"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			term := startOn(t, append([]string{"HOME=" + dir}, c.env...), "sitrep", "doctor")
			raw, _ := term.end()
			out := strings.Join(strings.Fields(raw), " ") // lines are broken to fit
			for _, want := range c.want {
				if !strings.Contains(out, strings.Join(strings.Fields(want), " ")) {
					t.Errorf("%q is not said:\n%s", want, raw)
				}
			}
			for _, not := range c.not {
				if strings.Contains(out, strings.Join(strings.Fields(not), " ")) {
					t.Errorf("%q is said:\n%s", not, raw)
				}
			}
		})
	}
}
