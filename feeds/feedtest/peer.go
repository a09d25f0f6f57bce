package feedtest

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// PeerFaults are the ways in which a Peer misbehaves. The zero value behaves.
type PeerFaults struct {
	LongIDs     bool          // Google Reader: names of entries in the long form everywhere
	Hex         bool          // Google Reader: names as sixteen hexadecimal digits in lists
	Missing     string        // the part of a path that is not found
	TokenLasts  int           // requests after which the token of a sign-in runs out; 0: never
	Repeat      bool          // every page of a list is the first one
	ClockOff    time.Duration // the clock of its answers is off by this
	NoDate      bool          // it gives no time
	Endless     string        // the part of a path whose answer does not end
	Cut         string        // the part of a path whose answer breaks off in the middle
	Forget      bool          // Google Reader: an empty list is left out of an answer
	Refuse      bool          // no account is accepted
	OldStars    bool          // Miniflux: stars are turned over one by one
	Garbage     string        // the part of a path that is answered with HTML
	BreakMarks  bool          // marks are set, but the connection breaks before the answer
	NoSetAnswer bool          // Fever: the lists of unread and starred entries are left out
}

// PeerFeed is a subscription of a Peer.
type PeerFeed struct {
	ID                         int64
	URL, Site, Title, Category string
}

// PeerEntry is an entry of a Peer.
type PeerEntry struct {
	ID, Feed      int64
	GUID          string
	URL, Title    string
	HTML          string
	Published     time.Time
	Read, Starred bool
	changed       time.Time
}

// The account of a Peer.
const (
	PeerUser   = "nadia"
	PeerSecret = "s3cret-of-the-peer"
)

// Peer is a server that keeps the feeds and marks of one person, in memory. It speaks
// the APIs of Miniflux at its root, Google Reader at /greader, Nextcloud News, and
// Fever at /fever. It may be used concurrently.
type Peer struct {
	http *http.Server
	base string
	done chan struct{}

	mu       sync.Mutex // guards what follows
	now      func() time.Time
	feeds    []PeerFeed
	entries  []*PeerEntry // in the order of their numbers
	faults   PeerFaults
	requests []string
	signs    int // sign-ins, of which the last one counts
	used     int // requests since the last sign-in
	bytes    int64
}

// NewPeer starts a server on a free port of 127.0.0.1. Close ends it. nil stands for a
// clock that stands still.
func NewPeer(now func() time.Time) (*Peer, error) {
	if now == nil {
		now = fixed
	}
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start peer: %w", err)
	}
	p := &Peer{now: now, base: "http://" + l.Addr().String(), done: make(chan struct{})}
	p.http = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		defer close(p.done)
		if err := p.http.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			panic("feedtest: " + err.Error()) // the listener was ours: nobody else closes it
		}
	}()
	return p, nil
}

// Close ends the server and its connections.
func (p *Peer) Close() error {
	err := p.http.Close()
	<-p.done
	return err
}

// URL returns the address of the server for a kind of API.
func (p *Peer) URL(kind string) string {
	switch kind {
	case "greader", "fever":
		return p.base + "/" + kind
	}
	return p.base
}

// SetFaults makes the server misbehave from now on.
func (p *Peer) SetFaults(f PeerFaults) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.faults = f
}

// AddFeed subscribes to a feed.
func (p *Peer) AddFeed(f PeerFeed) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.feeds = append(p.feeds, f)
}

// Add adds entries. Those without a number get the next ones.
func (p *Peer) Add(entries ...PeerEntry) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range entries {
		if e.ID == 0 {
			e.ID = 1
			if n := len(p.entries); n > 0 {
				e.ID = p.entries[n-1].ID + 1
			}
		}
		e.changed = p.now()
		p.entries = append(p.entries, &e)
	}
}

// Mark sets marks as another client of the server would.
func (p *Peer) Mark(id int64, read, starred bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.entry(id); e != nil && (e.Read != read || e.Starred != starred) {
		e.Read, e.Starred, e.changed = read, starred, p.now()
	}
}

// Drop removes an entry.
func (p *Peer) Drop(id int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.entries = slices.DeleteFunc(p.entries, func(e *PeerEntry) bool { return e.ID == id })
}

// Entry returns an entry as it is; the zero value if there is none.
func (p *Peer) Entry(id int64) PeerEntry {
	p.mu.Lock()
	defer p.mu.Unlock()
	if e := p.entry(id); e != nil {
		return *e
	}
	return PeerEntry{}
}

// Requests returns the method and address of each request, the oldest first, and
// forgets them.
func (p *Peer) Requests() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := p.requests
	p.requests = nil
	return all
}

func (p *Peer) entry(id int64) *PeerEntry {
	i, ok := slices.BinarySearchFunc(p.entries, id, func(e *PeerEntry, id int64) int { return cmp.Compare(e.ID, id) })
	if !ok {
		return nil
	}
	return p.entries[i]
}

// set sets one mark of some entries.
func (p *Peer) set(ids []int64, change func(e *PeerEntry)) {
	for _, id := range ids {
		if e := p.entry(id); e != nil {
			was := *e
			if change(e); *e != was {
				e.changed = p.now()
			}
		}
	}
}

// send answers with JSON.
func (p *Peer) send(w http.ResponseWriter, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	p.bytes += int64(len(b))
	_, _ = w.Write(b) // an error means that the client went away
}
