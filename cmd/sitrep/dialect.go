package main

import (
	"bytes"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"

	"sitrep/ui/terminal"
)

// dialect stands between the screen and the terminal and lets through only
// the control sequences that the terminal's breed knows: others appear as
// garbage on some. It is also why nothing is asked of a terminal that might
// not answer, or show the question.
type dialect struct {
	*os.File // the screen asks it for its size
	to       io.Writer
	breed    breed
	visual   bool // what is written is in visual order: the terminal must not turn it round again

	mu  sync.Mutex
	seq []byte // a sequence that has begun
	out bytes.Buffer
	sgr attributes
}

func newDialect(f *os.File, b breed) *dialect { return &dialect{File: f, to: f, breed: b} }

// Whether the terminal orders right-to-left text (BDSM of ECMA-48, which VTE
// knows and others pass over). It does between the screens.
const (
	ownOrder  = "\x1b[8l"
	itsOrder  = "\x1b[8h"
	enterFull = "\x1b[?1049h"
	leaveFull = "\x1b[?1049l"
)

// Write writes p in the terminal's dialect. A sequence may be cut anywhere.
func (d *dialect) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.out.Reset()
	for _, c := range p {
		d.take(c)
	}
	if d.out.Len() == 0 {
		return len(p), nil
	}
	if _, err := d.to.Write(d.out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// WriteString keeps os.File's from passing by Write.
func (d *dialect) WriteString(s string) (int, error) { return d.Write([]byte(s)) }

// ReadFrom keeps os.File's from passing by Write.
func (d *dialect) ReadFrom(r io.Reader) (int64, error) {
	return io.Copy(struct{ io.Writer }{d}, r)
}

func (d *dialect) take(c byte) {
	switch {
	case len(d.seq) == 0 && c == 0x1b:
		d.seq = append(d.seq, c)
	case len(d.seq) == 0:
		d.out.WriteByte(c)
	default:
		d.seq = append(d.seq, c)
		if terminal.Complete(d.seq) {
			d.say(d.seq)
			d.seq = d.seq[:0]
		}
	}
}

// say writes a sequence, or what does the same on this terminal, or nothing.
func (d *dialect) say(seq []byte) {
	var known bool
	switch seq[1] {
	case '[':
		known = d.control(string(seq))
	case ']', 'P', '_', '^', 'X':
		known = d.knowsString(string(seq))
	default:
		known = true
	}
	explicit := d.visual && d.breed == terminalFull
	if explicit && string(seq) == leaveFull {
		d.out.WriteString(itsOrder)
	}
	if known {
		d.out.Write(seq)
	}
	if explicit && string(seq) == enterFull {
		d.out.WriteString(ownOrder)
	}
}

// control reports whether the terminal knows a control sequence (CSI); some
// it writes in another way.
func (d *dialect) control(seq string) bool {
	body, final := seq[2:len(seq)-1], seq[len(seq)-1]
	switch d.breed {
	case terminalFull, terminalTmux:
		// The screen counts cells by code points. A terminal that would count
		// otherwise must not be talked into it.
		return seq != "\x1b[?2027$p"
	case terminalScreen:
		return !strings.ContainsAny(body, "<=>$ ") && seq != "\x1b[?u"
	case terminalVT, terminalLinux:
	}
	switch {
	case seq == leaveFull: // there is only one screen: what is on it goes
		d.out.WriteString("\x1b[H\x1b[2J")
		return false
	case strings.ContainsAny(body, "<=>$ "), strings.HasPrefix(body, "?") && (body != "?25" || d.breed == terminalVT):
		return false
	case final == 'm' && d.breed == terminalVT:
		d.out.WriteString(d.sgr.become(body))
		return false
	}
	return true
}

// knowsString reports whether the terminal knows a string sequence: what
// does not would print it.
func (d *dialect) knowsString(seq string) bool {
	switch d.breed {
	case terminalFull, terminalTmux:
		return true
	case terminalScreen:
		return strings.HasPrefix(seq, "\x1b]0;") || strings.HasPrefix(seq, "\x1b]2;") || strings.HasPrefix(seq, "\x1bP")
	default:
		return false
	}
}

// attributes are the looks that a VT100 knows. It can add one, but only
// take away all.
type attributes struct {
	on     []int
	fg, bg string // of eight, if its name says that it has colors
}

// become takes the parameters of SGR and returns the sequence that leads to
// the same look.
func (a *attributes) become(params string) string {
	for p := range strings.SplitSeq(params, ";") {
		n, err := strconv.Atoi(p)
		switch {
		case p == "" || n == 0 && err == nil:
			*a = attributes{}
		case err != nil:
		case n == 1 || n == 4 || n == 5 || n == 7:
			if !slices.Contains(a.on, n) {
				a.on = append(a.on, n)
			}
		case n == 22:
			a.drop(1)
		case n >= 24 && n <= 27:
			a.drop(n - 20)
		default:
			a.color(n)
		}
	}
	var b strings.Builder
	b.WriteString("\x1b[0")
	for _, n := range a.on {
		b.WriteString(";" + strconv.Itoa(n))
	}
	return b.String() + a.fg + a.bg + "m"
}

// color takes a color, bright ones as their plain relatives.
func (a *attributes) color(n int) {
	if n >= 90 && n <= 107 {
		n -= 60
	}
	switch {
	case n >= 30 && n <= 37:
		a.fg = ";" + strconv.Itoa(n)
	case n >= 40 && n <= 47:
		a.bg = ";" + strconv.Itoa(n)
	case n == 39:
		a.fg = ""
	case n == 49:
		a.bg = ""
	}
}

func (a *attributes) drop(n int) {
	a.on = slices.DeleteFunc(a.on, func(m int) bool { return m == n })
}
