package parse_test

import (
	"slices"
	"strings"
	"testing"

	"sitrep/feeds/parse"
)

func TestCutFindsTheItemsOrDoubts(t *testing.T) {
	tests := []struct {
		name, src string
		want      []string // nil: in doubt
	}{
		{"rss", "<rss><channel><title>x</title><item><a/></item>\n<item x='1>2'>b</item></channel></rss>", []string{"<item><a/></item>", "<item x='1>2'>b</item>"}},
		{"atom", "<feed><entry>1</entry><entry>2</entry></feed>", []string{"<entry>1</entry>", "<entry>2</entry>"}},
		{"the list of an rdf", "<rdf:RDF><channel><items><rdf:li/></items></channel><item rdf:about='a'>1</item></rdf:RDF>", []string{"<item rdf:about='a'>1</item>"}},
		{"an item in cdata", "<rss><item><![CDATA[</item><item>]]></item></rss>", []string{"<item><![CDATA[</item><item>]]></item>"}},
		{"an item in a comment", "<rss><!-- <item> --><item>1</item></rss>", []string{"<item>1</item>"}},
		{"an item in an item", "<rss><item><item></item></item></rss>", nil},
		{"an item without end", "<rss><item>1</item><item>2</rss>", nil},
		{"an end without item", "<rss><item>1</item></item></rss>", nil},
		{"something between items", "<rss><item>1</item><image/><item>2</item></rss>", nil},
		{"text between items", "<rss><item>1</item>and<item>2</item></rss>", nil},
		{"an empty item", "<rss><item/></rss>", nil},
		{"a document type", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><item>1</item></rss>", nil},
		{"a section without end", "<rss><item><![CDATA[ </item></rss>", nil},
		{"not utf-8", "<rss><item>\xe9</item></rss>", nil},
		{"json", `{"items":[]}`, nil},
		{"nothing", "", nil},
	}
	for _, tt := range tests {
		p, ok := parse.Cut([]byte(tt.src))
		if ok != (tt.want != nil) || !slices.Equal(p.Items, tt.want) {
			t.Errorf("%s: %q, %t; want %q", tt.name, p.Items, ok, tt.want)
		}
		if ok && strings.ReplaceAll(string(p.With(p.Items)), "\n", "") != strings.ReplaceAll(tt.src, "\n", "") {
			t.Errorf("%s: put together again it is %q", tt.name, p.With(p.Items))
		}
	}
}

func TestTheFrameIsTheSameWhenOnlyItsDatesChange(t *testing.T) {
	frame := func(head string) string {
		p, ok := parse.Cut([]byte("<rss><channel>" + head + "<item>1</item></channel></rss>"))
		if !ok {
			t.Fatal(head)
		}
		return p.Frame()
	}
	base := frame("<title>Radio</title><lastBuildDate>Mon</lastBuildDate>")
	if frame("<title>Radio</title><lastBuildDate>Tue</lastBuildDate>") != base {
		t.Error("another date is another frame")
	}
	for _, head := range []string{"<title>Radio 2</title><lastBuildDate>Mon</lastBuildDate>", "<title>Radio</title><language>de</language>", "<title>Radio</title><ttl>5</ttl>"} {
		if frame(head) == base {
			t.Errorf("%s is the same frame", head)
		}
	}
}

// TestAnItemIsAloneWithItsIdentifier: an item whose address another item bears is
// not alone, though its identifier is its own.
func TestAnItemIsAloneWithItsIdentifier(t *testing.T) {
	p, ok := parse.Cut([]byte(`<rss><item><guid isPermaLink="false">1</guid></item><item><guid>12</guid></item><item><guid><![CDATA[3]]></guid></item>
<item><guid>4</guid></item><item><guid>4</guid></item><item><title>5</title></item><item><guid> </guid></item>
<item rdf:about="a"><link>6</link></item><item rdf:about="ab"><link>7</link></item><item><link>8</link></item><item><link>6</link></item></rss>`))
	if !ok {
		t.Fatal("in doubt")
	}
	for i, want := range []bool{true, true, true, false, false, false, false, false, true, true, false} {
		if got := p.Alone(p.Items[i]); got != want {
			t.Errorf("%s: alone %t, want %t", p.Items[i], got, want)
		}
	}
}

func TestAnEntryIsNotAloneAtTheAddressOfAnother(t *testing.T) {
	p, ok := parse.Cut([]byte(`<feed><entry><id>1</id><link rel="alternate" href="https://a.example/r"/></entry><entry><id>2</id><link href="https://a.example/r"/></entry><entry><id>3</id><link href="https://a.example/s"/></entry></feed>`))
	if !ok {
		t.Fatal("in doubt")
	}
	for i, want := range []bool{false, false, true} {
		if got := p.Alone(p.Items[i]); got != want {
			t.Errorf("%s: alone %t, want %t", p.Items[i], got, want)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("<rss><channel><item><guid>1</guid></item>\n<item a='>'>2</item></channel></rss>")
	f.Add("<feed><entry><id>x</id><![CDATA[</entry>]]></entry></feed>")
	f.Add("<rss><!-- <item> --><item/><item></rss>")
	f.Fuzz(func(t *testing.T, src string) {
		p, ok := parse.Cut([]byte(src))
		if !ok {
			if len(p.Items) != 0 {
				t.Error("in doubt, but with items")
			}
			return
		}
		n := len(p.Head) + len(p.Tail)
		for _, it := range p.Items {
			n += len(it)
			if !strings.HasPrefix(it, "<") || !strings.HasSuffix(it, ">") || !strings.Contains(src, it) {
				t.Errorf("%q is no item of %q", it, src)
			}
			p.Alone(it)
		}
		if n > len(src) || !strings.HasPrefix(src, p.Head) || !strings.HasSuffix(src, p.Tail) {
			t.Errorf("%q is not made of %+v", src, p)
		}
		_ = p.Frame()
	})
}
