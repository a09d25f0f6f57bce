package cluster

import (
	"cmp"
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
	houses  map[string]string
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
	b.houses = nameLanguages(stories, order, texts)
	b.langs = make([]string, len(stories))
	parts := make([][]part, len(stories))
	if counts == nil {
		b.counts = &Counts{}
	}
	for _, i := range order {
		b.langs[i] = texts[i].lang
		parts[i] = slices.Clone(b.reader.parts(texts[i].lang, texts[i].head, texts[i].rest))
		if counts == nil {
			b.counts.add(texts[i].lang, parts[i])
		}
		texts[i].rest = nil // no longer needed, and there are many
	}
	byLang := map[string][]int{}
	var langs []string
	for _, i := range order {
		if _, ok := byLang[b.langs[i]]; !ok {
			langs = append(langs, b.langs[i])
		}
		byLang[b.langs[i]] = append(byLang[b.langs[i]], i)
	}
	slices.Sort(langs)
	b.unit = make([]int32, len(stories))
	lines := 0
	for _, lang := range langs {
		t := newTongue(&b.w, b.counts.langs[lang])
		for _, i := range byLang[lang] {
			b.unit[i] = t.add(i, &stories[i], texts[i].key(), parts[i])
			parts[i] = nil // as above
		}
		b.parts[lang] = t
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

// read returns the order of stories, by time, and their words.
func read(r *reader, stories []Story) (order []int, texts []text) {
	order, texts = make([]int, len(stories)), make([]text, len(stories))
	for i := range order {
		order[i] = i
		texts[i].head, texts[i].rest = r.texts(stories[i].Headline, stories[i].Summary)
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
	head, rest []word
	lang       string
}

// key is equal for stories with equal headlines; empty: there is no headline.
func (t *text) key() string {
	var b strings.Builder
	for _, w := range t.head {
		b.WriteString(w.text)
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
func nameLanguages(stories []Story, order []int, texts []text) map[string]string {
	votes := map[string]map[string]int{}
	vote := func(house, lang string) {
		if votes[house] == nil {
			votes[house] = map[string]int{}
		}
		votes[house][lang]++
	}
	scripts := make([]int, len(stories))
	leads := make([]int, len(stories))
	for _, i := range order {
		scripts[i] = scriptOf(stories[i].Headline + " " + firstRunes(stories[i].Summary, 100))
		texts[i].lang, leads[i] = detect(slices.Concat(texts[i].head, texts[i].rest), scripts[i], primary(stories[i].Lang))
		if leads[i] >= certain {
			vote(house(stories[i].Outlet, scripts[i]), texts[i].lang)
			vote(house("", scripts[i]), texts[i].lang)
		}
	}
	out := make(map[string]string, len(votes))
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
func settle(lang string, lead int, outlet string, script int, houses map[string]string) string {
	if lead >= certain {
		return lang
	}
	if h := houses[house(outlet, script)]; h != "" && outlet != "" {
		return h
	}
	if h := houses[house("", script)]; h != "" && lead < likely {
		return h
	}
	return lang
}

func house(outlet string, script int) string { return outlet + "\x00" + string(rune('A'+script+1)) }

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
