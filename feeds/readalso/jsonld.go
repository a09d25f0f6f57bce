package readalso

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/internal/sanitize"
)

// Bounds of the structured data that is read.
const (
	maxScripts   = 20
	maxScript    = 1 << 20
	maxJSONDepth = 12
)

// structured returns the references in the page's JSON-LD: the property
// relatedLink of schema.org's WebPage, which holds addresses, or objects with
// an address and a name.
func (p *page) structured(doc *html.Node) []Found {
	var found []Found
	scripts := 0
	for n := range doc.Descendants() {
		if n.DataAtom != atom.Script || !strings.Contains(attr(n, "type"), "ld+json") || n.FirstChild == nil {
			continue
		}
		if scripts++; scripts > maxScripts || len(n.FirstChild.Data) > maxScript {
			break
		}
		if !strings.Contains(n.FirstChild.Data, "relatedLink") {
			continue
		}
		var v any
		if json.Unmarshal([]byte(n.FirstChild.Data), &v) == nil {
			p.relatedLinks(v, 0, false, &found)
		}
	}
	return found
}

// relatedLinks walks a JSON value; in says that it is the value of a
// relatedLink.
func (p *page) relatedLinks(v any, depth int, in bool, found *[]Found) {
	if depth > maxJSONDepth || len(*found) >= maxFound {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			p.relatedLinks(e, depth+1, in, found)
		}
	case map[string]any:
		if in {
			address, _ := v["url"].(string)
			if address == "" {
				address, _ = v["@id"].(string)
			}
			name, _ := v["name"].(string)
			p.related(address, name, found)
			return
		}
		// In a fixed order, so that a page always yields the same.
		if e, ok := v["relatedLink"]; ok {
			p.relatedLinks(e, depth+1, true, found)
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			if e, ok := v[key]; ok {
				p.relatedLinks(e, depth+1, false, found)
			}
		}
	case string:
		if in {
			p.related(v, "", found)
		}
	default:
	}
}

func (p *page) related(address, name string, found *[]Found) {
	u, ok := cleanURL(p.base, address)
	if !ok || noStory(u) || sameStory(u, p.base) || !p.own(u) {
		return
	}
	if _, ok := p.seen[storyKey(u)]; ok {
		return
	}
	p.seen[storyKey(u)] = -1
	*found = append(*found, Found{Title: sanitize.Line(name), URL: u, Kind: JSONLD, Score: 0.6})
}
