package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

func publisher(t testing.TB) *feedtest.Server {
	t.Helper()
	s, err := feedtest.NewServer(feedtest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// client returns a client that may talk to the scripted publisher.
func client(t testing.TB, change func(*fetch.Options)) *fetch.Client {
	t.Helper()
	o := fetch.Options{
		UserAgent: "sitrep/0.0 (+https://sitrep.example/)", HostGap: -1, PerHost: 8,
		AllowPrivate: []string{"127.0.0.1"}, Now: time.Now,
	}
	if change != nil {
		change(&o)
	}
	c, err := fetch.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestGetSendsValidatorsVerbatimAndTakes304(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetFeed("/f", feedtest.Feed{Title: "Gauge", Items: []feedtest.Item{{GUID: "1", Title: "Water rises", Published: time.Date(2031, 4, 1, 0, 0, 0, 0, time.UTC)}}})
	first, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/f")})
	if err != nil {
		t.Fatal(err)
	}
	if first.Status != 200 || !bytes.Contains(first.Body, []byte("Water rises")) || first.Validators.ETag == "" || first.Validators.LastModified == "" {
		t.Fatalf("first answer: status %d, validators %+v, body %q", first.Status, first.Validators, first.Body)
	}
	second, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/f"), Validators: first.Validators})
	if err != nil {
		t.Fatal(err)
	}
	if !second.NotModified || len(second.Body) != 0 {
		t.Errorf("second answer: not modified %v, %d bytes, want true, 0", second.NotModified, len(second.Body))
	}
	h := s.Requests()[1].Header
	if got := h.Get("If-None-Match"); got != first.Validators.ETag {
		t.Errorf("If-None-Match %q, want %q", got, first.Validators.ETag)
	}
	if got := h.Get("If-Modified-Since"); got != first.Validators.LastModified {
		t.Errorf("If-Modified-Since %q, want %q", got, first.Validators.LastModified)
	}
}

func TestGetSaysWhoItIsAndNothingElse(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetPage("/p", feedtest.Page{Body: "x"})
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/p?b=2&a=1#part"), Accept: fetch.Page}); err != nil {
		t.Fatal(err)
	}
	r := s.Requests()[0]
	if r.Method != "GET" || r.Path != "/p?b=2&a=1" {
		t.Errorf("%s %s, want GET /p?b=2&a=1", r.Method, r.Path)
	}
	var names []string
	for name := range r.Header {
		names = append(names, name)
	}
	want := map[string]bool{"User-Agent": true, "Accept": true, "Accept-Encoding": true}
	for _, n := range names {
		if !want[n] {
			t.Errorf("sent the field %s: %q", n, r.Header.Get(n))
		}
	}
	if got := r.Header.Get("User-Agent"); got != "sitrep/0.0 (+https://sitrep.example/)" {
		t.Errorf("User-Agent %q", got)
	}
}

func TestGetDecodesWhatIsAnnounced(t *testing.T) {
	const text = "The gauge at Weir End stands at four meters. "
	plain := []byte(strings.Repeat(text, 50))
	write := func(w io.WriteCloser) {
		if _, err := w.Write(plain); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	bodies := map[string][]byte{"identity": plain}
	for name, make := range map[string]func(io.Writer) io.WriteCloser{
		"gzip": func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
		"br":   func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
		"zstd": func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		},
		"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
		"deflate bare": func(w io.Writer) io.WriteCloser {
			f, err := flate.NewWriter(w, flate.DefaultCompression)
			if err != nil {
				t.Fatal(err)
			}
			return f
		},
	} {
		var b bytes.Buffer
		write(make(&b))
		bodies[name] = b.Bytes()
	}
	for name, body := range bodies {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			s, c := publisher(t), client(t, nil)
			coding, _, _ := strings.Cut(name, " ")
			s.SetFault("/x", feedtest.Fault{Status: 200, Body: string(body), Header: map[string]string{"Content-Encoding": coding}})
			got, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(plain), string(got.Body)); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if name != "identity" && got.Wire >= int64(len(plain)) {
				t.Errorf("%d bytes on the wire for %d decoded", got.Wire, len(plain))
			}
		})
	}
}

// TestEachFaultHasItsErrorAndItsSentence drives every way a server can fail.
func TestEachFaultHasItsErrorAndItsSentence(t *testing.T) {
	isStatus := func(n int) func(error) bool {
		return func(err error) bool {
			se, ok := errors.AsType[*fetch.StatusError](err)
			return ok && se.Status == n
		}
	}
	is := func(target error) func(error) bool {
		return func(err error) bool { return errors.Is(err, target) }
	}
	for _, tc := range []struct {
		name     string
		fault    feedtest.Fault
		is       func(error) bool
		sentence string
	}{
		{"missing", feedtest.Fault{Status: 404}, isStatus(404), "There is nothing at this address (404)."},
		{"gone", feedtest.Fault{Status: 410}, isStatus(410), "The publisher has taken this away for good (410)."},
		{"forbidden", feedtest.Fault{Status: 403}, isStatus(403), "The server refuses to let us read this (403)."},
		{"not_acceptable", feedtest.Fault{Status: 406}, isStatus(406), "The server does not want to answer a feed reader (406)."},
		{"too_many", feedtest.Fault{Status: 429}, isStatus(429), "The server asks us to come less often (429)."},
		{"server_fault", feedtest.Fault{Status: 503}, isStatus(503), "The server has a fault of its own (503)."},
		{"huge", feedtest.Fault{Huge: 3 << 20}, is(fetch.ErrTooLarge), "The answer is larger than the limit"},
		{"bomb", feedtest.Fault{Bomb: 64 << 20}, is(fetch.ErrTooLarge), "The answer is larger than the limit"},
		{"cut", feedtest.Fault{Cut: true, Body: "<rss>"}, is(io.ErrUnexpectedEOF), "The connection broke off"},
		{"hang", feedtest.Fault{Hang: true}, is(context.DeadlineExceeded), "No answer in time."},
		{"stall", feedtest.Fault{Stall: true, Body: "<rss>"}, is(context.DeadlineExceeded), "No answer in time."},
		{"odd_coding", feedtest.Fault{Status: 200, Body: "\x01\x02\x03", Header: map[string]string{"Content-Encoding": "morse"}}, func(err error) bool { return err != nil }, "The answer is compressed in a way that cannot be undone."},
		{"broken_gzip", feedtest.Fault{Status: 200, Body: "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xffwhat follows was never compressed", Header: map[string]string{"Content-Encoding": "gzip"}}, func(err error) bool { return err != nil }, "The answer is compressed in a way that cannot be undone."},
		{"huge_header", feedtest.Fault{Status: 200, Header: map[string]string{"X-Padding": strings.Repeat("x", 300<<10)}}, func(err error) bool { return err != nil }, "The answer could not be read: "},
		{"redirect_to_nowhere", feedtest.Fault{Status: 302}, isStatus(302), "The server answered 302 Found."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := publisher(t)
			c := client(t, func(o *fetch.Options) {
				o.MaxBody = 1 << 20
				if tc.fault.Hang || tc.fault.Stall {
					o.Timeout = 200 * time.Millisecond
				}
			})
			s.SetFault("/x", tc.fault)
			_, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")})
			if err == nil || !tc.is(err) {
				t.Fatalf("error %v, which is of another kind", err)
			}
			if !strings.HasPrefix(err.Error(), "fetch "+s.URL("/x")+": ") {
				t.Errorf("error %q does not name what was fetched", err)
			}
			if got := fetch.Sentence(err).String(); !strings.HasPrefix(got, tc.sentence) {
				t.Errorf("sentence %q, want it to begin %q", got, tc.sentence)
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetPage("/end", feedtest.Page{Body: "here"})
	to := func(status int, location string) feedtest.Fault {
		return feedtest.Fault{Status: status, Header: map[string]string{"Location": location}}
	}
	s.SetFault("/moved", to(301, "/end"))
	s.SetFault("/moved-twice", to(308, "/moved"))
	s.SetFault("/elsewhere", to(302, "/end"))
	s.SetFault("/moved-then-elsewhere", to(301, "/elsewhere"))
	s.SetFault("/elsewhere-then-moved", to(307, "/moved"))
	s.SetFault("/circle", to(302, "/circle2"))
	s.SetFault("/circle2", to(302, "/circle"))
	s.SetFault("/file", to(301, "file:///etc/hosts"))
	s.SetFault("/script", to(301, "javascript:alert(1)"))
	for i := range 12 {
		s.SetFault("/far"+string(rune('a'+i)), to(302, "/far"+string(rune('b'+i))))
	}
	s.SetFault("/farm", to(302, "/end"))
	for _, tc := range []struct{ path, permanent, err string }{
		{"/moved", "/end", ""},
		{"/moved-twice", "/end", ""},
		{"/elsewhere", "", ""},
		{"/moved-then-elsewhere", "", ""},
		{"/elsewhere-then-moved", "", ""},
		{"/circle", "", "they go in a circle"},
		{"/file", "", "to something that is no web address"},
		{"/script", "", "to something that is no web address"},
		{"/fara", "", "more than 10 of them"},
		{"/farc", "", "more than 10 of them"},
		{"/fard", "", ""},
	} {
		t.Run(strings.Trim(tc.path, "/"), func(t *testing.T) {
			got, err := c.Get(t.Context(), fetch.Request{URL: s.URL(tc.path)})
			if tc.err != "" {
				if !errors.Is(err, fetch.ErrRedirect) || !strings.Contains(err.Error(), tc.err) {
					t.Fatalf("error %v, want ErrRedirect and %q", err, tc.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := tc.permanent
			if want != "" {
				want = s.URL(want)
			}
			if got.URL != s.URL("/end") || got.PermanentURL != want {
				t.Errorf("ended at %s, permanently %q; want %s, %q", got.URL, got.PermanentURL, s.URL("/end"), want)
			}
		})
	}
}

// TestPrivateAddressesAreRefused tries the ways to write an address inside
// the network; none may lead to a request.
func TestPrivateAddressesAreRefused(t *testing.T) {
	s := publisher(t)
	s.SetPage("/secret", feedtest.Page{Body: "inside"})
	port := s.URL("")[strings.LastIndexByte(s.URL(""), ':'):]
	c := client(t, func(o *fetch.Options) { o.AllowPrivate = nil; o.Timeout = 5 * time.Second })
	for _, addr := range []string{
		"http://127.0.0.1" + port + "/secret",
		"http://127.1" + port + "/secret",
		"http://2130706433" + port + "/secret",
		"http://0x7f000001" + port + "/secret",
		"http://0177.0.0.1" + port + "/secret",
		"http://localhost" + port + "/secret",
		"http://[::1]" + port + "/secret",
		"http://[::ffff:127.0.0.1]" + port + "/secret",
		"http://[::ffff:7f00:1]" + port + "/secret",
		"http://0.0.0.0" + port + "/secret",
		"http://169.254.169.254/latest/meta-data/",
		"http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.64.0.1/",
		"http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://metadata.google.internal/", "http://a.localhost/",
		"http://[fd00::1]/", "http://[fe80::1]/",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: addr})
		if err == nil {
			t.Errorf("Get(%s) was let through", addr)
		} else if !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("Get(%s) = %v, want ErrPrivate", addr, err)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests reached the server, want none", n)
	}
}

func TestARedirectCannotLeadInside(t *testing.T) {
	s := publisher(t)
	c := client(t, nil) // 127.0.0.1 is allowed, the rest of the network is not
	s.SetFault("/in", feedtest.Fault{Status: 302, Header: map[string]string{"Location": "http://169.254.169.254/latest/meta-data/"}})
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/in")}); !errors.Is(err, fetch.ErrPrivate) {
		t.Errorf("error %v, want ErrPrivate", err)
	}
}

func TestErrorsHoldNoPassword(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetFault("/x", feedtest.Fault{Status: 404})
	addr := strings.Replace(s.URL("/x"), "http://", "http://user:hunter2@", 1)
	_, err := c.Get(t.Context(), fetch.Request{URL: addr})
	if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(fetch.Sentence(err).String(), "hunter2") {
		t.Errorf("error %v", err)
	}
}

func TestALargeBodyAsksBeforeItIsReadOn(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetPage("/small", feedtest.Page{Body: strings.Repeat("x", fetch.LargeBody-1)})
	s.SetPage("/large", feedtest.Page{Body: strings.Repeat("y", fetch.LargeBody+1)})
	asked := 0
	var answer error
	get := func(path string) (*fetch.Response, error) {
		return c.Get(t.Context(), fetch.Request{URL: s.URL(path), Large: func(context.Context) error { asked++; return answer }})
	}
	if r, err := get("/small"); err != nil || len(r.Body) != fetch.LargeBody-1 || asked != 0 {
		t.Errorf("a body of usual size: %v, asked %d times", err, asked)
	}
	if r, err := get("/large"); err != nil || len(r.Body) != fetch.LargeBody+1 || asked != 1 {
		t.Errorf("a large body: %v, asked %d times", err, asked)
	}
	answer = errors.New("no room")
	if _, err := get("/large"); !errors.Is(err, answer) {
		t.Errorf("a large body that is refused: %v", err)
	}
}

func TestGetEndsWithItsContext(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetFault("/x", feedtest.Fault{Hang: true})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() {
		_, err := c.Get(ctx, fetch.Request{URL: s.URL("/x")})
		done <- err
	}()
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want context.Canceled", err)
	}
}

func TestNewRefusesWhatItCannotWorkWith(t *testing.T) {
	const name = "sitrep/0.0 (+https://sitrep.example/)"
	for _, tc := range []struct {
		o    fetch.Options
		says string
	}{
		{fetch.Options{Now: time.Now}, "a name"},
		{fetch.Options{UserAgent: name}, "a clock"},
		{fetch.Options{UserAgent: name, Now: time.Now, Proxy: "nonsense"}, "proxy: "},
		{fetch.Options{UserAgent: name, Now: time.Now, AllowPrivate: []string{"10.0.0.0/99"}}, "allow private "},
	} {
		if _, err := fetch.New(tc.o); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("New without %q: error %v", tc.says, err)
		}
	}
}
