package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// The lease of the one poller that a cache may have, and of the one reader whose
// place is kept. A holder that died without a word is replaced after leaseTime.
const (
	pollerLease = "poller"
	readerLease = "reader"
	leaseTime   = 30 * time.Second
	processMark = " (process "
)

// errLeaseLost ends what a lease is for when another process has taken over, such as
// after this machine slept.
var errLeaseLost = errors.New("another process has taken over")

// poller is this process in the words that others are told.
func (e *env) pollerName(command string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return fmt.Sprintf("%s%s%d on %s)", command, processMark, os.Getpid(), host)
}

// isDead reports whether the holder of a lease was a process of this machine,
// by the names that pollerName gives, that is no more. If that cannot be told
// it is taken to live: its lease runs out by itself.
func isDead(holder, owner string) bool {
	pid, host, ok := processOf(holder)
	_, here, mine := processOf(owner)
	if !ok || !mine || host != here {
		return false
	}
	p, err := os.FindProcess(pid)
	if err != nil {
		return runtime.GOOS == "windows" // elsewhere finding always succeeds
	}
	defer p.Release() //nolint:errcheck // nothing was held but memory
	err = p.Signal(syscall.Signal(0))
	return errors.Is(err, os.ErrProcessDone) || errors.Is(err, syscall.ESRCH)
}

// processOf takes a name of pollerName apart.
func processOf(name string) (pid int, host string, ok bool) {
	i := strings.LastIndex(name, processMark)
	if i < 0 {
		return 0, "", false
	}
	n, host, ok := strings.Cut(strings.TrimSuffix(name[i+len(processMark):], ")"), " on ")
	pid, err := strconv.Atoi(n)
	return pid, host, ok && err == nil && pid > 0
}

// leaser gives out leases: of the whole cache or of one person.
type leaser interface {
	Lease(ctx context.Context, name, owner string, ttl time.Duration) (holder string, ok bool, err error)
	Release(ctx context.Context, name, owner string) error
}

// holdLease keeps a lease until release is called. ctx ends
// with the lease. If another process has it, held is false and holder says
// which.
func holdLease(ctx context.Context, db leaser, name, owner string) (holding context.Context, release func() error, holder string, held bool, err error) {
	holder, held, err = db.Lease(ctx, name, owner, leaseTime)
	if err == nil && !held && isDead(holder, owner) {
		if err = db.Release(ctx, name, holder); err == nil {
			holder, held, err = db.Lease(ctx, name, owner, leaseTime)
		}
	}
	if err != nil || !held {
		return nil, nil, holder, false, err
	}
	holding, lost := context.WithCancelCause(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(leaseTime / 3)
		defer tick.Stop()
		for {
			select {
			case <-holding.Done():
				return
			case <-tick.C:
			}
			if _, ok, err := db.Lease(holding, name, owner, leaseTime); err == nil && !ok {
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
		return db.Release(last, name, owner)
	}
	return holding, release, holder, true, nil
}
