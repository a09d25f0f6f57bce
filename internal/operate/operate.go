// Package operate tells whoever runs a server how it does: health and figures over
// HTTP on this machine, and states to the service manager.
package operate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// Server answers /healthz, /readyz and /metrics. Ready and Metrics are required.
type Server struct {
	// Ready reports what keeps the server from working; nil: nothing.
	Ready func(ctx context.Context) error
	// Metrics returns the figures of now.
	Metrics func(ctx context.Context) []Metric
}

// Metric is a figure. No name of a person and no address of a story is in one.
type Metric struct {
	Name  string // such as sitrep_sessions
	Help  string
	Type  string // "gauge" or "counter"
	Label string // name and value, such as state="failed"; empty: none
	Value float64
}

// patience is how long readiness may take to be found out.
const patience = time.Second

// Listen opens the address of a server: one of this machine, or the path of a socket.
// What others could reach is refused: figures are for whoever runs the server.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	if strings.HasPrefix(address, "/") {
		return listenAt(ctx, address)
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("operate: %q is neither an address with a port nor the path of a socket", sanitize.Brief(address).String())
	}
	if ip, err := netip.ParseAddr(host); host != "localhost" && (err != nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("operate: %s can be reached from elsewhere; use 127.0.0.1:PORT, or the path of a socket", sanitize.Brief(address))
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("operate: %w", err)
	}
	return l, nil
}

// listenAt opens a socket for its owner. One that is left behind is replaced.
func listenAt(ctx context.Context, path string) (net.Listener, error) {
	if info, err := os.Lstat(path); err == nil && info.Mode().Type() == os.ModeSocket {
		if c, err := (&net.Dialer{Timeout: patience}).DialContext(ctx, "unix", path); err == nil {
			return nil, errors.Join(fmt.Errorf("operate: another process answers on %s", path), c.Close())
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("operate: %w", err)
		}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("operate: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("operate: %w", err), l.Close())
	}
	return l, nil
}

// Serve answers until ctx ends. The listener is closed.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, http.StatusOK, "ok\n") })
	mux.HandleFunc("GET /readyz", s.readyz)
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		answer(w, http.StatusOK, Text(s.Metrics(r.Context())))
	})
	h := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 8 << 10}
	stop := context.AfterFunc(ctx, func() { _ = h.Close() })
	defer stop()
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("operate: %w", err)
	}
	return nil
}

func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), patience)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		answer(w, http.StatusServiceUnavailable, sanitize.Line(err.Error()).String()+"\n")
		return
	}
	answer(w, http.StatusOK, "ready\n")
}

func answer(w http.ResponseWriter, status int, text string) {
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text) // whoever has asked is gone
}

// Text returns figures in the form of Prometheus. Those of one name stand together, in
// the order in which the first came.
func Text(all []Metric) string {
	var b strings.Builder
	done := map[string]bool{}
	for _, m := range all {
		if done[m.Name] {
			continue
		}
		done[m.Name] = true
		fmt.Fprintf(&b, "# HELP %s %s\n# TYPE %s %s\n", m.Name, m.Help, m.Name, m.Type)
		for _, o := range all {
			if o.Name != m.Name {
				continue
			}
			label := ""
			if o.Label != "" {
				label = "{" + o.Label + "}"
			}
			b.WriteString(m.Name + label + " " + strconv.FormatFloat(o.Value, 'g', -1, 64) + "\n")
		}
	}
	return b.String()
}
