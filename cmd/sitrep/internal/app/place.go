package app

import (
	"context"
	"errors"
	"time"
)

// claimWait is how long the start of a session may take to claim its place.
const claimWait = 500 * time.Millisecond

// Place is the right of one session of a cache to come back to where it was
// left, and to keep that.
type Place struct {
	Fresh bool            // it is another session's: this one starts without it
	Lost  <-chan struct{} // closed when another session takes over; nil: never

	lease Lease
}

// Release gives the place back.
func (p Place) Release() error { return p.lease.Release() }

// ClaimPlace claims the place of the last session. If a session that is still
// open has it, holder is the name of that one. A cache that is busy is no reason
// not to read it: its place is then not kept.
func (s *Session) ClaimPlace(ctx context.Context) (p Place, holder string) {
	owner := s.name()
	quick, cancel := context.WithTimeout(ctx, claimWait)
	defer cancel()
	// Asked with little patience first: hold waits for writers.
	if holder, held, err := s.DB.Lease(quick, readerLease, owner, leaseTime); err != nil || !held && !isDead(holder, owner) {
		return notClaimed(holder, err)
	}
	holding, lease, err := s.hold(ctx, readerLease, owner)
	if err != nil || !lease.Held {
		return notClaimed(lease.Holder, err)
	}
	lost := make(chan struct{})
	context.AfterFunc(holding, func() {
		if errors.Is(context.Cause(holding), ErrLeaseLost) {
			close(lost)
		}
	})
	return Place{Lost: lost, lease: lease}, ""
}

func notClaimed(holder string, err error) (Place, string) {
	if err != nil {
		return Place{}, ""
	}
	return Place{Fresh: true}, holder
}

// TakePlace claims the place of the session that holder names, which loses it.
func (s *Session) TakePlace(ctx context.Context, holder string) Place {
	if err := s.DB.Release(ctx, readerLease, holder); err != nil {
		return Place{Fresh: true}
	}
	p, _ := s.ClaimPlace(ctx)
	return p
}
