package match_test

import (
	"testing"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/match/matchtest"
	"sitrep/internal/news"
)

func titles(tb testing.TB) matchtest.Set {
	tb.Helper()
	set, err := matchtest.Titles()
	if err != nil {
		tb.Fatal(err)
	}
	return set
}

// now is the time that the stories of the set are counted back from.
var now = time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)

// feeds numbers feeds in the order in which they are asked for, from 1.
type feeds map[news.FeedID]int64

func (f feeds) num(id news.FeedID) int64 {
	if f[id] == 0 {
		f[id] = int64(len(f) + 1)
	}
	return f[id]
}

// candidates returns the stories of a set; the Seq of each is its index and 1.
func candidates(set matchtest.Set, nums feeds) []match.Candidate {
	var cs []match.Candidate
	for i, s := range set.Stories {
		at := now.Add(-s.Ago)
		cs = append(cs, match.Candidate{
			Seq: int64(i + 1), Feed: nums.num(s.Feed), TitleKey: news.TitleKey(s.Headline), Headline: s.Headline,
			URL: string(s.Feed) + "/" + s.Slug, Lang: s.Lang, Published: at, When: at,
		})
	}
	return cs
}

func citer(m matchtest.Mention, nums feeds) *match.Citer {
	at := now.Add(-m.Ago)
	return &match.Citer{
		Seq: -1, Feed: nums.num(m.Feed), URL: string(m.Feed) + "/" + m.Name, Lang: m.Lang, Published: at, When: at,
	}
}

// TestTitlesLeadToTheirStories measures the judgement with every story of the
// set as a candidate: those of the same title first, as the store looks them up.
func TestTitlesLeadToTheirStories(t *testing.T) {
	set, nums := titles(t), feeds{}
	cs := candidates(set, nums)
	var all matchtest.Score
	for _, m := range set.Mentions {
		c, said := citer(m, nums), match.Mention{Title: m.Title, TitleKey: news.TitleKey(m.Title)}
		var same []match.Candidate
		for _, x := range cs {
			if x.TitleKey == said.TitleKey {
				same = append(same, x)
			}
		}
		seq, tier := match.Pick(c, said, same)
		if tier == match.Unresolved {
			seq, tier = match.Pick(c, said, cs)
		}
		to := ""
		if seq > 0 {
			to = set.Stories[seq-1].Name
		}
		all.Add(m, to, tier.Match())
		if to != m.To {
			t.Logf("%s: %q leads to %q (%s), means %q", m.Class, m.Title, to, tier.Match(), m.To)
		}
	}
	t.Log(&all)
	for _, lack := range all.Shortfalls() {
		t.Error(lack)
	}
}

// BenchmarkPick looks for 60 titles among all headlines, far more than a
// cache brings as candidates.
func BenchmarkPick(b *testing.B) {
	set, nums := titles(b), feeds{}
	cs := candidates(set, nums)
	b.ReportAllocs()
	for b.Loop() {
		for _, m := range set.Mentions[:60] {
			match.Pick(citer(m, nums), match.Mention{Title: m.Title, TitleKey: news.TitleKey(m.Title)}, cs)
		}
	}
}

func BenchmarkTitleWords(b *testing.B) {
	set := titles(b)
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range set.Stories {
			match.TitleWords(s.Headline)
		}
	}
}
