package ui

import (
	"regexp"
	"strings"
	"testing"

	"sitrep/internal/sanitize/hostile"
)

func TestTheLastDoorLetsTextStylesAndLinksPass(t *testing.T) {
	for _, s := range []string{
		"", "plain\nrows", "\x1b[1;38;5;250mbold\x1b[m", "\x1b[0m\x1b[38;2;1;5;8mcolor\x1b[48:2::1:2:3m", "وادي 汐見市 Ka̱nuk̓ 👩‍🚒", "\u00a0",
		"\x1b]8;id=3;https://a.example/x\x1b\\text\x1b]8;;\x1b\\", "\x1b]8;;http://a.example/\atext\x1b]8;;\a",
	} {
		if got, bad := harmless(s); got != s || bad != 0 {
			t.Errorf("harmless(%q) = %q, %d", s, got, bad)
		}
	}
}

func TestTheLastDoorStopsTheRest(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[2Jb": "ab", "a\x1b]0;x\ab": "a]0;xb", "\x1b": "", "a\x1b[8mb": "ab", "a\x1b[1;5mb": "ab", "a\x00b\x7fc\u009bd\x9be": "abce",
		"\x1b]8;;javascript:x\x1b\\a": "]8;;javascript:x\\a", "\x1b]8;;https://a\x1b[2J": "]8;;https://a", "\x1b[31": "31", "\x1b[3\x00m": "3m", "\r": "", "\xff": "", "\x1b]8;;https://a.example/": "]8;;https://a.example/",
		"a\x1b[38;5;1;8mb": "ab", "a\x1b[48;5;1;5mb": "ab", "a\x1b[08mb": "ab", "a\x1b[005mb": "ab", "a\x1b[0;8:0mb": "ab", "a\x1b[38;2;1;2;3;6mb": "ab", "a\x1b[38;3;8mb": "ab", "a\x1b[38;5mb": "ab", "a\x1b[38;5;1:8mb": "ab", "\x1b]8;0\x1b\\": "]8;0\\", "a\u202eb\u200bc\u2028": "abc",
	} {
		got, bad := harmless(in)
		if got != want || bad == 0 {
			t.Errorf("harmless(%q) = %q, %d; want %q", in, got, bad, want)
		}
		if again, bad := harmless(got); again != got || bad != 0 {
			t.Errorf("harmless(%q) leaves %d to stop", in, bad)
		}
	}
}

func TestTheLastDoorCostsNothingForFramesInOrder(t *testing.T) {
	frame := strings.Repeat("\x1b[1;38;5;250mRiver Tarn crests at 6.2 m, 汐見市\x1b[m\n", 60)
	if n := testing.AllocsPerRun(20, func() { harmless(frame) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkTheLastDoor(b *testing.B) {
	frame := strings.Repeat("\x1b[1;38;5;250mRiver Tarn crests at 6.2 m as Velm empties its lower streets, 汐見市\x1b[m "+strings.Repeat("x ", 60)+"\n", 60)
	b.SetBytes(int64(len(frame)))
	for b.Loop() {
		harmless(frame)
	}
}

// The sequences that may pass, written differently from the code under test.
var (
	link = regexp.MustCompile(`\x1b\]8;[^;\x00-\x1f\x7f-\x9f]*;(https?://[^\x00-\x1f\x7f-\x9f]*)?(\a|\x1b\\)`)
	sgr  = regexp.MustCompile(`\x1b\[([0-9;:]*)m`)
)

func FuzzTheLastDoor(f *testing.F) {
	for _, s := range []string{"a\x1b[2Jb", "\x1b]8;id=1;https://a.example/\x1b\\x", "\x1b[38;5;8mx", "\u009b\x9b", "\x1b\x1b[m", "\x1b[38;5;1;8mx", "\x1b[08m\x1b[0;8:0m", "a\u202eb\u200bc"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, _ := harmless(s)
		twice, bad := harmless(once)
		if twice != once || bad != 0 {
			t.Errorf("harmless(%q) = %q, and of that %q (%d)", s, once, twice, bad)
		}
		rest := link.ReplaceAllString(once, "")
		for _, m := range sgr.FindAllStringSubmatch(rest, -1) {
			if hostile.Hides(m[1]) {
				t.Errorf("harmless(%q) = %q, which hides or blinks: %q", s, once, m[0])
			}
		}
		for _, f := range hostile.Found(sgr.ReplaceAllString(rest, "")) {
			// Floods are the cleaner's: the door looks at one character.
			if !strings.Contains(f, "a pile of") {
				t.Errorf("harmless(%q) = %q: %s", s, once, f)
			}
		}
	})
}
