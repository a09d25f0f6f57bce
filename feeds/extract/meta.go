package extract

import (
	"net/url"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"sitrep/feeds/bounds"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxMarks is how many elements of one kind that tell of the article are
// looked at: a page that has more tells of others too.
const maxMarks = 100

// pageScan is the metadata of a page and the elements that may hold some,
// collected in one pass.
type pageScan struct {
	url, base string
	lang      string
	metas     map[string][]string // by property, name or itemprop, in lower case
	canonical string
	docTitle  string
	h1        []*html.Node
	heads     []*html.Node // the first of the headings below h1
	times     []*html.Node // time elements
	props     []*html.Node // elements with an itemprop that are no meta
	dated     []*html.Node // elements that a class calls a date
	bylines   []*html.Node // elements that a class or relation marks as the author
	ld        []ldObject
	values    int      // of structured data that were read
	liveMarks int      // elements that are a live blog
	article   ldObject // the one of ld that describes the article; nil: none
}

// scanPage collects the metadata of a page.
func scanPage(doc *html.Node, address string) *pageScan {
	s := &pageScan{url: address, base: address, metas: map[string][]string{}}
	if u, ok := sanitize.URL("", address); ok {
		s.url, s.base = u, u
	}
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			s.see(n)
		}
	}
	s.article = articleOf(s.ld, s.url)
	return s
}

func (s *pageScan) see(n *html.Node) {
	switch n.Data {
	case "html":
		s.lang = attr(n, "lang")
		if s.lang == "" {
			s.lang = attr(n, "xml:lang")
		}
	case "base":
		if u, ok := sanitize.URL(s.url, attr(n, "href")); ok {
			s.base = u
		}
	case "meta":
		s.meta(n)
	case "link":
		if strings.EqualFold(attr(n, "rel"), "canonical") && s.canonical == "" {
			s.canonical = attr(n, "href")
		}
	case "title":
		if s.docTitle == "" && !within(n, "svg") && n.FirstChild != nil {
			s.docTitle = squeeze(n.FirstChild.Data)
		}
	case "h1":
		if len(s.h1) < maxMarks {
			s.h1 = append(s.h1, n)
		}
	case "h2", "h3", "h4":
		if len(s.heads) < 20 {
			s.heads = append(s.heads, n)
		}
	case "time":
		if len(s.times) < maxMarks {
			s.times = append(s.times, n)
		}
	case "script":
		if strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") && n.FirstChild != nil {
			s.ld = append(s.ld, s.structured(n.FirstChild.Data)...)
		}
	}
	if isLiveBlog(n) {
		s.liveMarks++
	}
	if len(s.props) < maxMarks && n.Data != "meta" && (hasAttr(n, "itemprop") || hasAttr(n, "property")) {
		s.props = append(s.props, n)
	}
	if len(s.dated) < 8 && isDate(n) {
		s.dated = append(s.dated, n)
	}
	if len(s.bylines) < 8 && isByline(n) {
		s.bylines = append(s.bylines, n)
	}
}

// structured reads a script of structured data, as far as there is room for it.
func (s *pageScan) structured(script string) []ldObject {
	if s.values >= maxValues || len(s.ld) >= maxLD {
		return nil
	}
	left := maxValues - s.values
	s.values += bounds.UpperValues(script)
	return parseLD(script, left)
}

func (s *pageScan) meta(n *html.Node) {
	content := strings.TrimSpace(attr(n, "content"))
	if content == "" {
		content = strings.TrimSpace(attr(n, "value")) // some tools write it so
	}
	if content == "" {
		return
	}
	for _, key := range []string{"property", "name", "itemprop", "http-equiv"} {
		if k := strings.ToLower(strings.TrimSpace(attr(n, key))); k != "" {
			s.metas[k] = append(s.metas[k], content)
		}
	}
}

// first returns the first value of the first of the meta elements that has
// one.
func (s *pageScan) first(keys ...string) string {
	for _, k := range keys {
		for _, v := range s.metas[k] {
			if strings.TrimSpace(v) != "" {
				return squeeze(html.UnescapeString(v))
			}
		}
	}
	return ""
}

// page returns the fields that are known without the text.
func (s *pageScan) page() *Page {
	p := &Page{URL: s.url, Lang: s.language(), Canonical: s.canonicalURL()}
	site := s.site()
	p.Site = sanitize.Line(site)
	p.Title = sanitize.Line(s.title(site))
	p.Byline = sanitize.Line(s.byline(site))
	p.Published, p.Modified = s.published(), s.modified()
	if !p.Modified.IsZero() && !p.Published.IsZero() && p.Modified.T.Before(p.Published.T) && !p.Modified.Day {
		p.Modified = news.FuzzyTime{}
	}
	return p
}

// canonicalURL returns the address that the page gives as its own. One that
// points at the site's home page, though the page is another, is a mistake of
// the publisher.
func (s *pageScan) canonicalURL() string {
	for _, ref := range []string{s.canonical, s.first("og:url")} {
		u, ok := sanitize.URL(s.url, ref)
		if !ok {
			continue
		}
		c, err := url.Parse(u)
		if err != nil {
			continue
		}
		own, err := url.Parse(s.url)
		if strings.Trim(c.Path, "/") == "" && c.RawQuery == "" && (err != nil || s.url == "" || strings.Trim(own.Path, "/") != "" || own.RawQuery != "") {
			continue
		}
		c.Fragment, c.RawFragment = "", ""
		return c.String()
	}
	return ""
}

// language returns the declared language as a tag in its usual case, "" if
// what is declared is none.
func (s *pageScan) language() string {
	for _, l := range []string{s.lang, s.article.str("inLanguage"), s.first("og:locale"), s.first("content-language", "language", "dc.language")} {
		l, _, _ = strings.Cut(strings.TrimSpace(l), ",")
		parts := strings.FieldsFunc(l, func(r rune) bool { return r == '-' || r == '_' || r == '.' })
		if len(parts) == 0 || len(parts[0]) < 2 || len(parts[0]) > 3 || strings.IndexFunc(parts[0], func(r rune) bool { return r > 'z' || !unicode.IsLetter(r) }) >= 0 {
			continue
		}
		var tag strings.Builder
		tag.WriteString(strings.ToLower(parts[0]))
		for _, p := range parts[1:] {
			switch {
			case len(p) == 2 && latin(p):
				tag.WriteString("-" + strings.ToUpper(p))
			case len(p) == 4 && latin(p):
				tag.WriteString("-" + strings.ToUpper(p[:1]) + strings.ToLower(p[1:]))
			}
		}
		return tag.String()
	}
	return ""
}

func latin(s string) bool {
	for _, r := range s {
		if r > 'z' || !unicode.IsLetter(r) {
			return false
		}
	}
	return true
}

// site returns the name of the site.
func (s *pageScan) site() string {
	for _, v := range []string{s.first("og:site_name"), s.article.name("publisher"), s.first("application-name", "twitter:app:name:iphone")} {
		if v != "" && len(v) <= 100 && !strings.Contains(v, "://") {
			return v
		}
	}
	return ""
}

// byline returns who wrote the text.
func (s *pageScan) byline(site string) string {
	candidates := []string{s.article.name("author"), s.article.name("creator"), s.named(s.article["author"])}
	candidates = append(candidates, strings.Join(s.authors(), ", "), s.labeled())
	for _, n := range s.bylines {
		candidates = append(candidates, text(n))
	}
	for _, c := range candidates {
		if c = trimByline(c); c != "" && !sameWords(c, site) {
			return c
		}
	}
	return ""
}

// named returns the names of the objects of the structured data that a value
// refers to by @id.
func (s *pageScan) named(v any) string {
	var names []string
	for _, v := range listOf(v) {
		ref, ok := v.(map[string]any)
		id, isText := ref["@id"].(string)
		if !ok || !isText || id == "" {
			continue
		}
		for _, o := range s.ld {
			if o["@id"] != id || len(names) >= 8 {
				continue
			}
			if name := (ldObject{"of": map[string]any(o)}).name("of"); name != "" && !contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return strings.Join(names, ", ")
}

// labeled returns the author whom the labels for previews of the page name.
func (s *pageScan) labeled() string {
	for _, n := range []string{"1", "2"} {
		switch strings.ToLower(s.first("twitter:label" + n)) {
		case "written by", "by", "author", "verfasst von", "geschrieben von", "écrit par", "auteur", "escrito por", "autor", "scritto da", "geschreven door", "napisane przez", "написано автором":
			return s.first("twitter:data" + n)
		}
	}
	return ""
}

// authors returns the names in the meta elements for authors.
func (s *pageScan) authors() []string {
	for _, k := range []string{"author", "article:author", "byl", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "cxenseparse:author"} {
		var names []string
		for _, v := range s.metas[k] {
			if v = squeeze(html.UnescapeString(v)); v != "" && !strings.Contains(v, "://") && !strings.HasPrefix(v, "@") && !contains(names, v) {
				names = append(names, v)
			}
		}
		if len(names) > 0 {
			return names[:min(len(names), 8)]
		}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

func isByline(n *html.Node) bool {
	if strings.Contains(attr(n, "rel"), "author") || strings.Contains(attr(n, "itemprop"), "author") {
		return true
	}
	c := strings.ToLower(attr(n, "class"))
	return strings.Contains(c, "byline") || strings.Contains(c, "p-author") || strings.Contains(c, "author-name") || strings.Contains(c, "author__name") || isAuthorID(n) ||
		slices.Contains([]string{"author-name", "byline", "author"}, attr(n, "data-testid"))
}

// isAuthorID reports whether the id of an element, or one of its classes that
// stands alone, names the author: author, article-author, authorName.
func isAuthorID(n *html.Node) bool {
	words := nameWords(attr(n, "id"))
	if len(words) == 0 && len(attr(n, "class")) < 40 {
		words = nameWords(attr(n, "class"))
	}
	if i := len(words) - 1; i > 0 && (words[i] == "name" || words[i] == "vcard") {
		words = words[:i]
	}
	if len(words) == 0 || len(words) > 4 || isElement(n, "input", "meta", "section", "article", "form", "ul") {
		return false
	}
	switch words[len(words)-1] {
	case "author", "auteur", "autor", "autore", "verfasser", "автор", "writer", "byline":
		return true
	}
	return false
}

// isDate reports whether the class of an element calls it a date.
func isDate(n *html.Node) bool {
	if !isElement(n, "div", "span", "p", "small", "td", "b", "em", "strong", "abbr", "h2", "h3", "h4", "h5", "h6", "li", "dd", "font") {
		return false
	}
	for c := range strings.FieldsSeq(strings.ToLower(attr(n, "class"))) {
		for _, w := range []string{"date", "datum", "fecha", "published", "pubdate", "posted", "timestamp"} {
			if strings.Contains(c, w) && !strings.Contains(c, "update") {
				return true
			}
		}
	}
	return false
}

// trimByline takes off the word that introduces a byline; a text that is too
// long to be one is none.
func trimByline(s string) string {
	s = squeeze(s)
	if i := strings.IndexAny(s, "|•·"); i > 0 {
		s = strings.TrimSpace(s[:i])
	}
	for _, by := range []string{"by ", "by: ", "von ", "par ", "por ", "автор: ", "author: ", "written by "} {
		if len(s) > len(by) && strings.EqualFold(s[:len(by)], by) {
			s = strings.TrimSpace(s[len(by):])
			break
		}
	}
	if len([]rune(s)) > 120 || strings.IndexFunc(s, unicode.IsLetter) < 0 || strings.Contains(s, "://") {
		return ""
	}
	return strings.TrimRight(s, " ,;")
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), " ") }

// sameWords reports whether two texts are the same to a reader.
func sameWords(a, b string) bool { return a != "" && key(a) == key(b) }

// key reduces a text to its letters and digits for comparing.
func key(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, sanitize.Fold(s))
}
