package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxNames is the length of a class and an id beyond which they are no name.
const maxNames = 400

// dropClutter takes out of doc the boxes whose class or id says that they
// are no part of the article: appeals to subscribe, the author's portrait,
// buttons to share, comments. A name alone drops no prose: a box with the
// headline stays, one that stands among the paragraphs of the article, and
// boxes of a name that holds more than a little of the page's prose.
func dropClutter(doc *html.Node) {
	c := clutter{sizes: sizes{}, named: map[*html.Node]bool{}, shares: map[string]int{}}
	all := c.sizes.measure(doc).prose
	c.visit(doc)
	c.share()
	left := all
	for _, b := range slices.Backward(c.boxes) { // the outer before the inner
		prose := c.sizes[b.node].prose
		if b.headline || top(b.node) != doc {
			continue
		}
		if b.doubt {
			if prose > 0 && (c.among(b) || c.shares[b.word]*4 > all) {
				unname(b.node)
			}
			continue
		}
		if prose > 0 || c.shares[b.word]*4 > all {
			if !c.beside(b, prose, left, all) {
				if c.among(b) && (prose*4 <= all || !b.comments) || c.shares[b.word]*4 > all && !b.comments {
					unname(b.node)
				}
				continue
			}
		}
		remove(b.node)
		left -= prose
	}
}

// unname takes the names of clutter off an element: readability drops by them
// too.
func unname(n *html.Node) {
	for i, a := range n.Attr {
		if a.Key != "class" && a.Key != "id" {
			continue
		}
		names := slices.DeleteFunc(strings.Fields(a.Val), func(s string) bool {
			words := nameWords(s)
			return clutterName(words) != "" || slices.ContainsFunc(words, commentWord) || slices.ContainsFunc(words, doubtWord)
		})
		n.Attr[i].Val = strings.Join(names, " ")
	}
}

// share adds up the prose of the boxes of each name, and marks the boxes.
func (c *clutter) share() {
	for _, b := range slices.Backward(c.boxes) {
		inner := false
		for p := b.node.Parent; p != nil && !inner; p = p.Parent {
			inner = c.named[p]
		}
		c.named[b.node] = true
		if !inner {
			c.shares[b.word] += c.sizes[b.node].prose
		}
	}
}

// beside reports whether a box with prose is beside the article all the same:
// something other than its name speaks for it.
func (c *clutter) beside(b box, prose, left, all int) bool {
	e := c.sizes[b.node]
	switch {
	case e.links*3 >= e.text && prose*4 <= all:
		return true
	case b.word == "visually" || b.word == "sr" || b.word == "screen": // for programs that read aloud
		return prose*4 <= all
	case b.comments && posted(b.node):
		return prose*4 <= all || left-prose >= max(poor, all/8)
	case c.among(b) && (prose*4 <= all || !b.comments):
		return prose*4 <= all && (hasForm(b.node) || isAppealing(b.node))
	case b.comments:
		return c.shares[b.word] <= all-max(poor, all/8) && (prose*4 <= all || left-prose >= max(poor, all/8))
	}
	return prose*4 <= all && (c.shares[b.word]*4 <= all || hasForm(b.node))
}

// among reports whether other prose stands right before or right after a box,
// in the same element; a box about an author ends many articles and needs
// both.
func (c *clutter) among(b box) bool {
	prose := func(k *html.Node) bool {
		return k.Type == html.ElementNode && c.sizes[k].prose > 0 && !c.named[k]
	}
	before, after := false, false
	for k := b.node.PrevSibling; k != nil && !before; k = k.PrevSibling {
		before = prose(k)
	}
	for k := b.node.NextSibling; k != nil && !after; k = k.NextSibling {
		after = prose(k)
	}
	if strings.HasPrefix(b.word, "author") || b.word == "about" || b.doubt || b.comments && b.word != "comment" {
		return before && after
	}
	return before || after
}

// posted reports whether a box is what one of the readers wrote: an item of a
// list, one that has a number, or one that begins with a day.
func posted(n *html.Node) bool {
	digits := 0
	for _, r := range attr(n, "id") {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	if digits > 1 || isElement(n, "li") || strings.HasSuffix(attr(n, "itemtype"), "Comment") {
		return true
	}
	return !dayIn(headOf(n, 100)).IsZero()
}

func hasForm(n *html.Node) bool {
	for k := range n.Descendants() {
		if isElement(k, "form", "label") {
			return true
		}
	}
	return false
}

// isAppealing reports whether a box asks its reader to do something.
func isAppealing(n *html.Node) bool {
	return isAppeal(news.Block{Kind: news.Paragraph, Text: sanitize.Line(headOf(n, 1200))})
}

// top returns the root of the tree that n is in.
func top(n *html.Node) *html.Node {
	for n.Parent != nil {
		n = n.Parent
	}
	return n
}

// clutter gathers the boxes that call themselves clutter.
type clutter struct {
	sizes  sizes
	boxes  []box
	named  map[*html.Node]bool
	shares map[string]int // prose of the boxes of a name
}

type box struct {
	node     *html.Node
	word     string // the word of its name that says so
	comments bool   // of readers
	doubt    bool   // it is readability's word, not ours
	headline bool   // is in it
}

// visit gathers the boxes in n and reports whether the headline is in it.
func (c *clutter) visit(n *html.Node) (headline bool) {
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		if k.Type == html.ElementNode && c.visit(k) {
			headline = true
		}
	}
	switch n.Data {
	case "h1":
		return true
	case "html", "head", "body", "main", "article", "p", "a", "em", "strong", "b", "i":
		return headline
	}
	if n.Type == html.ElementNode {
		names := nameWords(attr(n, "class") + " " + attr(n, "id"))
		word := clutterName(names)
		comment := slices.IndexFunc(names, commentWord)
		if comment >= 0 {
			word = names[comment]
		}
		doubt := false
		if word == "" {
			if i := slices.IndexFunc(names, doubtWord); i >= 0 {
				word, doubt = names[i], true
			}
		}
		if word != "" {
			c.boxes = append(c.boxes, box{n, word, comment >= 0, doubt, headline})
		}
	}
	return headline
}

// commentWord reports whether a word of a class or id stands for what readers
// wrote.
func commentWord(w string) bool {
	return w == "comment" || w == "comments" || w == "commentlist" || w == "respond" || w == "disqus"
}

// doubtWord reports whether readability drops elements for a word of their
// names that names a subject as well.
func doubtWord(w string) bool {
	switch w {
	case "banner", "community", "extra", "legends", "remark", "replies", "social", "sponsor", "supplemental", "popup", "media", "promo", "shopping", "tool", "widget", "contact":
		return true
	}
	return false
}

// clutterName returns the word of a class and an id that names something beside
// the article; empty: none does.
func clutterName(words []string) string {
	after := func(i int) string {
		if i+1 < len(words) {
			return words[i+1]
		}
		return ""
	}
	for i, w := range words {
		switch w {
		case "newsletter", "newsletters", "paywall", "subscribe", "subscription", "subscriptions", "signup", "taboola", "outbrain",
			"sharing", "share", "sharebar", "socials", "cookie", "consent", "gdpr", "advert", "advertisement", "sponsored", "breadcrumb", "breadcrumbs",
			"recommended", "recommendations", "related", "trending", "pagination", "authorbox", "authorbio", "toolbar":
			return w
		case "author", "authors":
			switch after(i) {
			case "bio", "box", "info", "description", "card", "profile":
				return w
			}
		case "about":
			if after(i) == "author" {
				return w
			}
		case "visually":
			if after(i) == "hidden" {
				return w
			}
		case "sr":
			if after(i) == "only" {
				return w
			}
		case "screen":
			if after(i) == "reader" {
				return w
			}
		case "most":
			if after(i) == "read" || after(i) == "viewed" {
				return w
			}
		}
	}
	return ""
}

// nameWords splits names at their signs and capitals into lower-case words.
func nameWords(names string) []string {
	if len(names) > maxNames {
		return nil
	}
	var words []string
	start, lower := 0, false
	add := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(names[start:end]))
		}
	}
	for i, r := range names {
		switch {
		case !unicode.IsLetter(r):
			add(i)
			start, lower = i+utf8.RuneLen(r), false
		case unicode.IsUpper(r) && lower:
			add(i)
			start, lower = i, false
		default:
			lower = unicode.IsLower(r)
		}
	}
	add(len(names))
	return words
}
