package fetch

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Call is one request to the API of a server on which a person has an account.
type Call struct {
	Method string
	URL    string
	Header map[string]string // may hold secrets; they stay with the server of URL
	Type   string            // of Body
	Body   []byte
}

// Answer is the answer to a Call.
type Answer struct {
	Body []byte    // decoded
	Date time.Time // by the clock of the server; zero: not given
	Wire int64     // bytes of the body as sent
}

// Call makes one request and reads the answer. No redirect is followed, since the
// secrets of a request belong to one server: it is an error that matches ErrRedirect.
// A status that is no success is a *StatusError, a body over Options.MaxBody
// ErrTooLarge. No error holds anything of Header or Body.
func (c *Client) Call(ctx context.Context, call Call) (*Answer, error) {
	u, err := target(call.URL)
	if err != nil {
		return nil, &getError{call.URL, err}
	}
	slot, err := c.hosts.acquire(ctx, u.Hostname())
	if err != nil {
		return nil, &getError{call.URL, err}
	}
	defer slot.release()
	if err := slot.pace(ctx, c.hosts.gap); err != nil {
		return nil, &getError{call.URL, err}
	}
	ctx, cancel := context.WithTimeout(ctx, c.opt.Timeout)
	defer cancel()
	answer, err := c.call(ctx, u, call)
	if err != nil {
		return nil, &getError{u.String(), plain(err)}
	}
	return answer, nil
}

func (c *Client) call(ctx context.Context, u *url.URL, call Call) (*Answer, error) {
	if err := c.filter.check(u); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, u.String(), bytes.NewReader(call.Body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.opt.UserAgent)
	req.Header.Set("Accept", "application/json, text/plain;q=0.5")
	req.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if call.Type != "" {
		req.Header.Set("Content-Type", call.Type)
	}
	for name, value := range call.Header {
		req.Header.Set(name, value)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	switch {
	case isRedirect(res.StatusCode):
		return nil, fmt.Errorf("%w: the server answers that it is at another address; name that one in the configuration", ErrRedirect)
	case res.StatusCode < 200 || res.StatusCode > 299:
		return nil, &StatusError{Status: res.StatusCode, Host: u.Hostname(), RetryAfter: c.retryAfter(res.Header.Get("Retry-After"))}
	}
	count := &counter{r: res.Body}
	d, err := decode(count, res.Header.Get("Content-Encoding"), c.opt.MaxBody, func() error { return nil })
	if err != nil {
		return nil, err
	}
	if d.part {
		return nil, ErrTooLarge
	}
	date, err := http.ParseTime(res.Header.Get("Date"))
	if err != nil {
		date = time.Time{}
	}
	return &Answer{Body: d.body, Date: date, Wire: count.n}, nil
}
