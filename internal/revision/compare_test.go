package revision

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func version(title, text string) Version {
	return Version{Headline: title, Paragraphs: strings.Split(text, "\n\n"), Modified: time.Date(2031, 4, 2, 8, 0, 0, 0, time.UTC)}
}

// Each row is one kind of change in one language, beside siblings that must not
// be taken for it.
func TestClasses(t *testing.T) {
	for _, tt := range []struct {
		name, was, is string
		want          string // classes, the strongest first
	}{
		{"the same", "The dam held. Repairs go on.", "The dam held. Repairs go on.", ""},
		{"spaces and marks", "The “dam” held – so far.", "The \"dam\"  held - so far.", ""},
		{"moved sentences", "The dam held. Repairs go on.", "Repairs go on. The dam held.", ""},
		{"figure", "Police counted 12 injured at Kamin.", "Police counted 31 injured at Kamin.", "number"},
		{"not inside another figure", "Bus 137 leaves at noon from Kamin.", "Bus 137 leaves at dusk from Kamin.", "wording"},
		{"thousands written otherwise", "Some 12,000 homes in Tarn lack power.", "Some 12 000 homes in Tarn lack power.", "cosmetic"},
		{"decimals", "The quake had a magnitude of 6.1 at Tarn.", "The quake had a magnitude of 6.4 at Tarn.", "number"},
		{"word for a figure", "The flood took three bridges at Tarn.", "The flood took 3 bridges at Tarn.", "cosmetic"},
		{"number words", "The flood took three bridges at Tarn.", "The flood took four bridges at Tarn.", "number"},
		{"million and billion", "It cost 40 million, the office said.", "It cost 40 billion, the office said.", "number"},
		{"day", "The bridge opens again on Sunday for cars.", "The bridge opens again on Tuesday for cars.", "number"},
		{"number words, uk", "Унаслідок повені зруйновано три мости.", "Унаслідок повені зруйновано чотири мости.", "number"},
		{"article that is a number, fr", "Une digue a cédé près de Tarn cette nuit.", "La digue a cédé près de Tarn cette nuit.", "cosmetic"},
		{"negation", "The water is safe to drink in Dolyna.", "The water is not safe to drink in Dolyna.", "negation"},
		{"negation in the word", "The water is safe to drink in Dolyna.", "The water is unsafe to drink in Dolyna.", "negation"},
		{"negation, short form", "The mayor did know of the cracks in time.", "The mayor didn't know of the cracks in time.", "negation"},
		{"negation, uk", "Вода в Долині придатна для пиття.", "Вода в Долині непридатна для пиття.", "negation"},
		{"negation, de", "Das Wasser in Dolyna ist sicher, sagte das Amt.", "Das Wasser in Dolyna ist nicht sicher, sagte das Amt.", "negation"},
		{"modality", "The gates may have failed before the flood.", "The gates failed before the flood.", "modality"},
		{"modality, ru", "Причиной, возможно, стала трещина.", "Причиной стала трещина.", "modality"},
		{"modality, es", "La presa podría ceder esta noche en Tarn.", "La presa va a ceder esta noche en Tarn.", "modality"},
		{"source", "Two pumps failed, according to the river office.", "Two pumps failed, according to residents.", "attribution"},
		{"speaker", "The dam is safe, the ministry said.", "The dam is safe, the owner said.", "attribution"},
		{"speaker behind the verb, es", "La presa es segura, dijo el ministro.", "La presa es segura, dijo el dueño.", "attribution"},
		{"source added", "Two pumps failed on the night of the storm.", "Two pumps failed on the night of the storm, according to residents.", "attribution"},
		{"name", "Director Olha Marchenko resigned over the flood.", "Director Oleh Marchuk resigned over the flood.", "name"},
		{"location", "The shelter opened in a school at Verkhivka.", "The shelter opened in a school at Nyzhnivka.", "place"},
		{"location, de", "Die Notunterkunft in Verkhivka ist voll, heißt es.", "Die Notunterkunft in Nyzhnivka ist voll, heißt es.", "place"},
		{"noun, de", "Der Minister kommt am Abend mit dem Zug.", "Der Kanzler kommt am Abend mit dem Zug.", "wording"},
		{"quotation", `"We opened the gates too late," the director said.`, `"We opened the gates as planned," the director said.`, "quote"},
		{"sentence added", "The dam held.", "The dam held. The hospital of Dolyna was cleared by train in the night.", "addition"},
		{"sentence removed", "The dam held. A worker said the alarm was switched off at night.", "The dam held.", "removal"},
		{"clause added", "The dam held through the night.", "The dam held through the night, although two of its gates were jammed for hours.", "addition"},
		{"credit of a picture removed", "The dam held. Photo: Vesna Pictures, all rights reserved.", "The dam held.", "cosmetic"},
		{"notice", "It cost 40 million.", "It cost 14 million. Correction: an earlier version gave 40 million.", "correction number"},
		{"notice of two sentences", "It cost 40 million.", "It cost 14 million.\n\nCorrection: the cost was wrong. The ministry gave the new figure of 14 million on the day after.", "correction number"},
		{"no notice", "The dam held.", "The dam held. Correction officers came from the town of Velm to help.", "addition"},
		{"notice, de", "Es kostete 40 Millionen.", "Es kostete 14 Millionen. Korrektur: In einer früheren Version stand 40.", "correction number"},
		{"withdrawn", "The dam has burst, the office said.", "This story has been withdrawn. The statement was sent in error.", "withdrawal"},
		{"spelling", "The engineers re-opened the damaged bridge.", "The engineers reopened the damaged bridge.", "cosmetic"},
		{"one letter", "The assemblly met in Tarn.", "The assembly met in Tarn.", "cosmetic"},
		{"one letter that matters", "Ten were killed in Tarn.", "Ten were billed in Tarn.", "wording"},
		{"that", "The mayor said that the bridge would open.", "The mayor said the bridge would open.", "cosmetic"},
		{"CJK figure", "洪水造成12人受伤，当局说。", "洪水造成31人受伤，当局说。", "number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := Compare(version("The dam", tt.was), version("The dam", tt.is))
			var got []string
			for _, c := range d.Classes {
				got = append(got, string(c))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("classes %q, want %q: %+v", s, tt.want, d.Changes)
			}
		})
	}
}

func TestHeadlines(t *testing.T) {
	for _, tt := range []struct{ was, is, want string }{
		{"Protesters storm dam", "Police use water cannon on crowd at dam", "headline"},
		{"Gates jam at Kamin: 12 injured", "Gates jam at Kamin: 31 injured", "number headline"},
		{"Water in Dolyna safe, ministry says", "Water in Dolyna not safe, ministry says", "negation headline"},
		{"Bridge to re-open", "Bridge to reopen", "cosmetic"},
		{"Dam at Kamin bursts", "WITHDRAWN: Dam at Kamin bursts", "withdrawal"},
		{"Crew pulled back", "Crew pulled back, one gate moves", "headline"},
		{"It cost 40 million", "Corrected: It cost 14 million", "correction number headline"},
	} {
		d := Compare(version(tt.was, "Text."), version(tt.is, "Text."))
		var got []string
		for _, c := range d.Classes {
			got = append(got, string(c))
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("%q to %q: %q, want %q", tt.was, tt.is, s, tt.want)
		}
	}
}

func TestSilent(t *testing.T) {
	was := version("Dam", "It cost 40 million, the ministry said.")
	is := version("Dam", "It cost 14 million, the ministry said.")
	if d := Compare(was, is); !d.Silent {
		t.Error("a figure that changed under the same time is not silent")
	}
	later := is
	later.Modified = later.Modified.Add(time.Hour)
	if Compare(was, later).Silent {
		t.Error("silent, though the page gives a later time")
	}
	later.Modified = time.Time{}
	if d := Compare(was, later); d.Silent || d.TimeGiven {
		t.Error("silent, though a page gives no time")
	}
	if Compare(was, version("Dam", "It cost 14 million, the ministry said. Correction: not 40 million.")).Silent {
		t.Error("silent, though there is a notice")
	}
	if Compare(was, version("Dam", "It did cost 40 million, the ministry said.")).Silent {
		t.Error("silent, though nothing of substance changed")
	}
}

// The pieces of a changed sentence, without those removed, are the new
// sentence; without those added the old one, typography apart.
func TestPartsAreTheSentences(t *testing.T) {
	const was, is = "The ministry said the water is safe to drink in Dolyna until Sunday.", "The ministry said the water is not safe to drink in Dolyna until Tuesday."
	d := Compare(version("", was), version("", is))
	var a, b strings.Builder
	for _, p := range d.Changes[0].Parts {
		if p.Op != Added {
			a.WriteString(p.Text)
		}
		if p.Op != Removed {
			b.WriteString(p.Text)
		}
	}
	if a.String() != was || b.String() != is {
		t.Errorf("parts give %q and %q", a.String(), b.String())
	}
}

func TestHostileVersions(t *testing.T) {
	long := version(strings.Repeat("dam ", 100_000), strings.Repeat("The dam held at Kamin 12 times. ", 40_000))
	other := version(strings.Repeat("gate ", 100_000), strings.Repeat("Nothing else was told by 13 people. ", 40_000)+strings.Repeat("x", 1<<20))
	for _, pair := range [][2]Version{{long, other}, {other, long}, {{}, long}, {long, {}}, {{}, {}}, {version("\xff\xfe", "\x00\u202e"), version("(", `"""`)}} {
		d := Compare(pair[0], pair[1])
		for _, c := range d.Changes {
			if c.Before == "" && c.After == "" {
				t.Error("an empty change")
			}
		}
	}
}

func TestWordsAreRead(t *testing.T) {
	if _, err := readWords(wordsFile); err != nil {
		t.Fatal(err)
	}
	if _, err := readWords([]byte("- lang: xx\n  surplus: [a]\n")); err == nil {
		t.Error("an unknown field is read")
	}
}

func TestPlainNumber(t *testing.T) {
	for in, want := range map[string]string{
		"1,200": "1200", "1.200": "1200", "1\u202f200": "1200", "1'200": "1200", "12": "12", "6.1": "6.1", "6,1": "6.1", "1,234,567.5": "1234567.5", "007": "7", "0": "0",
	} {
		if got := plainNumber(in); got != want {
			t.Errorf("plainNumber(%q) = %q, want %q", in, got, want)
		}
	}
	if !slices.Equal([]string{key("١٢")}, []string{"12"}) {
		t.Errorf("Arabic digits give %q", key("١٢"))
	}
}
