package store_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
)

// openForPlans opens an empty cache.
func openForPlans(t *testing.T) *store.DB {
	t.Helper()
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), store.Options{Now: newClock().now})
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	return db
}

// The cost of a list must not grow with the cache: no list is sorted, none is
// read from end to end to find its first rows. These are the plans of SQLite.
func TestListsAreWalksAlongAnIndex(t *testing.T) {
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	db := openForPlans(t)
	tests := []struct {
		name string
		e    news.Expr
		want string
	}{
		{"all", nil, "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"},
		{"since", news.Since{Time: now}, "SEARCH s USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"},
		{"unread", news.Is{State: news.IsUnread}, "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"},
		{"starred", news.Is{State: news.IsStarred}, "SEARCH m USING INDEX mark_starred (person=? AND place<?)"},
		{"feed", news.InFeed{Text: "tarn"}, "SEARCH s USING INDEX story_feed (feed=? AND rowid<?)"},
		{"tag", news.HasTag{Tag: "a"}, "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"},
		{"word", news.Word{Text: "x"}, "SCAN w VIRTUAL TABLE INDEX"},
		{"word unread since", news.And{news.Word{Text: "x"}, news.Is{State: news.IsUnread}, news.Since{Time: now}}, "SCAN w VIRTUAL TABLE INDEX"},
	}
	for _, tt := range tests {
		q, args, err := store.PageQuery(db, tt.e)
		must(t, err)
		plan := planOf(t, db, q, args)
		if !strings.Contains(plan, tt.want) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: plan is\n%swant it to have %q and to sort nothing", tt.name, plan, tt.want)
		}
	}
}

// planOf returns how SQLite carries out a query, a line a step.
func planOf(t *testing.T, db *store.DB, q string, args []any) string {
	t.Helper()
	rows, err := store.Connections(db).QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q, args...)
	must(t, err)
	defer rows.Close()
	var plan strings.Builder
	for rows.Next() {
		var a, b, c int
		var line string
		must(t, rows.Scan(&a, &b, &c, &line))
		plan.WriteString(line + "\n")
	}
	must(t, rows.Err())
	return plan.String()
}

// Unread stories are those above the watermark and those that are marked
// unread: neither is looked for among all stories.
func TestUnreadListsAreReadByIndexes(t *testing.T) {
	db := openForPlans(t)
	const (
		walk   = "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"
		newest = "SEARCH s USING COVERING INDEX sqlite_autoindex_story_1 (seq>?)"
		kept   = "INDEX mark_unread (person=? AND place<?)"
	)
	for _, tt := range []struct {
		name  string
		above int64
		kept  bool
		want  []string
		not   string
	}{
		{"nothing read", 1e6, false, []string{walk}, "TEMP B-TREE"},
		{"much read, many new", 1e6, true, []string{walk, kept}, newest},
		{"few new", 100, false, []string{newest}, walk},
		{"few new, some kept unread", 100, true, []string{newest, kept}, walk},
	} {
		q, args, err := store.UnreadQuery(db, tt.above, tt.kept)
		must(t, err)
		plan := planOf(t, db, q, args)
		for _, w := range tt.want {
			if !strings.Contains(plan, w) {
				t.Errorf("%s: plan is\n%swant it to have %q", tt.name, plan, w)
			}
		}
		if strings.Contains(plan, tt.not) {
			t.Errorf("%s: plan is\n%swant it without %q", tt.name, plan, tt.not)
		}
	}
}

// Pages that are due again are found by when they are, however many there are.
func TestPagesThatAreDueAreReadByIndexes(t *testing.T) {
	db := openForPlans(t)
	q, args := store.LacksTextQuery()
	plan := planOf(t, db, q, args)
	for _, w := range []string{
		"INDEX story_lacks (feed=?)", "INDEX page_state_next (next_ms>? AND next_ms<?)", "INDEX page_state_tried (tried_ms>?)",
	} {
		if !strings.Contains(plan, w) {
			t.Errorf("plan is\n%swant it to have %q", plan, w)
		}
	}
	if strings.Contains(plan, "SCAN story") || strings.Contains(plan, "SCAN s\n") || strings.Contains(plan, "SCAN p") {
		t.Errorf("plan is\n%swant it to read no table from end to end", plan)
	}
}
