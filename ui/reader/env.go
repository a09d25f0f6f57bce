package reader

import (
	"context"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Env is the environment of a reader, on the screen and in lines. Ctx, Library,
// Actions and Now are needed.
type Env struct {
	Ctx     context.Context //nolint:containedctx // of the whole run: commands of the screen take no context
	Library Library
	Actions Actions
	Events  Events // nil: nothing is worked out
	Fold    bool   // stories of one event are listed as one
	// BriefFirst begins with the brief after BriefAfter or more away.
	BriefFirst bool
	Now        func() time.Time
	Zone       *time.Location // the person's local time; nil: UTC
	Desks      []Desk
	Pipes      []sanitize.Clean // names of programs that take a story's text
	// MatchWarning reports whether a warning is one that a filter asks for; nil:
	// warnings are found by their words alone.
	MatchWarning func(f news.Filter, w *news.Warning) bool
	// Notebook keeps pins and notes and writes reports; nil: there is none.
	Notebook Notebook
	// Watch has the alerts; nil: there are none.
	Watch Watch
	// Parse makes a filter of a query; nil: nothing can be searched.
	Parse func(query string, now time.Time) (news.Filter, error)
	// Doubt looks at the host of an address: is it taken for a source that the
	// person knows? nil: nobody looks. It is quick, and called while drawing.
	Doubt func(address string) sanitize.Doubt
	// Welcome returns what to say while the cache is empty, such as where a
	// configuration would go; it may be nil. It blocks.
	Welcome func() []sanitize.Clean
}

// Desk is a saved query with a key of its own.
type Desk struct {
	Name   sanitize.Clean
	Query  sanitize.Clean
	Filter func(now time.Time) news.Filter
	Key    string
}
