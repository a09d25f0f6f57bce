package ui

import "sitrep/internal/news"

// Opened returns the story that is open, nil if none is.
func (s *Screen) Opened() *news.Story { return s.load.open }
