package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// When a page is fetched again without a person who asks for it.
const (
	// A page that gave no text: after againAfter, then after twice as long each
	// time, at most mostTries times in all, and not when its story is older than
	// againYoung.
	againAfter = 6 * time.Hour
	againMost  = 3 * 24 * time.Hour
	mostTries  = 6
	againYoung = 7 * 24 * time.Hour
	// One whose server was not reached: after a quarter of the age of its story,
	// within these bounds.
	unreachedLeast = 15 * time.Minute
	unreachedMost  = 6 * time.Hour
	// A page that grows: after half of the time since it last did, within these
	// bounds. One that has not grown for liveQuiet has ended.
	liveLeast = 10 * time.Minute
	liveMost  = time.Hour
	liveQuiet = 6 * time.Hour
)

// liveRevisions is the least time between two revisions of a page that grows.
const liveRevisions = time.Hour

// pageState is the record of fetching a page.
type pageState struct {
	news.PageState
	ended            bool      // it was live
	wait             time.Time // the server asked not to be asked before
	got, grown, kept time.Time
}

// isKept reports whether there is anything to keep.
func (p *pageState) isKept() bool { return p.Fault != news.NoFault || p.Live || p.ended }

// failed takes note of a fetch that brought no text. first is when the story
// was first seen.
func (p *pageState) failed(now, first time.Time, ft *news.FullText) {
	p.Tried, p.Next, p.wait, p.Fault = now, time.Time{}, ft.NotBefore, max(ft.Fault, news.PassingFault)
	age := now.Sub(first)
	var wait time.Duration
	switch p.Fault {
	case news.LastingFault:
		p.Live, p.ended = false, p.Live || p.ended
		return
	case news.UnreachedFault:
		wait = min(max(age/4, unreachedLeast), unreachedMost)
	default:
		if p.Tries++; p.Tries >= mostTries {
			return
		}
		wait = againAfter
		if p.Live {
			wait = liveLeast
		}
		wait = min(wait<<(p.Tries-1), againMost)
	}
	if next := notBefore(now.Add(wait), p.wait); p.Live || next.Sub(first) <= againYoung {
		p.Next = next
	}
}

// fetched takes note of a fetch that brought the text, or found it as it was.
// changed says that it is another than the one before.
func (p *pageState) fetched(now time.Time, ft *news.FullText, changed bool) {
	p.Tries, p.Fault, p.Tried, p.got = 0, news.NoFault, now, now
	p.Next, p.wait = time.Time{}, ft.NotBefore
	if !ft.Unchanged {
		p.Validators = ft.Validators
	}
	p.Validators.ETag = cmp.Or(ft.Validators.ETag, p.Validators.ETag)
	p.Validators.LastModified = cmp.Or(ft.Validators.LastModified, p.Validators.LastModified)
	grows := ft.Live || ft.Unchanged && p.Live
	switch {
	case changed || p.grown.After(now):
		p.grown = now
	case p.grown.IsZero():
		p.grown = now
		if !ft.Newest.IsZero() && ft.Newest.Before(now) {
			p.grown = ft.Newest
		}
	}
	quiet := now.Sub(p.grown)
	over := !ft.LiveUntil.IsZero() && !ft.LiveUntil.After(now)
	was := p.Live || p.ended
	p.Live = grows && !over && quiet < liveQuiet
	p.ended = !p.Live && (grows || was)
	if p.Live {
		p.Next = notBefore(now.Add(min(max(quiet/2, liveLeast), liveMost)), p.wait)
	}
	if p.kept.IsZero() {
		p.kept = now
	}
}

// keepsWording reports whether the wording before a change of a page that grows
// is kept, and takes note if it is: the first one liveRevisions after the first
// text. A time in the future is one of a clock that was wrong.
func (p *pageState) keepsWording(now time.Time) bool {
	if since := now.Sub(p.kept); since >= 0 && since < liveRevisions {
		return false
	}
	p.kept = now
	return true
}

// notBefore returns a time, or the one before which it may not be.
func notBefore(t, least time.Time) time.Time {
	if least.After(t) {
		return least
	}
	return t
}

const pageStateColumns = `p.tries, p.fault, p.tried_ms, p.next_ms, p.wait_ms, p.live, p.got_ms, p.grown_ms, p.kept_ms, p.etag, p.last_modified`

// The values of the column live.
const (
	isLive   = 1
	hasEnded = 2
)

func scanPageState(r scanner, before ...any) (*pageState, error) {
	var (
		p                                   pageState
		tried, next, wait, got, grown, kept int64
		live                                int
	)
	err := r.Scan(append(before, &p.Tries, &p.Fault, &tried, &next, &wait, &live, &got, &grown, &kept, &p.Validators.ETag, &p.Validators.LastModified)...)
	if err != nil {
		return nil, err
	}
	p.Tried, p.Next, p.wait = fromMillis(tried), fromMillis(next), fromMillis(wait)
	p.got, p.grown, p.kept = fromMillis(got), fromMillis(grown), fromMillis(kept)
	p.Live, p.ended = live == isLive, live == hasEnded
	return &p, nil
}

// PageState returns how fetching the page of a story goes; the zero PageState
// if the cache knows nothing of it.
func (db *DB) PageState(ctx context.Context, id news.StoryID) (news.PageState, error) {
	var reading int
	p, err := scanPageState(db.now().QueryRowContext(ctx, `SELECT coalesce(b.reading, 0), `+pageStateColumns+` FROM story s
		JOIN page_state p ON p.story = s.seq LEFT JOIN page_body b ON b.story = s.seq AND b.blocks <> '' WHERE s.id = ?`, string(id)), &reading)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return news.PageState{}, nil
	case err != nil:
		return news.PageState{}, fmt.Errorf("state of the page of story %s: %w", sanitize.Line(string(id)), db.engine.Explain(err))
	}
	p.Reading = reading
	return p.PageState, nil
}

// pageState returns the record of fetching the page of a story.
func (sv *saver) pageState(seq int64) (*pageState, error) {
	rows, err := sv.query(`SELECT `+pageStateColumns+` FROM page_state p WHERE p.story = ?`, seq)
	if err != nil {
		return nil, err
	}
	ps, err := collect(rows, func(r *sql.Rows) (*pageState, error) { return scanPageState(r) })
	if err != nil || len(ps) == 0 {
		return &pageState{}, err
	}
	return ps[0], nil
}

func (sv *saver) putPageState(seq int64, p *pageState) error {
	if !p.isKept() {
		return sv.exec(`DELETE FROM page_state WHERE story = ?`, seq)
	}
	live := 0
	switch {
	case p.Live:
		live = isLive
	case p.ended:
		live = hasEnded
	}
	return sv.exec(`INSERT INTO page_state (story, tries, fault, tried_ms, next_ms, wait_ms, live, got_ms, grown_ms, kept_ms, etag, last_modified)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (story) DO UPDATE SET tries = excluded.tries, fault = excluded.fault,
		tried_ms = excluded.tried_ms, next_ms = excluded.next_ms, wait_ms = excluded.wait_ms, live = excluded.live, got_ms = excluded.got_ms,
		grown_ms = excluded.grown_ms, kept_ms = excluded.kept_ms, etag = excluded.etag, last_modified = excluded.last_modified`,
		seq, p.Tries, int(p.Fault), millis(p.Tried), millis(p.Next), millis(p.wait), live, millis(p.got), millis(p.grown), millis(p.kept),
		p.Validators.ETag, p.Validators.LastModified)
}

// grew makes a page that grows, or once did, due: its feed says that there is
// more. It does not make it due sooner than liveLeast after the last fetch, nor
// sooner than its server asked.
func (sv *saver) grew(seq int64) error {
	p, err := sv.pageState(seq)
	if err != nil || !p.Live && !p.ended {
		return err
	}
	next := notBefore(p.Tried.Add(liveLeast), p.wait)
	if !p.Next.IsZero() && p.Next.Before(next) {
		return nil
	}
	return sv.exec(`UPDATE page_state SET next_ms = ? WHERE story = ?`, millis(next), seq)
}
