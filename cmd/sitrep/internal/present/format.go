// Package present formats stories, chains and reports as JSON, Markdown and lines
// of text. It returns text and values; only cmd/sitrep writes them anywhere.
package present

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// Stamp writes a time for people, in UTC; unknown is a dash.
func Stamp(t time.Time) string {
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
	return Stamp(s.Published) + " UTC"
}

// Fit cuts s to w columns, the end marked, and fills it up with spaces.
// w 0 leaves it as it is.
func Fit(s string, w int) string {
	if w <= 0 {
		return s
	}
	s = ansi.Truncate(s, w, "…")
	return s + strings.Repeat(" ", w-ansi.StringWidth(s))
}

// Wrap breaks s into lines of at most w columns, each but the first after
// the indent. w 0 leaves it as it is.
func Wrap(s, indent string, w int) string {
	if w <= 0 {
		return s
	}
	lines := strings.Split(ansi.Wrap(s, max(w-len(indent), 10), ""), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.Join(lines, "\n"+indent)
}

// Bytes writes a size for people.
func Bytes(n int64) string {
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

// Count writes "1 story" or "3 stories".
func Count(n int, one, many string) string {
	return reader.Count(n, one, many)
}

// Table writes rows in columns that are as wide as their widest cell. The last
// column is cut at width columns; 0: not cut.
func Table(rows [][]string, width int) string {
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
				line.WriteString(Fit(cell, widest[i]) + "  ")
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
	return b.String()
}
