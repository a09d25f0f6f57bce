package sshd

import (
	"context"
	"errors"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"sitrep/internal/sanitize"
)

// open answers the request for a channel. The first is the session, and there is no
// second. why, if set, is told instead of a session. waits runs out if no shell is
// asked for.
func (s *Server) open(c *conn, nc ssh.NewChannel, why error, waits *time.Timer) {
	if nc.ChannelType() != "session" || c.started.Swap(true) {
		s.refuse(c, "channel "+nc.ChannelType())
		_ = nc.Reject(ssh.Prohibited, "sitrep has one session a connection, and forwards nothing")
		return
	}
	ch, requests, err := nc.Accept()
	if err != nil {
		_ = c.Close()
		return
	}
	waits.Reset(s.Limits.Handshake)
	t := &Terminal{
		Person: c.person, Key: c.key, Address: c.address, s: s, c: c, ch: ch, env: map[string]string{},
		sizes: make(chan Size, 1), notices: make(chan sanitize.Clean, 1),
	}
	t.idle = &idleness{
		after: s.Limits.Idle, warned: s.Limits.Warned,
		warn: func() {
			t.tell(sanitize.Line("This session ends in " + s.Limits.Warned.String() + ": no key was pressed for a long time. Any key keeps it."))
		},
		end: func() { c.stop(ErrIdle) },
	}
	s.background(c, func() { t.answer(requests, why, waits) })
}

// refuse notes a request that is not served, once a connection and kind.
func (s *Server) refuse(c *conn, what string) {
	s.mu.Lock()
	if c.refused == nil {
		c.refused = map[string]bool{}
	}
	again := c.refused[what] || len(c.refused) > 8
	c.refused[what] = true
	s.mu.Unlock()
	if !again {
		s.audit(Entry{Event: "refused", Person: c.person, Key: c.key, Address: c.address, Why: what})
	}
}

// answer answers the requests of a session until it is over.
func (t *Terminal) answer(requests <-chan *ssh.Request, why error, waits *time.Timer) {
	pty, shell := false, false
	for r := range requests {
		ok := false
		switch {
		case len(r.Payload) > maxRequest:
		case r.Type == "env" && !shell:
			ok = t.setVariable(r.Payload)
		case r.Type == "pty-req" && !shell && !pty:
			ok = t.setTerminal(r.Payload)
			pty = ok
		case r.Type == "window-change":
			ok = t.setSize(r.Payload)
		case r.Type == "shell" && !shell:
			shell, ok = true, true
			waits.Stop()
		case r.Type == "exec" || r.Type == "subsystem":
			t.s.refuse(t.c, r.Type)
			t.say("only the reader can be opened here: no commands, no files (ssh without a command)")
		case r.Type == "signal" || r.Type == "eow@openssh.com":
		default:
			t.s.refuse(t.c, r.Type)
		}
		if r.WantReply {
			_ = r.Reply(ok, nil) // a connection that is gone is found below
		}
		if r.Type == "shell" && ok {
			t.s.background(t.c, func() { t.run(pty, why) })
		}
	}
}

// run shows the session, and then ends the connection.
func (t *Terminal) run(pty bool, why error) {
	defer t.c.Close()
	status := 1
	defer t.leave(&status)
	switch {
	case why != nil:
		t.s.audit(Entry{Event: "refused", Person: t.Person, Key: t.Key, Address: t.Address, Why: why.Error()})
		t.say(why.Error())
		return
	case t.c.ended.Err() != nil: // before the shell was asked for
		t.say(sentence(t.c.ended))
		return
	case !pty:
		t.s.refuse(t.c, "no terminal")
		t.say("the reader needs a terminal (ssh -t)")
		return
	}
	began := t.s.Now()
	t.s.audit(Entry{Event: "in", Person: t.Person, Key: t.Key, Address: t.Address})
	how := "a fault in sitrep"
	defer func() {
		t.s.mu.Lock()
		t.c.counted = false
		t.s.mu.Unlock()
		sent := t.c.sent.Load()
		t.s.audit(Entry{Event: "out", Person: t.Person, Key: t.Key, Address: t.Address, Why: how, Bytes: sent, Lasted: t.s.Now().Sub(began)})
	}()
	t.idle.start()
	defer t.idle.stop()
	ctx := t.c.ended
	status = t.s.Run(ctx, t)
	how = "quit"
	if ctx.Err() != nil {
		how = context.Cause(ctx).Error()
		if status == 0 && !errors.Is(context.Cause(ctx), ErrRestart) {
			status = 1
		}
	} else if status != 0 {
		how = "a fault in sitrep"
	}
	if text := sentence(ctx); text != "" {
		t.say(text)
	}
}

// leave tells the client the exit status and waits a moment until it has closed the
// connection: output on its way may be lost otherwise.
func (t *Terminal) leave(status *int) {
	_, _ = t.ch.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(*status)})) //nolint:gosec // 0 to 255
	_ = t.ch.Close()
	limit := time.NewTimer(lastWait)
	defer limit.Stop()
	select {
	case <-t.c.over:
	case <-limit.C:
	}
}

// lastWait is how long a client may take to close the connection after its session.
const lastWait = time.Second

// setVariable keeps a variable of the client.
func (t *Terminal) setVariable(payload []byte) bool {
	var m struct{ Name, Value string }
	if ssh.Unmarshal(payload, &m) != nil || !permitted(m.Name) || len(t.env) >= mostVariables {
		return false
	}
	value, ok := variable(m.Value)
	if ok {
		t.env[m.Name] = value
	}
	return ok
}

// setTerminal keeps the kind and the size of the terminal (RFC 4254, section 6.2).
func (t *Terminal) setTerminal(payload []byte) bool {
	var m struct {
		Term                         string
		Columns, Rows, Width, Height uint32
		Modes                        string
	}
	if ssh.Unmarshal(payload, &m) != nil {
		return false
	}
	if name, ok := variable(m.Term); ok && !strings.ContainsAny(name, "/ ") {
		t.env["TERM"] = name
	}
	t.wide = size(m.Columns, m.Rows)
	return true
}

func (t *Terminal) setSize(payload []byte) bool {
	var m struct{ Columns, Rows, Width, Height uint32 }
	if ssh.Unmarshal(payload, &m) != nil || m.Columns == 0 || m.Rows == 0 {
		return false
	}
	t.resize(size(m.Columns, m.Rows))
	return true
}
