package present

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// inert fails if anything of a file is not as sitrep itself would write it.
func inert(t *testing.T, h *Handover) {
	t.Helper()
	if len(h.Remarks) > mostHanded || len(h.Alerts) > mostHanded || len(h.Rules) > mostRules || len(h.Mutes) > mostMutes {
		t.Fatal("more than may be handed over")
	}
	texts := []string{h.By, h.Note}
	for _, m := range h.Remarks {
		texts = append(texts, m.Text.String(), m.Author.String(), m.Title.String(), m.Source.String())
		for _, u := range append([]string{m.URL}, m.Event...) {
			if !strings.HasPrefix(u, "http://") && !strings.HasPrefix(u, "https://") && !strings.HasPrefix(u, "story:") {
				t.Fatalf("an address is %q", u)
			}
		}
		if m.Kind == news.RemarkStatus && !slices.Contains(news.Statuses(), m.Text.String()) {
			t.Fatalf("a judgement is %q", m.Text)
		}
	}
	for _, r := range h.Rules {
		texts = append(texts, r.Name, r.When)
	}
	for _, m := range h.Mutes {
		if texts = append(texts, m.Word); (m.Word == "") == (m.Feed == "") {
			t.Fatalf("a mute is %+v", m)
		}
	}
	for _, a := range h.Alerts {
		texts = append(append(texts, a.Rule, a.Subject, a.Cause, a.Warning, a.Title.String(), a.Source.String(), a.Again), a.Why...)
	}
	for _, s := range texts {
		if s != sanitize.Line(s).String() || utf8.RuneCountInString(s) > longestHanded {
			t.Fatalf("a text is not clean: %.100q", s)
		}
	}
}

func FuzzReadHandover(f *testing.F) {
	h := &Handover{By: "Ana", Rules: []HandoverRule{{Name: "dam", When: "dam"}}}
	text, err := h.Text()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(text))
	f.Add([]byte("```json sitrep-handover-1\n{\"remarks\":[{\"kind\":\"pin\"}]}\n```\n"))
	f.Add([]byte("```json sitrep-handover-1\n{\"mutes\":[{\"word\":\"a\\u001b[2J\"},{\"feed\":\"https://a.example/f\",\"until\":\"2031-04-02T12:00:00+02:00\"}]," +
		"\"rules\":[{\"name\":\"n\",\"when\":\"```\",\"until\":\"2031-04-02T12:00:00Z\"}],\"alerts\":[{\"rule\":\"r\",\"subject\":\"s\",\"raised\":\"2031-04-02T12:00:00Z\",\"why\":[\"\\u202ew\"]}]}\n```\n"))
	f.Add([]byte("```json sitrep-handover-1\n{\"remarks\":[{\"kind\":\"note\",\"url\":\"https://a.example/x\",\"text\":\"\\n```\\n\",\"at\":\"2031-04-02T12:00:00Z\",\"event\":[\"story:../x\"]}]}\n```\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		h, _, err := ReadHandover(src)
		if err != nil {
			return
		}
		inert(t, h)
		once, err := h.Text()
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := ReadHandover([]byte(once))
		if err != nil {
			t.Fatalf("what was written is not read: %v\n%s", err, once)
		}
		if twice, err := again.Text(); err != nil || twice != once {
			t.Fatalf("read and written again it differs: %v\n%s\n%s", err, once, twice)
		}
	})
}
