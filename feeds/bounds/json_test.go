package bounds_test

import (
	"encoding/json"
	"strings"
	"testing"

	"sitrep/feeds/bounds"
)

func TestJSONKeepsWhatIsInTheLimits(t *testing.T) {
	for _, src := range []string{
		"", "x", `{}`, `{"a": [1, 2, {"b": "c, [d]"}]}`, `{"a":"\\\"","b":[` + strings.Repeat("[1,2],", 200) + `[]]}`,
		strings.Repeat("[", 40) + strings.Repeat("]", 40), `{"cut":[1,2`, strings.Repeat(`{"a":"`+strings.Repeat("x, ", 9)+`"}`, 90),
	} {
		if got, cut := bounds.JSON(src, bounds.JSONLimits{Values: 100_000, Elements: 100_000}); cut || got != src {
			t.Errorf("JSON(%.60q) = %.60q, cut %v", src, got, cut)
		}
	}
}

func TestJSONLeavesOutWhatIsBeyond(t *testing.T) {
	most := bounds.JSONLimits{Values: 12, Elements: 3, Each: 2}
	for _, tt := range []struct{ src, want string }{
		{`{"items":[{},{},{},{},{"a":1}],"version":"v"}`, `{"items":[{},{},{}],"version":"v"}`},
		{`{"items":[{"a":1,"b":2,"c":3}],"v":1}`, `{"items":[{"a":1,"b":2}],"v":1}`},
		{`{"items":[{"a":["x","]",3,"}"],"b":2},{"c":1}]}`, `{"items":[{"a":["x"]},{"c":1}]}`},
		{`{"a":1,"b":2,"c":3,"d":4}`, `{"a":1,"b":2,"c":3}`},
		{`{"items":{"1":{},"2":{},"3":{},"4":{}},"v":1}`, `{"items":{"1":{},"2":{},"3":{}},"v":1}`},
		{`[[1,2,3,4],[5]]`, `[[1,2,3],[5]]`},
	} {
		src := tt.src + strings.Repeat(" ", 8)
		if got, cut := bounds.JSON(src, most); !cut || strings.TrimSpace(got) != tt.want {
			t.Errorf("JSON(%s) = %s, want %s", tt.src, got, tt.want)
		}
	}
	deep := `{"items":[` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `],"v":1}`
	got, cut := bounds.JSON(deep, bounds.JSONLimits{Values: 1000})
	if !cut || !json.Valid([]byte(got)) || !strings.Contains(got, "null") || !strings.HasSuffix(got, `"v":1}`) {
		t.Errorf("of 200 lists in each other: %s", got)
	}
}

func TestJSONShortensWhatIsLong(t *testing.T) {
	for src, want := range map[string]string{
		`{"a":"` + strings.Repeat("x", 30) + `","b":1}`:                         `{"a":"` + strings.Repeat("x", 20) + `","b":1}`,
		`{"a":"` + strings.Repeat(`\n`, 30) + `","b":1}`:                        `{"a":"` + strings.Repeat(`\n`, 4) + `","b":1}`,
		`{"a":"` + strings.Repeat("x", 15) + strings.Repeat(`\u00e4`, 5) + `"}`: `{"a":"` + strings.Repeat("x", 15) + `"}`,
		`["` + strings.Repeat("ä", 15) + `"]`:                                   `["` + strings.Repeat("ä", 10) + `"]`,
		`[` + strings.Repeat("1", 30) + `,2]`:                                   `[null,2]`,
		`{"` + strings.Repeat("n", 30) + `":1}`:                                 `{"` + strings.Repeat("n", 20) + `":1}`,
		`["` + strings.Repeat("x", 30):                                          `["` + strings.Repeat("x", 20),
	} {
		if got, cut := bounds.JSON(src, bounds.JSONLimits{Values: 100, Text: 20}); !cut || got != want {
			t.Errorf("JSON(%s) = %s, want %s", src, got, want)
		}
	}
}

func TestJSONEndCounts(t *testing.T) {
	const list = `[1,"],",{"a":[]}] rest`
	for values, want := range map[int]bool{0: false, 4: false, 5: true, 100: true} {
		end, ok := bounds.JSONEnd(list, values)
		if ok != want || ok && list[end:] != " rest" {
			t.Errorf("JSONEnd with %d values = %d, %v", values, end, ok)
		}
	}
}

// FuzzJSON: JSON stays JSON, and never grows.
func FuzzJSON(f *testing.F) {
	f.Add(`{"items":[{"id":"1","tags":["a","b","c"]},{},{},{}],"version":"1"}`, 3, 2, 1, 0)
	f.Add(`[[[1,2],[3]],"\\",{"a":null}]`, 1, 1, 1, 0)
	f.Add(`{"a":"xxxx\\\u00e4\ud83d\ude00ä","bbbbbbb":11111111}`, 9, 9, 9, 4)
	f.Fuzz(func(t *testing.T, src string, values, elements, each, text int) {
		got, cut := bounds.JSON(src, bounds.JSONLimits{Values: values, Elements: elements, Each: each, Text: text})
		if !cut && got != src {
			t.Fatalf("changed without a cut: %q", got)
		}
		if json.Valid([]byte(src)) && !json.Valid([]byte(got)) {
			t.Fatalf("no JSON any more: %q of %q", got, src)
		}
	})
}
