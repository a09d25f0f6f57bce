package news

import (
	"time"

	"sitrep/internal/sanitize"
)

// Rule is a saved query that raises alerts.
type Rule struct {
	Name  string    `json:"name"`
	Query string    `json:"when"`
	Quiet bool      `json:"quiet,omitempty"` // its alerts are listed and do not ring
	Wake  bool      `json:"wake,omitempty"`  // it rings in quiet hours, too
	Until time.Time `json:"until,omitzero"`  // it raises nothing from then on; zero: it has no end
	Own   bool      `json:"-"`               // a person made it; else it is of the configuration
	// Looked: the stories from before the rule have been looked at.
	Looked bool `json:"-"`
}

// Alert is one alert that a rule raised.
type Alert struct {
	Num     int64  `json:"-"` // in the cache; 0: not stored
	Rule    string `json:"rule"`
	Own     bool   `json:"own,omitempty"` // the rule is a person's; else it is of the configuration
	Subject string `json:"subject"`       // a storyline or a chain of warnings
	// Cause is why a subject has another alert; empty: it is the first.
	Cause    string         `json:"cause,omitempty"`
	Story    StoryID        `json:"story,omitempty"`
	Warning  string         `json:"warning,omitempty"` // the identifier of the message
	Headline sanitize.Clean `json:"headline,omitzero"`
	Source   sanitize.Clean `json:"source,omitzero"` // the outlet or authority
	URL      string         `json:"url,omitempty"`   // http or https; empty: none
	Raised   time.Time      `json:"raised"`
	Why      []string       `json:"why"`             // at least one reason
	Again    string         `json:"again,omitempty"` // why it is raised again
	Severity Severity       `json:"severity,omitempty"`
	Outlets  int            `json:"outlets,omitempty"`
	Origins  int            `json:"origins,omitempty"`
	Places   []string       `json:"places,omitempty"` // that the rule asks for and were found
	Delivery Delivery       `json:"delivery"`
	Seen     bool           `json:"-"` // by the person
}

// Delivery is how an alert reaches people.
type Delivery string

// The ways of delivery.
const (
	DeliverRing  Delivery = "rung"   // it rings
	DeliverQuiet Delivery = "quiet"  // it waits for the end of the quiet hours
	DeliverLimit Delivery = "limit"  // it is counted only: there were too many in an hour
	DeliverList  Delivery = "listed" // its rule does not ring
	DeliverBack  Delivery = "before" // it had arrived before its rule was there
	DeliverLate  Delivery = "late"   // its warning was over or lowered before it arrived
)
