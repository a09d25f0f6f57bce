package ui_test

import (
	"context"
	"fmt"
	"testing"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// loaded returns a screen with a story open, without a program around it.
func loaded(b *testing.B, w, h int) *ui.Screen {
	b.Helper()
	m, err := keys.New(keys.Default(), nil)
	if err != nil {
		b.Fatal(err)
	}
	lib := uitest.Sample()
	// Closed channels: nothing is waited for.
	changed, progress := make(chan struct{}), make(chan reader.Progress)
	close(changed)
	close(progress)
	s := ui.New(ui.Options{Keys: m, Changed: changed, Progress: progress, Env: &pane.Env{
		Env:   reader.Env{Ctx: b.Context(), Library: lib, Actions: &uitest.Actions{Library: lib}, Now: uitest.Start},
		Theme: theme.Dark(), Width: 76,
	}})
	feed(s, func() tea.Msg { return tea.WindowSizeMsg{Width: w, Height: h} })
	feed(s, func() tea.Msg { return pane.CacheChanged{} })
	st, err := lib.Story(context.Background(), uitest.FloodID)
	if err != nil {
		b.Fatal(err)
	}
	feed(s, func() tea.Msg { return pane.StoryRequested{Story: st} })
	return s
}

// feed carries a command out, and those that follow from it.
func feed(s *ui.Screen, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			feed(s, c)
		}
	default:
		_, c := s.Update(msg)
		feed(s, c)
	}
}

func BenchmarkCursorMove(b *testing.B) {
	s := loaded(b, 80, 24)
	s.Update(tea.KeyPressMsg{Code: 'q', Text: "q"})
	for b.Loop() {
		s.Update(tea.KeyPressMsg{Code: 'j', Text: "j"})
		s.Update(tea.KeyPressMsg{Code: 'k', Text: "k"})
	}
}

func BenchmarkView(b *testing.B) {
	for _, size := range [][2]int{{80, 24}, {200, 60}} {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			s := loaded(b, size[0], size[1])
			for b.Loop() {
				_ = s.View()
			}
		})
	}
}
