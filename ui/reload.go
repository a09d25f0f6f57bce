package ui

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/theme"
)

// Settings is a configuration that was read again while the screen runs. What is nil
// or empty stays as it is.
type Settings struct {
	Says sanitize.Clean // the changes, or the problem
	Bad  bool           // something is wrong: nothing changes

	Keys   *keys.Map
	Preset string // of Keys
	Keymap func(preset string) (*keys.Map, error)
	Themes []*theme.Theme // of the person's own
	Desks  []reader.Desk  // if NewDesks
	Pipes  []sanitize.Clean
	// NewDesks: there are other desks; else Desks and their keys are the same.
	NewDesks bool
	// Set holds settings of the reader, by name, as set takes them.
	Set map[string]string
}

// reloaded brings settings that were read again.
type reloaded struct{ Settings }

// awaitSettings waits for the configuration to be read again. It ends with Env.Ctx.
func (s *Screen) awaitSettings() tea.Msg {
	select {
	case <-s.env.Ctx.Done():
	case now, ok := <-s.opt.Settings:
		if ok {
			return reloaded{now}
		}
	}
	return nil
}

// reloadCommand is the command that has the configuration read again.
const reloadCommand = "reload"

// askReload has the configuration read again.
func (s *Screen) askReload() tea.Cmd {
	if s.opt.Reload == nil {
		s.told = pane.Told{Text: sanitize.Lit("There is no configuration to read again here.")}
		return nil
	}
	s.opt.Reload()
	return nil
}

// applySettings puts settings in force that were read again.
func (s *Screen) applySettings(now Settings) tea.Cmd {
	s.told = pane.Told{Text: now.Says, Bad: now.Bad}
	if now.Bad {
		return s.awaitSettings
	}
	if now.Keys != nil {
		s.useKeys(now.Keys)
		s.preset, s.opt.Keymap = now.Preset, now.Keymap
	}
	s.opt.Themes = now.Themes
	for _, o := range s.settings() {
		if v, ok := now.Set[o.name]; ok && o.name != "keymap" {
			if v, err := o.value(v); err == nil {
				_ = o.put(s, v) // the file was checked
			}
		}
	}
	s.env.Pipes = now.Pipes
	cmds := []tea.Cmd{s.awaitSettings}
	if now.NewDesks {
		cmds = append(cmds, s.changeDesks(now.Desks))
	}
	return tea.Batch(append(cmds, s.tell(pane.SettingsChanged{}))...)
}

// changeDesks lists the same desk again, or all stories if it is gone.
func (s *Screen) changeDesks(desks []reader.Desk) tea.Cmd {
	l, ok := s.at(layout.Headlines).Pane.(pane.Lister)
	if !ok {
		s.env.Desks = desks
		return nil
	}
	desk, query, narrow := l.Listing()
	at, seen := s.pointedStory(), l.InSight()
	s.env.Desks = desks
	return l.List(desk, query, narrow, at, seen)
}
