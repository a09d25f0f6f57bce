package plain_test

import (
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
	"sitrep/ui/uitest"
)

// TestEventsAreSaidInSentences asks what changed, who says so and what has moved:
// each answer is words in an order that can be listened to.
func TestEventsAreSaidInSentences(t *testing.T) {
	lib := uitest.Sample()
	st := news.Story{
		ID: "waterdolynaradio", Feed: uitest.HarborWire, Source: sanitize.Lit("Vesna Radio"), Lang: "en", Headline: sanitize.Lit("Water not safe, ministry says"), GUID: "water",
		Published: uitest.Start(), FirstSeen: uitest.Start(), Updated: uitest.Start().Add(-time.Hour),
	}
	was := news.Revision{N: 1, SeenAt: uitest.Start(), Headline: sanitize.Lit("Water safe, ministry says"), Modified: st.Updated, Body: []news.Block{uitest.Para("Tests go on until Sunday.")}}
	lib.Add(uitest.Entry{Story: st, Body: []news.Block{uitest.Para("Tests go on until Tuesday.")}, Whole: true, Revisions: []news.Revision{was}})
	ev := &uitest.Events{Library: lib, Clusters: [][]news.StoryID{{st.ID, uitest.DamID}}}
	ev.OnBrief = func(news.Look) *reader.Brief {
		return &reader.Brief{Since: uitest.Start().Add(-time.Hour), NewStories: 3, Quiet: 2, Next: news.Look{Seq: 7}, Items: []reader.BriefItem{{
			Part: reader.PartMoved, Title: sanitize.Lit("Dam gates jam"), Reason: reader.ReasonFigure, Note: "injured", From: "12", To: "31", Outlets: 9, Origins: 3, AtLeast: true, Added: 5,
			Stories: []news.StoryID{st.ID},
		}}}
	}
	o := options(t, lib)
	o.Env.Events = ev
	got := run(t, o, "d 1", "e 1", "i", "B", "brief 1", "i")
	for _, want := range []string{
		"Version 2 of 2, seen ", "Silent: there is no notice, and the page kept its time.",
		"Changed, headline: now also not. Before: Water safe, ministry says. Now: Water not safe, ministry says.",
		"Changed, number: Sunday became Tuesday.", "0 sentences unchanged.",
		"2 outlets, at least 1 origin.", "Origin not known: 2 stories.", "Shares: dam, Kamin, jam; 40 min apart; score 0.31.",
		"No brief was read; brief reads it.",
		"Brief since ", "3 new stories.", "Moved:", "1. Dam gates jam. Injured 12 -> 31, 9 outlets, at least 3 origins, 5 stories more.", "Nothing new in 2 clusters.",
		"Tests go on until Tuesday.", "Seen: the next brief begins here.",
	} {
		i := strings.Index(got, want)
		if i < 0 {
			t.Errorf("no %q where it should be:\n%s", want, got)
			continue
		}
		got = got[i+len(want):]
	}
	if looks := ev.Looks(); len(looks) != 1 || looks[0].Seq != 7 {
		t.Errorf("looks: %v, want one up to 7", looks)
	}
}

// TestEventsAreListedOnce: of an event the newest story is listed, with who reports it;
// unfold lists each by itself.
func TestEventsAreListedOnce(t *testing.T) {
	lib, ev := uitest.Crisis()
	lib.SetClusters(news.Cluster{ID: "gates", Stories: []news.StoryID{uitest.WireID, uitest.CopyID, uitest.GatesID, uitest.InquiryID}, Outlets: 4, Origins: 2, AtLeast: true})
	o := options(t, lib)
	o.Env.Events, o.Env.Fold = ev, true
	got := run(t, o, "", "unfold")
	folded, single, _ := strings.Cut(got, "Each story is listed by itself.")
	if strings.Count(folded, "injured") != 1 || !strings.Contains(folded, "4 outlets, at least 2 origins") {
		t.Errorf("folded:\n%s", folded)
	}
	if strings.Count(single, "injured") < 2 || strings.Contains(single, "4 outlets") {
		t.Errorf("each by itself:\n%s", single)
	}
}
