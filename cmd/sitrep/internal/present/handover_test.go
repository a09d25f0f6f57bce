package present

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// A file that is cut anywhere is refused as a whole, in one line: half of a watch is
// worse than none.
func TestAHandoverThatIsCutIsRefused(t *testing.T) {
	at := time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)
	h := &Handover{
		By: "Ana", Note: "a\n```\nb", Since: at, Rules: []HandoverRule{{Name: "dam", When: "dam ``` gate*"}}, Mutes: []news.Mute{{Word: "football", Until: at}},
		Remarks: []news.Remark{{Kind: news.RemarkNote, URL: "https://a.example/x", Text: sanitize.Lit("``` call"), At: at}},
		Alerts:  []HandoverAlert{{Rule: "dam", Subject: "s", Raised: at, Why: []string{"```"}}},
	}
	text, err := h.Text()
	if err != nil {
		t.Fatal(err)
	}
	if _, notes, err := ReadHandover([]byte(text)); err != nil || len(notes) > 0 {
		t.Fatalf("whole: %v, %q", err, notes)
	}
	for n := range text {
		if got, _, err := ReadHandover([]byte(text[:n])); err == nil || got != nil || strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("cut at %d of %d: %+v, %v", n, len(text), got, err)
		}
	}
}

// More than may be handed over is left out and counted.
func TestTooMuchOfAHandoverIsLeftOut(t *testing.T) {
	h := &Handover{Remarks: []news.Remark{}, Alerts: []HandoverAlert{}}
	for i := range 300 {
		h.Rules = append(h.Rules, HandoverRule{Name: fmt.Sprint("r", i), When: "x"})
		h.Mutes = append(h.Mutes, news.Mute{Word: fmt.Sprint("w", i)})
	}
	text, err := h.Text()
	if err != nil {
		t.Fatal(err)
	}
	got, notes, err := ReadHandover([]byte(text))
	if err != nil || len(got.Rules) != mostRules || len(got.Mutes) != mostMutes || len(notes) != 1 || !strings.HasPrefix(notes[0], "200 entries were left out") {
		t.Errorf("%d rules, %d mutes, %q, %v", len(got.Rules), len(got.Mutes), notes, err)
	}
}
