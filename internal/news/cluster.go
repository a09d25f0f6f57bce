package news

import (
	"time"

	"sitrep/internal/sanitize"
)

// Cluster is the stories that report one event, as the cache keeps it.
type Cluster struct {
	ID        string // for ever
	Storyline string // ID of the first cluster of the affair it belongs to
	First     time.Time
	Last      time.Time
	Stories   []StoryID // in the order of arrival
	ByHand    []StoryID // those of Stories that a person put there
	Outlets   int       // who report it; 0: nobody has counted yet
	Origins   int       // from how many origins they have it
	AtLeast   bool      // texts are missing: there may be more origins
}

// Outline has the fields of a story that are compared to find which report one event.
type Outline struct {
	ID       StoryID
	Feed     FeedID
	URL      string // empty: none is known
	Lang     string // as stated, BCP 47; empty: nobody stated it
	Headline sanitize.Clean
	Summary  sanitize.Clean
	At       time.Time // Story.When
}

// Clustering is a set of clusters that takes the place of an earlier one.
type Clustering struct {
	Clusters []Cluster
	Merged   map[string]string // IDs that are no more, and the clusters that stand for them
	How      MemberHow
}

// Member says in which cluster a story is, and how it came there.
type Member struct {
	Story   StoryID
	Cluster string
	How     MemberHow
}

// MemberHow says how a story came to its cluster.
type MemberHow string

// How a story may come to its cluster.
const (
	Attached MemberHow = "attach" // when it arrived
	Repaired MemberHow = "repair" // by a look at all stories
	ByHand   MemberHow = "hand"   // by a person
)

// Look is up to where a person has seen what arrived.
type Look struct {
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq"`              // of the last story that had arrived
	Before *Look     `json:"before,omitempty"` // the look before this one
}
