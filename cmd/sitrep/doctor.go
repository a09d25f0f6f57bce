package main

import (
	"cmp"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/config"
	"sitrep/internal/version"
	"sitrep/ui/terminal"
)

func doctorCmd(e *env) *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Say what is wrong with config, cache, feeds and terminal, and how to mend it",
		Long: `doctor looks at the configuration, the cache, the feeds and the terminal. It
fetches nothing: about feeds it reports what the last polls met. It exits with
1 if something is broken.`,
		Args: operands(cobra.NoArgs, "no operands"),
		RunE: func(c *cobra.Command, _ []string) error {
			found := []app.Finding{finding(app.Fine, "sitrep", version.String()+", "+runtime.GOOS+"/"+runtime.GOARCH, "")}
			found = append(found, e.options().Examine(c.Context())...)
			found = append(found, examineTerminal(e)...)
			bad := 0
			for _, f := range found {
				if f.Verdict == app.Broken {
					bad++
				}
				if err := printFinding(e, f); err != nil {
					return err
				}
			}
			if bad > 0 {
				return fmt.Errorf("doctor: %s", present.Count(bad, "thing is broken", "things are broken"))
			}
			return nil
		},
	}
}

func finding(v app.Verdict, about, text, remedy string) app.Finding {
	return app.Finding{Verdict: v, About: about, Text: text, Remedy: remedy}
}

func printFinding(e *env, f app.Finding) error {
	width := screenWidth(e.stdout, 0)
	indent := strings.Repeat(" ", 17)
	text := f.Text
	if f.Remedy != "" {
		text += "\n→ " + f.Remedy
	}
	if width > 40 {
		text = present.Wrap(text, indent, width)
	} else {
		text = strings.ReplaceAll(text, "\n", "\n"+indent)
	}
	err := e.printf("%-5s %-10s %s\n", f.Verdict, f.About, text)
	return err
}

// examineTerminal reports what the terminal is taken for and what can be done
// with it. It asks the terminal nothing.
func examineTerminal(e *env) []app.Finding {
	name := e.opts.Getenv("TERM")
	out, isFile := e.stdout.(*os.File)
	if !isFile || !term.IsTerminal(out.Fd()) {
		return []app.Finding{finding(app.Fine, "terminal", "none: the output goes to a file or a pipe (TERM="+name+")", "")}
	}
	cfg, err := e.opts.LoadConfig()
	if err != nil { // which is reported already
		cfg = config.Default()
	}
	d := terminal.Detect(e.opts.Getenv)
	size := "size unknown"
	var found []app.Finding
	if w, h, err := term.GetSize(out.Fd()); err == nil {
		size = strconv.Itoa(w) + "x" + strconv.Itoa(h)
		if w < 40 || h < 10 {
			found = append(found, finding(app.Advice, "terminal", size+" is too small for the reader", "40x10 or more; 80x24 is comfortable"))
		}
	}
	sum := strings.Join(append([]string{"TERM=" + name, size, sayColors(d, cfg), sayLetters(d, cfg)}, aroundTerminal(e)...), ", ")
	found = append([]app.Finding{finding(app.Fine, "terminal", sum, "")}, found...)
	found = append(found, poorTerminal(d)...)
	return append(found, examineCopies(d), examineLinks(d, cfg), examineFrames(d))
}

// sayColors says how many colors are drawn, and why no more.
func sayColors(d terminal.Traits, cfg *config.Config) string {
	if d.NoColor && cfg.Reader.Theme == "auto" {
		return "no colors (NO_COLOR or CLICOLOR says so)"
	}
	switch d.Colors(true) {
	case colorprofile.TrueColor:
		return "all colors"
	case colorprofile.ANSI256:
		return "256 colors"
	case colorprofile.ANSI:
		return "16 colors"
	default:
		return "no colors"
	}
}

// sayLetters says with which characters the screen is drawn.
func sayLetters(d terminal.Traits, cfg *config.Config) string {
	switch {
	case d.SevenBit:
		return "ASCII, and other letters rewritten in it"
	case !d.UTF8:
		return "drawn in ASCII, as the locale is not UTF-8"
	case d.Family == terminal.LinuxConsole:
		return "drawn in ASCII, as the console's font is small"
	case d.ASCII:
		return "drawn in ASCII"
	case cfg.Reader.ASCII:
		return "drawn in ASCII (reader.ascii)"
	}
	return "UTF-8"
}

// aroundTerminal says what lies between the reader and the terminal.
func aroundTerminal(e *env) []string {
	var in []string
	for _, v := range [][2]string{{"TMUX", "in tmux"}, {"STY", "in GNU Screen"}} {
		if e.opts.Getenv(v[0]) != "" {
			in = append(in, v[1])
		}
	}
	switch {
	case e.opts.Getenv("SSH_CONNECTION") != "" && e.opts.Getenv("NCURSES_NO_UTF8_ACS") != "": // which mosh sets
		in = append(in, "over mosh")
	case e.opts.Getenv("SSH_CONNECTION") != "" || e.opts.Getenv("SSH_TTY") != "":
		in = append(in, "over SSH")
	}
	return in
}

// poorTerminal finds the causes of a poorer screen.
func poorTerminal(d terminal.Traits) []app.Finding {
	var found []app.Finding
	switch {
	case d.Name == "dumb":
		found = append(found, finding(app.Advice, "terminal", "TERM=dumb cannot move its cursor: the reader is a dialog of lines (--plain)", "use a terminal that can for the three panes"))
	case !d.Known:
		found = append(found, finding(
			app.Advice, "terminal", fmt.Sprintf("TERM=%s is no name that sitrep knows: it draws as on a VT100, in ASCII", d.Name),
			"if the terminal is like xterm, as most are: export TERM=xterm-256color"))
	case d.Family == terminal.Tmux && strings.HasPrefix(d.Name, "screen"):
		found = append(found, finding(app.Advice, "terminal", "tmux goes by the name of screen", "in ~/.tmux.conf: set -g default-terminal tmux-256color"))
	}
	if !d.UTF8 {
		found = append(found, finding(app.Advice, "terminal", "the locale ("+sayLocale(d)+") is not UTF-8", "if the terminal is, as most are: export LANG=C.UTF-8"))
	}
	return found
}

func sayLocale(d terminal.Traits) string { return cmp.Or(d.Locale, "none is set") }

// examineCopies reports how copies reach the terminal.
func examineCopies(d terminal.Traits) app.Finding {
	f := app.Finding{Verdict: app.Fine, About: "copying"}
	switch d.Family {
	case terminal.Tmux:
		f.Text, f.Remedy = "sent to tmux (OSC 52), which passes it on only if it is told to", "in ~/.tmux.conf: set -g set-clipboard on"
	case terminal.GNUScreen:
		f.Text = fmt.Sprintf("sent through GNU Screen (OSC 52 in strings of %d bytes)", terminal.ScreenString)
	case terminal.XTerm:
		f.Text = "sent to the terminal (OSC 52), if it allows that"
	case terminal.VT, terminal.LinuxConsole:
		f.Text = "not sent: this terminal would print it"
	}
	f.Text += "; it is also shown, and kept in a file"
	return f
}

func examineLinks(d terminal.Traits, cfg *config.Config) app.Finding {
	f := app.Finding{Verdict: app.Fine, About: "hyperlinks"}
	switch {
	case cfg.Reader.Links == "on" && !d.Family.Full():
		f.Text = "wanted (reader.hyperlinks), but this terminal would print them"
	case cfg.Reader.Links != "auto":
		f.Text = cfg.Reader.Links + " (reader.hyperlinks)"
	case d.Links:
		f.Text = "on: this terminal is known to show them"
	default:
		f.Text = "off: this terminal is not known to show them"
		if d.Family.Full() {
			f.Remedy = "if it does: reader.hyperlinks: on"
		}
	}
	return f
}

// examineFrames says whether whole frames are shown at once.
func examineFrames(d terminal.Traits) app.Finding {
	text := "not asked for (synchronized output): this terminal might show the question"
	if d.Family.Full() {
		text = "shown whole (synchronized output) if the terminal says that it can"
	}
	return finding(app.Fine, "frames", text, "")
}
