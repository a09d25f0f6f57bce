package reader

import (
	"context"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Walk is the way by which a person came to a story.
type Walk int

// The ways to a story.
const (
	Opened   Walk = iota // from a list, a search or by its address: one step further
	Followed             // by a reference or link: one step further
	Back                 // along the trail
	Forward
)

// Enter returns the trail after a story was opened: here is the step, at its
// index on the trail if the way is Back or Forward. Each other way is a step
// further, but to open the story of the present step again is none. What was
// ahead is left. An index beyond the trail is a step further too.
func Enter(t news.Trail, w Walk, here news.Step, at int) news.Trail {
	switch {
	case (w == Back || w == Forward) && at < len(t.Steps):
		t.At = at
		return t
	case w == Opened && t.At >= 0 && t.At < len(t.Steps) && t.Steps[t.At].Story == here.Story:
		return t
	}
	return t.Follow(here)
}

// TrailStories returns the stories of the steps of a trail, also of those that were
// left, as far as the cache has them. It blocks.
func TrailStories(ctx context.Context, lib Stories, t news.Trail) map[news.StoryID]*news.Story {
	var ids []news.StoryID
	for _, s := range slices.Concat(t.Steps, t.Left) {
		ids = append(ids, s.Story)
	}
	slices.Sort(ids)
	cached := map[news.StoryID]*news.Story{}
	// What cannot be read is not there to go back to.
	rows, _ := lib.StoriesByID(ctx, slices.Compact(ids)...)
	for _, s := range rows {
		cached[s.ID] = s
	}
	return cached
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
