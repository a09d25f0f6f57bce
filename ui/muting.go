package ui

import (
	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// mutesSet brings the mutes after one was added or removed.
type mutesSet struct {
	all  []news.Mute
	said sanitize.Clean
}

// mute keeps stories with a word in their headline out of the lists.
func (s *Screen) mute(arg string) tea.Cmd {
	m, err := reader.ReadMute(arg, s.env.Now())
	if err != nil {
		s.told = pane.Told{Text: sanitize.Line(err.Error()), Bad: true}
		return nil
	}
	return s.setMute(m, true)
}

func (s *Screen) unmute(arg string) tea.Cmd { return s.setMute(news.Mute{Word: arg}, false) }

// setMute adds or removes a mute.
func (s *Screen) setMute(m news.Mute, on bool) tea.Cmd {
	env := s.env
	return func() tea.Msg {
		said, all, err := env.SetMute(env.Ctx, m, on)
		if err != nil {
			return pane.Told{Text: sanitize.Line(reader.NotMuted + ": " + err.Error()), Bad: true}
		}
		return mutesSet{all, said}
	}
}

// listMutes lists the mutes.
func (s *Screen) listMutes() tea.Cmd {
	env := s.env
	return func() tea.Msg {
		all, err := env.Library.Mutes(env.Ctx)
		if err != nil {
			return pane.Told{Text: sanitize.Line(reader.NotMuted + ": " + err.Error()), Bad: true}
		}
		return pane.Told{Text: reader.MutesSaid(all, env.Zone)}
	}
}

// muted shows the lists with other mutes.
func (s *Screen) muted(m mutesSet) tea.Cmd {
	s.told = pane.Told{Text: m.said}
	return s.tell(pane.MutesChanged{Mutes: m.all})
}

// noteTold keeps the message of the status row for the screen of messages.
func (s *Screen) noteTold() tea.Cmd {
	if s.told.Text == s.noted {
		return nil
	}
	s.noted = s.told.Text
	if s.noted.IsZero() {
		return nil
	}
	return s.tell(pane.MessageTold{At: s.env.Now(), Text: s.told.Text, Bad: s.told.Bad})
}
