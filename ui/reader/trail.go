package reader

import (
	"context"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Walk is the way by which a person came to a story.
type Walk int

// The ways to a story.
const (
	Opened   Walk = iota // from a list: a new trail begins
	Followed             // by a reference or link: one step further
	Back                 // along the trail
	Forward
)

// Enter returns the trail after a story was opened: here is the step, at its
// index on the trail if the way is Back or Forward. An index beyond the trail
// begins a new one.
func Enter(t news.Trail, w Walk, here news.Step, at int) news.Trail {
	switch {
	case w == Followed:
		return t.Follow(here)
	case w != Opened && at < len(t.Steps):
		t.At = at
		return t
	}
	return news.Trail{Steps: []news.Step{here}}
}

// Note writes a position into the step that the trail is at, if that step is
// the story's.
func Note(t *news.Trail, position news.Step) {
	if t.At >= 0 && t.At < len(t.Steps) && t.Steps[t.At].Story == position.Story {
		t.Steps[t.At] = position
	}
}

// StepTo returns the step of the trail that index to leads to, or the sentence
// that refuses it. While no story is open that is the step at which the last
// session ended, whatever to is.
func StepTo(t news.Trail, to int, open bool) (step int, refused sanitize.Clean) {
	switch {
	case len(t.Steps) == 0:
		return 0, sanitize.Lit(NoTrail)
	case !open:
		return t.At, sanitize.Clean{}
	case to < 0:
		return 0, sanitize.Lit(TrailBegins)
	case to >= len(t.Steps):
		return 0, sanitize.Lit(TrailEnds)
	}
	return to, sanitize.Clean{}
}

// Toward returns the way to a step of the trail: Forward or Back.
func Toward(t news.Trail, step int) Walk {
	if step > t.At {
		return Forward
	}
	return Back
}

// LastTrail returns the trail of the last session. One that cannot be read is
// empty: there is nothing to go back to.
func LastTrail(ctx context.Context, lib Place) news.Trail {
	t, err := lib.Trail(ctx)
	if err != nil || len(t.Steps) == 0 {
		return news.Trail{}
	}
	t.At = min(max(t.At, 0), len(t.Steps)-1)
	return t
}
