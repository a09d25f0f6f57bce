package ui

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file shows the story that the cursor of the headlines rests on, where both are on
// the screen. Such a preview is read from the cache alone. It is no step of the trail
// and changes no mark until it gets the focus, or the cursor has rested on it for long.

const (
	previewAfter = 150 * time.Millisecond // the cursor must rest before a story is shown
	readAfter    = 3 * time.Second        // and before a story that is shown counts as read
	seenAfter    = time.Second            // a key pressed sooner after that is about the screen of before
)

// previews is the state of the preview of the story under the cursor.
type previews struct {
	on     bool // the story in sight is a preview
	loaded pane.StoryLoaded
	now    resting
	rest   int          // number of the last rest of the cursor
	left   news.StoryID // under the cursor when the list got the focus, which moved nothing yet
	marked news.StoryID // under the cursor, marked by the person: to rest there says nothing more
	anew   bool         // a key was pressed: the rest begins anew
	read   news.StoryID // marked read because the cursor rested on it
	readAt time.Time    // and when
}

// resting follows if the cursor stays where it is.
type resting struct {
	show, mark news.StoryID // this story is shown, or counts as read; empty: none
}

// rested says that the cursor has not moved for a while.
type rested struct{ rest int }

// previewGot brings the story under the cursor.
type previewGot struct {
	rest   int
	loaded pane.StoryLoaded
	at     news.Step
	err    error
}

// previewing reports whether the story under the cursor is shown at this size.
func (s *Screen) previewing() bool { return s.opt.PreviewFrom > 0 && s.w >= s.opt.PreviewFrom }

// opened returns the story that a person opened; nil: none, or a preview is in sight.
func (s *Screen) opened() *news.Story {
	if s.preview.on {
		return nil
	}
	return s.load.open
}

// ahead returns the command that follows if the cursor stays where it is.
func (s *Screen) ahead() resting {
	_, seen := s.plan.Find(layout.Story)
	st := s.pointed
	if !seen || s.focus != layout.Headlines || st == nil || s.prompt.on || !s.nav.restored || s.nav.resuming || s.load.opening {
		return resting{}
	}
	switch here := s.load.open != nil && s.load.open.ID == st.ID; {
	case here && s.preview.on && st.ID == s.preview.marked:
	case here && s.preview.on:
		return resting{mark: st.ID}
	case !here && s.previewing() && st.ID != s.preview.left:
		return resting{show: st.ID}
	}
	return resting{}
}

// followCursor waits for the cursor to rest if it has moved, and opens a preview that
// got the focus.
func (s *Screen) followCursor() tea.Cmd {
	if s.preview.on && s.focus > layout.Headlines && s.overlay == nil {
		return s.openPreview()
	}
	if s.pointed == nil || s.pointed.ID != s.preview.marked {
		s.preview.marked = ""
	}
	switch {
	case s.pointed == nil:
		s.preview.left = ""
	case s.focus != layout.Headlines:
		s.preview.left = s.pointed.ID // to come back to the list moves no cursor
	case s.pointed.ID != s.preview.left:
		s.preview.left = ""
	}
	now := s.ahead()
	if now == s.preview.now && !s.preview.anew {
		return nil
	}
	s.preview.now, s.preview.anew = now, false
	s.preview.rest++
	switch {
	case now.show != "":
		return s.restFor(previewAfter)
	case now.mark != "":
		return s.restFor(readAfter)
	}
	return nil
}

// restFor tells when the cursor has rested for a time. It ends with Env.Ctx.
func (s *Screen) restFor(d time.Duration) tea.Cmd {
	done, after, rest := s.env.Ctx.Done(), s.opt.After, s.preview.rest
	if after == nil {
		after = time.After
	}
	return func() tea.Msg {
		select {
		case <-done:
			return nil
		case <-after(d):
			return rested{rest}
		}
	}
}

// previewed handles the messages about previews.
func (s *Screen) previewed(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case rested:
		switch now := s.preview.now; {
		case msg.rest != s.preview.rest:
		case now.show != "":
			return s.readPreview(now.show), true
		case now.mark != "":
			if !s.load.open.Read {
				s.preview.read, s.preview.readAt = now.mark, s.env.Now()
			}
			return s.markRead(s.load.open), true
		}
		return nil, true
	case previewGot:
		if msg.rest != s.preview.rest || msg.err != nil || s.load.opening {
			return nil, true // the cursor has moved on, or the story in sight is as good
		}
		return s.showPreview(msg), true
	}
	return nil, false
}

// wasUnread reports, once, whether a person who changes the read mark of a story now has
// seen it unread: a rest has marked it read too short a time ago.
func (s *Screen) wasUnread(id news.StoryID) bool {
	p := &s.preview
	is := p.read == id && s.env.Now().Sub(p.readAt).Abs() < seenAfter
	if p.read == id {
		p.read = ""
	}
	return is
}

// readPreview reads the story under the cursor from the cache.
func (s *Screen) readPreview(id news.StoryID) tea.Cmd {
	env, q := s.env, previewGot{rest: s.preview.rest}
	return func() tea.Msg {
		if q.loaded, q.err = read(env, id); q.err == nil {
			// A place that cannot be read is no reason not to show the story.
			q.at, _ = env.Library.Position(env.Ctx, id)
		}
		return q
	}
}

// showPreview shows the story under the cursor.
func (s *Screen) showPreview(m previewGot) tea.Cmd {
	left := s.leave()
	s.preview.on, s.preview.loaded = true, m.loaded
	s.load.open = m.loaded.Story
	told := s.tell(pane.StoryOpened{Story: m.loaded.Story, At: m.at, Preview: true})
	return tea.Batch(left, told, s.show(m.loaded))
}

// openPreview opens the story that was shown as a preview.
func (s *Screen) openPreview() tea.Cmd {
	focus, at := s.focus, news.Step{}
	if p, ok := s.at(layout.Story).Pane.(pane.Positioner); ok {
		at = p.Position()
	}
	s.load.ask++
	m := storyGot{ask: s.load.ask, opening: true, walk: reader.Opened, step: at, loaded: s.preview.loaded}
	cmd := s.got(m)
	s.setFocus(focus)
	return cmd
}
