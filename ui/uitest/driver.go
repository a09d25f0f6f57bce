package uitest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	gocmp "github.com/google/go-cmp/cmp"
)

// Options says what to drive, and on how large a terminal.
type Options struct {
	W, H int // cells; 0: 80 and 24
	// Model makes the model. It runs inside the bubble; ctx ends when the
	// test's function returns, and with it every command must.
	Model func(ctx context.Context) tea.Model
	// Filter, if set, is the filter of the program (tea.WithFilter).
	Filter func(tea.Model, tea.Msg) tea.Msg
}

// Driver is a person at a terminal. It serves one goroutine, the test's.
type Driver struct {
	t      *testing.T
	model  tea.Model
	filter func(tea.Model, tea.Msg) tea.Msg
	w, h   int
	term   terminal
	inbox  inbox
	asked  int // commands started so far
	quit   bool
	copied []string
	seen   []tea.Msg
}

// inbox collects what commands return.
type inbox struct {
	mu      sync.Mutex
	wake    chan struct{} // holds one token while mail is there
	mail    []letter
	running map[int]string
}

// letter is a message with the number of the command that it came from, so
// that answers are taken in the order in which they were asked for.
type letter struct {
	from int
	msg  tea.Msg
}

// Run starts the model, lets it settle, and calls f. When f returns the
// context of the model ends; a command that does not end with it fails the
// test.
func Run(t *testing.T, o Options, f func(d *Driver)) {
	t.Helper()
	name := t.Name()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		d := &Driver{t: t, w: cmp.Or(o.W, 80), h: cmp.Or(o.H, 24)}
		d.inbox.wake = make(chan struct{}, 1)
		d.inbox.running = map[int]string{}
		d.model, d.filter = o.Model(ctx), o.Filter
		d.start(d.model.Init())
		d.Resize(d.w, d.h)
		if t.Name() != name {
			t.Fatalf("the bubble is called %q, not %q: golden files would move", t.Name(), name)
		}
		f(d)
		cancel()
		d.quit = true
		// Timers know no context; they end when they are due.
		d.Advance(24 * time.Hour)
		for _, what := range d.inbox.left() {
			t.Errorf("a command outlives its context: %s", what)
		}
	})
}

// start gives the command a goroutine.
func (d *Driver) start(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	d.asked++
	n := d.asked
	d.inbox.begin(n, funcName(cmd))
	go func() {
		d.inbox.end(n, cmd())
	}()
}

func (b *inbox) begin(n int, what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.running[n] = what
}

func (b *inbox) end(n int, msg tea.Msg) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.running, n)
	if msg == nil {
		return
	}
	b.mail = append(b.mail, letter{n, msg})
	select {
	case b.wake <- struct{}{}:
	default: // it will look anyway
	}
}

func (b *inbox) drain() []letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	mail := b.mail
	b.mail = nil
	select {
	case <-b.wake:
	default:
	}
	slices.SortStableFunc(mail, func(x, y letter) int { return cmp.Compare(x.from, y.from) })
	return mail
}

func (b *inbox) left() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var what []string
	for _, w := range b.running {
		what = append(what, w)
	}
	slices.Sort(what)
	return what
}

// settle handles messages until every command has ended or waits for time or
// for the test. That is what idle means.
func (d *Driver) settle() {
	for {
		synctest.Wait()
		mail := d.inbox.drain()
		if len(mail) == 0 {
			return
		}
		for _, l := range mail {
			d.update(l.msg)
		}
	}
}

// update hands one message to the model, as tea.Program does.
func (d *Driver) update(msg tea.Msg) {
	if d.filter != nil && msg != nil {
		msg = d.filter(d.model, msg)
	}
	if d.quit || msg == nil {
		return
	}
	switch msg := msg.(type) {
	case tea.BatchMsg:
		for _, cmd := range msg {
			d.start(cmd)
		}
		return
	case tea.QuitMsg:
		d.quit = true
		return
	}
	switch v := reflect.ValueOf(msg); fmt.Sprintf("%T", msg) {
	case "tea.sequenceMsg":
		d.t.Errorf("tea.Sequence is used: let the fact that the first step has finished start the second")
		return
	case "tea.setClipboardMsg":
		d.copied = append(d.copied, v.String())
		return
	}
	d.seen = append(d.seen, msg)
	var cmd tea.Cmd
	d.model, cmd = d.model.Update(msg)
	d.start(cmd)
}

// Send hands a message to the model and lets it settle.
func (d *Driver) Send(msg tea.Msg) {
	d.t.Helper()
	if d.quit {
		d.t.Errorf("%T is sent to a program that has quit", msg)
	}
	d.update(msg)
	d.settle()
}

// Press presses keys, one after another, by their names: "j", "G", "enter",
// "esc", "space", "shift+tab", "ctrl+d", "pgdown", "f1".
func (d *Driver) Press(keys ...string) {
	d.t.Helper()
	for _, name := range keys {
		k, err := parseKey(name)
		if err != nil {
			d.t.Fatalf("Press: %v", err)
		}
		d.Send(k)
	}
}

// Together presses keys that arrive at once: the model has all of them before
// the first answer to its request.
func (d *Driver) Together(keys ...string) {
	d.t.Helper()
	for _, name := range keys {
		k, err := parseKey(name)
		if err != nil {
			d.t.Fatalf("Together: %v", err)
		}
		d.update(k)
	}
	d.settle()
}

// Type presses the keys of a text, one for each character.
func (d *Driver) Type(text string) {
	d.t.Helper()
	for _, r := range text {
		d.Send(keyOf(r))
	}
}

// Paste pastes a text.
func (d *Driver) Paste(text string) {
	d.t.Helper()
	d.Send(tea.PasteMsg{Content: text})
}

// Resize gives the terminal another size.
func (d *Driver) Resize(w, h int) {
	d.t.Helper()
	d.w, d.h = w, h
	d.Send(tea.WindowSizeMsg{Width: w, Height: h})
}

// Advance lets time pass; what falls due meanwhile happens at its time.
func (d *Driver) Advance(by time.Duration) {
	d.t.Helper()
	over := time.NewTimer(by)
	defer over.Stop()
	for {
		d.settle()
		select {
		case <-d.inbox.wake:
			for _, l := range d.inbox.drain() {
				d.update(l.msg)
			}
		case <-over.C:
			d.settle()
			return
		}
	}
}

// Quit reports whether the program has quit.
func (d *Driver) Quit() bool { return d.quit }

// Model returns the model as it is now.
func (d *Driver) Model() tea.Model { return d.model }

// Copied returns the texts sent to the terminal's clipboard.
func (d *Driver) Copied() []string { return slices.Clone(d.copied) }

// Seen returns the messages that the model got so far, in order.
func (d *Driver) Seen() []tea.Msg { return slices.Clone(d.seen) }

// Last returns the last message of type M that the model got.
func Last[M tea.Msg](d *Driver) (msg M, ok bool) {
	for _, m := range slices.Backward(d.seen) {
		if msg, ok = m.(M); ok {
			return msg, true
		}
	}
	return msg, false
}

// Cursor returns the cell of the hardware cursor, if it is shown.
func (d *Driver) Cursor() (x, y int, ok bool) {
	c := d.model.View().Cursor
	if c == nil {
		return 0, 0, false
	}
	return c.X, c.Y, true
}

// Content returns what the model draws, with its styles: for comparing two
// frames.
func (d *Driver) Content() string { return d.model.View().Content }

// Screen returns the visible screen, without trailing blanks. A frame that
// does not fit the terminal, or holds an escape sequence other than styles
// and links, fails the test.
func (d *Driver) Screen() string {
	d.t.Helper()
	return strings.Join(d.rows(), "\n")
}

// Row returns one line of the screen, from 0, or from the bottom if i is
// negative; empty if there is no such line.
func (d *Driver) Row(i int) string {
	d.t.Helper()
	rows := d.rows()
	if i < 0 {
		i += len(rows)
	}
	if i < 0 || i >= len(rows) {
		return ""
	}
	return rows[i]
}

func (d *Driver) rows() []string {
	d.t.Helper()
	if d.w <= 0 || d.h <= 0 {
		return nil
	}
	content := d.Content()
	wrong := problems(content, d.w, d.h)
	for _, p := range wrong {
		d.t.Errorf("%dx%d: %s", d.w, d.h, p)
	}
	if d.term.w != d.w || d.term.h != d.h {
		d.term = terminal{w: d.w, h: d.h}
	}
	return d.term.show(content, len(wrong) > 0)
}

// Golden compares the screen with the file testdata/TestName/name.screen.
// With UPDATE_GOLDEN=1 in the environment it writes the file.
func (d *Driver) Golden(name string) {
	d.t.Helper()
	d.golden(name+".screen", d.Screen()+"\n")
}

func (d *Driver) golden(name, got string) {
	d.t.Helper()
	file := filepath.Join("testdata", filepath.FromSlash(d.t.Name()), filepath.FromSlash(name))
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			d.t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatalf("%v (UPDATE_GOLDEN=1 writes it)", err)
	}
	text := strings.ReplaceAll(string(want), "\r\n", "\n")
	if got != text {
		d.t.Errorf("screen %s differs (-want +got; UPDATE_GOLDEN=1 accepts):\n%s", file,
			gocmp.Diff(strings.Split(text, "\n"), strings.Split(got, "\n")))
	}
}
