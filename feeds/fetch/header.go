package fetch

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// net/http rejects an answer with one malformed header line; browsers and curl
// ignore such a line. In that case the request is sent once more over a
// separate connection that repairs the first header before net/http reads it.
// The bounds and the checks of addresses are the same.

// handshakeTimeout bounds the TLS handshake.
const handshakeTimeout = 15 * time.Second

// looseTransport returns a transport like t, for one answer a connection,
// that repairs headers. Through a SOCKS proxy, or with TLS through a proxy, it
// repairs nothing.
func (f *addressFilter) looseTransport(t *http.Transport) *http.Transport {
	loose := t.Clone()
	loose.DisableKeepAlives = true
	loose.ForceAttemptHTTP2 = false
	loose.TLSNextProto = map[string]func(string, *tls.Conn) http.RoundTripper{} // HTTP/1 only
	loose.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := f.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &repairedConn{Conn: c}, nil
	}
	loose.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := f.dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, errors.Join(err, c.Close())
		}
		conf := t.TLSClientConfig.Clone()
		conf.ServerName = host
		ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
		defer cancel()
		secure := tls.Client(c, conf)
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, errors.Join(err, c.Close())
		}
		return &repairedConn{Conn: secure}, nil
	}
	return loose
}

// ask sends the request for u. repaired reports whether the header of the
// answer had to be repaired.
func (e *exchange) ask(ctx context.Context, u *url.URL) (res *http.Response, repaired bool, err error) {
	var answered atomic.Bool // set by the goroutine of the connection
	trace := &httptrace.ClientTrace{GotFirstResponseByte: func() { answered.Store(true) }}
	req, err := e.c.request(httptrace.WithClientTrace(ctx, trace), u, e.r)
	if err != nil {
		return nil, false, err
	}
	res, err = e.c.http.Do(req)
	if err == nil || !answered.Load() || !isMalformed(err) {
		return res, false, err
	}
	if e.slot.pace(ctx, e.c.hosts.gap) != nil {
		return nil, false, err
	}
	if req, again := e.c.request(ctx, u, e.r); again == nil {
		if res, again = e.c.loose.Do(req); again == nil {
			return res, true, nil
		}
	}
	return nil, false, err
}

// isMalformed reports whether net/http rejected an answer for its form, not
// because the connection or the time ended.
func isMalformed(err error) bool {
	if nerr, ok := errors.AsType[net.Error](err); ok && nerr.Timeout() {
		return false
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return false
	}
	return !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) &&
		!errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded)
}

func (c *Client) request(ctx context.Context, u *url.URL, r Request) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, err
	}
	c.head(req, r)
	return req, nil
}

// repairedConn is a connection for one answer, whose header is rewritten
// according to RFC 9112. Bytes that do not begin with "HTTP/" pass unchanged.
type repairedConn struct {
	net.Conn
	in   *bufio.Reader
	head []byte // still to be read
	err  error  // of the header
}

// Read returns the bytes from the server, with the header repaired.
func (c *repairedConn) Read(p []byte) (int, error) {
	if c.in == nil {
		c.in = bufio.NewReader(c.Conn)
		c.head, c.err = repairedHead(c.in)
	}
	if len(c.head) > 0 {
		n := copy(p, c.head)
		c.head = c.head[n:]
		return n, nil
	}
	if c.err != nil {
		return 0, c.err
	}
	return c.in.Read(p)
}

// repairedHead reads the headers of interim answers (1xx) and of the answer
// after them, and returns them repaired.
func repairedHead(in *bufio.Reader) ([]byte, error) {
	start, _ := in.Peek(len("HTTP/")) // an error comes again when it is read
	if string(start) != "HTTP/" {
		return nil, nil
	}
	var out []byte
	for size := 0; ; {
		var lines []string
		for {
			line, err := in.ReadSlice('\n')
			if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
				return nil, fmt.Errorf("read header: %w", err)
			}
			if size += len(line); size > maxHeader {
				return nil, fmt.Errorf("read header: it is larger than %d KiB", maxHeader>>10)
			}
			if text := string(line); err != nil {
				rest, err := restOfLine(in, &size)
				if err != nil {
					return nil, err
				}
				lines = append(lines, text+rest)
				continue
			}
			text := strings.TrimRight(string(line), "\r\n")
			if text == "" {
				break
			}
			lines = append(lines, text)
		}
		head, status := repairedLines(lines)
		if out = append(out, head...); status < "100" || status >= "200" {
			return out, nil
		}
	}
}

// restOfLine reads on to the end of a line that is longer than the buffer.
func restOfLine(in *bufio.Reader, size *int) (string, error) {
	var b strings.Builder
	for {
		line, err := in.ReadSlice('\n')
		if *size += len(line); *size > maxHeader {
			return "", fmt.Errorf("read header: it is larger than %d KiB", maxHeader>>10)
		}
		b.Write(line)
		if err == nil {
			return strings.TrimRight(b.String(), "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", fmt.Errorf("read header: %w", err)
		}
	}
}

// repairedLines returns the repaired lines of a header, and its status. It
// drops lines without a field, lengths that contradict each other, and
// transfer codings other than chunked; the body then ends with the connection.
func repairedLines(lines []string) (head []byte, status string) {
	if len(lines) == 0 {
		return []byte("\r\n"), ""
	}
	first := strings.Fields(lines[0])
	status = "000"
	if len(first) > 1 {
		status = first[1][:min(len(first[1]), 3)]
	}
	version := first[0]
	if version != "HTTP/1.0" {
		version = "HTTP/1.1"
	}
	var fields [][2]string
	for _, line := range lines[1:] {
		if line[0] == ' ' || line[0] == '\t' { // folded (RFC 9112, section 5.2)
			if n := len(fields); n > 0 {
				fields[n-1][1] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if name = strings.TrimSpace(name); ok && isToken(name) {
			fields = append(fields, [2]string{name, strings.TrimSpace(value)})
		}
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s\r\n", version, status)
	for _, f := range framing(fields) {
		fmt.Fprintf(&b, "%s: %s\r\n", f[0], strings.Map(printable, f[1]))
	}
	b.WriteString("\r\n")
	return b.Bytes(), status
}

// framing returns the fields with at most one of those that delimit the body,
// and only if it is consistent.
func framing(fields [][2]string) [][2]string {
	var out [][2]string
	var lengths []string
	chunked := false
	for _, f := range fields {
		switch strings.ToLower(f[0]) {
		case "content-length":
			for n := range strings.SplitSeq(f[1], ",") {
				lengths = append(lengths, strings.TrimSpace(n))
			}
		case "transfer-encoding":
			chunked = chunked || strings.Contains(strings.ToLower(f[1]), "chunked")
		default:
			out = append(out, f)
		}
	}
	slices.Sort(lengths)
	lengths = slices.Compact(lengths)
	switch {
	case chunked:
		return append(out, [2]string{"Transfer-Encoding", "chunked"})
	case len(lengths) == 1 && lengths[0] != "" && len(lengths[0]) < 19 && strings.Trim(lengths[0], "0123456789") == "":
		return append(out, [2]string{"Content-Length", lengths[0]})
	}
	return out
}

// isToken reports whether a name is valid for a field (RFC 9110, section 5.6.2).
func isToken(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	}) < 0
}

func printable(r rune) rune {
	if r < ' ' && r != '\t' || r == 0x7f {
		return ' '
	}
	return r
}
