//go:build unix

package e2e

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sitrep/internal/sanitize/hostile"
)

// ours are the sequences that the reader may write by itself: moves, erasing,
// styles, modes. Everything else must come from somewhere else.
var ours = regexp.MustCompile(`^\x1b(?:` +
	`\[\d*(?:;\d*)?[HABCDEFGdJKXPLMST@bfZI]` + // move, erase, insert, delete, scroll, repeat
	`|\[\d+;\d+r|\[r` + // scroll region
	`|\[\?(?:25|1049|2004|2026|2027|1000|1002|1003|1006|7)[hl]` + // modes
	`|\[\?(?:2026|2027)\$p(?:\x1b\[c)?` + // queries, at the start, and who are you after them
	`|\[(?:\d+[;:]?)*m` + // styles
	`|\[[<>=]\d*(?:;\d+)*[um]|\[\?u(?:\x1b\[c)?|\[\d* q|\[>\d*q` + // keyboard, cursor shape, who are you
	`|\[\?5W` + // tab stops every eight columns
	`|\[2[23];2t` + // keep the title and bring it back
	`|[78M=>]|\(B` + // keep and bring back the cursor, reverse line feed, keypad, ASCII
	`)`)

// written splits the output to a terminal into text and sequences and
// returns what should not be there.
func written(out string) (wrong []string) {
	var text strings.Builder
	for out != "" {
		i := strings.IndexByte(out, 0x1b)
		if i < 0 {
			i = len(out)
		}
		text.WriteString(out[:i])
		if out = out[i:]; out == "" {
			break
		}
		n := 1
		switch seq := ours.FindString(out); {
		case seq != "":
			n = len(seq)
			if strings.HasSuffix(seq, "m") && hostile.Hides(strings.TrimSuffix(strings.TrimPrefix(seq, "\x1b["), "m")) {
				wrong = append(wrong, fmt.Sprintf("hides or blinks: %q", seq))
			}
		case strings.HasPrefix(out, "\x1b]"):
			var why string
			if n, why = command(out); why != "" {
				wrong = append(wrong, why)
			}
		default:
			wrong = append(wrong, fmt.Sprintf("sequence %q", out[:min(len(out), 30)]))
		}
		out = out[n:]
	}
	return append(wrong, hostile.Found(text.String(), '\r', '\b', '\t')...)
}

// command looks at an operating system command (OSC): a copy must be base64
// of clean text, a link must lead to the web, a title must be clean, and
// colors are only asked for or put back.
func command(out string) (n int, why string) {
	end := strings.IndexAny(out[2:], "\a\x1b")
	if end < 0 {
		return len(out), fmt.Sprintf("unended %q", out[:min(len(out), 30)])
	}
	body := out[2 : 2+end]
	n = 2 + end + 1
	if out[n-1] == 0x1b {
		n++ // ST
	}
	kind, rest, _ := strings.Cut(body, ";")
	switch kind {
	case "52":
		plain, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(rest, "c;"))
		if f := hostile.Found(string(plain)); err != nil || len(f) > 0 {
			return n, fmt.Sprintf("copies %q: %v %v", rest, err, f)
		}
	case "8":
		_, url, _ := strings.Cut(rest, ";")
		if url != "" && !strings.HasPrefix(url, "http://") && !strings.HasPrefix(url, "https://") {
			return n, fmt.Sprintf("links to %q", url)
		}
	case "0", "2":
		if f := hostile.Found(rest); len(f) > 0 {
			return n, fmt.Sprintf("the title: %v", f)
		}
	case "10", "11", "12", "110", "111", "112":
		if rest != "?" && rest != "" {
			return n, fmt.Sprintf("colors %q", body)
		}
		if rest == "?" && strings.HasPrefix(out[n:], "\x1b[c") { // who are you, after a question
			n += len("\x1b[c")
		}
	default:
		return n, fmt.Sprintf("command %q", body)
	}
	return n, ""
}

// TestHostileTextIsInertOnATerminal walks a cache of hostile stories in the
// true program and looks at every byte that it sends to the terminal.
func TestHostileTextIsInertOnATerminal(t *testing.T) {
	t.Parallel()
	e := newEvil(t)
	text := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s, per_host: 16}\nreader: {title: true}\nfeeds:\n  - url: %[1]s/rss\n  - url: %[1]s/fault/feed\n", e.url)
	env := polledEnv(t, text, exitSomeFailed)
	term := startOn(t, env, "sitrep")
	term.awaitOnScreen(hostile.Mark)
	// Every headline, then every fifth story and its references.
	for range len(e.all) / 20 {
		term.press(" ")
	}
	term.press("G")
	term.press("gg\r")
	term.awaitOnScreen("Mon 16 Feb 09:59Z")
	for i := range len(e.all) / 5 {
		term.press("J")
		if i%20 == 0 {
			term.press("]yYs")
			term.awaitOnScreen("save as:")
			term.press("\r")
			term.awaitOnScreen("Saved as")
		}
	}
	last := len(e.all) - 1 - len(e.all)/5
	term.awaitOnScreen(fmt.Sprintf("Mon 16 Feb %02d:%02dZ", last/60, last%60))
	term.press("t\t\tq")
	term.press("F")
	term.awaitOnScreen("/fault/feed")
	term.press("q?")
	term.awaitOnScreen("one row or line down")
	term.press("Q")
	all, status := term.end()
	if status != exitDone {
		t.Errorf("exit status %d, want 0", status)
	}
	for _, w := range written(all) {
		t.Error(w)
	}
	if !strings.Contains(all, "\x1b]52;c;") || !strings.Contains(all, "\x1b]2;") {
		t.Error("nothing was copied or no title was set: the test sees less than it should")
	}
	saved, err := filepath.Glob(filepath.Join(valuesOf(env)("SITREP_DATA"), "saved", "*"))
	if err != nil || len(saved) == 0 {
		t.Errorf("nothing was saved: %v", err)
	}
	for _, path := range saved {
		b, err := os.ReadFile(path)
		for _, f := range append(hostile.Found(string(b)), hostile.Found(path)...) {
			t.Errorf("%s: %s %v", path, f, err)
		}
	}
}

func TestTheTapOnTheTerminalFinds(t *testing.T) {
	for _, bad := range []string{
		"\x1b[8mx", "\x1b[1;5mx", "\x1b]0;a\x00\a", "\x1b]52;c;!!\a", "\x1b]8;;javascript:x\x1b\\", "\x1b]9;x\a", "\x1bPx\x1b\\", "\x1b_x\x1b\\",
		"\x1b[6n", "\x1b[c", "\x1b[14t", "\x1bc", "\u009b2J", "\x07", "\x1b]0;never", "\x1b[?5h", "\x1b]4;1;#000\a", "\x1b]11;#000000\a",
	} {
		if len(written(bad)) == 0 {
			t.Errorf("the tap lets %q pass", bad)
		}
	}
	good := "\x1b[?1049h\x1b[2J\x1b[H\x1b[1;38;5;250mtext\x1b[m\r\n\x1b[3;4H\x1b]52;c;aGk=\a\x1b]8;id=1;https://a.example/\x1b\\x\x1b]8;;\x1b\\\x1b]11;?\a\x1b[?1049l"
	if w := written(good); len(w) > 0 {
		t.Errorf("the tap finds fault with what is ours: %q", w)
	}
}
