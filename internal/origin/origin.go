package origin

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Basis is the evidence for an origin.
type Basis string

// The bases, in the order in which they are looked for.
const (
	ByOwner    Basis = "owner"    // several outlets of one owner
	ByDateline Basis = "dateline" // "KAMIN (Wire A) –"
	ByCredit   Basis = "credit"   // "Source: Wire A"
	ByCopy     Basis = "copy"     // the text is that of another story
	ByCite     Basis = "cited"    // own words, the fact is somebody's
	Own        Basis = "own"      // own text that shares nothing with the others
	Unknown    Basis = "unknown"  // too little is known to say; no origin
)

// Document is a story of an event.
type Document struct {
	ID         news.StoryID
	Outlet     string // who printed it, equal for all feeds of one newsroom
	Name       string // of the outlet, for people
	Owner      string // of the outlet; empty: none is known
	Headline   string
	Byline     string
	Summary    string
	Paragraphs []string // of the whole text, without captions; nil: there is none yet
	At         time.Time
}

// Origin is where a story comes from.
type Origin struct {
	Key      string // equal for stories of one origin; empty: not known
	Name     string // of the agency, owner, authority or outlet; for people
	Basis    Basis
	Evidence string       // the text that proves it; empty: none is needed
	Share    float64      // for copies: of the text that is another's, 0 to 1
	Of       news.StoryID // for copies: the other story
	Official bool         // an authority says so
	Short    bool         // there is too little text to tell whether it is a copy
}

// Count is how many origins the stories of an event have.
type Count struct {
	Outlets int
	Origins int  // known ones, and at least 1
	AtLeast bool // texts are missing: there may be more
}

// Find returns the origins of the stories of one event, in their order.
func Find(docs []Document) []Origin {
	lex := lexica()
	out := make([]Origin, len(docs))
	texts := make([]*text, len(docs))
	for i := range docs {
		texts[i] = newText(docs[i].body())
		out[i] = lex.stated(&docs[i])
	}
	copies := findCopies(docs, texts)
	for i := range docs {
		if out[i].Basis == "" {
			out[i] = ownWords(lex, docs, texts, i, &copies)
		}
	}
	copies.settle(docs, out)
	joinOwners(docs, out)
	return out
}

// body is the text that is compared: whole texts only.
func (d *Document) body() string { return strings.Join(d.Paragraphs, "\n") }

// lead is the beginning of the known text.
func (d *Document) lead(n int) []string {
	if len(d.Paragraphs) == 0 {
		if d.Summary == "" {
			return nil
		}
		return []string{d.Summary}
	}
	return d.Paragraphs[:min(n, len(d.Paragraphs))]
}

// CountOf counts the outlets and origins of stories that Find was asked about.
func CountOf(docs []Document, origins []Origin) Count {
	outlets, keys := map[string]bool{}, map[string]bool{}
	var c Count
	for i := range docs {
		outlets[cmp.Or(docs[i].Outlet, string(docs[i].ID))] = true
		if origins[i].Key != "" {
			keys[origins[i].Key] = true
		}
		c.AtLeast = c.AtLeast || len(docs[i].Paragraphs) == 0
	}
	c.Outlets, c.Origins = len(outlets), max(len(keys), 1)
	return c
}

// ownWords returns the origin of a story that states none.
func ownWords(lex *lexicon, docs []Document, texts []*text, i int, copies *copies) Origin {
	if o, ok := lex.cited(&docs[i], docs); ok {
		return o
	}
	if texts[i].n >= ownWordsOf(texts[i]) && copies.most[i] < apartBelow {
		return Origin{Key: "own:" + cmp.Or(docs[i].Outlet, string(docs[i].ID)), Name: docs[i].Name, Basis: Own}
	}
	return Origin{Basis: Unknown, Short: !texts[i].long()}
}

func ownWordsOf(t *text) int {
	if t.unspaced() {
		return leastOwn * 2
	}
	return leastOwn
}

// joinOwners makes the stories of several outlets of one owner one origin.
func joinOwners(docs []Document, origins []Origin) {
	outlets := map[string][]string{}
	for i := range docs {
		if o := docs[i].Owner; o != "" && !slices.Contains(outlets[o], docs[i].Name) {
			outlets[o] = append(outlets[o], docs[i].Name)
		}
	}
	for i := range docs {
		o := docs[i].Owner
		if len(outlets[o]) < 2 || o == "" || origins[i].Basis != Own && origins[i].Basis != Unknown {
			continue
		}
		origins[i] = Origin{Key: "owner:" + fold(o), Name: o, Basis: ByOwner, Evidence: strings.Join(outlets[o], ", ") + ": " + o, Short: origins[i].Short}
	}
}

// copies are the stories of an event whose texts come from one another.
type copies struct {
	most  []float64 // the greatest share that a story has with another
	group []int     // the first story of the group that each is in
	best  []pairing // the story that each shares most with
}

// pairing is a story with which another shares its text.
type pairing struct {
	with int // -1: none
	copy Copy
}

// mostCompared bounds how many texts of an event are compared each with each.
const mostCompared = 300

func findCopies(docs []Document, texts []*text) copies {
	n := len(docs)
	c := copies{make([]float64, n), make([]int, n), make([]pairing, n)}
	for i := range n {
		c.group[i], c.best[i].with = i, -1
	}
	for i := range min(n, mostCompared) {
		for j := range i {
			if texts[i].n == 0 || texts[j].n == 0 {
				continue
			}
			x := compare(texts[i], texts[j])
			if x.Verdict != TooShort {
				c.most[i], c.most[j] = max(c.most[i], x.Share), max(c.most[j], x.Share)
			}
			if !x.OneOrigin() {
				continue
			}
			c.join(i, j)
			for _, p := range [2][2]int{{i, j}, {j, i}} {
				if b := &c.best[p[0]]; b.with < 0 || x.Share > b.copy.Share {
					*b = pairing{p[1], x}
				}
			}
		}
	}
	for i := range n {
		c.group[i] = c.first(i)
		if b := &c.best[i]; b.with >= 0 {
			b.copy.Passage = passage(texts[i], texts[b.with])
		}
	}
	return c
}

func (c *copies) first(i int) int {
	for c.group[i] != i {
		i = c.group[i]
	}
	return i
}

func (c *copies) join(i, j int) {
	a, b := c.first(i), c.first(j)
	c.group[max(a, b)] = min(a, b)
}

// settle gives the stories of each group of copies one origin: that of the
// first that states one, else the earliest story.
func (c *copies) settle(docs []Document, origins []Origin) {
	members := map[int][]int{}
	for i := range docs {
		members[c.group[i]] = append(members[c.group[i]], i)
	}
	for _, m := range members {
		if len(m) < 2 {
			continue
		}
		slices.SortFunc(m, func(a, b int) int {
			return cmp.Or(cmp.Compare(rank(origins[a].Basis), rank(origins[b].Basis)), docs[a].At.Compare(docs[b].At), cmp.Compare(docs[a].ID, docs[b].ID))
		})
		lead := m[0]
		if origins[lead].Key == "" || origins[lead].Basis == Own {
			origins[lead] = Origin{Key: "text:" + string(docs[lead].ID), Name: docs[lead].Name, Basis: origins[lead].Basis}
		}
		for _, i := range m[1:] {
			if origins[i].Basis == ByDateline || origins[i].Basis == ByCredit {
				continue // it says so itself
			}
			b := c.best[i]
			origins[i] = Origin{Key: origins[lead].Key, Name: origins[lead].Name, Basis: ByCopy, Evidence: b.copy.Passage, Share: b.copy.Share, Of: docs[b.with].ID, Official: origins[lead].Official}
		}
	}
}

// rank orders the stories of a group of copies: one that names an agency is
// the origin, else the earliest.
func rank(b Basis) int {
	switch b {
	case ByDateline:
		return 0
	case ByCredit:
		return 1
	default:
		return 2
	}
}
