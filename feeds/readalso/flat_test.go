package readalso

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestTitlesInTextThatLostItsLineBreaks: the titles that are cut by what their
// words look like end with an ellipsis; the rest of the text stays.
func TestTitlesInTextThatLostItsLineBreaks(t *testing.T) {
	tests := []struct {
		name, text string
		want       []foundLine
		left       string
	}{
		{
			"a_common_word_with_a_capital",
			"Nobody was hurt, she said. ALSO READ: Three bridges closed in Lower Tamsin After midnight the police found the barge after a long search of the river by boat.",
			[]foundLine{{"Three bridges closed in Lower Tamsin…", "ALSO READ", ""}},
			"Nobody was hurt, she said.  After midnight the police found the barge after a long search of the river by boat.",
		},
		{
			"a_title_in_capitals",
			"The ferry waits. READ MORE: How To Pack For A Flood In One Evening The office expects the river to fall from Thursday on, and asks drivers to wait for the engineers.",
			[]foundLine{{"How To Pack For A Flood In One Evening…", "READ MORE", ""}},
			"The ferry waits.  The office expects the river to fall from Thursday on, and asks drivers to wait for the engineers.",
		},
		{
			"several_markers",
			"The water fell. READ MORE: Old dam holds, engineers say READ MORE: Port of Tamsin closed again In the town the schools are open again and buses run in the morning.",
			[]foundLine{{"Old dam holds, engineers say", "READ MORE", ""}, {"Port of Tamsin closed again…", "READ MORE", ""}},
			"The water fell.  In the town the schools are open again and buses run in the morning.",
		},
		{
			"quotation_marks_around_the_title",
			"The water fell. Read also: “Old dam holds” The engineers looked at it for two days and found no crack in any of its walls, the office said.",
			[]foundLine{{"Old dam holds", "Read also", ""}},
			"The water fell.  The engineers looked at it for two days and found no crack in any of its walls, the office said.",
		},
		{
			"a_bracket",
			"The piers are sound. (Read: Old dam holds, engineers say) The bridges open on Friday at noon, when the last of the lorries have left the town, she said.",
			[]foundLine{{"Old dam holds, engineers say", "Read", ""}},
			"The piers are sound.  The bridges open on Friday at noon, when the last of the lorries have left the town, she said.",
		},
		{
			"speech",
			"The ferry waits. Read more: Port of Tamsin closed for another night “We shall wait for the river,” said the harbour master, who has seen four floods in his life.",
			[]foundLine{{"Port of Tamsin closed for another night…", "Read more", ""}},
			"The ferry waits.  “We shall wait for the river,” said the harbour master, who has seen four floods in his life.",
		},
		{
			"ukrainian",
			"Води стало менше. Читайте також: Порт Тамсіна знову зачинений через воду У місті школи працюють, а на мостах у середу ще чергує поліція, повідомила управа.",
			[]foundLine{{"Порт Тамсіна знову зачинений через воду…", "Читайте також", ""}},
			"Води стало менше.  У місті школи працюють, а на мостах у середу ще чергує поліція, повідомила управа.",
		},
		{
			"german_nouns",
			"Der Fluss fällt. Lesen Sie auch: Hafen von Tamsin bleibt wegen Hochwasser geschlossen Die Brücken öffnen am Freitag, wenn die Pfeiler geprüft sind, teilte das Amt mit.",
			[]foundLine{{"Hafen von Tamsin bleibt wegen Hochwasser geschlossen…", "Lesen Sie auch", ""}},
			"Der Fluss fällt.  Die Brücken öffnen am Freitag, wenn die Pfeiler geprüft sind, teilte das Amt mit.",
		},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, left := read(m, []string{tt.text})
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("references (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.left, strings.Join(left, "\n")); d != "" {
				t.Errorf("text that is left (-want +got):\n%s", d)
			}
			for _, f := range m.Lines([]string{tt.text}) {
				if strings.HasSuffix(f.Title.String(), "…") && f.Score >= threshold {
					t.Errorf("%q has a score of %v, want less than %v: its end is a guess", f.Title.String(), f.Score, threshold)
				}
			}
		})
	}
}

func TestAKnownHeadlineEndsATitle(t *testing.T) {
	headlines := []string{"Port of Tamsin closed", "Port of Tamsin closed again Monday", "Old dam holds", "“Wait for the river”, says Lind"}
	known := func(text string) int {
		n := 0
		for _, h := range headlines {
			if strings.HasPrefix(text, h) {
				n = max(n, len(h))
			}
		}
		return n
	}
	tests := []struct {
		name, text string
		want       []string
	}{
		{"the_longest", "She left. READ MORE: Port of Tamsin closed again Monday is the day the ferries return.", []string{"Port of Tamsin closed again Monday"}},
		{"titles_run_together", "She left. READ MORE: Old dam holds Port of Tamsin closed The ferries return.", []string{"Old dam holds", "Port of Tamsin closed"}},
		{"a_label_that_no_dictionary_has", "She left. Our view: Old dam holds The ferries return.", []string{"Old dam holds"}},
		{"such a label behind a title", "She left. READ MORE: Port of Tamsin closed Our view: Old dam holds The ferries return.", []string{"Port of Tamsin closed", "Old dam holds"}},
		{"such a label amid prose", "She left the old town of Verra for the last of all times Our view: Old dam holds The ferries return.", []string{"Old dam holds"}},
		{"arrows", "She left. >>> Old dam holds The ferries return.", []string{"Old dam holds"}},
		{"no_separator", "She left. Read also Old dam holds The ferries return.", []string{"Old dam holds"}},
		{"a_quotation_mark_at_its_beginning", "She left. Read also: “Wait for the river”, says Lind The ferries return.", []string{"“Wait for the river”, says Lind"}},
		{"its_medium_behind_it", "She left. Read also: Old dam holds (VIDEO) The ferries return.", []string{"Old dam holds (VIDEO)"}},
		{"its_house_behind_it", "She left. Read also: Old dam holds [Velm News]", []string{"Old dam holds [Velm News]"}},
		{"a_remark_in_brackets", "She left. Read also: Old dam holds (the ferries return on Monday).", []string{"Old dam holds"}},
		{"a_headline_without_a_label", "She left. Old dam holds The ferries return.", nil},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range m.LinesKnown([]string{tt.text}, known) {
				got = append(got, f.Title.String())
				if f.Score < threshold || f.End <= f.Start {
					t.Errorf("%q: score %v, bytes %d to %d, want it sure and taken out", f.Title.String(), f.Score, f.Start, f.End)
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("titles (-want +got):\n%s", d)
			}
		})
	}
}
