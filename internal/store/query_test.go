package store_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/store"
)

// library fills a cache in which each story is known by its slug.
func library(t *testing.T) (*store.Person, *clock) {
	t.Helper()
	db, c := openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{
		{ID: radio, Name: line("Radio Velm"), Tags: []string{"hazards", "velm"}},
		{ID: courier, Name: line("Tarn Courier"), Tags: []string{"press"}},
	}))
	in := func(a news.Arrival, lang string, summary string) news.Arrival {
		a.Story.Lang, a.Story.Summary = lang, line(summary)
		return a
	}
	related := arrival(radio, "uk", "Повінь у Вельмі: ще троє зниклих", 5*time.Hour, "Рятувальники шукають людей.")
	related.References = []news.Reference{ref("Щось зовсім інше сталося вчора ввечері", "")}
	save(t, db, radio,
		arrival(radio, "flood", "Flood warning for the old town", 1*time.Hour, "The river rises by noon."),
		arrival(radio, "bridge", "Bridge closed after flood", 2*time.Hour, "Drivers avoid the old bridge in town."),
		in(arrival(radio, "cafe", "Café owners count losses", 3*time.Hour, "Don't wait, they say."), "en-gb", "Trade and water"),
		in(related, "uk", ""),
		in(arrival(radio, "ru", "Ещё одно предупреждение о паводке", 6*time.Hour), "ru", ""),
	)
	c.advance(time.Minute)
	save(t, db, courier,
		in(arrival(courier, "ja", "ヴェルム市で洪水警報", 7*time.Hour, "住民は避難所へ移動した。"), "ja", ""),
		in(arrival(courier, "th", "น้ำท่วมเมืองเก่า", 8*time.Hour, "ประชาชนอพยพ"), "th", ""),
		in(arrival(courier, "ar", "إجلاء سكان المدينة القديمة", 9*time.Hour), "ar", ""),
		in(arrival(courier, "ko", "홍수경보가 내려졌다", 10*time.Hour), "ko", ""),
		in(arrival(courier, "hi", "बाढ़ की चेतावनी", 11*time.Hour), "hi", ""),
		arrival(courier, "old", "Budget adopted", 72*time.Hour, "Flood defences get nothing."),
	)
	return db, c
}

func slugs(ss []*news.Story) []string {
	out := []string{}
	for _, s := range ss {
		out = append(out, s.GUID)
	}
	return out
}

func TestQueriesFindExactlyTheirStories(t *testing.T) {
	db, c := library(t)
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
	must(t, db.SaveFullText(t.Context(), find("cafe"), news.FullText{Body: paras("The old mill burned.")}))
	all := []string{"flood", "bridge", "cafe", "uk", "ru", "ja", "th", "ar", "ko", "hi", "old"}
	tests := []struct {
		q    string
		want []string
	}{
		{"", all},
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
	for _, tt := range tests {
		f, err := query.Parse(tt.q, c.now())
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

func TestTypingFindsWordsThatGoOn(t *testing.T) {
	db, c := library(t)
	for q, want := range map[string][]string{
		"flo": {"flood", "bridge", "old"}, "title:bri": {"bridge"}, "old tow": {"flood", "bridge"}, "Пов": {"uk"}, "洪水警": {"ja"},
		"f": {"flood", "bridge", "old"}, `"old to`: {},
	} {
		f, err := query.ParseTyping(q, c.now())
		must(t, err)
		diff(t, q, want, slugs(list(t, db, f, news.Window{})))
	}
}

func TestWindowsJoinWithoutGapOrOverlap(t *testing.T) {
	db, c := library(t)
	for _, q := range []string{"", "lang:en OR lang:uk", "flood OR 洪水 OR повінь", "feed:courier", "is:unread", "tag:press OR tag:velm"} {
		f, err := query.Parse(q, c.now())
		must(t, err)
		all := list(t, db, f, news.Window{})
		var down []*news.Story
		w := news.Window{Limit: 2}
		for {
			page := list(t, db, f, w)
			down = append(down, page...)
			if len(page) < 2 {
				break
			}
			m := news.MarkOf(page[len(page)-1])
			w.After = &m
		}
		diff(t, "down "+q, slugs(all), slugs(down))
		if len(all) < 4 {
			continue
		}
		m := news.MarkOf(all[3])
		diff(t, "up "+q, slugs(all[1:3]), slugs(list(t, db, f, news.Window{Before: &m, Limit: 2})))
	}
}

func TestStoriesThatArriveLaterStayOutOfTheWindow(t *testing.T) {
	db, c := library(t)
	upTo, err := db.Latest(t.Context())
	must(t, err)
	c.advance(time.Minute)
	save(t, db, radio, arrival(radio, "new", "Flood again", 90*time.Minute))
	for q, want := range map[string]news.Counts{
		"": {Total: 11, Unread: 11, New: 1}, "flood": {Total: 3, Unread: 3, New: 1}, "feed:courier": {Total: 6, Unread: 6},
		"is:unread tag:velm": {Total: 5, Unread: 5, New: 1}, "is:starred": {},
	} {
		f, err := query.Parse(q, c.now())
		must(t, err)
		n, err := db.Count(t.Context(), f, upTo)
		must(t, err)
		diff(t, q, want, n)
		for _, s := range list(t, db, f, news.Window{UpTo: upTo}) {
			if s.GUID == "new" {
				t.Errorf("%q: the new story is in the window", q)
			}
		}
	}
}
