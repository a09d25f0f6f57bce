package app

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// The lease of the one poller that a cache may have, and of the one reader whose
// place is kept. A holder that died without a word is replaced after leaseTime.
const (
	pollerLease = "poller"
	readerLease = "reader"
	leaseTime   = 30 * time.Second
)

// ErrLeaseLost is the cause of the end of a lease that another process has taken
// over, such as after this machine slept.
var ErrLeaseLost = errors.New("another process has taken over")

// owner returns the name under which this process holds a lease.
func (a *App) owner(command string) Holder {
	return Holder(processName(command, a.Process, cmp.Or(a.Hostname, "this machine"), birthOf(a.Process)))
}

// Lease is the result of asking for a lease. The zero Lease is not held.
type Lease struct {
	Held   bool
	Holder Holder // the process that has it, if it is not held

	release func() error
}

// Release returns a lease. It does nothing if the lease is not held.
func (l Lease) Release() error {
	if l.release == nil {
		return nil
	}
	return l.release()
}

// HoldPolling asks for the right to poll the cache and keeps it until Release.
// Other processes are shown the name of the command. holding ends with the lease;
// its cause is ErrLeaseLost if another process has taken over.
func (a *App) HoldPolling(ctx context.Context, command string) (holding context.Context, l Lease, err error) {
	return hold(ctx, a.DB, pollerLease, a.owner(command))
}

// leases gives out leases: those of the whole cache, or those of one person.
type leases interface {
	Lease(ctx context.Context, name, owner string, ttl time.Duration) (holder string, ok bool, err error)
	Release(ctx context.Context, name, owner string) error
}

// hold asks for a lease and keeps it until it is released.
func hold(ctx context.Context, from leases, name string, mine Holder) (holding context.Context, l Lease, err error) {
	owner := string(mine)
	holder, held, err := from.Lease(ctx, name, owner, leaseTime)
	if err == nil && !held && Holder(holder).isDead(mine) {
		if err = from.Release(ctx, name, holder); err == nil {
			holder, held, err = from.Lease(ctx, name, owner, leaseTime)
		}
	}
	if err != nil || !held {
		return ctx, Lease{Holder: Holder(holder)}, err
	}
	holding, l = keep(ctx, from, name, owner)
	return holding, l, nil
}

// keep renews a lease that was given until it is released.
func keep(ctx context.Context, from leases, name, owner string) (holding context.Context, l Lease) {
	holding, lost := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		renew(holding, from, lost, name, owner)
	}()
	release := func() error {
		lost(context.Canceled)
		<-done
		// The lease is given back also when ctx has ended.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		return from.Release(last, name, owner)
	}
	return holding, Lease{Held: true, release: release}
}

// renew keeps a lease until holding ends, or another process has it.
func renew(holding context.Context, from leases, lost context.CancelCauseFunc, name, owner string) {
	tick := time.NewTicker(leaseTime / 3)
	defer tick.Stop()
	for {
		select {
		case <-holding.Done():
			return
		case <-tick.C:
		}
		if _, ok, err := from.Lease(holding, name, owner, leaseTime); err == nil && !ok {
			lost(ErrLeaseLost)
			return
		}
	}
}
