package plain_test

import (
	"strings"
	"testing"

	"sitrep/internal/cite"
	"sitrep/internal/sanitize"
	"sitrep/ui/plain"
	"sitrep/ui/reader"
	"sitrep/ui/uitest"
)

// TestOnlyUnreadStoriesAreListed by a word, on and off, with search and desk kept, and
// in the next session.
func TestOnlyUnreadStoriesAreListed(t *testing.T) {
	lib := uitest.Sample()
	o := options(t, lib)
	text := run(t, o, "U", "search dam", "end", "U", "desk Dams", "unread-only")
	for _, want := range []string{
		"All, unread only: 22 stories, 22 unread.", "Search for dam, unread only: ", "All: 69 stories, 22 unread.",
		"Desk Dams: ", "Desk Dams, unread only: ",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the dialog lacks %q:\n%s", want, text)
		}
	}
	if text := run(t, o, "mark-all-read", "new"); !strings.Contains(text, "Desk Dams, unread only: ") || !strings.Contains(text, "no story is unread; unread-only lists all again.") {
		t.Errorf("the next session:\n%s", text)
	}
}

// TestADayIsSaidBeforeItsHeadlines: a list went from one day to another without a word.
func TestADayIsSaidBeforeItsHeadlines(t *testing.T) {
	_, text, _ := strings.Cut(run(t, options(t, uitest.Sample()), "page 69", "list"), "headlines> list")
	if n := strings.Count(text, "\nFriday 13 March.\n8. "); n != 1 {
		t.Errorf("the day before is said %d times, want once:\n%s", n, text)
	}
	if strings.Contains(text, "Saturday 14 March.\n") {
		t.Errorf("today is said:\n%s", text)
	}
}

// TestAChangedConfigurationIsTakenOver before the next prompt, as on the screen.
func TestAChangedConfigurationIsTakenOver(t *testing.T) {
	o := options(t, uitest.Sample())
	settings := make(chan plain.Settings, 3)
	o.Settings = settings
	asked := 0
	o.Reload = func() {
		switch asked++; asked {
		case 1:
			for range 2 { // asked for, and seen by whoever watches the file
				settings <- plain.Settings{Says: sanitize.Lit("Line 3: no such key."), Bad: true, NewDesks: true}
			}
		case 2:
			settings <- plain.Settings{
				Says: sanitize.Lit("The configuration was taken over: desks, reader."), NewDesks: true, Desks: []reader.Desk{desk("Ports", "harbor")},
				Cite: cite.BibTeX, Width: 30, NewWidth: true, Pipes: []sanitize.Clean{sanitize.Lit("note")},
			}
		}
	}
	text := run(t, o, "desk Dams", "reload", "desks", "reload", "desks", "1", "pipe out", "q", "list", "Y 1")
	for _, want := range []string{
		"Line 3: no such key.\n", "Desk 1: Dams.", "taken over: desks, reader.\n", "Desk Dams is gone; all stories are listed.",
		"Desk 1: Ports.", "All: 69 stories", "the names are note.", "@online{",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the dialog lacks %q:\n%s", want, text)
		}
	}
	if n := strings.Count(text, "Line 3: no such key."); n != 1 {
		t.Errorf("a mistake is told %d times, want once:\n%s", n, text)
	}
	if strings.Count(text, "Desk 1: Dams.") != 1 || strings.Count(text, "Desk 1: Ports.") != 1 {
		t.Errorf("the desks are not those of the file:\n%s", text)
	}
	o.Reload, o.Settings = nil, nil
	if text := run(t, o, "reload"); !strings.Contains(text, "no configuration to read again") {
		t.Errorf("reload without one:\n%s", text)
	}
}
