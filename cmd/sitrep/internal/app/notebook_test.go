package app

import (
	"os"
	"strings"
	"testing"

	"sitrep/internal/news"
)

func TestPinsNotesAndReportsOfAReader(t *testing.T) {
	n := newNewsroom(t)
	n.print("Courier", "jam", "Dam gates jam at Kamin", "The gates of the dam jam, the ministry said.")
	follower, err := n.Follower()
	n.must(err)
	actions, err := n.Actions(follower)
	n.must(err)
	book, id := actions.Notebook(), n.story("jam")
	for _, want := range []bool{true, false, true} {
		if pinned, err := book.Pin(t.Context(), id); err != nil || pinned != want {
			t.Errorf("pinned: %t, %v", pinned, err)
		}
	}
	n.must(book.Note(t.Context(), id, "Call \x1b[2Jthem"))
	n.must(book.Judge(t.Context(), id, "disputed"))
	for name, err := range map[string]error{
		"an empty note": book.Note(t.Context(), id, " "), "a long note": book.Note(t.Context(), id, strings.Repeat("x", 2001)),
		"a word of ours only": book.Judge(t.Context(), id, "verified"), "an unknown story": book.Note(t.Context(), "none", "x"),
	} {
		if err == nil {
			t.Errorf("%s is kept", name)
		}
	}
	all, err := n.Cache.Remarks(t.Context())
	n.must(err)
	if len(all) != 3 || all[0].URL != "https://courier.example/jam" || len(all[0].SHA256) != 64 {
		t.Errorf("kept: %+v", all)
	}
	path, err := book.Export(t.Context())
	n.must(err)
	page, err := os.ReadFile(path)
	n.must(err)
	md, err := os.ReadFile(strings.TrimSuffix(path, ".html") + ".md")
	n.must(err)
	for _, text := range []string{string(page), string(md)} {
		if !strings.Contains(text, "Dam gates jam at Kamin") || !strings.Contains(text, "judged disputed") || strings.Contains(text, "\x1b") {
			t.Errorf("the report:\n%s", text)
		}
	}
	if m := all[1]; m.Kind != news.RemarkNote && m.Kind != news.RemarkPin {
		t.Errorf("%+v", m)
	}
}
