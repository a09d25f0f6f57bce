package news

// Batch is what one poll of one feed brought. It is saved in one transaction.
type Batch struct {
	Feed     FeedID
	State    FeedState      // as it is after the poll
	Arrivals []Arrival      // in the order of the feed; empty after 304 or a failure
	Warnings []WarningUntil // official messages in the document, in its order
	Reading  int            // version of the reading that made the arrivals; 0: unknown
	Seen     []byte         // what the poller knows its document by the next time; nil: as before; empty: forget it
}

// Arrival is one story as a feed delivered it.
type Arrival struct {
	Story      Story
	Body       []Block // what the feed carried
	Whole      bool    // Body is the whole article
	References []Reference
	Bytes      Bytes // what is known of the bytes that it was read from
	Flat       Flat  // of Body
}

// Bytes is what is known of the bytes of an item when documents are read in
// another way than the time before.
type Bytes int8

// What is known of bytes. BytesUnknown is the zero value.
const (
	BytesUnknown Bytes = iota
	BytesSeen          // the last document had them: what differs is our reading
	BytesNew           // the last document did not have them
)

// Saved says what a batch changed.
type Saved struct {
	New      int // stories the cache did not hold
	Updated  int // stories whose headline, summary or text changed
	Warnings int // official messages that the cache did not hold
}
