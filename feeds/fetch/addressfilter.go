package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
)

// ErrPrivate is matched by the error of a request to an address inside the
// reader's own network.
var ErrPrivate = errors.New("the address is private or local (name it under poll.allow_private if that is meant)")

var errProxy = errors.New("the proxy that the environment names (HTTP_PROXY, HTTPS_PROXY) is not an address such as http://proxy.example:3128")

// addressFilter refuses private addresses: by name before a request, and by
// address where the connection is made, after DNS, so that a name cannot
// resolve to another address in between.
type addressFilter struct {
	hosts    map[string]bool
	prefixes []netip.Prefix
	proxies  sync.Map      // host:port that requests go through, so connected to as they are
	resolver *net.Resolver // nil: the system's; tests have one that lies
	public   func(network, address string, c syscall.RawConn) error
}

func newAddressFilter(allow []string) (*addressFilter, error) {
	f := &addressFilter{
		hosts:  make(map[string]bool),
		public: ssrf.New(ssrf.WithAnyPort()).Safe,
	}
	for _, a := range allow {
		if p, err := netip.ParsePrefix(a); err == nil {
			f.prefixes = append(f.prefixes, p.Masked())
			continue
		}
		if ip, err := netip.ParseAddr(strings.Trim(a, "[]")); err == nil {
			f.prefixes = append(f.prefixes, netip.PrefixFrom(ip, ip.BitLen()))
			continue
		}
		if strings.ContainsAny(a, "/ ") || a == "" {
			return nil, fmt.Errorf("allow private %q: neither a host nor an address nor a range such as 10.0.0.0/8", a)
		}
		f.hosts[strings.ToLower(a)] = true
	}
	return f, nil
}

// check looks at the address as written. It is what protects a request that
// goes through a proxy, where the connection is to the proxy.
func (f *addressFilter) check(u *url.URL) error {
	host := strings.ToLower(u.Hostname())
	if f.hosts[host] {
		return nil
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") || strings.HasSuffix(host, ".internal") {
		if f.allows(netip.AddrFrom4([4]byte{127, 0, 0, 1})) {
			return nil
		}
		return ErrPrivate
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		if isNumeric(host) {
			return ErrPrivate
		}
		return nil // a name: judged after DNS
	}
	return f.judge(ip)
}

// isNumeric reports whether a host is an IPv4 address in an odd spelling,
// such as 127.1 or 0x7f000001, which some resolvers and proxies understand:
// one whose last part is a number (WHATWG URL, "ends in a number").
func isNumeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(hex, "0123456789abcdef") == ""
	}
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// proxied notes the proxies that choose returns.
func (f *addressFilter) proxied(choose func(*http.Request) (*url.URL, error)) func(*http.Request) (*url.URL, error) {
	return func(r *http.Request) (*url.URL, error) {
		u, err := choose(r)
		if err != nil {
			return nil, errProxy // err repeats the address, which may hold a password
		}
		if u != nil {
			f.proxies.Store(net.JoinHostPort(strings.ToLower(u.Hostname()), proxyPort(u)), true)
		}
		return u, nil
	}
}

// proxyPort returns the port of a proxy; it is empty if the scheme is none of
// a proxy.
func proxyPort(u *url.URL) string {
	standard := ""
	switch u.Scheme {
	case "http":
		standard = "80"
	case "https":
		standard = "443"
	case "socks5", "socks5h":
		standard = "1080"
	}
	if p := u.Port(); p != "" && standard != "" {
		return p
	}
	return standard
}

func (f *addressFilter) allows(ip netip.Addr) bool {
	for _, p := range f.prefixes {
		if p.Contains(ip.Unmap()) || p.Contains(ip) {
			return true
		}
	}
	return false
}

func (f *addressFilter) judge(ip netip.Addr) error {
	if f.allows(ip) {
		return nil
	}
	network := "tcp6"
	if ip.Is4() {
		network = "tcp4"
	}
	if f.public(network, netip.AddrPortFrom(ip, 443).String(), nil) != nil {
		return ErrPrivate
	}
	return nil
}

// dial connects, judging each address that the name resolved to.
func (f *addressFilter) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	d := &net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Resolver: f.resolver}
	if _, proxy := f.proxies.Load(strings.ToLower(address)); !proxy && !f.hosts[strings.ToLower(host)] {
		d.Control = func(_, address string, _ syscall.RawConn) error {
			ap, err := netip.ParseAddrPort(address)
			if err != nil {
				return err
			}
			return f.judge(ap.Addr())
		}
	}
	return d.DialContext(ctx, network, address)
}
