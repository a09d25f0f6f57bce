package app

import (
	"context"
	"errors"
	"fmt"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/ui/reader"
)

// The cache is what a screen reads.
var _ reader.Library = (*store.DB)(nil)

// Session is one person with an App, at one screen or in one command.
type Session struct {
	*App

	// Cache is the cache as the person sees it: with the person's own marks
	// and places.
	Cache *store.DB

	number int64 // among the sessions of the App, from 1
}

// Session returns a new session of the one person that a cache has today.
func (a *App) Session() *Session {
	return &Session{App: a, Cache: a.DB, number: a.sessions.Add(1)}
}

// name is what others are told of the session that holds a place. An App may
// have several sessions, which must not be taken for one.
func (s *Session) name() string {
	if s.number == 1 {
		return s.owner("sitrep")
	}
	return s.owner(fmt.Sprintf("sitrep, session %d", s.number))
}

// Find returns the story that a REF on the command line means.
func (s *Session) Find(ctx context.Context, ref string) (*news.Story, error) {
	story, err := s.Cache.Find(ctx, ref)
	if errors.Is(err, news.ErrNotFound) {
		return nil, fmt.Errorf("%w (sitrep list prints the ids)", err)
	}
	return story, err
}

// Show reads what belongs to a story, to be printed.
func (s *Session) Show(ctx context.Context, story *news.Story) (*present.Story, error) {
	return present.Load(ctx, s.Cache, s.Sources(), story)
}
