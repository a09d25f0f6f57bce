package reader

import "sitrep/internal/sanitize"

// Progress is the state of polling. The zero Progress means that nothing is
// polled.
type Progress struct {
	Running bool
	Done    int // feeds finished in this round
	Total   int // feeds in this round
	Failed  int
	New     int            // stories that this round brought so far
	Now     sanitize.Clean // the feed that is being fetched
}
