package query_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

func TestWhatIsLookedForInHeadlines(t *testing.T) {
	tests := []struct {
		q    string
		want news.Expr
		ok   bool
	}{
		{"flood", news.InTitle{Text: "flood"}, true},
		{`"old town" -drill`, news.And{news.InTitle{Text: "old town"}, news.Not{X: news.Word{Text: "drill"}}}, true},
		{"dam OR gate", news.Or{news.InTitle{Text: "dam"}, news.InTitle{Text: "gate"}}, true},
		{"is:unread", news.Is{State: news.IsUnread}, false},
		{"-drill", news.Not{X: news.Word{Text: "drill"}}, false},
		{"", nil, false},
	}
	for _, tt := range tests {
		f, err := query.Parse(tt.q, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		got, ok := query.InHeadline(f)
		if diff := cmp.Diff(tt.want, got.Expr); diff != "" || ok != tt.ok {
			t.Errorf("%s: %t (-want +got)\n%s", tt.q, ok, diff)
		}
	}
}

func TestAHitIsShownInItsPlace(t *testing.T) {
	tests := []struct{ q, text, want string }{
		{"bridge", "Water rose over night and the old bridge of Velm was closed to all traffic by noon.", "…and the old bridge of Velm was closed…"},
		{"water", "Water rose over night.", "Water rose over night."},
		{"seisme", "Un fort séisme a secoué la vallée.", "Un fort séisme a secoué la vallée."},
		{`"ОЛД town"`, "nothing of it", ""},
		{"ещё", "Воды ЕЩЕ нет.", "Воды ЕЩЕ нет."},
		{"避難", "市民の避難所が開いた", "市民の避難所が開いた"},
		{"rid", "The bridge.", ""},
		{"-bridge", "The bridge.", ""},
		{"title:gate OR bridge", "A gate.\nA bridge.", "A gate. A bridge."},
		{"", "The bridge.", ""},
	}
	for _, tt := range tests {
		f, err := query.Parse(tt.q, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		if got := query.Hit(tt.text, query.Words(f), 42); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.q, got, tt.want)
		}
	}
}
