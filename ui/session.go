package ui

import (
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file keeps where the reader is, so that the next session begins there.

// leave notes the place in the open story and saves it.
func (s *Screen) leave() tea.Cmd {
	step, ok := s.position()
	if !ok {
		return nil
	}
	reader.Note(&s.nav.trail, step)
	s.nav.noted = step
	env := s.env
	return func() tea.Msg {
		if err := env.Library.SavePosition(env.Ctx, step); err != nil && env.Ctx.Err() == nil {
			return pane.Told{Text: sanitize.Line(reader.PositionLost + ": " + err.Error()), Bad: true}
		}
		return nil
	}
}

// position returns where in the open story the reader is.
func (s *Screen) position() (news.Step, bool) {
	p := s.at(layout.Story)
	if p == nil || s.opened() == nil {
		return news.Step{}, false
	}
	at, ok := p.Pane.(pane.Positioner)
	if !ok {
		return news.Step{}, false
	}
	step := at.Position()
	return step, step.Story == s.load.open.ID
}

// noteSoon sees to it that the place is saved a moment after it has changed,
// so that a killed program loses no more than that.
func (s *Screen) noteSoon() tea.Cmd {
	step, ok := s.position()
	if s.nav.noting || (!ok || step == s.nav.noted) && (s.opt.Secondary || s.session() == s.nav.kept) {
		return nil
	}
	s.nav.noting = true
	done := s.env.Ctx.Done()
	return func() tea.Msg {
		t := time.NewTimer(noteAfter)
		defer t.Stop()
		select {
		case <-done:
			return nil
		case <-t.C:
			return noteDue{}
		}
	}
}

// note saves the place and the state of the screen, as far as they are not saved
// yet.
func (s *Screen) note() tea.Cmd {
	var cmd tea.Cmd
	if step, ok := s.position(); ok && step != s.nav.noted {
		left := s.leave()
		cmd = tea.Batch(left, s.saveTrail())
	}
	now := s.session()
	if now == s.nav.kept || s.nav.resuming || s.opt.Secondary {
		return cmd
	}
	s.nav.kept = now
	env := s.env
	return tea.Batch(cmd, func() tea.Msg {
		if err := env.Library.SaveSession(env.Ctx, now); err != nil && env.Ctx.Err() == nil {
			return pane.Told{Text: sanitize.Line("What the screen shows could not be kept: " + err.Error()), Bad: true}
		}
		return nil
	})
}

// session returns the state of the screen.
func (s *Screen) session() news.Session {
	var now news.Session
	if st := s.opened(); st != nil {
		now.Story = st.ID
	}
	if p := s.at(s.focus); p != nil && s.focus != layout.Headlines {
		now.Pane = p.Name
	}
	if p := s.at(layout.Headlines); p != nil {
		if l, ok := p.Pane.(pane.Lister); ok {
			now.Desk, now.Query, now.Narrow = l.Listing()
			seen := l.InSight()
			now.First, now.Above, now.UpTo = seen.First, seen.Above, seen.UpTo
		}
		if l, ok := p.Pane.(pane.UnreadLister); ok {
			now.Unread = l.OnlyUnread()
		}
	}
	if st := s.pointedStory(); st != nil {
		now.At = st.ID
	}
	if now.Story == "" && now.First == "" {
		now.At, now.UpTo = "", 0 // whoever left at the beginning of the list begins with the newest
	}
	now.Sizes, now.Zoom, now.Sources = news.Sizes(s.sizes), s.zoom, s.sidebar
	return now
}

// resume brings the screen back to how it was left.
func (s *Screen) resume(m trailRead) tea.Cmd {
	was := m.session
	s.nav.kept = was
	s.sizes, s.zoom, s.sidebar = layout.Sizes(was.Sizes), was.Zoom, was.Sources
	cmds := []tea.Cmd{s.fitAside()}
	s.arrange()
	if p := s.at(layout.Headlines); p != nil && (m.at != nil || was.Desk != "" || was.Query != "" || was.Unread) {
		if l, ok := p.Pane.(pane.UnreadLister); ok && was.Unread {
			l.KeepUnread()
		}
		if l, ok := p.Pane.(pane.Lister); ok {
			cmds = append(cmds, l.List(was.Desk, was.Query, was.Narrow, m.at, pane.InSight{First: was.First, Above: was.Above, UpTo: was.UpTo}))
		}
	}
	t := s.nav.trail
	if was.Story == "" || len(t.Steps) == 0 || t.Steps[t.At].Story != was.Story || m.stories[was.Story] == nil {
		return tea.Batch(cmds...)
	}
	s.nav.resuming = true
	s.nav.pane = was.Pane
	return tea.Batch(append(cmds, s.goTo(t.At))...)
}

// resumed gives the focus to the pane that had it.
func (s *Screen) resumed() {
	if !s.nav.resuming {
		return
	}
	s.nav.resuming = false
	slot := layout.Headlines
	for _, p := range s.parts {
		if p.Name == s.nav.pane {
			slot = p.Slot
		}
	}
	if s.aside != nil && s.aside.Name == s.nav.pane {
		slot = layout.Sources
	}
	s.setFocus(slot)
}

// saveTrail keeps the trail for the next session and shows it to the panes.
func (s *Screen) saveTrail() tea.Cmd {
	env, trail := s.env, s.copyTrail()
	told := s.tell(pane.TrailMoved{Trail: trail, Stories: s.nav.stories})
	return tea.Batch(told, func() tea.Msg {
		if err := env.Library.SaveTrail(env.Ctx, trail); err != nil && env.Ctx.Err() == nil {
			return pane.Told{Text: sanitize.Line(reader.TrailNotKept + ": " + err.Error()), Bad: true}
		}
		return nil
	})
}

func (s *Screen) copyTrail() news.Trail {
	t := s.nav.trail
	t.Steps = slices.Clone(t.Steps)
	return t
}

// readTrail reads the trail of the last session.
func (s *Screen) readTrail() tea.Cmd {
	env, secondary := s.env, s.opt.Secondary
	return func() tea.Msg {
		// What cannot be read is not there to go back to.
		t := reader.LastTrail(env.Ctx, env.Library)
		lines, _ := env.Library.Lines(env.Ctx)
		var was news.Session
		if !secondary {
			was, _ = env.Library.Session(env.Ctx)
		}
		m := trailRead{trail: t, stories: reader.TrailStories(env.Ctx, env.Library, t), session: was, lines: lines}
		m.away = !secondary && env.BriefIsFirst()
		if was.At != "" {
			m.at, _ = env.Library.Story(env.Ctx, was.At)
		}
		return m
	}
}

// remember takes the trail of the last session, unless a new one has begun.
func (s *Screen) remember(m trailRead) tea.Cmd {
	s.lines = m.lines.With(s.lines)
	s.nav.restored = true
	if s.opened() != nil || len(s.nav.trail.Steps) > 0 || len(m.trail.Steps) == 0 && m.session == (news.Session{}) {
		return nil
	}
	if len(m.trail.Steps) == 0 {
		return s.resume(m)
	}
	s.nav.trail, s.nav.stories = m.trail, m.stories
	cmd := s.resume(m)
	if st := m.stories[m.trail.Steps[m.trail.At].Story]; st != nil && s.told.Text.IsZero() && !s.nav.resuming {
		s.told = pane.Told{Text: sanitize.Join("", s.key(keys.GoBack), sanitize.Lit(" goes back to where you were: "), st.Headline)}
	}
	return tea.Batch(cmd, s.tell(pane.TrailMoved{Trail: s.copyTrail(), Stories: m.stories}))
}
