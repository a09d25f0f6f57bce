package reader

import (
	"context"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Toggled is the other state of a mark.
func Toggled(now bool) bool { return !now }

// Set is a mark that is set, whatever it was.
func Set(bool) bool { return true }

// SetRead changes the read mark of a story from its present state in the cache
// to what read makes of it. It returns the story as it was and the sentence
// about what was done. It blocks.
func (e *Env) SetRead(ctx context.Context, id news.StoryID, read func(now bool) bool) (*news.Story, sanitize.Clean, error) {
	s, err := e.Library.Story(ctx, id)
	if err != nil {
		return nil, sanitize.Clean{}, err
	}
	if read(s.Read) {
		return s, sanitize.Lit(MarkedRead), e.Library.MarkRead(ctx, true, id)
	}
	return s, sanitize.Lit(MarkedUnread), e.Library.MarkRead(ctx, false, id)
}

// SetStar is SetRead for the star.
func (e *Env) SetStar(ctx context.Context, id news.StoryID, starred func(now bool) bool) (*news.Story, sanitize.Clean, error) {
	s, err := e.Library.Story(ctx, id)
	if err != nil {
		return nil, sanitize.Clean{}, err
	}
	if starred(s.Starred) {
		return s, sanitize.Lit(Starred), e.Library.Star(ctx, true, id)
	}
	return s, sanitize.Lit(StarOff), e.Library.Star(ctx, false, id)
}
