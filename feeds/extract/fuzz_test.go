package extract

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// seeds returns pages and texts to start from.
func seeds(t testing.TB) [][]byte {
	t.Helper()
	pages, err := filepath.Glob(filepath.Join("testdata", "*.html"))
	if err != nil {
		t.Fatal(err)
	}
	all := [][]byte{
		[]byte("Title\n\nRead also: Title of another story\n\xff\xfe"),
		[]byte("\xff\xfe<\x00p\x00>\x00"),
		[]byte("<table><tr><td><p>a</table><br><br><ol start=-1><li value=99>x"),
		[]byte(`<script type="application/ld+json">[[{"@type":"NewsArticle","headline":{"@value":1},"datePublished":["x"]}]]</script><p>a`),
	}
	for _, name := range pages {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}

// FuzzPage holds every page, whatever its bytes, to what checkPage demands.
func FuzzPage(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s, "text/html")
		f.Add(s, "")
	}
	x := newExtractor(f)
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		p, err := x.Page(t.Context(), body, contentType, "https://verra.example/a/b.html")
		if err != nil {
			return
		}
		checkPage(t, p)
		blocks, refs, _ := x.Fragment(string(body), "https://verra.example/")
		checkPage(t, &Page{Blocks: blocks, References: refs})
	})
}

// FuzzPlain does the same for plain text.
func FuzzPlain(f *testing.F) {
	for _, s := range seeds(f) {
		f.Add(s)
	}
	x := newExtractor(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := x.Plain(body, "")
		if err != nil {
			if _, ok := errors.AsType[*UnsupportedError](err); !ok && !errors.Is(err, ErrNoText) {
				t.Fatalf("error of no known kind: %v", err)
			}
			return
		}
		checkPage(t, p)
		if p.Flat.Text == "" {
			return
		}
		// Some titles are known up to their third word or so.
		blocks, refs, _ := x.Recut(p.Flat.Text, func(text string) int {
			end := min(len(text), 20)
			for end > 0 && end < len(text) && !utf8.RuneStart(text[end]) {
				end--
			}
			return end * (len(text) % 2)
		})
		checkPage(t, &Page{Blocks: blocks, References: refs})
	})
}

// longPage is an article of the usual size (about 140 kB with its frame).
func longPage(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "article.html"))
	if err != nil {
		t.Fatal(err)
	}
	more := strings.Repeat(`<p class="text body-2">Buses take the long way round by the <a href="/dam-1.html">northern dam</a>, and the ferry runs every half hour, the office said.</p>`+"\n", 60)
	frame := strings.Repeat(`<li class="menu-item menu-item-type-custom"><a href="/section/part-of-the-site/"><span>Part of the site</span></a></li>`+"\n", 1000)
	b = bytes.Replace(b, []byte("<h2>"), []byte(more+"<h2>"), 1)
	return bytes.Replace(b, []byte("<nav>"), []byte("<nav><ul>"+frame+"</ul>"), 1)
}

func BenchmarkPage(b *testing.B) {
	x, page := newExtractor(b), longPage(b)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := x.Page(b.Context(), page, "text/html", "https://harbour.example/a.html"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkParseOnly is the yardstick: what parsing alone costs.
func BenchmarkParseOnly(b *testing.B) {
	page := longPage(b)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := html.Parse(bytes.NewReader(page)); err != nil {
			b.Fatal(err)
		}
	}
}
