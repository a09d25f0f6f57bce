package cluster

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Story is what clusters are made of.
type Story struct {
	ID       news.StoryID
	Outlet   string // who printed it; empty: nobody knows
	Lang     string // as stated, BCP 47; empty: it is found out
	Headline string
	Summary  string
	At       time.Time // its time in lists
}

// Cluster is a group of stories about one event. A story that nobody else
// reports is a cluster of its own.
type Cluster struct {
	Stories   []int // indexes of the stories of the batch, oldest first
	Storyline int   // number of its storyline in the batch, from 0
}

// Batch holds the clusters of a set of stories, and what Attach and Why need.
// It is not for concurrent use. Make one with New.
type Batch struct {
	Clusters []Cluster // by their oldest stories

	w       Weights
	stories []Story
	langs   []string // of the stories
	of      []int    // the cluster of each story
	unit    []int32  // the unit of each story, in its language
	houses  map[house]string
	reader  *reader
	counts  *Counts
	parts   map[string]*tongue // by language
}

// New makes the clusters of stories. The result is a function of the set of
// stories, whose order does not matter; two stories with one ID are not
// allowed. counts has the weight of terms; nil: it is taken from the stories.
func New(stories []Story, counts *Counts, w Weights) *Batch {
	b := &Batch{w: w, stories: stories, counts: counts, parts: map[string]*tongue{}}
	b.reader = newReader(&b.w)
	order, texts := read(b.reader, stories)
	b.houses = nameLanguages(b.reader, stories, order, texts)
	b.langs = make([]string, len(stories))
	byLang := map[string][]int{}
	for _, i := range order {
		lang := texts[i].lang
		b.langs[i] = lang
		byLang[lang] = append(byLang[lang], i)
		if counts == nil {
			b.reader.count(lang, texts[i])
		}
	}
	if counts == nil {
		b.counts = b.reader.counts()
	}
	b.unit = make([]int32, len(stories))
	lines := 0
	for _, lang := range slices.Sorted(maps.Keys(byLang)) {
		t := b.tongue(lang)
		for _, i := range byLang[lang] {
			b.unit[i] = t.add(i, &stories[i], b.reader.key(texts[i]), b.reader.parts(lang, texts[i]))
			texts[i] = text{} // no longer needed, and there are many
		}
		clusters, n := t.batch()
		for _, c := range clusters {
			c.Storyline += lines
			b.Clusters = append(b.Clusters, c)
		}
		lines += n
	}
	b.number()
	return b
}

// tongue returns the stories of a language.
func (b *Batch) tongue(lang string) *tongue {
	t := b.parts[lang]
	if t == nil {
		t = newTongue(&b.w, b.reader.vocabulary(lang), b.counts.langs[lang])
		b.parts[lang] = t
	}
	return t
}

// read returns the order of stories, by time, and their words.
func read(r *reader, stories []Story) (order []int, texts []text) {
	order, texts = make([]int, len(stories)), make([]text, len(stories))
	for i := range order {
		order[i] = i
		texts[i] = r.texts(stories[i].Headline, stories[i].Summary)
	}
	slices.SortFunc(order, func(i, j int) int {
		return cmp.Or(stories[i].At.Compare(stories[j].At), cmp.Compare(stories[i].ID, stories[j].ID))
	})
	return order, texts
}

// number sorts the clusters and notes which one each story is in.
func (b *Batch) number() {
	before := func(i, j int) int {
		return cmp.Or(b.stories[i].At.Compare(b.stories[j].At), cmp.Compare(b.stories[i].ID, b.stories[j].ID))
	}
	for _, c := range b.Clusters {
		slices.SortFunc(c.Stories, before)
	}
	slices.SortFunc(b.Clusters, func(c, d Cluster) int { return before(c.Stories[0], d.Stories[0]) })
	b.of = make([]int, len(b.stories))
	for k, c := range b.Clusters {
		for _, i := range c.Stories {
			b.of[i] = k
		}
	}
}

// Lang returns the language that a story of the batch counts as.
func (b *Batch) Lang(story int) string { return b.langs[story] }

// text is a story as words.
type text struct {
	head, rest []token
	lang       string
}

// key returns a key that is equal for texts with equal headlines; empty: there is no
// headline.
func (r *reader) key(t text) string {
	var b strings.Builder
	for _, w := range t.head {
		b.WriteString(r.words.text(w))
		b.WriteByte(' ')
	}
	return b.String()
}

// How many signs a language must lead by to be certain, and to be likely.
const (
	certain = 4
	likely  = 2
)

// nameLanguages gives each text its language. Where the words of a story do
// not tell, it is the one that most stories of its outlet are in, then that
// of most stories in its script. It returns the languages of the outlets, by
// outlet and script.
func nameLanguages(r *reader, stories []Story, order []int, texts []text) map[house]string {
	votes := map[house]map[string]int{}
	vote := func(house house, lang string) {
		if votes[house] == nil {
			votes[house] = map[string]int{}
		}
		votes[house][lang]++
	}
	scripts := make([]int, len(stories))
	leads := make([]int, len(stories))
	for _, i := range order {
		scripts[i] = scriptOf(stories[i].Headline + " " + firstRunes(stories[i].Summary, 100))
		texts[i].lang, leads[i] = r.words.detect(scripts[i], primary(stories[i].Lang), texts[i].head, texts[i].rest)
		if leads[i] >= certain {
			vote(house{stories[i].Outlet, scripts[i]}, texts[i].lang)
			vote(house{"", scripts[i]}, texts[i].lang)
		}
	}
	out := make(map[house]string, len(votes))
	for h, langs := range votes {
		best := ""
		for lang, n := range langs {
			if best == "" || n > langs[best] || n == langs[best] && lang < best {
				best = lang
			}
		}
		out[h] = best
	}
	for _, i := range order {
		texts[i].lang = settle(texts[i].lang, leads[i], stories[i].Outlet, scripts[i], out)
	}
	return out
}

// settle returns the language of a story whose words lead to lang.
func settle(lang string, lead int, outlet string, script int, houses map[house]string) string {
	if lead >= certain {
		return lang
	}
	if h := houses[house{outlet, script}]; h != "" && outlet != "" {
		return h
	}
	if h := houses[house{"", script}]; h != "" && lead < likely {
		return h
	}
	return lang
}

// house is an outlet, as far as it writes in one script. Without an outlet it
// stands for all.
type house struct {
	outlet string
	script int
}

// primary returns the first part of a language tag.
func primary(tag string) string {
	lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
	switch lang {
	case "no", "nn":
		return "nb"
	case "iw":
		return "he"
	case "sr", "bs", "sh":
		return "hr"
	}
	return lang
}
