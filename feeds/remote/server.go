package remote

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"sitrep/feeds/fetch"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Kind is a kind of server.
type Kind string

// The kinds.
const (
	Miniflux  Kind = "miniflux"
	GReader   Kind = "greader"
	Nextcloud Kind = "nextcloud"
	Fever     Kind = "fever"
)

// Bounds for one server.
const (
	mostFeeds = 20_000
	mostPages = 2000      // of one list in one round
	mostIDs   = 1_000_000 // of one set
)

// ErrSignIn is matched by the error of a server that does not accept the account.
var ErrSignIn = errors.New("the server does not accept the user or the secret")

// errRepeats is the cause of an answer whose pages lead nowhere.
var errRepeats = errors.New("its pages repeat")

// errOtherAnswer is the cause of an answer of another form.
var errOtherAnswer = errors.New("the answer is not what this kind of server sends; look at type and url of the peer")

// Options describe an account on a server. Kind, URL, Secret and Client are needed.
type Options struct {
	Kind   Kind
	URL    string // where the server is, without the path of the API
	User   string // empty: Secret is a token (Miniflux)
	Secret string
	// Client makes the requests. It may reach a private address of this server only.
	Client *fetch.Client
	Now    func() time.Time
}

// Server is an account on a server. It may not be used concurrently.
type Server interface {
	// Feeds returns the subscriptions.
	Feeds(ctx context.Context) ([]Feed, error)
	// News reads new and changed entries since st, in pages, calls save for each, and
	// notes in st how far it came. An entry of a feed that st.Feeds does not know
	// is an entry all the same.
	News(ctx context.Context, st *news.PeerState, known Known, save func(Page) error) error
	// Mark gives entries a mark, or takes it from them.
	Mark(ctx context.Context, flag news.Flag, value bool, keys []string) error
	// AtOnce is how many entries one call of Mark may have.
	AtOnce() int
	// Requests returns how many requests were made, and how many bytes their answers
	// had as sent.
	Requests() (n int, wire int64)
}

// Known returns those of the entries that the cache does not know.
type Known func(ctx context.Context, keys []string) (unknown []string, err error)

// Feed is a subscription.
type Feed struct {
	Key     string // the server's name of it
	URL     string
	Home    string
	Title   sanitize.Clean
	Folders []string
}

// Entry is an entry of a feed. Its texts are as the server sent them.
type Entry struct {
	Key                 string // the server's name of it
	Feed                string // the server's name of its feed
	GUID                string // empty: the server does not give it
	URL                 string
	Title, Author, HTML string
	Published, Updated  time.Time // zero: unknown
	Read, Starred       bool
}

// Page is a part of an answer: entries with their marks, or sets of marks, or both.
type Page struct {
	Entries []Entry
	Sets    news.PeerSets
}

// New returns an account on a server. It fails if the address is none, and for Fever
// if the secret would go over a network in the clear.
func New(o Options) (Server, error) {
	u, err := url.Parse(o.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return nil, errors.New("the address of the server is no web address without a user, such as https://rss.example.org")
	}
	c := &caller{o: o, base: strings.TrimRight(u.Scheme+"://"+u.Host+u.Path, "/")}
	switch o.Kind {
	case Miniflux:
		return &miniflux{caller: c}, nil
	case GReader:
		return &greader{caller: c}, nil
	case Nextcloud:
		return &nextcloud{caller: c}, nil
	case Fever:
		if u.Scheme != "https" && !isLoopback(u.Hostname()) {
			return nil, errors.New("fever only over TLS: its key can be turned into the password in hours (write https://)")
		}
		return &fever{caller: c}, nil
	}
	return nil, fmt.Errorf("there is no kind of server %s", sanitize.Line(string(o.Kind)))
}

func isLoopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// caller makes the requests of one account.
type caller struct {
	o    Options
	base string
	n    int
	wire int64
}

func (c *caller) Requests() (n int, wire int64) { return c.n, c.wire }

// call makes one request. The path is appended to the address of the server.
func (c *caller) call(ctx context.Context, method, path string, header map[string]string, kind string, body []byte) (*fetch.Answer, error) {
	c.n++
	a, err := c.o.Client.Call(ctx, fetch.Call{Method: method, URL: c.base + path, Header: header, Type: kind, Body: body})
	if se, ok := errors.AsType[*fetch.StatusError](err); ok && (se.Status == 401 || se.Status == 403) {
		return nil, fmt.Errorf("%w (%w)", ErrSignIn, err)
	}
	if err != nil {
		return nil, err
	}
	c.wire += a.Wire
	// A page in place of an answer, such as that of a network which wants a sign-in,
	// must not pass for one that needs no words.
	if bytes.HasPrefix(bytes.TrimSpace(a.Body), []byte("<")) {
		return nil, errOtherAnswer
	}
	return a, nil
}

// missing reports whether an error says that a server has no such address.
func missing(err error) bool {
	se, ok := errors.AsType[*fetch.StatusError](err)
	return ok && (se.Status == 404 || se.Status == 405 || se.Status == 501)
}

// decode reads JSON. Its error repeats nothing of the answer.
func decode(body []byte, v any) error {
	if err := json.Unmarshal(body, v); err != nil {
		return errOtherAnswer
	}
	return nil
}

// form is the type of a body of fields.
const form = "application/x-www-form-urlencoded"
