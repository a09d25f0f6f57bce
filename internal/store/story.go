package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func (p *Person) one(ctx context.Context, where string, args ...any) (*news.Story, error) {
	return scanStory(p.now().QueryRowContext(ctx, `SELECT `+p.view.columns+` FROM `+p.view.tables+` WHERE `+where, args...))
}

// Story returns the story with the given ID, or an error that matches
// news.ErrNotFound.
func (p *Person) Story(ctx context.Context, id news.StoryID) (*news.Story, error) {
	s, err := p.one(ctx, `s.id = ?`, string(id))
	if err != nil {
		return nil, p.notFound("story "+sanitize.Line(string(id)).String(), err)
	}
	return s, nil
}

// StoriesByID returns those of the stories that the cache holds, in any
// order.
func (p *Person) StoriesByID(ctx context.Context, ids ...news.StoryID) ([]*news.Story, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT `+p.view.columns+` FROM `+p.view.tables+`
		WHERE s.id`+p.sql.InList, p.sql.list(ids))
	if err != nil {
		return nil, fmt.Errorf("read stories: %w", p.engine.Explain(err))
	}
	out, err := scanStories(rows)
	if err != nil {
		return nil, fmt.Errorf("read stories: %w", p.engine.Explain(err))
	}
	return out, nil
}

// StoryAt returns the story at an address, compared by canonical form, or an
// error that matches news.ErrNotFound.
func (p *Person) StoryAt(ctx context.Context, url string) (*news.Story, error) {
	key := news.URLKey(url)
	cs, err := claims(ctx, p.now(), key)
	if err != nil {
		return nil, p.notFound("story at "+sanitize.Redacted(url), err)
	}
	s, err := p.one(ctx, `s.seq = ?`, match.Best(cs, key, 0).Seq)
	if err != nil {
		return nil, p.notFound("story at "+sanitize.Redacted(url), err)
	}
	return s, nil
}

// minPrefix is the shortest beginning of an ID that names a story.
const minPrefix = 4

// Find returns the story that a person means by an ID, the beginning of an
// ID that no other story shares (four characters or more), or an address.
func (p *Person) Find(ctx context.Context, ref string) (*news.Story, error) {
	ref = strings.TrimSpace(ref)
	if strings.Contains(ref, "://") {
		return p.StoryAt(ctx, ref)
	}
	ref = strings.ToLower(ref)
	s, err := p.Story(ctx, news.StoryID(ref))
	if !errors.Is(err, news.ErrNotFound) || len(ref) < minPrefix {
		return s, err
	}
	rows, qerr := p.now().QueryContext(ctx, `SELECT `+p.view.columns+` FROM `+p.view.tables+` WHERE s.id >= ? AND s.id < ? LIMIT 2`,
		ref, ref+"\U0010ffff")
	if qerr != nil {
		return nil, p.notFound("find story", qerr)
	}
	ss, qerr := scanStories(rows)
	switch {
	case qerr != nil:
		return nil, p.notFound("find story", qerr)
	case len(ss) == 0:
		return nil, err
	case len(ss) > 1:
		return nil, fmt.Errorf("story %s: more than one begins so; give more of its ID", sanitize.Line(ref))
	}
	return ss[0], nil
}

// Body returns a story's text; origin "" asks for the best there is: the
// page's, else the feed's with the reason why it is not the page's.
func (db *DB) Body(ctx context.Context, id news.StoryID, origin news.BodyOrigin) (news.Body, error) {
	what := "text of story " + sanitize.Line(string(id)).String()
	var (
		feed, page, note, hiddenPage, hiddenFeed string
		whole, lines                             bool
		seq, tried, next, live                   int64
	)
	err := db.now().QueryRowContext(ctx, `SELECT coalesce(b.blocks, ''), coalesce(b.whole, 0), coalesce(p.blocks, ''), coalesce(p.note, ''),
		coalesce(l.tried_ms, 0), coalesce(l.next_ms, 0), coalesce(CASE WHEN l.live = 1 THEN l.got_ms END, 0),
		s.seq, coalesce(hp.blocks, ''), coalesce(hf.blocks, ''), EXISTS (SELECT 1 FROM ref r WHERE r.story = s.seq AND r.hidden = 2)
		FROM story s LEFT JOIN feed_body b ON b.story = s.seq LEFT JOIN page_body p ON p.story = s.seq
		LEFT JOIN hidden hp ON hp.story = s.seq AND hp.page = 1 LEFT JOIN hidden hf ON hf.story = s.seq AND hf.page = 0
		LEFT JOIN page_state l ON l.story = s.seq WHERE s.id = ?`, string(id)).
		Scan(&feed, &whole, &page, &note, &tried, &next, &live, &seq, &hiddenPage, &hiddenFeed, &lines)
	if err != nil {
		return news.Body{}, db.notFound(what, err)
	}
	b := news.Body{Origin: origin, Note: sanitize.Line(note)}
	if b.Origin == "" {
		b.Origin = news.FromFeed
		if page != "" {
			b.Origin = news.FromPage
		}
	}
	blocks, away := feed, readHidden(hiddenFeed)
	b.Whole = whole && feed != ""
	if b.Origin == news.FromPage {
		blocks, b.Whole, away = page, page != "", readHidden(hiddenPage)
	}
	if b.Origin == news.FromPage && b.Whole {
		b.LiveAt = fromMillis(live)
		b.Due = news.PageState{Tried: fromMillis(tried), Next: fromMillis(next)}.IsDue(db.o.Now())
	}
	if b.Whole {
		b.Note = sanitize.Clean{}
	}
	if b.Blocks, err = decodeBlocks(blocks); err != nil {
		return news.Body{}, fmt.Errorf("%s: %w", what, err)
	}
	var again []storedRef
	if lines {
		again, err = db.linesAgain(ctx, seq, b.Origin == news.FromPage)
	}
	if err != nil {
		return news.Body{}, fmt.Errorf("%s: %w", what, err)
	}
	b.Blocks, b.LeftOut = away.shown(b.Blocks, again), away.furniture
	return b, nil
}

// linesAgain returns the references of a text that a rule says are none.
func (db *DB) linesAgain(ctx context.Context, seq int64, page bool) ([]storedRef, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT `+refColumns+` FROM ref r WHERE r.story = ? AND r.page = ? AND r.hidden = 2 ORDER BY r.paragraph, r.n`, seq, page)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (storedRef, error) { return scanRef(r) })
}

// Revisions returns the earlier wordings of a story, oldest first.
func (db *DB) Revisions(ctx context.Context, id news.StoryID) ([]news.Revision, error) {
	what := "revisions of story " + sanitize.Line(string(id)).String()
	rows, err := db.now().QueryContext(ctx, `SELECT r.n, r.seen_ms, r.headline, r.blocks, r.live, r.modified_ms FROM revision r
		JOIN story s ON s.seq = r.story WHERE s.id = ? ORDER BY r.n`, string(id))
	if err != nil {
		return nil, db.notFound(what, err)
	}
	out, err := collect(rows, func(r *sql.Rows) (news.Revision, error) {
		var (
			v                = news.Revision{Story: id}
			seen, modified   int64
			headline, blocks string
		)
		if err := r.Scan(&v.N, &seen, &headline, &blocks, &v.Live, &modified); err != nil {
			return v, err
		}
		v.SeenAt, v.Headline, v.Modified = fromMillis(seen), sanitize.Line(headline), fromMillis(modified)
		v.Body, err = decodeBlocks(blocks)
		return v, err
	})
	if err != nil {
		return nil, db.notFound(what, err)
	}
	return out, nil
}
