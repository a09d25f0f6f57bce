package app

import (
	"context"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// servedEvents are the events of a served session. Everybody sees where stories were
// moved by hand, so editors alone move them.
type servedEvents struct {
	reader.Events
	editor func() bool
}

var _ reader.Events = servedEvents{}

// Events returns the events of the session's person.
func (v *Served) Events() reader.Events { return servedEvents{v.a.s, v.editor} }

// Join makes stories one event with another.
func (e servedEvents) Join(ctx context.Context, with string, ids ...news.StoryID) (reader.Regrouped, error) {
	if !e.editor() {
		return reader.Regrouped{}, ErrNoEditor
	}
	return e.Events.Join(ctx, with, ids...)
}

// Part makes stories an event of their own.
func (e servedEvents) Part(ctx context.Context, ids ...news.StoryID) (reader.Regrouped, error) {
	if !e.editor() {
		return reader.Regrouped{}, ErrNoEditor
	}
	return e.Events.Part(ctx, ids...)
}

// PutBack takes back a move.
func (e servedEvents) PutBack(ctx context.Context, r reader.Regrouped) error {
	if !e.editor() {
		return ErrNoEditor
	}
	return e.Events.PutBack(ctx, r)
}
