package present

import (
	"fmt"
	"strings"

	"sitrep/feeds/remote"
	"sitrep/internal/sanitize"
)

// SyncRound is one round with one peer.
type SyncRound struct {
	Peer    string
	Report  remote.Report
	Waiting int   // marks that the peer does not have yet
	Err     error // nil: it went well
}

// Fields returns the round as JSON.
func (r SyncRound) Fields() any {
	out := struct {
		Peer     string `json:"peer"`
		Feeds    int    `json:"feeds,omitempty"`
		New      int    `json:"new"`
		Updated  int    `json:"updated"`
		Received int    `json:"received"`
		Sent     int    `json:"sent"`
		Waiting  int    `json:"waiting"`
		Requests int    `json:"requests"`
		Bytes    int64  `json:"bytes"`
		Elapsed  int64  `json:"elapsed_ms"`
		Error    string `json:"error,omitempty"`
	}{
		Peer: r.Peer, Feeds: r.Report.Feeds, New: r.Report.New, Updated: r.Report.Updated, Received: r.Report.Received, Sent: r.Report.Sent,
		Waiting: r.Waiting, Requests: r.Report.Requests, Bytes: r.Report.Bytes, Elapsed: r.Report.Elapsed.Milliseconds(),
	}
	if r.Err != nil {
		out.Error = sanitize.Line(r.Err.Error()).String()
	}
	return out
}

// Line returns the round as a line.
func (r SyncRound) Line() string {
	parts := []string{
		Count(r.Report.New, "new story", "new stories"), Count(r.Report.Received, "mark received", "marks received"), Count(r.Report.Sent, "mark sent", "marks sent"),
	}
	if r.Report.Updated > 0 {
		parts = append(parts, fmt.Sprintf("%d updated", r.Report.Updated))
	}
	if r.Waiting > 0 {
		parts = append(parts, fmt.Sprintf("%d waiting", r.Waiting))
	}
	return fmt.Sprintf("%s: %s; %s, %s\n", r.Peer, strings.Join(parts, ", "), Count(r.Report.Requests, "request", "requests"), Bytes(r.Report.Bytes))
}
