package sshd

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// Entry is one line of the audit: who came in, went out or was refused, whose role
// changed. It does not hold what anybody read. Empty fields are left out.
type Entry struct {
	At      time.Time
	Event   string // "in", "out", "refused", "added", "removed", "role", "fault"
	Person  string
	Key     string // fingerprint; of a certificate also its name and number
	Address string // the client's, without the port
	User    string // that the client gave, if nobody came in
	Why     string // how a session ended, why a client was refused, the new role
	Bytes   int64  // sent to the client
	Lasted  time.Duration
}

// Line returns the entry as a line of names and values, cleaned.
func (e Entry) Line() sanitize.Clean {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", e.At.UTC().Format(time.RFC3339), e.Event)
	add := func(name, value string) {
		if value == "" {
			return
		}
		value = sanitize.Brief(value).String()
		if strings.ContainsAny(value, " \"=") {
			value = strconv.Quote(value)
		}
		b.WriteString(" " + name + "=" + value)
	}
	add("person", e.Person)
	add("user", e.User)
	add("key", e.Key)
	add("from", e.Address)
	add("why", e.Why)
	if e.Lasted > 0 {
		add("lasted", e.Lasted.Round(time.Second).String())
	}
	if e.Bytes > 0 {
		add("bytes", strconv.FormatInt(e.Bytes, 10))
	}
	return sanitize.Line(b.String())
}

func (s *Server) audit(e Entry) {
	e.At = s.Now()
	s.Audit(e)
}
