// Package keys is the table that says which key does what. It generates the
// help screen, the footer and docs/keys.md; a key that is not in the table does
// not exist.
package keys

import (
	"strconv"
	"strings"
)

// Action is something the reader can ask for by a key. Its text is the name
// by which the configuration rebinds it.
type Action string

// The actions, by subject.
const (
	// Moving; each pane gives them its own meaning.
	Down         Action = "down"
	Up           Action = "up"
	Top          Action = "top"
	Bottom       Action = "bottom"
	HalfDown     Action = "half-page-down"
	HalfUp       Action = "half-page-up"
	PageDown     Action = "page-down"
	PageUp       Action = "page-up"
	Continue     Action = "continue" // Space: page; at the end of a story the next unread
	NextPane     Action = "next-pane"
	PrevPane     Action = "previous-pane"
	Open         Action = "open" // Enter
	NextStory    Action = "next-story"
	PrevStory    Action = "previous-story"
	NextMatch    Action = "next" // n: next match, else next unread
	PrevMatch    Action = "previous"
	ShowNew      Action = "show-new"
	ToRule       Action = "to-rule" // ,
	NextLink     Action = "next-link"
	PrevLink     Action = "previous-link"
	LinkHints    Action = "link-hints"
	GoBack       Action = "back" // H
	GoForward    Action = "forward"
	Follow1      Action = "follow-1"
	Follow2      Action = "follow-2"
	Follow3      Action = "follow-3"
	Follow4      Action = "follow-4"
	Follow5      Action = "follow-5"
	Follow6      Action = "follow-6"
	Follow7      Action = "follow-7"
	Follow8      Action = "follow-8"
	Follow9      Action = "follow-9"
	Search       Action = "search"
	Cancel       Action = "cancel" // Esc
	Leave        Action = "leave"  // q: one level back, at the top quit
	Quit         Action = "quit"   // Q
	Suspend      Action = "suspend"
	Redraw       Action = "redraw"
	Zoom         Action = "zoom"
	Wider        Action = "wider"
	Narrower     Action = "narrower"
	DefaultSizes Action = "default-sizes"
	Help         Action = "help"
	Health       Action = "health"
	Warnings     Action = "warnings"
	Brief        Action = "brief"
	Seen         Action = "seen" // in the brief: the next one begins here
	Changes      Action = "changes"
	SideBySide   Action = "side-by-side"
	OlderVersion Action = "older-version"
	NewerVersion Action = "newer-version"
	Outlets      Action = "outlets" // who reports the event of a story
	Evidence     Action = "evidence"
	Alerts       Action = "alerts"
	Pin          Action = "pin"
	Export       Action = "export"
	MakeRule     Action = "make-rule"
	WorldMap     Action = "map"
	Fold         Action = "fold"
	Command      Action = "command" // :
	ShowTrail    Action = "trail"
	Browse       Action = "browse"
	CopyURL      Action = "copy-url"
	CopyCitation Action = "copy-citation"
	Save         Action = "save"
	Pipe         Action = "pipe"
	FetchText    Action = "fetch-text" // x
	MarkLine     Action = "label"      // E
	ToggleRead   Action = "toggle-read"
	ToggleStar   Action = "toggle-star"
	Sources      Action = "sources" // S
	RenameFeed   Action = "rename-feed"
	TagFeed      Action = "tag-feed"
	MuteFeed     Action = "mute-feed"
	RemoveFeed   Action = "remove-feed"
	Pick         Action = "pick" // '
	PickStory    Action = "pick-story"
	AddFeed      Action = "add-feed" // a
	Messages     Action = "messages"
	Select       Action = "select"       // v
	SelectAbove  Action = "select-above" // V
	MarkAllRead  Action = "mark-all-read"
	Undo         Action = "undo"
	Refresh      Action = "refresh"
	RefreshAll   Action = "refresh-all"
	UnreadOnly   Action = "unread-only" // U
	NextDesk     Action = "next-desk"
	PrevDesk     Action = "previous-desk"

	// In a line of input.
	Complete     Action = "complete" // Tab
	PrevComplete Action = "complete-back"
	OlderLine    Action = "older-line" // Up
	NewerLine    Action = "newer-line"
)

// ShowDesk returns the action that shows the n-th desk, from 1. It is bound
// by a Binding of its own in scope Headlines if the desk has a key.
func ShowDesk(n int) Action { return deskPrefix + Action(strconv.Itoa(n)) }

// DeskN returns which desk an action shows, and 0 for any other action.
func DeskN(a Action) int {
	digits, ok := strings.CutPrefix(string(a), deskPrefix)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 {
		return 0
	}
	return n
}

const deskPrefix = "desk-"

// FollowN returns which numbered link a follow action means: 1 to 9, and 0
// for any other action.
func FollowN(a Action) int {
	if len(a) == len(Follow1) && a[:7] == Follow1[:7] {
		return int(a[7] - '0')
	}
	return 0
}

// Scope says where a binding holds.
type Scope string

// The scopes, most specific first: a key is looked up in the prompt's scope
// while one is open, then the focused pane's, then Global.
const (
	Prompt    Scope = "prompt"
	Headlines Scope = "list"
	Story     Scope = "story"
	ReadAlso  Scope = "read also"
	Overlay   Scope = "screen" // help, health, trail
	Global    Scope = "everywhere"
)
