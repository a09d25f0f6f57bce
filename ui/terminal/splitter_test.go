package terminal

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
)

// line is a terminal's end of a slow line: what it writes arrives at once, and
// what the program is sent is noted.
type line struct {
	in  *Input
	got []string
}

func newLine() *line {
	l := &line{}
	l.in = NewInput(nil, nil)
	l.in.Send(func(m tea.Msg) { l.got = append(l.got, nameOf(m)) })
	return l
}

func nameOf(m tea.Msg) string {
	switch m := m.(type) {
	case uv.KeyPressEvent:
		return m.Keystroke()
	case tea.PasteMsg:
		return "paste " + m.Content
	default:
		return fmt.Sprintf("%T", m)
	}
}

// write lets parts arrive, with pauses between them.
func (l *line) write(pause time.Duration, parts ...string) {
	for i, p := range parts {
		if i > 0 {
			time.Sleep(pause) // of the bubble: no time passes
		}
		l.in.feed([]byte(p))
		synctest.Wait()
	}
}

// settle lets everything unfinished be given up.
func (l *line) settle() []string {
	time.Sleep(time.Minute)
	synctest.Wait()
	return l.got
}

// delays are pauses of a line, in which a sequence may stand still.
var delays = []time.Duration{0, 10 * time.Millisecond, 60 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second}

// sequences are sent by terminals beside letters, each with the messages to the program
// of them: nothing, if nobody asked.
var sequences = map[string][]string{
	// keys
	"\x1b[A": {"up"}, "\x1b[1;5A": {"ctrl+up"}, "\x1bOA": {"up"}, "\x1bOP": {"f1"}, "\x1b[6~": {"pgdown"}, "\x1b[3;2~": {"shift+delete"},
	"\x1b[27;5;13~": {"ctrl+enter"}, "\x1b[27u": {"esc"}, "\x1b[97;5u": {"ctrl+a"}, "\x1b[57352u": {"up"}, "\x1b[[A": {"f1"}, "\x1b[[E": {"f5"}, "\x1bOM": {"enter"}, "\x1b[Z": {"shift+tab"},
	"\x1b[7$": {"shift+home"}, "é": {"é"}, "水": {"水"}, "\U0001f30a": {"\U0001f30a"}, "ě": {"ě"},
	// the mouse
	"\x1b[<0;10;5M": {"uv.MouseClickEvent"}, "\x1b[<0;10;5m": {"uv.MouseReleaseEvent"}, "\x1b[M !!": {"uv.MouseClickEvent"}, "\x1b[M`AA": {"uv.MouseWheelEvent"},
	// pastes
	"\x1b[200~fAmQq\nf\x1b[201~": {"paste fAmQq\nf"}, "\x1b[200~a\x1b[A\x1b]0;f\ab\x1b[201~": {"paste a\x1b[A\x1b]0;f\ab"}, "\x1b[200~\x1b[201~": {"paste "},
	// answers that were asked for
	"\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\": {"uv.BackgroundColorEvent"}, "\x1b]11;rgb:ffff/ffff/ffff\a": {"uv.BackgroundColorEvent"}, "\x1b[?2026;2$y": {"uv.ModeReportEvent"}, "\x1b[4;2$y": {"uv.ModeReportEvent"}, "\x1b[?1u": {"uv.KeyboardEnhancementsEvent"},
	// and others
	"\x1b[?62;22c": nil, "\x1b[?1;2c": nil, "\x1b[>0;115;0c": nil, "\x1b[24;80R": nil, "\x1b[1;1R": nil, "\x1b[1;2R": nil, "\x1b[?1;1R": nil, "\x1b[0n": nil, "\x1b[I": nil, "\x1b[O": nil,
	"\x1b[8;24;80t": nil, "\x1b[4;600;800t": nil, "\x1b[48;24;80;600;800t": nil, "\x1b[?997;1n": nil, "\x1b[>4;2m": nil,
	"\x1b]10;rgba:0/0/0/f\a": nil, "\x1b]52;c;ZmZmZg==\a": nil, "\x1b]lTITLE f f f\x1b\\": nil, "\x1b]LAmfQ\x1b\\": nil, "\x1b]4;1;rgb:ffff/0000/0000\x1b\\": nil, "\x1b]7501;?\x1b\\": nil,
	"\x1bP>|term f m f Q\x1b\\": nil, "\x1bP1$r0m\x1b\\": nil, "\x1bP1+r5463=\x1b\\": nil, "\x1bP!|7E565445\x1b\\": nil, "\x1bP>|tw\u00dc\u201cAfQ\x1b\\": nil,
	"\x1b_Gi=1;OK\x1b\\": nil, "\x1b^AmQ\x1b\\": nil, "\x1bXAmQ\x1b\\": nil,
	// of eight bits
	"\x9bA": {"up"}, "\x8fA": {"up"}, "\x90>|tmfQ\x9c": nil, "\x9d11;rgb:0/0/0\x9c": {"uv.BackgroundColorEvent"}, "\x9fGi=1;OK\x9c": nil,
}

// TestASequenceIsOneHoweverItArrives splits everything that terminals send at
// every byte, once, and into single bytes: the program is sent the same as of the
// whole. Where the line stands still behind the ESC alone it is sent Esc before
// that, which nobody could tell from the key.
//
// The bytes of a cursor key that came 60 ms apart were read as Esc, [ and A, which
// marks the whole list read, and those of answers as stars and refreshes.
func TestASequenceIsOneHoweverItArrives(t *testing.T) {
	for seq, want := range sequences {
		for _, delay := range delays {
			ways := [][]string{{seq}, nil}
			for i := range len(seq) {
				ways[1] = append(ways[1], seq[i:i+1])
				if i > 0 {
					ways = append(ways, []string{seq[:i], seq[i:]})
				}
			}
			for _, parts := range ways {
				synctest.Test(t, func(t *testing.T) {
					l := newLine()
					l.write(delay, append([]string{"j"}, parts...)...)
					time.Sleep(3 * time.Second)
					l.write(delay, "k")
					got := l.settle()
					want := slices.Concat([]string{"j"}, want, []string{"k"})
					if seq[0] == 0x1b && len(parts[0]) == 1 && delay > escapeWait {
						if len(parts) < 2 || strings.HasPrefix(parts[0], "\x1b") {
							want = slices.Insert(want, 1, "esc")
						}
					}
					if !slices.Equal(got, want) {
						t.Errorf("%q as %q, %v apart: %q, want %q", seq, parts, delay, got, want)
					}
				})
			}
		}
	}
}

// TestWhatBreaksOffIsNoKey lets the rest of a sequence never come, or come when
// it was given up: of ESC, and of ESC and a character, a person may have typed both
// keys; of the rest nothing is one.
func TestWhatBreaksOffIsNoKey(t *testing.T) {
	for _, c := range []struct {
		first string
		keys  []string // when nothing follows
		late  string   // follows after a minute, and is nothing
	}{
		{"\x1b[", []string{"esc", "["}, "A"},
		{"\x1b[", []string{"esc", "["}, "1;5A"},
		{"\x1b[", []string{"esc", "["}, "?2026;2$y"},
		{"\x1b[", []string{"esc", "["}, "[A"},
		{"\x1b[", []string{"esc", "["}, "200~AfQ\x1b[201~"},
		{"\x1bO", []string{"esc", "shift+o"}, "A"},
		{"\x1b[1;", nil, "5A"},
		{"\x1b[?20", nil, "26;2$y"},
		{"\x1b[M", nil, ""},
		{"\x1b[M!", nil, ""},
		{"\x1b]11;rgb:12", nil, ""},
		{"\x1bP>|te", nil, ""},
		{"\x1b]", []string{"esc", "]"}, ""},
		{"\x1bP", []string{"esc", "shift+p"}, ""},
		{"\x1b_Gi=1", nil, ""},
		{"\x9b", nil, "A"},
		{"\xe6\xb0", nil, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLine()
			l.write(0, c.first)
			got := slices.Clone(l.settle())
			if !slices.Equal(got, c.keys) {
				t.Errorf("%q and nothing: %q, want %q", c.first, got, c.keys)
			}
			if c.late != "" {
				l.write(0, c.late)
				late := l.settle()[len(got):]
				if want := strings.HasPrefix(c.late, "200~"); len(late) > 0 != want || want && !strings.HasPrefix(late[0], "paste ") {
					t.Errorf("%q a minute after %q: %q", c.late, c.first, late)
				}
			}
			n := len(l.got)
			l.write(0, "j")
			if late := l.settle()[n:]; !slices.Equal(late, []string{"j"}) {
				t.Errorf("%q and %q: the next key is %q", c.first, c.late, late)
			}
		})
	}
	// Soon after an answer has broken off its rest may still come.
	for _, c := range [][]string{{"\x1b]11;rgb:12", "34/fAQ\a"}, {"\x1bP>|te", "rm fAQ\x1b\\"}, {"\x1b[M", "AAA"}} {
		synctest.Test(t, func(t *testing.T) {
			l := newLine()
			l.write(3*time.Second, append(c, "j")...)
			if got := l.settle(); !slices.Equal(got, []string{"j"}) {
				t.Errorf("%q, three seconds apart: %q", c, got)
			}
		})
	}
}

// TestKeysPassAtOnce: a key that could be the beginning of more is not waited
// for longer than a moment, or until it cannot be.
func TestKeysPassAtOnce(t *testing.T) {
	for _, c := range []struct {
		keys  string
		after time.Duration
		want  []string
	}{
		{"jA\r\x1a", 0, []string{"j", "shift+a", "enter", "ctrl+z"}},
		{"\x1b", escapeWait, []string{"esc"}},
		{"\x1b\x1b", escapeWait, []string{"esc", "esc"}},
		{"\x1bj", 0, []string{"alt+j"}},
		{"\x1b\r", 0, []string{"alt+enter"}},
		{"\x1b\x1b[A", 0, []string{"esc", "up"}},
		{"\x1b[\r", 0, []string{"esc", "[", "enter"}},
		{"\x1b[\x1b[A", 0, []string{"esc", "[", "up"}},
		{"\x1b]j", 0, []string{"esc", "]", "j"}},
		{"\x1b[?2\x03", 0, []string{"ctrl+c"}},
		{"\x1bP>|te\x03", 0, []string{"ctrl+c"}},
		{"\x1bP>|te\x1b[A", 0, []string{"up"}},
		{"\x80\xff\xc3j", 0, []string{"j"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLine()
			l.write(0, c.keys)
			time.Sleep(c.after)
			synctest.Wait()
			if !slices.Equal(l.got, c.want) {
				t.Errorf("%q after %v: %q, want %q", c.keys, c.after, l.got, c.want)
			}
			l.settle()
		})
	}
}

// TestAPasteEnds: by its mark, by itself after a while or when it is long, and by
// ^C. One whose end never came took in all keys.
func TestAPasteEnds(t *testing.T) {
	long := strings.Repeat("y", 2<<20)
	for _, c := range []struct {
		name  string
		pause time.Duration
		parts []string
		want  []string
	}{
		{"by its mark", time.Second, []string{"\x1b[200~a", "b\x1b[201~j"}, []string{"paste ab", "j"}},
		{"by itself", 6 * time.Second, []string{"\x1b[200~never closed", "j"}, []string{"paste never closed", "j"}},
		{"in its mark", 6 * time.Second, []string{"\x1b[200~a\x1b[20", "1~", "j"}, []string{"paste a", "j"}},
		{"at the ESC of its mark", 6 * time.Second, []string{"\x1b[200~a\x1b", "j"}, []string{"paste a", "j"}},
		{"not before", 4 * time.Second, []string{"\x1b[200~a", "f", "f", "\x1b[201~"}, []string{"paste aff"}},
		{"by ^C", time.Second, []string{"\x1b[200~never", "Q\x03", "j"}, []string{"ctrl+c", "j"}},
		{"and not by a ^C of its text", 300 * time.Millisecond, []string{"\x1b[200~never", "\x03A", "f\x1b[201~j"}, []string{"paste never\x03Af", "j"}},
		{"when it is long", time.Second, []string{"\x1b[200~" + long, "yf\x1b[201~j"}, []string{"paste " + long[:maxPaste], "j"}},
		{"when it is long, by ^C", time.Second, []string{"\x1b[200~" + long, "yf", "\x03", "j"}, []string{"paste " + long[:maxPaste], "ctrl+c", "j"}},
		{"when it is long, by itself", 6 * time.Second, []string{"\x1b[200~" + long, "j"}, []string{"paste " + long[:maxPaste], "j"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLine()
			l.write(c.pause, c.parts...)
			if got := l.settle(); !slices.Equal(got, c.want) {
				t.Errorf("%s: %.100q, want %.100q", c.name, got, c.want)
			}
		})
	}
}

// FuzzSplitter reads any bytes: no more comes out than went in, and nothing
// unfinished is waited for for ever.
func FuzzSplitter(f *testing.F) {
	for seq := range sequences {
		f.Add([]byte("j" + seq + "k"))
		f.Add([]byte(seq[:len(seq)/2] + seq))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		read := func() (out []string, bytes int) {
			s := splitter{emit: func(p piece) {
				out = append(out, string(p.bytes))
				bytes += len(p.bytes)
			}}
			for _, b := range in {
				s.feed(b)
			}
			for n := 0; s.wait() > 0; n++ {
				if n > 5 {
					t.Fatalf("%q is waited for for ever", in)
				}
				s.expire()
			}
			return out, bytes
		}
		if out, n := read(); n > 2*len(in) { // C1 takes two bytes in seven bits
			t.Errorf("%q: %d bytes came of %d: %q", in, n, len(in), out)
		}
	})
}
