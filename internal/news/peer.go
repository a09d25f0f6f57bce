package news

import "time"

// PeerFeeds says who polls the feeds of a peer, a server that also keeps the feeds
// and marks of a person.
type PeerFeeds string

// Who polls. PeerTheirs is the default.
const (
	PeerTheirs PeerFeeds = "theirs" // the server, which gives the entries
	PeerOurs   PeerFeeds = "ours"   // sitrep; only subscriptions and marks are exchanged
	PeerBoth   PeerFeeds = "both"   // both; a story that both bring is one
)

// PeerFeed is a subscription at a peer.
type PeerFeed struct {
	Key  string // the server's name of it
	Feed Feed   // the feed here: ID is the feed's address, Tags are the folders
	Home string // the site it belongs to; empty: not known
}

// PeerItem is an entry at a peer: what identifies its story here, and its marks there.
type PeerItem struct {
	Key      string // the server's name of the entry
	Feed     FeedID
	Story    StoryID // as its arrival had it; empty: not known
	GUID     string  // empty: not known
	URL      string
	Headline string
	Read     bool
	Starred  bool
}

// PeerSets are the entries that are unread and those that are starred at a peer.
// An entry that is not in a whole set lacks the mark; of one that is not whole nothing
// follows from absence.
type PeerSets struct {
	Unread, Starred           []string
	WholeUnread, WholeStarred bool
}

// Flag is a kind of mark on a story.
type Flag string

// The flags.
const (
	FlagRead    Flag = "read"
	FlagStarred Flag = "starred"
)

// PeerMark is a mark that a peer does not have yet.
type PeerMark struct {
	Key   string // the server's name of the entry
	Flag  Flag
	Value bool
	At    time.Time // when the person made it
}

// PeerState is the state of a peer between rounds. The zero value is a peer
// that was never asked.
type PeerState struct {
	Last    int64             `json:"last,omitempty"`    // the greatest number of an entry that was read
	Changed int64             `json:"changed,omitempty"` // up to when changes were read, seconds of the server's clock
	Whole   bool              `json:"whole,omitempty"`   // all entries were read once
	Looked  int64             `json:"looked,omitempty"`  // when all was looked at last, seconds
	Feeds   map[string]FeedID `json:"feeds,omitempty"`   // by the server's name
	FeedsAt int64             `json:"feeds_at,omitempty"`
	LastOK  int64             `json:"last_ok,omitempty"` // seconds
	Err     string            `json:"err,omitempty"`     // why the last round failed; empty: it did not
}
