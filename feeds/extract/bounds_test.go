package extract

import (
	"errors"
	"strings"
	"testing"

	"sitrep/internal/news"
)

// fill repeats s to a page of nearly the size, or as many tags, as are read.
func fill(s string) []byte {
	const frame = "<html><body><article><h1>Bridge closed after flood</h1>"
	n := (maxBody - len(frame)) / len(s)
	if tags := strings.Count(s, "<"); tags > 0 {
		n = min(n, (maxTags-5)/tags)
	}
	return []byte(frame + strings.Repeat(s, n))
}

// TestPagesOfTheGreatestSizeEnd holds the work on one page to its size: any
// step that looked at all of the page for each element of it would keep the
// test from ending.
func TestPagesOfTheGreatestSizeEnd(t *testing.T) {
	x := newExtractor(t)
	words := strings.Repeat("Buses take the long way round by the northern dam. ", 5)
	for _, tt := range []struct {
		name string
		page []byte
		text bool
	}{
		{"paragraphs", fill("<p>" + words + "</p>\n"), true},
		{"formatting left open", append(fill("<font><p>"), "<p>"+words...), false},
		{"one paragraph", fill("word "), true},
		{"times in one list item", fill("<li><time>x</time>" + strings.Repeat("<time>x</time>", 30_000)), false},
		{"boxes that call themselves clutter", fill(`<span class="share-box"><b>a</b></span>`), false},
		{"marks inside lines", fill("1<sup>2</sup><sub>3</sub><s>4</s><ruby>a<rt>b</ruby><math><mn>1</mn></math><i aria-hidden=true>1</i>"), true},
		{"boxes that ask and cards", fill("<li><button>Accept all</button>cookies for partners</li><div><h3><a href=/a-b-c>A</a></h3></div><div role=dialog>cookies</div>"), false},
		{"shadow trees", fill("<b><template shadowrootmode=open><slot></slot></template>a</b>")[:300_000], true},
		{"headlines", fill("<h1>A headline of some words</h1><time>4 march 2031</time>"), false},
		{
			"nested boxes of much text",
			fill(strings.Repeat(`<blockquote class="comments">`, 400) + strings.Repeat("<p>"+words+"</p>", 30_000)),
			true,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := x.Page(t.Context(), tt.page, "text/html", "https://verra.example/a-1.html")
			if (err == nil) != tt.text {
				t.Fatalf("error = %v, want a text: %v", err, tt.text)
			}
			if err != nil {
				return
			}
			checkPage(t, p)
			if len(p.Blocks) > maxBlocks || size(p.Blocks) > maxText+maxLine {
				t.Errorf("%d blocks of %d bytes", len(p.Blocks), size(p.Blocks))
			}
		})
	}
}

// TestAPageThatIsNotReadWholeGivesTheReason: a part of it would pass for the article.
func TestAPageThatIsNotReadWholeGivesTheReason(t *testing.T) {
	x := newExtractor(t)
	words := strings.Repeat("Buses take the long way round by the northern dam. ", 5)
	for _, tt := range []struct{ page, want string }{
		{"<p>" + words + strings.Repeat("<p>x", maxTags+1), "more than 80000 tags"},
		{"<p>" + words + strings.Repeat("<b a b c>x</b>", maxAttrs/3+1), "more than 100000 attributes"},
		{"<font><b>" + strings.Repeat("<p>"+words, maxCopies), "open formatting"},
		{"<p>" + words + strings.Repeat("<div>", 1000), "elements nested too deeply"},
		{"<meta charset=windows-1252><p>" + words + strings.Repeat("\x80", 4<<20), "more than 10 MiB, decoded"},
		{"<p>" + words + "\xff" + strings.Repeat("ä\xff", 3<<20), "more than 10 MiB, decoded"},
	} {
		page := tt.page[:min(len(tt.page), maxBody)]
		p, err := x.Page(t.Context(), []byte(page), "text/html", "")
		if excess, ok := errors.AsType[*ExcessError](err); !ok || excess.What != tt.want {
			t.Errorf("%.60q: %v, error %v, want %q", page, p != nil, err, tt.want)
		}
	}
}

// TestLongTextsEndEarly: what a long text, script or attribute holds beyond what is read
// of it is left out, and the rest of the page is read.
func TestLongTextsEndEarly(t *testing.T) {
	x := newExtractor(t)
	words := "<p>" + strings.Repeat("Buses take the long way round by the northern dam. ", 20)
	for _, page := range []string{
		words + "<p>" + strings.Repeat("word ", maxRun/4) + words,
		"<script>" + strings.Repeat("x = 1;", maxValue/5) + "</script>" + words,
		"<p title='" + strings.Repeat("x", maxValue+100) + "'>" + words,
		"<!--" + strings.Repeat("x", maxValue+100) + "-->" + words,
	} {
		p, err := x.Page(t.Context(), []byte(page), "text/html", "")
		if err != nil || !strings.Contains(news.Text(p.Blocks), "northern dam") {
			t.Errorf("%.40q: error %v", page, err)
		}
	}
}

func TestNestingOfAnyDepthIsRefused(t *testing.T) {
	x := newExtractor(t)
	for _, tag := range []string{"<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<svg>", "<font><b>"} {
		if _, err := x.Page(t.Context(), []byte("<html><body>"+strings.Repeat(tag, 100_000)+"text"), "text/html", ""); err == nil {
			t.Errorf("100,000 times %s gave no error", tag)
		}
	}
}
