package uitest

import (
	"io"
	"math/rand/v2"
	"strings"

	"github.com/charmbracelet/x/vt"
)

// Wild returns n texts of the sort that no editor would print and every feed
// brings some day: scripts that run both ways, letters of several code points,
// floods of marks, emoji, characters without width, controls. The same seed
// gives the same texts. They are as they come from outside: not clean.
func Wild(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 0))
	out := make([]string, n)
	for i := range out {
		var b strings.Builder
		for range 1 + r.IntN(14) {
			wildWord(r, &b)
		}
		out[i] = b.String()
	}
	return out
}

// wildRanges are the code points of which words are made.
var wildRanges = [][2]rune{
	{'a', 'z'},
	{'A', 'Z'},
	{0xc0, 0x17f},
	{0x391, 0x3c9},
	{0x410, 0x44f},
	{0x5d0, 0x5ea},
	{0x621, 0x652},
	{0x660, 0x669},
	{0x900, 0x97f},
	{0x980, 0x9ff},
	{0xb80, 0xbff},
	{0xd00, 0xd7f},
	{0xe01, 0xe5b},
	{0xe80, 0xeff},
	{0xf00, 0xfff},
	{0x1000, 0x109f},
	{0x10a0, 0x10ff},
	{0x1100, 0x11ff},
	{0x1200, 0x137f},
	{0x1780, 0x17ff},
	{0x1800, 0x18af},
	{0x2000, 0x206f},
	{0x20d0, 0x20f0},
	{0x2100, 0x2bff},
	{0x3000, 0x30ff},
	{0x4e00, 0x9fff},
	{0xa960, 0xa97c},
	{0xac00, 0xd7a3},
	{0xd7b0, 0xd7fb},
	{0xfb1d, 0xfdff},
	{0xfe00, 0xfe0f},
	{0xfe20, 0xfe2f},
	{0xfe70, 0xfeff},
	{0xff00, 0xffef},
	{0x1d400, 0x1d7ff},
	{0x1f000, 0x1faff},
	{0x20000, 0x200ff},
	{0xe0000, 0xe007f},
	{0x00, 0x2f},
	{0x7f, 0x9f},
	{0, 0x2ffff},
}

// wildWords are what chance would hardly make.
var wildWords = []string{
	"👨\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "👍🏽", "🇺🇦🇵🇱🇺", "1\ufe0f\u20e3", "⚠\ufe0f", "❤\ufe0f", "क्ष\u200dत्र", "स्थिति", "ก็ที่นี่กำลัง", "நிலநடுக்கம்",
	"각각", "\u1112\u1161\u11ab", "﷽", "بِسْمِ", "שָׁלוֹם", "\u202eevil\u202c", "\u2067rtl\u2069", "x\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030a\u030b",
	"\u200b\u200c\u200d\ufeff", "\t", "\n", "\x1b[31m", "\x1b]0;t\x07", "\x9b5m", "\xff\xfe", "12.5%", "(abc)", "—", "…", "https://a.example/very/long/path?x=1",
}

func wildWord(r *rand.Rand, b *strings.Builder) {
	if r.IntN(5) > 0 {
		b.WriteByte(' ')
	}
	if r.IntN(3) == 0 {
		b.WriteString(wildWords[r.IntN(len(wildWords))])
		return
	}
	script := wildRanges[r.IntN(len(wildRanges))]
	for range 1 + r.IntN(9) {
		b.WriteRune(script[0] + r.Int32N(script[1]-script[0]+1))
		for r.IntN(12) == 0 {
			b.WriteRune(0x300 + r.Int32N(0x70))
		}
	}
}

// Columns returns in which column a terminal's cursor stands after each line
// of a frame, which must be less than 200 cells wide.
func Columns(content string) []int {
	emu := vt.NewEmulator(200, 1)
	if c, ok := emu.InputPipe().(io.Closer); ok {
		c.Close()
	}
	var out []int
	for line := range strings.SplitSeq(content, "\n") {
		var s stand
		io.WriteString(emu, "\x1b[m\r"+s.replace(line))
		out = append(out, emu.CursorPosition().X)
	}
	return out
}
