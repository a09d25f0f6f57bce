package pane_test

import (
	"strings"
	"testing"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

func env(t *testing.T, lib *uitest.Library) *pane.Env {
	t.Helper()
	m, err := keys.New(keys.Default(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return &pane.Env{
		Env:   reader.Env{Ctx: t.Context(), Library: lib, Actions: &uitest.Actions{Library: lib}, Now: uitest.Start},
		Theme: theme.Mono(), Width: 76, KeyOf: m.KeyOf, KeyTable: m.Help,
	}
}

// run carries a command out, and those that follow from it, as far as it stays
// within the pane.
func run(p pane.Pane, cmd tea.Cmd) {
	todo := []tea.Cmd{cmd}
	for len(todo) > 0 {
		cmd, todo = todo[0], todo[1:]
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			todo = append(todo, msg...)
		default:
			todo = append(todo, p.Update(msg))
		}
	}
}

// TestEveryPaneFillsItsRoomExactly: h lines of w cells whatever the size and
// the script, with data and without, after every action.
func TestEveryPaneFillsItsRoomExactly(t *testing.T) {
	sizes := [][2]int{{1, 1}, {2, 3}, {9, 2}, {40, 9}, {80, 23}, {45, 44}, {120, 35}, {200, 59}}
	lib := uitest.Sample()
	for _, spec := range pane.All() {
		t.Run(spec.Name, func(t *testing.T) {
			for _, size := range sizes {
				for _, ascii := range []bool{false, true} {
					e := env(t, lib)
					e.ASCII = ascii
					p := spec.New(e)
					p.Resize(size[0], size[1])
					checkCells(t, p, size, "new")
					p.Focus(true)
					run(p, p.Update(pane.CacheChanged{}))
					checkCells(t, p, size, "loaded")
					openIn(t, p, lib, uitest.FloodID)
					checkCells(t, p, size, "with a story")
					for _, b := range keys.Default() {
						cmd, _ := p.Do(b.Action)
						run(p, cmd)
						checkCells(t, p, size, string(b.Action))
					}
					for _, id := range []news.StoryID{uitest.ArabicID, uitest.JapaneseID, uitest.MarksID, uitest.BareID} {
						openIn(t, p, lib, id)
						checkCells(t, p, size, string(id))
					}
				}
			}
		})
	}
}

// openIn tells a pane all the facts of a story being opened.
func openIn(t *testing.T, p pane.Pane, lib *uitest.Library, id news.StoryID) {
	t.Helper()
	ctx := t.Context()
	st, err := lib.Story(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	body, err := lib.Body(ctx, id, "")
	if err != nil {
		t.Fatal(err)
	}
	refs, err := lib.References(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	cited, err := lib.CitedBy(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []tea.Msg{
		pane.StoryPointed{Story: st},
		pane.StoryOpened{Story: st},
		pane.StoryLoaded{Story: st, Body: body, Refs: refs, Cited: cited},
		pane.TrailMoved{Trail: news.Trail{Steps: []news.Step{{Story: id}, {Story: "gone"}, {Story: id}}}, Stories: map[news.StoryID]*news.Story{id: st}},
		pane.CacheChanged{},
		pane.StateChanged{},
	} {
		run(p, p.Update(m))
	}
}

func checkCells(t *testing.T, p pane.Pane, size [2]int, when string) {
	t.Helper()
	w, h := size[0], size[1]
	lines := strings.Split(p.View(), "\n")
	if len(lines) != h {
		t.Fatalf("%s at %dx%d: %d lines", when, w, h, len(lines))
	}
	for i, l := range lines {
		if n := ansi.StringWidthWc(l); n != w {
			t.Fatalf("%s at %dx%d: line %d is %d cells wide: %q", when, w, h, i, n, l)
		}
	}
}
