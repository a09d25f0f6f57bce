package terminal

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Family is a family of terminals that know the same control sequences.
type Family int

// The families. The zero Family knows least.
const (
	VT           Family = iota // a VT100, and every terminal whose name is not known
	LinuxConsole               // the console of Linux
	GNUScreen
	Tmux
	XTerm // xterm and terminals that know its sequences, or swallow them
)

// Full reports whether the family knows the sequences of xterm, or swallows those it
// does not know.
func (f Family) Full() bool { return f == XTerm || f == Tmux }

// familyFilter lets through only the control sequences that a family of
// terminals knows: others appear as garbage on some. It also drops questions
// that the terminal might not answer, or show. It is safe for concurrent use.
type familyFilter struct {
	to     io.Writer
	family Family
	visual bool   // the text is in visual order: the terminal must not reorder it
	input  *Input // is told of questions; may be nil

	mu  sync.Mutex
	seq []byte // a sequence that has begun
	out bytes.Buffer
	sgr attributes
}

// These switch the terminal's own ordering of right-to-left text (BDSM of
// ECMA-48; VTE knows it, others ignore it). It is off while the screen is shown.
const (
	ownOrder  = "\x1b[8l"
	itsOrder  = "\x1b[8h"
	enterFull = "\x1b[?1049h"
	leaveFull = "\x1b[?1049l"
)

// Write writes the part of p that the family knows. A sequence may be split
// between calls.
func (f *familyFilter) Write(p []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.out.Reset()
	for _, c := range p {
		f.feed(c)
	}
	if f.out.Len() == 0 {
		return len(p), nil
	}
	if _, err := f.to.Write(f.out.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (f *familyFilter) feed(c byte) {
	switch {
	case len(f.seq) == 0 && c == 0x1b:
		f.seq = append(f.seq, c)
	case len(f.seq) == 0:
		f.out.WriteByte(c)
	default:
		f.seq = append(f.seq, c)
		if Complete(f.seq) {
			f.pass(f.seq)
			f.seq = f.seq[:0]
		}
	}
}

// pass writes a sequence, or another with the same effect on this terminal, or
// nothing.
func (f *familyFilter) pass(seq []byte) {
	var known bool
	switch seq[1] {
	case '[':
		known = f.control(string(seq))
	case ']', 'P', '_', '^', 'X':
		known = f.knowsString(string(seq))
		seq = withoutEnd(seq)
	default:
		known = true
	}
	explicit := f.visual && f.family == XTerm
	if explicit && string(seq) == leaveFull {
		f.out.WriteString(itsOrder)
	}
	if known {
		f.out.Write(seq)
	}
	if explicit && string(seq) == enterFull {
		f.out.WriteString(ownOrder)
	}
	if f.input != nil {
		f.question(string(seq), known)
	}
}

// The questions of Bubble Tea and ours, as far as terminals may answer them. The
// last of these is asked in the first frame, after the mode of pastes is set.
const (
	askColor    = "\x1b]11;?\a"
	askSync     = "\x1b[?2026$p"
	askKeyboard = "\x1b[?u"
	// askType is asked after each of the others, since every terminal answers it:
	// it has answered those before, or never will: DA1.
	askType = "\x1b[c"
)

// question has the terminal asked who it is after a question that it is asked.
func (f *familyFilter) question(seq string, known bool) {
	known = known && f.family.Full()
	first := seq == askKeyboard
	if !first && (!known || seq != askColor && seq != askSync) {
		return
	}
	if known {
		f.out.WriteString(askType)
	}
	if first {
		f.input.drawn(known)
	} else {
		f.input.gate.ask(nil)
	}
}

// control reports whether the terminal knows a control sequence (CSI); some
// it writes in another way.
func (f *familyFilter) control(seq string) bool {
	body, final := seq[2:len(seq)-1], seq[len(seq)-1]
	switch f.family {
	case XTerm, Tmux:
		// The screen counts cells by code points. A terminal that would count
		// otherwise must not be talked into it.
		return seq != "\x1b[?2027$p"
	case GNUScreen:
		return !strings.ContainsAny(body, "<=>$ ") && seq != "\x1b[?u"
	case VT, LinuxConsole:
	}
	switch {
	case seq == leaveFull: // there is only one screen: it is cleared
		f.out.WriteString("\x1b[H\x1b[2J")
		return false
	case strings.ContainsAny(body, "<=>$ "), strings.HasPrefix(body, "?") && (body != "?25" || f.family == VT):
		return false
	case final == 'm' && f.family == VT:
		f.out.WriteString(f.sgr.become(body))
		return false
	}
	return true
}

// knowsString reports whether the terminal knows a string sequence. One that
// does not would print it.
func (f *familyFilter) knowsString(seq string) bool {
	switch f.family {
	case XTerm, Tmux:
		return true
	case GNUScreen:
		return strings.HasPrefix(seq, "\x1b]0;") || strings.HasPrefix(seq, "\x1b]2;") || strings.HasPrefix(seq, "\x1bP")
	default:
		return false
	}
}

// withoutEnd returns a string sequence in which no character holds the byte 0x9C,
// as Ü, М and “ do. Terminals that look for control characters of eight bits take
// it for the end, and write the rest on the screen. Another character stands for
// it; only titles hold such.
func withoutEnd(seq []byte) []byte {
	if bytes.IndexByte(seq, 0x9c) < 0 {
		return seq
	}
	var b bytes.Buffer
	for _, r := range string(seq) {
		c := string(r)
		if strings.IndexByte(c, 0x9c) >= 0 {
			c = likeness(c, 1)
		}
		b.WriteString(c)
	}
	return b.Bytes()
}

// attributes are the attributes that a VT100 knows. It can add one, but only
// remove all.
type attributes struct {
	on     []int
	fg, bg string // of eight, if its name says that it has colors
}

// become applies the parameters of SGR and returns the sequence that sets the
// result.
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

// color sets a color; bright ones become plain.
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
