package news

// Batch is what one poll of one feed brought. It is saved in one transaction.
type Batch struct {
	Feed     FeedID
	State    FeedState // as it is after the poll
	Arrivals []Arrival // in the order of the feed; empty after 304 or a failure
	Seen     []byte    // what the poller knows its document by the next time; nil: as before; empty: forget it
}

// Arrival is one story as a feed delivered it.
type Arrival struct {
	Story      Story
	Body       []Block // what the feed carried
	Whole      bool    // Body is the whole article
	References []Reference
}

// Saved says what a batch changed.
type Saved struct {
	New     int // stories the cache did not hold
	Updated int // stories whose headline, summary or text changed
}
