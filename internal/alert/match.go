package alert

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

// Item is a story or a warning that rules are asked about.
type Item struct {
	Story   *news.Story   // nil: it is a warning
	Warning *news.Warning // nil: it is a story

	Feed sanitize.Clean // the name of its feed
	Tags []string       // of its feed, in lower case
	Text []string       // the paragraphs of its full text, as far as it is known
	Page time.Time      // when its page brought the text later than the story came; zero: it did not
	// Official: its feed brings official warnings.
	Official bool
	Cluster  string
	Subject  string // the storyline or the chain; never empty
	Outlets  int    // of its event; 0: not counted
	Origins  int
}

// A field is one text of an item, in tokens.
type field struct {
	name   string // as people call it
	title  bool
	tokens []string
}

// document is an item that is laid out to be asked about. It serves one goroutine.
type document struct {
	*Item
	fields []field
	judge  *warning.Judge
	words  Locator
	near   func(name string, w *news.Warning) bool
}

// Locator returns the words by which texts name a location, see
// store.Options.Locate. nil: the name itself.
type Locator func(name string) news.Expr

// newDocument lays an item out.
func (e *Engine) newDocument(it *Item) *document {
	d := &document{Item: it, judge: e.Judge, words: e.Locate, near: e.Near}
	add := func(name string, title bool, text string) {
		if text != "" {
			d.fields = append(d.fields, field{name, title, match.Tokens(text, false)})
		}
	}
	if w := it.Warning; w != nil {
		add("the headline", true, w.Headline.String())
		add("the event", true, w.Event.String())
		for _, a := range w.Areas {
			add("the area", false, a.Name.String())
		}
		add("the description", false, w.Details.String())
		add("the advice", false, w.Advice.String())
		return d
	}
	add("the headline", true, it.Story.Headline.String())
	add("the summary", false, it.Story.Summary.String())
	add("the text", false, strings.Join(it.Text, "\n"))
	return d
}

// found is what made a condition hold.
type found struct {
	why    []string
	places []string
}

func (f *found) add(g found) {
	f.why = append(f.why, g.why...)
	f.places = append(f.places, g.places...)
}

func because(format string, args ...any) (found, bool) {
	return found{why: []string{fmt.Sprintf(format, args...)}}, true
}

// holds reports whether a condition holds for the item, and what made it hold.
// nil holds for all.
func (d *document) holds(e news.Expr) (found, bool) {
	switch e := e.(type) {
	case nil:
		return because("the rule asks for everything")
	case news.And:
		var all found
		for _, x := range e {
			f, ok := d.holds(x)
			if !ok {
				return found{}, false
			}
			all.add(f)
		}
		return all, true
	case news.Or:
		var some found
		any := false
		for _, x := range e {
			if f, ok := d.holds(x); ok {
				some.add(f)
				any = true
			}
		}
		return some, any
	case news.Not:
		_, ok := d.holds(e.X)
		return found{}, !ok
	case news.Word:
		return d.phrase(e.Text, e.Prefix, false)
	case news.Phrase:
		return d.phrase(e.Text, false, false)
	case news.InTitle:
		return d.phrase(e.Text, e.Prefix, true)
	case news.Near:
		return d.nearby(e)
	case news.AtPlace:
		return d.at(e)
	case news.OfWarning:
		return d.ofWarning(e)
	case news.Counted:
		return d.counted(e)
	}
	return d.attribute(e)
}

// attribute reports whether a condition on anything but words holds.
func (d *document) attribute(e news.Expr) (found, bool) {
	s := d.Story
	yes := false
	switch e := e.(type) {
	case news.InFeed:
		var id string
		if s != nil {
			id = string(s.Feed)
		} else {
			id = string(d.Warning.Feed) + "\n" + d.Warning.Authority.String()
		}
		yes = strings.Contains(sanitize.Fold(d.Feed.String()+"\n"+id), sanitize.Fold(e.Text))
		if yes {
			return because("feed %s", e.Text)
		}
	case news.HasTag:
		if yes = slices.Contains(d.Tags, e.Tag); yes {
			return because("tag %s", e.Tag)
		}
	case news.InLang:
		langs := []string{}
		if s != nil {
			langs = append(langs, s.Lang)
		} else {
			langs = append(langs, d.Warning.Languages...)
		}
		yes = slices.ContainsFunc(langs, func(l string) bool {
			l = strings.ToLower(l)
			return l == e.Lang || strings.HasPrefix(l, e.Lang+"-")
		})
	case news.Is:
		switch e.State {
		case news.IsWarning:
			if d.Warning != nil || d.Official {
				return because("an official warning")
			}
		case news.IsFullText:
			yes = s != nil && s.FullText
		case news.IsUnread, news.IsRead, news.IsStarred, news.IsEdited: // Compile refuses them
		}
	case news.HasRelated:
		yes = s != nil && s.References > 0
	case news.InCluster:
		yes = d.Cluster == e.ID
	case news.Since:
		yes = !d.when().Before(e.Time)
	case news.Before:
		yes = d.when().Before(e.Time)
	}
	return found{}, yes
}

// phrase reports whether the words occur one after the other.
func (d *document) phrase(text string, prefix, title bool) (found, bool) {
	want, prefix := tokensOf(text, prefix)
	for _, f := range d.fields {
		if (f.title || !title) && len(positions(f.tokens, want, prefix)) > 0 {
			star := ""
			if prefix {
				star = "*"
			}
			return because("%q in %s", text+star, f.name)
		}
	}
	return found{}, false
}

// tokensOf returns the tokens of a text that is looked for.
func tokensOf(text string, prefix bool) ([]string, bool) {
	ts := match.Tokens(text, true)
	if n := len(ts); n > 0 {
		if last := []rune(ts[n-1]); len(last) == 1 && match.IsUnspaced(last[0]) {
			prefix = true
		}
	}
	return ts, prefix
}

// positions returns where a phrase begins in tokens.
func positions(tokens, want []string, prefix bool) []int {
	var out []int
	n := len(want)
	if n == 0 {
		return nil
	}
	for i := 0; i+n <= len(tokens); i++ {
		if !slices.Equal(tokens[i:i+n-1], want[:n-1]) {
			continue
		}
		if last := tokens[i+n-1]; last == want[n-1] || prefix && strings.HasPrefix(last, want[n-1]) {
			out = append(out, i)
		}
	}
	return out
}

// nearby reports whether two texts stand near each other in one field.
func (d *document) nearby(e news.Near) (found, bool) {
	a, prefixA, nameA := textOf(e.A)
	b, prefixB, nameB := textOf(e.B)
	for _, f := range d.fields {
		for _, i := range positions(f.tokens, a, prefixA) {
			for _, j := range positions(f.tokens, b, prefixB) {
				between := j - i - len(a)
				if j < i {
					between = i - j - len(b)
				}
				if between >= 0 && between <= e.Between {
					return because("%q near %q in %s", nameA, nameB, f.name)
				}
			}
		}
	}
	return found{}, false
}

func textOf(e news.Expr) (tokens []string, prefix bool, name string) {
	switch e := e.(type) {
	case news.Word:
		tokens, prefix = tokensOf(e.Text, e.Prefix)
		return tokens, prefix, e.Text
	case news.Phrase:
		tokens, prefix = tokensOf(e.Text, false)
		return tokens, prefix, e.Text
	}
	return nil, false, ""
}

// at reports whether the item names a location, or is about an area that meets it.
func (d *document) at(e news.AtPlace) (found, bool) {
	here := func(how string) (found, bool) {
		return found{why: []string{"place " + e.Name + ": " + how}, places: []string{e.Name}}, true
	}
	if d.Warning != nil && d.near != nil && d.near(e.Name, d.Warning) {
		return here("the area of the warning meets it")
	}
	var words news.Expr
	if d.words != nil {
		words = d.words(e.Name)
	}
	if words == nil {
		words = news.Phrase{Text: e.Name}
	}
	if f, ok := d.holds(words); ok {
		return here(f.why[0])
	}
	return found{}, false
}

// counted reports whether the event of the item has so many outlets or origins.
func (d *document) counted(e news.Counted) (found, bool) {
	n := d.Outlets
	if e.What == news.CountOrigins {
		n = d.Origins
	}
	if d.Story == nil || n != e.N && (!e.Least || n < e.N) {
		return found{}, false
	}
	return because("%d %s (the rule asks for %d)", n, e.What, e.N)
}
