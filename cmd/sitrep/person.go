package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/charmbracelet/x/term"

	"sitrep/internal/store"
)

// person returns the name of who reads: the flag, then SITREP_PERSON; "" is
// the owner of the cache.
func (e *env) person() string { return cmp.Or(e.personFlag, e.getenv("SITREP_PERSON")) }

// forPerson returns a cache as the person who reads sees it. On one machine a
// name separates, it does not protect: a person named for the first time is
// added.
func (e *env) forPerson(ctx context.Context, db *store.DB) (*store.Person, error) {
	name := e.person()
	p, err := db.For(ctx, name)
	if !errors.Is(err, store.ErrNoPerson) {
		return p, err
	}
	if p, err = db.AddPerson(ctx, name); err != nil {
		return nil, err
	}
	e.warn(name + " is new to this cache: marks and places are kept apart from now on, but anyone on this machine can give that name")
	return p, nil
}

// upgradeTeller returns what shows on a terminal how far an upgrade of the
// cache has come, and elsewhere only what a person must know.
func (e *env) upgradeTeller() func(store.Upgrade) {
	f, ok := e.stderr.(*os.File)
	shown := ok && term.IsTerminal(f.Fd())
	begun := false
	return func(u store.Upgrade) {
		if !u.Copying && !begun {
			begun = true
			switch {
			case u.NoCopy != nil:
				e.warn(fmt.Sprintf("bringing the cache from version %d to %d, without a copy of it as it was: %v", u.From, u.To, u.NoCopy))
			default:
				e.warn(fmt.Sprintf("bringing the cache from version %d to %d; it is kept for 30 days as it was in %s", u.From, u.To, e.homePath(u.Copy)))
			}
		}
		if !shown {
			return
		}
		line := fmt.Sprintf("sitrep: bringing it up to date: %d %%", u.Percent)
		if u.Copying {
			line = fmt.Sprintf("sitrep: copying the cache first: %d %%", u.Percent)
		}
		if u.Percent == 100 {
			line += "\n"
		}
		e.rewrite(line)
	}
}
