package revision

import (
	"slices"
	"strings"
	"time"
)

// Class is a kind of change.
type Class string

// The classes of change, the strongest first.
const (
	Withdrawal  Class = "withdrawal"  // the story is taken back
	Correction  Class = "correction"  // a notice of correction was added
	Number      Class = "number"      // a figure, also in words, or a day
	Negation    Class = "negation"    // a statement turned around
	Modality    Class = "modality"    // a possibility became a fact, or the reverse
	Attribution Class = "attribution" // who says it
	Name        Class = "name"
	Location    Class = "place"
	Quote       Class = "quote"
	Headline    Class = "headline"
	Removal     Class = "removal"
	Addition    Class = "addition" // of five words or more
	Wording     Class = "wording"
	Cosmetic    Class = "cosmetic" // spelling, articles
)

var byStrength = []Class{
	Withdrawal, Correction, Number, Negation, Modality, Attribution, Name, Location, Quote, Headline, Removal, Addition, Wording, Cosmetic,
}

// Substantive reports whether a change of the class changes the meaning.
func (c Class) Substantive() bool { return c != Wording && c != Cosmetic && c != "" }

// Version is a story as it stood at some time.
type Version struct {
	Headline   string
	Paragraphs []string
	Modified   time.Time // as the page says; zero: it does not
}

// Change is a sentence that changed. Before is empty for a sentence that was
// added, After for one that was removed.
type Change struct {
	Class     Class
	Paragraph int // of After, or of Before if it was removed; from 1; 0: the headline
	Before    string
	After     string
	Parts     []Part // the sentence piece by piece; nil where one side is empty
}

// Part is a piece of a changed sentence with the space in front of it.
type Part struct {
	Op   Op
	Text string
}

// Op is what became of a piece of a sentence.
type Op int8

// The fates of a piece.
const (
	Same Op = iota
	Removed
	Added
)

// Diff is what changed from one version to the next.
type Diff struct {
	Classes   []Class // the strongest first; Cosmetic only if it is the only one
	Silent    bool    // a substantive change without a notice, while the page's own time stayed
	TimeGiven bool    // both versions give a time
	Headline  *Change // nil: the same
	Changes   []Change
	Notice    string // the notice of correction or withdrawal; empty: none
	Unchanged int    // sentences
	Cosmetic  int    // cosmetic changes
}

// Strongest returns the class that leads; "": nothing changed.
func (d *Diff) Strongest() Class {
	if len(d.Classes) == 0 {
		return ""
	}
	return d.Classes[0]
}

// Substantive reports whether the change is one of substance.
func (d *Diff) Substantive() bool { return d.Strongest().Substantive() }

// Compare returns what changed between two versions of a story.
func Compare(before, after Version) Diff {
	lex := lexica()
	c := comparison{lex: lex, found: map[Class]bool{}}
	c.headline(before.Headline, after.Headline)
	c.texts(sentences(before.Paragraphs), sentences(after.Paragraphs))
	d := c.d
	if c.found[Withdrawal] {
		c.found = map[Class]bool{Withdrawal: true}
	}
	for _, class := range byStrength {
		if c.found[class] {
			d.Classes = append(d.Classes, class)
		}
	}
	if n := len(d.Classes); n > 1 && d.Classes[n-1] == Cosmetic {
		d.Classes = d.Classes[:n-1]
	}
	slices.SortStableFunc(d.Changes, func(a, b Change) int { return a.Paragraph - b.Paragraph })
	d.TimeGiven = !before.Modified.IsZero() && !after.Modified.IsZero()
	d.Silent = d.Substantive() && d.Notice == "" && d.TimeGiven && before.Modified.Equal(after.Modified)
	return d
}

// Rank orders classes, the strongest first, from 0.
func Rank(c Class) int {
	if i := slices.Index(byStrength, c); i >= 0 {
		return i
	}
	return len(byStrength)
}

// Shortest returns the pieces of the leading change: what stood there and
// the new text. Either may be empty.
func (d *Diff) Shortest() (from, to string) {
	lead := d.Headline
	for i := range d.Changes {
		if c := &d.Changes[i]; lead == nil || Rank(c.Class) < Rank(lead.Class) {
			lead = c
		}
	}
	if lead == nil {
		return "", ""
	}
	if lead.Parts == nil {
		return lead.Before, lead.After
	}
	var gone, come []string
	for _, p := range lead.Parts {
		switch p.Op {
		case Removed:
			gone = append(gone, strings.TrimSpace(p.Text))
		case Added:
			come = append(come, strings.TrimSpace(p.Text))
		default:
		}
	}
	return strings.Join(gone, " … "), strings.Join(come, " … ")
}
