package reader

import (
	"net/url"
	"strings"

	"sitrep/internal/sanitize"
)

// DoubtOf returns the doubt about the host of an address: "LOOKS LIKE
// velm.example". It is empty if there is none, or if nobody looks.
func (e *Env) DoubtOf(address string) string {
	if e.Doubt == nil || address == "" {
		return ""
	}
	return e.Doubt(address).String()
}

// Server names the server of an address, after the doubt about it.
func (e *Env) Server(address string) string {
	if d := e.DoubtOf(address); d != "" {
		return d + ": " + Server(address)
	}
	return Server(address)
}

// Server names the server of an address. The part of its name that somebody
// registered comes first if there is more in front of it: rows are cut at
// their end, and that part tells whose it is.
func Server(address string) string {
	if site := SiteOf(address); site != "" {
		return site + " (" + Host(address) + ")"
	}
	return Host(address)
}

// Host returns the name of the server of an address; empty: it has none.
func Host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return sanitize.Line(strings.TrimPrefix(u.Host, "www.")).String()
}

// SiteOf returns the part of an address's host that somebody registered, if
// the host has more in front of it; else it is empty.
func SiteOf(address string) string {
	return sanitize.Line(sanitize.SiteOf(address)).String()
}
