package store

import (
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
		{"unread", news.Is{State: news.IsUnread}, "SEARCH s USING INDEX story_unread (read=? AND rowid<?)"},
		{"starred", news.Is{State: news.IsStarred}, "SEARCH s USING INDEX story_starred (starred=? AND rowid<?)"},
		{"feed", news.InFeed{Text: "tarn"}, "SEARCH s USING INDEX story_feed (feed=? AND rowid<?)"},
		{"tag", news.HasTag{Tag: "a"}, "SEARCH s USING INTEGER PRIMARY KEY (rowid<?)"},
		{"word", news.Word{Text: "x"}, "SCAN w VIRTUAL TABLE INDEX"},
		{"word unread since", news.And{news.Word{Text: "x"}, news.Is{State: news.IsUnread}, news.Since{Time: now}}, "SCAN w VIRTUAL TABLE INDEX"},
	}
	for _, tt := range tests {
		p, err := compile(news.Filter{Expr: tt.e}, feeds)
		if err != nil {
			t.Fatal(err)
		}
		total, _ := p.totalOf(feeds)
		tables, where, args := p.from(total)
		key := "s.place"
		if p.match != "" {
			key = "w.rowid"
		}
		rows, err := db.r.QueryContext(t.Context(), "EXPLAIN QUERY PLAN SELECT "+storyColumns+" FROM "+tables+" WHERE "+where+
			" AND "+key+" < ? ORDER BY "+key+" DESC LIMIT 50", append(args, int64(1)<<60)...)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var plan strings.Builder
		for rows.Next() {
			var a, b, c int
			var line string
			if err := rows.Scan(&a, &b, &c, &line); err != nil {
				t.Fatal(err)
			}
			plan.WriteString(line + "\n")
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan.String(), tt.want) || strings.Contains(plan.String(), "TEMP B-TREE") {
			t.Errorf("%s: plan is\n%swant it to have %q and to sort nothing", tt.name, plan.String(), tt.want)
		}
	}
}
