package pane

import (
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Facts: messages that tell every pane that something has happened.
type (
	// CacheChanged says that something in the cache is different now.
	CacheChanged struct{}
	// StoriesArrived says that stories have come which the headlines would
	// list.
	StoriesArrived struct{}
	// StoryPointed says that the cursor of the headlines rests on a story
	// (nil: the list is empty) without opening it.
	StoryPointed struct{ Story *news.Story }
	// StoryOpened says that the reader wants to read a story, and where in
	// it they should be put (the zero Step: where they last were).
	StoryOpened struct {
		Story *news.Story
		At    news.Step
		// Walk says how they came: by following a reference or link (the
		// trail grows), or along the trail (it does not).
		Walk Walk
	}
	// StoryLoaded says that text and references of the open story are here;
	// each pane that shows the story takes its part. Blocks and references
	// share one numbering, see Numbered.
	StoryLoaded struct {
		Story *news.Story
		Body  news.Body
		Refs  []news.Reference
		Cited []*news.Story
		Err   sanitize.Clean // a sentence; empty: it went well
	}
	// FollowRequested asks the screen to open what a reference or link
	// points at: from the cache, else by fetching it.
	FollowRequested struct {
		Ref  *news.Reference // or
		Link *news.Link
		How  FollowHow
	}
	// TrailMoved says which way the reader has walked so far. Stories holds
	// those of its steps that the cache still has.
	TrailMoved struct {
		Trail   news.Trail
		Stories map[news.StoryID]*news.Story
	}
	// StepChosen asks the screen to go to a step of the trail.
	StepChosen struct{ At int }
	// StateChanged says that read or star marks of stories changed, so that
	// lists can show it at once.
	StateChanged struct {
		Text sanitize.Clean // what to tell the reader about it; may be empty
	}
	// SettingsChanged says that Env is different now: its theme, the width of
	// text, or the signs.
	SettingsChanged struct{}
	// Progress says how polling goes. The zero Progress means that nothing
	// is going on.
	Progress struct {
		Running bool
		Done    int // feeds finished in this round
		Total   int // feeds in this round
		Failed  int
		New     int            // stories that this round brought so far
		Now     sanitize.Clean // what is being fetched
	}
	// Told is a sentence for the status row: what was done, or why not.
	Told struct {
		Text sanitize.Clean
		// Shown is shown in full over the last rows of the panes, to be
		// selected with the mouse; it may be empty.
		Shown sanitize.Clean
		Bad   bool
	}
)

// FollowHow says what becomes of a reference or link.
type FollowHow int

// What can become of it.
const (
	Here        FollowHow = iota // it is opened inside sitrep
	InBrowser                    // its address is opened in a browser
	ToClipboard                  // its address is copied
)

// Walk says how a reader came to a story.
type Walk int

// The ways to a story.
const (
	Opened   Walk = iota // from a list: a new trail begins
	Followed             // by a reference or link: one step further
	Back                 // along the trail
	Forward
)
