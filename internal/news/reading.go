package news

import (
	"maps"
	"slices"
)

// Step is one stop on the reader's trail: a story and where in it they were.
type Step struct {
	Story StoryID    `json:"story"`
	View  BodyOrigin `json:"view,omitempty"`
	Top   int        `json:"top"`            // index of the block at the top of the screen
	Line  int        `json:"line"`           // line of that block
	Flow  int        `json:"flow,omitempty"` // the part of the block that is there, whatever the width; less than 0: of the heading
	At    int        `json:"at,omitempty"`   // the byte of that part with which the line begins
	Ref   int        `json:"ref,omitempty"`  // the reference or link that was focused; 0: none
	// Where the story stood in the list that it was opened from, and how many that
	// had; 0: it was not opened from a list, or that is not known.
	N  int `json:"n,omitempty"`
	Of int `json:"of,omitempty"`
}

// Trail is the way a reader walked: the steps, and the one they stand on.
// The zero Trail is empty.
type Trail struct {
	Steps []Step `json:"steps"`
	At    int    `json:"at"`
	// Left are the steps that were ahead when the reader went another way, the
	// latest first; empty: there are none.
	Left []Step `json:"left,omitempty"`
}

// How many steps of a trail are kept, and of those that were left.
const (
	longestTrail = 500
	mostLeft     = 100
)

// Follow returns the trail with a step after the one the reader stands on, who
// then stands on it. Later steps are dropped, and the oldest steps of a long
// trail are forgotten. The steps of t stay as they are.
func (t Trail) Follow(s Step) Trail {
	here := min(t.At+1, len(t.Steps))
	way := t.Steps[:here]
	left := t.Left
	if here < len(t.Steps) {
		left = slices.Concat(t.Steps[here:], t.Left)
		left = left[:min(len(left), mostLeft)]
	}
	way = append(slices.Clone(way), s)
	way = way[max(len(way)-longestTrail, 0):]
	return Trail{Steps: way, At: len(way) - 1, Left: left}
}

// Session is how a reader left the screen, so that they come back to it after
// a lost line. The zero Session is the screen as it begins.
type Session struct {
	Story StoryID `json:"story,omitempty"` // the open one; empty: none
	Pane  string  `json:"pane,omitempty"`  // which had the focus, by its name; empty: the headlines
	Desk  string  `json:"desk,omitempty"`  // its name; empty: all stories
	Query string  `json:"query,omitempty"` // the search; empty: none
	// Narrow: the search is of the desk only; false: of the whole cache.
	Narrow bool `json:"narrow,omitempty"`
	// Unread: only unread stories are listed.
	Unread bool    `json:"unread,omitempty"`
	At     StoryID `json:"at,omitempty"`    // the headline under the cursor
	First  StoryID `json:"first,omitempty"` // the first headline that can be seen
	Above  int     `json:"above,omitempty"` // how many can be seen above the cursor
	UpTo   int64   `json:"up_to,omitempty"` // the Seq of the newest story that the list shows; 0: the latest
	Zoom   bool    `json:"zoom,omitempty"`  // only the focused pane can be seen
	// Sources: the sources stand beside the headlines, where there is room.
	Sources bool  `json:"sources,omitempty"`
	Sizes   Sizes `json:"sizes,omitzero"`
}

// Sizes says by how much the reader has made panes larger than they are by
// default; negative: smaller. The zero Sizes is the default.
type Sizes struct {
	Headlines int `json:"headlines,omitempty"` // columns
	ReadAlso  int `json:"readalso,omitempty"`  // columns, beside the story
	Strip     int `json:"strip,omitempty"`     // rows of read also, under the story
	List      int `json:"list,omitempty"`      // rows of headlines, above the story
}

// Lines are the lines that a reader typed, by purpose, the latest
// last.
type Lines map[string][]string

// mostLines is how many typed lines are kept for each purpose.
const mostLines = 50

// With returns the lines and newer ones behind them: each line once, where it
// was typed last, and no more than the latest 50 for each purpose. It changes
// neither.
func (l Lines) With(newer Lines) Lines {
	out := maps.Clone(l)
	if out == nil {
		out = Lines{}
	}
	for purpose, typed := range newer {
		have := slices.DeleteFunc(slices.Clone(l[purpose]), func(s string) bool { return slices.Contains(typed, s) })
		have = append(have, typed...)
		out[purpose] = have[max(len(have)-mostLines, 0):]
	}
	return out
}
