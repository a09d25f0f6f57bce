package news

// Step is one stop on the reader's trail: a story and where in it they were.
type Step struct {
	Story StoryID    `json:"story"`
	View  BodyOrigin `json:"view,omitempty"`
	Top   int        `json:"top"`           // index of the block at the top of the screen
	Line  int        `json:"line"`          // line of that block
	Ref   int        `json:"ref,omitempty"` // the reference or link that was focused; 0: none
}

// Trail is the way a reader walked: the steps, and the one they stand on.
// The zero Trail is empty.
type Trail struct {
	Steps []Step `json:"steps"`
	At    int    `json:"at"`
}
