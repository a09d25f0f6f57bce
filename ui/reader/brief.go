package reader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
)

// BriefPart is a part of a brief.
type BriefPart string

// The parts, in their order.
const (
	PartWarnings  BriefPart = "warnings"  // official warnings that came, rose or ended
	PartMoved     BriefPart = "moved"     // known events of which something new is known
	PartNew       BriefPart = "new"       // events of several stories
	PartCorrected BriefPart = "corrected" // stories that were corrected or withdrawn
)

// Reasons that are no class of an edit.
const (
	ReasonFigure = "figure"
	ReasonOrigin = "origin"
	ReasonNew    = "new"

	ReasonWarning = "warning" // it came
	ReasonRaised  = "raised"  // its severity rose
	ReasonLifted  = "lifted"  // its authority ended it
	ReasonEnded   = "ended"   // its time was over
)

// BriefItem is a line of a brief.
type BriefItem struct {
	Part    BriefPart
	Cluster cluster.ID // empty: a story that is older than clusters are
	Title   sanitize.Clean
	Reason  string // a class of edits, or one of the reasons above
	Note    string // the counted thing, the origin, the outlet of the edit
	From    string // the value before
	To      string
	Outlets int
	Origins int
	AtLeast bool // there may be more origins
	Added   int  // stories since the look
	Last    time.Time
	Stories []news.StoryID
	Edited  news.StoryID // the story whose edit it is; empty: no edit is the reason

	// How the event has grown since the look, and how many of its stories came in each
	// of the last hours.
	NewOutlets, NewOrigins int
	Hours                  Hours

	// Of a warning.
	Warning string        // its ID; empty: the item is none
	Grade   news.Severity // the one that decides
	Ends    time.Time     // or ended; zero: not known
}

// Brief lists the changes since a look.
type Brief struct {
	Since, Until time.Time
	Look         news.Look // of the person by now
	Next         news.Look // what their look becomes when they have seen the brief
	NewStories   int
	Singles      int // new stories that nobody else reports
	Quiet        int // clusters of which nothing new is known
	FeedsFailed  int
	Lesser       int         // warnings that changed and are not listed
	Items        []BriefItem // by part, the weightiest first
}

// Add adds an item.
func (b *Brief) Add(i BriefItem) { b.Items = append(b.Items, i) }

// Sort puts the items into their order: by part, then by the growth of origins and of
// outlets, the strength of the reason, and the time. Warnings stay in theirs.
func (b *Brief) Sort() {
	parts := []BriefPart{PartWarnings, PartMoved, PartNew, PartCorrected}
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
		if x.Part == PartWarnings && y.Part == PartWarnings {
			return 0
		}
		return cmp.Or(
			cmp.Compare(slices.Index(parts, x.Part), slices.Index(parts, y.Part)),
			cmp.Compare(y.NewOrigins, x.NewOrigins), cmp.Compare(y.NewOutlets, x.NewOutlets), cmp.Compare(reason(x), reason(y)),
			cmp.Compare(y.Origins, x.Origins), cmp.Compare(y.Outlets, x.Outlets), cmp.Compare(y.Added, x.Added),
			y.Last.Compare(x.Last), cmp.Compare(x.Cluster, y.Cluster),
		)
	})
}

// What says why the item is there.
func (i *BriefItem) What() string {
	switch i.Reason {
	case ReasonFigure:
		return i.Note + " " + i.From + " -> " + i.To
	case ReasonOrigin:
		return "another origin: " + i.Note
	case ReasonNew, ReasonWarning, ReasonLifted, ReasonEnded:
		return ""
	case ReasonRaised:
		return "severity " + i.From + " -> " + i.To
	}
	switch {
	case i.From != "" && i.To != "":
		return i.Reason + " " + shown(i.From) + " -> " + shown(i.To)
	case i.To != "":
		return i.Reason + ", now " + shown(i.To)
	case i.From != "":
		return i.Reason + ", no longer " + shown(i.From)
	}
	return i.Reason
}

// Counts says who reports the item, or for an edit whose it is. Brief writes
// "9/3", or "9/≥3", for nine outlets and three origins.
func (i *BriefItem) Counts(brief, ascii bool) string {
	switch {
	case i.Part == PartWarnings:
		return i.ending(brief)
	case i.edited() && brief:
		note, _, _ := strings.Cut(i.Note, ",")
		return note
	case i.edited():
		return i.Note
	}
	count := Count(i.Outlets, "outlet", "outlets") + " " + CountOrigins(i.Origins, i.AtLeast, ascii)
	if brief {
		count = OutletsOrigins(i.Outlets, i.Origins, i.AtLeast, ascii)
	}
	return count
}

// Growth is how many stories of a known event have come: "+5"; empty: none, or the event
// is new.
func (i *BriefItem) Growth() string {
	if i.Added == 0 || i.Part != PartMoved || i.edited() {
		return ""
	}
	return fmt.Sprintf("+%d", i.Added)
}

// ending says until when a warning holds, or when it ended and whose it is.
func (i *BriefItem) ending(brief bool) string {
	at := "end not given"
	if !i.Ends.IsZero() {
		at = i.Ends.UTC().Format("Mon 15:04Z")
	}
	switch over := i.Reason == ReasonLifted || i.Reason == ReasonEnded; {
	case over && brief:
		return at
	case over:
		return strings.TrimSpace(i.Note + " " + at)
	case i.Ends.IsZero():
		return at
	}
	return "until " + at
}

// Mark is how severe a warning is, or that it is over: "EXTREME^", where ^ means that
// the severity rose. It is empty for other items.
func (i *BriefItem) Mark() string {
	mark := string(i.Grade)
	if i.Grade == news.SeverityExtreme {
		mark = strings.ToUpper(mark)
	}
	switch {
	case i.Part != PartWarnings:
		return ""
	case i.Reason == ReasonLifted || i.Reason == ReasonEnded:
		return i.Reason
	case i.Reason == ReasonRaised:
		return mark + "^"
	}
	return mark
}

// Text is the title of the item, after the mark of a warning.
func (i *BriefItem) Text() string {
	if m := i.Mark(); m != "" {
		return fmt.Sprintf("%-8s %s", m, i.Title)
	}
	return i.Title.String()
}

// Tail is Growth and Counts as they stand at the end of a row.
func (i *BriefItem) Tail(brief, ascii bool) string {
	tail := "  "
	if g := i.Growth(); g != "" {
		tail += g + "  "
	}
	return tail + i.Counts(brief, ascii)
}

// CountWords writes outlets and origins in words alone.
func CountWords(outlets, origins int, atLeast bool) string {
	least := ""
	if atLeast {
		least = "at least "
	}
	return Count(outlets, "outlet", "outlets") + ", " + least + Count(origins, "origin", "origins")
}

// Words is Counts in words alone.
func (i *BriefItem) Words() string {
	if i.Part == PartWarnings {
		return i.ending(false)
	}
	if i.edited() {
		return i.Note
	}
	words := CountWords(i.Outlets, i.Origins, i.AtLeast)
	if i.Added > 0 && i.Part == PartMoved {
		words += ", " + Count(i.Added, "story", "stories") + " more"
	}
	return words
}

// OutletsOrigins writes "9/3" for nine outlets and three origins.
func OutletsOrigins(outlets, origins int, atLeast, ascii bool) string {
	least := ""
	switch {
	case atLeast && ascii:
		least = ">="
	case atLeast:
		least = "≥"
	}
	return fmt.Sprintf("%d/%s%d", outlets, least, origins)
}

// edited reports whether the item is there because of an edit.
func (i *BriefItem) edited() bool {
	return i.Part != PartWarnings && i.Reason != ReasonFigure && i.Reason != ReasonOrigin && i.Reason != ReasonNew
}

// Lead returns the story that stands for the item: the edited one, else the
// newest.
func (i *BriefItem) Lead() news.StoryID {
	switch {
	case i.Edited != "":
		return i.Edited
	case len(i.Stories) == 0:
		return ""
	}
	return i.Stories[len(i.Stories)-1]
}

// Unlisted says what the brief does not list: after more, quiet clusters, single
// stories, and warnings and feeds that failed, each with the key that shows them.
func (b *Brief) Unlisted(more, warnings, feeds string) string {
	var parts []string
	if len(b.Items) == 0 {
		parts = append(parts, fmt.Sprintf("Nothing has moved since %s UTC.", b.Since.UTC().Format("2006-01-02 15:04")))
	}
	if more != "" {
		parts = append(parts, more)
	}
	if b.Quiet > 0 {
		parts = append(parts, fmt.Sprintf("Nothing new in %s.", Count(b.Quiet, "cluster", "clusters")))
	}
	if b.Singles > 0 {
		parts = append(parts, Count(b.Singles, "single story", "single stories")+".")
	}
	if b.Lesser > 0 {
		lesser := Count(b.Lesser, "other warning", "other warnings")
		if warnings != "" {
			lesser += ": " + warnings
		}
		parts = append(parts, lesser+".")
	}
	if b.FeedsFailed > 0 {
		failed := Count(b.FeedsFailed, "feed", "feeds") + " failed"
		if feeds != "" {
			failed += ": " + feeds
		}
		parts = append(parts, failed+".")
	}
	return strings.Join(parts, " ")
}

// mostQuoted is how many characters of a change stand in a line.
const mostQuoted = 40

// shown cuts a piece of text that is quoted in a line.
func shown(s string) string {
	if r := []rune(s); len(r) > mostQuoted {
		s = strings.TrimRight(string(r[:mostQuoted-2]), " ") + ".."
	}
	return `"` + s + `"`
}

// Count writes "1 story" or "3 stories".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// CountOrigins writes a number of origins, with ≥ if there may be more.
func CountOrigins(n int, atLeast, ascii bool) string {
	if atLeast && ascii {
		return ">= " + Count(n, "origin", "origins")
	}
	if atLeast {
		return "≥ " + Count(n, "origin", "origins")
	}
	return Count(n, "origin", "origins")
}
