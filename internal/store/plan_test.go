package store

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
)

// What a list costs must not grow with the cache: no list is sorted, none is
// read from end to end to find its first rows.
func TestListsAreWalksAlongAnIndex(t *testing.T) {
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	feeds := []feedRow{{num: 1, names: "velm", tags: []string{"a"}, total: 1e6}, {num: 2, names: "velm tarn", tags: []string{"a"}, total: 1e6}}
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
		p, err := compile(news.Filter{Expr: tt.e}, viewOf(owner, db.sql), feeds)
		if err != nil {
			t.Fatal(err)
		}
		total, _ := p.totalOf(feeds)
		tables, key, where, args := p.from(total)
		rows, err := db.r.QueryContext(t.Context(), "EXPLAIN QUERY PLAN SELECT "+p.view.columns+" FROM "+tables+" WHERE "+where+
			" AND "+key+" < ? ORDER BY "+key+" DESC LIMIT 50", append(args, int64(1)<<60)...)
		if err != nil {
			t.Fatal(err)
		}
		plan := planOf(t, rows)
		if !strings.Contains(plan, tt.want) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: plan is\n%swant it to have %q and to sort nothing", tt.name, plan, tt.want)
		}
	}
}

// planOf returns what EXPLAIN QUERY PLAN answered, and closes it.
func planOf(t *testing.T, rows *sql.Rows) string {
	t.Helper()
	lines, err := collect(rows, func(r *sql.Rows) (line string, err error) {
		var a, b, c int
		return line, r.Scan(&a, &b, &c, &line)
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n") + "\n"
}

// Unread stories are those above the watermark and those that are marked
// unread: neither is looked for among all stories.
func TestUnreadListsAreReadByIndexes(t *testing.T) {
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	db, err := Open(t.Context(), filepath.Join(t.TempDir(), "cache.db"), Options{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	const (
		walk   = "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"
		newest = "SEARCH s USING COVERING INDEX sqlite_autoindex_story_1 (seq>?)"
		kept   = "INDEX mark_unread (person=? AND place<?)"
	)
	for _, tt := range []struct {
		name string
		mark watermark
		want []string
		not  string
	}{
		{"nothing read", watermark{above: 1e6}, []string{walk}, "TEMP B-TREE"},
		{"much read, many new", watermark{above: 1e6, kept: true}, []string{walk, kept}, newest},
		{"few new", watermark{above: 100}, []string{newest}, walk},
		{"few new, some kept unread", watermark{above: 100, kept: true}, []string{newest, kept}, walk},
	} {
		p, err := compile(news.Filter{Expr: news.Is{State: news.IsUnread}}, viewOf(owner, db.sql), nil)
		if err != nil {
			t.Fatal(err)
		}
		after := int64(1) << 60
		q, args := p.unread(window{after: &after, order: descending, limit: 50}, 1e6, tt.mark)
		rows, err := db.r.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			t.Fatal(err)
		}
		plan := planOf(t, rows)
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
