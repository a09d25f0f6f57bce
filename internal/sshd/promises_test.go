package sshd

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// shifting is a public key that is asked about as one and then used as another.
type shifting struct {
	ssh.PublicKey
	asked  int
	before []byte
}

// Marshal is called for the question, for its answer, and to sign.
func (k *shifting) Marshal() []byte {
	if k.asked++; k.asked <= 2 {
		return k.before
	}
	return k.PublicKey.Marshal()
}

type shiftingSigner struct {
	ssh.Signer
	public ssh.PublicKey
}

func (s shiftingSigner) PublicKey() ssh.PublicKey { return s.public }

// TestIdentityIsWhatWasSigned shows Ana's key and signs with Bob's: it is Bob who comes
// in. Who shows Ana's key and signs as Ana with another key does not come in.
func TestIdentityIsWhatWasSigned(t *testing.T) {
	ana, bob, eve := newKey(t), newKey(t), newKey(t)
	f := start(t, listed(ana, "ana")+listed(bob, "bob"), nil)
	c, err := f.dial("ana", shiftingSigner{bob, &shifting{PublicKey: bob.PublicKey(), before: ana.PublicKey().Marshal()}})
	if err != nil {
		t.Fatal(err)
	}
	s := f.open(c, nil)
	s.shows("bob is reader")
	if e := f.await("in", ""); e.Person != "bob" || e.Key != ssh.FingerprintSHA256(bob.PublicKey()) {
		t.Errorf("came in: %s", e.Line())
	}
	if _, err := f.dial("ana", shiftingSigner{eve, ana.PublicKey()}); err == nil {
		t.Error("a key that did not sign was let in")
	}
	if _, err := f.dial("ana", shiftingSigner{eve, &shifting{PublicKey: eve.PublicKey(), before: ana.PublicKey().Marshal()}}); err == nil {
		t.Error("a stranger was let in behind a key that is listed")
	}
	if _, err := f.dial("ana"); err == nil {
		t.Error("somebody without a key was let in")
	}
}

// certificate makes a certificate of a key.
func certificate(t *testing.T, ca, key ssh.Signer, change func(*ssh.Certificate)) ssh.Signer {
	t.Helper()
	c := &ssh.Certificate{
		Key: key.PublicKey(), CertType: ssh.UserCert, KeyId: "ana of the desk", Serial: 7, ValidPrincipals: []string{"ana"},
		ValidAfter: uint64(time.Now().Add(-time.Hour).Unix()), ValidBefore: uint64(time.Now().Add(time.Hour).Unix()),
		Permissions: ssh.Permissions{Extensions: map[string]string{"permit-pty": ""}, CriticalOptions: map[string]string{}},
	}
	if change != nil {
		change(c)
	}
	c.Nonce, c.SignatureKey = []byte("made by hand: SignCert refuses some of them"), ca.PublicKey()
	raw := c.Marshal()
	var err error
	if c.Signature, err = ca.Sign(rand.Reader, raw[:len(raw)-4]); err != nil { // without the length of the signature
		t.Fatal(err)
	}
	s, err := ssh.NewCertSigner(c, key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestCertificatesAreOfUsersWithAName(t *testing.T) {
	ca, other, key := newKey(t), newKey(t), newKey(t)
	weak := weakKey(t)
	f := start(t, roleMark+" none eve\n", func(s *Server) {
		s.Authorities = s.People + ".ca"
		writeFile(t, s.Authorities, "# the desk's\n"+listed(ca, "ca"))
	})
	for what, cert := range map[string]ssh.Signer{
		"of a host":                     certificate(t, ca, key, func(c *ssh.Certificate) { c.CertType = ssh.HostCert }),
		"that has run out":              certificate(t, ca, key, func(c *ssh.Certificate) { c.ValidBefore = uint64(time.Now().Add(-time.Minute).Unix()) }),
		"that is not valid yet":         certificate(t, ca, key, func(c *ssh.Certificate) { c.ValidAfter = uint64(time.Now().Add(time.Minute).Unix()) }),
		"without principals":            certificate(t, ca, key, func(c *ssh.Certificate) { c.ValidPrincipals = nil }),
		"of another person":             certificate(t, ca, key, func(c *ssh.Certificate) { c.ValidPrincipals = []string{"bob"} }),
		"with a command":                certificate(t, ca, key, func(c *ssh.Certificate) { c.CriticalOptions["force-command"] = "id" }),
		"with an option nobody knows":   certificate(t, ca, key, func(c *ssh.Certificate) { c.CriticalOptions["x@example.org"] = "" }),
		"for another address":           certificate(t, ca, key, func(c *ssh.Certificate) { c.CriticalOptions["source-address"] = "192.0.2.0/24" }),
		"of another authority":          certificate(t, other, key, nil),
		"that permits no terminal":      certificate(t, ca, key, func(c *ssh.Certificate) { c.Extensions = nil }),
		"of a weak key":                 certificate(t, ca, weak, nil),
		"and the key without the paper": key,
	} {
		if _, err := f.dial("ana", cert); err == nil {
			t.Errorf("a certificate %s was accepted", what)
		}
	}
	if _, err := f.dial("eve", certificate(t, ca, key, func(c *ssh.Certificate) { c.ValidPrincipals = []string{"eve"} })); err == nil {
		t.Error("somebody with the role none was let in by a certificate")
	}
	f.await("refused", "from=127.0.0.1 why=\"ssh: remote address 127.0.0.1")
	f.mu.Lock()
	for _, e := range f.entries {
		if e.Event != "refused" {
			t.Errorf("came in: %s", e.Line())
		}
	}
	f.mu.Unlock()
	for _, good := range []func(*ssh.Certificate){
		nil,
		func(c *ssh.Certificate) { c.CriticalOptions["source-address"] = "127.0.0.0/8" },
		func(c *ssh.Certificate) { c.ValidPrincipals = []string{"bob", "ana"} },
	} {
		c, err := f.dial("ana", certificate(t, ca, key, good))
		if err != nil {
			t.Fatal(err)
		}
		s := f.open(c, nil)
		s.shows("ana is reader")
		s.types("q")
		s.ends()
	}
	if e := f.await("in", "person=ana"); !strings.Contains(e.Key, `certificate "ana of the desk" number 7`) {
		t.Errorf("the audit has %s", e.Line())
	}
	// Its authority is trusted no more: the session ends.
	c, err := f.dial("ana", certificate(t, ca, key, nil))
	if err != nil {
		t.Fatal(err)
	}
	s := f.open(c, nil)
	s.shows("ana is reader")
	writeFile(t, f.Authorities, listed(other, "ca"))
	if got := s.ends(); got != 1 {
		t.Errorf("exit status %d", got)
	}
	s.shows(ErrRemoved.Error())
}

// weakKey makes an RSA key of 2048 bits.
func weakKey(t *testing.T) ssh.Signer {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestKeysAreStrongAndTriesAreFew(t *testing.T) {
	ana, weak := newKey(t), weakKey(t)
	if _, err := ParsePeople("people", []byte(listed(weak, "ana"))); err == nil || !strings.Contains(err.Error(), "people:1: an RSA key has 3072 bits") {
		t.Errorf("a weak key: %v", err)
	}
	f := start(t, listed(ana, "ana"), func(s *Server) { s.Limits.Handshake = time.Second })
	if _, err := f.dial("ana", newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), newKey(t), ana); err == nil {
		t.Error("the eighth key was tried")
	}
	nc, err := net.Dial("tcp", f.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if err := nc.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	for b := make([]byte, 4096); err == nil; {
		_, err = nc.Read(b)
	}
	if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
		t.Error("a connection without a handshake stays")
	}
	// Authenticated, but no shell is ever asked for: it ends too.
	c, err := f.dial("ana", ana)
	if err != nil {
		t.Fatal(err)
	}
	gone := make(chan struct{})
	go func() { _ = c.Wait(); close(gone) }()
	select {
	case <-gone:
	case <-time.After(patience):
		t.Error("a connection without a session stays")
	}
}

func TestWhoIsRemovedIsOut(t *testing.T) {
	ana, bob := newKey(t), newKey(t)
	f := start(t, listed(ana, "ana")+listed(bob, "bob"), nil)
	a, b := f.enter(ana), f.enter(bob)
	if err := Remove(f.People, "ana"); err != nil {
		t.Fatal(err)
	}
	if got := a.ends(); got != 1 {
		t.Errorf("exit status %d", got)
	}
	a.shows(ErrRemoved.Error())
	f.await("removed", "person=ana")
	f.await("out", "person=ana")
	if _, err := f.dial("ana", ana); err == nil {
		t.Error("a key that was removed was let in")
	}
	// The role is another at once, and none ends the session.
	if err := SetRole(f.People, "bob", Editor); err != nil {
		t.Fatal(err)
	}
	f.await("role", "person=bob why=editor")
	b.types("r")
	b.shows("role editor")
	if err := SetRole(f.People, "bob", Outside); err != nil {
		t.Fatal(err)
	}
	b.ends()
	b.shows(ErrRemoved.Error())
	// A file with a mistake changes nothing.
	c := newKey(t)
	if _, err := AddKeys(f.People, "cem", ssh.MarshalAuthorizedKey(c.PublicKey())); err != nil {
		t.Fatal(err)
	}
	f.await("added", "person=cem")
	s := f.enter(c)
	writeFile(t, f.People, "nonsense\n")
	s.types("x")
	s.shows("key x")
	if _, err := AddKeys(f.People, "dora", ssh.MarshalAuthorizedKey(newKey(t).PublicKey())); err == nil || !strings.Contains(err.Error(), "people:1:") {
		t.Errorf("a file with a mistake was changed: %v", err)
	}
}

func TestNothingButASessionIsServed(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), nil)
	c, err := f.dial("ana", ana)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"direct-tcpip", "direct-streamlocal@openssh.com", "tun@openssh.com", "x11"} {
		if _, _, err := c.OpenChannel(name, nil); err == nil {
			t.Errorf("a channel %s was opened", name)
		}
		f.await("refused", "channel "+name)
	}
	for _, name := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "hostkeys-prove-00@openssh.com"} {
		if ok, _, err := c.SendRequest(name, true, nil); ok || err != nil {
			t.Errorf("the request %s: %v, %v", name, ok, err)
		}
	}
	s := f.open(c, func(ss *ssh.Session) {
		for _, name := range []string{"exec", "subsystem", "auth-agent-req@openssh.com", "x11-req"} {
			if ok, err := ss.SendRequest(name, true, ssh.Marshal(struct{ Command string }{"sftp"})); ok || err != nil {
				t.Errorf("the request %s: %v, %v", name, ok, err)
			}
			f.await("refused", name)
		}
		for name, want := range map[string]bool{"LANG": true, "COLORTERM": true, "PATH": false, "LD_PRELOAD": false, "LC_ALL ": false, "TERM": false} {
			if got := ss.Setenv(name, "de_DE.UTF-8") == nil; got != want {
				t.Errorf("the variable %q was accepted: %v", name, got)
			}
		}
		if ss.Setenv("LANG", strings.Repeat("x", 65)) == nil || ss.Setenv("LANG", "a\x1b[2J") == nil {
			t.Error("a variable was accepted that is long or no text")
		}
	})
	s.shows("ana is reader")
	s.types("e")
	s.shows(`"de_DE.UTF-8" "" "de_DE.UTF-8"`)
	if _, err := c.NewSession(); err == nil {
		t.Error("there are two sessions on one connection")
	}
	if err := s.session.WindowChange(50, 200); err != nil {
		t.Fatal(err)
	}
	s.shows("now 200x50")
	s.types("3")
	if got := s.ends(); got != 3 {
		t.Errorf("exit status %d, want 3", got)
	}
	// Without a terminal: a sentence.
	if c, err = f.dial("ana", ana); err != nil {
		t.Fatal(err)
	}
	ss, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	bare := &screen{t: t, session: ss, more: make(chan struct{}, 1)}
	ss.Stderr = bare
	if err := ss.Shell(); err != nil {
		t.Fatal(err)
	}
	if got := bare.ends(); got != 1 {
		t.Errorf("exit status %d, want 1", got)
	}
	bare.shows("the reader needs a terminal")
}

func TestAPanicEndsItsSessionAlone(t *testing.T) {
	ana := newKey(t)
	failed := make(chan any, 1)
	f := start(t, listed(ana, "ana"), func(s *Server) { s.Failed = func(p any, _ []byte) { failed <- p } })
	a, b := f.enter(ana), f.enter(ana)
	a.types("p")
	if got := a.ends(); got != 1 {
		t.Errorf("exit status %d, want 1", got)
	}
	if p := <-failed; p != "as asked for" {
		t.Errorf("the panic was %v", p)
	}
	b.types("x")
	b.shows("key x")
}

func TestTheHostKeyIsMadeOnceAndNeverReplaced(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", "host")
	k, made, err := EnsureHostKey(path)
	if err != nil || !made {
		t.Fatalf("made %v, %v", made, err)
	}
	if m := mode(t, path); m != 0o600 {
		t.Errorf("the mode is %o", m)
	}
	again, made, err := EnsureHostKey(path)
	if err != nil || made || again.Fingerprint() != k.Fingerprint() {
		t.Errorf("the second time: made %v, %v", made, err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, _, err := EnsureHostKey(path); err == nil || !strings.Contains(err.Error(), "others may read") {
		t.Errorf("a key that others may read: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, _, err := EnsureHostKey(path); err == nil || !strings.Contains(err.Error(), "is gone: put it back from a backup") {
		t.Errorf("a key that is gone: %v", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Error("another key was made in the place of one that is gone")
	}
	if err := os.WriteFile(path, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := EnsureHostKey(path); err == nil {
		t.Error("what is no key was accepted, or replaced")
	}
}

func TestTextOfAClientIsCleaned(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), nil)
	const evil = "x\x1b]0;owned\x07\n2031-01-01T00:00:00Z in person=ana"
	if _, err := f.dial(evil, newKey(t)); err == nil {
		t.Fatal("a stranger was let in")
	}
	f.await("refused", "")
	c, err := f.dial(evil, ana)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.OpenChannel(evil, nil); err == nil {
		t.Error("a channel was opened")
	}
	f.await("refused", "channel")
	ss, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ss.SendRequest(evil, true, nil); err != nil {
		t.Error(err)
	}
	if err := ss.RequestPty(evil, 36, 120, nil); err != nil {
		t.Error(err)
	}
	if ok, err := ss.SendRequest("env", true, ssh.Marshal(struct{ Name, Value string }{evil, evil})); ok || err != nil {
		t.Error("a variable of no name was accepted")
	}
	s := &screen{t: t, session: ss, more: make(chan struct{}, 1)}
	ss.Stdout = s
	if err := ss.Shell(); err != nil {
		t.Fatal(err)
	}
	s.shows("ana is reader at  120x36")
	log := f.log()
	for line := range strings.SplitSeq(strings.TrimSpace(log), "\n") {
		if strings.ContainsAny(line, "\x1b\x07") || strings.HasPrefix(line, "2031") {
			t.Errorf("the audit has %q", line)
		}
	}
}

func TestTheAuditHasALineForEach(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), nil)
	s := f.enter(ana)
	s.types("q")
	s.ends()
	in, out := f.await("in", ""), f.await("out", "")
	fp := ssh.FingerprintSHA256(ana.PublicKey())
	for _, e := range []Entry{in, out} {
		if e.Person != "ana" || e.Key != fp || e.Address != "127.0.0.1" || e.At.IsZero() {
			t.Errorf("%+v", e)
		}
	}
	if out.Why != "quit" || out.Bytes == 0 {
		t.Errorf("%+v", out)
	}
	stranger := newKey(t)
	if _, err := f.dial("ana", stranger); err == nil {
		t.Fatal("a stranger was let in")
	}
	e := f.await("refused", "")
	if e.Key != ssh.FingerprintSHA256(stranger.PublicKey()) || e.Why != "nobody has this key" || e.Person != "" {
		t.Errorf("%+v", e)
	}
	want := e.At.UTC().Format(time.RFC3339) + ` refused key=` + e.Key + ` from=127.0.0.1 why="nobody has this key"`
	if got := e.Line().String(); got != want {
		t.Errorf("the line is\n%s, want\n%s", got, want)
	}
}

func TestTheServerEndsWithASentence(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), nil)
	s := f.enter(ana)
	f.stop()
	s.ends()
	s.shows(ErrRestart.Error())
	<-f.done
	if e := f.await("out", ""); e.Why != ErrRestart.Error() {
		t.Errorf("%s", e.Line())
	}
}

func TestWhoPressesNoKeyIsWarnedAndThenOut(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), func(s *Server) { s.Limits.Idle, s.Limits.Warned = 600*time.Millisecond, 400*time.Millisecond })
	s := f.enter(ana)
	s.shows("notice This session ends in 400ms")
	s.ends()
	s.shows(ErrIdle.Error())
}

func TestASessionMayOutliveItsServerForAMomentOnly(t *testing.T) {
	ana := newKey(t)
	f := start(t, listed(ana, "ana"), func(s *Server) {
		s.Limits.Last = 50 * time.Millisecond
		s.Run = func(_ context.Context, t *Terminal) int { // it does not listen
			_, _ = t.Write([]byte("x is reader at xterm-256color 120x36"))
			for b := make([]byte, 1); ; {
				if _, err := t.Read(b); err != nil {
					return 0
				}
			}
		}
	})
	s := f.enter(ana)
	f.stop()
	<-f.done
	s.ends()
}
