package main

import (
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/term"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// storyFields are the fields of a story in JSON that list and show share.
type storyFields struct {
	ID        news.StoryID   `json:"id"`
	Feed      string         `json:"feed,omitempty"` // as it may be shown
	Title     sanitize.Clean `json:"title,omitzero"`
	URL       string         `json:"url,omitempty"`
	Published news.FuzzyTime `json:"published,omitzero"`
	Updated   news.FuzzyTime `json:"updated,omitzero"`
	FirstSeen news.FuzzyTime `json:"first_seen,omitzero"`
	Read      bool           `json:"read"`
	Starred   bool           `json:"starred"`
	Summary   sanitize.Clean `json:"summary,omitzero"`
	Language  string         `json:"language,omitempty"`
	Source    sanitize.Clean `json:"source,omitzero"`
}

// shownAddress returns an address as it may be shown; none stays none.
func shownAddress(address string) string {
	if address == "" {
		return ""
	}
	return sanitize.Redacted(address)
}

func fieldsOf(s *news.Story) storyFields {
	return storyFields{
		ID: s.ID, Feed: shownAddress(string(s.Feed)), Title: s.Headline, URL: s.URL,
		Published: news.FuzzyTime{T: s.Published, Day: s.PublishedDay},
		Updated:   news.FuzzyTime{T: s.Updated}, FirstSeen: news.FuzzyTime{T: s.FirstSeen},
		Read: s.Read, Starred: s.Starred, Summary: s.Summary, Language: s.Lang, Source: s.Source,
	}
}

// refFields are the fields of a reference in JSON.
type refFields struct {
	Title      sanitize.Clean `json:"title,omitzero"`
	URL        string         `json:"url,omitempty"`
	Marker     sanitize.Clean `json:"marker,omitzero"`
	Kind       news.RefKind   `json:"kind"`
	Paragraph  int            `json:"paragraph"`
	Confidence float64        `json:"confidence"`
	ID         news.StoryID   `json:"id,omitempty"`
	ResolvedBy news.Match     `json:"resolved_by,omitempty"`
	doubtFields
}

func refOf(r news.Reference, known *sanitize.Sources) refFields {
	return refFields{
		Title: r.Title, URL: r.URL, Marker: r.Marker, Kind: r.Kind, Paragraph: r.Paragraph,
		Confidence: math.Round(r.Score*100) / 100, ID: r.To, ResolvedBy: r.Match, doubtFields: doubtOf(known, r.URL),
	}
}

// stamp writes a time for people, in UTC; unknown is a dash.
func stamp(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04")
}

// claimed writes the time of publication as far as it is known.
func claimed(s *news.Story) string {
	switch {
	case s.Published.IsZero():
		return "unknown"
	case s.PublishedDay:
		return s.Published.UTC().Format(time.DateOnly)
	}
	return stamp(s.Published) + " UTC"
}

// screenWidth returns the columns of the terminal that w is, or otherwise.
func screenWidth(w io.Writer, otherwise int) int {
	if f, ok := w.(*os.File); ok {
		if columns, _, err := term.GetSize(f.Fd()); err == nil && columns > 0 {
			return columns
		}
	}
	return otherwise
}

// fit cuts s to w columns, the end marked, and fills it up with spaces.
// w 0 leaves it as it is.
func fit(s string, w int) string {
	if w <= 0 {
		return s
	}
	s = ansi.Truncate(s, w, "…")
	return s + strings.Repeat(" ", w-ansi.StringWidth(s))
}

// wrap breaks s into lines of at most w columns, each but the first after
// the indent. w 0 leaves it as it is.
func wrap(s, indent string, w int) string {
	if w <= 0 {
		return s
	}
	lines := strings.Split(ansi.Wrap(s, max(w-len(indent), 10), ""), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n"+indent)
}

// table writes rows in columns that are as wide as their widest cell; the
// last column is cut at the edge of the screen.
func (e *env) table(rows [][]string) error {
	width := screenWidth(e.stdout, 0)
	var widest []int
	for _, r := range rows {
		for i, cell := range r {
			if i == len(widest) {
				widest = append(widest, 0)
			}
			widest[i] = max(widest[i], ansi.StringWidth(cell))
		}
	}
	var b strings.Builder
	for _, r := range rows {
		used := 0
		var line strings.Builder
		for i, cell := range r {
			if i < len(r)-1 {
				line.WriteString(fit(cell, widest[i]) + "  ")
				used += widest[i] + 2
				continue
			}
			if width > used {
				cell = ansi.Truncate(cell, width-used, "…")
			}
			line.WriteString(cell)
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return e.printText(b.String())
}

// bytesText writes a size for people.
func bytesText(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
	case n >= 1<<10:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	default:
		return fmt.Sprintf("%d B", n)
	}
}

// count writes "1 story" or "3 stories".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
