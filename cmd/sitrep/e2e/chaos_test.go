//go:build unix

package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/creack/pty"

	"sitrep/feeds/feedtest"
)

// The environment of a chaos run: how long it goes on (empty: chaosSteps steps), its
// seed, and the program and disk of a run that has a file system of its own.
const (
	chaosTime    = "SITREP_CHAOS"
	chaosSeed    = "SITREP_SEED"
	chaosProgram = "SITREP_CHAOS_PROGRAM"
	chaosDisk    = "SITREP_CHAOS_DISK"

	chaosSteps = 30
	diskSize   = "96m"
)

// TestChaos has two readers and a poller work on one cache while the publisher
// misbehaves, the clock jumps, the disk fills up, the terminal takes nothing and
// processes are killed, at random. At the end nothing that was acknowledged is lost,
// nothing is there twice, and doctor finds nothing wrong.
func TestChaos(t *testing.T) {
	if os.Getenv(chaosProgram) != "" {
		newChaos(t, os.Getenv(chaosProgram), os.Getenv(chaosDisk)).run()
		return
	}
	program(t, "sitrep")
	name := filepath.Join(binaries, "sitrep-chaos")
	if err := goTool("build", "-tags", "chaos", "-o", name, "sitrep/cmd/sitrep"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	unshare, err := exec.LookPath("unshare")
	if err != nil || exec.CommandContext(t.Context(), unshare, "-rm", "mount", "-t", "tmpfs", "none", dir).Run() != nil {
		fmt.Println("chaos: file systems cannot be mounted here: the disk never fills up")
		newChaos(t, name, "").run()
		return
	}
	// The run of this test inside has a small disk at dir.
	c := exec.CommandContext(t.Context(), unshare, "-rm", "sh", "-c", `mount -t tmpfs -o size=`+diskSize+` none "$0" && exec "$@"`,
		dir, os.Args[0], "-test.run=^TestChaos$", "-test.timeout=3h")
	c.Env = append(os.Environ(), chaosProgram+"="+name, chaosDisk+"="+dir)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		t.Fatalf("inside: %v", err)
	}
}

// chaos is one run.
type chaos struct {
	t      *testing.T
	random *rand.Rand
	start  time.Time
	name   string // of the program
	disk   string // small; empty: there is none
	dir    string
	env    []string

	server *feedtest.Server
	items  []int           // by feed: how many were made
	seen   int             // the most stories that were listed
	stars  map[string]bool // the acknowledged stars of stories, by title
	doubt  map[string]bool // titles of which a command got no answer
	mib    int64           // the peak of the memory of any process
	count  map[string]int  // of what happened

	poller *child
	screen *child
	lines  *child
}

func newChaos(t *testing.T, name, disk string) *chaos {
	t.Helper()
	seed, err := strconv.ParseUint(cmp.Or(os.Getenv(chaosSeed), "15"), 10, 64)
	if err != nil {
		t.Fatalf("%s: %v", chaosSeed, err)
	}
	c := &chaos{
		t: t, random: rand.New(rand.NewPCG(seed, 0)), start: time.Now(), name: name, disk: disk, dir: t.TempDir(),
		items: make([]int, 6), stars: map[string]bool{}, doubt: map[string]bool{}, count: map[string]int{},
	}
	fmt.Printf("chaos: seed %d (%s=%d)\n", seed, chaosSeed, seed)
	if c.server, err = feedtest.NewServer(feedtest.Options{Now: time.Now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.server.Close() })
	config := "packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 6, timeout: 3s}\nfeeds:\n"
	for f := range c.items {
		c.grow(f)
		config += fmt.Sprintf("  - {url: %q, name: Station %d}\n", c.server.URL(c.path(f)), f)
	}
	conf := filepath.Join(c.dir, "config.yaml")
	c.ok(os.WriteFile(conf, []byte(config), 0o600))
	c.env = []string{
		"HOME=" + c.dir, "SITREP_CONFIG=" + conf, "SITREP_DATA=" + filepath.Join(cmp.Or(disk, c.dir), "data"), "SITREP_CLOCK=" + filepath.Join(c.dir, "clock"),
		"XDG_STATE_HOME=" + filepath.Join(c.dir, "state"), "TERM=xterm-256color", "LANG=C.UTF-8", "TZ=UTC", "PATH=" + os.Getenv("PATH"),
	}
	return c
}

func (c *chaos) ok(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

func (c *chaos) path(f int) string { return fmt.Sprintf("/station/%d", f) }

// grow has a feed bring up to four new items; the oldest fall off.
func (c *chaos) grow(f int) {
	const kept = 40
	c.items[f] += 1 + c.random.IntN(4)
	feed := feedtest.Feed{Title: fmt.Sprintf("Station %d", f), Format: []string{"rss", "atom", "json", "rdf"}[f%4]}
	for i := c.items[f]; i > max(0, c.items[f]-kept); i-- {
		feed.Items = append(feed.Items, feedtest.Item{
			GUID: fmt.Sprintf("s%d-%d", f, i), Title: fmt.Sprintf("Reading %d of station %d", i, f), Path: fmt.Sprintf("/station/%d/%d", f, i),
			Summary: strings.Repeat("The gauge rises. ", 20), Published: c.start.Add(time.Duration(i-10_000) * time.Second),
		})
	}
	c.server.SetFeed(c.path(f), feed)
}

// child is a process of the run.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader // nil: nobody reads its output here
	tty    *os.File
	frozen atomic.Bool // its terminal takes nothing
	killed bool        // by this test, in the middle of an answer
	ended  chan error
}

// begin starts a process. Its error goes to the log of the run.
func (c *chaos) begin(onTerminal bool, args ...string) *child {
	c.t.Helper()
	p := &child{cmd: exec.CommandContext(c.t.Context(), c.name, args...), ended: make(chan error, 1)}
	p.cmd.Env = c.env
	var err error
	if onTerminal {
		p.tty, err = pty.StartWithSize(p.cmd, &pty.Winsize{Rows: 24, Cols: 80})
		c.ok(err)
		go p.drain()
	} else {
		p.in, err = p.cmd.StdinPipe()
		c.ok(err)
		out, err := p.cmd.StdoutPipe()
		c.ok(err)
		p.out = bufio.NewReader(out)
		c.ok(p.cmd.Start())
	}
	go func() { p.ended <- p.cmd.Wait() }()
	return p
}

// drain reads the output to the terminal, unless that is frozen.
func (p *child) drain() {
	buf := make([]byte, 1024)
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		<-tick.C
		if p.frozen.Load() {
			continue
		}
		if _, err := p.tty.Read(buf); err != nil {
			return
		}
	}
}

// kill ends a process at once, or one that has ended already, and returns how that
// one ended.
func (c *chaos) kill(p *child) (err error) {
	select {
	case err = <-p.ended:
	default:
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	c.mib = max(c.mib, peak(p.cmd.ProcessState))
	if p.tty != nil {
		p.frozen.Store(false)
		_ = p.tty.Close()
	}
	return err
}

// ran runs a command to its end.
func (c *chaos) ran(args ...string) (out string, err error) {
	cmd := exec.CommandContext(c.t.Context(), c.name, args...)
	cmd.Env = c.env
	b, err := cmd.CombinedOutput()
	c.mib = max(c.mib, peak(cmd.ProcessState))
	return string(b), err
}

func (c *chaos) run() {
	c.t.Helper()
	out, err := c.ran("poll", "--all")
	if err != nil {
		c.t.Fatalf("the first poll: %v: %s", err, out)
	}
	c.poller, c.screen, c.lines = c.newPoller(), c.begin(true), c.begin(false, "--plain")
	c.answer()
	goesOn := func(n int) bool { return n < chaosSteps }
	if s := os.Getenv(chaosTime); s != "" {
		d, err := time.ParseDuration(s)
		c.ok(err)
		goesOn = func(int) bool { return time.Since(c.start) < d }
	}
	for n := 0; goesOn(n) && !c.t.Failed(); n++ {
		c.step(n)
	}
	c.end()
}

func (c *chaos) newPoller() *child {
	args := []string{"poll", "--all"}
	if c.random.IntN(2) == 0 {
		args = append(args, "--follow")
	}
	p := c.begin(false, args...)
	go func() { _, _ = io.Copy(io.Discard, p.out) }()
	return p
}

// step lets a few things happen.
func (c *chaos) step(n int) {
	c.t.Helper()
	c.grow(c.random.IntN(len(c.items)))
	switch c.random.IntN(12) {
	case 0, 1, 2:
		c.misbehave()
	case 3:
		c.jump()
	case 4:
		c.fill()
	case 5:
		c.screen.frozen.Store(!c.screen.frozen.Load())
		c.count["frozen"]++
	case 6, 7:
		c.killOne()
	default:
		c.press()
	}
	c.restart()
	for range c.random.IntN(3) {
		c.mark()
	}
	if n%10 == 9 {
		c.look(false)
	}
	<-time.After(time.Duration(c.random.IntN(60)) * time.Millisecond) // let them work
}

// misbehave has a feed answer in another way from now on, or well again.
func (c *chaos) misbehave() {
	faults := []feedtest.Fault{
		{},
		{},
		{Status: 500},
		{Status: 404},
		{Status: 410},
		{Status: 429, Header: map[string]string{"Retry-After": "1"}},
		{Hang: true},
		{Stall: true, Body: "<rss>"},
		{Cut: true, Body: "<rss><channel><item><title>Half"},
		{Huge: 64 << 20},
		{Bomb: 512 << 20},
		{Body: "<html>An inn</html>"},
		{Delay: 500 * time.Millisecond},
		{Status: 302, Header: map[string]string{"Location": "http://10.0.0.1/"}},
		{Status: 301, Header: map[string]string{"Location": "/nowhere"}},
	}
	c.server.SetFault(c.path(c.random.IntN(len(c.items))), faults[c.random.IntN(len(faults))])
	c.count["faults"]++
}

// jump sets the clock.
func (c *chaos) jump() {
	const day = 24 * 60 * 60
	by := []int{0, 0, 1, -1, 61, -61, 3600, -3600, 3 * day, -3 * day, 300 * day, -300 * day}
	c.ok(os.WriteFile(filepath.Join(c.dir, "clock"), []byte(strconv.Itoa(by[c.random.IntN(len(by))])), 0o600))
	c.count["jumps"]++
}

// fill leaves no room on the disk, or gives it back.
func (c *chaos) fill() {
	if c.disk == "" {
		return
	}
	ballast := filepath.Join(c.disk, "ballast")
	if os.Remove(ballast) == nil {
		return
	}
	f, err := os.Create(ballast)
	if err != nil {
		return // it is full already
	}
	for err == nil {
		_, err = f.Write(make([]byte, 64<<10))
	}
	for _, err = f.Write([]byte{0}); err == nil; {
		_, err = f.Write([]byte{0})
	}
	_ = f.Close()
	c.count["full"]++
}

func (c *chaos) killOne() {
	for i, p := range []**child{&c.poller, &c.screen, &c.lines} {
		if c.random.IntN(3) > 0 {
			continue
		}
		_ = c.kill(*p)
		*p = nil
		c.count[[]string{"poller", "screen", "lines"}[i]+" killed"]++
	}
}

// restart starts ended processes. A reader ends by itself only where there is no room
// to open the cache.
func (c *chaos) restart() {
	c.t.Helper()
	for _, p := range []**child{&c.poller, &c.screen, &c.lines} {
		if *p == nil || len((*p).ended) == 0 {
			continue
		}
		if err := c.kill(*p); err != nil && *p != c.poller && !(*p).killed && c.count["full"] == 0 {
			c.t.Errorf("a reader ended by itself: %v", err)
		}
		*p = nil
	}
	if c.poller == nil {
		c.poller = c.newPoller()
	}
	if c.screen == nil {
		c.screen = c.begin(true)
	}
	if c.lines == nil {
		c.lines = c.begin(false, "--plain")
		c.answer()
	}
}

// press types keys that change no mark but those of reading.
func (c *chaos) press() {
	keys := []string{"j", "jjj", "k", "G", "gg", "\r", "q", " ", "J", "K", "t", "\x1b", ".", "r", "R", "/reading\r", "n", "z", "\x0c"}
	k := keys[c.random.IntN(len(keys))]
	_ = c.screen.tty.SetWriteDeadline(time.Now().Add(50 * time.Millisecond))
	_, _ = io.WriteString(c.screen.tty, k) // its terminal may be full
	c.count["keys"]++
}

// answer returns the output of the reader in lines up to its next prompt; ok is false if
// it ends before.
func (c *chaos) answer() (text string, ok bool) {
	c.t.Helper()
	type result struct {
		text string
		err  error
	}
	got := make(chan result, 1)
	p := c.lines
	go func() {
		var b bytes.Buffer
		for !strings.HasSuffix(b.String(), "> ") {
			ch, err := p.out.ReadByte()
			if err != nil {
				got <- result{b.String(), err}
				return
			}
			b.WriteByte(ch)
		}
		got <- result{b.String(), nil}
	}()
	select {
	case r := <-got:
		return r.text, r.err == nil
	case <-time.After(90 * time.Second):
		c.t.Fatal("the reader in lines does not answer")
	}
	return "", false
}

func (c *chaos) say(line string) (string, bool) {
	c.t.Helper()
	if _, err := io.WriteString(c.lines.in, line+"\n"); err != nil {
		return "", false
	}
	return c.answer()
}

var listed = regexp.MustCompile(`(?m)^(\d+)\. (Reading \d+ of station \d)`)

// mark has a story starred, or the star removed, and notes the acknowledged state.
func (c *chaos) mark() {
	c.t.Helper()
	text, ok := c.say("list")
	rows := listed.FindAllStringSubmatch(text, -1)
	if !ok || len(rows) == 0 {
		return
	}
	row := rows[c.random.IntN(len(rows))]
	star := c.random.IntN(3) > 0
	word := map[bool]string{true: "star ", false: "unstar "}[star]
	var killed chan struct{}
	if c.random.IntN(6) == 0 { // in the middle of it
		killed, c.lines.killed = make(chan struct{}), true
		p := c.lines.cmd.Process
		time.AfterFunc(time.Duration(c.random.IntN(8))*time.Millisecond, func() { _ = p.Kill(); close(killed) })
	}
	said, _ := c.say(word + row[1])
	if killed != nil {
		<-killed
	}
	switch {
	case strings.Contains(said, "Starred.") && star, strings.Contains(said, "Star taken off.") && !star:
		c.stars[row[2]] = star
		delete(c.doubt, row[2])
		c.count["acknowledged"]++
	case strings.Contains(said, "could not be changed"):
		c.count["refused"]++
	default:
		c.doubt[row[2]] = true
	}
}

// story is an entry of the list, as JSON.
type story struct {
	Title   string
	Feed    string
	Starred bool
}

// look compares the cache with the acknowledged state. While the disk is
// full a command may not be able to read it.
func (c *chaos) look(must bool) {
	c.t.Helper()
	cmd := exec.CommandContext(c.t.Context(), c.name, "list", "--limit", "0", "--json")
	cmd.Env = c.env
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		if must || strings.Contains(errs.String(), "damaged") {
			c.t.Errorf("list: %v: %s", err, errs.String())
		}
		return
	}
	found := map[string]bool{}
	for line := range strings.Lines(string(out)) {
		var s story
		c.ok(json.Unmarshal([]byte(line), &s))
		if _, twice := found[s.Title]; twice {
			c.t.Errorf("%q is there twice", s.Title)
		}
		found[s.Title] = s.Starred
	}
	if len(found) < c.seen {
		c.t.Errorf("%d stories, there were %d", len(found), c.seen)
	}
	c.seen = len(found)
	for title, star := range c.stars {
		if is, there := found[title]; !there || is != star && !c.doubt[title] {
			c.t.Errorf("%q: there %t, starred %t, acknowledged: %t", title, there, is, star)
		}
	}
	c.count["looks"]++
}

// end gives everything back and looks for the last time.
func (c *chaos) end() {
	c.t.Helper()
	for _, p := range []*child{c.poller, c.screen, c.lines} {
		_ = c.kill(p)
	}
	_ = os.Remove(filepath.Join(c.disk, "ballast"))
	_ = os.Remove(filepath.Join(c.dir, "clock"))
	for f := range c.items {
		c.server.SetFault(c.path(f), feedtest.Fault{})
	}
	out, err := c.ran("poll", "--all")
	if ee, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || ee.ExitCode() != exitSomeFailed) { // one may be on hold
		c.t.Errorf("the last poll: %v: %s", err, out)
	}
	c.look(true)
	if out, err := c.ran("doctor"); err != nil || strings.Contains(out, "BAD") {
		c.t.Errorf("doctor: %v\n%s", err, out)
	}
	left, err := filepath.Glob(filepath.Join(cmp.Or(c.disk, c.dir), "data", "*damaged*"))
	if err != nil || len(left) > 0 {
		c.t.Errorf("a cache was damaged: %v, %v", left, err)
	}
	if c.mib > mostMemory*memoryFactor {
		c.t.Errorf("a process took %d MiB, at most %d are allowed", c.mib, mostMemory*memoryFactor)
	}
	var counts []string
	for what, n := range c.count {
		counts = append(counts, fmt.Sprintf("%s %d", what, n))
	}
	slices.Sort(counts)
	fmt.Printf("chaos: %d stories, %d with an acknowledged mark, %d MiB at most; %s\n", c.seen, len(c.stars), c.mib, strings.Join(counts, ", "))
	if c.count["acknowledged"] == 0 {
		c.t.Error("no mark was acknowledged: the run shows nothing")
	}
}
