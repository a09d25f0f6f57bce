package app

import (
	"context"
	"errors"
	"time"
)

// claimWait is how long the start of a session may take to claim its place.
const claimWait = 500 * time.Millisecond

// Place is the right of one session to resume where the last one was left, and to
// save where it is. The zero Place is neither kept nor another session's.
type Place struct {
	Fresh bool            // another session has it: this one starts at the top and saves nothing
	Lost  <-chan struct{} // closed when another session takes over; nil: never

	lease Lease
}

// Release returns the place.
func (p Place) Release() error { return p.lease.Release() }

// ClaimPlace asks for the place of the last session. If another session that is
// still open has it, holder is the name of that session. If the cache is too busy
// to ask, the session goes on without the lease.
func (s *Session) ClaimPlace(ctx context.Context) (p Place, holder Holder) {
	owner := s.name()
	quick, cancel := context.WithTimeout(ctx, claimWait)
	defer cancel()
	// Asked with little patience: hold waits for writers.
	had, held, err := s.Cache.Leases().Lease(quick, readerLease, string(owner), leaseTime)
	if err != nil || !held && !Holder(had).isDead(owner) {
		return notClaimed(Holder(had), err)
	}
	var holding context.Context
	var lease Lease
	if held { // nothing is written a second time: the first screen waits for this
		holding, lease = keep(ctx, s.Cache.Leases(), readerLease, string(owner))
	} else if holding, lease, err = hold(ctx, s.Cache.Leases(), readerLease, owner); err != nil || !lease.Held {
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

func notClaimed(holder Holder, err error) (Place, Holder) {
	if err != nil {
		return Place{}, ""
	}
	return Place{Fresh: true}, holder
}

// TakePlace takes the place from the session named holder.
func (s *Session) TakePlace(ctx context.Context, holder Holder) Place {
	if err := s.Cache.Leases().Release(ctx, readerLease, string(holder)); err != nil {
		return Place{Fresh: true}
	}
	p, _ := s.ClaimPlace(ctx)
	return p
}
