package readable

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// counter counts characters. White space counts as one character between
// words, and not at all before and after them.
type counter struct {
	n     int
	space bool // the last character was white space
	begun bool // there was a word
}

// add counts the characters of s.
func (c *counter) add(s string) {
	for i := 0; i < len(s); {
		b := s[i]
		switch {
		case b == ' ' || b >= '\t' && b <= '\r':
			c.space = true
			i++
			continue
		case b < utf8.RuneSelf:
			i++
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			i += size
			if unicode.IsSpace(r) {
				c.space = true
				continue
			}
		}
		if c.space && c.begun {
			c.n++
		}
		c.n++
		c.space, c.begun = false, true
	}
}

// restart counts the characters that follow as a text of their own.
func (c *counter) restart() { c.space, c.begun = false, false }

// commasIn counts the commas of s, in all scripts that have one.
func commasIn(s string) int {
	n := strings.Count(s, ",")
	for i := range len(s) {
		switch s[i] {
		case 0xd8, 0xe2, 0xe3, 0xef: // the first bytes of all others
			switch r, _ := utf8.DecodeRuneInString(s[i:]); r {
			case '\u060C', '\uFE50', '\uFE10', '\uFE11', '\u2E41', '\u2E34', '\u2E32', '\uFF0C', '\u3001':
				n++
			}
		}
	}
	return n
}

// tally is how many characters and commas an element has, and how many of the
// characters are links.
type tally struct {
	chars  counter
	commas int
	links  float64 // characters; those of links inside the page count for less
}

// tallyOf counts all of n.
func tallyOf(n *html.Node) tally {
	var t tally
	t.add(n, nil)
	return t
}

// add counts n; link counts its characters as those of the link it is in.
func (t *tally) add(n *html.Node, link *counter) {
	if n.Type == html.TextNode {
		t.chars.add(n.Data)
		t.commas += commasIn(n.Data)
		if link != nil {
			link.add(n.Data)
		}
		return
	}
	if isElement(n, "a") {
		var own counter
		for k := n.FirstChild; k != nil; k = k.NextSibling {
			t.add(k, &own)
		}
		t.links += float64(own.n) * linkWeight(n)
		return
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		t.add(k, link)
	}
}

// linkWeight returns what a character of a link counts: less for one to a part
// of the same page.
func linkWeight(a *html.Node) float64 {
	if href := strings.TrimSpace(attr(a, "href")); len(href) > 1 && href[0] == '#' {
		return 0.3
	}
	return 1
}

// density returns which part of the text of n is links.
func density(n *html.Node) float64 {
	t := tallyOf(n)
	if t.chars.n == 0 {
		return 0
	}
	return t.links / float64(t.chars.n)
}

// content returns all text of n as it is.
func content(n *html.Node) string {
	var b strings.Builder
	for k := range n.Descendants() {
		if k.Type == html.TextNode {
			b.WriteString(k.Data)
		}
	}
	return b.String()
}
