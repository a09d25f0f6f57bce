package config

import (
	"net"
	"strconv"
	"time"
)

// Serve says how the reader is served over SSH. Empty paths stand for the usual files.
type Serve struct {
	Listen    string // address and port
	HostKey   string
	People    string
	TrustedCA string // public keys of those who make certificates; empty: none does
	Sessions  int    // in all
	Idle      time.Duration
	Operate   string // where health and figures are told: an address of this machine or a socket; empty: nowhere
}

func serveKeys() []field[Serve] {
	return []field[Serve]{
		{"listen", "address", `"127.0.0.1:2222"`, "Where `serve` listens: address and port, such as \":2222\" for all addresses of the machine.", textAt(func(s *Serve) *string { return &s.Listen }, checkListen)},
		{"host_key", "file", `""`, "The private key by which clients know the server; empty: one that is made once.", textAt(func(s *Serve) *string { return &s.HostKey }, nil)},
		{"people", "file", `""`, "Who may come in, as `sitrep people` writes it; empty: `people` beside the configuration.", textAt(func(s *Serve) *string { return &s.People }, nil)},
		{"trusted_ca", "file", `""`, "Public keys of authorities whose certificates are accepted; a principal is a person. Empty: none.", textAt(func(s *Serve) *string { return &s.TrustedCA }, nil)},
		{"sessions", "number", "200", "Sessions at once; a person has 4 of them, an address 20.", intAt(func(s *Serve) *int { return &s.Sessions }, 1, 10_000)},
		{"operate", "address or file", `""`, "Where `/healthz`, `/readyz` and `/metrics` are answered: 127.0.0.1:PORT or the path of a socket; empty: nowhere.", textAt(func(s *Serve) *string { return &s.Operate }, nil)},
		{"idle", "time", "8h", "How long a session stays without a key; it is warned a minute before.", durationAt(func(s *Serve) *time.Duration { return &s.Idle }, 5*time.Minute, 7*24*time.Hour, "too short")},
	}
}

// checkListen accepts a host, which may be missing, and a port.
func checkListen(v value, s string) (string, bool) {
	host, port, err := net.SplitHostPort(s)
	n, perr := strconv.Atoi(port)
	if err != nil || perr != nil || n < 1 || n > 65535 || host != "" && net.ParseIP(host) == nil && !isName(host) {
		v.fail("is no address to listen on", "such as 127.0.0.1:2222 or :2222")
		return "", false
	}
	return s, true
}

// isName reports whether a host may be a name.
func isName(host string) bool {
	for _, r := range host {
		if r != '.' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return true
}
