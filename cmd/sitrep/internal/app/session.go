package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/ui/reader"
)

// A screen reads the cache.
var _ reader.Library = (*store.Person)(nil)

// Session is the use of an App by one person, at one screen or in one command.
// Make one with App.Session.
type Session struct {
	*App

	// Cache is the cache with the marks and positions of this person. Methods
	// that are the same for everybody may be called on DB.
	Cache *store.Person

	number int64 // among the sessions of the App, from 1
}

// person returns the name of who runs this process; "" is the owner of the cache.
func (o Options) person() string { return cmp.Or(o.Person, o.Getenv("SITREP_PERSON")) }

// OwnSession returns a new session of the person whom the options name. On one
// machine a name separates, it does not protect: a person named for the first
// time is added.
func (a *App) OwnSession(ctx context.Context) (*Session, error) {
	name := a.person()
	if _, err := a.DB.For(ctx, name); errors.Is(err, store.ErrNoPerson) {
		if _, err := a.DB.AddPerson(ctx, name); err != nil {
			return nil, err
		}
		a.warn("%s is new to this cache: marks and places are kept apart from now on, but anyone on this machine can give that name", name)
	}
	return a.Session(ctx, name)
}

// Session returns a new session of the person of that name; "" is the owner of
// the cache. The error matches store.ErrNoPerson if there is none.
func (a *App) Session(ctx context.Context, name string) (*Session, error) {
	p, err := a.DB.For(ctx, name)
	if err != nil {
		return nil, err
	}
	return &Session{App: a, Cache: p, number: a.sessions.Add(1)}, nil
}

// name identifies the session as the holder of a place. The sessions of one
// process need different names, or the second would renew the lease of the first.
func (s *Session) name() Holder {
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
