package parse

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const newsMap = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>/2031/gauge-falls</loc><news:news><news:publication><news:name>Velm Today</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2031-04-01T08:00:00+02:00</news:publication_date><news:title>Gauge falls &amp; boats return</news:title></news:news></url>
<url><loc>https://velm.example/2031/gauge-rises</loc><lastmod>2031-04-02T07:00:00Z</lastmod>
<news:news><news:publication_date>2031-04-02</news:publication_date><news:title>Gauge rises&#x202e;</news:title></news:news></url>
<url><loc>https://velm.example/about</loc><lastmod>2031-04-02</lastmod></url>
<url><loc>javascript:alert(1)</loc><news:news><news:title>No address</news:title></news:news></url>
</urlset>`

func packed(s string) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	fmt.Fprint(z, s)
	z.Close()
	return b.Bytes()
}

func TestASitemapOfNewsIsReadNewestFirst(t *testing.T) {
	for name, body := range map[string][]byte{"plain": []byte(newsMap), "packed": packed(newsMap)} {
		m, err := ReadSitemap(body, "", "https://velm.example/news.xml")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var got []string
		for _, it := range m.Items {
			got = append(got, fmt.Sprintf("%s | %s | %s %t | %s | %s", it.Title, it.URL, it.Published.Format(time.RFC3339), it.PublishedDay, it.Lang, it.GUID))
		}
		want := []string{
			"Gauge rises | https://velm.example/2031/gauge-rises | 2031-04-02T00:00:00Z true |  | https://velm.example/2031/gauge-rises",
			"Gauge falls & boats return | https://velm.example/2031/gauge-falls | 2031-04-01T06:00:00Z false | en | https://velm.example/2031/gauge-falls",
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
		if m.Title.String() != "Velm Today" || m.Cut {
			t.Errorf("%s: title %q, cut %t", name, m.Title, m.Cut)
		}
	}
}

func TestAnIndexNamesItsSitemapsNewestFirst(t *testing.T) {
	m, err := ReadSitemap([]byte(`<sitemapindex><sitemap><loc>/old.xml</loc><lastmod>2031-01-01</lastmod></sitemap>`+
		`<sitemap><loc>/none.xml</loc></sitemap><sitemap><loc>/new.xml.gz</loc><lastmod>2031-04-02T05:00:00Z</lastmod></sitemap></sitemapindex>`), "", "https://velm.example/map.xml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range m.Children {
		got = append(got, c.URL)
	}
	if d := cmp.Diff([]string{"https://velm.example/new.xml.gz", "https://velm.example/old.xml", "https://velm.example/none.xml"}, got); d != "" {
		t.Errorf("children (-want +got):\n%s", d)
	}
}

func TestATitleInASitemapIsReadLikeThatOfAFeed(t *testing.T) {
	for served, want := range map[string]string{
		"Mayor&amp;#8217;s office &amp;amp; port":     "Mayor’s office & port",
		"<![CDATA[Mayor&#8217;s office &amp; port]]>": "Mayor’s office & port",
		"Mayor&rsquo;s office":                        "Mayor’s office",
		"&lt;b&gt;Water&lt;/b&gt; rises":              "Water rises",
		"Why &lt;video&gt; fails":                     "Why <video> fails",
	} {
		m, err := ReadSitemap([]byte("<urlset><url><loc>https://velm.example/1</loc><news:news><news:publication><news:name>"+served+"</news:name></news:publication>"+
			"<news:title>"+served+"</news:title></news:news></url></urlset>"), "", "")
		if err != nil || len(m.Items) != 1 {
			t.Fatalf("%s: %v", served, err)
		}
		if got := m.Items[0].Title.String(); got != want || m.Title.String() != want {
			t.Errorf("%s: title %q, name %q, want %q", served, got, m.Title, want)
		}
	}
}

func TestASitemapThatBreaksOffKeepsWhatCameBefore(t *testing.T) {
	m, err := ReadSitemap([]byte(newsMap[:strings.Index(newsMap, "gauge-rises")]), "", "https://velm.example/")
	if err != nil || len(m.Items) != 1 || !m.Cut {
		t.Errorf("ReadSitemap = %+v, %v, want one item, cut", m, err)
	}
	whole := packed(newsMap)
	if _, err := ReadSitemap(whole[:len(whole)-12], "", "https://velm.example/"); err != nil {
		t.Errorf("packed and cut: %v", err)
	}
}

func TestWhatIsNoSitemapIsRefused(t *testing.T) {
	tests := []struct {
		name, body string
		want       error
	}{
		{"feed", `<rss version="2.0"><channel/></rss>`, ErrNotFeed},
		{"page", `<!doctype html><html><body>x</body></html>`, ErrNotFeed},
		{"nothing", "  ", ErrEmpty},
		{"words", "no mark-up at all", ErrNotFeed},
		{"deep", "<urlset>" + strings.Repeat("<a>", 100_000), ErrNotFeed},
	}
	for _, tt := range tests {
		if _, err := ReadSitemap([]byte(tt.body), "", ""); !errors.Is(err, tt.want) {
			t.Errorf("%s: error = %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, err := ReadSitemap(packed(strings.Repeat(" ", maxUnpacked+2)), "", ""); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("a bomb: %v", err)
	}
	_, err := Parse([]byte(newsMap), "application/xml", "")
	if !errors.Is(err, ErrNotFeed) || !strings.Contains(err.Error(), "type: sitemap") {
		t.Errorf("Parse of a sitemap: %v", err)
	}
	many, err := ReadSitemap([]byte("<urlset>"+strings.Repeat("<url><loc>https://velm.example/x</loc><news:news><news:title>T</news:title></news:news></url>", maxItems+50)+"</urlset>"), "", "")
	if err != nil || len(many.Items) != maxItems {
		t.Errorf("a large one: %d items, %v", len(many.Items), err)
	}
	bomb := `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><urlset><url><loc>https://velm.example/x</loc><news:news><news:title>&b;&b;</news:title></news:news></url></urlset>`
	if m, err := ReadSitemap([]byte(bomb), "", ""); err != nil || len(m.Items) > 0 && strings.Contains(m.Items[0].Title.String(), "aaaa") {
		t.Errorf("entities: %+v, %v", m, err)
	}
}

func FuzzSitemap(f *testing.F) {
	f.Add([]byte(newsMap), "https://velm.example/")
	f.Add(packed(newsMap), "")
	f.Add([]byte(`<sitemapindex><sitemap><loc>/a</loc></sitemap></sitemapindex>`), "https://velm.example/")
	f.Fuzz(func(t *testing.T, body []byte, url string) {
		m, err := ReadSitemap(body, "", url)
		if err != nil {
			return
		}
		for _, it := range m.Items {
			if !strings.HasPrefix(it.URL, "http") || strings.ContainsAny(it.Title.String(), "\x1b\n\x00") {
				t.Errorf("item %+v", it)
			}
		}
	})
}
