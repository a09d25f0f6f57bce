package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/terminal"
	"sitrep/ui/uitest"
)

// wire counts the bytes that a program writes to its terminal.
type wire struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(b)
}

// drain returns the output since the last call.
func (w *wire) drain() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.buf.String()
	w.buf.Reset()
	return s
}

// latin is a library of short stories in ASCII.
func latin(n int) *uitest.Library {
	var es []uitest.Entry
	for i := range n {
		e := newStory(news.StoryID(fmt.Sprintf("latin%011d", i)), fmt.Sprintf("Report %d from the harbor: gauges, gates and the next high water", i), uitest.Start().Add(-time.Duration(i)*time.Minute))
		e.Body, e.Whole = []news.Block{uitest.Para("The gates were opened at noon and closed again at dusk. Boats waited in the outer basin.")}, true
		es = append(es, e)
	}
	return uitest.NewLibrary(nil, es...)
}

// english is a library whose every row is ASCII.
func english(n int) *uitest.Library {
	return written(n, " ", ". ", 11, strings.Fields(`the water council said that dam gate bridge river levels after people of Velm left
		for shelter at school report measured by engineers noon evening and to in a was were district power station lines flood
		warning second third gauge crest metres above mark hospital road closed open buses from market an old town quay`))
}

// chinese is a library whose every row has wide characters.
func chinese(n int) *uitest.Library {
	return written(n, "", "。", 16, strings.Fields(`港口 水位 闸门 沿岸 居民 报告 第三 河流 大桥 撤离 学校 警报 晚间 早晨 工程师 测量 电力 中断 街区 市场
		公路 关闭 开放 救援 医院 旧城 码头 一 二 三 的 在 和 已 将 从 到 上升 下降`))
}

// written makes n stories of the words; the third is long.
func written(n int, space, stop string, long int, words []string) *uitest.Library {
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same words in every run
	say := func(n int) string {
		var out []string
		for range n {
			out = append(out, words[chance.IntN(len(words))])
		}
		return strings.Join(out, space)
	}
	var es []uitest.Entry
	for i := range n {
		e := newStory(news.StoryID(fmt.Sprintf("story%011d", i)), say(long), uitest.Start().Add(-time.Duration(i)*17*time.Minute))
		e.Body, e.Whole = []news.Block{uitest.Para(say(40) + stop)}, true
		if i == 2 {
			for range 80 {
				e.Body = append(e.Body, uitest.Para(say(12)+stop+say(25)+stop+say(5+chance.IntN(40))+stop))
			}
			for k := range 3 {
				to := es[k%2].Story
				e.References = append(e.References, news.Reference{Title: to.Headline, URL: to.URL, Kind: news.RefBlock, Paragraph: 10 * k, Score: 0.9})
			}
		}
		es = append(es, e)
	}
	slices.Reverse(es) // in the order of arrival
	return uitest.NewLibrary(nil, es...)
}

// run is the real program in a bubble, where time stands still until the
// test lets frames be drawn.
type run struct {
	*desk
	out   *wire
	p     *tea.Program
	first string // the cost of the first screen
}

func program(t *testing.T, w, h int, lib *uitest.Library, f func(r *run)) {
	t.Helper()
	programWith(t, w, h, lib, &desk{opt: func(o *ui.Options) { o.HintsFrom = 25 }}, f)
}

func programWith(t *testing.T, w, h int, lib *uitest.Library, k *desk, f func(r *run)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r := &run{desk: k, out: &wire{}}
		out := terminal.NewRowCache(r.out)
		out.Resize(h)
		r.p = tea.NewProgram(r.screen(t, ctx, lib), tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h),
			tea.WithColorProfile(colorprofile.ANSI256), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		done := make(chan error, 1)
		go func() {
			_, err := r.p.Run()
			done <- err
		}()
		r.wait(200 * time.Millisecond)
		r.first = r.out.drain()
		f(r)
		r.p.Send(tea.KeyPressMsg{Code: 'Q', Text: "Q"})
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func (r *run) wait(d time.Duration) {
	frame := time.NewTimer(d)
	<-frame.C
	synctest.Wait()
}

// send returns the bytes of the answer to a message.
func (r *run) send(msg tea.Msg) string {
	r.out.drain()
	if msg != nil {
		r.p.Send(msg)
	}
	r.wait(200 * time.Millisecond)
	return r.out.drain()
}

func down() tea.Msg { return tea.KeyPressMsg{Code: 'j', Text: "j"} }

// budget is the most that an action may cost, in bytes.
type budget struct {
	first, move, rows, line, page, open, turn, screen int
}

// TestWhatKeysCostOnTheWire holds the promises about bytes over a slow line.
// Chinese has three bytes for two cells, and what has changed in a row of it
// is written from there to its end.
func TestWhatKeysCostOnTheWire(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(int) *uitest.Library
		w, h int
		most budget
	}{
		{"latin", english, 80, 24, budget{first: 3500, move: 300, rows: 2300, line: 250, page: 2000, open: 2500, turn: 700, screen: 3000}},
		{"latin", english, 120, 36, budget{first: 5300, move: 250, rows: 4000, line: 700, page: 2000, open: 4000, turn: 800, screen: 3000}},
		{"chinese", chinese, 80, 24, budget{first: 4500, move: 400, rows: 3800, line: 500, page: 2000, open: 4000, turn: 900, screen: 4000}},
		{"chinese", chinese, 120, 36, budget{first: 7500, move: 500, rows: 6500, line: 1200, page: 2800, open: 4500, turn: 900, screen: 4000}},
	} {
		t.Run(fmt.Sprintf("%s %dx%d", c.name, c.w, c.h), func(t *testing.T) {
			program(t, c.w, c.h, c.make(200), func(r *run) {
				tap := func(what string, most int, k rune, mod ...tea.KeyMod) {
					t.Helper()
					msg := tea.KeyPressMsg{Code: k}
					if k >= ' ' && k < 0x7f {
						msg.Text = string(k)
					}
					for _, m := range mod {
						msg.Mod |= m
					}
					out := r.send(msg)
					t.Logf("%s: %d bytes", what, len(out))
					if len(out) > most {
						t.Errorf("%s costs %d bytes, want at most %d: %q", what, len(out), most, out)
					}
				}
				t.Logf("first: %d bytes", len(r.first))
				if len(r.first) > c.most.first {
					t.Errorf("the first screen costs %d bytes, want at most %d", len(r.first), c.most.first)
				}
				for range 3 {
					tap("down", c.most.move, 'j')
				}
				tap("up", c.most.move, 'k')
				for range 3 {
					tap("a page of the list", c.most.rows, tea.KeyPgDown)
				}
				for range 5 {
					tap("down, which scrolls the list", c.most.move+100, 'j')
				}
				tap("the top", c.most.rows, tea.KeyHome)
				r.send(down())
				r.send(down())
				tap("open", c.most.open, tea.KeyEnter)
				for range 8 {
					tap("a line", c.most.line, 'j')
				}
				for range 3 {
					tap("a line back", c.most.line, 'k')
				}
				for range 4 {
					tap("a page", c.most.page, ' ')
				}
				tap("a page back", c.most.page, 'b')
				tap("the next pane", c.most.turn, tea.KeyTab)
				tap("the pane before", c.most.turn, tea.KeyTab, tea.ModShift)
				tap("the headlines", c.most.screen, 'q')
				tap("the story", c.most.screen, tea.KeyTab)
			})
		})
	}
}

// TestNothingIsWrittenWhileNothingHappens lets a minute pass, in which feeds
// are polled and bring nothing new.
func TestNothingIsWrittenWhileNothingHappens(t *testing.T) {
	for _, open := range []bool{false, true} {
		for _, size := range [][2]int{{80, 24}, {120, 36}, {200, 60}} {
			t.Run(fmt.Sprintf("%dx%d, a story is open: %v", size[0], size[1], open), func(t *testing.T) {
				program(t, size[0], size[1], english(200), func(r *run) {
					r.send(down())
					if open {
						r.send(down())
						r.send(tea.KeyPressMsg{Code: tea.KeyEnter})
					}
					for i := range 60 {
						at := i%30 + 1
						r.progress <- reader.Progress{Running: at < 30, Done: at, Total: 30, Now: sanitize.Line(fmt.Sprintf("Feed %d", at))}
						r.bell <- struct{}{}
						r.wait(time.Second)
					}
					if out := r.out.drain(); out != "" {
						t.Errorf("%d bytes: %q", len(out), out)
					}
					if size[0] == 80 {
						return
					}
					// Now something is new.
					r.lib.Add(newStory("newnewnewnewnew1", "Barge aground below the weir", uitest.Start()))
					r.bell <- struct{}{}
					r.wait(time.Second)
					if out := r.out.drain(); out == "" || len(out) > 200 {
						t.Errorf("a new story is told in %d bytes: %q", len(out), out)
					}
				})
			})
		}
	}
}

// TestTwentyActionsOverASlowLine plays a few minutes of a reader and
// computes how long it takes on a line of 64 kbit/s where each answer is 600 ms
// away.
func TestTwentyActionsOverASlowLine(t *testing.T) {
	script, err := os.ReadFile(filepath.Join("testdata", "line", "actions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	program(t, 80, 24, uitest.Sample(), func(r *run) {
		var actions int
		var total time.Duration
		for action := range strings.Lines(string(script)) {
			what, keys, ok := strings.Cut(strings.TrimSpace(action), ":")
			if !ok || strings.HasPrefix(what, "#") {
				continue
			}
			bytes := 0
			if keys == "" {
				bytes = len(r.first)
			}
			for k := range strings.FieldsSeq(keys) {
				bytes += len(r.send(pressOf(k)))
			}
			took := 600*time.Millisecond + time.Duration(bytes*8)*time.Second/64_000
			t.Logf("%s: %d bytes, %v", what, bytes, took)
			if bytes == 0 || took > 1200*time.Millisecond {
				t.Errorf("%s: %d bytes, %v", what, bytes, took)
			}
			total += took
			actions++
		}
		t.Logf("all: %v", total)
		if actions != 20 || total > 45*time.Second {
			t.Errorf("%d actions take %v, want 20 in at most 45 s", actions, total)
		}
	})
}

// pressOf returns the press of a key of the script.
func pressOf(name string) tea.KeyPressMsg {
	switch name {
	case "enter":
		return tea.KeyPressMsg{Code: tea.KeyEnter}
	case "tab":
		return tea.KeyPressMsg{Code: tea.KeyTab}
	case "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}
