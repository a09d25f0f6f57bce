package fetch_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

func TestBombsOfEveryCodingAreStopped(t *testing.T) {
	const size = 32 << 20
	var br, zs bytes.Buffer
	b := brotli.NewWriterLevel(&br, 1)
	z, err := zstd.NewWriter(&zs)
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, size)
	for _, w := range []interface {
		Write([]byte) (int, error)
		Close() error
	}{b, z} {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
	// A frame that states its size up front is refused before it is read.
	stated := z.EncodeAll(zeros, nil)
	for name, body := range map[string]struct{ coding, body string }{
		"br": {"br", br.String()}, "zstd": {"zstd", zs.String()}, "zstd_stated": {"zstd", string(stated)},
	} {
		t.Run(name, func(t *testing.T) {
			s, c := publisher(t), client(t, func(o *fetch.Options) { o.MaxBody = 1 << 20 })
			s.SetFault("/x", feedtest.Fault{Status: 200, Body: body.body, Header: map[string]string{"Content-Encoding": body.coding}})
			if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")}); !errors.Is(err, fetch.ErrTooLarge) {
				t.Errorf("error %v, want ErrTooLarge", err)
			}
		})
	}
}

func TestABodyOfExactlyTheLimitIsRead(t *testing.T) {
	s, c := publisher(t), client(t, func(o *fetch.Options) { o.MaxBody = 1000 })
	s.SetPage("/fits", feedtest.Page{Body: strings.Repeat("x", 1000)})
	s.SetPage("/over", feedtest.Page{Body: strings.Repeat("x", 1001)})
	if got, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/fits")}); err != nil || len(got.Body) != 1000 {
		t.Errorf("1000 bytes: error %v", err)
	}
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/over")}); !errors.Is(err, fetch.ErrTooLarge) {
		t.Errorf("1001 bytes: error %v, want ErrTooLarge", err)
	}
}

func TestAPasswordGoesToItsOwnHostOnly(t *testing.T) {
	s, other, c := publisher(t), publisher(t), client(t, nil)
	s.SetFault("/start", feedtest.Fault{Status: 302, Header: map[string]string{"Location": "/again"}})
	s.SetFault("/again", feedtest.Fault{Status: 302, Header: map[string]string{"Location": other.URL("/end")}})
	other.SetPage("/end", feedtest.Page{Body: "x"})
	got, err := c.Get(t.Context(), fetch.Request{URL: strings.Replace(s.URL("/start"), "http://", "http://reader:sesame@", 1)})
	if err != nil {
		t.Fatal(err)
	}
	if got.URL != other.URL("/end") {
		t.Errorf("ended at %s", got.URL)
	}
	for _, r := range s.Requests() {
		if got := r.Header.Get("Authorization"); got == "" {
			t.Errorf("%s was asked without the password", r.Path)
		}
	}
	for _, r := range other.Requests() {
		for name := range r.Header {
			if name == "Authorization" || name == "Referer" || name == "Cookie" {
				t.Errorf("the other host was sent %s: %q", name, r.Header.Get(name))
			}
		}
	}
}

func TestCookiesAreNotKept(t *testing.T) {
	s, c := publisher(t), client(t, nil)
	s.SetFault("/x", feedtest.Fault{Status: 200, Body: "x", Header: map[string]string{"Set-Cookie": "id=1; Path=/"}})
	for range 2 {
		if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Requests()[1].Header.Values("Cookie"); len(got) > 0 {
		t.Errorf("sent the cookie %q", got)
	}
}

func TestFreshnessIsReadAndNonsenseIsBounded(t *testing.T) {
	const huge = "99999999999999"
	for _, tc := range []struct {
		name   string
		header map[string]string
		want   time.Duration
	}{
		{"none", nil, 0},
		{"max_age", map[string]string{"Cache-Control": "public, max-age=1800"}, 30 * time.Minute},
		{"quoted", map[string]string{"Cache-Control": `Max-Age="60"`}, time.Minute},
		{"less_age", map[string]string{"Cache-Control": "max-age=1800", "Age": "600"}, 20 * time.Minute},
		{"older_than_that", map[string]string{"Cache-Control": "max-age=60", "Age": "600"}, 0},
		{"nonsense", map[string]string{"Cache-Control": "max-age=soon"}, 0},
		{"huge", map[string]string{"Cache-Control": "max-age=" + huge}, 365 * 24 * time.Hour},
		{"negative_age", map[string]string{"Cache-Control": "max-age=60", "Age": strconv.Itoa(math.MinInt)}, time.Minute},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s, c := publisher(t), client(t, nil)
			s.SetFault("/x", feedtest.Fault{Status: 200, Body: "x", Header: tc.header})
			got, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")})
			if err != nil {
				t.Fatal(err)
			}
			if got.MaxAge != tc.want {
				t.Errorf("MaxAge %v, want %v", got.MaxAge, tc.want)
			}
		})
	}
}

func TestRetryAfterIsSecondsOrADate(t *testing.T) {
	now := time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "-5": 0, "": 0, "later": 0, "99999999999999": 365 * 24 * time.Hour,
		"90.0": 90 * time.Second, "0.5": time.Second, "60s": time.Minute, "60 seconds": time.Minute, "2 min": 2 * time.Minute, "1h": time.Hour, "250ms": time.Second,
		"120, 120": 2 * time.Minute, "1.2.3": 0, "2031": 2031 * time.Second, "1e309": 0, ".": 0,
		now.Add(time.Hour).Format(time.RFC3339): time.Hour, now.Add(time.Hour).In(time.FixedZone("", 7200)).Format(time.RFC1123Z): time.Hour,
		now.Add(time.Hour).Format(time.DateTime):    time.Hour,
		now.Add(time.Hour).Format(http.TimeFormat):  time.Hour,
		now.Add(-time.Hour).Format(http.TimeFormat): 0,
	} {
		s, c := publisher(t), client(t, func(o *fetch.Options) { o.Now = func() time.Time { return now } })
		s.SetFault("/x", feedtest.Fault{Status: 429, Header: map[string]string{"Retry-After": value}})
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")})
		if se, ok := errors.AsType[*fetch.StatusError](err); !ok || se.RetryAfter != want {
			t.Errorf("Retry-After %q: error %+v, want a wait of %v", value, err, want)
		}
	}
}

func TestACertificateNobodySignedIsRefused(t *testing.T) {
	s := httptest.NewUnstartedServer(http.NotFoundHandler())
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of our refusal
	s.StartTLS()
	defer s.Close()
	_, err := client(t, nil).Get(t.Context(), fetch.Request{URL: s.URL + "/x"})
	if err == nil || fetch.Sentence(err).String() != "The server's certificate cannot be trusted, so nothing was read." {
		t.Errorf("error %v, sentence %q", err, fetch.Sentence(err))
	}
}

func TestTheProxyIsUsedAndMayBeLocal(t *testing.T) {
	proxy := publisher(t)
	proxy.SetPage("/wire", feedtest.Page{Body: "through the proxy"})
	c := client(t, func(o *fetch.Options) { o.AllowPrivate = nil; o.Proxy = proxy.URL("") })
	got, err := c.Get(t.Context(), fetch.Request{URL: "http://news.example/wire"})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "through the proxy" {
		t.Errorf("body %q", got.Body)
	}
	for _, addr := range []string{"http://127.0.0.1/wire", "http://10.0.0.1/wire", "http://2130706433/wire", "http://localhost/wire", proxy.URL("/wire")} {
		if _, err := c.Get(t.Context(), fetch.Request{URL: addr}); !errors.Is(err, fetch.ErrPrivate) {
			t.Errorf("%s through a proxy: error %v, want ErrPrivate", addr, err)
		}
	}
}

func TestWhatHasNoAnswerIsSaidInASentence(t *testing.T) {
	closed := publisher(t)
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	c := client(t, nil)
	for addr, want := range map[string]string{
		closed.URL("/x"):  "No connection: connection refused. The server or the network may be down.",
		"ftp://a.example": "This is not a web address. One begins with http or https.",
		"":                "This is not a web address. One begins with http or https.",
	} {
		_, err := c.Get(t.Context(), fetch.Request{URL: addr})
		if got := fetch.Sentence(err).String(); got != want {
			t.Errorf("Get(%q): sentence %q, want %q", addr, got, want)
		}
	}
	if got := fetch.Sentence(nil); !got.IsZero() {
		t.Errorf("no error has the sentence %q", got)
	}
}

// TestWaitingForATurnIsNotTheRequestsTime has more requests than places, each
// of them well within the time limit, all of them together beyond it.
func TestWaitingForATurnIsNotTheRequestsTime(t *testing.T) {
	s := publisher(t)
	s.SetPage("/x", feedtest.Page{Body: "x"})
	s.SetFault("/x", feedtest.Fault{Delay: 150 * time.Millisecond})
	c := client(t, func(o *fetch.Options) { o.PerHost = 1; o.Timeout = 600 * time.Millisecond })
	errs := make(chan error)
	for range 6 {
		go func() {
			_, err := c.Get(context.WithoutCancel(t.Context()), fetch.Request{URL: s.URL("/x")})
			errs <- err
		}()
	}
	for range 6 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
}

// TestWhatAServerSendsIsCutShortInErrors: it may send anything, anywhere.
func TestWhatAServerSendsIsCutShortInErrors(t *testing.T) {
	const most = 500 // the words around two pieces of at most 200 characters each
	long := strings.Repeat("x", 5000)
	s, c := publisher(t), client(t, nil)
	s.SetFault("/coding", feedtest.Fault{Status: 200, Body: "\x01\x02", Header: map[string]string{"Content-Encoding": long}})
	s.SetFault("/location", feedtest.Fault{Status: 302, Header: map[string]string{"Location": "/" + long[:1500]}})
	s.SetFault("/scheme", feedtest.Fault{Status: 302, Header: map[string]string{"Location": "gauge:" + long}})
	for _, path := range []string{"/coding", "/location", "/scheme"} {
		_, err := c.Get(t.Context(), fetch.Request{URL: s.URL(path)})
		if err == nil {
			t.Fatalf("%s gave no error", path)
		}
		if n, m := len(err.Error()), fetch.Sentence(err).Len(); n > most || m > most {
			t.Errorf("%s: an error of %d bytes with a sentence of %d: %.120s", path, n, m, err)
		}
	}
}
