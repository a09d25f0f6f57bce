package inline

import "testing"

func TestRaise(t *testing.T) {
	for _, tt := range []struct {
		part string
		a    Around
		want string
	}{
		{"6", Around{Before: "3 × 10"}, "⁶"},
		{"−6", Around{Before: "10"}, "⁻⁶"},
		{"2", Around{Before: "12 km"}, "²"},
		{"n", Around{Before: "10"}, "ⁿ"},
		{"n", Around{Before: "M"}, "n"},
		{"2", Around{Before: "37", Note: true}, "[2]"},
		{"2", Around{Before: "37"}, "²"},
		{"[2]", Around{Before: "37", Note: true}, "[2]"},
		{"a", Around{Before: "37", Note: true}, "[a]"},
		{"*", Around{Before: "37", Note: true}, "*"},
		{"99", Around{Before: "costs $11"}, ".99"},
		{"99", Around{Before: "costs $1,211"}, ".99"},
		{".99", Around{Before: "costs $11"}, ".99"},
		{"99", Around{Before: "kostet 11", After: " €", Comma: true}, ",99"},
		{"99", Around{Before: "kosztuje 11", After: " zł", Comma: true}, ",99"},
		{"90", Around{Before: "R$ 11", Comma: true}, ",90"},
		{"9", Around{Before: "$3.45"}, "⁹"},
		{"00", Around{Before: "o 18"}, "⁰⁰"},
		{"235", Around{Before: " ", After: "U"}, "²³⁵"},
		{"st", Around{Before: "21"}, "st"},
		{"6.5", Around{Before: "10"}, "^(6.5)"},
		{"6.5", Around{Before: "e"}, "6.5"},
		{"12 of them", Around{Before: "30"}, " 12 of them"},
		{" ", Around{Before: "30"}, " "},
		{"", Around{}, ""},
	} {
		if got := Raise(tt.part, tt.a); got != tt.want {
			t.Errorf("Raise(%q, %+v) = %q, want %q", tt.part, tt.a, got, tt.want)
		}
	}
}

func TestLower(t *testing.T) {
	for _, tt := range []struct{ part, before, after, want string }{
		{"2", "CO", " rose", "₂"},
		{"2", "1010", "", "₂"},
		{"max", "h", "", "max"},
		{"1.5", "PM 2", "", "_(1.5)"},
		{"2.5", "PM", " rose", "2.5"},
		{"12 March", "5", "", " 12 March"},
	} {
		if got := Lower(tt.part, Around{Before: tt.before, After: tt.after}); got != tt.want {
			t.Errorf("Lower(%q) after %q = %q, want %q", tt.part, tt.before, got, tt.want)
		}
	}
}

func TestGloss(t *testing.T) {
	for _, tt := range []struct{ base, part, want string }{
		{"堤防", "ていぼう", ""},
		{"北京", "Běijīng", ""},
		{"五", "5", "(5)"},
		{"WHO", "World Health Organization", "(World Health Organization)"},
		{"町", " ", ""},
	} {
		if got := Gloss(tt.base, tt.part); got != tt.want {
			t.Errorf("Gloss(%q, %q) = %q, want %q", tt.base, tt.part, got, tt.want)
		}
	}
}
