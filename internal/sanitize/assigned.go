package sanitize

import "unicode"

// unassigned reports whether r is a character in no edition of Unicode that is
// known here: terminals draw it as they like, or not at all.
func unassigned(r rune) bool {
	switch { // what most texts are made of
	case r < 0x378, r >= 0x400 && r <= 0x52f, r >= 0x600 && r <= 0x6ff, r >= 0x900 && r <= 0x97f, r >= 0x1e00 && r <= 0x1eff:
		return false
	case r >= 0x2010 && r <= 0x2060, r >= 0x3041 && r <= 0x3096, r >= 0x30a0 && r <= 0x30ff, r >= 0x4e00 && r <= 0x9fff, r >= 0xac00 && r <= 0xd7a3:
		return false
	}
	return unicode.Is(unicode.Cn, r) && !unicode.Is(newer, r)
}

// newer are the letters, signs, emoji and ideographs of Unicode 15.1, 16 and 17,
// which the tables of Go lack (15.0; DerivedAge.txt). Combining marks and
// whole scripts are not among them: without tables they cannot be handled as their
// kind needs.
var newer = &unicode.RangeTable{
	R16: []unicode.Range16{
		{0x088f, 0x088f, 1},
		{0x0c5c, 0x0c5c, 1},
		{0x0cdc, 0x0cdc, 1},
		{0x1c89, 0x1c8a, 1},
		{0x20c1, 0x20c1, 1}, // the sign of the Saudi riyal
		{0x2427, 0x2429, 1},
		{0x2b96, 0x2b96, 1},
		{0x2ffc, 0x2fff, 1},
		{0x31e4, 0x31e5, 1},
		{0x31ef, 0x31ef, 1},
		{0xa7cb, 0xa7cf, 1},
		{0xa7d2, 0xa7d4, 2},
		{0xa7da, 0xa7dc, 1},
		{0xa7f1, 0xa7f1, 1},
	},
	R32: []unicode.Range32{
		{0x1f6d8, 0x1f6d8, 1},
		{0x1f777, 0x1f77a, 1},
		{0x1f8b2, 0x1f8bb, 1},
		{0x1f8c0, 0x1f8c1, 1},
		{0x1f8d0, 0x1f8d8, 1},
		{0x1fa54, 0x1fa57, 1},
		{0x1fa89, 0x1fa8a, 1},
		{0x1fa8e, 0x1fa8f, 1},
		{0x1fabe, 0x1fabe, 1},
		{0x1fac6, 0x1fac8, 2},
		{0x1facd, 0x1facd, 1},
		{0x1fadc, 0x1fadf, 3},
		{0x1fae9, 0x1faea, 1},
		{0x1faef, 0x1faef, 1},
		{0x1fbcb, 0x1fbef, 1},
		{0x1fbfa, 0x1fbfa, 1},
		{0x2b73a, 0x2b73f, 1},
		{0x2cea2, 0x2cead, 1},
		{0x2ebf0, 0x2ee5d, 1},
		{0x323b0, 0x33479, 1},
	},
}

// brailleBlank is the braille cell without dots. It stands between words of
// braille, and shows nothing.
const brailleBlank = 0x2800
