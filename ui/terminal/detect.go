package terminal

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

// Traits are the facts about a terminal that are known without asking it: an answer may
// come late, or never.
type Traits struct {
	Name     string // $TERM
	Family   Family
	Known    bool   // the name is one that sitrep knows
	Locale   string // the locale of characters; empty: none is set
	UTF8     bool   // its characters are UTF-8
	ASCII    bool   // sitrep draws with ASCII only
	SevenBit bool   // and writes the letters of others in ASCII too
	Links    bool   // shows hyperlinks (OSC 8), as far as can be known
	NoColor  bool   // the environment asks for no colors (NO_COLOR, CLICOLOR=0)
	Remote   bool   // it is at the other end of an SSH connection

	colors colorprofile.Profile // how many colors it shows
}

// Detect judges the terminal by the environment: the process's own, or the
// one that came with an SSH session. It asks nothing.
func Detect(getenv func(string) string) Traits {
	e := environment(getenv)
	t := Traits{Name: getenv("TERM"), Locale: e.locale(), Remote: getenv("SSH_TTY") != ""}
	t.Family, t.Known = e.family(t.Name)
	t.UTF8 = isUTF8(t.Locale)
	plain := t.Family == VT
	t.ASCII = !t.UTF8 || t.Family == LinuxConsole || plain && !t.Known
	t.SevenBit = !t.UTF8 && (plain || namesCharset(t.Locale))
	t.NoColor = getenv("NO_COLOR") != "" || getenv("CLICOLOR") == "0" && getenv("CLICOLOR_FORCE") == ""
	t.colors = e.colors(t)
	t.Links = e.showsLinks(t)
	return t
}

// environment looks up a variable.
type environment func(string) string

// xtermLike are the first parts of the names of terminals that know what
// xterm knows, or swallow it.
var xtermLike = []string{
	"xterm", "rxvt", "putty", "konsole", "gnome", "vte", "iterm", "iterm2", "nsterm", "mintty", "st", "stterm", "alacritty", "kitty", "foot",
	"wezterm", "contour", "ghostty", "rio", "mlterm", "ms", "terminator", "terminology", "dtterm", "zellij",
}

func (e environment) family(name string) (f Family, known bool) {
	first, _, _ := strings.Cut(name, "-")
	first, _, _ = strings.Cut(first, ".") // screen.xterm-256color
	tmux := e("TMUX") != ""
	switch {
	case first == "linux":
		return LinuxConsole, true
	case !tmux && (e("STY") != "" || first == "screen"):
		return GNUScreen, true
	case first == "tmux", tmux && (first == "screen" || first == "xterm"):
		return Tmux, true
	case name == "" && runtime.GOOS == "windows":
		return XTerm, true
	case len(first) > 2 && strings.HasPrefix(first, "vt") && first != "vte":
		return VT, true
	}
	if slices.Contains(xtermLike, first) {
		return XTerm, true
	}
	return VT, false
}

// locale returns the locale of characters (POSIX: LC_ALL, then LC_CTYPE,
// then LANG).
func (e environment) locale() string {
	for _, v := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if l := e(v); l != "" {
			return l
		}
	}
	return ""
}

// isUTF8 reports whether the locale's characters are UTF-8.
func isUTF8(locale string) bool {
	if runtime.GOOS == "windows" {
		return true
	}
	l := strings.ToLower(locale)
	return strings.Contains(l, "utf-8") || strings.Contains(l, "utf8")
}

// namesCharset reports whether the locale names characters that are not
// UTF-8. No locale, or C, means nothing: many logins over SSH have none.
func namesCharset(locale string) bool {
	_, charset, named := strings.Cut(locale, ".")
	return named && charset != "" && !isUTF8(locale)
}

// judged are the variables by which colors are judged.
var judged = []string{
	"TERM", "COLORTERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "CLICOLOR", "CLICOLOR_FORCE", "TTY_FORCE",
	"TMUX", "STY", "SSH_TTY", "SSH_CONNECTION", "WT_SESSION", "VTE_VERSION", "KITTY_WINDOW_ID", "KONSOLE_VERSION", "ConEmuANSI",
	"LANG", "LC_ALL", "LC_CTYPE", "GOOGLE_CLOUD_SHELL", "ANSICON", "TERMINAL_EMULATOR",
}

// colors returns how many colors the terminal shows.
func (e environment) colors(t Traits) colorprofile.Profile {
	var vars []string
	for _, v := range judged {
		if s := e(v); s != "" {
			vars = append(vars, v+"="+s)
		}
	}
	// Not Detect, which runs a program to ask tmux.
	p := max(colorprofile.Env(vars), colorprofile.ASCII)
	switch {
	case t.Family == LinuxConsole, t.Name == "screen":
		return min(p, colorprofile.ANSI)
	case t.Family == VT && strings.Contains(t.Name, "color"):
		return colorprofile.ANSI
	case t.Family == VT:
		return colorprofile.ASCII
	}
	return p
}

// Colors returns how many colors are drawn. NoColor leaves none, unless the
// reader wants them all the same.
func (t Traits) Colors(wanted bool) colorprofile.Profile {
	if t.NoColor && !wanted {
		return colorprofile.ASCII
	}
	return t.colors
}

// Queries are the questions to the terminal beyond those of Bubble Tea. No
// answer is awaited. Under SSH Bubble Tea does not ask for synchronized output
// of terminals that it does not know by name, although most have it.
func (t Traits) Queries() []tea.Cmd {
	if !t.Remote {
		return nil
	}
	return []tea.Cmd{tea.Raw(ansi.RequestModeSynchronizedOutput)}
}

// ScreenString is the longest string that is sent through GNU Screen, in
// bytes: it passes on 768.
const ScreenString = 700

// Copier returns the function that sends a text to the clipboard of the
// terminal (OSC 52), which may be on the other end of a connection; nil: the
// terminal would print it.
func (t Traits) Copier() func(sanitize.Clean) tea.Cmd {
	switch t.Family {
	case XTerm, Tmux:
		return func(text sanitize.Clean) tea.Cmd { return tea.SetClipboard(text.String()) }
	case GNUScreen: // it swallows sequences that it does not know, unless they are wrapped
		return func(text sanitize.Clean) tea.Cmd {
			return tea.Raw(ansi.ScreenPassthrough(ansi.SetSystemClipboard(text.String()), ScreenString))
		}
	default:
		return nil
	}
}

// How terminals that show hyperlinks are recognized: by their program, by a
// variable that they set, or by their name.
var (
	linkPrograms  = []string{"iTerm.app", "WezTerm", "ghostty", "vscode"}
	linkVariables = []string{"KITTY_WINDOW_ID", "KONSOLE_VERSION", "WT_SESSION"}
	linkNames     = []string{"alacritty", "kitty", "foot", "wezterm", "contour", "ghostty"}
)

// showsLinks reports whether the terminal is known to show hyperlinks.
func (e environment) showsLinks(t Traits) bool {
	program := e("TERM_PROGRAM")
	switch t.Family {
	case Tmux: // it passes them on from 3.4, if the terminal around it shows them
		return program == "tmux" && atLeast(e("TERM_PROGRAM_VERSION"), 3, 4)
	case XTerm:
	default:
		return false
	}
	if v, err := strconv.Atoi(e("VTE_VERSION")); err == nil && v >= 5000 {
		return true
	}
	name := strings.TrimPrefix(t.Name, "xterm-")
	return slices.Contains(linkPrograms, program) ||
		slices.ContainsFunc(linkVariables, func(v string) bool { return e(v) != "" }) ||
		slices.ContainsFunc(linkNames, func(n string) bool { return strings.HasPrefix(name, n) })
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
