package query_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

func TestWarningsLocationsAndEventsAreAskedFor(t *testing.T) {
	near := func(a, b string, n int) news.Expr { return news.Near{A: word(a), B: word(b), Between: n} }
	tests := []struct {
		q    string
		want news.Expr
	}{
		{"evacuat*", news.Word{Text: "evacuat", Prefix: true}},
		{"title:evac*", news.InTitle{Text: "evac", Prefix: true}},
		{"dam NEAR/5 burst", near("dam", "burst", 5)},
		{"dam NEAR/0 burst now", news.And{near("dam", "burst", 0), word("now")}},
		{"a NEAR/1 b NEAR/2 c", news.And{near("a", "b", 1), near("b", "c", 2)}},
		{`"old dam" NEAR/12 (burst)`, news.Near{A: news.Phrase{Text: "old dam"}, B: word("burst"), Between: 12}},
		{"NEAR a NEAR", news.And{word("NEAR"), word("a"), word("NEAR")}},
		{"place:Dolyna -severity:minor", news.And{news.AtPlace{Name: "Dolyna"}, news.Not{X: news.OfWarning{Field: news.FieldSeverity, Value: "minor"}}}},
		{"severity:>=Severe level:orange", news.And{
			news.OfWarning{Field: news.FieldSeverity, Value: "severe", Least: true}, news.OfWarning{Field: news.FieldLevel, Value: "orange"},
		}},
		{"hazard:flood status:test", news.And{news.OfWarning{Field: news.FieldHazard, Value: "FL"}, news.OfWarning{Field: news.FieldStatus, Value: "test"}}},
		{`event:"flash flood" area:Halm`, news.And{news.OfWarning{Field: news.FieldEvent, Value: "flash flood"}, news.OfWarning{Field: news.FieldArea, Value: "Halm"}}},
		{"origins:>=2 outlets:3", news.And{news.Counted{What: news.CountOrigins, Least: true, N: 2}, news.Counted{What: news.CountOutlets, N: 3}}},
		{"is:warning", news.Is{State: news.IsWarning}},
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
		back, err := query.Parse(query.Format(got), now)
		if d := cmp.Diff(got, back); d != "" || err != nil {
			t.Errorf("Parse(%q) printed %q: %v (-first +second):\n%s", tt.q, query.Format(got), err, d)
		}
	}
}

func TestAWrongQueryAboutWarningsSaysWhere(t *testing.T) {
	tests := []struct{ q, want string }{
		{"severity:sever", `query: column 10: unknown severity "sever" (did you mean severe?)`},
		{"level:blue", `query: column 7: unknown level "blue" (such as level:orange or level:>=yellow)`},
		{"status:>=test", `query: column 8: unknown status ">=test" (status: takes actual, exercise, system, test, draft)`},
		{"hazard:floot", `query: column 8: unknown hazard "floot" (did you mean flood?)`},
		{"origins:two", `query: column 9: "two" is not a number (such as origins:>=2)`},
		{"NEAR/3 a", `query: column 1: something must stand before NEAR (such as dam NEAR/5 burst)`},
		{"a NEAR/3", `query: column 9: something must follow NEAR`},
		{"a NEAR/3 -b", `query: column 1: NEAR stands between words or phrases (such as dam NEAR/5 burst)`},
		{"place:!!", `query: column 7: "!!" has no letter or digit to look for`},
	}
	for _, tt := range tests {
		_, err := query.Parse(tt.q, now)
		if _, ok := errors.AsType[*query.SyntaxError](err); !ok || err.Error() != tt.want {
			t.Errorf("Parse(%q) = %v, want %s", tt.q, err, tt.want)
		}
	}
}
