package ui

import (
	"fmt"

	"sitrep/ui/reader"

	"sitrep/ui/keys"
)

// polls is how polling goes. A round asks dozens of feeds, every few minutes;
// to write each of them into the status row would keep a slow line busy while
// nobody reads. The screen is therefore as old as the last key, but for
// the news that a reader must have.
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

// failures says how many feeds failed in the last round, in as few characters as the
// row has always room for; "" if none did.
func (s *Screen) failures() string {
	n := s.progress.shown.Failed
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s!%d", s.keys.KeyOf(keys.Health), n)
}

// polling says how the present round of polling goes; "" if there is none. The feed
// is named only where no failure stands beside it, whose name it would seem to be.
func (s *Screen) polling() (short, long string) {
	p := s.progress.shown
	if !p.Running {
		return "", ""
	}
	short = fmt.Sprintf("polling %d/%d", p.Done, p.Total)
	if p.Now.IsZero() || p.Failed > 0 {
		return short, short
	}
	return short, short + ": " + p.Now.String()
}
