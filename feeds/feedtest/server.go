// Package feedtest is a scripted publisher: an HTTP server on the loopback
// interface that serves feeds and pages, changes them when told, misbehaves
// when told, and keeps a record of every request. Tests, benchmarks and the
// demo use it; nothing else does.
package feedtest

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Options configure a Server.
type Options struct {
	// Now is the publisher's clock; nil stands still at a fixed time.
	Now func() time.Time
}

// Server is a publisher. It may be used concurrently.
type Server struct {
	now  func() time.Time
	http *http.Server
	base string
	done chan struct{}

	handlers sync.WaitGroup // requests under way
	mu       sync.Mutex     // guards the fields below
	closed   bool
	feeds    map[string]func(now time.Time) rendered
	pages    map[string]func(now time.Time) (Page, bool)
	faults   map[string]Fault
	requests []Request
	packed   map[[sha256.Size]byte][]byte // bodies compressed, by their sums
}

// rendered is a feed as it is sent.
type rendered struct {
	body        []byte
	contentType string
	modified    time.Time
}

func (s *Server) render(f Feed) rendered {
	body, contentType := f.render(s.base)
	return rendered{body, contentType, f.modified()}
}

// Page is something served as it is.
type Page struct {
	Body        string
	ContentType string // empty: text/html in UTF-8
	Modified    time.Time
}

// Request is the record of one request.
type Request struct {
	At     time.Time
	Method string
	Path   string
	Header http.Header
	Status int // of the answer; 0: it never ended
}

// fixed is the time of a server without a clock.
func fixed() time.Time { return time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC) }

// NewServer starts a publisher on a free port of 127.0.0.1. Close ends it.
func NewServer(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = fixed
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start publisher: %w", err)
	}
	s := &Server{
		now: o.Now, base: "http://" + l.Addr().String(), done: make(chan struct{}),
		feeds:  make(map[string]func(time.Time) rendered),
		packed: make(map[[sha256.Size]byte][]byte),
		pages:  make(map[string]func(time.Time) (Page, bool)),
		faults: make(map[string]Fault),
	}
	s.http = &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(s.done)
		if err := s.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic("feedtest: " + err.Error()) // the listener was ours: nobody else closes it
		}
	}()
	return s, nil
}

// Close ends the server and all of its connections, and waits for it and for
// its answer.
func (s *Server) Close() error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	err := s.http.Close()
	<-s.done
	s.handlers.Wait()
	return err
}

// URL returns the address of a path.
func (s *Server) URL(path string) string { return s.base + path }

// SetFeed serves a feed at a path from now on.
func (s *Server) SetFeed(path string, f Feed) {
	r := s.render(f) // once: a true server has it at hand, too
	s.pack(sha256.Sum256(r.body), r.body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feeds[path] = func(time.Time) rendered { return r }
}

// SetFeedFunc serves the feed that f returns for the time of the request.
func (s *Server) SetFeedFunc(path string, f func(now time.Time) Feed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.feeds[path] = func(now time.Time) rendered { return s.render(f(now)) }
}

// SetPage serves a page at a path from now on.
func (s *Server) SetPage(path string, p Page) {
	s.SetPageFunc(path, func(time.Time) (Page, bool) { return p, true })
}

// SetPageFunc serves the page that f returns for the time of the request, or
// 404 if f reports false.
func (s *Server) SetPageFunc(path string, f func(now time.Time) (Page, bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = f
}

// SetFault makes a path misbehave from now on; the zero Fault ends that.
func (s *Server) SetFault(path string, f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[path] = f
}

// Requests returns the record, oldest first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	now := s.now()
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return
	}
	s.handlers.Add(1)
	defer s.handlers.Done()
	feed, page, fault := s.feeds[r.URL.Path], s.pages[r.URL.Path], s.faults[r.URL.Path]
	n := len(s.requests)
	s.requests = append(s.requests, Request{At: now, Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone()})
	s.mu.Unlock()
	rec := &recorder{ResponseWriter: w}
	defer func() {
		s.mu.Lock()
		s.requests[n].Status = rec.status
		s.mu.Unlock()
	}()
	if fault.serve(rec, r) {
		return
	}
	switch {
	case feed != nil:
		f := feed(now)
		s.serve(rec, r, f.body, f.contentType, f.modified)
	case page != nil:
		p, ok := page(now)
		if !ok {
			http.NotFound(rec, r)
			return
		}
		if p.ContentType == "" {
			p.ContentType = "text/html; charset=utf-8"
		}
		s.serve(rec, r, []byte(p.Body), p.ContentType, p.Modified)
	default:
		http.NotFound(rec, r)
	}
}

// recorder notes the status of an answer.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(b []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	return r.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// serve sends a body with validators, or 304 if the client holds it already
// (RFC 9110, section 13.2.2: If-Modified-Since counts only without
// If-None-Match), compressed if the client takes gzip. An ETag that is set
// already, by a Fault, stays.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, body []byte, contentType string, modified time.Time) {
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	h := w.Header()
	if set := h.Get("ETag"); set != "" {
		etag = set
	}
	h.Set("ETag", etag)
	h.Set("Content-Type", contentType)
	if !modified.IsZero() {
		h.Set("Last-Modified", modified.UTC().Format(http.TimeFormat))
	}
	if holds(r.Header, etag, modified) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(body) > 512 {
		h.Set("Content-Encoding", "gzip")
		body = s.pack(sum, body)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	// An error here means that the client went away: that is its business.
	_, _ = w.Write(body)
}

// pack returns a body compressed. It does the work once for each, so that
// benchmarks do not measure it.
func (s *Server) pack(sum [sha256.Size]byte, body []byte) []byte {
	s.mu.Lock()
	have, ok := s.packed[sum]
	s.mu.Unlock()
	if ok {
		return have
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write(body) // a buffer takes everything
	_ = z.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.packed[sum] = b.Bytes()
	return b.Bytes()
}

// holds reports whether the client's validators say that it has the body.
func holds(h http.Header, etag string, modified time.Time) bool {
	if inm := h.Get("If-None-Match"); inm != "" {
		return inm == etag
	}
	since, err := http.ParseTime(h.Get("If-Modified-Since"))
	return err == nil && !modified.IsZero() && !modified.Truncate(time.Second).After(since)
}
