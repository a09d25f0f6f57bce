// Package fetch downloads politely: conditional requests, a gap between two
// requests to one host, caps on time, size and redirects, no cookies, no
// Referer, and no addresses inside the reader's own network.
//
// It is the only package that speaks HTTP as a client.
package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// Options configure a Client. The zero value of each field is its default.
type Options struct {
	UserAgent    string           // who asks; needed
	Timeout      time.Duration    // for one request with its redirects; 0: 30 s
	MaxBody      int64            // decoded bytes; 0: 10 MiB
	PerHost      int              // requests under way to one host; 0: 2
	HostGap      time.Duration    // between two requests to one host; 0: 1 s; negative: none
	Proxy        string           // http, https or socks5 address; empty: as the environment says
	AllowPrivate []string         // hosts, addresses and CIDR ranges that may be private
	Now          func() time.Time // needed
}

// maxRedirects is how many redirects are followed. RFC 9110, section 15.4 asks
// clients to detect loops; browsers follow twenty (Fetch standard, section
// 4.4). Http to https to www to a language to a network of caches make seven.
const maxRedirects = 10

// maxVisits is how often one address is asked in one Get: gatekeepers send
// readers away and back once.
const maxVisits = 2

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

// Validators are the ETag and Last-Modified of a server, byte for byte.
type Validators struct {
	ETag         string
	LastModified string
}

// Request is one thing to get.
type Request struct {
	URL        string
	Accept     Accept
	Validators Validators
	// OnHold reports whether a host that a redirect leads to asked us to
	// wait; it is not asked then. Get calls it with the host in lower case and
	// without its port; nil: no host is on hold.
	OnHold func(host string) bool
	// Large is called once by Get when a body turns out to be larger than
	// LargeBody, before more of it is read: it may wait, or refuse. nil: go on.
	Large func(ctx context.Context) error
	// Part: of a body over the cap, what is within it is enough. Without it such a
	// body is an error that matches ErrTooLarge.
	Part bool
}

// LargeBody is the size, in decoded bytes, above which a body is unusual.
const LargeBody = 1 << 20

// Response is an answer that could be used: a body with a status of success,
// or 304.
type Response struct {
	URL          string // after redirects
	Status       int
	NotModified  bool
	ContentType  string
	Links        []string // the values of its Link fields (RFC 8288)
	Fields       []string // header fields for a report, as "Name: value", without secrets
	Validators   Validators
	MaxAge       time.Duration  // Cache-Control: max-age less Age; 0: not said
	Expires      time.Time      // zero: not said
	PermanentURL string         // where redirects led that were all permanent; else empty
	Body         []byte         // decoded
	Part         bool           // Body is over the cap and breaks off there
	Wire         int64          // bytes of the body as sent
	Note         sanitize.Clean // faults of an answer that was read all the same, in sentences; empty: none
}

// Client gets things. It may be used concurrently.
type Client struct {
	http   *http.Client
	loose  *http.Client // for answers whose header http refuses
	opt    Options
	filter *addressFilter
	hosts  *hosts
}

// New returns a client. It fails without a clock or a name, or if the proxy
// or an entry of AllowPrivate cannot be read.
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
	if o.Now == nil || o.UserAgent == "" {
		return nil, errors.New("new client: a clock and a name to give to servers are needed")
	}
	f, err := newAddressFilter(o.AllowPrivate)
	if err != nil {
		return nil, err
	}
	c := &Client{opt: o, filter: f, hosts: newHosts(o.PerHost, max(o.HostGap, 0))}
	t := &http.Transport{
		DialContext:            f.dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    o.PerHost,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    15 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
		DisableCompression:     true, // decoded here, under the cap
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		Proxy:                  f.proxied(http.ProxyFromEnvironment),
	}
	if o.Proxy != "" {
		u, err := url.Parse(o.Proxy)
		if err != nil || u.Host == "" || proxyPort(u) == "" {
			return nil, errors.New("proxy: not an address such as socks5://127.0.0.1:9050")
		}
		t.Proxy = f.proxied(http.ProxyURL(u))
	}
	noRedirect := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c.http = &http.Client{Transport: t, CheckRedirect: noRedirect}
	c.loose = &http.Client{Transport: f.looseTransport(t), CheckRedirect: noRedirect}
	return c, nil
}

// Close ends idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Get asks for one thing, following redirects. Its errors read
// "fetch URL: cause", both cut short; a status that brings nothing is a *StatusError, a
// body over the cap ErrTooLarge, an address inside the network ErrPrivate,
// redirects that lead nowhere ErrRedirect, one that leads to a host on hold
// ErrOnHold. Waiting for other requests to the
// same host does not count against Timeout.
func (c *Client) Get(ctx context.Context, r Request) (*Response, error) {
	first, err := target(r.URL)
	if err != nil {
		return nil, &getError{r.URL, err}
	}
	slot, err := c.hosts.acquire(ctx, first.Hostname())
	if err != nil {
		return nil, &getError{r.URL, err}
	}
	e := &exchange{c: c, r: r, slot: slot, visits: make(map[string]int), onlyPermanent: true}
	defer func() { e.slot.release() }() // not evaluated now: redirects change it
	if err := slot.pace(ctx, c.hosts.gap); err != nil {
		return nil, &getError{r.URL, err}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	resp, last, err := e.follow(ctx, first)
	if err != nil {
		return nil, &getError{last.String(), plain(err)}
	}
	return resp, nil
}

// target reads an address that is to be fetched. The fragment is dropped;
// user name and password, which sanitize.URL takes off, stay.
func target(raw string) (*url.URL, error) {
	addr, ok := sanitize.URL("", raw)
	if !ok {
		return nil, errNoAddress
	}
	u, err := url.Parse(addr)
	if err != nil {
		return nil, errNoAddress
	}
	u.Fragment, u.RawFragment = "", ""
	if given, err := url.Parse(sanitize.WithoutFeed(raw)); err == nil {
		u.User = given.User
	}
	return u, nil
}

// exchange is one Get with its redirects.
type exchange struct {
	c             *Client
	r             Request
	slot          *host // released when the exchange ends
	visits        map[string]int
	permanent     string
	onlyPermanent bool // until now
}

// follow asks for u and for where it redirects to. It also returns the
// address that was asked last.
func (e *exchange) follow(ctx context.Context, u *url.URL) (*Response, *url.URL, error) {
	first := u.String()
	for range maxRedirects + 1 {
		if e.visits[u.String()]++; e.visits[u.String()] > maxVisits {
			return nil, u, fmt.Errorf("%w: they go in a circle", ErrRedirect)
		}
		resp, location, err := e.once(ctx, u)
		if err != nil {
			return nil, u, err
		}
		if location == "" {
			if e.permanent != first {
				resp.PermanentURL = e.permanent
			}
			return resp, u, nil
		}
		next, err := e.redirect(ctx, u, resp.Status, location)
		if err != nil {
			return nil, u, err
		}
		u = next
	}
	return nil, u, fmt.Errorf("%w: more than %d of them", ErrRedirect, maxRedirects)
}

// redirect reads where a redirect leads and waits for the turn of that host.
func (e *exchange) redirect(ctx context.Context, from *url.URL, status int, location string) (*url.URL, error) {
	addr, ok := sanitize.URL(from.String(), location)
	if !ok {
		return nil, fmt.Errorf("%w: to something that is no web address", ErrRedirect)
	}
	u, err := target(addr)
	if err != nil {
		return nil, err
	}
	permanent := status == http.StatusMovedPermanently || status == http.StatusPermanentRedirect
	if e.onlyPermanent = e.onlyPermanent && permanent; e.onlyPermanent {
		e.permanent = u.String()
	} else {
		e.permanent = "" // half a move is none: a temporary stop is no address to keep
	}
	if sameServer(from, u) {
		u.User = from.User // a password goes to no other
	}
	if !strings.EqualFold(u.Hostname(), from.Hostname()) {
		if e.r.OnHold != nil && e.r.OnHold(strings.ToLower(u.Hostname())) {
			return nil, ErrOnHold
		}
		// Never two slots at a time, so that two exchanges cannot wait for
		// each other.
		e.slot.release()
		slot, err := e.c.hosts.acquire(ctx, u.Hostname())
		if err != nil {
			e.slot = nil
			return nil, err
		}
		e.slot = slot
	}
	return u, e.slot.pace(ctx, e.c.hosts.gap)
}

// sameServer reports whether a password for one address may go to another: both are
// of one host and port, or the second is where http turned into https.
func sameServer(from, to *url.URL) bool {
	if from.Scheme == to.Scheme && strings.EqualFold(from.Host, to.Host) {
		return true
	}
	return from.Scheme == "http" && to.Scheme == "https" && strings.EqualFold(from.Hostname(), to.Hostname()) &&
		(from.Port() == "" || from.Port() == "80") && (to.Port() == "" || to.Port() == "443")
}

// WithUser returns an address with the user name and password of another, if that
// has some and they may go there.
func WithUser(address, other string) string {
	from, err := target(other)
	if err != nil || from.User == nil {
		return address
	}
	to, err := target(address)
	if err != nil || to.User != nil || !sameServer(from, to) {
		return address
	}
	to.User = from.User
	return to.String()
}

// once makes one request. location is where a redirect leads.
func (e *exchange) once(ctx context.Context, u *url.URL) (resp *Response, location string, err error) {
	c := e.c
	if err := c.filter.check(u); err != nil {
		return nil, "", err
	}
	res, repaired, err := e.ask(ctx, u)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	resp = &Response{
		URL: withoutUser(u), Status: res.StatusCode, ContentType: res.Header.Get("Content-Type"), Links: res.Header.Values("Link"), Fields: fieldsOf(res.Header),
		Validators: Validators{ETag: res.Header.Get("ETag"), LastModified: res.Header.Get("Last-Modified")},
	}
	if repaired {
		resp.AddNote(noteHeader)
	}
	resp.MaxAge, resp.Expires = freshness(res.Header)
	switch status := res.StatusCode; {
	case status >= 200 && status < 300:
		err := e.body(ctx, res, resp)
		return resp, "", err
	case status == http.StatusNotModified:
		if e.r.Validators == (Validators{}) {
			break // nothing was asked to compare with
		}
		resp.NotModified = true
		return resp, "", nil
	case isRedirect(status):
		if to := res.Header.Get("Location"); to != "" {
			return resp, to, nil
		}
	}
	return nil, "", &StatusError{Status: res.StatusCode, Host: u.Hostname(), RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
}

// isRedirect reports whether a status redirects if there is a Location
// (RFC 9110, section 15.4; with 300 it is the choice that the server prefers).
func isRedirect(status int) bool {
	switch status {
	case http.StatusMultipleChoices, http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// body reads the body of an answer. A document that arrived whole is used;
// wrong labels are noted.
func (e *exchange) body(ctx context.Context, res *http.Response, resp *Response) error {
	count := &counter{r: res.Body}
	d, err := decode(count, res.Header.Get("Content-Encoding"), e.c.opt.MaxBody, func() error {
		if e.r.Large == nil {
			return nil
		}
		return e.r.Large(ctx)
	})
	resp.Body, resp.Part, resp.Wire = d.body, d.part, count.n
	if err != nil {
		return err
	}
	switch status := res.StatusCode; {
	case d.part && !e.r.Part:
		resp.Body = nil
		return ErrTooLarge
	case status == http.StatusPartialContent && !whole(d.body):
		return &StatusError{Status: status, Host: res.Request.URL.Hostname()}
	case status != http.StatusOK && len(d.body) > 0:
		resp.AddNote(sanitize.Line(fmt.Sprintf("The answer has the status %d instead of 200; it was read all the same.", status)))
	}
	// A packed file needs no content coding.
	isFile := res.Header.Get("Content-Encoding") == "" && strings.Contains(resp.ContentType, "gzip")
	if d.other && !isFile {
		resp.AddNote(noteCoding)
	}
	if d.short {
		resp.AddNote(noteShort)
	}
	return nil
}

// The notes on answers that were read all the same.
var (
	noteHeader = sanitize.Lit("The header of the answer is malformed; what can be understood of it was used.")
	noteCoding = sanitize.Lit("The body is not compressed in the way that the header names; it was read as it is.")
	noteShort  = sanitize.Lit("The answer did not end as announced, but the document in it is whole.")
)

// AddNote appends a sentence to the note; the zero one is none.
func (r *Response) AddNote(s sanitize.Clean) {
	switch {
	case r.Note.IsZero():
		r.Note = s
	case !s.IsZero():
		r.Note = sanitize.Join(" ", r.Note, s)
	}
}

// reported are the header fields in a report of an answer. Cookies and other
// fields that may identify the reader are left out.
var reported = []string{
	"Content-Type", "Content-Encoding", "Content-Length", "Content-Language", "Transfer-Encoding", "Cache-Control", "Age", "Date", "Expires",
	"ETag", "Last-Modified", "Link", "Retry-After", "Server", "Vary", "Via",
}

func fieldsOf(h http.Header) []string {
	var out []string
	for _, name := range reported {
		for _, v := range h.Values(name) {
			out = append(out, name+": "+sanitize.Line(sanitize.RedactedText(v)).String())
		}
	}
	return out
}

func withoutUser(u *url.URL) string {
	bare := *u
	bare.User = nil
	return bare.String()
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

// counter counts the bytes that are read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
