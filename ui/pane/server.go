package pane

import "strings"

// doubt says what speaks against the host of an address: "LOOKS LIKE
// velm.example". It is empty if nothing does, or if nobody looks.
func (e *Env) doubt(address string) string {
	if e.Doubt == nil || address == "" {
		return ""
	}
	return e.Doubt(address).String()
}

// place names the server of an address. The part of its name that somebody
// registered comes first if there is more in front of it: rows are cut at
// their end, and that part says whose it is.
func place(address string) string {
	if site := siteOf(address); site != "" {
		return site + " (" + host(address) + ")"
	}
	return host(address)
}

// Server names the server of an address, after what speaks against it.
func (e *Env) Server(address string) string {
	if d := e.doubt(address); d != "" {
		return d + ": " + place(address)
	}
	return place(address)
}

// beside is what stands in front of an address that is shown whole.
func (e *Env) beside(address string) string {
	var b strings.Builder
	for _, s := range []string{e.doubt(address), siteOf(address)} {
		if s != "" {
			b.WriteString(s + separator(e.ASCII))
		}
	}
	return b.String()
}
