// Package theme names the roles that styles play, so that no pane speaks of
// colors.
package theme

import "charm.land/lipgloss/v2"

// Theme is one set of styles. Nothing on the screen is said by color alone:
// a role that matters also has a mark or a word.
type Theme struct {
	Name string

	Text     lipgloss.Style // body text
	Strong   lipgloss.Style // headlines, headings
	Meta     lipgloss.Style // times, sources, counts
	Faint    lipgloss.Style // rules, hints
	Unread   lipgloss.Style // headline of an unread story
	Read     lipgloss.Style // headline of a read story
	Cursor   lipgloss.Style // the row the cursor is on, in the focused pane
	Rest     lipgloss.Style // the row the cursor is on, elsewhere
	Link     lipgloss.Style // a link in the text
	Focus    lipgloss.Style // the link that Enter follows
	ReadAlso lipgloss.Style // the line of a reference in the text
	Quote    lipgloss.Style
	Match    lipgloss.Style // a hit of the search
	Title    lipgloss.Style // title of the focused pane
	Idle     lipgloss.Style // title of another pane
	Status   lipgloss.Style // status row
	Bad      lipgloss.Style // errors, failing feeds, warnings
	Good     lipgloss.Style
	New      lipgloss.Style // the mark of an unread story, and of new arrivals
	Edited   lipgloss.Style // the mark of a story whose words have changed
}
