package e2e

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// bomb is a document that is made to take more memory than there is. It is
// written as it is sent.
type bomb struct {
	name, kind string
	packed     bool // sent with gzip
	write      func(w io.Writer)
	want       string // the message about it; empty: it is read in part
}

func repeated(w io.Writer, n int, s string) {
	chunk := strings.Repeat(s, 1000)
	for range n / 1000 {
		if _, err := io.WriteString(w, chunk); err != nil {
			return // the client has had enough
		}
	}
}

// million is one, and less where all is slower; the limit shrinks with it.
const million = 1_000_000 / memoryFactor

func bombs() []bomb {
	const rss = "application/rss+xml"
	head := `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>`
	return []bomb{
		{"gigabyte of gzip", rss, true, func(w io.Writer) { repeated(w, 1<<30/memoryFactor, "\x00") }, "larger than the limit"},
		{"gigabyte of items in gzip", rss, true, func(w io.Writer) {
			_, _ = io.WriteString(w, head)
			repeated(w, 16*million, "<item><title>x</title><guid>y</guid></item>                       ")
		}, "larger than the limit"},
		{"million items", rss, false, func(w io.Writer) {
			_, _ = io.WriteString(w, head)
			for i := range million {
				if _, err := fmt.Fprintf(w, "<item><guid>%d</guid></item>", i); err != nil {
					return
				}
			}
		}, "larger than the limit"},
		{"many small items", rss, false, func(w io.Writer) { // as many as go into the limit
			_, _ = io.WriteString(w, head)
			for i := range 3 * million / 10 {
				_, _ = fmt.Fprintf(w, "<item><guid>%d</guid></item>", i)
			}
			_, _ = io.WriteString(w, "</channel></rss>")
		}, ""},
		{"item of 50 MB", rss, false, func(w io.Writer) {
			_, _ = io.WriteString(w, head+"<item><guid>1</guid><title>x</title><description>")
			repeated(w, million, "The river rose in the night and rises on, it seems. ")
			_, _ = io.WriteString(w, "</description></item></channel></rss>")
		}, "larger than the limit"},
		{"million deep XML", rss, false, func(w io.Writer) { _, _ = io.WriteString(w, head); repeated(w, million, "<a>") }, ""},
		{"million deep JSON", "application/feed+json", false, func(w io.Writer) { repeated(w, million, `{"items":[`) }, ""},
		{"million entities", rss, false, func(w io.Writer) {
			_, _ = io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>`+head[21:]+"<item><title>")
			repeated(w, million, "&b;")
			_, _ = io.WriteString(w, "</title><guid>1</guid></item></channel></rss>")
		}, ""},
		{"200 MB page", "text/html", false, func(w io.Writer) {
			_, _ = io.WriteString(w, "<!doctype html><title>x</title><article>")
			repeated(w, 4*million, "<p>The river rose in the night and rises on.</p>\n")
		}, "larger than the limit"},
		{"million deep HTML", "text/html", false, func(w io.Writer) {
			_, _ = io.WriteString(w, "<!doctype html><title>x</title><article>")
			repeated(w, million, "<div>")
			_, _ = io.WriteString(w, "<p>The river rose in the night and rises on, the board said at noon.</p>")
		}, ""},
		{"million attributes", "text/html", false, func(w io.Writer) {
			_, _ = io.WriteString(w, "<!doctype html><title>x</title><article ")
			repeated(w, million, "a b=c ")
			_, _ = io.WriteString(w, "><p>The river rose in the night.</p></article>")
		}, ""},
	}
}

// bombServer serves the bombs at /bomb/N, and good feeds beside them.
func bombServer(t *testing.T) *publisher {
	t.Helper()
	all := bombs()
	good := newPublisher(t.Cleanup)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var i int
		if n, _ := fmt.Sscanf(r.URL.Path, "/bomb/%d", &i); n != 1 || i < 0 || i >= len(all) {
			good.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Content-Type", all[i].kind)
		out := bufio.NewWriterSize(w, 1<<16)
		defer out.Flush()
		if !all[i].packed {
			all[i].write(out)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		z, err := gzip.NewWriterLevel(out, gzip.BestSpeed)
		if err != nil {
			t.Error(err)
			return
		}
		all[i].write(z)
		_ = z.Close() // the client may be gone
	}))
	t.Cleanup(srv.Close)
	good.url = srv.URL
	for f := range 3 {
		good.titles = append(good.titles, []string{fmt.Sprintf("Levee of district %d holds", f)})
	}
	good.edits = make([]int, 3)
	return good
}

// mostMemory is what sitrep may take in the face of bombs, in MiB.
const mostMemory = 150

// peak returns the peak memory of a process in MiB, 0 where the system does
// not tell: getrusage(2), in KiB but for macOS, in bytes.
func peak(of *os.ProcessState) int64 {
	if u := reflect.Indirect(reflect.ValueOf(of.SysUsage())); u.Kind() == reflect.Struct {
		if m := u.FieldByName("Maxrss"); m.IsValid() {
			n := m.Int() / 1024
			if n > 1<<17 {
				n /= 1024
			}
			return n
		}
	}
	return 0
}

// TestBombsTakeNoMemoryAndHurtNobodyElse polls bombs beside good feeds, and
// opens bombs as pages, in processes whose memory is looked at.
func TestBombsTakeNoMemoryAndHurtNobodyElse(t *testing.T) {
	pub := bombServer(t)
	dir := t.TempDir()
	var conf strings.Builder
	fmt.Fprintf(&conf, "packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 32, timeout: 1m, max_body: %dKiB}\nfeeds:\n", 10<<10/memoryFactor)
	for i := range bombs() {
		fmt.Fprintf(&conf, "  - {url: '%s/bomb/%d', name: Bomb %d}\n", pub.url, i, i)
	}
	for f := range pub.titles {
		fmt.Fprintf(&conf, "  - {url: '%s/feed/%d', name: District %d}\n", pub.url, f, f)
	}
	path := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(path, []byte(conf.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) string {
		cmd := newCommand(t, []string{"HOME=" + dir, "SITREP_CONFIG=" + path, "SITREP_DATA=" + filepath.Join(dir, "data"), "TZ=UTC"}, "sitrep", args...)
		out, _ := cmd.CombinedOutput() // most of it fails, on purpose
		if mib := peak(cmd.ProcessState); mib > mostMemory*memoryFactor {
			t.Errorf("sitrep %s took %d MiB, at most %d are allowed", strings.Join(args, " "), mib, mostMemory*memoryFactor)
		} else {
			t.Logf("sitrep %s: %d MiB", strings.Join(args, " "), mib)
		}
		return string(out)
	}
	run("poll") // all at once
	said := run("feeds", "list", "--json")
	for i, b := range bombs() {
		if line := lineOf(said, fmt.Sprintf(`"Bomb %d"`, i)); b.want != "" && !strings.Contains(line, b.want) {
			t.Errorf("%s as a feed: said %q, want %q", b.name, line, b.want)
		}
	}
	list := run("list", "--limit", "20", "feed:District")
	for f := range pub.titles {
		if want := pub.titles[f][0]; !strings.Contains(list, want) {
			t.Errorf("beside the bombs %q was not read:\n%s", want, list)
		}
	}
	for i, b := range bombs() {
		if b.kind != "text/html" && !b.packed {
			continue
		}
		out := run("show", "--fetch", fmt.Sprintf("%s/bomb/%d", pub.url, i))
		if b.want != "" && !strings.Contains(out, b.want) {
			t.Errorf("%s as a page: said %q, want %q", b.name, out[:min(len(out), 300)], b.want)
		}
	}
}

func lineOf(text, part string) string {
	for line := range strings.Lines(text) {
		if strings.Contains(line, part) {
			return strings.TrimSpace(line)
		}
	}
	return ""
}
