package readable

import (
	"cmp"
	"html"
	"net/url"
	"strings"
	"unicode/utf8"

	nodes "golang.org/x/net/html"
)

// meta is what the head of a page says about it.
type meta struct {
	title  string
	byline string // empty: not known yet
}

// metaOf reads the head of doc.
func metaOf(doc *nodes.Node) meta {
	values := make(map[string]string)
	for _, n := range all(doc, "meta") {
		content := attr(n, "content")
		if content == "" {
			continue
		}
		content = strings.TrimSpace(content)
		known := false
		for key := range strings.FieldsSeq(strings.ToLower(attr(n, "property"))) {
			if prefix, _, ok := strings.Cut(key, ":"); ok && isVocabulary(prefix) {
				values[key], known = content, true
			}
		}
		if name := attr(n, "name"); !known && name != "" {
			name = strings.Join(strings.Fields(strings.ToLower(name)), "")
			values[strings.ReplaceAll(name, ".", ":")] = content
		}
	}
	first := func(keys ...string) (v string) {
		for _, k := range keys {
			v = cmp.Or(v, values[k])
		}
		return html.UnescapeString(v)
	}
	m := meta{
		title:  first("dc:title", "dcterm:title", "og:title", "weibo:article:title", "weibo:webpage:title", "title", "twitter:title", "parsely-title"),
		byline: first("dc:creator", "dcterm:creator", "author", "parsely-author"),
	}
	if m.title == "" {
		m.title = html.UnescapeString(titleOf(doc))
	}
	if by := values["article:author"]; m.byline == "" {
		if _, err := url.ParseRequestURI(by); err != nil {
			m.byline = html.UnescapeString(by)
		}
	}
	return m
}

func isVocabulary(prefix string) bool {
	switch prefix {
	case "dc", "dcterm", "og", "article", "twitter":
		return true
	}
	return false
}

// separators stand in titles between the headline and the name of the site.
const separators = "|-–—\\/>»"

// titleOf returns the headline that the title element of doc has, without the
// name of the site.
func titleOf(doc *nodes.Node) string {
	whole := ""
	if n := find(doc, "title"); n != nil {
		whole = squeeze(content(n))
	}
	title, steps := whole, false
	switch {
	case spaced(whole, separators) >= 0:
		steps = spaced(whole, "\\/>»") >= 0
		title = beforeLast(whole)
		if wordsIn(title) < 3 {
			first := strings.IndexAny(whole, separators)
			_, size := utf8.DecodeRuneInString(whole[first:])
			title = whole[first+size:]
		}
	case strings.Contains(whole, ": "):
		title = afterColon(doc, whole)
	default:
		if n := utf8.RuneCountInString(whole); n > 150 || n < 15 {
			if h := all(doc, "h1"); len(h) == 1 {
				title = content(h[0])
			}
		}
	}
	title = squeeze(title)
	without := strings.Map(func(r rune) rune {
		if strings.ContainsRune(separators, r) {
			return -1
		}
		return r
	}, whole)
	if n := wordsIn(title); n <= 4 && (!steps || n != wordsIn(without)-1) {
		return whole
	}
	return title
}

// spaced returns where in s one of the separators stands between spaces; -1:
// nowhere.
func spaced(s, separators string) int {
	for i, r := range s {
		if i > 0 && s[i-1] == ' ' && strings.ContainsRune(separators, r) && strings.HasPrefix(s[i+utf8.RuneLen(r):], " ") {
			return i
		}
	}
	return -1
}

// beforeLast returns what stands before the last separator that a space
// follows.
func beforeLast(s string) string {
	last := len(s)
	for i, r := range s {
		if strings.ContainsRune(separators, r) && strings.HasPrefix(s[i+utf8.RuneLen(r):], " ") {
			last = i
		}
	}
	return s[:last]
}

// afterColon returns what stands after a colon of a title that no heading of
// doc repeats whole.
func afterColon(doc *nodes.Node, whole string) string {
	for _, h := range all(doc, "h1", "h2") {
		if strings.TrimSpace(content(h)) == whole {
			return whole
		}
	}
	title := whole[strings.LastIndexByte(whole, ':')+1:]
	before, after, _ := strings.Cut(whole, ":")
	switch {
	case wordsIn(title) < 3:
		return after
	case wordsIn(before) > 5:
		return whole
	}
	return title
}

func wordsIn(s string) int { return len(strings.Fields(s)) }

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// repeats reports whether a heading repeats the title: three in four of the
// characters of its words are in words of the title. Words are of letters of
// ASCII.
func (m *meta) repeats(heading string) bool {
	known := make(map[string]bool)
	for _, w := range tokens(m.title) {
		known[w] = true
	}
	words := tokens(heading)
	if len(words) == 0 {
		return false
	}
	size, other := len(words)-1, -1 // with the spaces between them
	for _, w := range words {
		size += len(w)
		if !known[w] {
			other += 1 + len(w)
		}
	}
	return 1-float64(max(other, 0))/float64(size) > 0.75
}

func tokens(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
}
