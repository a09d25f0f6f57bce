package extract

import (
	"strings"
	"testing"

	"sitrep/internal/news"
)

// TestWhatAReaderWithoutScriptsIsMeantToSee holds pages whose article no
// browser without scripts shows as it is.
func TestWhatAReaderWithoutScriptsIsMeantToSee(t *testing.T) {
	line := func(w string) string {
		return "<p>" + w + " buses take the long way round by the northern dam until then, and the ferry runs twice an hour, the road office said on Monday.</p>"
	}
	whole := line("One") + line("Two") + line("Three") + line("Four") + line("Five")
	for _, tt := range []struct{ name, in string }{
		{"shadow tree", "<x-story><template shadowrootmode=open><style>p{}</style><article>" + whole + "</article></template></x-story>"},
		{"shadow tree, older", "<x-story><template shadowroot=open>" + whole + "</template></x-story>"},
		{"shadow tree in a shadow tree", "<x-a><template shadowrootmode=open><x-b><template shadowrootmode=open>" + whole + "</template></x-b></template></x-a>"},
		{"slot", "<x-story><template shadowrootmode=open><h1><slot name=head></slot></h1><div><slot></slot></div></template><span slot=head>Buses</span>" + whole + "</x-story>"},
		{"noscript", "<div id=root></div><noscript><article>" + whole + "</article></noscript>"},
		{"noscript for the rest", "<article>" + line("One") + "<noscript>" + line("Two") + line("Three") + line("Four") + line("Five") + "</noscript></article>"},
		{"hidden", "<div hidden>" + whole + "</div>"},
		{"not displayed", "<main style='display: none !important'>" + whole + "</main>"},
		{"not visible", "<div style='opacity:0;visibility:hidden'>" + whole + "</div>"},
		{"hidden from programs", "<div aria-hidden=true><div class=text>" + whole + "</div></div>"},
		{"body hidden", "</body><body style='visibility:hidden'><article>" + whole + "</article>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html><head><title>Buses</title></head><body>"+tt.in+"</body></html>"), "text/html", "")
			if err != nil {
				t.Fatal(err)
			}
			got := news.Text(p.Blocks)
			for _, w := range []string{"One", "Two", "Three", "Four", "Five"} {
				if strings.Count(got, w+" buses") != 1 {
					t.Errorf("paragraph %s stands %d times:\n%s", w, strings.Count(got, w+" buses"), got)
				}
			}
		})
	}
}

// TestWhatIsShownThoughNotSpoken: figures beside a reading of them for programs
// that speak vanished, as did a paragraph for readers without scripts among others.
func TestWhatIsShownThoughNotSpoken(t *testing.T) {
	line := "<p>The office of the harbor counts the boats again every hour, and the ferry runs twice as often as it did before the storm, it said.</p>"
	for _, tt := range []struct{ name, in, want, not string }{
		{"figure", `<p>At least <span aria-hidden="true">15</span><span class="sr-only">fifteen</span> boats are missing.</p>`, "At least 15 boats", "fifteen"},
		{"words", `<p>It costs <b aria-hidden="true">five million</b> crowns.</p>`, "costs five million crowns", ""},
		{"in a heading", `<h2>Up to <span aria-hidden="true">7 m</span></h2>` + line, "Up to 7 m", ""},
		{"in a cell", `<table><tr><th>Verra<th>Orla<tr><td>4<td><span aria-hidden=true>5</span></table>`, "4 | 5", ""},
		{"sign of a font", `<p>The gauge <i class="material" aria-hidden="true">trending_up</i> rises.</p>`, "The gauge rises", "trending"},
		{"figure of an icon", `<p>The gauge <span class="icon-24" aria-hidden="true">24</span> rises.</p>`, "The gauge rises", "24"},
		{"not displayed", `<p>At least <span aria-hidden="true" style="display:none">15</span> 12 boats.</p>`, "At least 12 boats", "15"},
		{"formula", `<p>So <span class="k"><math><mi>h</mi><mo>=</mo><mn>7</mn></math><span aria-hidden="true">h=7</span></span>.</p>`, "So h=7.", "7h"},
		{"paragraph for readers without scripts", `<noscript><p>Two boats of the northern fleet are still at sea, and their owners wait at the quay for news from the ferry that looks for them.</p></noscript>` + line, "Two boats of the northern fleet", ""},
		{"picture for readers without scripts", `<noscript><img src="/boats.jpg" alt="Boats that are still at sea, with their owners at the quay who wait for news from the ferry"></noscript>` + line, "the ferry runs", "owners"},
	} {
		p, err := newExtractor(t).Page(t.Context(), []byte("<!doctype html><html><head><title>Boats</title></head><body><article><h1>Boats</h1>"+line+tt.in+line+line+"</article></body></html>"), "text/html", "")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := news.Text(p.Blocks); !strings.Contains(got, tt.want) || tt.not != "" && strings.Contains(got, tt.not) {
			t.Errorf("%s: want %q and not %q in\n%s", tt.name, tt.want, tt.not, got)
		}
	}
}

func TestWhatStaysHidden(t *testing.T) {
	line := "<p>" + strings.Repeat("MARK: the office of the harbor counts again every hour. ", 3) + "</p>"
	for _, tt := range []struct{ name, in string }{
		{"template", "<template>" + line + "</template>"},
		{"hidden beside the article", "<div hidden>" + line + "</div>"},
		{"figure in a cell", "<table><tr><th>Verra<th>Orla<tr><td>4<td><span style='display:none'>MARK</span>5</table>"},
		{"child without a slot", "<x-a><template shadowrootmode=open><p>The bridge</p></template><p>MARK</p></x-a>"},
		{"a picture without scripts", "<noscript><img src=/a.png><p>MARK: switch on JavaScript</p></noscript>"},
		{"what the page shows already", "<noscript><p>The old bridge over the Verra was closed on Monday evening, after the flood had washed out two of its piers, the road office said.</p><p>" + strings.Repeat("MARK: more of it. ", 10) + "</p></noscript>"},
	} {
		if got := textOf(t, tt.in); strings.Contains(got, "MARK") {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
}
