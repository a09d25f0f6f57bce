package store

import (
	"context"
	"database/sql"
	"slices"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// plainRule returns the rule by which an item alone is a story.
func plainRule(s *news.Story) news.IdentityRule {
	switch id, ok := news.NewStoryID(s.Feed, s.GUID, "", ""); {
	case ok && id == s.ID:
		return news.RuleGUID
	case s.Feed == "":
		return news.RuleAddress
	}
	if id, ok := news.NewStoryID(s.Feed, "", s.URL, ""); ok && id == s.ID {
		return news.RuleAddress
	}
	return news.RuleTitle
}

// Identity returns the items that are a story, and by which rule, the oldest
// first. Its first is the one that has the ID of the story.
func (db *DB) Identity(ctx context.Context, id news.StoryID) ([]news.Identity, error) {
	what := "identity of story " + sanitize.Line(string(id)).String()
	s, err := scanStory(db.now().QueryRowContext(ctx, `SELECT `+storyColumns+` FROM `+storyTables+` WHERE s.id = ?`, string(id)))
	if err != nil {
		return nil, db.notFound(what, err)
	}
	rows, err := db.now().QueryContext(ctx, `SELECT id, rule, guid, url, at_ms FROM joined WHERE story = ? ORDER BY at_ms, id`, s.Seq)
	if err != nil {
		return nil, db.notFound(what, err)
	}
	own := false // the first item is among them
	out, err := collect(rows, func(r *sql.Rows) (w news.Identity, err error) {
		var item news.StoryID
		var guid string
		var at int64
		err = r.Scan(&item, &w.Rule, &guid, &w.URL, &at)
		w.GUID, w.URL, w.Seen = sanitize.Line(guid), address(w.URL), fromMillis(at)
		if item == id {
			own = true
		}
		return w, err
	})
	if err != nil {
		return nil, db.notFound(what, err)
	}
	if !own {
		out = slices.Insert(out, 0, news.Identity{Rule: plainRule(s), GUID: sanitize.Line(s.GUID), URL: s.URL, Seen: s.FirstSeen})
	}
	return out, nil
}
