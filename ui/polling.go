package ui

import (
	"fmt"

	"sitrep/ui/reader"

	"sitrep/ui/keys"
)

// polls is how polling goes. A round asks dozens of feeds, every few minutes;
// to write each of them into the status row would keep a slow line busy while
// nobody reads. What is shown is therefore as old as the last key, but for
// what a reader has to know.
type polls struct{ now, shown reader.Progress }

// apply notes how polling goes now. It is shown at once while there is nothing
// else to see (empty), when a round ends that was shown, and when a round has
// left other failures behind than the last one. A round in which nothing was
// due says nothing.
func (p *polls) apply(now reader.Progress, empty bool) {
	if now.Total == 0 && !p.now.Running {
		return
	}
	p.now = now
	if empty || !now.Running && (p.shown.Running || now.Failed != p.shown.Failed) {
		p.look()
	}
}

// look shows how polling goes now.
func (p *polls) look() { p.shown = p.now }

// polling says how the present round of polling goes, or what the last one
// left behind.
func (s *Screen) polling() (parts []string) {
	p := s.progress.shown
	if p.Running {
		at := fmt.Sprintf("polling %d/%d", p.Done, p.Total)
		if !p.Now.IsZero() {
			at += ": " + p.Now.String()
		}
		parts = append(parts, at)
	}
	switch {
	case p.Failed == 0:
	case p.Running:
		parts = append(parts, fmt.Sprintf("%d failed", p.Failed))
	default:
		parts = append(parts, fmt.Sprintf("feeds that failed: %d (%s says why)", p.Failed, s.keys.KeyOf(keys.Health)))
	}
	return parts
}
