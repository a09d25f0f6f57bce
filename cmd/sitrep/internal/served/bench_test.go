package served

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sitrep/internal/sshd"
)

// pages is a client that notes when something was shown last, and how much.
type pages struct {
	n     atomic.Int64
	shown chan struct{} // receives when something is shown
	last  atomic.Int64  // when, in nanoseconds of the clock
}

// Write notes the output.
func (p *pages) Write(b []byte) (int, error) {
	p.n.Add(int64(len(b)))
	p.last.Store(time.Now().UnixNano())
	select {
	case p.shown <- struct{}{}:
	default:
	}
	return len(b), nil
}

// client is a session of the benchmark.
type client struct {
	pages
	c  *ssh.Client
	in io.WriteCloser
	s  *ssh.Session
}

// slowConn reads so many bytes a second.
type slowConn struct {
	net.Conn
	rate int
}

// Read reads the bytes of a twentieth of a second.
func (c *slowConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p[:min(len(p), max(c.rate/20, 1))])
	<-time.After(time.Duration(n) * time.Second / time.Duration(c.rate))
	return n, err
}

// enter logs in from an address, over a line of rate bytes a second; 0: any.
func (f *fixture) enter(b testing.TB, from string, rate int) *client {
	b.Helper()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	nc, err := d.Dial("tcp", f.addr)
	if err != nil {
		b.Fatal(err)
	}
	if rate > 0 {
		_ = nc.(*net.TCPConn).SetReadBuffer(8192)
		nc = &slowConn{nc, rate}
	}
	sc, chans, reqs, err := ssh.NewClientConn(nc, f.addr, &ssh.ClientConfig{
		User: "x", Auth: []ssh.AuthMethod{ssh.PublicKeys(f.key)}, HostKeyCallback: ssh.InsecureIgnoreHostKey(), //nolint:gosec // our own, on loopback
	})
	if err != nil {
		b.Fatal(err)
	}
	c := &client{c: ssh.NewClient(sc, chans, reqs), pages: pages{shown: make(chan struct{}, 1)}}
	b.Cleanup(func() { c.c.Close() })
	if c.s, err = c.c.NewSession(); err != nil {
		b.Fatal(err)
	}
	c.s.Stdout = c
	if c.in, err = c.s.StdinPipe(); err != nil {
		b.Fatal(err)
	}
	_ = c.s.Setenv("LANG", "C.UTF-8")
	if err := c.s.RequestPty("xterm-256color", 36, 120, nil); err != nil {
		b.Fatal(err)
	}
	if err := c.s.Shell(); err != nil {
		b.Fatal(err)
	}
	return c
}

// press types keys and returns how long it takes until something is shown.
func (c *client) press(keys string) time.Duration {
	select {
	case <-c.shown:
	default:
	}
	began := time.Now()
	if _, err := io.WriteString(c.in, keys); err != nil {
		return time.Hour
	}
	select {
	case <-c.shown:
		return time.Since(began)
	case <-time.After(30 * time.Second):
		return 30 * time.Second
	}
}

// quiet waits until nothing has been shown for a time.
func (c *client) quiet(d time.Duration) {
	for {
		left := d - time.Since(time.Unix(0, c.last.Load()))
		if left <= 0 {
			return
		}
		<-time.After(left)
	}
}

// quantiles returns the half and the last hundredth of some times.
func quantiles(d []time.Duration) string {
	slices.Sort(d)
	if len(d) == 0 {
		return "none"
	}
	return fmt.Sprintf("p50 %v, p99 %v", d[len(d)/2].Round(100*time.Microsecond), d[min(len(d)-1, len(d)*99/100)].Round(100*time.Microsecond))
}

// BenchmarkServe is the table of docs/team.md: 200 sessions that read, then a slow one,
// then attackers of three kinds beside them. It prints the figures.
func BenchmarkServe(b *testing.B) {
	if b.N > 1 {
		return
	}
	f := start(b, 2000, many)
	base := runtime.NumGoroutine()
	before := memory()
	const n = 200
	sessions := make([]*client, n)
	var first []time.Duration
	for i := range sessions {
		began := time.Now()
		sessions[i] = f.enter(b, fmt.Sprintf("127.0.%d.%d", 1+i/20, 1+i%20), 0)
		<-sessions[i].shown
		sessions[i].quiet(150 * time.Millisecond)
		first = append(first, time.Unix(0, sessions[i].last.Load()).Sub(began))
	}
	fmt.Printf("%d sessions, load %s\n", n, load())
	fmt.Printf("shell to the whole first screen: %s\n", quantiles(first))
	fmt.Printf("goroutines a session, server and client: %.1f\n", float64(runtime.NumGoroutine()-base)/n)
	fmt.Printf("memory a session, server and client: %.2f MB\n", float64(memory()-before)/n/1e6)
	fmt.Printf("key to first byte, the cursor: %s\n", quantiles(typed(sessions, "j", "k")))
	fmt.Printf("a story opens: %s\n", quantiles(typed(sessions[:100], "\r", "h")))

	attack(b, f)
	fmt.Printf("beside 50 that do not read, 50 that hold a key, 200 half-open: the cursor %s\n", quantiles(typed(sessions[:50], "j", "k")))
	for _, c := range sessions {
		c.c.Close()
	}
	f.close(b)
	for i := 0; i < 100 && runtime.NumGoroutine() > base; i++ {
		<-time.After(50 * time.Millisecond)
	}
	fmt.Printf("goroutines more than before, after all have left: %d\n", runtime.NumGoroutine()-base)
}

// typed presses two keys in turn in each session, 100 keys a second in all, and returns how
// long each took to be answered.
func typed(sessions []*client, forth, back string) []time.Duration {
	var mu sync.Mutex
	var out []time.Duration
	var all sync.WaitGroup
	for i, c := range sessions {
		all.Go(func() {
			<-time.After(time.Duration(i) * 10 * time.Millisecond)
			for k := range 4 {
				key := forth
				if k%2 == 1 {
					key = back
				}
				d := c.press(key)
				mu.Lock()
				out = append(out, d)
				mu.Unlock()
				<-time.After(time.Duration(len(sessions)) * 10 * time.Millisecond)
			}
		})
	}
	all.Wait()
	return out
}

// attack opens sessions that do not read and that hold a key, and connections without a
// handshake.
func attack(b *testing.B, f *fixture) {
	for i := range 50 {
		c := f.enter(b, fmt.Sprintf("127.0.50.%d", 1+i), 1)
		_, _ = io.WriteString(c.in, "jjjj")
		h := f.enter(b, fmt.Sprintf("127.0.60.%d", 1+i), 0)
		go func() {
			for {
				if _, err := io.WriteString(h.in, "jk"); err != nil {
					return
				}
				<-time.After(33 * time.Millisecond)
			}
		}()
	}
	for i := range 200 {
		d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 70, byte(1+i))}}
		if nc, err := d.Dial("tcp", f.addr); err == nil {
			b.Cleanup(func() { nc.Close() })
		}
	}
}

func memory() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse) //nolint:gosec // small
}

func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "unknown"
	}
	return strings.Join(strings.Fields(string(b))[:3], " ")
}

// many are limits for many sessions of one person.
var many = sshd.Limits{Sessions: 400, PerPerson: 400}

// BenchmarkSlowLine turns pages for 8 s over a line of 8 kB/s, and prints how long the
// screen goes on after the last key, by how much output the kernel may keep.
func BenchmarkSlowLine(b *testing.B) {
	if b.N > 1 {
		return
	}
	for _, kept := range []int{8 << 10, 16 << 10, 256 << 10} {
		f := start(b, 2000, sshd.Limits{Buffer: kept})
		c := f.enter(b, "127.0.0.1", 8000)
		<-c.shown
		c.quiet(2 * time.Second)
		for k, end := 0, time.Now().Add(8*time.Second); time.Now().Before(end); k++ {
			if _, err := io.WriteString(c.in, []string{"\x1b[6~", "\x1b[6~", "\x1b[5~"}[k%3]); err != nil {
				b.Fatal(err)
			}
			<-time.After(33 * time.Millisecond)
		}
		last, at := time.Now(), c.n.Load()
		c.quiet(2 * time.Second)
		fmt.Printf("kernel keeps %d kB, load %s: the screen goes on for %v, %d kB; %d kB in all\n", kept>>10, load(),
			time.Unix(0, c.last.Load()).Sub(last).Round(10*time.Millisecond), (c.n.Load()-at)/1000, c.n.Load()/1000)
		f.close(b)
	}
}
