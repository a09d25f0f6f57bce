package extract

import (
	"encoding/json"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/feeds/bounds"
)

// Bounds for the data that a page brings along for its scripts.
const (
	maxData      = 4 << 20 // bytes of one script
	maxDataNodes = 200_000 // values of all scripts that are read
	maxDataDepth = 60
	minDataText  = 300 // bytes of prose that make it the article
)

// assigned finds where a script gives a variable an object or a list, or adds
// one to a list.
var assigned = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:[\w\]"')]\s*=\s*|\.push\(\s*)[{\[]|JSON\.parse\(\s*"`)
})

// dataBody returns the text that a page has only in the data for its scripts:
// of the texts in it, the longest beside a headline that is the page's, else
// the longest of all. objects are the data of the page's scripts.
func dataBody(objects []any, title string) *body {
	d := dataVisit{title: key(title)}
	for _, v := range objects {
		d.visit(v, 0, false)
	}
	if len(d.best.html) == 0 {
		return &body{}
	}
	b := declaredBody(d.best.html)
	if b.prose() < minDataText/2 {
		return &body{}
	}
	return b
}

// appData returns the objects in the scripts of a page.
func appData(doc *html.Node) []any {
	var all []any
	left := maxDataNodes
	for n := range doc.Descendants() {
		all = append(all, attrData(n, &left)...)
		if !isElement(n, "script") || n.FirstChild == nil {
			continue
		}
		s := n.FirstChild.Data
		kind := strings.ToLower(attr(n, "type"))
		switch {
		case left <= 0 || len(s) < minDataText || len(s) > maxData || strings.Contains(kind, "ld+json"):
		case strings.Contains(kind, "json"):
			s, _ = bounds.JSON(s, bounds.JSONLimits{Values: left, Elements: left})
			var v any
			if json.Unmarshal([]byte(s), &v) == nil {
				left -= bounds.UpperValues(s)
				all = append(all, v)
			}
		case kind == "" || strings.Contains(kind, "javascript") || kind == "module":
			all = append(all, scriptData(s, &left)...)
		}
	}
	return all
}

// attrData returns the objects in the attributes of an element, as many values
// as are left.
func attrData(n *html.Node, left *int) []any {
	var all []any
	for _, a := range n.Attr {
		var v any
		if len(a.Val) >= minDataText && len(a.Val) <= maxData && strings.HasPrefix(a.Val, "{") && bounds.UpperValues(a.Val) <= *left && json.Unmarshal([]byte(a.Val), &v) == nil {
			*left -= bounds.UpperValues(a.Val)
			all = append(all, v)
		}
	}
	return all
}

// scriptData returns the objects that a script assigns, as many values as are
// left.
func scriptData(s string, left *int) []any {
	var all []any
	few := bounds.UpperValues(s) <= *left
	budget := 4 * maxData // that a text is not JSON is found late at times
	for from := 0; budget > 0 && *left > 0; {
		m := assigned().FindStringIndex(s[from:])
		if m == nil {
			break
		}
		at := from + m[1] - 1
		if !few { // all of it might be more than is left
			n, ok := bounds.JSONEnd(s[at:min(len(s), at+budget)], *left)
			if budget -= n; !ok {
				from = at + n
				continue
			}
		}
		r := strings.NewReader(s[at:min(len(s), at+max(budget, 0))])
		d := json.NewDecoder(r)
		budget -= 64
		var v any
		err := d.Decode(&v)
		budget -= len(s) - at - r.Len()
		if err != nil {
			from = at + 1
			continue
		}
		from = at + int(d.InputOffset())
		*left -= bounds.UpperValues(s[at:from])
		all = append(all, v)
	}
	return all
}

// dataText is a text in the data, as HTML.
type dataText struct {
	html  string
	size  int  // bytes of prose
	named bool // a headline beside it is the page's
}

// dataVisit looks for texts in data.
type dataVisit struct {
	title string
	nodes int
	best  dataText
}

// visit looks at v and all in it. named says that it stands beside the headline
// of the page.
func (d *dataVisit) visit(v any, depth int, named bool) {
	if d.nodes++; depth > maxDataDepth || d.nodes > maxDataNodes {
		return
	}
	switch v := v.(type) {
	case string:
		if s, ok := streamed(v, maxDataNodes-d.nodes); ok { // JSON in a string
			d.visit(s, depth+1, named)
			return
		}
		d.offer(v, named)
	case []any:
		if s := joined(v); s != "" {
			d.offer(s, named)
		}
		for _, x := range v {
			d.visit(x, depth+1, named)
		}
	case map[string]any:
		named = named || d.isNamed(v)
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		sort.Strings(keys)
		for _, k := range keys {
			d.visit(v[k], depth+1, named)
		}
	}
}

// isNamed reports whether an object has the page's headline.
func (d *dataVisit) isNamed(o map[string]any) bool {
	for _, k := range []string{"headline", "title", "name", "heading"} {
		s, ok := o[k].(string)
		if m, is := o[k].(map[string]any); is {
			s, ok = firstString(m, "rendered", "basic", "text", "default")
		}
		if t := key(s); ok && utf8.RuneCountInString(t) >= 8 && d.title != "" && (strings.HasPrefix(d.title, t) || strings.HasPrefix(t, d.title)) {
			return true
		}
	}
	return false
}

// offer takes a text if it is better than the best so far.
func (d *dataVisit) offer(s string, named bool) {
	if len(s) < minDataText || !strings.ContainsAny(s, " 、。") {
		return
	}
	size := proseOf(s)
	if size < minDataText {
		return
	}
	if d.best.size == 0 || named && !d.best.named || named == d.best.named && size > d.best.size {
		d.best = dataText{s, size, named}
	}
}

// proseOf returns how many bytes of sentences a text or a piece of HTML has.
// Scripts, styles and addresses have none.
func proseOf(s string) int {
	n := 0
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '<' || r == '\n' }) {
		if i := strings.IndexByte(part, '>'); i >= 0 {
			part = part[i+1:]
		}
		t := strings.TrimSpace(part)
		if len(t) < 40 || strings.ContainsAny(t, "{}") || !strings.ContainsAny(t, " 、。") {
			continue
		}
		n += len(t)
	}
	return n
}

// streamed returns the data in a string that is JSON itself: after a number and
// a colon, as frameworks stream it, or at once. It may have so many values.
func streamed(s string, values int) (any, bool) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, ':'); i > 0 && i < 8 && strings.Trim(s[:i], "0123456789abcdef") == "" {
		s = s[i+1:]
	}
	if len(s) < 2 || s[0] != '{' && s[0] != '[' || bounds.UpperValues(s) > values {
		return nil, false
	}
	var v any
	if json.NewDecoder(strings.NewReader(s)).Decode(&v) != nil {
		return nil, false
	}
	return v, true
}

// joined returns the paragraphs that the elements of a list hold, as HTML: texts
// themselves, or objects that have one.
func joined(list []any) string {
	var parts []string
	for _, x := range list {
		if s := paragraphIn(x, 0); len(s) > 0 {
			parts = append(parts, s)
		}
	}
	if len(parts) < 2 {
		return ""
	}
	var b strings.Builder
	for _, p := range parts {
		if strings.Contains(p, "<p") || strings.Contains(p, "<li") || strings.Contains(p, "<h") {
			b.WriteString(p)
		} else {
			b.WriteString("<p>" + p + "</p>")
		}
	}
	return b.String()
}

// paragraphIn returns the text of one element of a list of paragraphs.
func paragraphIn(v any, depth int) string {
	switch v := v.(type) {
	case string:
		if strings.ContainsAny(v, " 、。") && !strings.HasPrefix(v, "http") {
			return v
		}
	case []any: // an element as frameworks write it: its sign, name, key, properties
		if len(v) == 4 && v[0] == "$" && depth <= 6 {
			return paragraphIn(v[3], depth+1)
		}
	case map[string]any:
		if depth > 6 {
			return ""
		}
		if s, ok := firstString(v, "html", "text", "content", "body", "value", "paragraph", "markup", "children"); ok {
			return s
		}
		for _, k := range []string{"text", "content", "children", "data", "model", "value", "paragraph", "body", "attributes", "nodes", "elements", "spans"} {
			switch inner := v[k].(type) {
			case []any:
				var b strings.Builder
				for _, x := range inner {
					b.WriteString(runIn(x, depth+1))
				}
				if b.Len() > 0 {
					return b.String()
				}
			case map[string]any:
				if s := paragraphIn(inner, depth+1); s != "" {
					return s
				}
			}
		}
	}
	return ""
}

// runIn returns a run of text inside of a paragraph: short ones count too.
func runIn(v any, depth int) string {
	if s, ok := v.(string); ok {
		return s
	}
	if m, ok := v.(map[string]any); ok {
		if s, ok := firstString(m, "text", "value", "content", "html"); ok {
			return s
		}
	}
	return paragraphIn(v, depth)
}

// firstString returns the first of the values that is a text.
func firstString(o map[string]any, keys ...string) (string, bool) {
	i := slices.IndexFunc(keys, func(k string) bool { s, ok := o[k].(string); return ok && s != "" })
	if i < 0 {
		return "", false
	}
	s, _ := o[keys[i]].(string)
	return s, true
}

// fromData replaces a text that is hardly one by that in the data of the page's
// scripts.
func (b *body) fromData(objects []any, title string) *body {
	if b.prose() >= poor/2 || b.size() >= poor {
		return b
	}
	d := dataBody(objects, title)
	if d.size() > b.size()*3/2 {
		d.orders = make([]int, len(d.blocks))
		return d
	}
	return b
}
