package fetch_test

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"sitrep/feeds/feedtest"
	"sitrep/feeds/fetch"
)

// document is a feed as it may come, long enough to be worth compressing.
var document = `<?xml version="1.0"?><rss version="2.0"><channel><title>Velm Gauge</title>` +
	strings.Repeat("<item><title>Water at the weir stands at four meters</title></item>\n", 20) + "</channel></rss>\n"

// pack compresses a text in the ways that are named, one after the other.
func pack(t *testing.T, text string, codings ...string) string {
	t.Helper()
	for _, coding := range codings {
		var b bytes.Buffer
		var w io.WriteCloser
		var err error
		switch coding {
		case "gzip":
			w = gzip.NewWriter(&b)
		case "zlib":
			w = zlib.NewWriter(&b)
		case "deflate":
			w, err = flate.NewWriter(&b, flate.DefaultCompression)
		case "br":
			w = brotli.NewWriter(&b)
		case "zstd":
			w, err = zstd.NewWriter(&b)
		default:
			t.Fatalf("no coding %q", coding)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, text); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		text = b.String()
	}
	return text
}

func wide(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

const (
	ofCoding = "The body is not compressed in the way that the header names; it was read as it is."
	ofEnd    = "The answer did not end as announced, but the document in it is whole."
	ofHeader = "The header of the answer is malformed; what can be understood of it was used."
)

// TestWhatCameWholeIsRead: a wrong label is noted and costs no document.
func TestWhatCameWholeIsRead(t *testing.T) {
	gz := pack(t, document, "gzip")
	flip := []byte(gz)
	flip[len(flip)-6] ^= 0xff
	for _, tc := range []struct {
		name, coding, body, want, note string
	}{
		{"coding: gzip named, nothing done", "gzip", document, document, ofCoding},
		{"coding: br named, nothing done", "br", document, document, ofCoding},
		{"coding: deflate named, nothing done", "deflate", document, document, ofCoding},
		{"coding: zstd named, nothing done, JSON", "zstd", `{"version": "1", "items": []}`, `{"version": "1", "items": []}`, ofCoding},
		{"coding: gzip named, UTF-16 sent", "gzip", wide(document), wide(document), ofCoding},
		{"coding: a charset is named", "utf-8", document, document, ofCoding},
		{"coding: none is named", "none", document, document, ofCoding},
		{"coding: binary is named, gzip sent", "binary", gz, document, ofCoding},
		{"coding: gzip named, br sent", "gzip", pack(t, document, "br"), document, ofCoding},
		{"coding: br named, gzip sent", "br", gz, document, ofCoding},
		{"coding: br named, deflate sent", "br", pack(t, document, "deflate"), document, ofCoding},
		{"coding: gzip named, zlib sent", "gzip", pack(t, document, "zlib"), document, ofCoding},
		{"coding: deflate named, gzip sent", "deflate", gz, document, ofCoding},
		{"coding: deflate named, br sent", "deflate", pack(t, document, "br"), document, ofCoding},
		{"coding: nothing named, gzip sent", "", gz, document, ofCoding},
		{"coding: nothing named, zstd sent", "", pack(t, document, "zstd"), document, ofCoding},
		{"coding: nothing named, zlib sent", "", pack(t, document, "zlib"), document, ofCoding},
		{"coding: nothing named, br sent", "", pack(t, document, "br"), document, ofCoding},
		{"coding: identity named, gzip sent", "identity", gz, document, ofCoding},
		{"coding: named once, done twice", "gzip", pack(t, document, "gzip", "gzip"), document, ofCoding},
		{"coding: named twice, done once", "gzip, gzip", gz, document, ofCoding},
		{"coding: named in the wrong order", "br, gzip", pack(t, document, "gzip", "br"), document, ofCoding},
		{"coding: named in the right order", "br, gzip", pack(t, document, "br", "gzip"), document, ""},
		{"coding: named as it is", "X-GZip", gz, document, ""},
		{"end: no checksum", "gzip", gz[:len(gz)-8], document, ofEnd},
		{"end: half a checksum", "gzip", gz[:len(gz)-3], document, ofEnd},
		{"end: another checksum", "gzip", string(flip), document, ofEnd},
		{"end: zeros after it", "gzip", gz + "\x00\x00\x00\x00", document, ofEnd},
		{"end: no checksum of zlib", "deflate", pack(t, document, "zlib")[:len(pack(t, document, "zlib"))-4], document, ofEnd},
		{"end: two members", "gzip", pack(t, document[:300], "gzip") + pack(t, document[300:], "gzip"), document, ""},
		{"nothing", "gzip", "", "", ""},
		{"nothing, packed", "gzip", pack(t, "", "gzip"), "", ""},
		{"no document: an image is left alone", "", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d\x01\x02\x03", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d\x01\x02\x03", ""},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			at := raw(t, func(c net.Conn) {
				fmt.Fprintf(c, "HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n%s", tc.coding, len(tc.body), tc.body)
			})
			got, err := client(t, nil).Get(t.Context(), fetch.Request{URL: at + "/x"})
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Body) != tc.want || got.Note.String() != tc.note {
				t.Errorf("%d bytes %.60q, noted %q; want %d, %q", len(got.Body), got.Body, got.Note, len(tc.want), tc.note)
			}
		})
	}
}

// TestAnAnswerOfTheWrongFormIsRead writes answers byte for byte.
func TestAnAnswerOfTheWrongFormIsRead(t *testing.T) {
	head := "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n"
	tail := "Connection: close\r\n\r\n" + document
	for _, tc := range []struct{ name, answer, note string }{
		{"length: too large", fmt.Sprintf("%sContent-Length: %d\r\n%s", head, len(document)+7, tail), ofEnd},
		{"length: chunks without an end", fmt.Sprintf("%sTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", head, len(document), document), ofEnd},
		{"length: two that differ", fmt.Sprintf("%sContent-Length: 17\r\nContent-Length: %d\r\n%s", head, len(document), tail), ofHeader},
		{"length: no number", head + "Content-Length: all of it\r\n" + tail, ofHeader},
		{"header: no colon", head + "X-Cache HIT from the weir\r\n" + tail, ofHeader},
		{"header: no colon in the first line", "HTTP/1.1 200 OK\r\nHIT from the weir\r\n" + tail, ofHeader},
		{"header: a space in the name", head + "X Cache: HIT\r\n" + tail, ""},
		{"header: a space before the colon", head + "X-Cache : HIT\r\n" + tail, ""},
		{"header: no name", head + ": HIT\r\n" + tail, ofHeader},
		{"header: a control character", head + "X-Cache: a\x00b\r\n" + tail, ofHeader},
		{"header: it begins with a space", "HTTP/1.1 200 OK\r\n X-Cache: HIT\r\n" + tail, ofHeader},
		{"header: two spaces in the status line", "HTTP/1.1  200 OK\r\n" + tail, ""},
		{"header: a version that is none", "HTTP/1.x 200 OK\r\n" + tail, ofHeader},
		{"header: another transfer coding", head + "Transfer-Encoding: identity\r\n" + tail, ofHeader},
		{"header: line feeds alone", strings.ReplaceAll(head+"Connection: close\r\n\r\n", "\r\n", "\n") + document, ""},
		{"header: an interim answer first", "HTTP/1.1 103 Early Hints\r\nLink </x>\r\n\r\n" + head + tail, ofHeader},
		{"status: 203", strings.Replace(head, "200", "203", 1) + tail, "The answer has the status 203 instead of 200; it was read all the same."},
		{"status: 206 of the whole", strings.Replace(head, "200", "206", 1) + tail, "The answer has the status 206 instead of 200; it was read all the same."},
		{"status: 299", strings.Replace(head, "200", "299", 1) + tail, "The answer has the status 299 instead of 200; it was read all the same."},
	} {
		t.Run(strings.ReplaceAll(tc.name, " ", "_"), func(t *testing.T) {
			at := raw(t, func(c net.Conn) { io.WriteString(c, tc.answer) })
			got, err := client(t, nil).Get(t.Context(), fetch.Request{URL: at + "/x"})
			if err != nil {
				t.Fatal(err)
			}
			if string(got.Body) != document || got.Note.String() != tc.note {
				t.Errorf("%d bytes %.60q, noted %q; want %d, %q", len(got.Body), got.Body, got.Note, len(document), tc.note)
			}
		})
	}
}

func TestLinkFieldsArePassedOn(t *testing.T) {
	at := raw(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 200 OK\r\nLink: </a>; rel=feed\r\nLink: </b>; rel=next\r\nSet-Cookie: id=s3same\r\nX-Request-Id: 7\r\nServer: weir\r\nContent-Length: 1\r\n\r\nx")
	})
	got, err := client(t, nil).Get(t.Context(), fetch.Request{URL: "feed:" + at + "/x"})
	if err != nil || got.URL != at+"/x" || len(got.Links) != 2 || got.Links[0] != "</a>; rel=feed" {
		t.Errorf("answer %+v, error %v", got, err)
	}
	if said := strings.Join(got.Fields, "\n"); !strings.Contains(said, "Server: weir") || strings.Contains(said, "s3same") || strings.Contains(said, "X-Request-Id") {
		t.Errorf("the fields for reports are %q", got.Fields)
	}
}

// TestWhatDidNotComeWholeIsNotRead: half a document is not passed off as one.
func TestWhatDidNotComeWholeIsNotRead(t *testing.T) {
	gz := pack(t, document, "gzip")
	half := document[:len(document)/2]
	answer := func(more, body string) string {
		return "HTTP/1.1 200 OK\r\nConnection: close\r\n" + more + "\r\n" + body
	}
	for name, sent := range map[string]string{
		"half of it":              answer(fmt.Sprintf("Content-Length: %d\r\n", len(document)), half),
		"all but the last tag":    answer(fmt.Sprintf("Content-Length: %d\r\n", len(document)), document[:len(document)-4]),
		"half of what is packed":  answer("Content-Encoding: gzip\r\n", gz[:len(gz)/2]),
		"half of a JSON document": answer("Content-Length: 40\r\n", `{"items": [{"id": "1"}`),
		"a page in the middle":    answer("Content-Length: 90\r\n", "<!doctype html><html><body><p>Water</p>"),
		"a comment that is open":  answer("Content-Length: 90\r\n", "<html></html><!-- kept by the weir"),
		"words":                   answer("Content-Length: 90\r\n", "Water rises"),
		"a part (206)":            "HTTP/1.1 206 Partial\r\nConnection: close\r\n\r\n" + half,
	} {
		at := raw(t, func(c net.Conn) { io.WriteString(c, sent) })
		if got, err := client(t, nil).Get(t.Context(), fetch.Request{URL: at + "/x"}); err == nil {
			t.Errorf("%s was read: %d bytes", name, len(got.Body))
		}
	}
}

// TestAHeaderIsAskedForTwiceAtMost: once as usual, once to be repaired.
func TestAHeaderIsAskedForTwiceAtMost(t *testing.T) {
	var asked atomic.Int32
	at := raw(t, func(c net.Conn) {
		asked.Add(1)
		io.WriteString(c, "HTTP/1.1 two hundred\r\nHIT\r\n\r\nx")
	})
	if _, err := client(t, nil).Get(t.Context(), fetch.Request{URL: at + "/x"}); err == nil || asked.Load() != 2 {
		t.Errorf("error %v after %d requests, want one after 2", err, asked.Load())
	}
}

// TestAHeaderIsRepairedOverTLS: the certificate is checked both times.
func TestAHeaderIsRepairedOverTLS(t *testing.T) {
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		c, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		defer c.Close()
		io.WriteString(c, "HTTP/1.1 200 OK\r\nHIT from the weir\r\nConnection: close\r\n\r\n"+document)
	}))
	srv.Config.ErrorLog = log.New(io.Discard, "", 0) // a handshake fails on purpose
	srv.StartTLS()
	defer srv.Close()
	c := client(t, nil)
	if _, err := c.Get(t.Context(), fetch.Request{URL: srv.URL + "/x"}); err == nil {
		t.Error("a certificate that nobody trusts was accepted")
	}
	pool := x509.NewCertPool()
	pool.AddCert(srv.Certificate())
	c.Trust(pool)
	got, err := c.Get(t.Context(), fetch.Request{URL: srv.URL + "/x"})
	if err != nil || string(got.Body) != document || got.Note.String() != ofHeader {
		t.Errorf("answer %+v, error %v", got, err)
	}
}

// TestARepairedHeaderOpensNoDoor: a second request is judged like the first.
func TestARepairedHeaderOpensNoDoor(t *testing.T) {
	at := raw(t, func(c net.Conn) {
		io.WriteString(c, "HTTP/1.1 302 Found\r\nHIT\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n")
	})
	if _, err := client(t, nil).Get(t.Context(), fetch.Request{URL: at + "/x"}); !errors.Is(err, fetch.ErrPrivate) {
		t.Errorf("error %v, want ErrPrivate", err)
	}
	port := at[strings.LastIndexByte(at, ':'):]
	c := client(t, func(o *fetch.Options) { o.Timeout = 5 * time.Second })
	c.Resolve(newLiar(t, ips("127.0.0.1"), ips("10.0.0.1")).resolver())
	if _, err := c.Get(t.Context(), fetch.Request{URL: "http://rebind.velm.example" + port + "/x"}); err == nil {
		t.Error("a name that moved inside between the two requests was asked")
	}
}

// TestBombsUnderWrongNamesAreStopped: what is found by its bytes has the
// same limit as what is named.
func TestBombsUnderWrongNamesAreStopped(t *testing.T) {
	zeros := "<rss>" + strings.Repeat(" ", 32<<20)
	for _, tc := range []struct{ name, coding, body string }{
		{"gzip unnamed", "", pack(t, zeros, "gzip")},
		{"br unnamed", "", pack(t, zeros, "br")},
		{"zlib unnamed", "", pack(t, zeros, "zlib")},
		{"zstd as gzip", "gzip", pack(t, zeros, "zstd")},
		{"twice", "gzip", pack(t, zeros, "gzip", "gzip")},
		{"br in gzip", "gzip", pack(t, zeros, "br", "gzip")},
	} {
		s, c := publisher(t), client(t, func(o *fetch.Options) { o.MaxBody = 1 << 20 })
		s.SetFault("/x", feedtest.Fault{Status: 200, Body: tc.body, Header: map[string]string{"Content-Encoding": tc.coding}})
		if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")}); !errors.Is(err, fetch.ErrTooLarge) {
			t.Errorf("%s: error %v, want ErrTooLarge", tc.name, err)
		}
	}
	s, c := publisher(t), client(t, nil)
	s.SetFault("/x", feedtest.Fault{Status: 200, Body: pack(t, document, "gzip", "gzip", "gzip"), Header: map[string]string{"Content-Encoding": "gzip, gzip, gzip"}})
	if _, err := c.Get(t.Context(), fetch.Request{URL: s.URL("/x")}); err == nil || !strings.Contains(err.Error(), "more than 2 of them") {
		t.Errorf("three codings: error %v", err)
	}
}

func TestGatekeepersMayLeadThereAndBackOnce(t *testing.T) {
	for name, turns := range map[string]int{"there and back": 1, "for ever": 100} {
		asked := 0
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path == "/check":
				http.Redirect(w, r, "/x", http.StatusMovedPermanently)
			case asked < turns:
				asked++
				http.Redirect(w, r, "/check", http.StatusMovedPermanently)
			default:
				io.WriteString(w, document)
			}
		}))
		got, err := client(t, nil).Get(t.Context(), fetch.Request{URL: srv.URL + "/x"})
		srv.Close()
		switch {
		case turns > 1:
			if !errors.Is(err, fetch.ErrRedirect) || asked != 2 {
				t.Errorf("%s: error %v after %d turns", name, err, asked)
			}
		case err != nil || got.PermanentURL != "":
			t.Errorf("%s: error %v, moved to %q", name, err, got.PermanentURL)
		}
	}
}

// FuzzDecode: no body makes decoding fail in another way than by an error,
// and none comes out larger than the limit.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(document), "gzip")
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"), "")
	f.Add([]byte("x\x9c\x03\x00"), "br")
	f.Add([]byte("\x28\xb5\x2f\xfd\x00"), "deflate, br")
	f.Fuzz(func(t *testing.T, body []byte, coding string) {
		const limit = 1 << 16
		b, err := fetch.Decode(bytes.NewReader(body), coding, limit)
		if len(b) > limit || err != nil && len(b) > 0 {
			t.Errorf("%d bytes with error %v", len(b), err)
		}
	})
}
