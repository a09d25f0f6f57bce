package pane

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/reader"
)

// Requests: messages by which a pane asks the screen for something. The screen
// carries them out; what then has happened is a fact.
type (
	// StoryRequested asks for a story to be opened, at the place where the
	// reader last was in it.
	StoryRequested struct {
		Story *news.Story
		// Walk says how they come: by following a reference or link, or from a
		// list; each is a step of the trail.
		Walk reader.Walk
	}
	// FollowRequested asks for the target of a reference or link to be opened:
	// from the cache, else by fetching it.
	FollowRequested struct {
		Ref  *news.Reference // or
		Link *news.Link
		How  FollowHow
	}
	// StepRequested asks for a step of the trail, counted from 0.
	StepRequested struct{ At int }
	// PromptRequested asks for the line of input for the focused pane, which
	// is a Prompter: its Ask returns the label.
	PromptRequested struct{}
	// ConfirmRequested asks a person whether to do something: y does it, any
	// other key does not.
	ConfirmRequested struct {
		Question sanitize.Clean
		Do       tea.Cmd
	}
	// SearchRequested asks for a list of the stories that a query finds.
	SearchRequested struct{ Query string }
	// ExamineRequested asks for a screen about one story: what changed in it, or
	// who else reports its event.
	ExamineRequested struct {
		Story *news.Story
		How   keys.Action
	}
	// ScreenRequested asks for the screen that an action opens. Leaving it leads back
	// to the screen that asked.
	ScreenRequested struct{ Of keys.Action }
	// Told asks for a sentence in the status row: the result of an action.
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

// Its outcomes.
const (
	Here        FollowHow = iota // it is opened inside sitrep
	InBrowser                    // its address is opened in a browser
	ToClipboard                  // its address is copied
)

// Message is a message that a pane may send to the screen: a request, or a
// fact that the screen cannot know of.
type Message interface{ fromPane() }

func (StoryRequested) fromPane()   {}
func (FollowRequested) fromPane()  {}
func (StepRequested) fromPane()    {}
func (PromptRequested) fromPane()  {}
func (SearchRequested) fromPane()  {}
func (ConfirmRequested) fromPane() {}
func (ExamineRequested) fromPane() {}
func (ScreenRequested) fromPane()  {}
func (Told) fromPane()             {}
func (StoriesArrived) fromPane()   {}
func (renumbered) fromPane()       {}

// Outbox holds the messages of panes until the screen takes them, which it
// does after each call of a pane and before the next key. A command would not
// do: commands answer in any order, and a key that was typed ahead would
// overtake them. Panes send only while the screen calls them, never from
// commands. The zero Outbox is empty. It serves one goroutine.
type Outbox struct{ queue []Message }

// Send adds a message.
func (o *Outbox) Send(m Message) { o.queue = append(o.queue, m) }

// Drain returns the messages in the order in which they were sent, and empties
// the Outbox.
func (o *Outbox) Drain() []Message {
	taken := o.queue
	o.queue = nil
	return taken
}
