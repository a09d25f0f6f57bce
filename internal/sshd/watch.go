package sshd

import (
	"context"
	"os"
	"time"

	"golang.org/x/crypto/ssh"
)

// lookAtFiles is how often the files of people and authorities are looked at. One that
// changed is read when it has stayed as it is for one more look.
const lookAtFiles = 300 * time.Millisecond

// Watch reads the files of people and authorities again whenever one has changed, and
// ends the sessions of those who may not come in any more. A file with a mistake
// changes nothing, and wrong is told. It returns when ctx ends.
func (s *Server) Watch(ctx context.Context, wrong func(error)) {
	tick := time.NewTicker(lookAtFiles)
	defer tick.Stop()
	read := s.look()
	for before := read; ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := s.look()
		if now != read && now == before {
			read = now
			if err := s.reload(); err != nil {
				wrong(err)
			}
		}
		before = now
	}
}

type fileState struct {
	size int64
	at   time.Time
}

func (s *Server) look() (state [2]fileState) {
	for i, path := range []string{s.People, s.Authorities} {
		if info, err := os.Stat(path); err == nil {
			state[i] = fileState{info.Size(), info.ModTime()}
		}
	}
	return state
}

// reload reads the files again.
func (s *Server) reload() error {
	now, err := LoadPeople(s.People)
	if err != nil {
		return err
	}
	authorities, err := loadAuthorities(s.Authorities)
	if err != nil {
		return err
	}
	was := s.people.Swap(now)
	s.authorities.Store(&authorities)
	s.auditChanges(was, now)
	for _, c := range s.all() {
		s.mu.Lock()
		may := c.proof == nil || s.stillMay(c) // who has yet to sign is looked at then
		s.mu.Unlock()
		if !may {
			c.stop(ErrRemoved)
		}
	}
	return nil
}

// stillMay reports whether who has signed would be let in now. A certificate that has
// run out since does not end a session. The server's mutex is locked.
func (s *Server) stillMay(c *conn) bool {
	people := s.people.Load()
	if people.Role(c.person) == Outside {
		return false
	}
	if cert, ok := c.proof.(*ssh.Certificate); ok {
		return s.trusted(cert.SignatureKey)
	}
	person, ok := people.find(c.proof)
	return ok && person == c.person
}

// auditChanges notes who was added and removed, and whose role has changed.
func (s *Server) auditChanges(was, now *People) {
	had := map[string]bool{}
	for _, name := range was.Names() {
		had[name] = true
	}
	for _, name := range now.Names() {
		switch {
		case !had[name]:
			s.audit(Entry{Event: "added", Person: name, Why: string(now.Role(name))})
		case was.Role(name) != now.Role(name):
			s.audit(Entry{Event: "role", Person: name, Why: string(now.Role(name))})
		}
		delete(had, name)
	}
	for name := range had {
		s.audit(Entry{Event: "removed", Person: name})
	}
}
