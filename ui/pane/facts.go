package pane

import (
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Facts: messages that something has happened. The screen passes each on to
// every pane.
type (
	// CacheChanged says that something in the cache is different now.
	CacheChanged struct{}
	// StoriesArrived says that stories have come which the headlines would
	// list.
	StoriesArrived struct{}
	// StoryPointed says that the cursor of the headlines rests on a story
	// (nil: the list is empty) without opening it.
	StoryPointed struct{ Story *news.Story }
	// StoryOpened says that a story was opened, and at which place in it.
	StoryOpened struct {
		Story   *news.Story
		At      news.Step
		Walk    reader.Walk
		Preview bool // it is shown because the cursor rests on it: no mark changes
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
	// TrailMoved says which way the reader has walked so far. Stories holds
	// those of its steps that the cache still has.
	TrailMoved struct {
		Trail   news.Trail
		Stories map[news.StoryID]*news.Story
	}
	// StateChanged says that read or star marks of stories changed, so that
	// lists can show it at once.
	StateChanged struct {
		Text sanitize.Clean // what to tell the reader about it; may be empty
	}
	// MutesChanged has the mutes in force now.
	MutesChanged struct{ Mutes []news.Mute }
	// SettingsChanged says that Env is different now: its theme, the width of
	// text, or the signs.
	SettingsChanged struct{}
)

// RulesMoved says that the cache holds another time at which the person looked last.
type RulesMoved struct{}
