package fetch

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"sitrep/internal/sanitize"
)

// ErrTooLarge is matched by the error of a body that is larger, decoded,
// than the cap.
var ErrTooLarge = errors.New("larger than the limit (poll.max_body)")

// ErrRedirect is matched by the error of redirects that cannot be followed.
var ErrRedirect = errors.New("redirects cannot be followed")

// ErrOnHold is matched by the error of a redirect that was not followed because
// its host is on hold (Request.OnHold).
var ErrOnHold = errors.New("the host that it leads to asked to be left alone")

// errNoAddress is the cause when the request has no address at all.
var errNoAddress = errors.New("not an http or https address")

// StatusError says that a server answered with a status that brings nothing.
type StatusError struct {
	Status     int
	Host       string        // that answered, after redirects; without its port
	RetryAfter time.Duration // the wait that it asked for; 0: none
}

func (e *StatusError) Error() string {
	if text := http.StatusText(e.Status); text != "" {
		return fmt.Sprintf("%d %s", e.Status, text)
	}
	return fmt.Sprintf("status %d", e.Status)
}

// getError says what was being fetched and why that failed. Both may hold what
// a server sent (a Location, a coding, a line that is no status line), so both
// are cleaned, freed of secrets and cut short.
type getError struct {
	url string
	err error
}

func (e *getError) Error() string {
	return "fetch " + sanitize.Brief(Redact(e.url)).String() + ": " + sanitize.Brief(sanitize.RedactedText(e.err.Error())).String()
}

func (e *getError) Unwrap() error { return e.err }

// Redact returns an address without what lets its owner in, safe to log.
func Redact(raw string) string { return sanitize.Redacted(raw) }

// plain takes the words that net/http adds off an error: the address stands
// in front already, and may hold a password.
func plain(err error) error {
	if ue, ok := errors.AsType[*url.Error](err); ok {
		return ue.Err
	}
	return err
}

// Sentence says for people what happened and what that means.
func Sentence(err error) sanitize.Clean {
	if err == nil {
		return sanitize.Clean{}
	}
	if se, ok := errors.AsType[*StatusError](err); ok {
		return statusSentence(se)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		if dns.IsNotFound {
			return sanitize.Brief("No such host: " + dns.Name + ". Check the address, or whether the network is up.")
		}
		return sanitize.Brief("The name " + dns.Name + " could not be looked up. The network may be down.")
	}
	var (
		cert *tls.CertificateVerificationError
		rec  tls.RecordHeaderError
		nerr net.Error
		op   *net.OpError
	)
	switch {
	case errors.Is(err, ErrPrivate):
		return sanitize.Lit("The address is private or local and was not asked. If that is meant, name the host under poll.allow_private.")
	case errors.Is(err, ErrTooLarge):
		return sanitize.Lit("The answer is larger than the limit and was not read. See poll.max_body.")
	case errors.Is(err, errNoAddress):
		return sanitize.Lit("This is not a web address. One begins with http or https.")
	case errors.Is(err, ErrRedirect):
		return sanitize.Lit("The address leads on and on and nowhere. Look at the publisher's site for the right one.")
	case errors.Is(err, ErrOnHold):
		return sanitize.Lit("The server that this leads to asked us to wait. Trying again later.")
	case errors.Is(err, errCoding):
		return sanitize.Lit("The answer is compressed in a way that cannot be undone. Trying again later.")
	case errors.Is(err, context.Canceled):
		return sanitize.Lit("Stopped before the answer came.")
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return sanitize.Lit("No answer in time. Trying again later.")
	case errors.As(err, &nerr) && nerr.Timeout():
		return sanitize.Lit("No answer in time. Trying again later.")
	case errors.As(err, &cert):
		return sanitize.Lit("The server's certificate cannot be trusted, so nothing was read.")
	case errors.As(err, &rec):
		return sanitize.Lit("The server does not speak TLS at this address. Perhaps it should begin with http.")
	case errors.As(err, &op) && op.Op == "dial":
		return sanitize.Brief("No connection: " + lastWords(err) + ". The server or the network may be down.")
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return sanitize.Lit("The connection broke off in the middle of the answer. Trying again later.")
	}
	return sanitize.Line("The answer could not be read: " + sanitize.Brief(lastWords(err)).String() + ". Trying again later.")
}

func statusSentence(e *StatusError) sanitize.Clean {
	switch {
	case e.Status == 304:
		return sanitize.Lit("The server says that nothing has changed, though we hold nothing of it (304). Trying again later.")
	case e.Status == 401 || e.Status == 403:
		return sanitize.Line(fmt.Sprintf("The server refuses to let us read this (%d).", e.Status))
	case e.Status == 404:
		return sanitize.Lit("There is nothing at this address (404). It may have moved: look at the publisher's site.")
	case e.Status == 406:
		return sanitize.Lit("The server does not want to answer a feed reader (406).")
	case e.Status == 410:
		return sanitize.Lit("The publisher has taken this away for good (410).")
	case e.Status == 429:
		return sanitize.Lit("The server asks us to come less often (429). We wait.")
	case e.Status >= 500:
		return sanitize.Line(fmt.Sprintf("The server has a fault of its own (%d). Trying again later.", e.Status))
	}
	return sanitize.Line("The server answered " + e.Error() + ".")
}

// lastWords returns the innermost part of an error's text.
func lastWords(err error) string {
	s := sanitize.RedactedText(err.Error())
	return strings.TrimSpace(s[strings.LastIndex(s, ": ")+1:])
}

// Offline reports whether err says that no server was reached: the name could
// not be looked up, or there is no way to the network. The line may be down.
func Offline(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	return errors.Is(err, syscall.ENETUNREACH) || errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETDOWN)
}
