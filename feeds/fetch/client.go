// Package fetch downloads politely: conditional requests, a gap between two
// requests to one host, caps on time, size and redirects, no cookies, no
// Referer, and no addresses inside the reader's own network.
//
// It is the only package that speaks HTTP as a client.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"sitrep/internal/sanitize"
)

// Options configure a Client. The zero value of each field is its default.
type Options struct {
	UserAgent    string
	Timeout      time.Duration    // for one request with its redirects; 0: 30 s
	MaxBody      int64            // decoded bytes; 0: 10 MiB
	PerHost      int              // requests under way to one host; 0: 2
	HostGap      time.Duration    // between two requests to one host; 0: 1 s; negative: none
	Proxy        string           // http, https or socks5 address; empty: as the environment says
	AllowPrivate []string         // hosts, addresses and CIDR ranges that may be private
	Now          func() time.Time // needed
}

// maxRedirects is how many redirects are followed (RFC 9110, section 15.4
// asks clients to detect loops; five is what browsers' predecessors used).
const maxRedirects = 5

// maxHeader caps the header of an answer, in bytes.
const maxHeader = 256 << 10

// Accept says what kind of thing is asked for.
type Accept int

// The kinds.
const (
	Feed Accept = iota
	Page
)

func (a Accept) header() string {
	if a == Page {
		return "text/html, application/xhtml+xml, text/plain;q=0.9, */*;q=0.1"
	}
	return "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.1"
}

// Validators are what a server gave to ask again by, byte for byte.
type Validators struct {
	ETag         string
	LastModified string
}

// Request is one thing to get.
type Request struct {
	URL        string
	Accept     Accept
	Validators Validators
}

// Response is an answer that could be used: 200 with its body, or 304.
type Response struct {
	URL          string // after redirects
	Status       int
	NotModified  bool
	ContentType  string
	Validators   Validators
	MaxAge       time.Duration // Cache-Control: max-age less Age; 0: not said
	Expires      time.Time     // zero: not said
	PermanentURL string        // where the permanent redirects at the start lead; empty: nowhere
	Body         []byte        // decoded
	Wire         int64         // bytes of the body as sent
}

// Client gets things. It may be used concurrently.
type Client struct {
	http  *http.Client
	opt   Options
	guard *guard
	hosts *hosts
}

// New returns a client. It fails without a clock, or if the proxy or an entry of AllowPrivate
// cannot be read.
func New(o Options) (*Client, error) {
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 10 << 20
	}
	if o.PerHost <= 0 {
		o.PerHost = 2
	}
	if o.HostGap == 0 {
		o.HostGap = time.Second
	}
	if o.Now == nil {
		return nil, errors.New("new client: a clock is needed")
	}
	g, err := newGuard(o.AllowPrivate)
	if err != nil {
		return nil, err
	}
	c := &Client{opt: o, guard: g, hosts: newHosts(o.PerHost, max(o.HostGap, 0), o.Now)}
	t := &http.Transport{
		DialContext:            g.dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    o.PerHost,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // decoded here, under the cap
		Proxy:                  http.ProxyFromEnvironment,
	}
	if o.Proxy != "" {
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" {
			return nil, errors.New("proxy: not an address such as socks5://127.0.0.1:9050")
		}
		t.Proxy = http.ProxyURL(u)
		g.proxy = u.Hostname()
	}
	c.http = &http.Client{
		Transport:     t,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return c, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Get asks for one thing, following redirects. Its errors read
// "fetch URL: cause"; a status other than 200 and 304 is a *StatusError, a
// body over the cap ErrTooLarge, an address inside the network ErrPrivate.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	addr, ok := sanitize.URL("", r.URL)
	if !ok {
		return nil, fmt.Errorf("fetch %s: not an http or https address", Redact(r.URL))
	}
	var (
		permanent    string
		allPermanent = true
		seen         = map[string]bool{}
		left         = c.opt.Timeout // waiting for a host's turn does not count
	)
	for range maxRedirects + 1 {
		if i := strings.IndexByte(addr, '#'); i >= 0 {
			addr = addr[:i]
		}
		if seen[addr] {
			return nil, fmt.Errorf("fetch %s: redirects go in a circle", Redact(r.URL))
		}
		seen[addr] = true
		resp, next, took, err := c.once(ctx, addr, r, left)
		left -= took
		if err != nil {
			return nil, fmt.Errorf("fetch %s: %w", Redact(addr), plain(err))
		}
		if next == "" {
			resp.PermanentURL = permanent
			return resp, nil
		}
		to, ok := sanitize.URL(addr, next)
		if !ok {
			return nil, fmt.Errorf("fetch %s: redirected to something that is no web address", Redact(addr))
		}
		if allPermanent = allPermanent && (resp.Status == 301 || resp.Status == 308); allPermanent {
			permanent = to
		}
		addr = to
	}
	return nil, fmt.Errorf("fetch %s: more than %d redirects", Redact(r.URL), maxRedirects)
}

// once waits for the host's turn and makes one request, which may take as
// long as limit. next is where a redirect leads, took how long the request
// took.
func (c *Client) once(ctx context.Context, addr string, r Request, limit time.Duration) (resp *Response, next string, took time.Duration, err error) {
	u, err := url.Parse(addr)
	if err != nil {
		return nil, "", 0, err
	}
	if err := c.guard.check(u); err != nil {
		return nil, "", 0, err
	}
	release, err := c.hosts.enter(ctx, u.Hostname())
	if err != nil {
		return nil, "", 0, err
	}
	defer release()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	start := c.opt.Now()
	resp, next, err = c.do(ctx, addr, r)
	return resp, next, c.opt.Now().Sub(start), err
}

// do makes one request.
func (c *Client) do(ctx context.Context, addr string, r Request) (resp *Response, next string, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, addr, nil)
	if err != nil {
		return nil, "", err
	}
	c.head(req, r)
	res, err := c.http.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	resp = &Response{
		URL: addr, Status: res.StatusCode, ContentType: res.Header.Get("Content-Type"),
		Validators: Validators{ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")},
	}
	resp.MaxAge, resp.Expires = freshness(res.Header)
	switch res.StatusCode {
	case http.StatusOK:
		count := &counter{r: res.Body}
		resp.Body, err = decode(count, res.Header.Get("Content-Encoding"), c.opt.MaxBody)
		resp.Wire = count.n.Load()
		return resp, "", err
	case http.StatusNotModified:
		resp.NotModified = true
		return resp, "", nil
	case 301, 302, 303, 307, 308:
		if to := res.Header.Get("Location"); to != "" {
			return resp, to, nil
		}
	}
	return nil, "", &StatusError{Status: res.StatusCode, RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
}

func (c *Client) head(req *http.Request, r Request) {
	h := req.Header
	h.Set("User-Agent", c.opt.UserAgent)
	h.Set("Accept", r.Accept.header())
	h.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if r.Validators.ETag != "" {
		h.Set("If-None-Match", r.Validators.ETag)
	}
	if r.Validators.LastModified != "" {
		h.Set("If-Modified-Since", r.Validators.LastModified)
	}
}

// freshness reads how long the server says the answer stays good
// (RFC 9111, sections 4.2.1 and 5.1 to 5.3).
func freshness(h http.Header) (maxAge time.Duration, expires time.Time) {
	for d := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		if n, err := strconv.Atoi(strings.Trim(value, `"`)); err == nil && strings.EqualFold(name, "max-age") && n > 0 {
			age, err := strconv.Atoi(h.Get("Age"))
			if err != nil || age < 0 {
				age = 0
			}
			maxAge = time.Duration(max(n-age, 0)) * time.Second
		}
	}
	expires, err := http.ParseTime(h.Get("Expires"))
	if err != nil {
		expires = time.Time{}
	}
	return maxAge, expires
}

// retryAfter reads the header of that name: seconds or a date (RFC 9110,
// section 10.2.3).
func (c *Client) retryAfter(v string) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil {
		return time.Duration(max(n, 0)) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(t.Sub(c.opt.Now()), 0)
	}
	return 0
}

// counter counts what is read.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}
