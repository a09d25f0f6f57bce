package main

import (
	"runtime"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/sanitize"
)

// breed is a family of terminals that know the same control sequences.
type breed int

const (
	terminalVT     breed = iota // a VT100, and whatever has a name that nobody here knows
	terminalLinux               // the console of Linux
	terminalScreen              // GNU Screen
	terminalTmux
	terminalFull // xterm and its heirs
)

// display is what can be known of the terminal without asking it: what is
// asked may be answered late, or never.
type display struct {
	name     string // $TERM
	breed    breed
	known    bool // the name is one that sitrep knows
	ascii    bool // sitrep draws with ASCII only
	sevenBit bool // and writes the letters of others in ASCII too
	colors   colorprofile.Profile
	links    bool // shows hyperlinks (OSC 8), as far as can be known
}

// display judges the terminal by the environment.
func (e *env) display() display {
	d := display{name: e.getenv("TERM")}
	d.breed, d.known = e.breed(d.name)
	plain := d.breed == terminalVT
	d.ascii = !e.utf8() || d.breed == terminalLinux || plain && !d.known
	d.sevenBit = !e.utf8() && (plain || e.otherCharset())
	d.colors = e.colors(d, false)
	d.links = e.showsLinks(d)
	return d
}

// full are the first parts of the names of terminals that know what xterm
// knows, or swallow it.
func full() []string {
	return []string{
		"xterm", "rxvt", "putty", "konsole", "gnome", "vte", "iterm", "iterm2", "nsterm", "mintty", "st", "stterm", "alacritty", "kitty", "foot",
		"wezterm", "contour", "ghostty", "rio", "mlterm", "ms", "terminator", "terminology", "dtterm", "zellij",
	}
}

func (e *env) breed(name string) (b breed, known bool) {
	family, _, _ := strings.Cut(name, "-")
	family, _, _ = strings.Cut(family, ".") // screen.xterm-256color
	tmux := e.getenv("TMUX") != ""
	switch {
	case family == "linux":
		return terminalLinux, true
	case !tmux && (e.getenv("STY") != "" || family == "screen"):
		return terminalScreen, true
	case family == "tmux", tmux && (family == "screen" || family == "xterm"):
		return terminalTmux, true
	case name == "" && runtime.GOOS == "windows":
		return terminalFull, true
	case len(family) > 2 && strings.HasPrefix(family, "vt") && family != "vte":
		return terminalVT, true
	}
	if slices.Contains(full(), family) {
		return terminalFull, true
	}
	return terminalVT, false
}

// locale returns the locale of characters (POSIX: LC_ALL, then LC_CTYPE,
// then LANG).
func (e *env) locale() string {
	for _, v := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if l := e.getenv(v); l != "" {
			return l
		}
	}
	return ""
}

// utf8 reports whether the locale's characters are UTF-8.
func (e *env) utf8() bool {
	if runtime.GOOS == "windows" {
		return true
	}
	l := strings.ToLower(e.locale())
	return strings.Contains(l, "utf-8") || strings.Contains(l, "utf8")
}

// otherCharset reports whether the locale names characters that are not
// UTF-8. That there is no locale, or C, says nothing of the terminal: many a
// login over SSH has none.
func (e *env) otherCharset() bool {
	_, charset, named := strings.Cut(e.locale(), ".")
	return named && charset != "" && !e.utf8()
}

// colors returns how many colors are drawn. NO_COLOR and CLICOLOR=0 leave
// none, unless the reader wants them all the same.
func (e *env) colors(d display, wanted bool) colorprofile.Profile {
	if !wanted && e.noColor() {
		return colorprofile.ASCII
	}
	var vars []string
	for _, kv := range e.environ() {
		if !strings.HasPrefix(kv, "NO_COLOR=") {
			vars = append(vars, kv)
		}
	}
	// Not Detect, which runs a program to ask tmux.
	p := max(colorprofile.Env(vars), colorprofile.ASCII)
	switch {
	case d.breed == terminalLinux, d.name == "screen":
		return min(p, colorprofile.ANSI)
	case d.breed == terminalVT && strings.Contains(d.name, "color"):
		return colorprofile.ANSI
	case d.breed == terminalVT:
		return colorprofile.ASCII
	}
	return p
}

func (e *env) noColor() bool {
	return e.getenv("NO_COLOR") != "" || e.getenv("CLICOLOR") == "0" && e.getenv("CLICOLOR_FORCE") == ""
}

// screenString is the longest string that GNU Screen passes on, in bytes,
// with something to spare.
const screenString = 700

// copier returns how a text is sent to the clipboard of the terminal (OSC
// 52), which may be on the other end of a connection; nil: the terminal would
// print it.
func (d display) copier() func(sanitize.Clean) tea.Cmd {
	switch d.breed {
	case terminalFull, terminalTmux:
		return func(text sanitize.Clean) tea.Cmd { return tea.SetClipboard(text.String()) }
	case terminalScreen: // it swallows what it does not know, unless it is told to pass it on
		return func(text sanitize.Clean) tea.Cmd {
			return tea.Raw(ansi.ScreenPassthrough(ansi.SetSystemClipboard(text.String()), screenString))
		}
	default:
		return nil
	}
}

// showsLinks reports whether the terminal is known to show hyperlinks.
func (e *env) showsLinks(d display) bool {
	switch d.breed {
	case terminalTmux: // it passes them on from 3.4, if the terminal around it shows them
		return e.getenv("TERM_PROGRAM") == "tmux" && atLeast(e.getenv("TERM_PROGRAM_VERSION"), 3, 4)
	case terminalFull:
	default:
		return false
	}
	if v, err := strconv.Atoi(e.getenv("VTE_VERSION")); err == nil && v >= 5000 {
		return true
	}
	switch e.getenv("TERM_PROGRAM") {
	case "iTerm.app", "WezTerm", "ghostty", "vscode":
		return true
	}
	for _, v := range []string{"KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION"} {
		if e.getenv(v) != "" {
			return true
		}
	}
	for _, f := range []string{"alacritty", "kitty", "foot", "wezterm", "contour", "ghostty"} {
		if strings.HasPrefix(strings.TrimPrefix(d.name, "xterm-"), f) {
			return true
		}
	}
	return false
}

// atLeast compares a version such as "3.4a" or "next-3.5".
func atLeast(version string, major, minor int) bool {
	a, b, _ := strings.Cut(strings.TrimPrefix(version, "next-"), ".")
	x, err := strconv.Atoi(a)
	if err != nil {
		return false
	}
	y, _ := strconv.Atoi(strings.TrimRight(b, "abcdefghijklmnopqrstuvwxyz-"))
	return x > major || x == major && y >= minor
}
