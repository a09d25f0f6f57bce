package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync"
	"time"

	"sitrep/internal/news"
)

// The most that is saved in one transaction.
const (
	groupBatches  = 64
	groupArrivals = 2000
)

// While many feeds bring stories, the next transaction begins when so many have
// gathered, or after this time: a small one costs as much as a large one to
// commit, and its part of the index of words is merged with others again and again.
const (
	gatherArrivals = 300
	gatherFor      = 100 * time.Millisecond
)

// queue holds the batches that wait while one transaction is under way, so
// that the next one takes them all: a commit costs the same for one feed and
// for fifty, and the index of words likes large ones. Of those that wait one
// leads and does the work for the others; no goroutine of its own is needed.
// The zero queue is ready.
type queue struct {
	mu      sync.Mutex
	busy    bool
	waiting []*job
	enough  chan struct{} // is closed when as many wait as a leader gathers; nil: none does
}

// job is one batch on its way into the cache.
type job struct {
	batch news.Batch
	as    []*arrived
	doc   *document
	saved news.Saved
	err   error
	turn  chan bool // true: lead the next transaction; false: it is done
}

// Save keeps the result of one poll of one feed; all of it is on disk when it
// returns, or nothing. A story is known again by its ID. If nothing about it
// changed, nothing about it is written; if its words changed, the old wording
// is kept as a revision. Batches that arrive together are written together.
func (db *DB) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	if err := ctx.Err(); err != nil {
		return news.Saved{}, fmt.Errorf("save stories: %w", err)
	}
	j := &job{batch: b, turn: make(chan bool, 1)}
	j.as, j.doc = db.arrivals(ctx, b)
	if !db.queue.enter(j) {
		if lead := <-j.turn; !lead {
			return j.saved, j.err
		}
		db.queue.gather(ctx, j)
	}
	// The others' batches are not given up because this caller is.
	db.saveGroup(context.WithoutCancel(ctx), db.queue.take(j))
	db.queue.leave()
	return j.saved, j.err
}

// enter puts a job in the queue and reports whether it is to lead.
func (q *queue) enter(j *job) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.busy {
		q.waiting = append(q.waiting, j)
		if q.enough != nil && q.arrivals() >= gatherArrivals {
			close(q.enough)
			q.enough = nil
		}
		return false
	}
	q.busy = true
	return true
}

// arrivals returns how many stories the jobs that wait have brought.
func (q *queue) arrivals() int {
	n := 0
	for _, j := range q.waiting {
		n += len(j.batch.Arrivals)
	}
	return n
}

// gather waits until enough stories wait to be saved with those of a leader who
// has taken over from another, but not long. One who brings no stories waits for
// none.
func (q *queue) gather(ctx context.Context, leader *job) {
	if len(leader.as) == 0 {
		return
	}
	q.mu.Lock()
	if q.arrivals() >= gatherArrivals {
		q.mu.Unlock()
		return
	}
	enough := make(chan struct{})
	q.enough = enough
	q.mu.Unlock()
	t := time.NewTimer(gatherFor)
	defer t.Stop()
	select {
	case <-enough:
	case <-t.C:
	case <-ctx.Done():
	}
	q.mu.Lock()
	q.enough = nil
	q.mu.Unlock()
}

// take returns the leader's job and as many of those that wait as fit.
func (q *queue) take(leader *job) []*job {
	q.mu.Lock()
	defer q.mu.Unlock()
	group, arrivals := []*job{leader}, len(leader.batch.Arrivals)
	n := 0
	for _, j := range q.waiting {
		if len(group) == groupBatches || arrivals+len(j.batch.Arrivals) > groupArrivals {
			break
		}
		group, arrivals, n = append(group, j), arrivals+len(j.batch.Arrivals), n+1
	}
	q.waiting = q.waiting[n:]
	return group
}

// leave hands the lead on.
func (q *queue) leave() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		q.busy = false
		return
	}
	next := q.waiting[0]
	q.waiting = q.waiting[1:]
	next.turn <- true
}

// saveGroup saves jobs in one transaction; if that fails, each in one of its
// own, so that one that cannot be saved costs no other. All but the first,
// the leader's, are told.
func (db *DB) saveGroup(ctx context.Context, group []*job) {
	if err := db.saveTogether(ctx, group); err != nil {
		for _, j := range group {
			if len(group) > 1 {
				err = db.saveTogether(ctx, []*job{j})
			}
			if j.err = err; err != nil {
				j.saved, j.err = news.Saved{}, fmt.Errorf("save stories: %w", err)
			}
		}
	}
	for _, j := range group[1:] {
		j.turn <- false
	}
}

func (db *DB) saveTogether(ctx context.Context, group []*job) error {
	return db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		var ids []news.StoryID
		for _, j := range group {
			ids = append(ids, idsOf(j.as)...)
		}
		known, err := sv.known(ids)
		if err != nil {
			return false, err
		}
		for _, j := range group {
			if j.saved, err = sv.batch(j.batch, j.as, j.doc, known); err != nil {
				return false, err
			}
		}
		return true, sv.finish()
	})
}
