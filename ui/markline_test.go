package ui_test

import (
	"context"
	"errors"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// TestALineIsMarkedByAKey marks the link in focus, and the reference under the
// cursor of the pane beside it.
func TestALineIsMarkedByAKey(t *testing.T) {
	lib := chain(2)
	k := &desk{act: &uitest.Actions{Library: lib}}
	k.act.OnMarkLine = func(_ context.Context, _ news.StoryID, url string) (sanitize.Clean, error) {
		if url == "" {
			return sanitize.Clean{}, errors.New("no label")
		}
		return sanitize.Line("Marked " + url), nil
	}
	drive(t, 160, 24, lib, k, func(d *uitest.Driver) {
		d.Press("enter")
		d.Press("E")
		mustShow(t, d, "No link is in focus")
		d.Press("]")
		d.Press("E")
		mustShow(t, d, "Marked https://harbor.example/chain/1")
		d.Press("tab")
		d.Press("E")
		mustShow(t, d, "Marked https://harbor.example/chain/1")
		k.act.Left = 2
		d.Press("h")
		command(d, "keep")
		mustShow(t, d, "2 paragraphs are shown again")
	})
	calls := 0
	for _, c := range k.act.Calls() {
		if c.Method == "MarkLine" || c.Method == "Keep" {
			calls++
		}
	}
	if calls != 3 {
		t.Errorf("%d calls, want 3: %v", calls, k.act.Calls())
	}
}
