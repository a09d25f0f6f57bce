package news

import (
	"time"

	"sitrep/internal/sanitize"
)

// Remark is a person's remark on a story: a pin, a note, or a judgement in
// the words of the watch. It names the story by its address, so that it can be
// handed to another cache, which may not have the story.
type Remark struct {
	Kind   RemarkKind     `json:"kind"`
	URL    string         `json:"url"`           // of the story; "story:" and its ID if it has no address
	Text   sanitize.Clean `json:"text,omitzero"` // of a note; a Status
	At     time.Time      `json:"at"`
	Author sanitize.Clean `json:"by,omitzero"` // the name of a person; empty: the owner of the cache

	// Of the story, as it stood then.
	Title     sanitize.Clean `json:"title,omitzero"`
	Source    sanitize.Clean `json:"source,omitzero"`
	Published time.Time      `json:"published,omitzero"`
	Retrieved time.Time      `json:"retrieved,omitzero"`
	SHA256    string         `json:"sha256,omitempty"` // of headline and text; empty: not known
	Event     []string       `json:"event,omitempty"`  // addresses of other stories of its event
}

// RemarkKind is a kind of remark.
type RemarkKind string

// The kinds of remarks. Pins are a person's own; notes and judgements are shared
// by all who read the cache, with their author.
const (
	RemarkPin    RemarkKind = "pin"
	RemarkNote   RemarkKind = "note"
	RemarkStatus RemarkKind = "status"
)

// Statuses are the judgements of a watch about a story. They are kept apart from
// what sources say.
func Statuses() []string { return []string{"claimed", "assessed", "disputed", "withdrawn"} }
