package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"sitrep/feeds/dates"
	"sitrep/internal/news"
)

// published returns when the article was published, by the page's data
// for machines, then its address, then the text near the headline.
func (s *pageScan) published() news.FuzzyTime {
	for _, k := range []string{"datePublished", "dateCreated", "uploadDate"} {
		if t := readTime(s.article.str(k)); !t.IsZero() {
			return t
		}
	}
	if t := s.firstTime("article:published_time", "og:published_time", "article:published", "og:article:published_time", "datepublished",
		"publish-date", "publish_date", "publishdate", "published_time", "published-date", "pubdate", "dc.date.issued", "dcterms.issued",
		"dcterms.created", "dc.date.created", "dc.date", "dcterms.date", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
		"cxenseparse:publishtime", "article.published", "article_date_original", "article:post_date", "date.publish", "publication_date",
		"publication-date", "published", "citation_publication_date", "citation_online_date", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "displaydate", "datecreated",
		"created", "dateposted", "eprints.date", "dc:date", "dc:created", "article.created", "date", "pdate", "timestamp"); !t.IsZero() {
		return t
	}
	for _, o := range s.ld {
		if t := readTime(o.str("datePublished")); !t.IsZero() {
			return t
		}
	}
	if t := s.timeElement(); !t.IsZero() {
		return t
	}
	if t := news.FuzzyTime(dates.DayInURL(s.url)); !t.IsZero() {
		return t
	}
	if t := news.FuzzyTime(dates.DayInURL(s.canonicalURL())); !t.IsZero() {
		return t
	}
	return s.shown()
}

// modified returns when the article was changed last, as the page says.
func (s *pageScan) modified() news.FuzzyTime {
	if t := readTime(s.article.str("dateModified")); !t.IsZero() {
		return t
	}
	if t := s.firstTime("article:modified_time", "og:updated_time", "article:updated_time", "article:modified", "datemodified", "last-modified",
		"lastmod", "dcterms.modified", "dc.date.modified", "article.updated", "revision_date", "updated_time", "modified_time"); !t.IsZero() {
		return t
	}
	for _, n := range s.props {
		if propOf(n) == "dateModified" {
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	return news.FuzzyTime{}
}

func (s *pageScan) firstTime(keys ...string) news.FuzzyTime {
	for _, k := range keys {
		for _, v := range s.metas[k] {
			if t := readTime(v); !t.IsZero() {
				return t
			}
		}
	}
	return news.FuzzyTime{}
}

// timeElement returns the time in an element marked as that of publication,
// else of the first time element outside of lists, asides and comments.
func (s *pageScan) timeElement() news.FuzzyTime {
	for _, n := range s.props {
		switch propOf(n) {
		case "datePublished", "dateCreated", "issued", "created":
			if s.ofTeaser(n) {
				continue
			}
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	for _, n := range s.times {
		c := strings.ToLower(attr(n, "class"))
		if hasAttr(n, "pubdate") || strings.Contains(c, "publish") || strings.Contains(c, "entry-date") || strings.Contains(c, "dt-published") {
			if t := timeOf(n); !t.IsZero() {
				return t
			}
		}
	}
	var beside news.FuzzyTime // the title of another page
	for _, n := range s.times {
		if strings.Contains(strings.ToLower(attr(n, "class")), "updat") || within(n, "aside", "nav", "footer") || inTeaser(n) || s.ofTeaser(n) {
			continue
		}
		t := timeOf(n)
		switch {
		case t.IsZero():
		case !s.besideTitle(n):
			return t
		case beside.IsZero():
			beside = t
		}
	}
	return beside
}

// besideTitle reports whether a time stands beside the title of another page.
func (s *pageScan) besideTitle(n *html.Node) bool {
	p := n.Parent
	if p == nil || p.Type != html.ElementNode || longerThan(p, 200) {
		return false
	}
	for k := range p.Descendants() {
		if isElement(k, "a") && len(strings.Fields(rawString(k))) >= 4 && s.linksAway(k) {
			return true
		}
	}
	return false
}

// propOf returns the property that an element holds, without the prefix of
// its vocabulary: RDFa writes "schema:datePublished".
func propOf(n *html.Node) string {
	p := attr(n, "itemprop")
	if p == "" {
		p = attr(n, "property")
	}
	return p[strings.LastIndexAny(p, ":/#")+1:]
}

// inTeaser reports whether n stands in a list item that says more than a
// line of facts about the article: a teaser of another.
func inTeaser(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if isElement(p, "li") {
			return longerThan(p, 60)
		}
	}
	return false
}

// ofTeaser reports whether n stands in a teaser of another article: in a box
// that is named so, or whose heading is a link to another page.
func (s *pageScan) ofTeaser(n *html.Node) bool {
	p := n.Parent
	for range 5 {
		if p == nil || isElement(p, "body", "main", "header") || slices.ContainsFunc(s.h1, func(h *html.Node) bool { return inside(h, p) }) {
			return false
		}
		if slices.ContainsFunc(nameWords(attr(p, "class")+" "+attr(p, "id")), teaserWord) || s.isTeaser(p) {
			return true
		}
		p = p.Parent
	}
	return false
}

// teaserWord reports whether a word of a class or id stands for other articles.
func teaserWord(w string) bool {
	switch w {
	case "related", "teaser", "teasers", "promo", "recommended", "recommendations", "trending", "popular", "latest", "sidebar", "ticker":
		return true
	}
	return false
}

// longerThan reports whether n holds more than so many characters of text, and
// looks no further than it must.
func longerThan(n *html.Node, limit int) bool {
	for k := range n.Descendants() {
		if k.Type == html.TextNode {
			if limit -= utf8.RuneCountInString(strings.TrimSpace(k.Data)); limit < 0 {
				return true
			}
		}
	}
	return false
}

// readTime returns a time as pages give it to machines.
func readTime(s string) news.FuzzyTime { return news.FuzzyTime(dates.ReadPage(s)) }

// dayIn returns the day that a short text names.
func dayIn(s string) news.FuzzyTime { return news.FuzzyTime(dates.DayIn(s)) }

func timeOf(n *html.Node) news.FuzzyTime {
	for _, k := range []string{"datetime", "content", "title", "data-datetime"} {
		if t := readTime(attr(n, k)); !t.IsZero() {
			return t
		}
	}
	t := text(n)
	if d := dayIn(t); !d.IsZero() {
		return d
	}
	return news.FuzzyTime(dates.ShortDayIn(t))
}

// shown returns the first day that the page shows near its headline, or in
// an element that it calls a date.
func (s *pageScan) shown() news.FuzzyTime {
	heads := s.h1[:min(len(s.h1), 3)]
	for _, h := range s.heads { // some pages keep h1 for their own name
		if k := key(text(h)); utf8.RuneCountInString(k) >= 12 && strings.Contains(key(s.docTitle), k) {
			heads = append(slices.Clip(heads), h)
			break
		}
	}
	for _, h := range heads {
		if t := s.dayAfter(h); !t.IsZero() {
			return t
		}
	}
	for _, n := range s.dated {
		if t := text(n); utf8.RuneCountInString(t) < 80 && !within(n, "nav", "aside", "footer", "li") {
			if d := s.dayIn(t); !d.IsZero() {
				return d
			}
			if d := news.FuzzyTime(dates.ShortDayIn(t)); !d.IsZero() {
				return d
			}
		}
	}
	for _, h := range heads {
		if t := s.dayBefore(h); !t.IsZero() {
			return t
		}
	}
	return news.FuzzyTime{}
}

// dayIn is dayIn, helped by the language where the order of the day and the
// month is open.
func (s *pageScan) dayIn(t string) news.FuzzyTime {
	if d := dayIn(t); !d.IsZero() {
		return d
	}
	lang := s.language()
	if lang == "" || lang == "en" {
		return news.FuzzyTime{}
	}
	return news.FuzzyTime(dates.SlashDayIn(t, lang == "en-US"))
}

// afterUpdate is how many texts behind the day of a change may have that of
// publication.
const afterUpdate = 4

// dayAfter looks for a day in the short texts that follow n. That of a change is
// taken only if none of publication stands behind it.
func (s *pageScan) dayAfter(n *html.Node) news.FuzzyTime {
	words, left, before := 0, afterUpdate, ""
	var update news.FuzzyTime
	for k := next(n, true); k != nil && words < 1500 && left > 0; k = next(k, isElement(k) || k.Type == html.ElementNode && silent(k.Data)) {
		if k.Type != html.TextNode {
			continue
		}
		t := squeeze(k.Data)
		words += len(t)
		if !update.IsZero() && t != "" {
			left--
		}
		if t == "" || utf8.RuneCountInString(t) > 120 {
			continue
		}
		d := s.dayIn(t)
		switch isUpdate := tellsOfUpdate(t) || tellsOfUpdate(before); {
		case !d.IsZero() && !isUpdate:
			return d
		case !d.IsZero() && update.IsZero():
			update = d
		}
		before = t
		if !d.IsZero() || utf8.RuneCountInString(t) > 25 {
			before = ""
		}
	}
	return update
}

// tellsOfUpdate reports whether a text begins with words for a change of what
// was published.
func tellsOfUpdate(t string) bool {
	t = strings.ToLower(t)
	for _, w := range []string{
		"updated", "last updated", "last update", "last modified", "modified", "edited", "revised", "aktualisiert", "zuletzt aktualisiert", "geändert", "mis à jour", "mise à jour",
		"modifié", "actualizado", "última actualización", "aggiornato", "ultimo aggiornamento", "atualizado", "bijgewerkt", "laatst bijgewerkt", "zaktualizowano",
		"aktualizacja", "aktualizováno", "uppdaterad", "opdateret", "oppdatert", "päivitetty", "güncelleme", "обновлено", "оновлено", "更新",
	} {
		if strings.HasPrefix(t, w) {
			return true
		}
	}
	return false
}

// dayBefore looks for a day in the short texts right before n, in the three
// boxes around it: a line of facts above the headline.
func (s *pageScan) dayBefore(n *html.Node) news.FuzzyTime {
	for range 3 {
		if n.Parent == nil || isElement(n.Parent, "body") {
			break
		}
		for k := n.PrevSibling; k != nil; k = k.PrevSibling {
			t := text(k)
			if utf8.RuneCountInString(t) > 120 {
				break
			}
			if d := s.dayIn(t); !d.IsZero() {
				return d
			}
		}
		n = n.Parent
	}
	return news.FuzzyTime{}
}
