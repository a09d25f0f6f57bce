package news

import (
	"sitrep/internal/sanitize"
)

// RefKind says how a reference was found.
type RefKind string

// The kinds of reference. Bodylink is an ordinary link in the text; it is
// kept apart and never counted as a reference.
const (
	RefInline   RefKind = "inline"   // an editor's line between the paragraphs
	RefBlock    RefKind = "block"    // a list or box beside or after the text
	RefFeed     RefKind = "feed"     // the feed says so: Atom rel=related or via
	RefJSONLD   RefKind = "jsonld"   // schema.org relatedLink
	RefText     RefKind = "text"     // a title without an address
	RefBodylink RefKind = "bodylink" // an ordinary link to another article of the site
)

// Match says how sure the resolution of a reference is.
type Match string

// The tiers of resolution, best first; Unresolved is the zero value.
const (
	Unresolved Match = ""
	ByURL      Match = "url"    // same address: exact
	ByTitle    Match = "title"  // same title: exact
	Likely     Match = "likely" // nearly the same title
	Maybe      Match = "maybe"  // ask before opening
)

// Exact reports whether the match needs no judgement.
func (m Match) Exact() bool { return m == ByURL || m == ByTitle }

// Reference is an edge: one story points at another. It is kept and shown
// whether or not the cache has the story it points at.
type Reference struct {
	From      StoryID
	N         int // order in the story, from 1
	Title     sanitize.Clean
	URL       string         // empty: a title alone
	Marker    sanitize.Clean // as printed: "Read also"
	Kind      RefKind
	Paragraph int     // how many blocks of the body stand before it
	Amid      bool    // text of the page stands behind it; known of stories in the cache
	Score     float64 // confidence that this is a reference, 0 to 1

	To     StoryID // the story in the cache; empty: none found yet
	Match  Match
	Target *Story // that story, when the cache was asked for it
}
