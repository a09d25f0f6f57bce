package reader

import (
	"context"

	"sitrep/internal/news"
)

// Events answers from many stories, or from the wordings of one.
// Its methods block and may be called concurrently; the screen calls them from
// commands only.
type Events interface {
	// Versions returns the wordings of a story that are kept, the first first;
	// the last is the present one.
	Versions(ctx context.Context, st *news.Story) ([]Version, error)
	// EventOf returns the event that a story is in, with where each story comes
	// from. With why each has the reason for which it is there, which takes
	// longer. A story that nobody else reports is an event of one.
	EventOf(ctx context.Context, id news.StoryID, why bool) (*Event, error)
	// Brief returns the changes since a look; the zero Look: the person's own.
	Brief(ctx context.Context, from news.Look) (*Brief, error)
	// SetLook notes up to where the person has seen the stories.
	SetLook(ctx context.Context, look news.Look) error
}
