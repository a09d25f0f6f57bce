package storetest

import (
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/query"
)

// searching are the subtests about filters and the words of stories.
func (su suite) searching() []subtest {
	return []subtest{
		{"queries find exactly their stories", su.queries},
		{"typing finds words that go on", su.typing},
	}
}

// searches are queries and the stories of the library that they find, with
// the marks and the text that the subtest adds.
var searches = []struct {
	q    string
	want []string
}{
	{"", []string{"flood", "bridge", "cafe", "uk", "ru", "ja", "th", "ar", "ko", "hi", "old"}},
	{"flood", []string{"flood", "bridge", "old"}},
	{"FLOOD", []string{"flood", "bridge", "old"}},
	{"floo", []string{}},
	{"flood old", []string{"flood", "bridge"}},
	{`"old town"`, []string{"flood"}},
	{`"old bridge"`, []string{"bridge"}},
	{"flood -bridge", []string{"flood", "old"}},
	{"-flood lang:en", []string{"cafe"}},
	{"bridge OR budget", []string{"bridge", "old"}},
	{"(bridge OR budget) flood NOT drivers", []string{"old"}},
	{"flood (is:read OR is:starred)", []string{"flood", "bridge", "old"}},
	{"bridge OR lang:uk", []string{"bridge", "uk"}},
	{"-(flood OR lang:en) feed:radio", []string{"uk", "ru"}},
	{"cafe", []string{"cafe"}},
	{"CAFÉ", []string{"cafe"}},
	{"mill", []string{"cafe"}},
	{"trade", []string{"cafe"}},
	{"don’t", []string{}},
	{"title:flood", []string{"flood", "bridge"}},
	{`title:"old town"`, []string{"flood"}},
	{"title:river", []string{}},
	{"feed:courier", []string{"ja", "th", "ar", "ko", "hi", "old"}},
	{`feed:"radio velm" flood`, []string{"flood", "bridge"}},
	{"feed:nobody", []string{}},
	{"-feed:courier", []string{"flood", "bridge", "cafe", "uk", "ru"}},
	{"tag:hazards flood", []string{"flood", "bridge"}},
	{"tag:press OR bridge", []string{"bridge", "ja", "th", "ar", "ko", "hi", "old"}},
	{"tag:press tag:hazards", []string{}},
	{"lang:en", []string{"flood", "bridge", "cafe", "old"}},
	{"lang:en-gb", []string{"cafe"}},
	{"is:read", []string{"flood", "old"}},
	{"is:unread lang:en", []string{"bridge", "cafe"}},
	{"is:starred", []string{"bridge"}},
	{"-is:starred is:unread lang:en", []string{"cafe"}},
	{"is:fulltext", []string{"cafe"}},
	{"has:related", []string{"uk"}},
	{"since:150m", []string{"flood", "bridge"}},
	{"since:4h before:90m", []string{"bridge", "cafe"}},
	{"before:2026-02-15", []string{"old"}},
	{"flood since:1d", []string{"flood", "bridge"}},
	{"flood before:1d", []string{"old"}},
	{"повінь", []string{"uk"}},
	{"ПОВІНЬ зниклих", []string{"uk"}},
	{"еще", []string{"ru"}},
	{"洪水", []string{"ja"}},
	{"水警", []string{"ja"}},
	{"報", []string{"ja"}},
	{"避難所", []string{"ja"}},
	{"title:避難所", []string{}},
	{"市で洪水", []string{"ja"}},
	{`"洪水警報"`, []string{"ja"}},
	{"警洪", []string{}},
	{"ท่วมเมือง", []string{"th"}},
	{"อพยพ", []string{"th"}},
	{"المدينه", []string{"ar"}},
	{"اجلاء سكان", []string{"ar"}},
	{"경보", []string{"ko"}},
	{"चेतावनी", []string{"hi"}},
	{"चेत", []string{}},
}

func (su suite) queries(t *testing.T) {
	db, c := su.library(t)
	find := func(slug string) news.StoryID {
		for _, s := range list(t, db, news.Filter{}, news.Window{}) {
			if s.GUID == slug {
				return s.ID
			}
		}
		t.Fatalf("no story %s", slug)
		return ""
	}
	must(t, db.MarkRead(t.Context(), true, find("flood"), find("old")))
	must(t, db.Star(t.Context(), true, find("bridge")))
	must(t, db.SaveFullText(t.Context(), find("cafe"), news.FullText{Body: Paragraphs("The old mill burned.")}))
	for _, tt := range searches {
		f, err := query.Parse(tt.q, c.Now())
		if err != nil {
			t.Errorf("%q: %v", tt.q, err)
			continue
		}
		ss := list(t, db, f, news.Window{})
		diff(t, tt.q, tt.want, slugs(ss))
		n, err := db.Count(t.Context(), f, 0)
		must(t, err)
		want := news.Counts{Total: len(ss)}
		for _, s := range ss {
			if !s.Read {
				want.Unread++
			}
		}
		diff(t, "count of "+tt.q, want, n)
	}
}

func (su suite) typing(t *testing.T) {
	db, c := su.library(t)
	for q, want := range map[string][]string{
		"flo": {"flood", "bridge", "old"}, "title:bri": {"bridge"}, "old tow": {"flood", "bridge"}, "Пов": {"uk"}, "洪水警": {"ja"},
		"f": {"flood", "bridge", "old"}, `"old to`: {},
	} {
		f, err := query.ParseTyping(q, c.Now())
		must(t, err)
		diff(t, q, want, slugs(list(t, db, f, news.Window{})))
	}
}
