package extract

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// maxNames is the length of a class and an id beyond which they are no name.
const maxNames = 400

// dropClutter takes out of doc the boxes whose class or id says that they
// are no part of the article: appeals to subscribe, the author's portrait,
// buttons to share, comments. A box that holds much of the page's prose, or
// the headline, stays whatever its name.
func dropClutter(doc *html.Node) {
	c := clutter{sizes: sizes{}}
	all := c.sizes.measure(doc).prose
	c.visit(doc)
	left := all
	for _, b := range slices.Backward(c.boxes) { // the outer before the inner
		prose := c.sizes[b.node].prose
		if b.headline || top(b.node) != doc {
			continue
		}
		if prose*4 <= all || b.comments && left-prose >= max(poor, all/8) {
			remove(b.node)
			left -= prose
		}
	}
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
	sizes sizes
	boxes []box
}

type box struct {
	node     *html.Node
	comments bool // of readers
	headline bool // is in it
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
		comments := slices.ContainsFunc(names, commentWord)
		if comments || clutterName(names) {
			c.boxes = append(c.boxes, box{n, comments, headline})
		}
	}
	return headline
}

// commentWord reports whether a word of a class or id stands for what readers
// wrote.
func commentWord(w string) bool {
	return w == "comment" || w == "comments" || w == "commentlist" || w == "respond" || w == "disqus"
}

// clutterName reports whether the words of a class and an id name something
// beside the article.
func clutterName(words []string) bool {
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
			return true
		case "author", "authors":
			switch after(i) {
			case "bio", "box", "info", "description", "card", "profile":
				return true
			}
		case "about":
			if after(i) == "author" {
				return true
			}
		case "visually":
			if after(i) == "hidden" {
				return true
			}
		case "sr":
			if after(i) == "only" {
				return true
			}
		case "screen":
			if after(i) == "reader" {
				return true
			}
		case "most":
			if after(i) == "read" || after(i) == "viewed" {
				return true
			}
		}
	}
	return false
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
