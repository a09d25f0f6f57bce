package opml_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/feeds/opml"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func TestFoldersAndCategoriesBecomeTags(t *testing.T) {
	got, err := opml.Read(strings.NewReader(`<?xml version="1.0" encoding="iso-8859-1"?>
<opml version="1.1"><head><title>mine</title></head><body>
<outline text="Top" xmlUrl="https://coast.example/feed"/>
<outline text="North Sea">
  <outline title="Deich & Delta" type="rss" xmlURL="HTTPS://Delta.example:443/feed?a=1&b=2" category="/news/flood,Water"/>
  <outline text="Deep"><outline text="https://deep.example/feed" xmlUrl="https://deep.example/feed"/></outline>
</outline>
<outline text="old" type="rss" url="http://old.example/rss"/>
</body></opml>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []opml.Outline{
		{URL: "https://coast.example/feed", Name: sanitize.Lit("Top"), Line: 3},
		{URL: "https://delta.example/feed?a=1&b=2", Name: sanitize.Lit("Deich & Delta"), Tags: []string{"flood", "news", "north-sea", "water"}, Line: 5},
		{URL: "https://deep.example/feed", Tags: []string{"deep", "north-sea"}, Line: 6},
		{URL: "http://old.example/rss", Name: sanitize.Lit("old"), Line: 8},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAListCannotDefineAnythingButFeeds(t *testing.T) {
	got, err := opml.Read(strings.NewReader(`<opml><body>
<outline text="run" xmlUrl="exec:~/fetch.sh"/>
<outline text="pipe" xmlUrl="filter:~/clean.sh:https://coast.example/feed"/>
<outline text="file" xmlUrl="file:///etc/passwd"/>
<outline text="script" xmlUrl="javascript:alert(1)"/>
<outline text="secret" xmlUrl="https://user:pass@coast.example/feed" filtercmd="rm -rf" browser="sh"/>
<outline text="again" xmlUrl="https://coast.example/feed"/>
<outline text="` + "\u202e\u009b31mevil" + `" xmlUrl="https://delta.example/feed" category="` + "\u202ea" + `"/>
</body></opml>`))
	if _, ok := errors.AsType[*opml.SkippedError](err); !ok {
		t.Fatalf("error = %v", err)
	}
	want := `line 2: "exec:~/fetch.sh" is not a web address
line 3: "filter:~/clean.sh:https://coast.example/feed" is not a web address
line 4: "file:///etc/passwd" is not a web address
line 5: "javascript:alert(1)" is not a web address
line 7: https://coast.example/feed is listed in line 6 already`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	outlines := []opml.Outline{
		{URL: "https://coast.example/feed", Name: sanitize.Lit("secret"), Line: 6},
		{URL: "https://delta.example/feed", Name: sanitize.Lit("evil"), Tags: []string{"a"}, Line: 8},
	}
	if diff := cmp.Diff(outlines, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestWhatIsNoOPMLIsSaidSo(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "read OPML: not OPML: there is no <opml> in it",
		"hello":                    "read OPML: not OPML: there is no <opml> in it",
		"\n\n<html><body/></html>": "read OPML: not OPML: line 3: it is <html>",
	} {
		got, err := opml.Read(strings.NewReader(in))
		if !errors.Is(err, opml.ErrNotOPML) || err.Error() != want || got != nil {
			t.Errorf("Read(%q) = %v, %v; want %s", in, got, err, want)
		}
	}
}

func TestABrokenOffListKeepsItsBeginning(t *testing.T) {
	got, err := opml.Read(strings.NewReader("<opml><body><outline xmlUrl='https://coast.example/feed'/>\n<outline xmlUrl='https://del"))
	if len(got) != 1 || err == nil || !strings.HasPrefix(err.Error(), "line 2: the document breaks off here") {
		t.Errorf("Read = %v, %v", got, err)
	}
}

func TestAListHasItsLimits(t *testing.T) {
	deep := "<opml><body>" + strings.Repeat("<outline text='f'>", 100_000) + "<outline xmlUrl='https://coast.example/'/>"
	if got, err := opml.Read(strings.NewReader(deep)); len(got) != 0 || err == nil {
		t.Errorf("deep: %d outlines, error %v", len(got), err)
	}
	var b strings.Builder
	b.WriteString("<opml><body>")
	for i := range 10_002 {
		fmt.Fprintf(&b, "<outline xmlUrl='https://coast.example/%d'/>\n", i)
	}
	b.WriteString("</body></opml>")
	got, err := opml.Read(strings.NewReader(b.String()))
	if want := "line 10001: there are more than 10000 feeds; the rest is left out"; len(got) != 10_000 || err == nil || err.Error() != want {
		t.Errorf("%d outlines, error %v", len(got), err)
	}
	if _, err = opml.Read(strings.NewReader("<opml>" + strings.Repeat(" ", 11<<20))); err == nil || err.Error() != "read OPML: more than 10 MB" {
		t.Errorf("error = %v", err)
	}
}

func feedList() []news.Feed {
	return []news.Feed{
		{ID: "https://delta.example/feed?a=1&b=2", Name: sanitize.Lit(`Delta "wire" <news>`), Tags: []string{"flood", "world"}},
		{ID: "https://coast.example/feed"},
		{ID: "https://reka.example/rss", Name: sanitize.Lit("Річка"), Tags: []string{"flood"}},
	}
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	var b, again bytes.Buffer
	if err := opml.Write(&b, "A & B", feedList()); err != nil {
		t.Fatal(err)
	}
	if err := opml.Write(&again, "A & B", feedList()); err != nil || again.String() != b.String() {
		t.Errorf("the same feeds gave other bytes (%v)", err)
	}
	want := `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0">
  <head>
    <title>A &amp; B</title>
  </head>
  <body>
    <outline type="rss" text="https://coast.example/feed" xmlUrl="https://coast.example/feed"/>
    <outline text="flood">
      <outline type="rss" text="Delta &#34;wire&#34; &lt;news&gt;" xmlUrl="https://delta.example/feed?a=1&amp;b=2" category="flood,world"/>
      <outline type="rss" text="Річка" xmlUrl="https://reka.example/rss" category="flood"/>
    </outline>
  </body>
</opml>
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	got, err := opml.Read(&b)
	if err != nil {
		t.Fatal(err)
	}
	var feeds []news.Feed
	for _, o := range got {
		feeds = append(feeds, news.Feed{ID: news.FeedID(o.URL), Name: o.Name, Tags: o.Tags})
	}
	byID := func(a, b news.Feed) int { return strings.Compare(string(a.ID), string(b.ID)) }
	written := feedList()
	slices.SortFunc(written, byID)
	slices.SortFunc(feeds, byID)
	if diff := cmp.Diff(written, feeds); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestAFailedWriteIsReported(t *testing.T) {
	err := opml.Write(failing{}, "", feedList())
	if err == nil || err.Error() != "write OPML: disk full" {
		t.Errorf("error = %v", err)
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func FuzzRead(f *testing.F) {
	f.Add([]byte(`<opml><body><outline text="a"><outline xmlUrl="https://coast.example/" category="/x/y,z"/></outline></body></opml>`))
	f.Add([]byte(`<OPML><outline xmlurl="exec:x"/></outline><outline type=rss url=http://[::1]/>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		outlines, _ := opml.Read(bytes.NewReader(src))
		var feeds []news.Feed
		for _, o := range outlines {
			if u, ok := sanitize.URL("", o.URL); !ok || u != o.URL {
				t.Errorf("address %q is not in its canonical spelling", o.URL)
			}
			feeds = append(feeds, news.Feed{ID: news.FeedID(o.URL), Name: o.Name, Tags: o.Tags})
		}
		var b bytes.Buffer
		if err := opml.Write(&b, "", feeds); err != nil {
			t.Fatal(err)
		}
		again, err := opml.Read(&b)
		if err != nil || len(again) != len(outlines) {
			t.Fatalf("wrote %d, read %d: %v", len(outlines), len(again), err)
		}
		for _, o := range again {
			i := slices.IndexFunc(outlines, func(p opml.Outline) bool { return p.URL == o.URL })
			if i < 0 || !slices.Equal(outlines[i].Tags, o.Tags) || outlines[i].Name != o.Name {
				t.Errorf("%+v came back from %+v", o, outlines)
			}
		}
	})
}
