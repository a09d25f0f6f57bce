package fetch_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sitrep/feeds/fetch"
)

// TestACallSendsWhatIsAskedAndReadsTheAnswer: method, fields, body, coding, and the
// clock of the server.
func TestACallSendsWhatIsAskedAndReadsTheAnswer(t *testing.T) {
	at := time.Date(2031, 4, 2, 6, 0, 0, 0, time.UTC)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Set("Date", at.Format(http.TimeFormat))
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, pack(t, fmt.Sprintf("%s %s %s %s", r.Method, r.Header.Get("X-Auth-Token"), r.Header.Get("Content-Type"), body), "gzip"))
	}))
	defer s.Close()
	got, err := client(t, nil).Call(t.Context(), fetch.Call{
		Method: http.MethodPut, URL: s.URL + "/v1/entries", Header: map[string]string{"X-Auth-Token": "hush"}, Type: "application/json", Body: []byte(`{"ids":[1]}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := `PUT hush application/json {"ids":[1]}`; string(got.Body) != want || !got.Date.Equal(at) || got.Wire == 0 {
		t.Errorf("answer %q at %v, %d bytes; want %q at %v", got.Body, got.Date, got.Wire, want, at)
	}
}

// TestACallThatFailsTellsNoSecret: redirects are not followed, and no error repeats what
// was sent.
func TestACallThatFailsTellsNoSecret(t *testing.T) {
	var reached []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reached = append(reached, r.URL.Path)
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/elsewhere", http.StatusFound)
		case "/refused":
			w.Header().Set("Retry-After", "120")
			http.Error(w, "hush", http.StatusUnauthorized)
		case "/large":
			_, _ = io.WriteString(w, strings.Repeat("x", 100_000))
		case "/undated":
			w.Header()["Date"] = nil
		}
	}))
	defer s.Close()
	c := client(t, func(o *fetch.Options) { o.MaxBody = 10_000 })
	call := func(path string) (*fetch.Answer, error) {
		return c.Call(t.Context(), fetch.Call{Method: http.MethodPost, URL: s.URL + path, Header: map[string]string{"Authorization": "hush"}, Body: []byte("hush")})
	}
	if _, err := call("/moved"); !errors.Is(err, fetch.ErrRedirect) {
		t.Errorf("moved: %v", err)
	}
	_, err := call("/refused")
	if status, ok := errors.AsType[*fetch.StatusError](err); !ok || status.Status != http.StatusUnauthorized || status.RetryAfter != 2*time.Minute {
		t.Errorf("refused: %v", err)
	}
	if _, err := call("/large"); !errors.Is(err, fetch.ErrTooLarge) {
		t.Errorf("large: %v", err)
	}
	if a, err := call("/undated"); err != nil || !a.Date.IsZero() || len(a.Body) != 0 {
		t.Errorf("undated: %+v, %v", a, err)
	}
	if got := strings.Join(reached, " "); got != "/moved /refused /large /undated" {
		t.Errorf("the server was asked for %s", got)
	}
	for _, u := range []string{s.URL + "/moved", s.URL + "/refused", s.URL + "/large", "file:///etc/passwd", "http://10.0.0.1/v1"} {
		_, err := c.Call(t.Context(), fetch.Call{Method: http.MethodGet, URL: u, Header: map[string]string{"Authorization": "hush"}})
		if err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", u, err)
		}
	}
}
