package readalso

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// hints are the hints in the names of an element's classes.
type hints struct {
	reference bool // read-also, related
	bad       bool // navigation, advertising, tags
	hard      bool // of those, what leaves no doubt
	list      bool // tags and the like: whatever else the name says
	moves     bool // navigation: of a link it says what following it does
}

// hintsOf reads the class, id and a few data attributes of n.
func hintsOf(n *html.Node) hints {
	var h hints
	for _, a := range n.Attr {
		switch a.Key {
		case "class", "id", "role", "data-component", "data-testid", "data-qa", "data-block-type", "data-type":
			if len(a.Val) <= 600 {
				g := hintsIn(a.Val)
				h = hints{h.reference || g.reference, h.bad || g.bad, h.hard || g.hard, h.list || g.list, h.moves || g.moves}
			}
		}
	}
	if h.moves && n.DataAtom != atom.A {
		h.bad, h.hard = true, true
	}
	return h
}

// hintsIn splits names at hyphens, underscores and capitals, so that
// "correlation" does not hold "relat", and looks at words and pairs of them.
func hintsIn(value string) hints {
	var h hints
	for name := range strings.FieldsSeq(value) {
		prev := ""
		for w := range nameWords(name) {
			h.moves = h.moves || w == "navigation" && !negates(prev)
			if badWord(w) && !negates(prev) {
				h.bad = true
				h.hard = h.hard || !softWord(w)
				h.list = h.list || w == "tags" || w == "topics" || w == "keywords" || w == "newsletter" || w == "comments"
			}
			if referenceWord(w) || referencePair(prev, w) {
				h.reference = true
			}
			prev = w
		}
	}
	return h
}

// nameWords yields the words of a class name in lower case.
func nameWords(name string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, lower := 0, false
		emit := func(end int) bool {
			w := name[start:end]
			start = end
			return w == "" || yield(strings.ToLower(w))
		}
		for i := 0; i < len(name); {
			r, n := utf8.DecodeRuneInString(name[i:])
			switch {
			case !unicode.IsLetter(r) && !unicode.IsDigit(r):
				if !emit(i) {
					return
				}
				start = i + n
			case unicode.IsUpper(r) && lower:
				if !emit(i) {
					return
				}
			}
			lower = unicode.IsLower(r)
			i += n
		}
		emit(len(name))
	}
}

func referenceWord(w string) bool {
	switch w {
	case "readalso", "alsoread", "readmore", "seealso", "readnext", "linkcard", "linksisip", "crosslinking", "interlink", "moretopic", "lireaussi",
		"recirc", "recirculation", "related", "relateds", "relatedlinks", "relatedarticles", "relatedposts", "relatedstories", "relatednews",
		"relatedcontent", "relacionada", "relacionadas", "relacionado", "relacionados", "similares", "recommendation", "recommendations", "interstitial",
		"catcher", "yarpp", "jp-relatedposts", "relatedposttitle":
		return true
	}
	return false
}

func referencePair(a, b string) bool {
	switch a + " " + b {
	case "read also", "also read", "read more", "see also", "see alsos", "read next", "more topic", "more on", "dont miss", "further reading",
		"lire aussi", "lees ook", "baca juga", "lee tambien", "leia tambem", "saiba mais", "next read", "story more", "inline teaser",
		"link card", "rich link", "also reads", "nota incrust":
		return true
	}
	return false
}

// negates reports whether a word before another one in a class name takes
// its meaning away: "no-share", "has-comments", "hide-author".
func negates(w string) bool {
	switch w {
	case "no", "non", "not", "has", "with", "without", "hide", "hidden", "is":
		return true
	}
	return false
}

func badWord(w string) bool {
	switch w {
	case "tag", "tags", "topics", "topic", "keywords", "breadcrumb", "breadcrumbs", "newsletter", "newsletters", "subscribe", "subscription", "paywall",
		"advert", "advertisement", "advertorial", "sponsor", "sponsored", "promoted", "outbrain", "taboola", "plista", "comment", "comments", "disqus",
		"cookie", "cookies", "consent", "menu", "navbar", "footer", "login", "share", "sharing", "social", "byline", "author",
		"authors", "trending", "popular", "mostread", "copyright", "toc", "hatnote":
		return true
	}
	return false
}

// softWord reports whether a bad word is often found around boxes of
// references, too: "related-topics", "article__footer". Then a label that
// leaves no doubt counts for more.
func softWord(w string) bool {
	switch w {
	case "tag", "tags", "topic", "topics", "keywords", "footer", "share", "sharing", "social", "comment", "comments":
		return true
	}
	return false
}

// offness is why an element holds no references.
type offness int

const (
	notOff    offness = iota
	offByName         // only by a name that is often wrong
	offSurely
)

// isOff reports whether nothing in n can be a reference of the story. Within
// a box of references a name such as "author" says nothing of the box.
func isOff(n *html.Node, inReference bool) offness {
	switch n.DataAtom {
	case atom.Nav, atom.Form, atom.Dialog, atom.Button:
		return offSurely
	case atom.Footer:
		if within(n, atom.Article, atom.Main) {
			return offByName
		}
		return offSurely
	case atom.Header:
		if within(n, atom.Article, atom.Aside, atom.Section, atom.Main, atom.Li) {
			return notOff
		}
		return offSurely
	case atom.Body, atom.Html, atom.Main, atom.Article:
		return notOff
	}
	if attr(n, "role") == "navigation" || attr(n, "hidden") != "" {
		return offSurely
	}
	switch h := hintsOf(n); {
	case !h.list && (!h.bad || h.reference || inReference):
		return notOff
	case h.hard:
		return offSurely
	}
	return offByName
}

// within reports whether one of the kinds of element is around n.
func within(n *html.Node, kinds ...atom.Atom) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(kinds, p.DataAtom) {
			return true
		}
	}
	return false
}
