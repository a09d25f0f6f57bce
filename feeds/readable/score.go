package readable

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

const (
	rivals  = 5    // elements of the highest scores that are compared
	agree   = 3    // rivals that must share an element to make it the best
	close   = 0.75 // of the highest score: a rival is as good
	levels  = 5    // of elements around a text that share its score
	atLeast = 25   // characters of a text that counts
)

// best returns the element that has most of the article. If there is none, the
// content of body is put into a new one.
func (p *page) best(body *html.Node) *html.Node {
	candidates := p.score()
	if len(candidates) == 0 || isElement(candidates[0], "body") {
		div := &html.Node{Type: html.ElementNode, Data: "div"}
		for body.FirstChild != nil {
			move(div, body.FirstChild)
		}
		body.AppendChild(div)
		p.begin(div)
		return div
	}
	best := p.shared(candidates[:min(len(candidates), rivals)])
	if _, ok := p.scores[best]; !ok {
		p.begin(best)
	}
	best = p.climb(best)
	for up := best.Parent; up != nil && !isElement(up, "body") && alone(best); up = best.Parent {
		best = up
	}
	if _, ok := p.scores[best]; !ok {
		p.begin(best)
	}
	return best
}

// alone reports whether n is the only element of its parent.
func alone(n *html.Node) bool {
	k := firstElement(n.Parent.FirstChild)
	return k == n && firstElement(n.NextSibling) == nil
}

// score gives the elements around each text a part of its score and returns
// them, the highest first.
func (p *page) score() []*html.Node {
	var candidates []*html.Node
	for _, n := range p.scored {
		if tag(n.Parent) == "" {
			continue
		}
		t := tallyOf(n)
		if t.chars.n < atLeast {
			continue
		}
		score := float64(2 + t.commas + min(t.chars.n/100, 3))
		for level, up := 0, n.Parent; up != nil && level < levels; level, up = level+1, up.Parent {
			if tag(up) == "" || tag(up.Parent) == "" {
				continue
			}
			if _, ok := p.scores[up]; !ok {
				p.begin(up)
				candidates = append(candidates, up)
			}
			switch level {
			case 0:
				p.scores[up] += score
			case 1:
				p.scores[up] += score / 2
			default:
				p.scores[up] += score / float64(level*3)
			}
		}
	}
	for _, n := range candidates {
		p.scores[n] *= 1 - density(n)
	}
	slices.SortStableFunc(candidates, func(a, b *html.Node) int { return cmp.Compare(p.scores[b], p.scores[a]) })
	return candidates
}

// begin gives an element the score that its name has.
func (p *page) begin(n *html.Node) {
	score := float64(p.weight(n))
	switch n.Data {
	case "div":
		score += 5
	case "pre", "td", "blockquote":
		score += 3
	case "address", "ol", "ul", "dl", "dd", "dt", "li", "form":
		score -= 3
	case "h1", "h2", "h3", "h4", "h5", "h6", "th":
		score -= 5
	}
	p.scores[n] = score
}

// shared returns the innermost element around the first of the candidates that
// is also around several others that are as good, or the first.
func (p *page) shared(candidates []*html.Node) *html.Node {
	best := candidates[0]
	var good []*html.Node
	for _, n := range candidates[1:] {
		if p.scores[n]/p.scores[best] >= close {
			good = append(good, n)
		}
	}
	if len(good) < agree {
		return best
	}
	for up := best.Parent; up != nil && !isElement(up, "body"); up = up.Parent {
		n := 0
		for _, k := range good {
			if isAround(up, k) {
				n++
			}
		}
		if n >= agree {
			return up
		}
	}
	return best
}

func isAround(outer, n *html.Node) bool {
	for n = n.Parent; n != nil; n = n.Parent {
		if n == outer {
			return true
		}
	}
	return false
}

// climb returns the first element around n whose score is higher than those
// below it: it has more of the article elsewhere. The scores on the way must not
// fall too low.
func (p *page) climb(n *html.Node) *html.Node {
	last := p.scores[n]
	least := last / 3
	for up := n.Parent; up != nil && !isElement(up, "body"); up = up.Parent {
		score, ok := p.scores[up]
		switch {
		case !ok:
			continue
		case score < least:
			return n
		case score > last:
			return up
		}
		last = score
	}
	return n
}

// gather moves best, and what beside it belongs to the article, into a new
// element.
func (p *page) gather(best *html.Node) *html.Node {
	article := &html.Node{Type: html.ElementNode, Data: "div"}
	score, names := p.scores[best], class(best)
	for n := firstElement(best.Parent.FirstChild); n != nil; {
		after := firstElement(n.NextSibling)
		if n == best || p.belongs(n, score, names) {
			switch n.Data {
			case "div", "article", "section", "p", "ol", "ul":
			default:
				n.Data = "div"
			}
			move(article, n)
		}
		n = after
	}
	return article
}

// belongs reports whether an element beside the best one, which has this score
// and these classes, is of the article.
func (p *page) belongs(n *html.Node, score float64, names string) bool {
	bonus := 0.0
	if names != "" && class(n) == names {
		bonus = score * 0.2
	}
	if own, ok := p.scores[n]; ok && own+bonus >= max(10, score*0.2) {
		return true
	}
	if n.Data != "p" {
		return false
	}
	text, links := squeeze(content(n)), density(n)
	switch size := len([]rune(text)); {
	case size > 80:
		return links < 0.25
	case size > 0 && size < 80:
		return links == 0 && (strings.HasSuffix(text, ".") || strings.Contains(text, ". "))
	}
	return false
}
