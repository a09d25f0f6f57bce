package fetch_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

// socks is a SOCKS5 proxy (RFC 1928) without authentication that leads every
// request to one server and notes the request.
type socks struct {
	listener net.Listener
	to       string

	mu    sync.Mutex
	asked []string
}

func newSocks(t *testing.T, to string) *socks {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &socks{listener: l, to: to}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			group.Go(func() { s.serve(c) })
		}
	})
	t.Cleanup(func() { l.Close(); group.Wait() })
	return s
}

// serve answers one client: greeting, request, and then both ways.
func (s *socks) serve(c net.Conn) {
	defer c.Close()
	head := make([]byte, 2)
	if _, err := io.ReadFull(c, head); err != nil || head[0] != 5 {
		return
	}
	if _, err := io.CopyN(io.Discard, c, int64(head[1])); err != nil {
		return
	}
	c.Write([]byte{5, 0})
	req := make([]byte, 4)
	if _, err := io.ReadFull(c, req); err != nil {
		return
	}
	var host string
	switch req[3] {
	case 1:
		b := make([]byte, 4)
		io.ReadFull(c, b)
		host = net.IP(b).String()
	case 3:
		n := make([]byte, 1)
		io.ReadFull(c, n)
		b := make([]byte, n[0])
		io.ReadFull(c, b)
		host = string(b)
	default:
		return
	}
	port := make([]byte, 2)
	io.ReadFull(c, port)
	s.mu.Lock()
	s.asked = append(s.asked, net.JoinHostPort(host, strconv.Itoa(int(binary.BigEndian.Uint16(port)))))
	s.mu.Unlock()
	up, err := net.Dial("tcp", s.to)
	if err != nil {
		return
	}
	defer up.Close()
	c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
	go func() { io.Copy(up, c); up.Close() }()
	io.Copy(c, up)
}

func TestASOCKSProxyLooksNamesUpItself(t *testing.T) {
	s := publisher(t)
	s.SetPage("/wire", feedtest.Page{Body: "through the proxy"})
	proxy := newSocks(t, strings.TrimPrefix(s.URL(""), "http://"))
	for _, scheme := range []string{"socks5", "socks5h"} {
		c := client(t, func(o *fetch.Options) {
			o.AllowPrivate = nil
			o.Proxy = scheme + "://" + proxy.listener.Addr().String()
		})
		got, err := c.Get(t.Context(), fetch.Request{URL: "http://news.example/wire"})
		if err != nil {
			t.Fatal(err)
		}
		if string(got.Body) != "through the proxy" {
			t.Errorf("%s: body %q", scheme, got.Body)
		}
		for _, addr := range []string{"http://127.0.0.1/wire", "http://10.0.0.1/wire", "http://2130706433/wire", "http://localhost/wire"} {
			if _, err := c.Get(t.Context(), fetch.Request{URL: addr}); !errors.Is(err, fetch.ErrPrivate) {
				t.Errorf("%s through %s: error %v, want ErrPrivate", addr, scheme, err)
			}
		}
		c.Close()
	}
	proxy.mu.Lock()
	defer proxy.mu.Unlock()
	for _, asked := range proxy.asked {
		if asked != "news.example:80" {
			t.Errorf("the proxy was asked for %q, want the name alone", asked)
		}
	}
	if len(proxy.asked) != 2 {
		t.Errorf("the proxy was asked %d times, want twice", len(proxy.asked))
	}
}
