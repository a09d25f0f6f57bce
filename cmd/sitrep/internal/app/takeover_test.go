package app

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// remarked makes a remark about the story with the slug jam.
func (n *newsroom) remarked(kind news.RemarkKind, text string) {
	n.t.Helper()
	st, err := n.Cache.Story(n.t.Context(), n.story("jam"))
	n.must(err)
	m, err := n.remark(n.t.Context(), st, kind)
	n.must(err)
	m.Text = sanitize.Line(text)
	_, err = n.Cache.AddRemarks(n.t.Context(), m)
	n.must(err)
}

// handed returns the hand-over of the newsroom.
func (n *newsroom) handed() string {
	n.t.Helper()
	h, err := n.Handover(n.t.Context(), "")
	n.must(err)
	text, err := h.Text()
	n.must(err)
	return text
}

// watched is a newsroom with a watch worth handing over.
func watched(t *testing.T) *newsroom {
	n := newNewsroom(t)
	n.ruled("dam: dam")
	n.print("Courier", "quiet", "Rain over Orla")
	n.raised()
	n.print("Courier", "jam", "Dam gates jam at Kamin ``` <b>", "The gates of the dam jam, the ministry said.")
	n.print("Ledger", "jam2", "Gates of the Kamin dam jam, 12 injured")
	n.cluster("c1", "jam", "jam2")
	n.raised()
	n.must(n.SetLook(t.Context(), n.brief().Next))
	n.remarked(news.RemarkPin, "")
	n.remarked(news.RemarkNote, "Call the River Authority | again")
	n.remarked(news.RemarkStatus, "disputed")
	if _, err := n.AddRule(t.Context(), news.Rule{Name: "gates", Query: "gate* NEAR/3 jam"}); err != nil {
		t.Fatal(err)
	}
	n.muted("football", n.now.Add(48*time.Hour))
	n.muted("high water", time.Time{})
	return n
}

// muted mutes words.
func (n *newsroom) muted(words string, until time.Time) {
	n.t.Helper()
	_, err := n.Cache.SetMute(n.t.Context(), news.Mute{Word: words, Until: until}, true)
	n.must(err)
}

func TestAWatchIsHandedOverWithoutLoss(t *testing.T) {
	a := watched(t)
	first := a.handed()
	if second := a.handed(); second != first {
		t.Error("the same watch gives other bytes")
	}
	for _, want := range []string{"# Hand-over of a watch", "Seen up to 2031-04-02", "Call the River Authority", "judged disputed", "- dam: dam", "gates: gate\\* NEAR/3 jam", "why" /* in the JSON */, "## Muted", "- stories with \"football\" in the headline, until 2031-04-04 12:00 UTC"} {
		if !strings.Contains(first, want) {
			t.Errorf("no %q in\n%s", want, first)
		}
	}
	h, notes, err := present.ReadHandover([]byte(first))
	if err != nil || len(notes) > 0 {
		t.Fatal(err, notes)
	}
	b := newNewsroom(t)
	b.now = a.now
	if said, err := b.Takeover(t.Context(), h, true); err != nil || len(said) < 3 {
		t.Errorf("a look at it: %q, %v", said, err)
	}
	if strings.Contains(b.handed(), "gates") {
		t.Error("a look at it wrote something")
	}
	said, err := b.Takeover(t.Context(), h, false)
	if err != nil {
		t.Fatal(err)
	}
	if third := b.handed(); third != first {
		t.Errorf("handed over again it differs: %q\n%s\n%s", said, first, third)
	}
	// A second time adds nothing, and existing entries stay: a mute that ends at another
	// time, too.
	later := b.now.Add(300 * time.Hour)
	b.muted("Football", later)
	if _, err := b.AddRule(t.Context(), news.Rule{Name: "gates", Query: "another"}); err != nil {
		t.Fatal(err)
	}
	said, err = b.Takeover(t.Context(), h, false)
	b.must(err)
	if got := strings.Join(said, "; "); got != "0 pins and notes added; rule gates is there already, with another query: it stays; 0 alerts added" {
		t.Errorf("a second time: %s", got)
	}
	mutes, err := b.Cache.Mutes(t.Context())
	b.must(err)
	if len(mutes) != 2 || !slices.ContainsFunc(mutes, func(m news.Mute) bool { return m.Word == "Football" && m.Until.Equal(later) }) {
		t.Errorf("mutes: %+v", mutes)
	}
	if n := len(first); n > 1<<20 {
		t.Errorf("%d bytes", n)
	}
}

// A file can be written by anybody.
func TestAHostileHandoverIsInert(t *testing.T) {
	remark := func(change func(m map[string]any)) map[string]any {
		m := map[string]any{"kind": "note", "url": "https://a.example/x", "text": "a\u001b]0;x\u0007b\u202e", "at": "2031-04-02T12:00:00Z", "by": "Ana", "sha256": "zz", "event": []string{"javascript:alert(1)"}}
		change(m)
		return m
	}
	same := func(map[string]any) {}
	body, err := json.Marshal(map[string]any{
		"by": "x\ny", "note": strings.Repeat("n", 5000), "since": "0001-01-01T00:00:00Z",
		"remarks": []any{
			remark(same), remark(func(m map[string]any) { m["url"] = "file:///etc/passwd" }), remark(func(m map[string]any) { m["kind"] = "command" }),
			remark(func(m map[string]any) { m["kind"], m["text"] = "status", "verified" }), remark(func(m map[string]any) { m["at"] = "9999-01-01T00:00:00Z" }),
			remark(func(m map[string]any) { m["url"] = "story:../../x" }),
		},
		"rules":  []any{map[string]any{"name": "bad", "when": "((("}, map[string]any{"name": "marks", "when": "is:read"}, map[string]any{"name": "all", "when": "-zzz", "wake": true}, map[string]any{"name": ""}},
		"alerts": []any{map[string]any{"rule": "r", "subject": "s", "raised": "2031-04-02T12:00:00Z", "why": []string{"\u001b[2J"}, "url": "file:///x", "delivery": "rung"}, map[string]any{"rule": "r"}},
		"mutes": []any{
			map[string]any{"word": "a\u001b[2Jb", "until": "2031-05-01T00:00:00+02:00"},
			map[string]any{"word": ""},
			map[string]any{"word": "\u202e\"?"},
			map[string]any{"feed": "file:///x"},
			map[string]any{"feed": "https://a.example/f?token=hush"},
			map[string]any{"feed": "https://a.example/f", "word": "both"},
			map[string]any{"word": strings.Repeat("w", 300)},
			map[string]any{"word": "x", "until": "9999-01-01T00:00:00Z"},
			map[string]any{"word": "over", "until": "2031-01-01T00:00:00Z"},
		},
		"run": []string{"rm", "-rf", "/"},
	})
	if err != nil {
		t.Fatal(err)
	}
	h, notes, err := present.ReadHandover([]byte("# x\n```json sitrep-handover-1\n" + string(body) + "\n```\n"))
	if err != nil || len(notes) != 1 || len(h.Remarks) != 1 || len(h.Alerts) != 1 || len(h.Rules) != 3 || len(h.Mutes) != 2 {
		t.Fatalf("%v %q %+v", err, notes, h)
	}
	if m := h.Remarks[0]; strings.ContainsAny(m.Text.String(), "\x1b\x07\u202e") || m.SHA256 != "" || len(m.Event) != 0 || len(h.Note) != 2000 || h.Alerts[0].URL != "" || strings.Contains(h.Mutes[0].Word, "\x1b") {
		t.Errorf("%+v", h)
	}
	n := newNewsroom(t)
	said, err := n.Takeover(t.Context(), h, false)
	n.must(err)
	if got := strings.Join(said, "; "); !strings.Contains(got, "left out: rule bad: query:") || !strings.Contains(got, "left out: rule marks:") || !strings.Contains(got, "rule all added") || strings.Count(got, "muted: ") != 1 {
		t.Errorf("said %s", got)
	}
	alerts, err := n.Cache.Alerts(t.Context(), time.Time{})
	n.must(err)
	if len(alerts) != 1 || alerts[0].Delivery != news.DeliverList {
		t.Errorf("alerts: %+v", alerts)
	}
	for _, src := range []string{"", "# x", "```json sitrep-handover-1\n{}", "\n```json sitrep-handover-1\n[1]\n```\n", strings.Repeat("x", present.MaxHandover+1)} {
		if _, _, err := present.ReadHandover([]byte(src)); err == nil {
			t.Errorf("%.30q is read", src)
		}
	}
}
