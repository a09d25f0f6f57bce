package query_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

var now = time.Date(2026, 2, 16, 9, 30, 0, 0, time.FixedZone("", 2*3600))

func word(s string) news.Expr { return news.Word{Text: s} }

func TestParseReadsTheLanguage(t *testing.T) {
	since := news.Since{Time: now.Add(-6 * time.Hour).UTC()}
	tests := []struct {
		q    string
		want news.Expr
	}{
		{"", nil},
		{"  \t", nil},
		{"flood", word("flood")},
		{"flood  warning", news.And{word("flood"), word("warning")}},
		{"flood AND warning", news.And{word("flood"), word("warning")}},
		{"flood and warning", news.And{word("flood"), word("and"), word("warning")}},
		{`"old town" bridge`, news.And{news.Phrase{Text: "old town"}, word("bridge")}},
		{"a OR b c", news.Or{word("a"), news.And{word("b"), word("c")}}},
		{"(a OR b) c", news.And{news.Or{word("a"), word("b")}, word("c")}},
		{"((a b)) c", news.And{word("a"), word("b"), word("c")}},
		{"a OR (b OR c)", news.Or{word("a"), word("b"), word("c")}},
		{"a -b", news.And{word("a"), news.Not{X: word("b")}}},
		{"a NOT (b OR c)", news.And{word("a"), news.Not{X: news.Or{word("b"), word("c")}}}},
		{`-"b c"`, news.Not{X: news.Phrase{Text: "b c"}}},
		{"-is:read", news.Not{X: news.Is{State: news.IsRead}}},
		{"well-known NOTHING ORANGE", news.And{word("well-known"), word("NOTHING"), word("ORANGE")}},
		{"title:flood", news.InTitle{Text: "flood"}},
		{`title:"old town"`, news.InTitle{Text: "old town"}},
		{`feed:"Radio Velm"`, news.InFeed{Text: "Radio Velm"}},
		{"TAG:Hazards lang:UK", news.And{news.HasTag{Tag: "hazards"}, news.InLang{Lang: "uk"}}},
		{"is:unread is:starred is:fulltext has:related", news.And{
			news.Is{State: news.IsUnread}, news.Is{State: news.IsStarred}, news.Is{State: news.IsFullText}, news.HasRelated{},
		}},
		{"since:6h", since},
		{"since:last Before:LAST", news.And{news.SinceLast{}, news.Not{X: news.SinceLast{}}}},
		{"since:1w", news.Since{Time: now.AddDate(0, 0, -7).UTC()}},
		{"since:2d before:90m", news.And{news.Since{Time: now.Add(-48 * time.Hour).UTC()}, news.Before{Time: now.Add(-90 * time.Minute).UTC()}}},
		{"before:2026-02-16", news.Before{Time: time.Date(2026, 2, 15, 22, 0, 0, 0, time.UTC)}},
		{"since:2026-02-16T01:00:00+01:00", news.Since{Time: time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC)}},
		{"at 12:30 http://velm.example/a", news.And{word("at"), word("12:30"), word("http://velm.example/a")}},
		{"洪水 повінь", news.And{word("洪水"), word("повінь")}},
	}
	for _, tt := range tests {
		got, err := query.Parse(tt.q, now)
		if err != nil {
			t.Errorf("Parse(%q): %v", tt.q, err)
			continue
		}
		if d := cmp.Diff(news.Filter{Expr: tt.want}, got); d != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.q, d)
		}
	}
}

func TestParseTypingLetsTheLastWordGoOn(t *testing.T) {
	tests := []struct {
		q    string
		want news.Expr
	}{
		{"old flo", news.And{word("old"), news.Word{Text: "flo", Prefix: true}}},
		{"old flo ", news.And{word("old"), word("flo")}},
		{"title:flo", news.InTitle{Text: "flo", Prefix: true}},
		{`"old to`, news.Phrase{Text: "old to"}},
		{"(flo)", word("flo")},
	}
	for _, tt := range tests {
		got, err := query.ParseTyping(tt.q, now)
		if err != nil {
			t.Errorf("ParseTyping(%q): %v", tt.q, err)
			continue
		}
		if d := cmp.Diff(news.Filter{Expr: tt.want}, got); d != "" {
			t.Errorf("ParseTyping(%q) (-want +got):\n%s", tt.q, d)
		}
	}
}

func TestAWrongQuerySaysWhere(t *testing.T) {
	tests := []struct{ q, want string }{
		{"flood sorce:x", `query: column 7: unknown field "sorce" (did you mean feed?)`},
		{"zzzzzz:x", `query: column 1: unknown field "zzzzzz" (the fields are title, feed, tag, lang, is, has, cluster, since, before, place, severity, level, hazard, status, event, area, origins, outlets)`},
		{"повінь fed:x", `query: column 8: unknown field "fed" (did you mean feed?)`},
		{"titel:x", `query: column 1: unknown field "titel" (did you mean title?)`},
		{`a "b c`, `query: column 3: the quote is not closed`},
		{"a (b", `query: column 3: "(" without ")"`},
		{"a b)", `query: column 4: ")" without "("`},
		{"a ()", `query: column 4: there is nothing here to look for`},
		{"a OR", `query: column 5: something must follow OR`},
		{"OR a", `query: column 1: something must stand before OR (for the word write "or")`},
		{"a AND", `query: column 3: something must stand before and after AND (words are joined by AND anyway)`},
		{"a -", `query: column 3: there is nothing here to exclude`},
		{"a - b", `query: column 3: "-" must touch what it excludes (write -word)`},
		{"a NOT", `query: column 3: there is nothing here to exclude`},
		{"is:unred", `query: column 4: unknown state "unred" (did you mean unread?)`},
		{"is:blue", `query: column 4: unknown state "blue" (is: takes unread, read, starred, fulltext, edited, warning)`},
		{"cluster:a/b", `query: column 9: "a/b" is not the ID of a cluster (sitrep clusters prints them)`},
		{"has:x", `query: column 5: unknown "has:x" (there is has:related)`},
		{"since:soon", `query: column 7: "soon" is not a time (such as 6h, 2d, 1w, last, 2026-02-16 or 2026-02-16T09:30:00Z)`},
		{"since:", `query: column 7: since: needs a value (such as 6h, 2d, 1w, last, 2026-02-16 or 2026-02-16T09:30:00Z)`},
		{"tag: x", `query: column 5: tag: needs a value`},
		{"a !!!", `query: column 3: "!!!" has no letter or digit to look for`},
		{strings.Repeat("(", 60) + "a", `query: column 52: too many levels of parentheses`},
		{strings.Repeat("a", 5000), `query: column 1: the query is too long (4096 bytes at most)`},
	}
	for _, tt := range tests {
		_, err := query.Parse(tt.q, now)
		if _, ok := errors.AsType[*query.SyntaxError](err); !ok {
			t.Errorf("Parse(%q) error = %v, want a *SyntaxError", tt.q, err)
			continue
		}
		if d := cmp.Diff(tt.want, err.Error()); d != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", tt.q, d)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, q := range []string{"a b OR c", "-(a NEAR/5 b) flo* place:x severity:>=minor", "a NEAR/1 \"b c\" NEAR/2 d OR hazard:flood", `-(x "y z") title:"q" since:2d`, "NOT -OR", "((a OR b) c)", "is:read before:2026-01-01", ")", `"`, `OR"0"`, `a OR"b"`} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, q string) {
		first, err := query.Parse(q, now)
		query.ParseTyping(q, now)
		if e, ok := errors.AsType[*query.SyntaxError](err); ok {
			if n := len([]rune(q)); e.Column < 1 || e.Column > n+1 {
				t.Fatalf("Parse(%q): column %d of %d", q, e.Column, n)
			}
			return
		}
		printed := query.Format(first)
		if len(printed) > 4096 {
			return
		}
		second, err := query.Parse(printed, now)
		if err != nil {
			t.Fatalf("Parse(%q) printed %q: %v", q, printed, err)
		}
		if d := cmp.Diff(first, second); d != "" {
			t.Fatalf("Parse(%q) printed %q (-first +second):\n%s", q, printed, d)
		}
	})
}
