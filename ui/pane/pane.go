package pane

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
	"sitrep/ui/theme"
)

// Pane is a part of the screen.
type Pane interface {
	// Resize gives the pane its room. Either may be 0.
	Resize(w, h int)
	// Focus tells the pane whether keys go to it.
	Focus(on bool)
	// Do carries out an action; false says that it is none of this pane's.
	Do(a keys.Action) (tea.Cmd, bool)
	// Update takes note of something that has happened.
	Update(msg tea.Msg) tea.Cmd
	// View returns exactly h lines of exactly w cells.
	View() string
}

// Prompter is a pane that can take a line of input, such as a search.
type Prompter interface {
	Pane
	// Ask returns the label of the line ("find in story: ") and what it
	// starts with, or ok false if the pane has nothing to search.
	Ask() (label, initial string, ok bool)
	// Typed is called at every change of the line.
	Typed(s string) tea.Cmd
	// Entered is called with the finished line; cancelled if Esc ended it.
	Entered(s string, cancelled bool) tea.Cmd
}

// Scoper is a Prompter whose line is searched for in one of two scopes: in the
// whole cache, or in the list that is open.
type Scoper interface {
	Prompter
	// SwitchScope changes to the other scope.
	SwitchScope() tea.Cmd
	// Scope names the scope and counts the hits.
	Scope() string
}

// WithCursor is a pane with a hardware cursor: on the focused row, for screen
// readers.
type WithCursor interface {
	// Cursor returns the cell, relative to the pane, and whether there is one.
	Cursor() (x, y int, ok bool)
}

// Positioner is a pane that knows where in a story the reader is. The screen
// asks it before another story takes the pane, and when it quits.
type Positioner interface {
	// Position returns the place in the open story; the zero Step if none
	// is open.
	Position() news.Step
}

// Pointer is a pane with a cursor on a story, which the actions for one story
// are about while the pane has the focus.
type Pointer interface {
	// Pointed returns the story, nil if there is none.
	Pointed() *news.Story
}

// Lister is a pane whose list can be shown again as it was.
type Lister interface {
	// Listing returns the name of the desk that is listed (empty: all
	// stories) and the search (empty: none).
	// Narrow: the search is of the desk only.
	Listing() (desk, query string, narrow bool)
	// InSight returns the visible part of the list.
	InSight() InSight
	// List lists that again, as it is now, with the cursor on a story; nil:
	// at the top. A desk or a query that is none any more is left out. The same is
	// in sight as was.
	List(desk, query string, narrow bool, at *news.Story, was InSight) tea.Cmd
}

// InSight is the visible part of a list. The zero InSight is its beginning, with
// all that has arrived.
type InSight struct {
	First news.StoryID // the first story that can be seen; empty: the cursor is on the first of all
	Above int          // how many can be seen above the cursor
	UpTo  int64        // the last Seq that is shown; later ones are counted
}

// Neighbor is a pane that looks otherwise beside, above or below another one than
// alone on the screen.
type Neighbor interface {
	// Beside tells the pane whether there is another one, before it gets its room.
	Beside(bool)
}

// Advisor is a screen that reports on the panes it covers.
type Advisor interface {
	// About names the scope of the pane that had the focus, before the screen opens.
	About(s keys.Scope)
}

// Jumper is a list that can go to a row by its number.
type Jumper interface {
	// Jump moves the cursor to row n, counted from 1; beyond the end to the
	// last row.
	Jump(n int) tea.Cmd
	// Rows returns how many rows there are; 0: that is not known.
	Rows() int
}

// Widener is a list that several things may narrow at a time: a search, or that only
// unread stories are listed.
type Widener interface {
	// Narrowed names what narrows the list, the last first and the desk last.
	Narrowed() []string
	// Widen takes one of them away. It reports whether it was there.
	Widen(by string) (tea.Cmd, bool)
	// WidenAll takes all of them away but the desk. It reports whether there was one.
	WidenAll() (tea.Cmd, bool)
}

// Asider is a screen that can stand beside the headlines, where it is in sight
// without the focus.
type Asider interface {
	// Aside tells the pane whether it does.
	Aside(on bool)
}

// Queryer is a list that can say in the query language what it lists.
type Queryer interface {
	// Query returns it; empty: everything.
	Query() string
}

// Folder is a list that folds the stories of one event into a row.
type Folder interface {
	// Folded returns the stories that are folded into the row under the cursor, in
	// the order of arrival; none if nothing is.
	Folded() []news.StoryID
}

// Selecter is a list of which several stories can be selected.
type Selecter interface {
	// Selected returns what reads the selected stories, nil if none is selected.
	// It may be called in a command, and blocks.
	Selected() func() ([]*news.Story, error)
	// Deselect ends the selection.
	Deselect()
}

// UnreadLister is a list that can be narrowed to unread stories.
type UnreadLister interface {
	// OnlyUnread reports whether it is.
	OnlyUnread() bool
	// KeepUnread narrows it before it is listed.
	KeepUnread()
}

// Ranger is a list of stories, several of which can be marked in one step.
type Ranger interface {
	// From returns n stories from the cursor on, or as many as the list has.
	From(n int) []*news.Story
}

// Follower is a pane with numbered links.
type Follower interface {
	// Follow carries out a typed line: "12" follows number 12, "o12"
	// opens it in a browser, "y12" copies its address.
	Follow(line string) tea.Cmd
}

// Waiter is a pane whose answer to the last key may come later.
type Waiter interface {
	// Waiting reports whether it is on its way, and the next key meant for
	// what it brings.
	Waiting() bool
}

// Summarizer is a pane that can describe its content in a few words, for the
// status row while it is out of sight.
type Summarizer interface {
	// Summary counts new arrivals, if there are any, and names the list.
	Summary() (arrived, listed string)
}

// Clicker is a pane that the mouse can use when it is switched on.
type Clicker interface {
	// Click handles a press at a cell relative to the pane.
	Click(x, y int) tea.Cmd
	// Wheel scrolls by lines (negative: up) and marks nothing as read.
	Wheel(lines int) tea.Cmd
}

// Env is shared by all panes. Only the screen mutates it: Theme on a background
// report; Theme, Width and ASCII on a settings change. Panes send messages to
// the screen through Outbox.
type Env struct {
	reader.Env
	Theme *theme.Theme
	Width int  // the widest line of text, in cells
	ASCII bool // no characters beyond ASCII in what sitrep itself draws
	Times reader.Times
	RTL   bool // put right-to-left text in visual order ourselves
	Links bool // the terminal shows hyperlinks
	// Confirm: before the whole of a list is marked read that is longer than the
	// screen, a person is asked.
	Confirm bool
	// KeyOf returns how to show the first key of an action ("n"), for hints.
	KeyOf func(a keys.Action) string
	// KeyTable returns the whole table, for the help screen; it may be nil.
	KeyTable func() []keys.Group
	// Outbox takes the messages of panes to the screen.
	Outbox Outbox
}

// send puts a message for the screen into the Outbox. It returns nil, for
// callers that must return a command.
func (e *Env) send(m Message) tea.Cmd {
	e.Outbox.Send(m)
	return nil
}

// Spec describes a pane to the screen.
type Spec struct {
	Name  string // its title
	Slot  layout.Slot
	Scope keys.Scope
	// Opens is the action that shows an overlay; empty for the panes.
	Opens keys.Action
	New   func(env *Env) Pane
}

// registry is filled by init functions of this package only and is constant
// from then on.
var registry []Spec

func register(s Spec) { registry = append(registry, s) }

// All returns the panes of the program, in the order of their slots and, in
// one slot, of their names.
func All() []Spec { return sorted(registry) }
