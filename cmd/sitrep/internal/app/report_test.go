package app

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// reported is a newsroom with a watch worth a report: a story with a hostile
// headline that was edited, notes, and a warning.
func reported(t *testing.T) *newsroom {
	n := watched(t)
	n.remarked(news.RemarkNote, "kept at https://web.archive.org/web/2031/https://courier.example/jam?token=hush")
	n.now = n.now.Add(time.Hour)
	n.print("Courier", "jam", "Dam gates jam at Kamin ``` <b>", "The gates of the dam jam, the ministry said. In the town below 31 people were hurt by the flood.")
	n.must(n.DB.SetFeeds(t.Context(), []news.Feed{{ID: "https://courier.example/feed"}}))
	_, err := n.DB.Save(t.Context(), news.Batch{Feed: "https://courier.example/feed", Warnings: []news.WarningUntil{{Over: n.now.Add(time.Hour), Warning: news.Warning{
		ID: "W-1", Sender: "hydro", Authority: sanitize.Lit("Hydro"), Sent: n.now, Status: news.StatusActual, Kind: news.KindAlert, Event: sanitize.Lit("Flood"),
		Severity: news.SeverityExtreme, Headline: sanitize.Lit("Leave <now>"), Expires: n.now.Add(time.Hour), Place: &news.Point{Lat: 48.4567, Lon: 24.1234},
	}}}})
	n.must(err)
	return n
}

func TestAReportSaysWhoSaysWhat(t *testing.T) {
	n := reported(t)
	r, err := n.Situation(t.Context(), SituationRequest{Pinned: true})
	n.must(err)
	md, page := r.Markdown(), r.HTML()
	for _, want := range []string{
		"# Situation report", "As known at 2031-04-02 13:00 UTC", "## Gates of the Kamin dam jam, 12 injured", "2 outlets, ", "Origin: ", "\\[1\\]", "Changed: Courier: ",
		"Note: Call the River Authority", "judged disputed", "(retrieved 2031-04-02 12:00 UTC; version 2 sha256 ",
		"](<https://courier.example/jam>), *Courier*, 2031-04-02 ", "; origin not known: ", "; archived: [", "](<https://web.archive.org/web/2031/https://courier.example/jam>)", "Extreme · Flood · Leave", "near 48.5, 24.1", "id W-1",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q in\n%s", want, md)
		}
	}
	for _, bad := range []string{"<script", "<b>x", "48.4567", "Leave <now>", "http-equiv=\"refresh\"", "src=", "hush", "url("} {
		if strings.Contains(page, bad) || strings.Contains(md, "48.4567") {
			t.Errorf("%q in the page", bad)
		}
	}
	for _, want := range []string{"<!DOCTYPE html>", "viewport", "default-src 'none'", "Leave &lt;now&gt;", "``` &lt;b&gt;", "<a href=\"#s1\">[1]</a>", "@media print", "prefers-color-scheme:dark"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %q in the page", want)
		}
	}
	if text, err := json.Marshal(r.Fields()); err != nil || !strings.Contains(string(text), `"sources":[{"n":1,`) || !strings.Contains(string(text), `"archived":"https://web.archive.org/`) || strings.Contains(string(text), "hush") {
		t.Errorf("%v %s", err, text)
	}
	empty, err := newNewsroom(t).Situation(t.Context(), SituationRequest{})
	n.must(err)
	if md := empty.Markdown(); !strings.Contains(md, "None is known.") {
		t.Errorf("an empty report:\n%s", md)
	}
}

// A report of the brief has what moved, in its order, and leaves the look.
func TestAReportOfTheBriefHasWhatMoved(t *testing.T) {
	for name, kept := range map[string]bool{"clusters of the cache": true, "no clusters yet": false} {
		t.Run(name, func(t *testing.T) {
			n := newNewsroom(t)
			n.kept = kept
			n.fillers()
			n.print("Courier", "gates", "Dam gates jam at Kamin, 12 injured")
			n.print("Ledger", "jam", "Gates of the Kamin dam jam, 12 injured")
			n.print("Courier", "cost", "Cost of the flood", "The flood cost 40 million, the ministry said.")
			n.print("Courier", "inquiry", "Parliament calls inquiry into rail budget")
			n.seen()
			n.now = n.now.Add(2 * time.Hour)
			n.print("Radio", "gates", "Kamin dam gates jam: 31 injured")
			n.print("Courier", "cost", "Cost of the flood", "The flood cost 14 million, the ministry said. Correction: an earlier version gave 40 million.")
			n.print("Ledger", "inquiry", "Parliament calls inquiry into rail budget") // a copy is no move
			b := n.brief()
			r, err := n.Situation(t.Context(), SituationRequest{Brief: true})
			n.must(err)
			md := r.Markdown()
			at := 0
			for _, want := range []string{
				"As known at 2031-04-02 14:00 UTC; what has moved since 2031-04-02 12:00 UTC, of 2 new stories.", "## Kamin dam gates jam: 31 injured",
				"Moved: injured 12 -> 31, 3 outlets", "## Cost of the flood", "Moved: correction \"40\" -> \"14\", Courier, with a notice", "## Sources",
			} {
				i := strings.Index(md[at:], want)
				if i < 0 {
					t.Fatalf("no %q after the others in\n%s", want, md)
				}
				at += i
			}
			if strings.Contains(md, "inquiry") || strings.Contains(md, "prize") {
				t.Errorf("what has not moved is in\n%s", md)
			}
			if page := r.HTML(); !strings.Contains(page, `<p class="changed">Moved: injured 12 -&gt; 31, `) {
				t.Errorf("the page:\n%s", page)
			}
			if text, err := json.Marshal(r.Fields()); err != nil || !strings.Contains(string(text), `"brief":{"since":"2031-04-02T12:00`) {
				t.Errorf("%v %s", err, text)
			}
			if again := n.brief(); !again.Since.Equal(b.Since) || len(again.Items) != len(b.Items) {
				t.Error("the report moved the look")
			}
		})
	}
}

// A copied citation has the same facts as a report.
func TestACopiedCitationHasWhatIsKnown(t *testing.T) {
	n := reported(t)
	jam, err := n.Cache.Story(t.Context(), n.story("jam"))
	n.must(err)
	jam2, err := n.Cache.Story(t.Context(), n.story("jam2"))
	n.must(err)
	known, err := n.Known(t.Context(), jam, jam2)
	n.must(err)
	if k := known[0]; k.Version != 2 || len(k.SHA256) != 64 || k.Origin == "" || k.Archive != "https://web.archive.org/web/2031/https://courier.example/jam" {
		t.Errorf("the first: %+v", k)
	}
	if k := known[1]; k.Version != 1 || k.Archive != "" {
		t.Errorf("the second: %+v", k)
	}
}
