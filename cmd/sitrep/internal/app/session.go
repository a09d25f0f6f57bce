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

// A screen reads the cache.
var _ reader.Library = (*store.DB)(nil)

// Session is the use of an App by one person, at one screen or in one command.
// Make one with App.Session.
type Session struct {
	*App

	// Cache is the cache with the marks and positions of this person. Methods
	// that are the same for everybody may be called on DB.
	Cache *store.DB

	number int64 // among the sessions of the App, from 1
}

// Session returns a new session. A cache has one person today.
func (a *App) Session() *Session {
	return &Session{App: a, Cache: a.DB, number: a.sessions.Add(1)}
}

// name identifies the session as the holder of a place. The sessions of one
// process need different names, or the second would renew the lease of the first.
func (s *Session) name() string {
	if s.number == 1 {
		return s.owner("sitrep")
	}
	return s.owner(fmt.Sprintf("sitrep, session %d", s.number))
}

// Find returns the story with an id or an address. The error matches
// news.ErrNotFound if there is none.
func (s *Session) Find(ctx context.Context, ref string) (*news.Story, error) {
	story, err := s.Cache.Find(ctx, ref)
	if errors.Is(err, news.ErrNotFound) {
		return nil, fmt.Errorf("%w (sitrep list prints the ids)", err)
	}
	return story, err
}

// Show reads everything about a story that is printed.
func (s *Session) Show(ctx context.Context, story *news.Story) (*present.Story, error) {
	return present.Load(ctx, s.Cache, s.Sources(), story)
}
