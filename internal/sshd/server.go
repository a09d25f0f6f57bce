package sshd

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/ssh"
)

// Server serves sessions over SSH. Host, Now, Audit and Run are required. Its fields are
// set before Load. It is safe for concurrent use.
type Server struct {
	Host        *HostKey
	People      string // file of the persons who may come in
	Authorities string // file of public keys of those who make certificates; empty: there is none
	Limits      Limits
	Now         func() time.Time
	Audit       func(Entry)
	// Run shows a person a session until they leave it or ctx ends, and returns its
	// exit status. context.Cause(ctx) is one of the errors below then.
	Run func(ctx context.Context, t *Terminal) (status int)
	// Failed is told of a panic, with the stack; nil: nobody is.
	Failed func(panicked any, stack []byte)

	people      atomic.Pointer[People]
	authorities atomic.Pointer[[]ssh.PublicKey]
	counts      counts

	mu    sync.Mutex
	door  door
	conns map[*conn]struct{} // all of them
	work  sync.WaitGroup     // one for each
}

// Why a session ends that nobody has left. Each is a sentence for the person.
var (
	ErrLost    = errors.New("the connection was lost")
	ErrRemoved = errors.New("you may not come in any more: your key was removed")
	ErrIdle    = errors.New("no key was pressed for a long time; your place is kept")
	ErrStuck   = errors.New("nothing could be sent to your terminal")
	ErrRestart = errors.New("the server is being restarted; your place is kept")
	ErrCrowded = errors.New("too many sessions")
)

// Load reads the files of people and authorities.
func (s *Server) Load() error {
	s.Limits = s.Limits.withDefaults()
	p, err := LoadPeople(s.People)
	if err != nil {
		return err
	}
	a, err := loadAuthorities(s.Authorities)
	if err != nil {
		return err
	}
	s.people.Store(p)
	s.authorities.Store(&a)
	return nil
}

// Persons returns who may come in now, for others than clients.
func (s *Server) Persons() *People { return s.people.Load() }

// retry is how long an error of accepting is waited out: there may be no file left.
const retry = 100 * time.Millisecond

// Serve accepts connections until ctx ends, and then waits a moment for the
// sessions to end. Load comes first. The listener is closed.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	stop := context.AfterFunc(ctx, func() { _ = l.Close() })
	defer stop()
	for {
		nc, err := l.Accept()
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, net.ErrClosed) {
				break
			}
			select {
			case <-ctx.Done():
			case <-time.After(retry):
			}
			continue
		}
		s.accept(ctx, nc)
	}
	s.end()
	if ctx.Err() == nil {
		return errors.New("serve: the listener was closed")
	}
	return nil
}

// accept begins to serve a connection, or refuses it.
func (s *Server) accept(ctx context.Context, nc net.Conn) {
	address := addressOf(nc.RemoteAddr())
	if b, ok := nc.(interface{ SetWriteBuffer(bytes int) error }); ok {
		_ = b.SetWriteBuffer(s.Limits.Buffer) // else a slow line shows the present later
	}
	keepUnsent(nc, s.Limits.Buffer/4)
	s.mu.Lock()
	why, first := s.door.admit(address, s.Limits, s.Now())
	if why == "" && len(s.conns) >= s.Limits.Sessions+s.Limits.HalfOpen {
		why, first = "too many sessions", true
	}
	if why != "" {
		s.mu.Unlock()
		_ = nc.Close()
		s.counts.refused.Add(1)
		if first {
			s.audit(Entry{Event: "refused", Address: address, Why: why})
		}
		return
	}
	c := &conn{Conn: nc, s: s, address: address, began: s.Now(), stuck: s.Limits.Stuck, over: make(chan struct{})}
	if s.conns == nil {
		s.conns = map[*conn]struct{}{}
	}
	s.conns[c] = struct{}{}
	oldest := s.door.enter(c, s.Limits.HalfOpen)
	s.work.Add(1)
	s.mu.Unlock()
	if oldest != nil {
		_ = oldest.Close() // its own goroutine finds it so
	}
	go s.serve(ctx, c)
}

// serve serves one connection until it is over.
func (s *Server) serve(ctx context.Context, c *conn) {
	defer s.work.Done()
	defer s.forget(c)
	defer s.guard(c)
	end := time.AfterFunc(s.Limits.Handshake, func() { _ = c.Close() })
	defer end.Stop()
	a := attempt{s: s}
	sc, channels, requests, err := ssh.NewServerConn(c, a.config())
	if err != nil {
		s.counts.refused.Add(1)
		if a.key != "" { // who shows no key looks whether somebody is there
			s.audit(Entry{Event: "refused", Key: a.key, Address: c.address, User: userOf(sc), Why: a.why})
		}
		_ = c.Close()
		return
	}
	defer sc.Close()
	ended, cancel := context.WithCancelCause(context.WithoutCancel(ctx)) // end has sessions leave
	defer cancel(ErrLost)
	why := s.come(ended, c, sc.Permissions, cancel)
	s.counts.accepted.Add(1)
	s.background(c, func() { ssh.DiscardRequests(requests) })
	s.background(c, func() {
		_ = sc.Wait() // however it ends
		close(c.over)
		cancel(ErrLost)
	})
	for nc := range channels {
		s.open(c, nc, why, end)
	}
	_ = c.Close()
	c.sessions.Wait()
}

// userOf returns the user name of a connection that may have failed early.
func userOf(c *ssh.ServerConn) string {
	if c == nil || c.Conn == nil {
		return ""
	}
	return c.User()
}

// come counts a connection among the sessions of the person who has signed. The
// error is why it may have none.
func (s *Server) come(ended context.Context, c *conn, p *ssh.Permissions, cancel context.CancelCauseFunc) error {
	proof, err := ssh.ParsePublicKey([]byte(p.Extensions[asProof]))
	if err != nil {
		return ErrRemoved
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.door.known(c)
	c.person, c.key, c.proof, c.ended, c.cancel = p.Extensions[asPerson], p.Extensions[asKey], proof, ended, cancel
	if !s.stillMay(c) { // the file was read again meanwhile
		return ErrRemoved
	}
	all, own := 0, 0
	for o := range s.conns {
		if !o.counted {
			continue
		}
		all++
		if o.person == c.person {
			own++
		}
	}
	switch {
	case own >= s.Limits.PerPerson:
		return fmt.Errorf("%w: %d of yours are open, close one of them", ErrCrowded, own)
	case all >= s.Limits.Sessions:
		return fmt.Errorf("%w are open here, try again later", ErrCrowded)
	}
	c.counted = true
	return nil
}

// forget drops a connection that is over.
func (s *Server) forget(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
	s.door.leave(c)
}

// guard ends a connection by a panic of its goroutine, and no other.
func (s *Server) guard(c *conn) {
	p := recover()
	if p == nil {
		return
	}
	_ = c.Close()
	s.audit(Entry{Event: "fault", Person: c.person, Address: c.address, Why: "a fault in sitrep"})
	if s.Failed != nil {
		s.Failed(p, debug.Stack())
	}
}

// background runs f beside a connection.
func (s *Server) background(c *conn, f func()) {
	c.sessions.Go(func() {
		defer s.guard(c)
		f()
	})
}

// end has all sessions end, and closes those that have not in time.
func (s *Server) end() {
	for _, c := range s.all() {
		c.stop(ErrRestart)
	}
	done := make(chan struct{})
	go func() { // ends with the last connection, which is closed below
		s.work.Wait()
		close(done)
	}()
	limit := time.NewTimer(s.Limits.Last)
	defer limit.Stop()
	select {
	case <-done:
		return
	case <-limit.C:
	}
	for _, c := range s.all() {
		_ = c.Close()
	}
	<-done
}

func (s *Server) all() []*conn {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]*conn, 0, len(s.conns))
	for c := range s.conns {
		out = append(out, c)
	}
	return out
}

// conn is the connection of one client. Each write to it must be done in some time.
type conn struct {
	net.Conn
	s       *Server
	address string
	began   time.Time
	stuck   time.Duration
	sent    atomic.Int64
	over    chan struct{} // closed when somebody's connection is

	// Set once somebody has authenticated, under the server's mutex.
	person, key string
	proof       ssh.PublicKey   // that has signed; nil: nobody has yet
	ended       context.Context //nolint:containedctx // of this one connection
	cancel      context.CancelCauseFunc
	counted     bool            // among the sessions
	refused     map[string]bool // the audit has it that they asked for it

	started  atomic.Bool // a session channel was opened
	sessions sync.WaitGroup
}

// Write writes p in the time that a client may take.
func (c *conn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(c.stuck)); err != nil { //nolint:forbidigo // sockets go by the machine's clock
		return 0, err
	}
	n, err := c.Conn.Write(p)
	c.sent.Add(int64(n))
	c.s.counts.bytes.Add(int64(n))
	return n, err
}

// stop ends a connection for a reason: its session leaves, or if there is none it is
// closed.
func (c *conn) stop(why error) {
	c.s.mu.Lock()
	cancel := c.cancel
	c.s.mu.Unlock()
	if cancel != nil {
		cancel(why)
	}
	if cancel == nil || !c.started.Load() {
		_ = c.Close()
	}
}

// Sessions returns how many persons' sessions there are.
func (s *Server) Sessions() int {
	n := 0
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		if c.counted {
			n++
		}
	}
	return n
}

// counts are sums since the start.
type counts struct{ accepted, refused, bytes atomic.Int64 }

// Accepted returns how many connections were somebody's since the start.
func (s *Server) Accepted() int64 { return s.counts.accepted.Load() }

// Refused returns how many connections were refused since the start.
func (s *Server) Refused() int64 { return s.counts.refused.Load() }

// Bytes returns how many bytes were sent to clients since the start.
func (s *Server) Bytes() int64 { return s.counts.bytes.Load() }
