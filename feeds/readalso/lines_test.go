package readalso

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// foundLine has the compared fields of a line.
type foundLine struct{ Title, Marker, URL string }

// read finds the references of a text and returns them with the text that is
// left when their text is taken out.
func read(m *Matcher, paragraphs []string) (got []foundLine, left []string) {
	var cuts []Span
	for _, f := range m.Lines(paragraphs) {
		got = append(got, foundLine{f.Title.String(), f.Marker.String(), f.URL})
		cuts = append(append(cuts, Span{f.Paragraph, f.Start, f.End}), f.More...)
	}
	slices.SortFunc(cuts, func(a, b Span) int { return b.Start - a.Start })
	for i, p := range paragraphs {
		for _, c := range cuts {
			if c.Paragraph == i {
				p = p[:c.Start] + p[c.End:]
			}
		}
		if p = strings.TrimSpace(p); p != "" {
			left = append(left, p)
		}
	}
	return got, left
}

func TestLinesFindsReferencesAndSaysWhatToTakeOut(t *testing.T) {
	const prose = "Three bridges on the Orla stay closed until Thursday, the district office said."
	tests := []struct {
		name string
		text []string
		want []foundLine
		left []string
	}{
		{
			"a_line",
			[]string{prose, "Read also: Port of Tamsin closed again", prose},
			[]foundLine{{"Port of Tamsin closed again", "Read also", ""}},
			[]string{prose, prose},
		},
		{
			"the_last_line",
			[]string{prose, "Читайте також: Порт Тамсін знову закрито – пояснюємо"},
			[]foundLine{{"Порт Тамсін знову закрито – пояснюємо", "Читайте також", ""}},
			[]string{prose},
		},
		{
			"sentences_and_a_label_of_the_media",
			[]string{prose, "Read also: Evacuation of the lower quarters. What to pack and where to go (VIDEO)"},
			[]foundLine{{"Evacuation of the lower quarters. What to pack and where to go (VIDEO)", "Read also", ""}},
			[]string{prose},
		},
		{
			"capitals_and_a_pipe",
			[]string{"ALSO READ | Port of Tamsin closed again"},
			[]foundLine{{"Port of Tamsin closed again", "ALSO READ", ""}},
			nil,
		},
		{
			"full_width_colon_and_spaces",
			[]string{"\u00a0À lire aussi\u202f： Le port de Tamsin fermé"},
			[]foundLine{{"Le port de Tamsin fermé", "À lire aussi", ""}},
			nil,
		},
		{
			"byte_order_mark",
			[]string{"READ MORE: \ufeffPort of Tamsin closed again"},
			[]foundLine{{"Port of Tamsin closed again", "READ MORE", ""}},
			nil,
		},
		{
			"no_space_after_the_label",
			[]string{"Lesen Sie auchHafen von Tamsin wieder geschlossen"},
			[]foundLine{{"Hafen von Tamsin wieder geschlossen", "Lesen Sie auch", ""}},
			nil,
		},
		{
			"brackets",
			[]string{"[Read: Port of Tamsin closed again]", "(MORE: Old dam holds, engineers say)"},
			[]foundLine{{"Port of Tamsin closed again", "Read", ""}, {"Old dam holds, engineers say", "MORE", ""}},
			nil,
		},
		{
			"arrows",
			[]string{">>> CZYTAJ TAKŻE: Port w Tamsin znów zamknięty »"},
			[]foundLine{{"Port w Tamsin znów zamknięty", "CZYTAJ TAKŻE", ""}},
			nil,
		},
		{
			"titles_under_a_marker",
			[]string{prose, "Read also:", "• Port of Tamsin closed again", "• Old dam holds, engineers say", prose},
			[]foundLine{{"Port of Tamsin closed again", "Read also", ""}, {"Old dam holds, engineers say", "Read also", ""}},
			[]string{prose, prose},
		},
		{
			"titles_under_a_marker_in_one_paragraph",
			[]string{prose + "\nMateriały\nПо теме:\nПорт Тамсин снова закрыт"},
			[]foundLine{{"Порт Тамсин снова закрыт", "По теме", ""}},
			[]string{prose + "\nMateriały"},
		},
		{
			"address_on_the_line",
			[]string{"See also: Port of Tamsin closed again https://orlapost.example/n/12345?utm_source=x"},
			[]foundLine{{"Port of Tamsin closed again", "See also", "https://orlapost.example/n/12345"}},
			nil,
		},
		{
			"address_on_the_next_line",
			[]string{"See also: Port of Tamsin closed again", "https://orlapost.example/n/12345", prose},
			[]foundLine{{"Port of Tamsin closed again", "See also", "https://orlapost.example/n/12345"}},
			[]string{prose},
		},
		{
			"glued_to_a_sentence",
			[]string{"“We shall wait for the river,” she said.” ALSO READ: Port of Tamsin closed again"},
			[]foundLine{{"Port of Tamsin closed again", "ALSO READ", ""}},
			[]string{"“We shall wait for the river,” she said.”"},
		},
		{
			"single_word_with_a_colon",
			[]string{"Related: What we know about the flood"},
			[]foundLine{{"What we know about the flood", "Related", ""}},
			nil,
		},
	}
	m := newMatcher(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, left := read(m, tt.text)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("references (-want +got):\n%s", d)
			}
			if d := cmp.Diff(tt.left, left); d != "" {
				t.Errorf("text that is left (-want +got):\n%s", d)
			}
		})
	}
}

func TestLinesLeavesProseAlone(t *testing.T) {
	m := newMatcher(t)
	for _, s := range []string{
		"Ранее сообщалось, что мосты закрыли на три дня.",
		"Нагадаємо, що пороми не ходять з неділі.",
		"READ MORE In 2019, eight companies bid for the harbor.",
		"Related deaths rose to twelve.",
		"Читайте нас в Telegram: канал новостей Орлы",
		"Also on board was the governor of Corvin.",
		"Read on to find an overview of the shelters in the town.",
		"Related to each other: for example, a bridge and its ramp",
		"Además de la alcaldesa, declararon tres vecinos del barrio.",
		"Background: The schools have been closed since Monday.",
		"Earlier, the office had asked drivers to stay at home.",
		"She had read more: the whole shelf of the old library",
		"Human Rights Watch, a group, asked for more boats.",
		"He wrote a book. Related: nothing.",
		"See also",
		"Read more:",
		"",
	} {
		if got := m.Lines([]string{s}); len(got) > 0 {
			t.Errorf("Lines(%q) = %q, want none", s, got[0].Title.String())
		}
	}
}

func TestLinesTakesOutNoProseWhenTheEndOfATitleIsUnknown(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("the river rose and fell ", 30))
	got := newMatcher(t).Lines([]string{"He said so. READ MORE: Port of Tamsin closed again " + long})
	if len(got) != 1 {
		t.Fatalf("%d references, want 1", len(got))
	}
	if f := got[0]; f.Start != f.End || f.Score >= 0.5 || !strings.HasPrefix(f.Title.String(), "Port of Tamsin closed again the river") {
		t.Errorf("Start, End, Score, Title = %d, %d, %v, %q, want nothing to take out and a low score", f.Start, f.End, f.Score, f.Title.String())
	}
}

func TestLinesAreBounded(t *testing.T) {
	text := slices.Repeat([]string{"Read also: Port of Tamsin closed again"}, 500)
	if n := len(newMatcher(t).Lines(text)); n != maxFound {
		t.Errorf("%d references, want the cap of %d", n, maxFound)
	}
	for _, long := range []string{
		strings.Repeat("So she said. READ MORE: ", 20_000),
		strings.Repeat("READ MORE:\n", 20_000),
		"Read also: " + strings.Repeat("http://x ", 20_000),
	} {
		if n := len(newMatcher(t).Lines([]string{long})); n > maxFound {
			t.Errorf("%d references, want the cap of %d or fewer", n, maxFound)
		}
	}
}
