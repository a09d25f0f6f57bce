// Package cite writes where a story can be found again: its source, author,
// headline and time, its address, and when sitrep retrieved it. All times are in
// UTC. Unknown fields are left out.
package cite

import (
	"fmt"
	"strings"
	"time"

	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Form is how a citation is written.
type Form string

// The forms.
const (
	Markdown Form = "markdown" // the default
	Plain    Form = "plain"
	RIS      Form = "ris"    // for programs that manage references
	BibTeX   Form = "bibtex" // an entry @online for BibLaTeX
)

// Forms returns all forms, the default first.
func Forms() []Form { return []Form{Markdown, Plain, RIS, BibTeX} }

// Named returns the form of a name, and whether there is one.
func Named(name string) (Form, bool) {
	for _, f := range Forms() {
		if string(f) == strings.ToLower(name) {
			return f, true
		}
	}
	return "", false
}

// Story writes the citation of a story in a form; an unknown form is Markdown.
// It ends without a line feed. Secrets are left out of the address, since
// citations are published. Retrieved is when the cache first had the story; a
// story that was never in the cache has none.
func Story(s *news.Story, f Form) sanitize.Clean { return Of(s, Known{}, f) }

func citationOf(s *news.Story, k Known) citation {
	return citation{
		Story: s, Known: k, url: sanitize.WithoutSecrets(s.URL), archive: sanitize.WithoutSecrets(k.Archive),
		published: stamp(news.FuzzyTime{T: s.Published, Day: s.PublishedDay}), retrieved: stamp(news.FuzzyTime{T: s.FirstSeen}),
	}
}

// as writes the citation in a form.
func (c citation) as(f Form) sanitize.Clean {
	switch f {
	case Plain:
		return sanitize.Line(c.plain())
	case RIS:
		return sanitize.Text(c.ris())
	case BibTeX:
		return sanitize.Text(c.bibtex())
	default:
		return sanitize.Line(c.markdown())
	}
}

// Stories writes the citations of several stories one after another: lists in
// Markdown and plain text, entries with a blank line between in the others.
// known has the facts beyond each story; if it is shorter, the others have none.
func Stories(all []*news.Story, known []Known, f Form) sanitize.Clean {
	of := func(i int) sanitize.Clean {
		if i < len(known) {
			return Of(all[i], known[i], f)
		}
		return Story(all[i], f)
	}
	if len(all) == 1 {
		return of(0)
	}
	parts, sep, lead := make([]string, len(all)), "\n", ""
	switch f {
	case RIS, BibTeX:
		sep = "\n\n"
	case Plain:
	default:
		lead = "- "
	}
	for i := range all {
		parts[i] = lead + of(i).String()
	}
	return sanitize.Text(strings.Join(parts, sep))
}

// citation is a story with its fields as they are written.
type citation struct {
	*news.Story
	Known
	url, archive         string // without secrets
	published, retrieved string
}

// stamp writes a time as people read it; "" if it is unknown.
func stamp(t news.FuzzyTime) string {
	switch {
	case t.IsZero():
		return ""
	case t.Day:
		return t.T.UTC().Format(time.DateOnly)
	}
	return t.T.UTC().Format("2006-01-02 15:04 UTC")
}

func (c citation) markdown() string {
	source := markdown.Escape(c.Source.String())
	if source != "" {
		source = "*" + source + "*"
	}
	return c.sentence(markdown.Escape, markdownLink, markdown.Escape(c.Byline.String()), markdown.Link(c.title(), c.url), source, "")
}

func (c citation) plain() string {
	same := func(s string) string { return s }
	return c.sentence(same, same, c.Byline.String(), "“"+c.title()+"”", c.Source.String(), c.url)
}

// sentence joins the parts that are known. esc escapes a text, link writes an
// address.
func (c citation) sentence(esc, link func(string) string, parts ...string) string {
	var known []string
	for _, p := range append(parts[:3:3], c.published, parts[3]) {
		if p != "" {
			known = append(known, p)
		}
	}
	text := strings.Join(known, ", ")
	if facts := c.facts(esc, link); len(facts) > 0 || c.retrieved != "" {
		if c.retrieved != "" {
			facts = append([]string{"retrieved " + c.retrieved}, facts...)
		}
		text += " (" + strings.Join(facts, "; ") + ")"
	}
	return text
}

// title is the title of the story: its headline, else its address.
func (c citation) title() string {
	if c.Headline.IsZero() {
		return c.url
	}
	return c.Headline.String()
}

func (c citation) ris() string {
	var b strings.Builder
	field := func(tag, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s  - %s\n", tag, value)
		}
	}
	day := func(t time.Time, only bool) string {
		switch {
		case t.IsZero():
			return ""
		case only:
			return t.UTC().Format("2006/01/02/")
		}
		return t.UTC().Format("2006/01/02/15:04 UTC")
	}
	field("TY", "NEWS")
	field("TI", c.title())
	field("AU", c.Byline.String())
	field("T2", c.Source.String())
	if !c.Published.IsZero() {
		field("PY", c.Published.UTC().Format("2006"))
	}
	field("DA", day(c.Published, c.PublishedDay))
	field("UR", c.url)
	field("Y2", day(c.FirstSeen, false))
	field("LA", c.Lang)
	field("N1", c.note())
	b.WriteString("ER  -")
	return b.String()
}

func (c citation) bibtex() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@online{%s,\n", c.key())
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, "  %-12s = {%s},\n", name, value)
		}
	}
	// A second pair of braces keeps a name as it is printed: it is not taken apart.
	literal := func(s sanitize.Clean) string {
		if s.IsZero() {
			return ""
		}
		return "{" + latex(s.String()) + "}"
	}
	when := func(t time.Time, only bool) string {
		switch {
		case t.IsZero():
			return ""
		case only:
			return t.UTC().Format(time.DateOnly)
		}
		return t.UTC().Format("2006-01-02T15:04:05Z")
	}
	field("title", "{"+latex(c.title())+"}")
	field("author", literal(c.Byline))
	field("organization", literal(c.Source))
	field("date", when(c.Published, c.PublishedDay))
	field("url", strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C").Replace(c.url))
	field("urldate", when(c.FirstSeen, false))
	if n := c.note(); n != "" {
		field("note", latex(n))
	}
	b.WriteString("}")
	return b.String()
}

// key names the entry: letters and digits of the source, the day, and the
// beginning of the story's ID.
func (c citation) key() string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, strings.ToLower(c.Source.String()))
	if name == "" {
		name = "story"
	}
	const longest, ofID = 20, 6
	name = name[:min(len(name), longest)]
	if !c.Published.IsZero() {
		name += c.Published.UTC().Format("20060102")
	}
	if id := string(c.ID); id != "" {
		name += "-" + id[:min(len(id), ofID)]
	}
	return name
}

// latex keeps text from being read as commands. Braces are named: BibTeX counts
// them even behind a backslash.
func latex(s string) string {
	return strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "~", `\textasciitilde{}`, "^", `\textasciicircum{}`,
		"$", `\$`, "&", `\&`, "%", `\%`, "#", `\#`, "_", `\_`).Replace(s)
}
