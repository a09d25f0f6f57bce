package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"

	"sitrep/internal/sanitize"
)

// claimWait is how long the start of the reader may take to claim its place.
const claimWait = 500 * time.Millisecond

// place is the right of one reader of a cache to come back to where it was
// left, and to keep that.
type place struct {
	fresh   bool          // it is another reader's: this one begins afresh
	lost    chan struct{} // closed when another reader takes over; nil: never
	release func() error
}

// claimPlace claims the place of the last session. If a reader that is still
// open has it, a person is asked once whether to take over from it, as they
// will after a line was lost that the other end knows nothing of yet.
func (e *env) claimPlace(ctx context.Context, s *session) place {
	owner := e.pollerName("sitrep")
	claim := func() (p place, holder string, err error) {
		quick, cancel := context.WithTimeout(ctx, claimWait)
		defer cancel()
		// Asked with little patience first: holdLease waits for writers.
		if holder, held, err := s.db.Leases().Lease(quick, readerLease, owner, leaseTime); err != nil || !held && !isDead(holder, owner) {
			return place{fresh: err == nil, release: func() error { return nil }}, holder, err
		}
		holding, release, holder, held, err := holdLease(ctx, s.db.Leases(), readerLease, owner)
		if err != nil || !held {
			return place{fresh: err == nil, release: func() error { return nil }}, holder, err
		}
		p = place{lost: make(chan struct{}), release: release}
		context.AfterFunc(holding, func() {
			if errors.Is(context.Cause(holding), errLeaseLost) {
				close(p.lost)
			}
		})
		return p, "", nil
	}
	p, holder, err := claim()
	if err != nil || !p.fresh || !e.agrees(fmt.Sprintf("%s has this cache open.\nTake over from it, where it was left? n: begin anew beside it. [y/N] ", sanitize.Line(holder))) {
		return p // a cache that is busy now is no reason not to read it
	}
	if err := s.db.Leases().Release(ctx, readerLease, holder); err != nil {
		return p
	}
	p, _, _ = claim()
	return p
}

// agrees asks a person at the terminal a question; without one, or without an
// answer, the answer is no.
func (e *env) agrees(question string) bool {
	in, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(in.Fd()) {
		return false
	}
	if e.printText(question) != nil {
		return false
	}
	line, err := bufio.NewReader(in).ReadString('\n')
	return err == nil && strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), "y")
}
