package fetch_test

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

// liar is a name server whose owner decides at each question where a name
// leads.
type liar struct {
	mu      sync.Mutex
	rounds  [][]netip.Addr // the addresses that each lookup returns; the last ones stay
	lookups int            // answers about IPv4
	group   sync.WaitGroup
}

func newLiar(t *testing.T, rounds ...[]netip.Addr) *liar {
	t.Helper()
	l := &liar{rounds: rounds}
	t.Cleanup(l.group.Wait)
	return l
}

func (l *liar) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		l.group.Go(func() { l.serve(ours) })
		return theirs, nil
	}}
}

// serve answers questions as they come over TCP (RFC 1035, section 4.2.2).
func (l *liar) serve(c net.Conn) {
	defer c.Close()
	for {
		size := make([]byte, 2)
		if _, err := io.ReadFull(c, size); err != nil {
			return
		}
		b := make([]byte, binary.BigEndian.Uint16(size))
		if _, err := io.ReadFull(c, b); err != nil {
			return
		}
		var m dnsmessage.Message
		if err := m.Unpack(b); err != nil || len(m.Questions) == 0 {
			return
		}
		m.Response, m.Authoritative, m.Additionals = true, true, nil
		m.Answers = l.answers(m.Questions[0])
		b, err := m.AppendPack(make([]byte, 2))
		if err != nil {
			return
		}
		binary.BigEndian.PutUint16(b, uint16(len(b)-2)) //nolint:gosec // a few hundred bytes
		if _, err := c.Write(b); err != nil {
			return
		}
	}
}

func (l *liar) answers(q dnsmessage.Question) []dnsmessage.Resource {
	l.mu.Lock()
	defer l.mu.Unlock()
	// Both questions of one lookup are of one round: the one about IPv4 counts.
	now := l.rounds[min(l.lookups, len(l.rounds)-1)]
	if q.Type == dnsmessage.TypeA {
		l.lookups++
	}
	var out []dnsmessage.Resource
	for _, ip := range now {
		head := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class}
		switch {
		case ip.Is4() && q.Type == dnsmessage.TypeA:
			out = append(out, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: ip.As4()}})
		case ip.Is6() && q.Type == dnsmessage.TypeAAAA:
			out = append(out, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: ip.As16()}})
		}
	}
	return out
}

func ips(addresses ...string) []netip.Addr {
	var out []netip.Addr
	for _, a := range addresses {
		out = append(out, netip.MustParseAddr(a))
	}
	return out
}

// inside are addresses that no name may lead to. 127.0.0.1, where the scripted
// publisher is, is allowed by the clients of these tests and stands for the
// world outside.
var inside = []string{
	"127.0.0.2", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "192.0.0.8", "198.18.0.1",
	"224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::a00:1", "64:ff9b:1::a00:1",
	"2002:a00:1::", "2001:0:a00:1::", "fd00::1", "fe80::1", "ff02::1", "::127.0.0.1",
}

// TestANameCannotMoveInside asks twice for a name that leads to an allowed
// address first and inside from then on.
func TestANameCannotMoveInside(t *testing.T) {
	s := publisher(t)
	s.SetPage("/x", feedtest.Page{Body: "outside"})
	port := s.URL("")[strings.LastIndexByte(s.URL(""), ':'):]
	for _, ip := range inside {
		t.Run(ip, func(t *testing.T) {
			l := newLiar(t, ips("127.0.0.1"), ips(ip))
			c := client(t, func(o *fetch.Options) { o.Timeout = 5 * time.Second })
			c.Resolve(l.resolver())
			r := fetch.Request{URL: "http://rebind.velm.example" + port + "/x"}
			if got, err := c.Get(t.Context(), r); err != nil || string(got.Body) != "outside" {
				t.Fatalf("before the name moved: %v", err)
			}
			c.Close() // else the connection, which is to the right server, is used again
			before := len(s.Requests())
			if _, err := c.Get(t.Context(), r); !errors.Is(err, fetch.ErrPrivate) {
				t.Errorf("after the name moved to %s: error %v, want ErrPrivate", ip, err)
			}
			if n := len(s.Requests()); n != before {
				t.Errorf("%d requests reached the server", n-before)
			}
		})
	}
}

func TestAHostThatIsNotThereDoesNotGiveATokenAway(t *testing.T) {
	c := client(t, nil)
	c.Resolve(newLiar(t, nil).resolver())
	_, err := c.Get(t.Context(), fetch.Request{URL: "http://anna:s3same@nowhere.velm.example/rss?token=s3same"})
	if got := fetch.Sentence(err).String(); !strings.HasPrefix(got, "No such host: nowhere.velm.example.") {
		t.Errorf("sentence %q", got)
	}
	if err == nil || strings.Contains(err.Error(), "s3same") || !strings.HasPrefix(err.Error(), "fetch http://nowhere.velm.example/rss?token=***: ") {
		t.Errorf("error %v", err)
	}
}

// TestEachAddressOfANameIsJudged: one that is allowed does not let the others
// in.
func TestEachAddressOfANameIsJudged(t *testing.T) {
	s := publisher(t)
	s.SetPage("/x", feedtest.Page{Body: "outside"})
	port := s.URL("")[strings.LastIndexByte(s.URL(""), ':'):]
	for _, tc := range []struct {
		addresses []netip.Addr
		err       error
	}{
		{ips("10.0.0.1", "127.0.0.1"), nil}, // the first is refused, the second asked
		{ips("10.0.0.1", "169.254.169.254", "fd00::1"), fetch.ErrPrivate},
	} {
		c := client(t, func(o *fetch.Options) { o.Timeout = 5 * time.Second })
		c.Resolve(newLiar(t, tc.addresses).resolver())
		if _, err := c.Get(t.Context(), fetch.Request{URL: "http://many.velm.example" + port + "/x"}); !errors.Is(err, tc.err) {
			t.Errorf("%v: error %v, want %v", tc.addresses, err, tc.err)
		}
	}
}

// TestOddSpellingsOfPrivateAddresses: each is refused or no address at all,
// whether it is asked for or redirected to. Where the host is 127.0.0.1 in
// truth, that is not allowed here.
func TestOddSpellingsOfPrivateAddresses(t *testing.T) {
	s := publisher(t)
	s.SetPage("/", feedtest.Page{Body: "inside"})
	s.SetPage("/secret", feedtest.Page{Body: "inside"})
	host := strings.TrimPrefix(s.URL(""), "http://")
	port := host[strings.LastIndexByte(host, ':'):]
	for _, at := range []string{
		"http://news.example@" + host + "/secret",
		"http://news.example:80@" + host + "/secret",
		"http://news.example%2f@" + host + "/secret",
		"http://" + host + "#@news.example/secret",
		"http://" + host + "?@news.example/secret",
		"http://" + host + "\\@news.example/secret",
		"http://news.example\\@" + host + "/secret",
		"http:\\\\" + host + "/secret",
		"http:/" + host + "/secret",
		"http:" + host + "/secret",
		"http:///" + host + "/secret",
		"HTTP://" + host + "/secret",
		"\thttp://" + host + "/secret\n",
		"ht\ntp://127.0\t.0.1" + port + "/secret",
		"http://127.0.0.1." + port + "/secret",
		"http://127.0.0.1.." + port + "/secret",
		"http://%31%32%37.0.0.1" + port + "/secret",
		"http://127%2e0%2e0%2e1" + port + "/secret",
		"http://\uff11\uff12\uff17.0.0.1" + port + "/secret",      // fullwidth digits
		"http://\u2460\u2461\u2466.0.0.1" + port + "/secret",      // digits in circles
		"http://127\u30020\u30020\u30021" + port + "/secret",      // ideographic full stops
		"http://\u24db\u24de\u24d2\u24d0lhost" + port + "/secret", // letters in circles
		"http://LOCALHOST" + port + "/secret",
		"http://localhost." + port + "/secret",
		"http://x.LocalHost." + port + "/secret",
		"http://0x7f.0x0.0x0.0x1" + port + "/secret",
		"http://017700000001" + port + "/secret",
		"http://127.0.1" + port + "/secret",
		"http://127.65536" + port + "/secret",
		"http://0" + port + "/secret",
		"http://0x" + port + "/secret",
		"http://[::127.0.0.1]" + port + "/secret",
		"http://[0:0:0:0:0:ffff:127.0.0.1]" + port + "/secret",
		"http://[::ffff:127.0.0.1%25lo]" + port + "/secret",
		"http://[fe80::1%25lo]" + port + "/secret",
		"http://[64:ff9b::127.0.0.1]" + port + "/secret",
		"http://[64:ff9b:1::127.0.0.1]" + port + "/secret",
		"http://[2002:7f00:0001::1]" + port + "/secret",
		"http://[2001:0:7f00:1::]" + port + "/secret",
		"http://[::]" + port + "/secret",
		"http://[127.0.0.1]" + port + "/secret",
		"http://127.0.0.1:0/secret", "http://127.0.0.1:65536/secret", "http://127.0.0.1:-1/secret", "http://127.0.0.1:80a/secret", "http://127.0.0.1:/secret",
	} {
		c := client(t, func(o *fetch.Options) { o.AllowPrivate = nil; o.Timeout = 5 * time.Second })
		before := len(s.Requests())
		_, err := c.Get(t.Context(), fetch.Request{URL: at})
		if err == nil || !errors.Is(err, fetch.ErrPrivate) && !strings.Contains(err.Error(), "not an http or https address") {
			t.Errorf("Get(%q): error %v", at, err)
		}
		if n := len(s.Requests()); n != before {
			t.Errorf("Get(%q) reached the server", at)
		}
		if strings.ContainsAny(fetch.Sentence(err).String(), "\t\n") || fetch.Sentence(err).IsZero() {
			t.Errorf("Get(%q): sentence %q", at, fetch.Sentence(err))
		}
	}
}

// raw is a server that writes a given answer, byte for byte, once for each
// connection, and closes it when the client does or after it has written all.
func raw(t *testing.T, write func(c net.Conn)) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 4096)); err == nil {
					write(c)
				}
			})
		}
	})
	t.Cleanup(func() { l.Close(); group.Wait() })
	return "http://" + l.Addr().String()
}

// TestRedirectsThatAttack: each is refused in words that are safe to show.
func TestRedirectsThatAttack(t *testing.T) {
	locations := []string{
		"file:///etc/passwd", "FILE:/etc/passwd", "gopher://127.0.0.1:70/_x", "javascript:alert(1)", "java\tscript:alert(1)", "ftp://127.0.0.1/", "data:text/plain,x",
		"dict://127.0.0.1:11211/stat", "unix:/run/x.sock", "ws://127.0.0.1/", "mailto:x@news.example", "about:blank", "view-source:http://127.0.0.1/", "blob:x", "tel:1",
		"http:", "http://", "https://", "//", "///", "http:///x", "http://:80/", "http://@/", "http://[::1/", "http://a b/", "http://127.0.0.2:99999/",
		"\x00", "http://127.0.0.2/\x00", "http://127.0.0.2\x00.news.example/", "http://127.0.0.2/\x1b]0;owned\x07", "http://127.0.0.2/\x9b31m", "http://127.0.0.2/\xe2\x80\xaex",
		"\x1b[2Jhttp://127.0.0.2/", "http://127.0.0.2/\r\tX-Owned: 1",
		"http://127.0.0.2/", "http://news.example@127.0.0.2/", "//127.0.0.2/", "\\\\127.0.0.2\\", "/\\127.0.0.2/", "http://[::ffff:127.0.0.2]/", "http://2130706434/", "http://0x7f000002/",
		"http://169.254.169.254/latest/meta-data/", "http://[64:ff9b::a9fe:a9fe]/", "http://[2002:a9fe:a9fe::]/", "http://localhost.:1/", "http://metadata.google.internal/",
	}
	for _, to := range locations {
		at := raw(t, func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 301 Moved\r\nLocation: "+to+"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		})
		c := client(t, func(o *fetch.Options) { o.Timeout = 5 * time.Second })
		_, err := c.Get(t.Context(), fetch.Request{URL: at + "/x"})
		if err == nil {
			t.Errorf("a redirect to %q was followed", to)
			continue
		}
		for _, said := range []string{err.Error(), fetch.Sentence(err).String()} {
			if said == "" || strings.ContainsFunc(said, func(r rune) bool { return r < ' ' || r >= 0x7f && r < 0xa0 || r == '\u202e' }) {
				t.Errorf("a redirect to %q is refused with %q", to, said)
			}
		}
	}
}

func TestAProxyDoesNotLetRedirectsInside(t *testing.T) {
	proxy := publisher(t)
	c := client(t, func(o *fetch.Options) { o.AllowPrivate = nil; o.Proxy = proxy.URL("") })
	for _, to := range []string{"http://127.0.0.1/", "http://169.254.169.254/latest/", "http://[::1]/", "http://0x7f000001/", proxy.URL("/x"), "http://localhost/"} {
		proxy.SetFault("/wire", feedtest.Fault{Status: http.StatusFound, Header: map[string]string{"Location": to}})
		if _, err := c.Get(t.Context(), fetch.Request{URL: "http://news.example/wire"}); !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("to %s through a proxy: error %v, want ErrPrivate", to, err)
		}
	}
}

func TestAProxyThatRefusesDoesNotGiveItsPasswordAway(t *testing.T) {
	at := raw(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 407 Who are you, anna:sesame\x1b[2J\r\nContent-Length: 0\r\n\r\n")
	})
	c := client(t, func(o *fetch.Options) { o.Proxy = strings.Replace(at, "http://", "http://anna:s3same@", 1) })
	for _, addr := range []string{"http://news.example/x", "https://news.example/x"} {
		_, err := c.Get(t.Context(), fetch.Request{URL: addr})
		if err == nil || strings.Contains(err.Error()+fetch.Sentence(err).String(), "s3same") || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%s: error %v", addr, err)
		}
	}
}

func TestAProxyThatIsNoneDoesNotGiveItsPasswordAway(t *testing.T) {
	err := fetch.Proxied(func(*http.Request) (*url.URL, error) {
		return nil, errors.New(`invalid proxy address "http://anna:s3same@[::1"`) // as net/http has it
	})
	if err == nil || strings.Contains(err.Error(), "s3same") || !strings.Contains(err.Error(), "HTTP_PROXY") {
		t.Errorf("error %v", err)
	}
}

// TestHeadersAreBounded: no header is too long to be given up.
func TestHeadersAreBounded(t *testing.T) {
	endless := func(head, again string) func(net.Conn) {
		return func(c net.Conn) {
			_, err := io.WriteString(c, head)
			for sent := 0; err == nil && sent < 64<<20; sent += len(again) {
				_, err = io.WriteString(c, again)
			}
			if err == nil {
				t.Errorf("the client read 64 MiB of %.20q", again)
			}
		}
	}
	for name, write := range map[string]func(net.Conn){
		"one_line":     endless("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", 1<<15)),
		"many_fields":  endless("HTTP/1.1 200 OK\r\n", strings.Repeat("X: y\r\n", 5000)),
		"many_cookies": endless("HTTP/1.1 200 OK\r\n", strings.Repeat("Set-Cookie: a=b\r\n", 2000)),
		"folded":       endless("HTTP/1.1 200 OK\r\nX: y\r\n", strings.Repeat(" y\r\n", 8000)),
		"status_line":  endless("HTTP/1.1 200 ", strings.Repeat("O", 1<<15)),
		"interim":      endless("", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 500)),
		"trailers":     endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\n\r\n1\r\nx\r\n0\r\n", strings.Repeat("X: y\r\n", 5000)),
		"chunk_line":   endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", strings.Repeat("x", 1<<15)),
		"no_http":      endless("", strings.Repeat("\x00", 1<<15)),
	} {
		t.Run(name, func(t *testing.T) {
			at := raw(t, write)
			c := client(t, func(o *fetch.Options) { o.Timeout = 20 * time.Second })
			_, err := c.Get(t.Context(), fetch.Request{URL: at + "/x"})
			if err == nil || errors.Is(err, context.DeadlineExceeded) {
				t.Fatalf("error %v, want one before the time is up", err)
			}
			if n := fetch.Sentence(err).Len(); n == 0 || n > 500 {
				t.Errorf("a sentence of %d bytes", n)
			}
		})
	}
}

// TestAPasswordGoesToItsServerOnly looks where the password of one address may go.
func TestAPasswordGoesToItsServerOnly(t *testing.T) {
	const from = "http://reader:sesame@dam.example/old"
	for to, goes := range map[string]bool{
		"http://dam.example/new": true, "http://DAM.example/new": true, "https://dam.example/new": true, "https://dam.example:443/new": true,
		"http://gates.dam.example/": false, "http://dam.example:8080/": false, "https://dam.example:8443/": false, "http://dam.example.evil.example/": false,
		"not an address": false, "http://other@dam.example/": false,
	} {
		if got := fetch.WithUser(to, from); strings.Contains(got, "sesame") != goes || !goes && got != to {
			t.Errorf("WithUser(%s) = %s, goes there: want %t", to, got, goes)
		}
	}
	if got := fetch.WithUser("http://dam.example/new", "https://reader:sesame@dam.example/old"); strings.Contains(got, "sesame") {
		t.Errorf("a password for https goes to http: %s", got)
	}
	if got := fetch.WithUser("http://dam.example/new", "http://dam.example/old"); got != "http://dam.example/new" {
		t.Errorf("without a password: %s", got)
	}
}
