package sshd

import (
	"net"
	"net/netip"
	"slices"
	"time"
)

// Limits bound what clients may have. A value of 0 is replaced by the default.
type Limits struct {
	Sessions   int           // in all; 200
	PerPerson  int           // sessions; 4
	PerAddress int           // connections; 20
	Rate       int           // connections an address and minute; 10
	HalfOpen   int           // connections of nobody yet; 64
	Handshake  time.Duration // until somebody has authenticated, and again until the shell; 15 s
	Idle       time.Duration // without a key; 8 h
	Warned     time.Duration // before the end of Idle; 1 min
	Stuck      time.Duration // without the client taking a byte; 30 s
	Buffer     int           // of the kernel for output, in bytes; 8 KiB
	Last       time.Duration // for sessions to end when the server does; 5 s
}

func (l Limits) withDefaults() Limits {
	for _, n := range []struct {
		at    *int
		value int
	}{{&l.Sessions, 200}, {&l.PerPerson, 4}, {&l.PerAddress, 20}, {&l.Rate, 10}, {&l.HalfOpen, 64}, {&l.Buffer, 8 << 10}} {
		if *n.at == 0 {
			*n.at = n.value
		}
	}
	for _, d := range []struct {
		at    *time.Duration
		value time.Duration
	}{{&l.Handshake, 15 * time.Second}, {&l.Idle, 8 * time.Hour}, {&l.Warned, time.Minute}, {&l.Stuck, 30 * time.Second}, {&l.Last, 5 * time.Second}} {
		if *d.at == 0 {
			*d.at = d.value
		}
	}
	return l
}

// mostAddresses is of how many addresses connections are counted apart.
const mostAddresses = 10_000

// door counts connections before anybody has authenticated. The mutex of the
// server guards it.
type door struct {
	open   map[string]int // connections, by address
	recent map[string]int // since minute, by address
	told   map[string]bool
	minute time.Time
	half   []*conn // of nobody yet, the oldest first
}

// admit counts a connection, or returns why it is refused. first: it is the first
// one of its address that is refused in this minute.
func (d *door) admit(address string, l Limits, now time.Time) (why string, first bool) {
	if m := now.Truncate(time.Minute); d.open == nil || !m.Equal(d.minute) {
		d.minute, d.recent, d.told = m, map[string]int{}, map[string]bool{}
		if d.open == nil {
			d.open = map[string]int{}
		}
	}
	if _, ok := d.recent[address]; !ok && len(d.recent) >= mostAddresses {
		address = "others"
	}
	d.recent[address]++
	switch {
	case d.recent[address] > l.Rate:
		why = "too many connections of this address in a minute"
	case d.open[address] >= l.PerAddress:
		why = "too many connections of this address at once"
	default:
		return "", false
	}
	first = !d.told[address]
	d.told[address] = true
	return why, first
}

// enter notes a connection that was admitted, and returns the oldest one of nobody
// if there are too many.
func (d *door) enter(c *conn, most int) (oldest *conn) {
	d.open[c.address]++
	d.half = append(d.half, c)
	if len(d.half) > most {
		oldest = d.half[0]
		d.half = d.half[1:]
	}
	return oldest
}

// known notes that a connection is somebody's, or is over.
func (d *door) known(c *conn) {
	if i := slices.Index(d.half, c); i >= 0 {
		d.half = slices.Delete(d.half, i, i+1)
	}
}

func (d *door) leave(c *conn) {
	d.known(c)
	if d.open[c.address]--; d.open[c.address] <= 0 {
		delete(d.open, c.address)
	}
}

// addressOf returns the address of a client without the port. Of IPv6 it is the
// network of 64 bits: a client has all of its addresses.
func addressOf(a net.Addr) string {
	p, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return "local" // a socket of this machine
	}
	ip := p.Addr().Unmap().WithZone("")
	if ip.Is4() {
		return ip.String()
	}
	net64, err := ip.Prefix(64)
	if err != nil {
		return ip.String()
	}
	return net64.Masked().String()
}
