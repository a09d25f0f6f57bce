package uitest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// counter is a small model: keys are written down, a tick counts seconds,
// and w waits for its context.
type counter struct {
	ctx   context.Context
	w     int
	keys  []string
	ticks int
	note  string
}

type tick struct{}

func (c *counter) Init() tea.Cmd {
	return tea.Batch(c.wait(), func() tea.Msg { return note("ready") })
}

type note string

func (c *counter) wait() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return tick{} })
}

func (c *counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.w = msg.Width
	case note:
		c.note = string(msg)
	case tick:
		c.ticks++
		if c.ctx.Err() == nil && c.ticks < 100 {
			return c, c.wait()
		}
	case tea.KeyPressMsg:
		c.keys = append(c.keys, msg.String())
		switch msg.String() {
		case "q":
			return c, tea.Quit
		case "y":
			return c, tea.SetClipboard("copied")
		case "w":
			return c, func() tea.Msg { <-c.ctx.Done(); return note("over") }
		case "o":
			// The slower answer was asked for first.
			slow := func() tea.Msg { <-time.After(2 * time.Millisecond); return note("slow") }
			return c, tea.Batch(slow, func() tea.Msg { return note("fast") })
		}
	}
	return c, nil
}

func (c *counter) View() tea.View {
	return tea.NewView(fmt.Sprintf("%s %d of %d\n%s\n\x1b[1mnu\u0308m\u0303 日本\x1b[m", c.note, c.ticks, c.w, strings.Join(c.keys, " ")))
}

func run(t *testing.T, f func(d *Driver)) {
	t.Helper()
	Run(t, Options{W: 40, H: 4, Model: func(ctx context.Context) tea.Model { return &counter{ctx: ctx} }}, f)
}

func TestKeysArriveByTheirNames(t *testing.T) {
	run(t, func(d *Driver) {
		d.Press("j", "G", "enter", "esc", "space", "tab", "shift+tab", "ctrl+d", "pgdown", "backspace", ";", "f1")
		d.Type("aЖ")
		want := "j G enter esc space tab shift+tab ctrl+d pgdown backspace ; f1 a Ж"
		d.Resize(90, 4)
		if got := d.Row(1); got != want {
			t.Errorf("keys = %q, want %q", got, want)
		}
	})
	for _, bad := range []string{"entr", "hyper+x", ""} {
		if k, err := parseKey(bad); err == nil {
			t.Errorf("parseKey(%q) = %v, want an error", bad, k)
		}
	}
}

func TestTimePassesOnlyWhenItIsLetPass(t *testing.T) {
	run(t, func(d *Driver) {
		if got := d.Row(0); got != "ready 0 of 40" {
			t.Errorf("at the start: %q", got)
		}
		d.Advance(3500 * time.Millisecond)
		if got := d.Row(0); got != "ready 3 of 40" {
			t.Errorf("after 3.5 s: %q", got)
		}
	})
}

func TestWhatIsShownIsReadFromCells(t *testing.T) {
	run(t, func(d *Driver) {
		if got, want := d.Row(2), "nu\u0308m\u0303 日本"; got != want {
			t.Errorf("row = %q, want %q", got, want)
		}
		if got, want := d.Row(-1), ""; got != want {
			t.Errorf("last row = %q, want %q", got, want)
		}
		d.Golden("first")
	})
}

func TestQuitAndClipboardAreSeen(t *testing.T) {
	run(t, func(d *Driver) {
		d.Press("y")
		if got := d.Copied(); len(got) != 1 || got[0] != "copied" {
			t.Errorf("copied %q", got)
		}
		if d.Quit() {
			t.Error("quit before q")
		}
		d.Press("q")
		if !d.Quit() {
			t.Error("no quit after q")
		}
	})
}

func TestACommandMayWaitForTheContext(t *testing.T) {
	run(t, func(d *Driver) {
		d.Press("w")
		if len(d.inbox.left()) == 0 {
			t.Error("nothing waits")
		}
	})
}

func TestAnswersComeWhenTheyAreReady(t *testing.T) {
	run(t, func(d *Driver) {
		d.Press("o")
		if got := d.Row(0); !strings.HasPrefix(got, "fast") {
			t.Errorf("at once: %q", got)
		}
		d.Advance(5 * time.Millisecond)
		if got, ok := Last[note](d); !ok || got != "slow" {
			t.Errorf("later: %q", got)
		}
	})
}

func TestTheGridShowsWhatASequenceDoes(t *testing.T) {
	tests := []struct{ name, content, want string }{
		{"plain", "ab\ncd", "ab|cd|"},
		{"carriage_return", "HELLO\rX", "XELLO||"},
		{"cursor_movement", "abc\x1b[1;1HX", "Xbc||"},
		{"erased", "abc\x1b[2Jd", "   d||"},
		{"a_query_does_not_block", "a\x1b[c\x1b[6nb", "ab||"},
		{"wide", "日本x", "日本x||"},
		{"marks", "e\u0301\u0323x", "e\u0301\u0323x||"},
		{"family", "👨‍👩‍👧x", "👨‍👩‍👧x||"},
		{"too_long_wraps", "0123456789ab", "0123456789|ab|"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(grid(tt.content, 10, 3), "|"); got != tt.want {
				t.Errorf("grid(%q) = %q, want %q", tt.content, got, tt.want)
			}
		})
	}
}

func TestAFrameThatLeaksOrDoesNotFitIsAProblem(t *testing.T) {
	tests := []struct {
		content string
		want    int
	}{
		{"\x1b[1;38:5:3mbold\x1b[0m", 0},
		{"\x1b]8;;https://a.example\x07link\x1b]8;;\x07", 0},
		{"e\u0301 日本", 0},
		{"0123456789a", 1},
		{"a\nb\nc\nd", 1},
		{"a\x1b[2Jb", 1},
		{"a\rb", 1},
		{"a\x1b]0;title\x07", 1},
		{"a\x07", 1},
	}
	for _, tt := range tests {
		if got := problems(tt.content, 10, 3); len(got) != tt.want {
			t.Errorf("problems(%q) = %q, want %d", tt.content, got, tt.want)
		}
	}
}
