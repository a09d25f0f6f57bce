package news

import (
	"slices"
	"time"
)

// Filter selects the stories of a list. The zero Filter selects all.
type Filter struct {
	Expr Expr // nil: everything
}

// And returns the filter that asks for what both ask for.
func (f Filter) And(g Filter) Filter {
	switch {
	case f.Expr == nil:
		return g
	case g.Expr == nil:
		return f
	}
	return Filter{Expr: And{f.Expr, g.Expr}}
}

// Lasting reports whether a story that passes the filter still does when stories
// are read or marked.
func (f Filter) Lasting() bool { return lasting(f.Expr) }

func lasting(x Expr) bool {
	var parts []Expr
	switch x := x.(type) {
	case Is:
		return false
	case Not:
		return lasting(x.X)
	case And:
		parts = x
	case Or:
		parts = x
	}
	return !slices.ContainsFunc(parts, func(p Expr) bool { return !lasting(p) })
}

// Expr is a node of a filter's expression tree: one of And, Or, Not, Word,
// Phrase, InTitle, InFeed, HasTag, InLang, Is, HasRelated, InCluster, Since,
// Before, SinceLast, Arrived, Near, AtPlace, OfWarning and Counted.
type Expr interface{ expr() }

type (
	// And holds if all of its parts hold. An empty And holds always.
	And []Expr
	// Or holds if one of its parts holds.
	Or []Expr
	// Not holds if its part does not.
	Not struct{ X Expr }
	// Word holds if headline, summary or text has the word; with Prefix, a
	// word that begins with it.
	Word struct {
		Text   string
		Prefix bool
	}
	// Phrase holds if headline, summary or text has the words in this order.
	Phrase struct{ Text string }
	// InTitle is Word or Phrase (if Text has several words) for the headline.
	InTitle struct {
		Text   string
		Prefix bool
	}
	// InFeed holds if the feed's name or address contains the text, in
	// any case.
	InFeed struct{ Text string }
	// HasTag holds if the feed has the tag.
	HasTag struct{ Tag string }
	// InLang holds if the story is in the language, given as a BCP 47 tag or
	// its first part.
	InLang struct{ Lang string }
	// Is holds if the story is in the state.
	Is struct{ State StoryState }
	// HasRelated holds if the story has references.
	HasRelated struct{}
	// InCluster holds if the story is in the cluster with the ID, or in the one
	// that stands for it.
	InCluster struct{ ID string }
	// Since holds if the story's When is not before Time.
	Since struct{ Time time.Time }
	// Before holds if the story's When is before Time.
	Before struct{ Time time.Time }
	// SinceLast holds if the story arrived after the person looked last at the
	// desk of that name; empty: at all stories. Whoever never looked has all before
	// them.
	SinceLast struct{ Desk string }
	// Arrived holds if the story arrived after the one with Seq After.
	Arrived struct{ After int64 }
)

func (And) expr()        {}
func (Or) expr()         {}
func (Not) expr()        {}
func (Word) expr()       {}
func (Phrase) expr()     {}
func (InTitle) expr()    {}
func (InFeed) expr()     {}
func (HasTag) expr()     {}
func (InLang) expr()     {}
func (Is) expr()         {}
func (HasRelated) expr() {}
func (InCluster) expr()  {}
func (Since) expr()      {}
func (Before) expr()     {}
func (SinceLast) expr()  {}
func (Arrived) expr()    {}

// StoryState is what "is:" asks for.
type StoryState string

// The states of a story.
const (
	IsUnread   StoryState = "unread"
	IsRead     StoryState = "read"
	IsStarred  StoryState = "starred"
	IsFullText StoryState = "fulltext"
	IsEdited   StoryState = "edited" // in substance
)

// Mark is a place in a list: the sort key of one story.
type Mark struct {
	When time.Time
	ID   StoryID
}

// MarkOf returns the place of s.
func MarkOf(s *Story) Mark { return Mark{When: s.When(), ID: s.ID} }

// Window is a part of a list, newest first. The zero Window is the first
// hundred stories. The zero Mark lies behind every story: the window Before it
// is the end of the list.
type Window struct {
	After  *Mark // stories that come after this place (older)
	Before *Mark // the Limit stories next before this place (newer), in list order
	Limit  int   // 0: 100
	UpTo   int64 // only stories with Seq up to this; 0: all
}

// Counts sums a list up.
type Counts struct {
	Total  int
	Unread int
	New    int  // stories that match but arrived after the window's UpTo
	More   bool // there may be more than were counted
}
