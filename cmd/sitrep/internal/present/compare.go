package present

import (
	"fmt"
	"math"
	"strings"

	"sitrep/internal/origin"
	"sitrep/internal/revision"
)

// Comparison is how much of two texts is a copy, and how they differ.
type Comparison struct {
	copy origin.Copy
	diff revision.Diff
}

// Compare compares two texts.
func Compare(a, b revision.Version) Comparison {
	text := func(v revision.Version) string { return strings.Join(v.Paragraphs, "\n") }
	return Comparison{origin.Compare(text(a), text(b)), revision.Compare(a, b)}
}

// diffFields are the fields of a diff in JSON.
type diffFields struct {
	Classes  []revision.Class `json:"classes"`
	Silent   bool             `json:"silent"`
	Time     string           `json:"time,omitempty"` // "not given" where a version gives no time of its own
	Notice   string           `json:"notice,omitempty"`
	Headline *fromTo          `json:"headline,omitempty"`
	Changes  []changeFields   `json:"changes"`
	Same     int              `json:"unchanged"`
}

type fromTo struct {
	From string `json:"from"`
	To   string `json:"to"`
}

type changeFields struct {
	Class     revision.Class `json:"class"`
	Paragraph int            `json:"paragraph"`
	Before    string         `json:"before,omitempty"`
	After     string         `json:"after,omitempty"`
}

func diffOf(d *revision.Diff) diffFields {
	f := diffFields{Classes: d.Classes, Silent: d.Silent, Notice: d.Notice, Changes: []changeFields{}, Same: d.Unchanged}
	if f.Classes == nil {
		f.Classes = []revision.Class{}
	}
	if !d.TimeGiven {
		f.Time = "not given"
	}
	if d.Headline != nil {
		f.Headline = &fromTo{d.Headline.Before, d.Headline.After}
	}
	for _, c := range d.Changes {
		f.Changes = append(f.Changes, changeFields{c.Class, c.Paragraph, c.Before, c.After})
	}
	return f
}

// Fields returns the JSON object of the comparison.
func (c *Comparison) Fields() any {
	basis := ""
	if c.copy.OneOrigin() {
		basis = string(origin.ByCopy)
	}
	return struct {
		Share    float64        `json:"share"`
		Words    [2]int         `json:"words"`
		Verdict  origin.Verdict `json:"verdict"`
		Basis    string         `json:"basis,omitempty"`
		Evidence string         `json:"evidence,omitempty"`
		diffFields
	}{math.Round(c.copy.Share*1000) / 1000, c.copy.Words, c.copy.Verdict, basis, c.copy.Passage, diffOf(&c.diff)}
}

// Text returns the comparison for people, in lines of at most width columns.
func (c *Comparison) Text(width int) string {
	return verdictLine(c.copy) + "\n" + DiffText(&c.diff, width)
}

func verdictLine(c origin.Copy) string {
	words := fmt.Sprintf("%d and %d words", c.Words[0], c.Words[1])
	share := fmt.Sprintf("%.0f %% of the shorter", c.Share*100)
	switch c.Verdict {
	case origin.SameText:
		return "same text: " + share + ", " + words
	case origin.Adapted:
		return "adapted, one origin: " + share + ", " + words
	case origin.Separate:
		return "separate texts: " + share + ", " + words
	default:
		return "too short to tell: " + words
	}
}

// DiffText returns what changed for people, in lines of at most width columns.
// Removed words stand in [-…-], added ones in {+…+}.
func DiffText(d *revision.Diff, width int) string {
	if len(d.Classes) == 0 {
		return "no change\n"
	}
	var b strings.Builder
	line := func(label, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%-12s%s\n", label, Wrap(text, strings.Repeat(" ", 12), width))
		}
	}
	if d.Silent {
		line("SILENT", "the page's own time did not change, and there is no notice")
	}
	line("notice", d.Notice)
	if h := d.Headline; h != nil {
		line("headline", marked(h))
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Class != revision.Cosmetic {
			line(string(c.Class), marked(c))
		}
	}
	last := Count(d.Unchanged, "sentence", "sentences") + " unchanged"
	if d.Cosmetic > 0 {
		last += ", " + Count(d.Cosmetic, "cosmetic edit", "cosmetic edits")
	}
	b.WriteString(last + "\n")
	return b.String()
}

// marked writes a changed sentence with its pieces marked.
func marked(c *revision.Change) string {
	switch {
	case c.Before == "":
		return "{+" + c.After + "+}"
	case c.After == "":
		return "[-" + c.Before + "-]"
	}
	var b strings.Builder
	for _, p := range c.Parts {
		text := strings.TrimRight(p.Text, " ")
		gap := p.Text[len(text):]
		switch p.Op {
		case revision.Removed:
			b.WriteString("[-" + text + "-]" + gap)
		case revision.Added:
			b.WriteString("{+" + text + "+}" + gap)
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}
