package extract

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sitrep/internal/news"
)

// TestTextInTheDataOfScripts holds pages that have their text only in the data
// which their scripts show.
func TestTextInTheDataOfScripts(t *testing.T) {
	words := []string{"One", "Two", "Three", "Four"}
	text := paragraphs(words...)
	var plain, objects, runs []string
	for p := range strings.SplitSeq(strings.TrimSuffix(text, "</p>"), "</p>") {
		p = strings.TrimPrefix(p, "<p>")
		plain = append(plain, fmt.Sprintf("%q", p))
		objects = append(objects, fmt.Sprintf(`{"type":"paragraph","content":%q}`, p))
		at := strings.Index(p, "ferry")
		runs = append(runs, fmt.Sprintf(`{"type":"paragraph","children":[{"text":%q},{"bold":true,"text":%q}]}`, p[:at], p[at:]))
	}
	whole, err := json.Marshal(text)
	if err != nil {
		t.Fatal(err)
	}
	inner := fmt.Sprintf(`{"headline":"Bridge closed","body":%s}`, whole)
	for _, tt := range []struct{ name, script string }{
		{"HTML in JSON", `<script id="__NEXT_DATA__" type="application/json">{"props":{"article":` + inner + `}}</script>`},
		{"assigned to a variable", `<script>window.__INITIAL_STATE__ = {"a":1,"article":` + inner + `};(function(){})()</script>`},
		{"pushed in pieces", `<script>self.__next_f.push([1,` + quoted(t, "2b:"+inner) + `])</script>`},
		{"JSON in a string", `<script>window.__STATE__ = JSON.parse(` + quoted(t, inner) + `);</script>`},
		{"in an attribute", `<div data-page="` + html.EscapeString(inner) + `"></div>`},
		{"elements as a framework streams them", `<script>self.__next_f.push([1,` + quoted(t, `5:["$","div",null,{"children":[["$","p",null,{"children":`+strings.Join(plain, `}],["$","p",null,{"children":`)+`}]]}]`) + `])</script>`},
		{"list of texts", `<script>window.__DATA__={"title":"Bridge closed","paragraphs":[` + strings.Join(plain, ",") + `]}</script>`},
		{"list of objects", `<script type="application/json">{"story":{"title":"Bridge closed","content":[` + strings.Join(objects, ",") + `]}}</script>`},
		{"runs of text", `<script type="application/json">{"story":{"title":"Bridge closed","content":[` + strings.Join(runs, ",") + `]}}</script>`},
		{"another article beside it", `<script type="application/json">{"items":[{"title":"Dam holds","body":"<p>` + strings.Repeat("MARK of the northern dam and of its keepers. ", 60) + `</p>"},` + inner + `]}</script>`},
	} {
		page := "<!doctype html><html><head><title>Bridge closed | Verra Post</title></head><body><div id=root>Loading…</div>" + tt.script + "</body></html>"
		p, err := newExtractor(t).Page(t.Context(), []byte(page), "text/html", "https://verra.example/a-1.html")
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		checkPage(t, p)
		got := news.Text(p.Blocks)
		for _, w := range words {
			if strings.Count(got, w+" buses take the long way round by the northern dam until then, and the ferry runs") != 1 {
				t.Errorf("%s: paragraph %s is lost:\n%s", tt.name, w, got)
			}
		}
		if strings.Contains(got, "MARK") || strings.Contains(got, "headline") {
			t.Errorf("%s: %s", tt.name, got)
		}
	}
}

// quoted returns s as a JSON string.
func quoted(t *testing.T, s string) string {
	t.Helper()
	out, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestDataOfScriptsDoesNotReplaceAText(t *testing.T) {
	if got := textOf(t, `<script type="application/json">{"body":"<p>`+strings.Repeat("MARK of the northern dam and of its keepers. ", 60)+`</p>"}</script>`+paragraphs("One", "Two", "Three", "Four", "Five")); strings.Contains(got, "MARK") {
		t.Errorf("text = %q", got)
	}
}

func TestScriptsThatAreNoDataAreBounded(t *testing.T) {
	for _, s := range []string{
		strings.Repeat(`a=["`, 400_000),
		strings.Repeat(`a=[`, 400_000),
		strings.Repeat(`a={"b":{"c":[1,2,3]},`, 80_000),
	} {
		left := 1 << 30
		if got := scriptData(s, &left); len(got) > 0 {
			t.Errorf("scriptData(%.20q…) = %d objects", s, len(got))
		}
	}
}
