package terminal

import (
	"sync"
	"sync/atomic"
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestNothingBeginsOnceTheEndIsWaitedFor(t *testing.T) {
	var u underWay
	if !u.begin() {
		t.Fatal("nothing may begin at first")
	}
	var began atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for u.begin() {
				began.Add(1)
				u.end()
			}
		})
	}
	group.Go(u.end)
	u.wait()
	group.Wait() // ends, since nothing may begin
	if u.begin() {
		t.Error("something began after the end")
	}
}

// breaking panics where it is told to.
type breaking struct{ at string }

func (b breaking) Init() tea.Cmd {
	if b.at == "Init" {
		panic(b.at)
	}
	return nil
}

func (b breaking) Update(tea.Msg) (tea.Model, tea.Cmd) {
	switch b.at {
	case "Update":
		panic(b.at)
	case "command":
		return b, func() tea.Msg { panic(b.at) }
	case "batch":
		return b, func() tea.Msg { return tea.BatchMsg{func() tea.Msg { panic(b.at) }} }
	}
	return b, nil
}

func (b breaking) View() tea.View {
	if b.at == "View" {
		panic(b.at)
	}
	return tea.NewView("still here")
}

func TestAPanicAnywhereEndsTheProgram(t *testing.T) {
	for _, at := range []string{"Init", "Update", "View", "command", "batch"} {
		var noted any
		var quits atomic.Int64
		g := &Guard{Model: breaking{at}, Failed: func(p any) { noted = p }, Quit: func() { quits.Add(1) }}
		g.Init()
		_, cmd := g.Update(nil)
		last := g.View()
		var msg tea.Msg
		if cmd != nil {
			msg = cmd()
		}
		if batch, ok := msg.(tea.BatchMsg); ok {
			msg = batch[0]()
		}
		g.Wait()
		if _, quit := msg.(tea.QuitMsg); !quit && quits.Load() == 0 {
			t.Errorf("a panic in %s does not end the program", at)
		}
		if noted != at || g.Err() == nil {
			t.Errorf("a panic in %s: noted %v, %v", at, noted, g.Err())
		}
		if at == "command" && last.Content != "still here" {
			t.Errorf("a panic in a command clears the screen: %q", last.Content)
		}
	}
}
