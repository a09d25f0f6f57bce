package readalso

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"sitrep/internal/sanitize"
)

// ref is a candidate: one link and its title.
type ref struct {
	link       int
	start, end int // bytes in its line, for links in a line
	title      string
	url        string
	clean      sanitize.Clean
}

// siftMode says how strict sift is.
type siftMode int

const (
	siftLine siftMode = iota // on a line with its marker
	siftBox                  // in a box or list: addresses of other sites do not count
)

// sift resolves the addresses, merges links to one story and drops what is
// none. Sure says that the marker and its separator leave no doubt.
func (p *page) sift(refs []ref, mode siftMode, sure bool) []ref {
	out := refs[:0:0]
	index := make(map[string]int)
	short := 0
	for _, r := range refs {
		if !p.resolve(&r) {
			continue
		}
		if l, ok := p.m.readLabel(r.title, nil); ok && l.class == strong && l.aloneIn(r.title) {
			continue // another link of the same box has the title
		}
		if strings.HasPrefix(p.links[r.link].href, "#") || p.base != "" && sameStory(r.url, p.base) {
			continue
		}
		if mode == siftBox && !p.inBox(r, sure) {
			continue
		}
		if noStory(r.url) || sponsored(p.links[r.link].node) {
			continue
		}
		n := countTitle(r.title, 8)
		key := storyKey(r.url)
		if r.url == "" { // relative to an address that is not known
			key = p.links[r.link].href
		}
		if k, ok := index[key]; ok {
			if p.links[r.link].head && !p.links[out[k].link].head || countTitle(out[k].title, 8) < 3 && n > countTitle(out[k].title, 8) {
				out[k].title, out[k].clean = r.title, r.clean
			}
			continue
		}
		if mode == siftBox {
			n = max(n, p.headlineAround(r.link))
		}
		if n < 2 || p.m.rejectsTitle(r.title) || n < 3 && !sure && !storyPath(r.url) || n < 4 && r.url != "" && sectionPath(r.url) {
			continue
		}
		if n <= 3 {
			short++
		}
		index[key] = len(out)
		out = append(out, r)
	}
	if len(out) >= 3 && short*2 > len(out) {
		out = p.headlines(out, sure) // a list of topics, or topics beside stories
	}
	if mode == siftBox {
		out = p.ofOneSite(out, sure)
	}
	return out
}

// headlineAround counts the words of the line of a link, if the link is the
// last words of a headline on it: 0 if there are others or running text.
func (p *page) headlineAround(k int) int {
	lk := &p.links[k]
	if lk.line >= len(p.lines) || lk.p0 == lk.p1 {
		return 0
	}
	ln := &p.lines[lk.line]
	if ln.prose() || lk.p0 == ln.p0 || lk.p0 < ln.p0 || lk.p1 > ln.p1 {
		return 0
	}
	for i := ln.p0; i < ln.p1; i++ {
		if l := p.pieces[i].link; l >= 0 && l != k {
			return 0
		}
	}
	return countWords(ln.text, 8)
}

// headlines returns the links of a list of topics that are headlines: none,
// unless the label leaves no doubt.
func (p *page) headlines(refs []ref, sure bool) []ref {
	if !sure {
		return nil
	}
	return slices.DeleteFunc(refs, func(r ref) bool { return countTitle(r.title, foreignHeadline) < foreignHeadline || !storyPath(r.url) })
}

// inBox reports whether a link of a box may be one of its references. Under a
// label that leaves no doubt a headline may lead to a sister site, and have a
// short address.
func (p *page) inBox(r ref, sure bool) bool {
	if letters(r.title) > maxBoxTitle {
		return false // a summary
	}
	n := countTitle(r.title, headline)
	if !p.own(r.url) && (!sure || n < foreignHeadline && (n != foreignHeadline-1 || !slug(r.url)) || isCampaign(p.links[r.link].href)) {
		return false
	}
	return !sectionPath(r.url) || n >= headline || sure && n > 3
}

// ofOneSite keeps the links to another site only if all lead to that one and
// there are several, or, sure of the label, if they are no more than those to the
// own site.
func (p *page) ofOneSite(refs []ref, sure bool) []ref {
	foreign := func(r ref) bool { return !p.own(r.url) }
	if !slices.ContainsFunc(refs, foreign) {
		return refs
	}
	site := siteOf(refs[0].url)
	if len(refs) > 1 && !slices.ContainsFunc(refs, func(r ref) bool { return !foreign(r) || siteOf(r.url) != site }) {
		return refs
	}
	own := slices.DeleteFunc(slices.Clone(refs), foreign)
	if sure && 2*len(own) >= len(refs) {
		return refs
	}
	return own
}

// isCampaign reports whether an address counts the visitors of a campaign.
func isCampaign(href string) bool {
	return strings.Contains(href, "utm_campaign") || strings.Contains(href, "utm_source") || strings.Contains(href, "affiliate") || strings.Contains(href, "clickid")
}

// storyAddress is added for an address like those of stories to the score of a
// line.
const storyAddress = 0.15

// headline is how many words make a link text a headline whatever the address
// looks like: names of sections are shorter.
const headline = 7

// maxBoxTitle is how many letters the title of a link in a box has at most.
const maxBoxTitle = 160

// foreignHeadline is how many words a link to another site needs.
const foreignHeadline = 5

// address is where a link leads; ok: there is such an address.
type address struct {
	url       string
	ok, known bool
}

// address returns where link k leads.
func (p *page) address(k int) (string, bool) {
	if p.addresses == nil {
		p.addresses = make([]address, len(p.links))
	}
	a := &p.addresses[k]
	if !a.known {
		a.known = true
		a.url, a.ok = cleanURL(p.base, p.links[k].href)
	}
	return a.url, a.ok
}

func (p *page) resolve(r *ref) bool {
	u, ok := p.address(r.link)
	if !ok && p.base == "" {
		// Without the address of the page a relative one cannot be told.
		u, ok = "", !strings.Contains(p.links[r.link].href, ":")
	}
	if !ok {
		return false
	}
	r.url = u
	r.clean = p.m.cleanTitle(r.title)
	r.title = r.clean.String()
	return true
}

// noStory reports whether an address leads to a topic, an author, a section,
// a login or the like.
func noStory(s string) bool {
	u, err := url.Parse(s)
	if err != nil {
		return true
	}
	if host := u.Hostname(); adHost(host) {
		return true
	}
	path := strings.Trim(u.Path, "/")
	if path == "" && u.RawQuery == "" && s != "" {
		return true
	}
	parts := strings.Split(strings.ToLower(path), "/")
	for i, part := range parts {
		if i < len(parts)-1 && listingPath(part) && (i > 0 || !slug(parts[len(parts)-1]) || len(parts) == 2) && !dated(path) {
			return true
		}
	}
	return loginPath(parts[0]) || loginPath(parts[len(parts)-1]) || salesPath(parts[0]) && !dated(path)
}

func listingPath(s string) bool {
	switch s {
	case "tag", "tags", "topic", "topics", "thema", "themen", "tema", "temas", "temat", "tematy", "autor", "autoren", "author", "authors", "auteur", "auteurs", "autores",
		"category", "categories", "kategorie", "categoria", "keyword", "keywords", "label", "labels", "etiqueta", "etiquetas", "profil", "profile", "profiles",
		"person", "people", "place", "search", "sujet", "sujets", "dossier", "dossiers", "tagi", "tagg", "teg", "tegs", "avtor", "emne", "by":
		return true
	}
	return false
}

func loginPath(s string) bool {
	switch s {
	case "login", "signin", "sign-in", "register", "registration", "subscribe", "subscription", "newsletter", "newsletters", "abo", "abonnement", "account",
		"privacy-policy", "privacy", "datenschutz", "contact", "donate", "shop", "reprints", "apps":
		return true
	}
	return false
}

// salesPath reports whether a part of an address says that the house sells
// something there.
func salesPath(s string) bool {
	switch s {
	case "services", "service", "quote", "quotes", "pricing", "shop", "premier", "checkout", "cart":
		return true
	}
	return false
}

func adHost(host string) bool {
	for _, h := range []string{
		"outbrain.", "taboola.", "plista.", "doubleclick.", "amzn.to", "amazon.", "facebook.com", "twitter.com", "t.me", "instagram.com",
		"whatsapp.com", "play.google.", "apps.apple.", "itunes.apple.", "linkedin.com", "pinterest.",
	} {
		if strings.HasPrefix(host, h) || strings.Contains(host, "."+h) {
			return true
		}
	}
	return strings.HasPrefix(host, "secure.") || strings.HasPrefix(host, "shop.") || strings.HasPrefix(host, "login.") || strings.HasPrefix(host, "docs.") || strings.HasPrefix(host, "help.") || strings.HasPrefix(host, "support.") || strings.HasPrefix(host, "ads.")
}

// slug reports whether the last part of an address reads like the address of
// a story: four words or a number of five digits.
func slug(s string) bool {
	s = strings.TrimRight(s, "/")
	s = s[strings.LastIndexByte(s, '/')+1:]
	return longNumber(s) || strings.Count(s, "-") >= 3 || strings.Count(s, "_") >= 3
}

// storyPath reports whether an address reads like that of a story.
func storyPath(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (slug(u.Path) || dated(u.Path) || longNumber(u.Path))
}

// sectionPath reports whether an address reads like that of a section: one
// or two plain words.
func sectionPath(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.RawQuery != "" {
		return err != nil
	}
	path := strings.Trim(u.Path, "/")
	if dated(path) {
		return false
	}
	last := path[strings.LastIndexByte(path, '/')+1:]
	return strings.Count(path, "/") < 3 && strings.Count(last, "-")+strings.Count(last, "_") < 2 && !strings.ContainsAny(last, "0123456789.%")
}

func longNumber(s string) bool {
	digits := 0
	for i := range len(s) {
		if !isDigit(s[i]) {
			digits = 0
		} else if digits++; digits >= 5 {
			return true
		}
	}
	return false
}

// dated reports whether a path holds a year and a month or a long number.
func dated(path string) bool {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) == 4 && (strings.HasPrefix(part, "20") || strings.HasPrefix(part, "19")) && i+1 < len(parts) && len(parts[i+1]) <= 3 {
			return true
		}
	}
	return false
}

func sponsored(a *html.Node) bool {
	rel := attr(a, "rel")
	return strings.Contains(rel, "sponsored") || strings.Contains(rel, "author") || strings.Contains(rel, "tag")
}

// cleanTitle takes marker, labels and separators off the ends of a title.
func (m *Matcher) cleanTitle(s string) sanitize.Clean {
	if l, ok := m.readLabel(s, nil); ok && l.class >= single && (l.sep >= colon || l.glued && l.class == strong) && l.extra == 0 && l.rest < len(s) {
		s = s[l.rest:]
	}
	if c, end := m.labels.match(scanner{s: s}); c != none {
		rest := strings.TrimLeftFunc(s[end:], unicode.IsSpace)
		if rest != "" && (strings.HasPrefix(rest, ":") && end < 12 || strings.HasPrefix(rest, "|")) {
			s = rest[1:]
		} else if first, _ := utf8.DecodeRuneInString(s[end:]); unicode.IsUpper(first) {
			s = s[end:] // printed without a space: two elements
		}
	}
	return trimTitle(s)
}

// add records the references of lines i to end.
func (p *page) add(i, end int, mark string, refs []ref, score float64, kind Kind) bool {
	a, b := p.lines[i].p0, p.lines[end-1].p1
	top := p.body
	if s, ok := p.spans[p.lines[i].block]; ok && s.p0 == a && s.p1 == b && p.lines[i].block == p.body {
		top = nil
	}
	nodes := p.cover(a, b, top)
	at := p.lines[i].block
	if len(nodes) == 1 && nodes[0].Type == html.ElementNode {
		at = nodes[0]
	}
	if !p.record(i, mark, refs, score, kind, at, nodes) {
		return false
	}
	for k := i; k < end; k++ {
		p.used[k] = true
	}
	return true
}

// addPart records a reference that is a part of line i, from before piece k.
func (p *page) addPart(i, k int, mark string, refs []ref, score float64) {
	ln := &p.lines[i]
	a, b := k, k+1
	for a > ln.p0 && p.pieces[a-1].start >= strings.Index(ln.text, mark)-2 {
		a--
	}
	for b < ln.p1 && (p.pieces[b].link == p.pieces[k].link || countWords(ln.text[p.pieces[b].start:p.pieces[b].end], 1) == 0) {
		b++
	}
	p.record(i, mark, refs, score, p.lineKind(i, single), ln.block, p.cover(a, b, ln.block))
}

// record keeps what reaches the threshold and was not found before.
func (p *page) record(order int, mark string, refs []ref, score float64, kind Kind, at *html.Node, remove []*html.Node) bool {
	any := false
	for _, r := range refs {
		s, why := p.scored(score, r)
		if s < threshold || r.clean.IsZero() && r.url == "" || len(p.found) >= maxFound {
			continue
		}
		title := titleKey(r.title)
		key := title
		if r.url != "" {
			key = storyKey(r.url)
		}
		k, ok := p.seen[key]
		if !ok {
			k, ok = p.named(r, title, kind)
		}
		if ok {
			if len(p.found[k].Remove) < maxFound {
				p.found[k].Remove = slices.Concat(p.found[k].Remove, remove)
			}
			any = true
			continue
		}
		p.seen[key], p.seen[title] = len(p.found), len(p.found)
		p.found = append(p.found, ordered{Found{
			Title: r.clean, URL: r.url, Marker: sanitize.Line(mark), Kind: kind, Score: min(s, 1), At: at, Remove: remove, Why: why,
		}, order})
		any = true
	}
	return any
}

// scored returns the score of one reference, and why. The model has weighed
// the addresses of a box already.
func (p *page) scored(score float64, r ref) (float64, []Evidence) {
	if p.because != nil {
		return score, p.because
	}
	why := []Evidence{{Name: "label, separator and position", Value: 1, Counts: score}}
	if storyPath(r.url) {
		score += storyAddress
		why = append(why, Evidence{Name: "address of a story", Value: 1, Counts: storyAddress})
	}
	return score, why
}

func titleKey(title string) string { return "title:" + sanitize.Fold(title) }

// named returns the reference found before under the same title, by its key, where one
// of the two has no address: a title in the text and the link in the list
// below it are one reference, which keeps the place of the first.
func (p *page) named(r ref, title string, kind Kind) (int, bool) {
	k, ok := p.seen[title]
	if !ok || r.url != "" && p.found[k].URL != "" {
		return 0, false
	}
	if p.found[k].URL == "" && r.url != "" {
		p.found[k].URL = r.url
		p.seen[storyKey(r.url)] = k
		if p.found[k].Kind == Text && kind != JSONLD {
			p.found[k].Kind = Inline
		}
	}
	return k, true
}

func isList(n *html.Node) bool { return n.DataAtom == atom.Ul || n.DataAtom == atom.Ol }
