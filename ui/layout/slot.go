// Package layout divides the screen among the panes. It is pure arithmetic
// on width and height.
package layout

// Slot is a part of the screen that one pane fills.
type Slot int

// Sources is the slot to the left of the headlines, where there is room for it.
const Sources Slot = -1

// The slots. An overlay, when one is open, takes the room of all panes.
const (
	Headlines Slot = iota
	Story
	ReadAlso
	Overlay
)
