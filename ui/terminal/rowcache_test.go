package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"sitrep/ui/terminal"
)

// still shows the frames that it is sent.
type still struct{ view tea.View }

func (still) Init() tea.Cmd { return nil }

func (m still) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if v, ok := msg.(tea.View); ok {
		m.view = v
	}
	return m, nil
}

func (m still) View() tea.View { return m.view }

// screens are two terminals: one is sent all, one through a RowCache.
type screens struct {
	all, spared         *vt.Emulator
	cache               *terminal.RowCache
	allBytes, lessBytes int
	chance              *rand.Rand
}

func newScreens(w, h int, chance *rand.Rand) *screens {
	s := &screens{all: vt.NewEmulator(w, h), spared: vt.NewEmulator(w, h), chance: chance}
	for _, e := range []*vt.Emulator{s.all, s.spared} {
		if c, ok := e.InputPipe().(io.Closer); ok { // nobody reads its answers
			c.Close()
		}
	}
	s.cache = terminal.NewRowCache(less{s})
	s.cache.Resize(h)
	return s
}

type less struct{ *screens }

func (l less) Write(p []byte) (int, error) {
	l.lessBytes += len(p)
	return len(p), driver(l.spared, p)
}

// driver ends lines as the driver of a terminal does.
func driver(e *vt.Emulator, p []byte) error {
	_, err := e.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return err
}

// Write sends a frame to both; the cache takes it in two pieces.
func (s *screens) Write(p []byte) (int, error) {
	s.allBytes += len(p)
	if err := driver(s.all, p); err != nil {
		return 0, err
	}
	cut := s.chance.IntN(len(p) + 1)
	if s.chance.IntN(4) > 0 {
		cut = len(p)
	}
	for _, part := range [][]byte{p[:cut], p[cut:]} {
		if _, err := s.cache.Write(part); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

func shown(e *vt.Emulator) string {
	var b strings.Builder
	for y := range e.Height() {
		for x := range e.Width() {
			if c := e.CellAt(x, y); c != nil {
				fmt.Fprintf(&b, "%s%s%s|", c.Style.String(), c.Link.URL, c.Content)
			}
		}
		b.WriteByte('\n')
	}
	at := e.CursorPosition()
	return b.String() + fmt.Sprint("cursor at ", at.X, " ", at.Y)
}

// TestTheRowCacheShowsTheSame draws wild frames in the true renderer.
func TestTheRowCacheShowsTheSame(t *testing.T) {
	for seed := range uint64(12) {
		chance := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // the same frames in every run
		w, h := 24+chance.IntN(20), 6+chance.IntN(8)
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			s := newScreens(w, h, chance)
			p := tea.NewProgram(still{}, tea.WithContext(ctx), tea.WithInput(nil), tea.WithOutput(s), tea.WithWindowSize(w, h),
				tea.WithColorProfile(colorprofile.ANSI256), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
			done := make(chan error, 1)
			go func() {
				_, err := p.Run()
				done <- err
			}()
			g := &frames{w: w, h: h, chance: chance}
			for range 150 {
				p.Send(g.next())
				frame := time.NewTimer(50 * time.Millisecond)
				<-frame.C
				synctest.Wait()
				if all, spared := shown(s.all), shown(s.spared); all != spared {
					t.Fatalf("seed %d: the terminals differ:\n%q\n%q", seed, all, spared)
				}
			}
			p.Quit()
			if err := <-done; err != nil {
				t.Error(err)
			}
			if s.lessBytes*10 > s.allBytes*9 {
				t.Errorf("seed %d: %d bytes instead of %d: hardly anything is left out", seed, s.lessBytes, s.allBytes)
			}
		})
	}
}

// frames are screens that scroll, change a little, or altogether.
type frames struct {
	w, h   int
	chance *rand.Rand
	rows   []string
	shift  int
}

func (f *frames) next() tea.View {
	for len(f.rows) < 3*f.h {
		f.rows = append(f.rows, f.row())
	}
	switch f.chance.IntN(7) {
	case 0: // a row changes
		f.rows[f.chance.IntN(len(f.rows))] = f.row()
	case 6: // parts of all rows do, and stay as wide
		as := strings.NewReplacer("水位", "港口", "港口", "gate", "gate", "\x1b[2m水位\x1b[m", "\x1b[7m 河 ", "\x1b[1m ﾊz ", " ﾊz ", "\x1b[7m 河 ", "quay", "kade", "🌊", "ㄅ")
		for i := range f.rows {
			f.rows[i] = as.Replace(f.rows[i])
		}
	case 1:
		f.shift = f.chance.IntN(f.h)
	case 2, 3:
		f.shift = min(f.shift+1, 2*f.h)
	case 4:
		f.shift = max(f.shift-1, 0)
	default: // only the cursor moves
	}
	rows := append([]string{"A title that stays"}, f.rows[f.shift:f.shift+f.h-2]...)
	v := tea.NewView(strings.Join(append(rows, fmt.Sprintf("row %d", f.shift)), "\n"))
	v.AltScreen = f.chance.IntN(40) > 0
	if f.chance.IntN(3) > 0 {
		v.Cursor = tea.NewCursor(f.chance.IntN(f.w), f.chance.IntN(f.h))
	}
	return v
}

func (f *frames) row() string {
	var b strings.Builder
	words := []string{
		"gate", "水位", "\x1b[1mnoon\x1b[m", "\x1b[38;5;109m港口\x1b[m", "\x1b[7m 河 ", "\x1b[48;5;237mquay  ", "→", "é", "ㄅ", "ﾊ", "🌊",
		"\x1b]8;;https://velm.example/\x1b\\a link\x1b]8;;\x1b\\", "        ", "│",
	}
	for range f.chance.IntN(7) {
		b.WriteString(words[f.chance.IntN(len(words))])
		if f.chance.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	b.WriteString("\x1b[m")
	return b.String()
}

// TestTheRowCachePassesOnWhatItDoesNotUnderstand writes bytes that are not a frame.
func TestTheRowCachePassesOnWhatItDoesNotUnderstand(t *testing.T) {
	for _, text := range []string{
		"", "plain", "\x1b[?7lcorner\x1b[?7h", "\x1b[?7l\x1b[Kno place\x1b[?7h", "\x1b[?7l\x1b[Kno end", "\x1b[?7l\r\x1b[Krow\x1b[2Jnot a row\x1b[?7h",
		"\x1b]2;title\a\x1b[?2026$p\x1bP+q544e\x1b\\", "\x1b[6n\x1b[c\x1b7\x1b8\x1bc",
	} {
		for _, h := range []int{0, 5} {
			var out bytes.Buffer
			s := terminal.NewRowCache(&out)
			s.Resize(h)
			if n, err := io.WriteString(s, text); err != nil || n != len(text) {
				t.Errorf("%q: %d bytes taken, %v", text, n, err)
			}
			if out.String() != text {
				t.Errorf("%q became %q", text, out.String())
			}
		}
	}
}

// TestTheRowCacheWritesWhatHasChanged writes a row again and again. The second
// text of it is Thai, on whose width terminals disagree.
func TestTheRowCacheWritesWhatHasChanged(t *testing.T) {
	const head, tail = "\x1b[?7l\x1b[3H\x1b[K", "\x1b[m\x1b[?7h\x1b[3;20H"
	row := func(middle, end string) string {
		return head + "水位 \x1b[1m" + middle + "\x1b[m│\x1b[2m" + end + tail
	}
	var out bytes.Buffer
	s := terminal.NewRowCache(&out)
	s.Resize(5)
	for i, step := range []struct{ write, want string }{
		{row("น้ำท่วม", "left"), "\x1b[3;1H\x1b[?7l\x1b[K水位 \x1b[1mน้ำท่วม\x1b[m\x1b[11G│\x1b[2mleft\x1b[m\x1b[?7h\x1b[3;20H"},
		{row("น้ำท่วม", "left"), "\x1b[3;20H"},
		{row("น้ำท่วม", "right"), "\x1b[3;12H\x1b[?7l\x1b[K\x1b[0;2mright\x1b[m\x1b[?7h\x1b[3;20H"},
		{row("gate", "right"), "\x1b[3;6H\x1b[?7l\x1b[K\x1b[0;1mgate\x1b[m│\x1b[2mright\x1b[m\x1b[?7h\x1b[3;20H"},
		// A text as wide as the one it replaces is written alone, over blanks if
		// it may be drawn narrower; not if it may be drawn wider.
		{row("port", "right"), "\x1b[3;6H\x1b[0;1mport\x1b[3;20H\x1b[m"},
		{row("น้ำxx", "right"), "\x1b[3;6H    \x1b[3;6H\x1b[0;1mน้ำxx\x1b[3;20H\x1b[m"},
		{row("gate", "right"), "\x1b[3;6H\x1b[0;1mgate\x1b[3;20H\x1b[m"},
		{strings.Replace(row("port", "right"), "\x1b[K", "\x1b[44m\x1b[K\x1b[m", 1), "\x1b[3;1H\x1b[0;44m\x1b[?7l\x1b[K\x1b[m水位 \x1b[1mport\x1b[m│\x1b[2mright\x1b[m\x1b[?7h\x1b[3;20H"}, // erased in another color
		{"\x1b[3;2Hx", "\x1b[3;2Hx"}, // now nothing is known of the row
		{row("gate", "right"), "\x1b[3;1H\x1b[?7l\x1b[K水位 \x1b[1mgate\x1b[m│\x1b[2mright\x1b[m\x1b[?7h\x1b[3;20H"},
		{"\x1b[2;4r\x1b[4H\n\x1b[r\x1b[2H", "\x1b[2;4r\x1b[4H\n\x1b[r\x1b[2H"}, // it moves up
		{strings.ReplaceAll(row("gate", "right"), "\x1b[3", "\x1b[2"), "\x1b[2;20H"},
	} {
		out.Reset()
		if _, err := io.WriteString(s, step.write); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); got != step.want {
			t.Errorf("step %d: %q, want %q", i, got, step.want)
		}
	}
}
