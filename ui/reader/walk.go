package reader

// Walk is the way by which a person came to a story.
type Walk int

// The ways to a story.
const (
	Opened   Walk = iota // from a list: a new trail begins
	Followed             // by a reference or link: one step further
	Back                 // along the trail
	Forward
)
