package match

import "testing"

func TestTypographyIsNoDifference(t *testing.T) {
	for in, want := range map[string]string{
		"":                         "",
		"Flood\tin \r\nVelmar\v\f": "FloodinVelmar",
		"\x00\x1c\x1f~":            "\x00\x1c\x1f~", // no white space
		"`so' x ‘so’ x “so” x «so» x ''so''": `'so'x'so'x"so"x"so"x"so"`,
		"7–9 — 7-9 −3 ---":                   "7-9-7-9-3-",
		"wait… and...":                       "wait...and...",
		"a\u00a0b\u2003c\u0085d":             "abcd",
		"\u0645\u06cc\u200c\u062e":           "\u0645\u06cc\u062e",
		"é 港口 \U0001f30a":                    "é港口\U0001f30a",
		"cut \xe6\xb8":                       "cut\ufffd\ufffd",
	} {
		if got := Typography(in); got != want {
			t.Errorf("Typography(%q) = %q, want %q", in, got, want)
		}
	}
}
