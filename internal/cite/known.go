package cite

import (
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"

	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Known has the facts of the cache about a story beyond the story itself. The zero
// Known adds nothing to a citation.
type Known struct {
	Origin  string // where its text comes from, in words; empty: not known
	Version int    // the number of its wording, from 1; 0: not known
	SHA256  string // of the wording, in hexadecimal; empty: not known
	Archive string // the address of a copy in a web archive; empty: none is known
}

// Of is Story with the facts beside the story.
func Of(s *news.Story, k Known, f Form) sanitize.Clean { return citationOf(s, k).as(f) }

// HTML writes a citation as HTML: its address is a link.
func HTML(s *news.Story, k Known) sanitize.Clean {
	c, esc := citationOf(s, k), html.EscapeString
	link := func(u string) string {
		if u == "" {
			return ""
		}
		return fmt.Sprintf(`<a href="%s" rel="noreferrer">%s</a>`, esc(u), esc(u))
	}
	return sanitize.Line(c.sentence(esc, link, esc(c.Byline.String()), "“"+esc(c.title())+"”", esc(c.Source.String()), link(c.url)))
}

// shortSum is how many characters of a SHA-256 stand in a sentence.
const shortSum = 16

// facts are the facts beyond the story, a phrase each. esc escapes a text,
// link writes an address.
func (c citation) facts(esc, link func(string) string) []string {
	var out []string
	version := ""
	if c.Version > 0 {
		version = fmt.Sprintf("version %d", c.Version)
	}
	if c.SHA256 != "" {
		version = strings.TrimSpace(version + " sha256 " + c.SHA256[:min(len(c.SHA256), shortSum)])
	}
	for _, s := range []string{esc(version), esc(c.origin()), prefixed("archived: ", link(c.archive))} {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// origin is where the text comes from, as it stands in a citation.
func (c citation) origin() string {
	if strings.HasPrefix(c.Origin, "origin ") { // "origin not known: ..."
		return c.Origin
	}
	return prefixed("origin: ", c.Origin)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// note has the facts beyond the story, in a line for programs, with the whole
// SHA-256.
func (c citation) note() string {
	var out []string
	if c.Version > 0 {
		out = append(out, fmt.Sprintf("version %d", c.Version))
	}
	for _, s := range []string{prefixed("sha256 ", c.SHA256), c.origin(), prefixed("archived: ", c.archive)} {
		if s != "" {
			out = append(out, s)
		}
	}
	return sanitize.Line(strings.Join(out, "; ")).String()
}

// archives are the sites of public web archives, in alphabetical order.
var archives = []string{
	"archive-it.org", "archive.fo", "archive.is", "archive.li", "archive.md", "archive.ph", "archive.today", "archive.vn", "arquivo.pt",
	"ghostarchive.org", "megalodon.jp", "perma.cc", "vefsafn.is", "web.archive.org", "webarchive.loc.gov", "webarchive.nationalarchives.gov.uk", "webarchive.org.uk", "webcitation.org",
}

// Archived returns the first address in a text that is a copy of a page in a web
// archive, without secrets: one of a public archive, or one that has the page's
// own address in its path. Empty: there is none.
func Archived(text, page string) string {
	for word := range strings.FieldsSeq(text) {
		u, ok := sanitize.URL("", strings.Trim(word, `<>()[]"'“”,;.`))
		if ok && isCopy(u, page) {
			return sanitize.WithoutSecrets(u)
		}
	}
	return ""
}

func isCopy(address, page string) bool {
	u, err := url.Parse(address)
	if err != nil || address == page || strings.Trim(u.Path, "/") == "" {
		return false
	}
	host := strings.ToLower(u.Hostname())
	if slices.ContainsFunc(archives, func(a string) bool { return host == a || strings.HasSuffix(host, "."+a) }) {
		return true
	}
	path := u.Path
	if u.RawQuery != "" {
		path += "?" + u.RawQuery
	}
	i := strings.Index(path, "/http")
	return i >= 0 && page != "" && news.URLKey(path[i+1:]) == news.URLKey(page)
}

// markdownLink writes an address that is a link in Markdown.
func markdownLink(u string) string {
	if u == "" {
		return ""
	}
	return markdown.Link(u, u)
}
