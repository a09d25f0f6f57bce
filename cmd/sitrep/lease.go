package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"sitrep/internal/store"
)

// The lease of the one poller that a cache may have. A holder that died
// without a word is replaced after leaseTime.
const (
	pollerLease = "poller"
	leaseTime   = 30 * time.Second
)

// errLeaseLost ends polling when another process has taken over, such as
// after this machine slept.
var errLeaseLost = errors.New("another process has taken over polling")

// poller is this process in the words that others are told.
func (e *env) pollerName(command string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return fmt.Sprintf("%s (process %d on %s)", command, os.Getpid(), host)
}

// holdLease keeps the lease of the poller until release is called. ctx ends
// with the lease. If another process has it, held is false and holder says
// which.
func holdLease(ctx context.Context, db *store.DB, owner string) (polling context.Context, release func() error, holder string, held bool, err error) {
	holder, held, err = db.Lease(ctx, pollerLease, owner, leaseTime)
	if err != nil || !held {
		return nil, nil, holder, false, err
	}
	polling, lost := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(leaseTime / 3)
		defer tick.Stop()
		for {
			select {
			case <-polling.Done():
				return
			case <-tick.C:
			}
			if _, ok, err := db.Lease(polling, pollerLease, owner, leaseTime); err == nil && !ok {
				lost(errLeaseLost)
				return
			}
		}
	}()
	release = func() error {
		lost(context.Canceled)
		<-done
		// The lease is given back also when ctx has ended.
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		return db.Release(last, pollerLease, owner)
	}
	return polling, release, holder, true, nil
}
