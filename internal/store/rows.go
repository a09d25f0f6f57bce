package store

import (
	"database/sql"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// storyColumns and storyTables are how every list of stories is read; a row
// never needs a query of its own. The last two columns, read and starred, are
// a person's: view.columns has them, storyColumns is for nobody.
const (
	sharedColumns = `s.id, s.seq, f.id, f.name, f.title, s.source, s.guid, s.url, s.headline, s.summary, s.byline, s.lang,
		s.published_ms, s.published_day, s.updated_ms, s.first_ms, s.full_text, s.refs, s.revisions, s.edited_seq > 0`
	storyColumns = sharedColumns + `, 0, 0`
	storyTables  = `story s JOIN feed f ON f.num = s.feed`
)

type scanner interface{ Scan(dest ...any) error }

// scanStory reads storyColumns, after the columns that before takes.
func scanStory(r scanner, before ...any) (*news.Story, error) {
	var (
		s                             news.Story
		feedName, feedTitle, source   string
		headline, summary, byline     string
		published, updated, firstSeen int64
	)
	err := r.Scan(append(before, &s.ID, &s.Seq, &s.Feed, &feedName, &feedTitle, &source, &s.GUID, &s.URL, &headline, &summary,
		&byline, &s.Lang, &published, &s.PublishedDay, &updated, &firstSeen, &s.FullText, &s.References, &s.Revisions, &s.Edited,
		&s.Read, &s.Starred)...)
	if err != nil {
		return nil, err
	}
	switch {
	case feedName != "":
		source = feedName
	case source == "":
		source = feedTitle
	}
	s.Source, s.URL = sanitize.Line(source), address(s.URL)
	s.Headline, s.Summary, s.Byline = sanitize.Line(headline), sanitize.Text(summary), sanitize.Line(byline)
	s.Published, s.Updated, s.FirstSeen = fromMillis(published), fromMillis(updated), fromMillis(firstSeen)
	return &s, nil
}

// address returns an address as it was stored, if it still is one that may
// be opened: another hand may have written to the file.
func address(s string) string {
	if s == "" {
		return ""
	}
	out, _ := sanitize.URL("", s)
	return out
}

func scanStories(rows *sql.Rows) ([]*news.Story, error) {
	return collect(rows, func(r *sql.Rows) (*news.Story, error) { return scanStory(r) })
}

// collect reads all rows and closes them.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
