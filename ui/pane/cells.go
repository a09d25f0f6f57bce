package pane

import (
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/reader"
	"sitrep/ui/typeset"
)

// widest is how far apart the columns of a screen of its own may stand, in
// cells: an eye that goes from a name to its figures must not lose the row.
const widest = 120

// fit cuts or pads a text without escape sequences to exactly w cells.
func fit(s string, w int, ascii bool) string {
	if w <= 0 {
		return ""
	}
	s = Cut(s, w, ascii)
	if n := ansi.StringWidthWc(s); n < w {
		s += strings.Repeat(" ", w-n)
	}
	return s
}

// Cut returns a text without escape sequences in at most w cells, with a mark
// where it goes on.
func Cut(s string, w int, ascii bool) string { return typeset.Cut(s, w, ellipsis(w, ascii)) }

// cells is the width of a text without escape sequences.
func cells(s string) int { return ansi.StringWidthWc(typeset.Drawn(s)) }

// fitRight is fit with the padding on the left.
func fitRight(s string, w int, ascii bool) string {
	if n := ansi.StringWidthWc(typeset.Drawn(s)); n < w {
		return strings.Repeat(" ", w-n) + typeset.Drawn(s)
	}
	return fit(s, w, ascii)
}

func ellipsis(w int, ascii bool) string {
	switch {
	case w < 3:
		return ""
	case ascii:
		return ".."
	}
	return "…"
}

// page makes exactly h lines of lines that are w cells each.
func page(lines []string, w, h int) string {
	if h <= 0 {
		return ""
	}
	if len(lines) > h {
		lines = lines[:h]
	}
	blank := strings.Repeat(" ", max(w, 0))
	for len(lines) < h {
		lines = append(lines, blank)
	}
	return strings.Join(lines, "\n")
}

// wrapped breaks a text without escape sequences into lines of at most w
// cells.
func wrapped(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	return strings.Split(ansi.WrapWc(s, w, ""), "\n")
}

// age says how long ago t was, in at most 5 cells: "now", "5m", "3h", "6d",
// "16Feb", "Feb25". With day set only the day of t is known.
func age(t, now time.Time, day bool, zone *time.Location) string {
	if t.IsZero() {
		return "?"
	}
	d := now.Sub(t)
	switch {
	case day && d >= 0 && d < 24*time.Hour:
		return "today"
	case day:
		zone = time.UTC
	case d < time.Minute:
		return "now"
	case d < time.Hour:
		return strconv.Itoa(int(d/time.Minute)) + "m"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d/time.Hour)) + "h"
	}
	switch local := t.In(orUTC(zone)); {
	case d < 7*24*time.Hour:
		return strconv.Itoa(int(d/(24*time.Hour))) + "d"
	case d < 300*24*time.Hour:
		return local.Format("2Jan")
	default:
		return local.Format("Jan06")
	}
}

// clock writes the time of a moment of today, "01:52", or the day of an older one,
// in at most 6 cells: "26 Nov", "Nov'25". With day set only the day of t is known.
func clock(t, now time.Time, day bool, zone *time.Location) string {
	local, today := t.In(orUTC(zone)), now.In(orUTC(zone))
	if day {
		local = t.UTC()
	}
	switch {
	case t.IsZero():
		return "?"
	case reader.SameDay(local, today) && day:
		return "today"
	case reader.SameDay(local, today):
		return local.Format("15:04")
	case now.Sub(t) < 300*24*time.Hour:
		return local.Format("2 Jan")
	}
	return local.Format("Jan'06")
}

func orUTC(z *time.Location) *time.Location {
	if z == nil {
		return time.UTC
	}
	return z
}

// repeat returns a sign n times.
func repeat(sign string, n int) string { return strings.Repeat(sign, max(n, 0)) }
