package sshd

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

func TestAPersonHasSomeSessionsAndTheServerToo(t *testing.T) {
	ana, bob, cem := newKey(t), newKey(t), newKey(t)
	f := start(t, listed(ana, "ana")+listed(bob, "bob")+listed(cem, "cem"), func(s *Server) { s.Limits.PerPerson, s.Limits.Sessions = 2, 3 })
	first := f.enter(ana)
	f.enter(ana)
	refused := func(key ssh.Signer, want string) {
		t.Helper()
		c, err := f.dial("x", key)
		if err != nil {
			t.Fatal(err)
		}
		s := f.open(c, nil)
		if got := s.ends(); got != 1 {
			t.Errorf("exit status %d", got)
		}
		s.shows(want)
	}
	refused(ana, "too many sessions: 2 of yours are open, close one of them")
	f.enter(bob)
	refused(cem, "too many sessions are open here")
	first.types("q")
	first.ends()
	f.await("out", "person=ana")
	f.enter(cem)
	if n := f.Sessions(); n != 3 {
		t.Errorf("%d sessions, want 3", n)
	}
}

// TestConnectionsAreCountedByAddress uses up the connections of an address, before anybody
// has authenticated; others come in all the same.
func TestConnectionsAreCountedByAddress(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), func(s *Server) { s.Limits.PerAddress, s.Limits.Rate = 3, 6 })
	silent := func() net.Conn {
		t.Helper()
		nc, err := net.Dial("tcp", f.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { nc.Close() })
		return nc
	}
	first := silent()
	silent()
	silent()
	refused(t, silent())
	f.await("refused", "from=127.0.0.1 why=\"too many connections of this address at once\"")
	s := f.enterFrom("127.0.0.2", ana)
	s.types("x")
	s.shows("key x")
	first.Close()
	f.awaitConnections(3) // the server has noticed: two silent ones and the session
	silent()
	refused(t, silent())
	refused(t, silent()) // the seventh of this minute
	f.mu.Lock()
	n := 0
	for _, e := range f.entries {
		if e.Event == "refused" {
			n++
		}
	}
	f.mu.Unlock()
	if n > 2 { // the minute may have ended meanwhile
		t.Errorf("%d lines of the audit about one address in a minute", n)
	}
	if got := f.Refused(); got < 3 {
		t.Errorf("%d refused, want 3", got)
	}
}

// awaitConnections waits until the server has so many connections.
func (f *fixture) awaitConnections(n int) {
	f.t.Helper()
	s := f.Server
	for limit := time.Now().Add(patience); ; runtime.Gosched() {
		s.mu.Lock()
		have := len(s.conns)
		s.mu.Unlock()
		if have == n {
			return
		}
		if time.Now().After(limit) {
			f.t.Fatalf("%d connections, want %d", have, n)
		}
	}
}

// enterFrom is enter from another address.
func (f *fixture) enterFrom(from string, key ssh.Signer) *screen {
	f.t.Helper()
	c, err := f.dialFrom(from, "anybody", key)
	if err != nil {
		f.t.Fatal(err)
	}
	s := f.open(c, nil)
	s.shows(" at xterm-256color 120x36")
	return s
}

// refused checks that a connection is closed without a word of the protocol.
func refused(t *testing.T, nc net.Conn) {
	t.Helper()
	if err := nc.SetReadDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(nc); len(b) > 0 {
		t.Errorf("a connection that is refused was answered %q, %v", b, err)
	}
}

// TestTheOldestOfNobodyMakesRoom opens more connections without a handshake than may
// be: the oldest is closed, and who has a key comes in.
func TestTheOldestOfNobodyMakesRoom(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), func(s *Server) { s.Limits.HalfOpen = 5 })
	var all []net.Conn
	for i := range 20 {
		nc, err := (&net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(i+1))}}).Dial("tcp", f.addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { nc.Close() })
		all = append(all, nc)
	}
	for _, nc := range all[:14] { // one more goes for the person below
		if err := nc.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, nc); err != nil && strings.Contains(err.Error(), "timeout") {
			t.Error("an old connection of nobody stays")
		}
	}
	s := f.enter(ana)
	s.types("x")
	s.shows("key x")
}

// TestAClientThatDoesNotReadEndsAlone lets a client read nothing: its session ends after
// a time, and others go on meanwhile.
func TestAClientThatDoesNotReadEndsAlone(t *testing.T) {
	ana, bob := newKey(t), newKey(t)
	f := start(t, listed(ana, "ana")+listed(bob, "bob"), func(s *Server) {
		s.Limits.Stuck = 500 * time.Millisecond
		s.Run = func(ctx context.Context, tt *Terminal) int {
			if tt.Person == "bob" {
				return echo(ctx, tt)
			}
			for page := make([]byte, 64<<10); ; { // more than any window
				if _, err := tt.Write(page); err != nil {
					return 0
				}
			}
		}
	})
	c, err := f.dial("ana", ana)
	if err != nil {
		t.Fatal(err)
	}
	ch, requests, err := c.OpenChannel("session", nil) // of which nothing is ever read
	if err != nil {
		t.Fatal(err)
	}
	go ssh.DiscardRequests(requests)
	for name, payload := range map[string]any{"pty-req": struct {
		Term       string
		C, R, W, H uint32
		Modes      string
	}{"xterm", 80, 24, 0, 0, ""}} {
		if ok, err := ch.SendRequest(name, true, ssh.Marshal(payload)); !ok || err != nil {
			t.Fatal(name, ok, err)
		}
	}
	if ok, err := ch.SendRequest("shell", true, nil); !ok || err != nil {
		t.Fatal(ok, err)
	}
	s := f.enter(bob)
	s.types("x")
	s.shows("key x")
	if e := f.await("out", "person=ana"); e.Why != ErrStuck.Error() {
		t.Errorf("it ended: %s", e.Line())
	}
	s.types("y")
	s.shows("key y")
}

// TestRequestsTakeNoMemory sends sizes and payloads without end.
func TestRequestsTakeNoMemory(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), nil)
	c, err := f.dial("ana", ana)
	if err != nil {
		t.Fatal(err)
	}
	s := f.open(c, func(ss *ssh.Session) {
		for i := range 100 {
			_ = ss.Setenv("LC_ALL", fmt.Sprint(i))
		}
		if ok, err := ss.SendRequest("pty-req", true, make([]byte, maxRequest+1)); ok || err != nil {
			t.Errorf("a request of %d bytes was answered %v, %v", maxRequest+1, ok, err)
		}
	})
	s.shows("ana is reader")
	if err := s.session.WindowChange(1<<30, 1<<30); err != nil {
		t.Fatal(err)
	}
	s.shows("now 1000x500")
	if err := s.session.WindowChange(0, 0); err != nil {
		t.Fatal(err)
	}
	s.types("x")
	s.shows("key x")
	if got := size(0, 0); got != (Size{80, 24}) {
		t.Errorf("a terminal without a size has %v", got)
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7:22": "192.0.2.7", "[2001:db8:1:2:3:4:5:6]:22": "2001:db8:1:2::/64", "[::ffff:192.0.2.7]:22": "192.0.2.7", "[fe80::1%eth0]:22": "fe80::/64",
	} {
		a, err := net.ResolveTCPAddr("tcp", in)
		if err != nil {
			t.Fatal(err)
		}
		if got := addressOf(a); got != want {
			t.Errorf("%s is counted as %s, want %s", in, got, want)
		}
	}
	if got := addressOf(&net.UnixAddr{Name: "/x"}); got != "local" {
		t.Errorf("a socket is counted as %s", got)
	}
}

// TestAddressesBeyondCountAreOne gives the door more addresses than it counts.
func TestAddressesBeyondCountAreOne(t *testing.T) {
	l := Limits{Rate: 10, PerAddress: 20}
	var d door
	now := time.Unix(0, 0)
	for i := range mostAddresses {
		if why, _ := d.admit(fmt.Sprint(i), l, now); why != "" {
			t.Fatal(why)
		}
	}
	n := 0
	for i := range 100 {
		if why, _ := d.admit(fmt.Sprint("more", i), l, now); why == "" {
			n++
		}
	}
	if n != l.Rate || len(d.recent) > mostAddresses+1 {
		t.Errorf("%d of 100 further addresses were admitted, %d are counted", n, len(d.recent))
	}
	if why, _ := d.admit("more", l, now.Add(time.Minute)); why != "" {
		t.Errorf("a minute later: %s", why)
	}
}

func TestPeopleAreReadAndWritten(t *testing.T) {
	ana, bob := newKey(t), newKey(t)
	path := t.TempDir() + "/people"
	if p, err := LoadPeople(path); err != nil || len(p.Names()) != 0 {
		t.Errorf("without a file: %v, %v", p, err)
	}
	if _, err := AddKeys(path, "ana", []byte("# mine\n"+listed(ana, "laptop of ana"))); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, keys, want string
	}{
		{"bob", listed(ana, ""), "the key is that of ana already"},
		{"bob", "", "there is no public key in it"},
		{"bob", "-----BEGIN OPENSSH PRIVATE KEY-----\n", "this is no file of public keys"},
		{"bob", `command="id" ` + listed(bob, ""), "this is no file of public keys"},
		{"b b", listed(bob, ""), `"b b" is no name`},
		{"", listed(bob, ""), "name of the person is missing"},
		{strings.Repeat("b", 65), listed(bob, ""), "64 characters at most"},
	} {
		if _, err := AddKeys(path, tt.name, []byte(tt.keys)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("add %q: %v, want %q", tt.name, err, tt.want)
		}
	}
	if err := SetRole(path, "bob", Editor); err != nil {
		t.Fatal(err)
	}
	if err := SetRole(path, "bob", "king"); err == nil || !strings.Contains(err.Error(), "king is no role: reader, editor or none") {
		t.Errorf("a role that is none: %v", err)
	}
	p, err := LoadPeople(path)
	if err != nil || strings.Join(p.Names(), " ") != "ana bob" || p.Role("ana") != Reader || p.Role("bob") != Editor || len(p.Of("ana")) != 1 {
		t.Errorf("%v: %v, %v", p, p.Names(), err)
	}
	if err := Remove(path, "bob"); err != nil {
		t.Fatal(err)
	}
	if err := Remove(path, "bob"); err == nil || !strings.Contains(err.Error(), "bob is not in the list") {
		t.Errorf("removed twice: %v", err)
	}
	if m := mode(t, path); m != 0o600 {
		t.Errorf("the mode of the file is %o", m)
	}
	for _, tt := range []struct{ text, want string }{
		{`from="192.0.2.1" ` + listed(bob, "bob"), "people:1: the option from"},
		{"\n" + listed(bob, ""), "people:2: the name of the person is missing"},
		{roleMark + " editor\n", "people:1: a role is written @role ROLE NAME"},
		{roleMark + " editor bob\n" + roleMark + " reader bob\n", "people:2: bob has the role editor already"},
		{listed(ana, "ana") + listed(ana, "bob"), "people:2: the key is that of ana already"},
	} {
		if _, err := ParsePeople("people", []byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
	}
}

// FuzzPeople reads whatever stands in a file.
func FuzzPeople(f *testing.F) {
	f.Add([]byte("@role editor ana\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA9UqC0hX3dyCpDLhluzl3Bjdpdsx5MPBfPiQ298G/lI ana\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := ParsePeople("people", src)
		if err != nil {
			return
		}
		for _, name := range p.Names() {
			if CheckName(name) != nil {
				t.Errorf("a person is called %q", name)
			}
		}
	})
}

// FuzzRequests reads the payloads of a client.
func FuzzRequests(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x05xterm\x00\x00\x00\x50\x00\x00\x00\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x04LANG\x00\x00\x00\x01C"))
	f.Fuzz(func(t *testing.T, payload []byte) {
		tt := &Terminal{env: map[string]string{}, sizes: make(chan Size, 1)}
		tt.setTerminal(payload)
		tt.setVariable(payload)
		tt.setSize(payload)
		if s := tt.Size(); s.Width < 0 || s.Width > mostColumns || s.Height < 0 || s.Height > mostRows {
			t.Errorf("the size is %v", s)
		}
		for k, v := range tt.env {
			if len(v) > longestVariable || k != "TERM" && !permitted(k) {
				t.Errorf("the variable %q is %q", k, v)
			}
		}
	})
}
