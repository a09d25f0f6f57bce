package sanitize

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestFoldMakesEqualWhatPeopleTakeForTheSame(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"case", "READ ALSO", "read also"},
		{"accents", "À LIRE AUSSI", "a lire aussi"},
		{"composition", "e\u0301tat", "état"},
		{"yo", "Читайте ещё", "читайте еще"},
		{"apostrophes", "Пов’язані матеріали", "пов'язані матеріали"},
		{"modifier_apostrophe", "пов\u02bcязані", "пов'язані"},
		{"sharp_s", "GROSSE STRASSE", "große Straße"},
		{"polish_stroke", "ŁÓDŹ", "lodz"},
		{"turkish_dotted_capital", "İLGİ", "ilgi"},
		{"turkish_dotless", "ışık", "isik"},
		{"full_width", "ＲＥＡＤ", "read"},
		{"ligature", "ﬁre", "fire"},
		{"soft_hyphen", "Hoch\u00adwasser", "hochwasser"},
		{"zero_width_space_and_mark", "\ufeffread\u200b more", "read more"},
		{"greek_accent_in_capitals", "ΔΙΑΒΑΣΤΕ", "διάβαστε"},
		{"greek_final_sigma", "ΠΟΛΗΣ", "πόλης"},
		{"arabic_vowels_and_hamza", "إقرأ أيضاً", "اقرا ايضا"},
		{"tatweel", "أيضـــا", "ايضا"},
		{"persian_letters", "یک", "يك"},
		{"hebrew_points", "שָׁלוֹם", "שלום"},
		{"vietnamese", "ĐỌC THÊM", "đọc thêm"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := Fold(tt.a), Fold(tt.b); a != b {
				t.Errorf("Fold(%q) = %q, Fold(%q) = %q, want the same", tt.a, a, tt.b, b)
			}
		})
	}
}

func TestFoldKeepsApartWhatMeansSomethingElse(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"letters", "read", "red"},
		{"devanagari_vowel_signs", "की", "का"},
		{"japanese_voicing", "が", "か"},
		{"thai_vowel", "ที่", "ท"},
		{"line_break", "a\nb", "ab"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := Fold(tt.a), Fold(tt.b); a == b {
				t.Errorf("Fold(%q) = Fold(%q) = %q, want them apart", tt.a, tt.b, a)
			}
		})
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Read also", "À lire aussi", "İlginizi", "Пов’язані", "ﬁ\u0301", "\xff", "が", "ΐ", "ŉ", "Ꮿ", "ꮿ", "Ᏸ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			return // what crosses the border is made valid there
		}
		once := Fold(s)
		if !utf8.ValidString(once) {
			t.Errorf("Fold(%q) = %q is not valid", s, once)
		}
		if twice := Fold(once); twice != once {
			t.Errorf("Fold(%q) = %q, folded again %q", s, once, twice)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for _, bb := range []struct{ name, s string }{{"ascii", "Three bridges on the Orla stay closed"}, {"cyrillic", "Три мости через Орлу закриті до четверга"}} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(bb.s)
			}
		})
	}
}

func TestFoldingOneByOneIsFoldingTheWhole(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	ranges := [][2]rune{{' ', 0x7f}, {0xa0, 0x24f}, {0x300, 0x36f}, {0x370, 0x52f}, {0x590, 0x6ff}, {0x700, 0x8ff}, {0x3041, 0x30ff}, {0x4e00, 0x4fff}, {0xac00, 0xac80}}
	for range 20_000 {
		var s []rune
		for range 1 + rnd.IntN(8) {
			r := ranges[rnd.IntN(len(ranges))]
			s = append(s, r[0]+rune(rnd.IntN(int(r[1]-r[0]+1))))
		}
		if got, ok := foldEach(string(s)); ok && got != foldWhole(string(s)) {
			t.Fatalf("%+q becomes %+q one by one, %+q as a whole", string(s), got, foldWhole(string(s)))
		}
	}
}

// BenchmarkFoldLetters folds a paragraph in a script with many letters; the yardstick
// is folding it without the table.
func BenchmarkFoldLetters(b *testing.B) {
	s := strings.Repeat("Рятувальники зняли з дахів двадцять людей, повідомили в штабі. ", 20)
	b.Run("each", func(b *testing.B) {
		for b.Loop() {
			Fold(s)
		}
	})
	b.Run("whole", func(b *testing.B) {
		for b.Loop() {
			foldWhole(s)
		}
	})
}
