package extract

import (
	"strings"
	"testing"
)

// fill repeats s to a page of nearly the size that is read.
func fill(s string) []byte {
	const frame = "<html><body><article><h1>Bridge closed after flood</h1>"
	return []byte(frame + strings.Repeat(s, (maxBody-len(frame))/len(s)))
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
		{"formatting left open", append(fill("<font><p>")[:9_900_000], fill("<p>" + words + "</p>\n")[:90_000]...), false},
		{"one paragraph", fill("word "), true},
		{"times in one list item", fill("<li><time>x</time>" + strings.Repeat("<time>x</time>", 50_000)), true},
		{"boxes that call themselves clutter", fill(`<span class="share-box"><b>a</b></span>`), false},
		{"marks inside lines", fill("1<sup>2</sup><sub>3</sub><s>4</s><ruby>a<rt>b</ruby><math><mn>1</mn></math><i aria-hidden=true>1</i>"), true},
		{"boxes that ask and cards", fill("<li><button>Accept all</button>cookies for partners</li><div><h3><a href=/a-b-c>A</a></h3></div><div role=dialog>cookies</div>"), true},
		{"shadow trees", fill("<b><template shadowrootmode=open><slot></slot></template>a</b>"), true},
		{"headlines", fill("<h1>A headline of some words</h1><time>4 march 2031</time>"), true},
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

func TestNestingOfAnyDepthIsRefused(t *testing.T) {
	x := newExtractor(t)
	for _, tag := range []string{"<div>", "<blockquote>", "<ul><li>", "<table><tr><td>", "<svg>", "<font><b>"} {
		if _, err := x.Page(t.Context(), []byte("<html><body>"+strings.Repeat(tag, 100_000)+"text"), "text/html", ""); err == nil {
			t.Errorf("100,000 times %s gave no error", tag)
		}
	}
}
