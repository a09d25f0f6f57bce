package reader

import (
	"context"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Regrouped is what Join or Part has done: where the stories were before.
type Regrouped struct {
	Text sanitize.Clean // the result, as a sentence
	Was  []news.Member
}

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
	// Join makes stories one event with another, given by a story's ID or address or by
	// the ID of an event. Part makes them an event of their own. Both stay so, whatever
	// the stories have in common. PutBack takes either back.
	Join(ctx context.Context, with string, ids ...news.StoryID) (Regrouped, error)
	Part(ctx context.Context, ids ...news.StoryID) (Regrouped, error)
	PutBack(ctx context.Context, r Regrouped) error
	// Recount counts outlets and origins of the event of a story once more, as its texts
	// may have come.
	Recount(ctx context.Context, id news.StoryID) error
	// SetLook notes up to where the person has seen the stories.
	SetLook(ctx context.Context, look news.Look) error
}
