//go:build unix

package e2e

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/creack/pty"

	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// A slow line: what a satellite telephone and a loaded shared link have in
// common. The time of an action on it is computed, not waited for.
const (
	lineRTT    = 600 * time.Millisecond
	lineBits   = 64_000                 // a second
	settled    = 143 * time.Millisecond // no multiple of a frame
	unanswered = 300 * time.Millisecond
	idleFor    = time.Minute
)

// BenchmarkWire starts the true reader on a terminal, presses keys one at a
// time and counts what it writes, and how long after the key the last of it
// comes: on the demo and on a cache of 100 000 stories, and, if
// SITREP_WIRE_OTHER names another program, the same keys in that one. Of
// each action it tells the median, the 95th percentile and the most.
func BenchmarkWire(b *testing.B) {
	programs := wirePrograms(b)
	for _, size := range []pty.Winsize{{Rows: 24, Cols: 80}, {Rows: 36, Cols: 120}} {
		b.Run(fmt.Sprintf("%dx%d", size.Cols, size.Rows), func(b *testing.B) {
			for _, p := range programs {
				b.Run(p.name, func(b *testing.B) {
					costs := wireCosts{}
					for b.Loop() {
						p.walk(b, size, costs)
					}
					costs.report(b)
				})
			}
		})
	}
	for _, p := range programs {
		b.Run("slow line/"+p.name, func(b *testing.B) {
			for b.Loop() {
				p.playLine(b)
			}
		})
	}
	for _, p := range programs[1:] { // in the demo the news never stop
		b.Run("idle/"+p.name, func(b *testing.B) {
			for b.Loop() {
				w := p.start(b, pty.Winsize{Rows: 24, Cols: 80})
				w.settle(500*time.Millisecond, 5*time.Second)
				b.ReportMetric(float64(w.settle(idleFor, idleFor).bytes), "B/min")
				w.end()
			}
		})
	}
}

// wireProgram is a program to press keys in.
type wireProgram struct {
	name string
	argv []string
	env  func(home string) []string
}

func wirePrograms(b *testing.B) []wireProgram {
	b.Helper()
	cache, err := storetest.Grown(b.Context(), sqlite.Open, b.TempDir(), 100_000)
	if err != nil {
		b.Fatal(err)
	}
	plain := func(home string) []string {
		return []string{"HOME=" + home, "TMPDIR=" + home, "XDG_STATE_HOME=" + home, "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC"}
	}
	all := []wireProgram{
		{"demo", []string{"sitrep", "demo"}, plain},
		{"100000", []string{"sitrep"}, func(home string) []string {
			// The reader marks opened stories, and comes back to where it was.
			if err := copyFile(filepath.Join(home, "sitrep.db"), cache); err != nil {
				b.Fatal(err)
			}
			config := filepath.Join(home, "config.yaml")
			if err := os.WriteFile(config, []byte("packs: []\ncache: {keep_days: 0}\n"), 0o600); err != nil {
				b.Fatal(err)
			}
			return append(plain(home), "SITREP_CONFIG="+config, "SITREP_DATA="+home)
		}},
	}
	if other := strings.Fields(os.Getenv("SITREP_WIRE_OTHER")); len(other) > 0 {
		all = append(all, wireProgram{filepath.Base(other[0]), other, func(string) []string {
			return append(os.Environ(), "TERM=xterm-256color")
		}})
	}
	return all
}

func copyFile(to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	// Written out now, the copy is not written out while keys are timed.
	return cmp.Or(err, out.Sync(), out.Close())
}

// walk presses the measured keys: it moves and pages in the list, and opens
// eight stories to scroll, page and change panes in each.
func (p wireProgram) walk(b *testing.B, size pty.Winsize, costs wireCosts) {
	b.Helper()
	w := p.start(b, size)
	costs.add("first paint", w.settle(500*time.Millisecond, 5*time.Second))
	do := func(what, keys string, times int) {
		for range times {
			costs.add(what, w.press(keys))
		}
	}
	do("move", "j", 20)
	do("move", "k", 10)
	do("list page", "\x1b[6~", 4)
	do("list page", "\x1b[5~", 4)
	for range 8 {
		do("move", "j", 1)
		do("open", "\r", 1)
		do("scroll", "j", 4)
		do("scroll", "k", 3)
		do("page", "\x1b[6~", 2)
		do("page", "\x1b[5~", 2)
		if w.turn(costs, "\t") {
			w.turn(costs, "\x1b[Z")
		}
		do("to list", "\x1b[Z", 1)
	}
	w.end()
}

// turn goes to another pane and reports whether there was one: a sentence that
// says no is short.
func (w *wired) turn(costs wireCosts, key string) bool {
	const sentence = 200
	c := w.press(key)
	if c.bytes > sentence {
		costs.add("turn", c)
	}
	return c.bytes > sentence
}

// playLine plays a script of twenty actions and computes how long they take
// on a slow line: each waits for its echo, then for its bytes.
func (p wireProgram) playLine(b *testing.B) {
	b.Helper()
	script, err := os.ReadFile(filepath.Join("..", "..", "..", "ui", "testdata", "line", "actions.txt"))
	if err != nil {
		b.Fatal(err)
	}
	w := p.start(b, pty.Winsize{Rows: 24, Cols: 80})
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\naction\tbytes\tprogram\ton the line\t\n")
	var total time.Duration
	var bytes int
	for action := range strings.Lines(string(script)) {
		what, keys, ok := strings.Cut(strings.TrimSpace(action), ":")
		if !ok || strings.HasPrefix(what, "#") {
			continue
		}
		var c cost
		if keys == "" {
			c = w.settle(500*time.Millisecond, 5*time.Second)
		}
		for k := range strings.FieldsSeq(keys) {
			k = strings.NewReplacer("enter", "\r", "tab", "\t", "space", " ").Replace(k)
			one := w.press(k)
			c.bytes, c.took = c.bytes+one.bytes, c.took+one.took
		}
		took := lineRTT + c.took + time.Duration(c.bytes*8)*time.Second/lineBits
		fmt.Fprintf(t, "%s\t%d\t%v\t%v\t\n", what, c.bytes, c.took.Round(100*time.Microsecond), took.Round(10*time.Millisecond))
		total, bytes = total+took, bytes+c.bytes
	}
	w.end()
	fmt.Fprintf(t, "all\t%d\t\t%v\t\n", bytes, total.Round(10*time.Millisecond))
	t.Flush()
	b.Log(text.String())
	b.ReportMetric(total.Seconds(), "line-s")
	b.ReportMetric(float64(bytes), "line-B")
}

// cost is the cost of an answer: bytes, and the time to the last of them.
type cost struct {
	bytes int
	took  time.Duration
}

type wireCosts map[string][]cost

// add notes a cost; a key without an answer is not counted.
func (c wireCosts) add(what string, one cost) {
	if one.bytes > 0 {
		c[what] = append(c[what], one)
	}
}

func (c wireCosts) report(b *testing.B) {
	b.Helper()
	var text strings.Builder
	t := tabwriter.NewWriter(&text, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\n\ttimes\tB p50\tp95\tmost\tms p50\tp95\tmost\t\n")
	for _, what := range []string{"first paint", "move", "list page", "open", "scroll", "page", "turn", "to list"} {
		all := c[what]
		if len(all) == 0 {
			continue
		}
		at := func(percent int) cost {
			i := (len(all)*percent+99)/100 - 1
			bytes := slices.SortedFunc(slices.Values(all), func(a, b cost) int { return a.bytes - b.bytes })
			times := slices.SortedFunc(slices.Values(all), func(a, b cost) int { return cmp.Compare(a.took, b.took) })
			return cost{bytes[i].bytes, times[i].took}
		}
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
		half, most, max := at(50), at(95), at(100)
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%.1f\t%.1f\t%.1f\t\n", what, len(all), half.bytes, most.bytes, max.bytes, ms(half.took), ms(most.took), ms(max.took))
		unit := strings.ReplaceAll(what, " ", "-")
		b.ReportMetric(float64(half.bytes), unit+"-p50-B")
		b.ReportMetric(float64(most.bytes), unit+"-p95-B")
		b.ReportMetric(float64(max.bytes), unit+"-max-B")
		b.ReportMetric(ms(most.took), unit+"-p95-ms")
	}
	t.Flush()
	b.Log(text.String())
}

// wired is a program on a terminal.
type wired struct {
	b     *testing.B
	cmd   *exec.Cmd
	tty   *os.File
	out   chan string // closed at its end
	begun time.Time
	ended bool
}

func (p wireProgram) start(b *testing.B, size pty.Winsize) *wired {
	b.Helper()
	bin := program(b, p.argv[0])
	w := &wired{b: b, out: make(chan string, 100)}
	w.cmd = exec.CommandContext(b.Context(), bin, p.argv[1:]...)
	w.cmd.Env = p.env(b.TempDir())
	w.begun = time.Now()
	var err error
	if w.tty, err = pty.StartWithSize(w.cmd, &size); err != nil {
		b.Fatal(err)
	}
	go func() { // ends with the program
		defer close(w.out)
		buf := make([]byte, 1<<16)
		for {
			n, err := w.tty.Read(buf)
			if n > 0 {
				w.out <- string(buf[:n])
			}
			if err != nil {
				return
			}
		}
	}()
	return w
}

// press sends keys and returns the cost of the answer.
func (w *wired) press(keys string) cost {
	if w.ended {
		return cost{}
	}
	if _, err := io.WriteString(w.tty, keys); err != nil {
		w.b.Fatal(err)
	}
	w.begun = time.Now()
	return w.settle(settled, unanswered)
}

// settle waits for output, at most as long as given, and then until none has
// come for a while.
func (w *wired) settle(quiet, first time.Duration) (c cost) {
	limit := time.NewTimer(first)
	defer limit.Stop()
	for {
		select {
		case s, ok := <-w.out:
			if !ok {
				w.ended = true
				return c
			}
			c.bytes += len(s)
			c.took = time.Since(w.begun)
			limit.Reset(quiet)
		case <-limit.C:
			return c
		}
	}
}

// end ends the program: the reader by its key, others as it comes.
func (w *wired) end() {
	if !w.ended {
		_, _ = io.WriteString(w.tty, "Q")
		w.settle(2*time.Second, 2*time.Second)
	}
	if !w.ended {
		_ = w.cmd.Process.Kill()
	}
	for range w.out { // the output after the end
	}
	w.tty.Close()
	_ = w.cmd.Wait()
}
