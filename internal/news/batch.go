package news

// Batch is the result of one poll of one feed. It is saved in one transaction.
type Batch struct {
	Feed     FeedID
	State    FeedState      // as it is after the poll
	Arrivals []Arrival      // in the order of the feed; empty after 304 or a failure
	Warnings []WarningUntil // official messages in the document, in its order
	Reading  int            // version of the reading that made the arrivals; 0: unknown
	Seen     []byte         // fingerprint by which the poller recognizes the document; nil: as before; empty: forget it
}

// Arrival is one story as a feed delivered it.
type Arrival struct {
	Story      Story
	Body       []Block // the text of the feed
	Whole      bool    // Body is the whole article
	References []Reference
	Bytes      Bytes // whether its bytes differ from those before
	Flat       Flat  // of Body
}

// Bytes tells whether the bytes of an item are new when documents are read in
// another way than the time before.
type Bytes int8

// The values of Bytes. BytesUnknown is the zero value.
const (
	BytesUnknown Bytes = iota
	BytesSeen          // the last document had them: what differs is our reading
	BytesNew           // the last document did not have them
)

// Saved counts the changes that a batch made.
type Saved struct {
	New      int // stories the cache did not hold
	Updated  int // stories whose headline, summary or text changed
	Warnings int // official messages that the cache did not hold
}
