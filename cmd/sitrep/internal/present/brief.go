package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
)

// BriefPart is a part of a brief.
type BriefPart string

// The parts, in their order.
const (
	PartMoved     BriefPart = "moved"     // known events of which something new is known
	PartNew       BriefPart = "new"       // events of several stories
	PartCorrected BriefPart = "corrected" // stories that were corrected or withdrawn
)

// Reasons that are no class of an edit.
const (
	ReasonFigure = "figure"
	ReasonOrigin = "origin"
	ReasonNew    = "new"
)

// BriefItem is a line of a brief.
type BriefItem struct {
	Part    BriefPart
	Cluster cluster.ID // empty: a story that is older than clusters are
	Title   sanitize.Clean
	Reason  string // a class of edits, or one of the reasons above
	Note    string // what is counted, which origin, whose edit
	From    string // what was said before
	To      string
	Outlets int
	Origins int
	AtLeast bool // there may be more origins
	Added   int  // stories since the look
	Last    time.Time
	Stories []news.StoryID
}

// Brief is what has moved since somebody looked.
type Brief struct {
	Since, Until time.Time
	NewStories   int
	Singles      int // new stories that nobody else reports
	Quiet        int // clusters of which nothing new is known
	FeedsFailed  int
	Items        []BriefItem // by part, the weightiest first
}

// Add adds an item.
func (b *Brief) Add(i BriefItem) { b.Items = append(b.Items, i) }

// Sort puts the items into their order: by part, then by the strength of the
// reason, the growth, and the time.
func (b *Brief) Sort() {
	parts := []BriefPart{PartMoved, PartNew, PartCorrected}
	reason := func(i BriefItem) int {
		switch i.Reason {
		case ReasonFigure:
			return revision.Rank(revision.Number)
		case ReasonOrigin:
			return revision.Rank(revision.Attribution)
		}
		return revision.Rank(revision.Class(i.Reason))
	}
	slices.SortStableFunc(b.Items, func(x, y BriefItem) int {
		return cmp.Or(
			cmp.Compare(slices.Index(parts, x.Part), slices.Index(parts, y.Part)), cmp.Compare(reason(x), reason(y)),
			cmp.Compare(y.Origins, x.Origins), cmp.Compare(y.Outlets, x.Outlets), cmp.Compare(y.Added, x.Added),
			y.Last.Compare(x.Last), cmp.Compare(x.Cluster, y.Cluster),
		)
	})
}

// what says why the item is there.
func (i *BriefItem) what() string {
	change := ""
	if i.From != "" || i.To != "" {
		change = fmt.Sprintf("%s -> %s", shown(i.From), shown(i.To))
	}
	switch i.Reason {
	case ReasonFigure:
		return i.Note + " " + change
	case ReasonOrigin:
		return "another origin: " + i.Note
	case ReasonNew:
		return ""
	}
	return strings.TrimSpace(i.Reason + " " + change)
}

// shown cuts a piece of text that is quoted in a line.
func shown(s string) string {
	if s == "" {
		return "nothing"
	}
	return `"` + strings.TrimRight(Fit(s, min(len([]rune(s)), 40)), " ") + `"`
}

type briefItemFields struct {
	Cluster cluster.ID     `json:"cluster,omitempty"`
	Title   sanitize.Clean `json:"title,omitzero"`
	Reason  string         `json:"reason"`
	Note    string         `json:"note,omitempty"`
	From    string         `json:"from,omitempty"`
	To      string         `json:"to,omitempty"`
	Outlets int            `json:"outlets"`
	Origins int            `json:"origins"`
	AtLeast bool           `json:"at_least"`
	Added   int            `json:"added"`
	Stories []news.StoryID `json:"stories"`
}

type briefPartFields struct {
	Name  BriefPart         `json:"name"`
	Items []briefItemFields `json:"items"`
}

// Fields returns the JSON object of the brief.
func (b *Brief) Fields() any {
	parts := []briefPartFields{{PartMoved, []briefItemFields{}}, {PartNew, []briefItemFields{}}, {PartCorrected, []briefItemFields{}}}
	for _, i := range b.Items {
		for k := range parts {
			if parts[k].Name == i.Part {
				parts[k].Items = append(parts[k].Items, briefItemFields{i.Cluster, i.Title, i.Reason, i.Note, i.From, i.To, i.Outlets, i.Origins, i.AtLeast, i.Added, i.Stories})
			}
		}
	}
	return struct {
		Since       news.FuzzyTime    `json:"since"`
		Until       news.FuzzyTime    `json:"until"`
		NewStories  int               `json:"new_stories"`
		Singles     int               `json:"singles"`
		Parts       []briefPartFields `json:"parts"`
		Quiet       int               `json:"quiet"`
		FeedsFailed int               `json:"feeds_failed"`
	}{news.FuzzyTime{T: b.Since}, news.FuzzyTime{T: b.Until}, b.NewStories, b.Singles, parts, b.Quiet, b.FeedsFailed}
}

// Text returns the brief for people, in lines of at most width columns. It
// has at most lines lines; 0: as many as there are.
func (b *Brief) Text(width, lines int) string {
	out := []string{fmt.Sprintf("Brief · since %s UTC (%s) · %s", Stamp(b.Since), Span(b.Until.Sub(b.Since)), Count(b.NewStories, "new story", "new stories"))}
	part, left := BriefPart(""), 0
	for n := range b.Items {
		i := &b.Items[n]
		need := 1
		if i.Part != part {
			need = 2
		}
		if lines > 0 && len(out)+need > lines-1 {
			left++
			continue
		}
		if i.Part != part {
			part = i.Part
			out = append(out, strings.ToUpper(string(part)))
		}
		out = append(out, Fit(i.line(n+1), width))
	}
	out = append(out, b.last(left))
	for i := range out {
		out[i] = strings.TrimRight(out[i], " ")
	}
	return strings.Join(out, "\n") + "\n"
}

// line writes an item.
func (i *BriefItem) line(n int) string {
	count := Count(i.Outlets, "outlet", "outlets") + " " + CountOrigins(i.Origins, i.AtLeast)
	if i.Added > 0 && i.Part == PartMoved {
		count = fmt.Sprintf("+%d  ", i.Added) + count
	}
	if i.Reason != ReasonFigure && i.Reason != ReasonOrigin && i.Reason != ReasonNew {
		count = i.Note
	}
	head := strings.TrimRight(Fit(i.Title.String(), min(60, len([]rune(i.Title.String())))), " ")
	if w := i.what(); w != "" {
		return fmt.Sprintf("%d %s: %s  %s", n, head, w, count)
	}
	return fmt.Sprintf("%d %s  %s", n, head, count)
}

// CountOrigins writes a number of origins, with ≥ if there may be more.
func CountOrigins(n int, atLeast bool) string {
	if atLeast {
		return "≥ " + Count(n, "origin", "origins")
	}
	return Count(n, "origin", "origins")
}

// last says what the brief does not list.
func (b *Brief) last(left int) string {
	var parts []string
	if len(b.Items) == 0 {
		parts = append(parts, fmt.Sprintf("Nothing has moved since %s UTC.", Stamp(b.Since)))
	}
	if left > 0 {
		parts = append(parts, fmt.Sprintf("%d more (--lines 0 lists all).", left))
	}
	if b.Quiet > 0 {
		parts = append(parts, fmt.Sprintf("Nothing new in %s.", Count(b.Quiet, "cluster", "clusters")))
	}
	if b.Singles > 0 {
		parts = append(parts, Count(b.Singles, "single story", "single stories")+".")
	}
	if b.FeedsFailed > 0 {
		parts = append(parts, Count(b.FeedsFailed, "feed", "feeds")+" failed.")
	}
	return strings.Join(parts, " ")
}

// Markdown returns the brief as Markdown.
func (b *Brief) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# Brief\n\nSince %s UTC, as known at %s UTC: %s.\n", Stamp(b.Since), Stamp(b.Until), Count(b.NewStories, "new story", "new stories"))
	part := BriefPart("")
	for n := range b.Items {
		i := &b.Items[n]
		if i.Part != part {
			part = i.Part
			fmt.Fprintf(&out, "\n## %s\n\n", strings.ToUpper(string(part[:1]))+string(part[1:]))
		}
		fmt.Fprintf(&out, "- **%s**", markdown.Escape(i.Title.String()))
		if w := i.what(); w != "" {
			fmt.Fprintf(&out, ": %s", markdown.Escape(w))
		}
		fmt.Fprintf(&out, " (%s, %s)\n", Count(i.Outlets, "outlet", "outlets"), CountOrigins(i.Origins, i.AtLeast))
	}
	if last := b.last(0); last != "" {
		out.WriteString("\n" + markdown.Escape(last) + "\n")
	}
	return out.String()
}
