package extract

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// GateError says that a page stands before the article and does not hold it.
type GateError struct {
	Robots bool // it checks for robots; else it asks for consent
}

func (e *GateError) Error() string {
	if e.Robots {
		return "this page checks for robots before it shows the article"
	}
	return "this page asks for consent to cookies before it shows the article"
}

//go:embed gates.txt
var gatesFile string

// phrase is what one of the data file matches: all its parts, in one sentence
// if there are several.
type phrase []string

// gateWords are the phrases of each group of the data file.
type gateWords map[string][]phrase

var loadGates = sync.OnceValues(func() (gateWords, error) { return parseGates(gatesFile) })

// gates returns the words of gates; a test holds that the file can be read.
func gates() gateWords {
	w, err := loadGates()
	if err != nil {
		return gateWords{}
	}
	return w
}

// parseGates reads the data file.
func parseGates(file string) (gateWords, error) {
	w := gateWords{}
	for l := range strings.Lines(file) {
		if l = strings.TrimSpace(l); l == "" || strings.HasPrefix(l, "#") || strings.HasPrefix(l, "example ") || strings.HasPrefix(l, "counter ") {
			continue
		}
		head, list, ok := strings.Cut(l, ":")
		group, lang, two := strings.Cut(head, " ")
		if !ok || !two || lang == "" {
			return nil, fmt.Errorf("read words of gates: line %q: want \"group language: phrases\"", l)
		}
		for s := range strings.SplitSeq(list, ",") {
			var p phrase
			for part := range strings.SplitSeq(s, "+") {
				if part = strings.TrimSpace(part); part != "" {
					p = append(p, strings.ToLower(part))
				}
			}
			if len(p) == 0 {
				return nil, fmt.Errorf("read words of gates: line %q: an empty phrase", l)
			}
			w[group] = append(w[group], p)
		}
	}
	return w, nil
}

// hits returns how many phrases of a group a text in lower case holds.
func (w gateWords) hits(group, text string) int {
	n := 0
	for _, p := range w[group] {
		if p.in(text) {
			n++
		}
	}
	return n
}

func (p phrase) in(text string) bool {
	if len(p) == 1 {
		return strings.Contains(text, p[0])
	}
	for s := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(".!?。！？\n", r) }) {
		all := true
		for _, part := range p {
			all = all && strings.Contains(s, part)
		}
		if all {
			return true
		}
	}
	return false
}

// Bounds for a gate.
const (
	maxConsent = 9000 // bytes of text of what asks for consent
	maxCheck   = 2500 // of a page that checks for robots
)

// consents reports whether a text, in lower case, asks for consent.
func (w gateWords) consents(text string) bool {
	return len(text) <= maxConsent && w.hits("cookies", text) > 0 && w.hits("purpose", text) > 0 && w.hits("choice", text) > 0 &&
		w.hits("purpose", text)+w.hits("cookies", text) >= 3
}

// about reports whether one paragraph speaks of consent.
func (w gateWords) about(text string) bool {
	return 2*w.hits("cookies", text)+w.hits("purpose", text)+w.hits("choice", text) >= 2
}

// What speaks for a check for robots, of which so much makes one: enough where
// nothing else stands on the page, certain where its own paragraphs are long.
const (
	enoughCheck  = 4
	certainCheck = 6
)

// checks reports how much of a text, in lower case, speaks for a check for
// robots; more is what else does.
func (w gateWords) checks(text string, more int) int {
	if len(text) > maxCheck {
		return 0
	}
	for _, g := range []struct {
		name   string
		weight int
	}{{"person", 2}, {"check", 2}, {"scripts", 1}, {"wait", 1}} {
		switch n := w.hits(g.name, text); {
		case n > 1 && g.weight > 1:
			more += g.weight + 1
		case n > 0:
			more += g.weight
		}
	}
	return more + 2*min(w.hits("denied", text), 2)
}

// ofCheck reports whether one paragraph, in lower case, has words of a check for
// robots.
func (w gateWords) ofCheck(text string) bool {
	for _, g := range []string{"person", "check", "scripts", "wait", "denied"} {
		if w.hits(g, text) > 0 {
			return true
		}
	}
	return false
}

// gate returns what a page stands before, nil if it can be the article: its
// text, its buttons and its marks for machines say so together.
func (s *pageScan) gate(doc *html.Node) *GateError {
	if s.article != nil || s.first("og:type") == "article" || s.first("article:published_time") != "" {
		return nil
	}
	p := pageText(doc)
	if len(p.all) > maxConsent {
		return nil
	}
	w, more := gates(), 0
	if strings.Contains(strings.ToLower(s.first("robots")), "noindex") {
		more++
	}
	title := strings.ToLower(s.docTitle)
	named := 0
	if w.hits("person", title)+w.hits("check", title)+w.hits("denied", title) > 0 {
		named = 2
	}
	if strings.TrimSpace(p.all) != "" || p.challenge {
		challenge := more + named
		if p.challenge {
			challenge += 3
		}
		score := w.checks(p.all+"\n"+title, challenge)
		if score >= enoughCheck && (p.prose == 0 || p.challenge && p.prose <= 3) || score >= certainCheck && p.alien == 0 {
			return &GateError{Robots: true}
		}
	}
	if p.choices && p.other < 2 && p.about*2 >= p.text && p.about > 0 && w.consents(p.all) && (more > 0 || w.about(title) || p.about*10 >= p.text*7) {
		return &GateError{}
	}
	return nil
}

// gateText is what tells a gate from an article.
type gateText struct {
	all       string // the text, in lower case
	text      int    // bytes of it in paragraphs
	about     int    // bytes of these that speak of consent
	prose     int    // long paragraphs
	other     int    // of these speak of something else than consent
	alien     int    // of these have no words of a check for robots
	choices   bool   // a button offers to agree or refuse
	challenge bool   // a script of those who check for robots
}

// pageText reads a page for gate.
func pageText(doc *html.Node) gateText {
	var g gateText
	w := gates()
	var b strings.Builder
	for n := next(doc, false); n != nil && b.Len() <= maxConsent; {
		skip := false
		switch {
		case n.Type == html.TextNode && isElement(n.Parent, "noscript"):
			b.WriteString(" " + withoutTags(n.Data) + "\n")
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type != html.ElementNode:
		case n.Data == "script" || n.Data == "iframe":
			g.challenge = g.challenge || challenges(attr(n, "src")) || n.FirstChild != nil && challenges(n.FirstChild.Data[:min(len(n.FirstChild.Data), 4000)])
			skip = true
		case isElement(n, "style", "svg", "template", "select", "head") || hidden(n):
			skip = n.Data != "head"
		case isElement(n, "button", "input", "a"):
			label := strings.ToLower(headOf(n, 60) + rawIf(n, "button") + " " + attr(n, "value") + " " + attr(n, "aria-label"))
			if len(label) < 60 {
				g.choices = g.choices || w.hits("choice", label) > 0
			}
			b.WriteString(" " + attr(n, "value") + " ")
		case isElement(n, "form"):
			g.choices = g.choices || strings.Contains(strings.ToLower(attr(n, "action")), "consent")
		case isElement(n, "p", "li", "h1", "h2"):
			t := strings.ToLower(headOf(n, maxConsent))
			g.text += len(t)
			about := w.about(t)
			if about {
				g.about += len(t)
			}
			if utf8.RuneCountInString(t) >= 100 {
				g.prose++
				if !about {
					g.other++
				}
				if !w.ofCheck(t) {
					g.alien++
				}
			}
		}
		if n.Type == html.ElementNode && breaks(n.Data) {
			b.WriteByte('\n')
		}
		n = next(n, skip)
	}
	g.all = strings.ToLower(b.String())
	return g
}

// rawIf returns the text of an element of one name, which text leaves out.
func rawIf(n *html.Node, tag string) string {
	if n.Data != tag {
		return ""
	}
	return rawString(n)
}

// challenges reports whether a script is one of the checks for robots that
// many sites use.
func challenges(s string) bool {
	for _, of := range []string{"challenges.cloudflare.com", "challenge-platform", "captcha-delivery.com", "_Incapsula_Resource", "hcaptcha.com", "recaptcha/", "px-captcha", "perimeterx", "awswaf", "_cf_chl"} {
		if strings.Contains(s, of) {
			return true
		}
	}
	return false
}

// withoutTags returns the text of the raw HTML of a noscript element.
func withoutTags(s string) string {
	n, err := html.Parse(bytes.NewReader(bounded([]byte(s))))
	if err != nil {
		return ""
	}
	return text(n)
}

// dropOverlays takes out of a page what lies over the article and asks for
// consent: dialogs, and boxes with buttons to agree or refuse.
func dropOverlays(doc *html.Node) {
	var dialogs, buttons []*html.Node
	w := gates()
	for n := range doc.Descendants() {
		switch {
		case n.Type != html.ElementNode:
		case attr(n, "role") == "dialog" || attr(n, "role") == "alertdialog" || attr(n, "aria-modal") == "true" || strings.Contains(squash(attr(n, "style")), "position:fixed"):
			dialogs = append(dialogs, n)
		case isElement(n, "button", "input") || isElement(n, "a") && (attr(n, "role") == "button" || len(attr(n, "href")) <= 1):
			label := strings.ToLower(rawString(n) + " " + attr(n, "value"))
			if len(label) < 80 && len(buttons) < maxMarks && w.hits("choice", label) > 0 {
				buttons = append(buttons, n)
			}
		}
	}
	for _, n := range dialogs[:min(len(dialogs), maxMarks)] {
		if !longerThan(n, maxConsent) && !holdsHeadline(n) && w.consents(strings.ToLower(text(n))) {
			remove(n)
		}
	}
	for _, n := range buttons {
		dropAround(n, w)
	}
}

// dropAround removes the smallest box around a button that asks for consent.
func dropAround(n *html.Node, w gateWords) {
	if top(n).Type != html.DocumentNode {
		return
	}
	p := n.Parent
	for range 6 {
		if p == nil || isElement(p, "body", "html", "main", "article") {
			return
		}
		if breaks(p.Data) {
			if longerThan(p, maxConsent) || holdsHeadline(p) {
				return
			}
			if w.consents(strings.ToLower(rawString(p))) { // with its buttons
				remove(p)
				return
			}
		}
		p = p.Parent
	}
}

// holdsHeadline reports whether the heading of a page or its article is in n.
func holdsHeadline(n *html.Node) bool {
	for k := range n.Descendants() {
		if isElement(k, "h1", "article", "main") {
			return true
		}
	}
	return false
}
