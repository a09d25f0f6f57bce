package sanitize_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"sitrep/internal/sanitize"
)

func TestLineMakesHostileTextInert(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", "Dike holds", "Dike holds"},
		{"empty", "", ""},
		{"white_space", "  a\t b\n\nc\u00a0d\u3000e\u2003f  ", "a b c d e f"},
		{"every_c0", "a\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x1cb", "a b"},
		{"delete", "a\x7fb", "ab"},
		{"c1_code_points", "a\u0080\u0084\u0086\u009ab", "ab"},
		{"csi_color", "\x1b[31;1mred\x1b[0m", "red"},
		{"csi_cursor", "a\x1b[2J\x1b[1;1Hb", "ab"},
		{"csi_private", "a\x1b[?1049h\x1b[>4;2mb", "ab"},
		{"csi_by_code_point", "a\u009b31mb", "ab"},
		{"csi_by_raw_byte", "a\x9b31mb", "ab"},
		{"csi_unterminated", "a\x1b[31", "a"},
		{"csi_cut_off", "a\x1b[31\nb", "a b"},
		{"osc_title", "\x1b]0;owned\x07news", "news"},
		{"osc_title_st", "\x1b]0;owned\x1b\\news", "news"},
		{"osc_title_c1_st", "\x1b]0;owned\u009cnews", "news"},
		{"osc_title_raw_st", "\x1b]0;owned\x9cnews", "news"},
		{"osc_by_code_point", "\u009d52;c;aGk=\x07news", "news"},
		{"osc_by_raw_byte", "\x9d52;c;aGk=\x07news", "news"},
		{"osc_clipboard", "\x1b]52;c;cm0gLXJm\x07news", "news"},
		{"osc_link", "\x1b]8;;https://evil.example\x1b\\safe\x1b]8;;\x1b\\", "safe"},
		{"osc_unterminated", "\x1b]0;owned, and the news goes on", "0;owned, and the news goes on"},
		{"osc_cut_off_by_another", "\x1b]0;a\x1b]0;b\x07news", "news"},
		{"osc_cancelled", "\x1b]0;a\x18news", "news"},
		{"osc_with_umlauts", "\x1b]0;Bürgermeister\x07news", "news"},
		{"osc_with_a_byte_9c_inside_a_letter", "\x1b]0;\u071c\x07news", "news"}, // DC 9C
		{"dcs", "\x1bPq#0;2;0;0;0\x1b\\news", "news"},
		{"dcs_raw", "\x90$qm\x9cnews", "news"},
		{"apc_pm_sos", "\x1b_Ga=T\x1b\\n\x1b^x\x1b\\e\x1bXy\x1b\\ws", "news"},
		{"two_byte_escapes", "\x1bcne\x1b7w\x1b=s", "news"},
		{"three_byte_escapes", "\x1b(0ne\x1b#8ws\x1b%G", "news"},
		{"nested", "\x1b\x1b[31m[31mnews", "[31mnews"},
		{"nested_in_osc", "\x1b]0;\x1b[31mred\x07", "red"},
		{"lone_escape", "news\x1b", "news"},
		{"overprint", "Confirmed\rDenied   ", "Confirmed Denied"},
		{"backspace", "true\b\b\b\bfalse", "truefalse"},
		{"bidi_override", "\u202egnp.exe\u202c", "gnp.exe"},
		{"bidi_isolates_and_marks", "a\u2066b\u2069\u200ec\u200f\u061cd", "abcd"},
		{"line_separators", "a\u2028b\u2029c\u0085d", "a b c d"},
		{"invisible", "a\u200bb\u2060c\ufeffd\u00ade\u034ff\u180eg", "abcdefg"},
		{"tags", "flag\U000e0067\U000e0062\U000e007f", "flag"},
		{"variation_selectors", "a\ufe0f\ufe0e\U000e0100b", "ab"},
		{"annotation", "a\ufff9b\ufffac\ufffbd", "abcd"},
		{"private_use", "a\ue000\U000f0000\U0010ffffb", "ab"},
		{"noncharacters", "a\ufdd0\uffff\U0001fffeb", "ab"},
		{"fillers", "a\u115f\u1160\u3164\uffa0b", "ab"},
		{"hidden_formats", "a\U00013430\U0001bca0\U0001d173b", "ab"},
		{"unassigned", "a\u0378b\u2fe0c\U0001ffefd\U00050000e", "abcde"},
		{"newer_than_our_tables", "\u20c1 500, \U0001fae9, \U0002ebf0", "\u20c1 500, \U0001fae9, \U0002ebf0"},
		{"blank_signs", "a\U0001d159b\U00016fe4c", "abc"},
		{"mongolian_selectors", "\u1820\u180b\u1821\u180f", "\u1820\u1821"},
		{"blank_of_braille", "⠓⠊\u2800⠞⠓⠑⠗⠑\u2800", "⠓⠊ ⠞⠓⠑⠗⠑"},
		{"only_blanks", "\u2800\u2800\u3164", ""},
		{"zalgo", "n" + strings.Repeat("\u0335", 50) + "ews", "n" + strings.Repeat("\u0335", 4) + "ews"},
		{"marks_of_vietnamese", "Vie\u0323\u0302t Nam", "Việt Nam"},
		{"leading_mark", "\u0301news", "news"},
		{"mark_on_a_space", "a \u0301b", "a b"},
		{"hangul_flood", "가" + strings.Repeat("\u11a8", 50), "각" + strings.Repeat("\u11a8", 4)},
		{"composed", "cafe\u0301", "café"},
		{"composed_across_an_invisible", "cafe\u200b\u0301", "café"},
		{"joiner_in_persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"joiner_in_sinhala", "ශ්\u200dරී", "ශ්\u200dරී"},
		{"joiner_in_emoji", "👩\u200d🚒 on duty", "👩\u200d🚒 on duty"},
		{"joiner_after_a_variation_selector", "❤\ufe0f\u200d🔥", "❤\u200d🔥"},
		{"joiner_with_skin", "👩🏽\u200d🚒", "👩🏽\u200d🚒"},
		{"joiner_in_latin", "a\u200db\u200cc", "abc"},
		{"joiner_at_the_ends", "\u200dمی\u200d", "می"},
		{"joiner_before_an_invisible", "می\u200c\u200bخواهم", "می\u200cخواهم"},
		{"joiner_flood", strings.Repeat("👩\u200d", 20) + "👩", strings.Repeat("👩\u200d", 4) + strings.Repeat("👩", 17)},
		{"skin_flood", "👩" + strings.Repeat("🏽", 20), "👩🏽"},
		{"bytes_that_are_no_text", "a\xff\xfe\xfdb", "a�b"},
		{"half_a_character", "a\xe2\x82", "a�"},
		{"arabic", "السيول تغمر المدينة", "السيول تغمر المدينة"},
		{"hebrew_points", "שָׁלוֹם", norm.NFC.String("שָׁלוֹם")},
		{"japanese", "川の水位が下がった", "川の水位が下がった"},
		{"devanagari", "नदी का जलस्तर", "नदी का जलस्तर"},
		{"thai", "น้ำท่วม", norm.NFC.String("น้ำท่วม")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := sanitize.Line(tt.in).String(); got != tt.want {
				t.Errorf("Line(%q) = %q, want %q", tt.in, got, tt.want)
			}
			checkClean(t, tt.in)
		})
	}
}

// TestEachCharacterIsKeptOrDropped looks at every code point there is: signs that
// show something are kept; non-characters, and those that show nothing, are dropped.
func TestEachCharacterIsKeptOrDropped(t *testing.T) {
	// Letters and signs by their category that show nothing.
	blank := map[rune]bool{0x115f: true, 0x1160: true, 0x2800: true, 0x3164: true, 0xffa0: true, 0x1d159: true}
	newer, wrong := 0, 0
	for r := rune(0xa1); r <= unicode.MaxRune && wrong < 20; r++ {
		if r >= 0xd800 && r <= 0xdfff {
			continue
		}
		in := "a" + string(r) + "b"
		got, want := sanitize.Line(in).String(), "ab"
		switch {
		case r == sanitize.EscapeStandIn: // it takes along the next bytes
			continue
		case unicode.Is(unicode.Cn, r):
			if got == in { // of a later edition than the tables have
				newer++
				continue
			}
		case r == 0x2800:
			want = "a b"
		case r >= 0x1f3fb && r <= 0x1f3ff, unicode.In(r, unicode.L, unicode.N, unicode.P, unicode.S) && !blank[r] && (r < 0x13430 || r > 0x1345f):
			want = norm.NFC.String(in)
		default:
			continue
		}
		if got != want {
			wrong++
			t.Errorf("%U: Line(%q) = %q, want %q", r, in, got, want)
		}
	}
	if newer < 4000 || newer > 6000 { // 4298 of them are ideographs
		t.Errorf("%d unassigned code points are kept, want the characters of newer editions only", newer)
	}
}

func TestTextKeepsLineBreaksOnly(t *testing.T) {
	for in, want := range map[string]string{
		"a\r\nb\rc\u0085d\u2028e\u2029f": "a\nb\nc\nd\ne\nf",
		"a\tb  c":                        "a b  c",
		"\n\na\n":                        "\n\na\n",
		"a\n\u0301b":                     "a\nb",
		"x\u00a0y":                       "x\u00a0y",
		"⠓⠊\u2800⠞⠓⠑⠗⠑\n\u2800":          "⠓⠊ ⠞⠓⠑⠗⠑\n ",
		"\x1b[1mBold\x1b[0m\x00\nnext":   "Bold\nnext",
	} {
		if got := sanitize.Text(in).String(); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
}

// checkClean holds the promises of Line and Text for any input.
func checkClean(t *testing.T, in string) {
	t.Helper()
	line, text := sanitize.Line(in).String(), sanitize.Text(in).String()
	for name, s := range map[string]string{"line": line, "text": text} {
		if !utf8.ValidString(s) {
			t.Errorf("%s of %q is not UTF-8: %q", name, in, s)
		}
		if !norm.NFC.IsNormalString(s) {
			t.Errorf("%s of %q is not NFC: %q", name, in, s)
		}
		marks := 0
		for i, r := range s {
			if unicode.IsControl(r) && (r != '\n' || name == "line") {
				t.Errorf("%s of %q holds the control %U", name, in, r)
			}
			if unicode.Is(unicode.Bidi_Control, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Noncharacter_Code_Point, r) || r == 0x2028 || r == 0x2029 {
				t.Errorf("%s of %q holds %U", name, in, r)
			}
			if unicode.In(r, unicode.Mn, unicode.Me) {
				if marks++; marks > 4 || i == 0 {
					t.Errorf("%s of %q has a loose or a fifth mark: %q", name, in, s)
				}
			} else if r != 0x200c && r != 0x200d {
				marks = 0
			}
		}
	}
	if line != strings.TrimSpace(line) || strings.ContainsFunc(line, func(r rune) bool { return r != ' ' && unicode.IsSpace(r) }) || strings.Contains(line, "  ") {
		t.Errorf("line of %q has white space of its own: %q", in, line)
	}
	if again := sanitize.Line(line).String(); again != line {
		t.Errorf("Line of %q is not idempotent: %q, then %q", in, line, again)
	}
	if again := sanitize.Text(text).String(); again != text {
		t.Errorf("Text of %q is not idempotent: %q, then %q", in, text, again)
	}
}

func TestTextOfCleanTextIsNotCopied(t *testing.T) {
	for _, s := range []string{
		strings.Repeat("Water is falling at the old mill. ", 50) + "End",
		strings.Repeat("Річка відступає, дамба тримає. ", 50) + "Кінець",
		strings.Repeat("می\u200cخواهم ", 50) + "می",
		strings.Repeat("川の水位が下がった。", 50) + "👩\u200d🚒",
	} {
		n := testing.AllocsPerRun(10, func() {
			if sanitize.Line(s).Len() != len(s) || sanitize.Text(s).Len() != len(s) {
				t.Fatalf("%.20q was changed", s)
			}
		})
		if n != 0 {
			t.Errorf("%.20q: %v allocations, want none", s, n)
		}
	}
}

// TestFloodsCostLittle hangs when the search for the end of a control string
// starts anew for each introducer.
func TestFloodsCostLittle(t *testing.T) {
	for _, unit := range []string{"\x9d", "\x1b]", "\x90a", "\u009d", "\x1b", "\x1b[", "\x9b", "\x1bP\x1b]", "e\u0301\u0302", "\xff", "\u200d", "👩\u200d", "\xc2"} {
		s := strings.Repeat(unit, 4<<20/len(unit))
		if got := sanitize.Line(s); got.Len() > len(s) {
			t.Errorf("%q grew from %d to %d bytes", unit, len(s), got.Len())
		}
	}
}

func TestCleanSurvivesJSON(t *testing.T) {
	var c sanitize.Clean
	if err := json.Unmarshal([]byte(`"a\u001b[31mb\u202e\nc"`), &c); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(struct {
		C, D sanitize.Clean
		E    sanitize.Clean `json:",omitzero"`
	}{C: c})
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"C":"ab\nc","D":""}`; string(out) != want {
		t.Errorf("got %s, want %s", out, want)
	}
}

func TestCleanIsCutAndJoined(t *testing.T) {
	a, b := sanitize.Line("one two"), sanitize.Lit(" three ")
	if got := sanitize.Join(", ", a.Slice(4, 7), b.Trim()); got != sanitize.Line("two, three") || got.Len() != 10 {
		t.Errorf("got %q", got)
	}
	if !sanitize.Join("-").IsZero() || !sanitize.Line(" \x00 ").IsZero() {
		t.Error("nothing is not zero")
	}
}

func TestFoldUnitesWhatPeopleTakeForTheSame(t *testing.T) {
	for _, tt := range [][2]string{
		{"Évacuation", "evacuation"},
		{"ŁÓDŹ", "lodz"},
		{"Straße", "strasse"},
		{"İzmir", "izmir"},
		{"ISPARTA", "ısparta"},
		{"ＦＵＬＬ", "full"},
		{"п’ять", "п'ять"},
		{"мʼята", "м’ята"},
		{"أحمد", "احمد"},
		{"فارسی", "فارسي"},
		{"می\u200cخواهم", "میخواهم"},
		{"שָׁלוֹם", "שלום"},
		{"ﬁre", "fire"},
	} {
		if a, b := sanitize.Fold(tt[0]), sanitize.Fold(tt[1]); a != b {
			t.Errorf("Fold(%q) = %q, Fold(%q) = %q", tt[0], a, tt[1], b)
		}
	}
	for _, tt := range [][2]string{{"के", "का"}, {"は", "ば"}, {"дім", "дим"}, {"é", "o"}} {
		if sanitize.Fold(tt[0]) == sanitize.Fold(tt[1]) {
			t.Errorf("%q and %q fold to the same", tt[0], tt[1])
		}
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"a b", "\x1b]0;t\x07x", "\u200dمی\u200c", "e\u0301\u0327", "가\u11a8", "\x9d\x9c", "👩🏽\u200d🚒", "\u202e\xff", " \u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) { checkClean(t, s) })
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a\r\nb", "\u2028\u0301", "\x1b[31\nm", "a\tb\u0085"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkClean(t, s)
		// Cleaning by lines and by text agree on the words.
		text := strings.Join(strings.Fields(sanitize.Text(s).String()), " ")
		if line := sanitize.Line(s).String(); line != text {
			t.Errorf("Line(%q) = %q, Text = %q", s, line, text)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	for name, s := range map[string]string{
		"ascii":     "Water is falling at the old mill, and crews keep pumping through the night",
		"cyrillic":  "Річка відступає від старого млина, рятувальники качають воду всю ніч",
		"hostile":   "Water \x1b[31mis\x1b[0m \u202efalling\u202c at\tthe\x1b]0;x\x07 old mill",
		"flood_1MB": strings.Repeat("\x9d", 1<<20),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				sanitize.Line(s)
			}
		})
	}
}
