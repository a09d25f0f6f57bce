package uitest

import (
	"time"

	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Stories of Crisis: those of one event, and one that was edited without a notice.
const (
	GatesID   news.StoryID = "gatescourier0001"
	WireID    news.StoryID = "gateswireagency1"
	CopyID    news.StoryID = "gatesmetrocopied"
	WaterID   news.StoryID = "waterdolynaradio"
	InquiryID news.StoryID = "inquiryparliamen"
)

// Crisis returns a library with an event of four stories and an edited story, and what
// is worked out of them.
func Crisis() (*Library, *Events) {
	lib := Sample()
	para := func(text ...string) []news.Block {
		var out []news.Block
		for _, p := range text {
			out = append(out, Para(p))
		}
		return out
	}
	add := func(id news.StoryID, source, headline string, age time.Duration, body []news.Block, revisions ...news.Revision) {
		st := news.Story{
			ID: id, Feed: HarborWire, Source: sanitize.Line(source), Lang: "en", Headline: sanitize.Line(headline), GUID: string(id),
			URL: "https://harbor.example/" + string(id), Published: Start().Add(-age), FirstSeen: Start().Add(-age), Updated: Start().Add(-6 * time.Hour),
		}
		lib.Add(Entry{Story: st, Body: body, Whole: true, Revisions: revisions})
	}
	add(WireID, "Wire A", "Dam gates jam at Kamin, 12 injured", 6*time.Hour, para("KAMIN (Wire A) - The gates jammed."))
	add(CopyID, "Metro", "Dam gates jam at Kamin, 12 injured", 5*time.Hour, para("The gates jammed."))
	add(GatesID, "Courier", "31 injured as dam gates jam at Kamin", 3*time.Hour, para("Our reporter counted them."))
	add(InquiryID, "Ledger", "28 injured at the Kamin dam, hospital says", 2*time.Hour, nil)
	add(WaterID, "Vesna Radio", "Water in Dolyna not safe, ministry says", 90*time.Minute,
		para("The ministry said the water is not safe to drink in Dolyna. Tests go on until Tuesday. The town has 4,000 people. Nobody is ill."),
		news.Revision{
			N: 1, SeenAt: Start().Add(-90 * time.Minute), Headline: sanitize.Lit("Water in Dolyna safe, ministry says"), Modified: Start().Add(-6 * time.Hour),
			Body: para("The ministry said the water is safe to drink in Dolyna. Tests go on until Sunday. The town has 4,000 people. Noboddy is ill."),
		})
	wire := origin.Origin{Key: "wire a", Name: "Wire A", Basis: origin.ByDateline, Evidence: "KAMIN (Wire A) -"}
	copied := origin.Origin{Key: "wire a", Name: "Wire A", Basis: origin.ByCopy, Share: 0.96, Of: WireID}
	own := origin.Origin{Key: "courier", Name: "Courier", Basis: origin.Own}
	ev := &Events{
		Library: lib, Clusters: [][]news.StoryID{{WireID, CopyID, GatesID, InquiryID}},
		Origins: map[news.StoryID]origin.Origin{WireID: wire, CopyID: copied, GatesID: own, InquiryID: {Basis: origin.Unknown}},
	}
	ev.OnBrief = func(from news.Look) *reader.Brief {
		b := &reader.Brief{Since: Start().Add(-6*time.Hour - 12*time.Minute), Until: Start(), NewStories: 214, Quiet: 31, Singles: 12, FeedsFailed: 2}
		if !from.At.IsZero() {
			b.Since = from.At
		}
		b.Look = news.Look{At: b.Since, Seq: 3, Before: &news.Look{At: Start().Add(-30 * time.Hour), Seq: 1}}
		b.Next = news.Look{At: b.Until, Seq: 9}
		b.Items = []reader.BriefItem{
			{Part: reader.PartMoved, Title: sanitize.Lit("31 injured as dam gates jam at Kamin"), Reason: reader.ReasonFigure, Note: "injured", From: "12", To: "31", Outlets: 9, Origins: 3, Added: 5, Stories: []news.StoryID{GatesID}},
			{Part: reader.PartMoved, Title: sanitize.Lit("Water in Dolyna not safe, ministry says"), Reason: "negation", Note: "Vesna Radio, without a notice", To: "not", Outlets: 1, Origins: 1, Stories: []news.StoryID{WaterID}, Edited: WaterID},
			{Part: reader.PartMoved, Title: sanitize.Lit("Inquiry into the gates"), Reason: reader.ReasonOrigin, Note: "Ledger", Outlets: 4, Origins: 3, AtLeast: true, Added: 3, Stories: []news.StoryID{InquiryID}},
			{Part: reader.PartNew, Title: sanitize.Lit("Bridge at Verkhivka closed to trucks"), Reason: reader.ReasonNew, Outlets: 2, Origins: 1, Added: 2, Stories: []news.StoryID{CopyID}},
		}
		return b
	}
	return lib, ev
}
