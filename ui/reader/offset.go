package reader

import (
	"fmt"
	"time"

	"sitrep/internal/news"
)

// Offset returns how much earlier or later than the story from the story s was
// written, in a few cells: "−1h", "+10m", "−3d", "−2y"; "?" if that is not known. The
// sign is U+2212.
func Offset(s, from *news.Story) string {
	if s.Published.IsZero() || from.Published.IsZero() {
		return "?"
	}
	d, sign := s.When().Sub(from.When()), "+"
	if d < 0 {
		d, sign = -d, "−"
	}
	const day = 24 * time.Hour
	switch days := s.PublishedDay || from.PublishedDay; {
	case days && d < day:
		return "0d" // the same day
	case days, d >= 2*day:
		if d >= 2*365*day {
			return fmt.Sprintf("%s%dy", sign, d/(365*day))
		}
		return fmt.Sprintf("%s%dd", sign, d/day)
	case d >= time.Hour:
		return fmt.Sprintf("%s%dh", sign, d/time.Hour)
	case d >= time.Minute:
		return fmt.Sprintf("%s%dm", sign, d/time.Minute)
	}
	return "0m"
}
