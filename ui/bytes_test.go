package ui_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// wire counts what a program writes to its terminal.
type wire struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (w *wire) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buf.Write(b)
}

// take returns what was written since the last call.
func (w *wire) take() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.buf.String()
	w.buf.Reset()
	return s
}

// latin is a library whose every row is ASCII.
func latin(n int) *uitest.Library {
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
	first string // what the first screen took
}

func program(t *testing.T, w, h int, lib *uitest.Library, f func(r *run)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		r := &run{desk: &desk{}, out: &wire{}}
		out := ui.NewSparing(r.out)
		out.Resize(h)
		r.p = tea.NewProgram(r.screen(t, ctx, lib), tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(w, h),
			tea.WithColorProfile(colorprofile.ANSI256), tea.WithoutSignalHandler(), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		done := make(chan error, 1)
		go func() {
			_, err := r.p.Run()
			done <- err
		}()
		r.wait(200 * time.Millisecond)
		r.first = r.out.take()
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

// send returns what it took to show the answer to a message.
func (r *run) send(msg tea.Msg) string {
	r.out.take()
	if msg != nil {
		r.p.Send(msg)
	}
	r.wait(200 * time.Millisecond)
	return r.out.take()
}

func key(r rune) tea.Msg { return tea.KeyPressMsg{Code: r, Text: string(r)} }

func TestDump(t *testing.T) {
	for _, lib := range []struct {
		name string
		make func(int) *uitest.Library
	}{{"latin", latin}, {"chinese", chinese}} {
		for _, size := range [][2]int{{80, 24}, {120, 36}} {
			t.Run(fmt.Sprintf("%s %dx%d", lib.name, size[0], size[1]), func(t *testing.T) {
				program(t, size[0], size[1], lib.make(200), func(r *run) {
					t.Logf("first paint: %d", len(r.first))
					for _, c := range []struct {
						what string
						msg  tea.Msg
					}{
						{"j", key('j')},
						{"j", key('j')},
						{"k", key('k')},
						{"pgdn", tea.KeyPressMsg{Code: tea.KeyPgDown}},
						{"list j scrolls", key('j')},
						{"pgup", tea.KeyPressMsg{Code: tea.KeyPgUp}},
						{"top", tea.KeyPressMsg{Code: tea.KeyHome}},
						{"j", key('j')},
						{"j", key('j')},
						{"open", tea.KeyPressMsg{Code: tea.KeyEnter}},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll", key('j')},
						{"scroll up", key('k')},
						{"page", tea.KeyPressMsg{Code: tea.KeyPgDown}},
						{"page", tea.KeyPressMsg{Code: tea.KeyPgDown}},
						{"page up", tea.KeyPressMsg{Code: tea.KeyPgUp}},
						{"tab", tea.KeyPressMsg{Code: tea.KeyTab}},
						{"s-tab", tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}},
						{"back to list", key('q')},
						{"to story", tea.KeyPressMsg{Code: tea.KeyTab}},
					} {
						s := r.send(c.msg)
						t.Logf("%s: %d bytes", c.what, len(s))
						if strings.Contains(os.Getenv("DUMP"), c.what) {
							t.Logf("%q", s)
						}
					}
				})
			})
		}
	}
}
