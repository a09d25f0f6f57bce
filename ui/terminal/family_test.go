package terminal

import (
	"bytes"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestAFamilyIsWrittenToHoweverTheOutputIsCut(t *testing.T) {
	const out = "a\x1b[1;4mb\x1b[24mc\x1b[m\x1b]11;?\x07d\x1b]8;id=1;https://a.example/\x1b\\e\x1b]8;;\x1b\\\x1b[>4;2m\x1b[?2026$p\x1b[?2027$p\x1bPq#\x1b\\é\x1b[?25l\x1b[91mf\x1b[?1049l"
	for _, c := range []struct {
		family Family
		want   string
	}{
		{XTerm, "a\x1b[1;4mb\x1b[24mc\x1b[m\x1b]11;?\x07d\x1b]8;id=1;https://a.example/\x1b\\e\x1b]8;;\x1b\\\x1b[>4;2m\x1b[?2026$p\x1bPq#\x1b\\é\x1b[?25l\x1b[91mf\x1b[?1049l"},
		{GNUScreen, "a\x1b[1;4mb\x1b[24mc\x1b[mde\x1bPq#\x1b\\é\x1b[?25l\x1b[91mf\x1b[?1049l"},
		{LinuxConsole, "a\x1b[1;4mb\x1b[24mc\x1b[mdeé\x1b[?25l\x1b[91mf\x1b[H\x1b[2J"},
		{VT, "a\x1b[0;1;4mb\x1b[0;1mc\x1b[0mdeé\x1b[0;31mf\x1b[H\x1b[2J"},
	} {
		for step := range len(out) {
			var got bytes.Buffer
			d := &familyFilter{to: &got, family: c.family}
			for i := 0; i < len(out); i += step + 1 {
				part := out[i:min(i+step+1, len(out))]
				if n, err := d.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatalf("Write = %d, %v", n, err)
				}
			}
			if got.String() != c.want {
				t.Fatalf("family %d in pieces of %d:\n got %q\nwant %q", c.family, step+1, got.String(), c.want)
			}
		}
	}
}

// TestATerminalDoesNotTurnRoundWhatIsInVisualOrder enters and leaves the
// screen twice, as when it is suspended.
func TestATerminalDoesNotTurnRoundWhatIsInVisualOrder(t *testing.T) {
	for b, want := range map[Family]string{
		XTerm:        "\x1b[?1049h\x1b[8la\x1b[8h\x1b[?1049l\x1b[?1049h\x1b[8lb\x1b[8h\x1b[?1049l",
		Tmux:         "\x1b[?1049ha\x1b[?1049l\x1b[?1049hb\x1b[?1049l",
		LinuxConsole: "a\x1b[H\x1b[2Jb\x1b[H\x1b[2J",
	} {
		var got bytes.Buffer
		d := &familyFilter{to: &got, family: b, visual: true}
		if _, err := d.Write([]byte("\x1b[?1049ha\x1b[?1049l\x1b[?1049hb\x1b[?1049l")); err != nil {
			t.Fatal(err)
		}
		if got.String() != want {
			t.Errorf("family %d: %q, want %q", b, got.String(), want)
		}
	}
}

func TestTextInSevenBitsKeepsItsColumns(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Überschwemmung – 3 Tote", "Uberschwemmung - 3 Tote"},
		{"Повінь у Києві", "Povin' u Kievi"},
		{"«Ça va»", `"Ca va"`},
		{"e\u0301tude", "etude"},
		{"日本 a", "???? a"},
		{"\x1b[1m• ★\x1b[m", "\x1b[1m* ?\x1b[m"},
		{"plain", "plain"},
	} {
		got := inASCII(c.text)
		if got != c.want {
			t.Errorf("inASCII(%q) = %q, want %q", c.text, got, c.want)
		}
	}
	for _, text := range []string{"กำลัง क्षि 👍🏽 🇺🇦 ﷺ", "\u25cc\u0301", "ﬁ ㎞ ½"} {
		if got := inASCII(text); ansi.StringWidthWc(got) != ansi.StringWidthWc(text) || len(got) != ansi.StringWidthWc(text) {
			t.Errorf("inASCII(%q) = %q, which has other columns", text, got)
		}
	}
}

// TestNoTitleHoldsAnEnd sets titles with letters whose encoding holds the byte
// that ends a string on terminals of eight bits: it broke off there, and the rest
// stood on the screen.
func TestNoTitleHoldsAnEnd(t *testing.T) {
	for _, c := range []struct{ title, want string }{
		{"Überschwemmung", "Uberschwemmung"},
		{"Мост “Орла”", "Mост \"Орла”"},
		{"ěi 杜 end", "ěi ? end"},
		{"Повінь", "Повінь"},
	} {
		var got bytes.Buffer
		f := &familyFilter{to: &got, family: XTerm}
		if _, err := f.Write([]byte("\x1b]2;" + c.title + "\a")); err != nil {
			t.Fatal(err)
		}
		if bytes.IndexByte(got.Bytes(), 0x9c) >= 0 {
			t.Errorf("%q: it holds the end of a string: %q", c.title, got.String())
		}
		if want := "\x1b]2;" + c.want + "\a"; got.String() != want {
			t.Errorf("%q: %q, want %q", c.title, got.String(), want)
		}
	}
}
