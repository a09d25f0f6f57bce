package readalso

import (
	"golang.org/x/net/html"

	"sitrep/internal/sanitize"
)

// Explanation lists the references of a page and why each was found.
type Explanation struct {
	Found []Found // as Page returns them
	Boxes []Box   // every box that was weighed, in the order of weighing
}

// Box is a part of a page that was weighed as a box of references.
type Box struct {
	Label    sanitize.Clean // as printed; empty: none
	Titles   []sanitize.Clean
	URLs     []string // of the same links as Titles
	Why      []Evidence
	Score    float64 // how likely it holds references, 0 to 1
	Trap     string  // the rule that refused it whatever its score is; empty: none
	Accepted bool
}

// Explain is Page, with the reasons for its findings and refusals.
func (m *Matcher) Explain(doc *html.Node, base string) Explanation {
	if doc == nil {
		return Explanation{}
	}
	p := m.newPage(doc, base)
	p.explain = true
	return Explanation{Found: p.search(doc), Boxes: p.boxes}
}

func (p *page) box(g *group, e *evidence, score float64, trap string) Box {
	b := Box{Label: sanitize.Line(g.mark), Why: p.m.model.why(e), Score: score, Trap: trap, Accepted: trap == "" && score >= threshold}
	for _, r := range g.refs {
		b.Titles, b.URLs = append(b.Titles, r.clean), append(b.URLs, r.url)
	}
	return b
}
