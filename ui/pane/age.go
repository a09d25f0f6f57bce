package pane

import (
	"time"

	"sitrep/internal/news"
)

// AgeOf says how old a story is, in at most 5 cells.
func AgeOf(s *news.Story, now time.Time, zone *time.Location) string {
	if t := s.When(); t.Equal(s.FirstSeen) && !t.Equal(s.Published) {
		return age(t, now, false, zone)
	}
	return age(s.Published, now, s.PublishedDay, zone)
}
