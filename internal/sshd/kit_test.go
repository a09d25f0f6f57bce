package sshd

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// patience is how long a test waits for an answer that must come.
const patience = 30 * time.Second

// fixture is a server under test, whose sessions say who is there and echo.
type fixture struct {
	*Server
	t    *testing.T
	addr string
	dir  string
	stop context.CancelFunc
	done chan struct{} // closed when Serve has returned

	mu      sync.Mutex
	entries []Entry
	more    chan struct{} // receives with each entry
}

// start starts a server. change, which may be nil, is called before.
func start(t *testing.T, people string, change func(*Server)) *fixture {
	t.Helper()
	dir := t.TempDir()
	f := &fixture{t: t, dir: dir, done: make(chan struct{}), more: make(chan struct{}, 1000)}
	f.Server = &Server{
		People: filepath.Join(dir, "people"), Now: time.Now, Run: echo,
		Audit: func(e Entry) {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.entries = append(f.entries, e)
			f.more <- struct{}{}
		},
		Limits: Limits{Rate: 1000, PerAddress: 1000},
	}
	writeFile(t, f.People, people)
	var err error
	if f.Host, _, err = EnsureHostKey(filepath.Join(dir, "host")); err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(f.Server)
	}
	if err := f.Load(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.addr = l.Addr().String()
	var ctx context.Context
	ctx, f.stop = context.WithCancel(context.Background())
	var watch sync.WaitGroup
	watch.Go(func() { f.Watch(ctx, func(err error) { t.Log(err) }) })
	go func() {
		defer close(f.done)
		if err := f.Serve(ctx, l); err != nil {
			t.Error(err)
		}
		watch.Wait()
	}()
	t.Cleanup(func() {
		f.stop()
		<-f.done
	})
	return f
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	// In one step, as sitrep does it.
	if err := replace(path, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

// echo is a session that writes its person and the keys, until q.
func echo(ctx context.Context, t *Terminal) int {
	fmt.Fprintf(t, "%s is %s at %s %dx%d\r\n", t.Person, t.Role(), t.Getenv("TERM"), t.Size().Width, t.Size().Height)
	keys := make(chan byte)
	go func() {
		defer close(keys)
		for b := make([]byte, 1); ; {
			if _, err := t.Read(b); err != nil {
				return
			}
			select {
			case keys <- b[0]:
			case <-ctx.Done():
				return
			}
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return 0
		case s := <-t.Sizes():
			fmt.Fprintf(t, "now %dx%d\r\n", s.Width, s.Height)
		case n := <-t.Notices():
			fmt.Fprintf(t, "notice %s\r\n", n)
		case b, ok := <-keys:
			switch {
			case !ok || b == 'q':
				return 0
			case b == '3':
				return 3
			case b == 'p':
				panic("as asked for")
			case b == 'e':
				fmt.Fprintf(t, "%q %q %q\r\n", t.Getenv("LANG"), t.Getenv("PATH"), t.Getenv("COLORTERM"))
			case b == 'r':
				fmt.Fprintf(t, "role %s\r\n", t.Role())
			default:
				fmt.Fprintf(t, "key %c\r\n", b)
			}
		}
	}
}

// await waits for an entry of the audit.
func (f *fixture) await(event, part string) Entry {
	f.t.Helper()
	limit := time.After(patience)
	for {
		f.mu.Lock()
		for _, e := range f.entries {
			if e.Event == event && strings.Contains(e.Line().String(), part) {
				f.mu.Unlock()
				return e
			}
		}
		f.mu.Unlock()
		select {
		case <-f.more:
		case <-limit:
			f.t.Fatalf("no entry %s with %q:\n%s", event, part, f.log())
		}
	}
}

func (f *fixture) log() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	for _, e := range f.entries {
		b.WriteString(e.Line().String() + "\n")
	}
	return b.String()
}

// newKey makes a key.
func newKey(t *testing.T) ssh.Signer {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// listed is the line of a key in a file of people.
func listed(s ssh.Signer, name string) string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(s.PublicKey()))) + " " + name + "\n"
}

// dial connects as a user with keys.
func (f *fixture) dial(user string, keys ...ssh.Signer) (*ssh.Client, error) {
	return f.dialFrom("127.0.0.1", user, keys...)
}

// dialFrom connects from an address of this machine.
func (f *fixture) dialFrom(from, user string, keys ...ssh.Signer) (*ssh.Client, error) {
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	nc, err := d.Dial("tcp", f.addr)
	if err != nil {
		return nil, err
	}
	_ = nc.SetDeadline(time.Now().Add(patience))
	c, channels, requests, err := ssh.NewClientConn(nc, f.addr, &ssh.ClientConfig{
		User: user, Auth: []ssh.AuthMethod{ssh.PublicKeys(keys...)}, HostKeyCallback: ssh.FixedHostKey(f.Host.signer.PublicKey()),
	})
	if err != nil {
		nc.Close()
		return nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	client := ssh.NewClient(c, channels, requests)
	f.t.Cleanup(func() { client.Close() })
	return client, nil
}

// screen is a session with a terminal, as a client sees it.
type screen struct {
	t       *testing.T
	client  *ssh.Client // nil: it is not closed by ends
	session *ssh.Session
	in      io.WriteCloser

	mu   sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

// Write notes the output.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case s.more <- struct{}{}:
	default:
	}
	return s.text.Write(p)
}

// open opens a session with a terminal.
func (f *fixture) open(c *ssh.Client, change func(*ssh.Session)) *screen {
	f.t.Helper()
	ss, err := c.NewSession()
	if err != nil {
		f.t.Fatal(err)
	}
	s := &screen{t: f.t, client: c, session: ss, more: make(chan struct{}, 1)}
	ss.Stdout, ss.Stderr = s, s
	if s.in, err = ss.StdinPipe(); err != nil {
		f.t.Fatal(err)
	}
	if change != nil {
		change(ss)
	}
	if err := ss.RequestPty("xterm-256color", 36, 120, nil); err != nil {
		f.t.Fatal(err)
	}
	if err := ss.Shell(); err != nil {
		f.t.Fatal(err)
	}
	return s
}

// shows waits until a text is shown.
func (s *screen) shows(want string) {
	s.t.Helper()
	limit := time.After(patience)
	for {
		s.mu.Lock()
		have := s.text.String()
		s.mu.Unlock()
		if strings.Contains(have, want) {
			return
		}
		select {
		case <-s.more:
		case <-limit:
			s.t.Fatalf("never shown: %q; shown:\n%s", want, have)
		}
	}
}

func (s *screen) types(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.in, keys); err != nil {
		s.t.Fatal(err)
	}
}

// ends waits for the end of the session and returns its exit status; -1: it has none.
func (s *screen) ends() int {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.session.Wait() }()
	select {
	case err := <-done:
		if s.client != nil {
			s.client.Close() // as clients do
		}
		if e, ok := errors.AsType[*ssh.ExitError](err); ok {
			return e.ExitStatus()
		}
		if err != nil {
			return -1
		}
		return 0
	case <-time.After(patience):
		s.t.Fatal("the session never ended")
	}
	return -1
}

// enter connects as the person of a key and opens a session.
func (f *fixture) enter(key ssh.Signer) *screen {
	f.t.Helper()
	c, err := f.dial("anybody", key)
	if err != nil {
		f.t.Fatal(err)
	}
	s := f.open(c, nil)
	s.shows(" at xterm-256color 120x36")
	return s
}

// mode returns the permissions of a file.
func mode(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}
