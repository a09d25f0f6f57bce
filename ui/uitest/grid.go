package uitest

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// terminal shows frames one after another, each on an empty screen.
type terminal struct {
	w, h int
	emu  *vt.Emulator
}

// show returns the rows of a frame without trailing blanks. A frame that
// leaks may leave the emulator in any state, so that the next begins with
// another one.
func (t *terminal) show(content string, leaks bool) []string {
	if t.emu == nil {
		t.emu = vt.NewEmulator(t.w, t.h)
		// A leaked query makes the terminal answer. Nobody reads here, so
		// the pipe that it answers into is closed and answering cannot block.
		if c, ok := t.emu.InputPipe().(io.Closer); ok {
			c.Close()
		}
	}
	io.WriteString(t.emu, "\x1b[m\x1b[H\x1b[2J")
	rows := draw(t.emu, content, t.w, t.h)
	if leaks {
		t.emu = nil
	}
	return rows
}

// grid shows one frame on a terminal of w by h cells.
func grid(content string, w, h int) []string {
	t := terminal{w: w, h: h}
	return t.show(content, true)
}

func draw(term *vt.Emulator, content string, w, h int) []string {
	var s stand
	io.WriteString(term, strings.ReplaceAll(s.replace(content), "\n", "\r\n"))
	rows := make([]string, h)
	var b strings.Builder
	for y := range h {
		b.Reset()
		for x := 0; x < w; {
			c := term.CellAt(x, y)
			if c == nil || c.Width == 0 {
				b.WriteByte(' ')
				x++
				continue
			}
			b.WriteString(s.original(c.Content))
			x += c.Width
		}
		rows[y] = strings.TrimRight(b.String(), " ")
	}
	return rows
}

// stand replaces characters of several code points by single ones of the
// same width while they pass through the emulator, which loses combining
// marks, and puts them back.
type stand struct{ clusters []string }

// The stand-ins: a private plane (one cell each) and a plane of ideographs
// (two cells each). The index of the cluster is added.
const (
	narrow rune = 0x100000
	wide   rune = 0x20000
)

func (s *stand) replace(content string) string {
	var b strings.Builder
	p := ansi.GetParser()
	defer ansi.PutParser(p)
	for state := ansi.NormalState; content != ""; {
		seq, width, n, next := token(content, state, p)
		r, _ := utf8.DecodeRuneInString(seq)
		switch {
		case width > 0 && (utf8.RuneCountInString(seq) > 1 || r >= narrow || r >= wide && r < wide+0x10000):
			if width == 2 {
				b.WriteRune(wide + rune(len(s.clusters)))
				s.clusters = append(s.clusters, seq)
				break
			}
			for range width { // three cells and more have as many, the first of them for all
				b.WriteRune(narrow + rune(len(s.clusters)))
				s.clusters = append(s.clusters, seq)
				seq = ""
			}
		default:
			b.WriteString(seq)
		}
		content, state = content[n:], next
	}
	return b.String()
}

// token cuts the first character, with all its marks, or the first control
// sequence from s. It is ansi.DecodeSequence, but for that keeping the marks
// on ASCII letters.
func token(s string, state byte, p *ansi.Parser) (seq string, width, n int, next byte) {
	if state == ansi.NormalState && s[0] >= ' ' && s[0] < 0x7f {
		seq, width = ansi.FirstGraphemeCluster(s, ansi.WcWidth)
		return seq, width, len(seq), state
	}
	return ansi.DecodeSequenceWc(s, state, p)
}

func (s *stand) original(cell string) string {
	r, n := utf8.DecodeRuneInString(cell)
	if n != len(cell) {
		return cell
	}
	for _, base := range [...]rune{narrow, wide} {
		if i := int(r - base); i >= 0 && i < len(s.clusters) {
			return s.clusters[i]
		}
	}
	return cell
}

// problems returns the faults of a frame for a terminal of w by h
// cells: lines that do not fit, and anything in it that is neither text nor
// a style nor a link.
func problems(content string, w, h int) []string {
	var all []string
	lines := strings.Split(content, "\n")
	p := ansi.GetParser()
	defer ansi.PutParser(p)
	if len(lines) > h {
		all = append(all, fmt.Sprintf("the frame has %d lines", len(lines)))
	}
	for y, l := range lines {
		if n := ansi.StringWidthWc(l); n > w {
			all = append(all, fmt.Sprintf("line %d is %d cells wide: %q", y, n, l))
		}
		for state := ansi.NormalState; l != ""; {
			seq, width, n, next := token(l, state, p)
			if width == 0 && !harmless(seq) {
				all = append(all, fmt.Sprintf("line %d holds %q", y, seq))
			}
			l, state = l[n:], next
		}
	}
	return all
}

// harmless reports whether a sequence without width may stand in a frame:
// a style (SGR) or a hyperlink (OSC 8).
func harmless(seq string) bool {
	if params, ok := strings.CutPrefix(seq, "\x1b["); ok {
		return strings.HasSuffix(params, "m") && strings.Trim(params[:len(params)-1], "0123456789;:") == ""
	}
	return strings.HasPrefix(seq, "\x1b]8;")
}
