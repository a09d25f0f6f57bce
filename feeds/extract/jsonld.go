package extract

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"

	"sitrep/feeds/bounds"
)

// ldObject is an object of a page's structured data (schema.org in JSON-LD).
// A nil object has no values.
type ldObject map[string]any

// maxLD is how many objects of a page are looked at.
const maxLD = 500

// parseLD returns all objects of a JSON-LD script, those of arrays, graphs
// and some nesting included. Script text is often not quite JSON: line breaks
// in strings, comment marks around it, a semicolon behind it. At most so many
// values of it are read.
func parseLD(script string, values int) []ldObject {
	script, _ = bounds.JSON(script, bounds.JSONLimits{Values: values, Elements: values})
	script = strings.TrimSpace(script)
	for _, wrap := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"//<![CDATA[", "//]]>"}, {"/*<![CDATA[*/", "/*]]>*/"}} {
		script = strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(script, wrap[0]), wrap[1]))
	}
	script = strings.TrimRight(script, "; \n\t")
	var v any
	if json.Unmarshal([]byte(script), &v) != nil {
		flat := strings.Map(func(r rune) rune {
			if r < 0x20 {
				return ' '
			}
			return r
		}, script)
		if json.NewDecoder(strings.NewReader(flat)).Decode(&v) != nil {
			return nil
		}
	}
	var objects []ldObject
	collectLD(v, 0, &objects)
	return objects
}

func collectLD(v any, depth int, out *[]ldObject) {
	if depth > 6 || len(*out) >= maxLD {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collectLD(x, depth+1, out)
		}
	case map[string]any:
		*out = append(*out, v)
		for _, k := range []string{"@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart", "item"} {
			if x, ok := v[k]; ok {
				collectLD(x, depth+1, out)
			}
		}
	}
}

// articleOf returns the object that describes the page's article: the first
// of an article's type, one with the page's address before the others.
func articleOf(objects []ldObject, url string) ldObject {
	var best ldObject
	for _, o := range objects {
		if !o.isArticle() || o.str("headline") == "" && o.str("name") == "" && o.str("articleBody") == "" && o.str("datePublished") == "" {
			continue
		}
		if best == nil {
			best = o
		}
		for _, k := range []string{"url", "@id", "mainEntityOfPage"} {
			if u := o.str(k); u != "" && pageKey(u) == pageKey(url) {
				return o
			}
		}
	}
	return best
}

func (o ldObject) isArticle() bool {
	for _, t := range listOf(o["@type"]) {
		s, ok := t.(string)
		s = s[strings.LastIndexByte(s, '/')+1:]
		if !ok {
			continue
		}
		if strings.HasSuffix(s, "Article") || strings.HasSuffix(s, "Posting") || s == "Report" || s == "Review" || s == "LiveBlog" || s == "WebPage" && o["datePublished"] != nil {
			return true
		}
	}
	return false
}

// isType reports whether an object is of one of the types.
func (o ldObject) isType(types ...string) bool {
	for _, t := range listOf(o["@type"]) {
		s, ok := t.(string)
		if ok && contains(types, s[strings.LastIndexByte(s, '/')+1:]) {
			return true
		}
	}
	return false
}

func listOf(v any) []any {
	if l, ok := v.([]any); ok {
		return l
	}
	return []any{v}
}

// str returns the value of a key as text: of the first, if there are many;
// of an object its @id or @value.
func (o ldObject) str(k string) string {
	for _, v := range listOf(o[k]) {
		switch v := v.(type) {
		case string:
			if s := strings.TrimSpace(html.UnescapeString(v)); s != "" {
				return s
			}
		case map[string]any:
			for _, k := range []string{"@id", "@value", "url", "name"} {
				if s, ok := v[k].(string); ok && s != "" {
					return strings.TrimSpace(s)
				}
			}
		}
	}
	return ""
}

// name returns the names of the persons or organizations that a key holds.
func (o ldObject) name(k string) string {
	var names []string
	for _, v := range listOf(o[k]) {
		s, ok := v.(string)
		if m, isMap := v.(map[string]any); isMap {
			for _, n := range listOf(m["name"]) {
				if t, isText := n.(string); isText {
					s, ok = t, true
					break
				}
			}
		}
		if s = squeeze(html.UnescapeString(s)); ok && s != "" && !strings.Contains(s, "://") && !contains(names, s) && len(names) < 8 {
			names = append(names, s)
		}
	}
	return strings.Join(names, ", ")
}
