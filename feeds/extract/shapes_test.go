package extract

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestNoShapeOfPageCostsMuch extracts from pages that are made to be costly:
// of many small, few large, deep, wide and long parts. What is allocated while
// one is read is bounded, whatever is in it.
func TestNoShapeOfPageCostsMuch(t *testing.T) {
	const (
		most = 300 << 20
		size = 4 << 20
		head = `<!doctype html><title>Bridge closed after flood</title><article><h1>Bridge closed after flood</h1>`
		ld   = `<title>x</title><script type="application/ld+json">`
		data = `<title>x</title><script type="application/json">`
	)
	words := "<p>" + strings.Repeat("Buses take the long way round by the northern dam. ", 20)
	many := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < 60<<10; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	x := newExtractor(t)
	for _, tt := range []struct{ name, head, unit, tail string }{
		{"paragraphs", head, "<p>", ""},
		{"breaks", head, "<br>", words},
		{"attributes of one element", head + "<p ", many("a%d "), ">" + words},
		{"attributes of many elements", head, "<b " + many("a%d ")[:2000] + "></b>", words},
		{"attributes of the body", head, "<body a b c d>", words},
		{"new attributes of the body", head, many("<body a%d>"), words},
		{"attributes of formatting", head + "<p><b " + many("a%d ")[:2000] + ">", "<p>x", ""},
		{"formatting left open", head + many("<b id=%d>")[:3000], "<p>x", ""},
		{"formatting in a table", head + "<table>", "<b>x<tr>", ""},
		{"links", head, "<a href=x>l</a>", ""},
		{"depth", head, "<div>", ""},
		{"comments of a kind", head, "<![CDATA[]]>", words},
		{"a long attribute", head + `<p a="`, "x", `">` + words},
		{"JSON-LD of empty objects", ld + "[", "{},", "{}]</script>" + words},
		{"JSON-LD of articles", ld + `{"@graph":[`, `{"@type":"NewsArticle"},`, "{}]}</script>" + words},
		{"JSON-LD of numbers", ld + "[", "1,", "1]</script>" + words},
		{"JSON-LD of names", ld + "{", many(`"a%d":1,`), `"b":1}</script>` + words},
		{"JSON-LD in each other", ld, "[", "</script>" + words},
		{"JSON-LD with breaks in strings", ld + "[", "{\"a\":\"\n\"},", "{}]</script>" + words},
		{"scripts of JSON-LD", "", ld + "{}</script>", words},
		{"data of empty objects", data + "[", "{},", "{}]</script><p>x"},
		{"many scripts of data", "", data + "[" + strings.Repeat("{},", 300) + "{}]</script>", "<p>x"},
		{"a variable of empty objects", "<title>x</title><script>var x = [", "{},", "{}]</script><p>x"},
		{"plain lines", "Bridge closed\n", "\na\n", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			page := []byte(tt.head + strings.Repeat(tt.unit, (size-len(tt.head)-len(tt.tail))/len(tt.unit)) + tt.tail)
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			_, err := x.Page(t.Context(), page, "", "https://verra.example/a-1.html")
			runtime.ReadMemStats(&after)
			if all := after.TotalAlloc - before.TotalAlloc; all > most {
				t.Errorf("%d MiB were allocated (%v)", all>>20, err)
			}
		})
	}
}
