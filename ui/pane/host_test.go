package pane_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// host is the least screen that a single pane can live on: it fills the
// terminal, and the line typed in its prompt ends in the pane.
type host struct {
	pane.Pane
	env     *pane.Env
	scope   keys.Scope
	keys    *keys.Map
	typing  bool
	label   string
	line    string
	pending []string
	refused []keys.Action
	told    string
}

func (h *host) Init() tea.Cmd { return nil }

// Update takes note of a message. The answer of the pane goes the way of the
// answers, so that a test can see it.
func (h *host) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmds := []tea.Cmd{h.apply(msg)}
	for _, sent := range h.env.Outbox.Drain() {
		cmds = append(cmds, func() tea.Msg { return sent })
	}
	return h, tea.Batch(cmds...)
}

func (h *host) apply(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		h.Resize(msg.Width, msg.Height)
		return nil
	case tea.KeyPressMsg:
		return h.press(msg)
	case pane.PromptRequested:
		h.ask()
		return nil
	case pane.Told:
		h.told = msg.Text.String()
	}
	return h.Pane.Update(msg)
}

func (h *host) ask() {
	if p, ok := h.Pane.(pane.Prompter); ok {
		h.label, h.line, h.typing = p.Ask()
	}
}

func (h *host) press(k tea.KeyPressMsg) tea.Cmd {
	p, _ := h.Pane.(pane.Prompter)
	switch name := k.String(); {
	case h.typing && (name == "enter" || name == "esc"):
		h.typing = false
		return p.Entered(h.line, name == "esc")
	case h.typing:
		h.line += k.Text
		return p.Typed(h.line)
	default:
		h.pending = append(h.pending, name)
	}
	a, more := h.keys.Lookup([]keys.Scope{h.scope, keys.Global}, h.pending)
	if more {
		return nil
	}
	h.pending = nil
	if a == keys.Search {
		h.ask()
		return nil
	}
	cmd, ok := h.Do(a)
	if !ok {
		h.refused = append(h.refused, a)
	}
	return cmd
}

func (h *host) View() tea.View { return tea.NewView(h.Pane.View()) }

// stage is a pane on its host, with everything around it.
type stage struct {
	*uitest.Driver
	t    *testing.T
	host *host
	lib  *uitest.Library
	act  *uitest.Actions
}

// onStage runs f with the pane of a slot on a terminal of w by h cells.
func onStage(t *testing.T, slot layout.Slot, w, h int, change func(*pane.Env), f func(s *stage)) {
	t.Helper()
	s := &stage{t: t, lib: uitest.Sample()}
	s.act = &uitest.Actions{Library: s.lib}
	model := func(ctx context.Context) tea.Model {
		m, err := keys.New(keys.Default(), nil)
		if err != nil {
			t.Fatal(err)
		}
		e := &pane.Env{
			Env:   reader.Env{Ctx: ctx, Library: s.lib, Actions: s.act, Now: uitest.Clock(), Zone: time.FixedZone("", 2*60*60)},
			Theme: theme.Mono(), Width: 76, KeyOf: m.KeyOf,
		}
		if change != nil {
			change(e)
		}
		for _, spec := range pane.All() {
			if spec.Slot == slot {
				s.host = &host{Pane: spec.New(e), env: e, scope: spec.Scope, keys: m}
			}
		}
		s.host.Focus(true)
		return s.host
	}
	uitest.Run(t, uitest.Options{W: w, H: h, Model: model}, func(d *uitest.Driver) {
		s.Driver = d
		f(s)
	})
}

// open tells the pane that a story was opened at a place.
func (s *stage) open(id news.StoryID, at news.Step) {
	s.t.Helper()
	l := s.read(id)
	s.Send(pane.StoryOpened{Story: l.Story, At: at})
	s.Send(l)
}

func (s *stage) read(id news.StoryID) pane.StoryLoaded {
	s.t.Helper()
	ctx := s.t.Context()
	st, err := s.lib.Story(ctx, id)
	if err != nil {
		s.t.Fatal(err)
	}
	body, _ := s.lib.Body(ctx, id, "")
	refs, _ := s.lib.References(ctx, id)
	cited, _ := s.lib.CitedBy(ctx, id)
	return pane.StoryLoaded{Story: st, Body: body, Refs: refs, Cited: cited}
}

// sees fails the test unless the screen holds every text.
func (s *stage) sees(texts ...string) {
	s.t.Helper()
	screen := s.Screen()
	for _, want := range texts {
		if !strings.Contains(screen, want) {
			s.t.Errorf("%q is not on the screen:\n%s", want, screen)
		}
	}
}

func (s *stage) position() news.Step { return s.host.Pane.(pane.Positioner).Position() }

func hour(n int) time.Duration { return time.Duration(n) * time.Hour }
