package operate

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestHealthIsAnsweredOnThisMachine(t *testing.T) {
	var mu sync.Mutex
	var ill error
	s := &Server{
		Ready: func(context.Context) error {
			mu.Lock()
			defer mu.Unlock()
			return ill
		},
		Metrics: func(context.Context) []Metric {
			return []Metric{
				{"sitrep_sessions", "Sessions now.", "gauge", "", 2},
				{"sitrep_auth_total", "Clients.", "counter", `result="ok"`, 7},
				{"sitrep_stories", "Stories.", "gauge", "", 12345678},
				{"sitrep_auth_total", "Clients.", "counter", `result="refused"`, 0.5},
			}
		},
	}
	for _, address := range []string{"127.0.0.1:0", filepath.Join(t.TempDir(), "s")} {
		l, err := Listen(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.Serve(ctx, l) }()
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, l.Addr().Network(), l.Addr().String())
		}}}
		get := func(path string) (int, string) {
			t.Helper()
			r, err := client.Get("http://sitrep.test" + path)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Body.Close()
			b, err := io.ReadAll(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			return r.StatusCode, string(b)
		}
		for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n", "/metrics": `# HELP sitrep_sessions Sessions now.
# TYPE sitrep_sessions gauge
sitrep_sessions 2
# HELP sitrep_auth_total Clients.
# TYPE sitrep_auth_total counter
sitrep_auth_total{result="ok"} 7
sitrep_auth_total{result="refused"} 0.5
# HELP sitrep_stories Stories.
# TYPE sitrep_stories gauge
sitrep_stories 1.2345678e+07
`} {
			if status, got := get(path); status != 200 || got != want {
				t.Errorf("%s: %d, %s", path, status, got)
			}
		}
		mu.Lock()
		ill = errors.New("the cache is away")
		mu.Unlock()
		if status, got := get("/readyz"); status != 503 || got != "the cache is away\n" {
			t.Errorf("an ill server: %d, %s", status, got)
		}
		mu.Lock()
		ill = nil
		mu.Unlock()
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

func TestFiguresAreForThisMachine(t *testing.T) {
	for _, address := range []string{":9000", "0.0.0.0:9000", "192.0.2.1:9000", "[::]:9000", "example.org:9000", "9000", ""} {
		if l, err := Listen(t.Context(), address); err == nil {
			l.Close()
			t.Errorf("%q was opened", address)
		}
	}
	path := filepath.Join(t.TempDir(), "s")
	l, err := Listen(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Listen(t.Context(), path); err == nil || !strings.Contains(err.Error(), "another process answers on") {
		t.Errorf("a socket in use: %v", err)
	}
}

func TestTheServiceManagerIsTold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: path, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	env := func(k string) string {
		return map[string]string{"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "2000", "LISTEN_PID": "1", "LISTEN_FDS": "2"}[k]
	}
	if err := Notify(t.Context(), env, Ready); err != nil {
		t.Fatal(err)
	}
	read := func() string {
		t.Helper()
		b := make([]byte, 100)
		if err := c.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		n, err := c.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
	if got := read(); got != "READY=1" {
		t.Errorf("it was told %q", got)
	}
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		Watchdog(ctx, env, func() bool { return true })
	}()
	if got := read(); got != "WATCHDOG=1" {
		t.Errorf("it was told %q", got)
	}
	stop()
	<-done
	none := func(string) string { return "" }
	if err := Notify(t.Context(), none, Ready); err != nil {
		t.Error(err)
	}
	Watchdog(t.Context(), none, nil)
	if l, err := Handed(none, 1); l != nil || err != nil {
		t.Errorf("a socket of nobody: %v, %v", l, err)
	}
	if _, err := Handed(env, 1); err == nil {
		t.Error("two sockets were accepted")
	}
	if l, err := Handed(env, 1+len(strconv.Itoa(1))); l != nil || err != nil {
		t.Errorf("the socket of another process: %v, %v", l, err)
	}
}
