package reader

import (
	"fmt"
	"math"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/warning"
)

// OnMap returns the warnings that are on a map: in force at a time, with a point,
// and no tests, the most severe first; lost is how many are in force without a
// point.
func OnMap(all []warning.Entry, now time.Time) (list []warning.Entry, lost int) {
	in, _ := InForce(all, now)
	for _, e := range in {
		if _, ok := warning.Center(e.Message); ok {
			list = append(list, e)
		} else {
			lost++
		}
	}
	return list, lost
}

// InForce returns the warnings that are in force at a time and no tests, in their
// order; others is how many are left.
func InForce(all []warning.Entry, now time.Time) (list []warning.Entry, others int) {
	for _, e := range all {
		if e.Test || e.Chain.StateOf(e.Message, now) != warning.InForce {
			others++
		} else {
			list = append(list, e)
		}
	}
	return list, others
}

// MapSign is the sign of a warning on a map: each severity has a shape of its
// own, and so have quakes.
func MapSign(e warning.Entry, ascii bool) string {
	nice, plain := "○", "o"
	switch {
	case e.Message.Quake != nil && e.Severity.Rank() < news.SeveritySevere.Rank():
		nice, plain = "+", "+"
	case e.Severity == news.SeverityExtreme:
		nice, plain = "▲", "A"
	case e.Severity == news.SeveritySevere:
		nice, plain = "◆", "#"
	case e.Severity == news.SeverityModerate:
		nice, plain = "●", "*"
	}
	if ascii {
		return plain
	}
	return nice
}

// MapTitle is a warning in a few words: how severe, what, where.
func MapTitle(e warning.Entry) string {
	w := e.Message
	s := w.Event.String()
	if w.Quake != nil && w.Quake.Magnitude != nil {
		s = fmt.Sprintf("M %.1f", *w.Quake.Magnitude)
	}
	for _, a := range w.Areas {
		if !a.Name.IsZero() {
			return s + ": " + a.Name.String()
		}
	}
	return s + ": " + w.Headline.String()
}

// PointText writes a point to a tenth of a degree: "48.5 north, 24.1 east".
func PointText(p news.Point) string {
	ns, ew := "north", "east"
	if p.Lat < 0 {
		ns = "south"
	}
	if p.Lon < 0 {
		ew = "west"
	}
	return fmt.Sprintf("%.1f %s, %.1f %s", math.Abs(p.Lat), ns, math.Abs(p.Lon), ew)
}
