package ui

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
)

// work is what runs in the background because the reader asked for it.
type work struct {
	job    int // number of the last follow
	cancel context.CancelFunc
	what   sanitize.Clean             // the name of the thing fetched
	texts  int                        // how many full texts are being fetched
	tried  map[news.StoryID]time.Time // whose text was asked for in this session, and when last
}

// own carries out an action that is none of the focused pane's.
func (s *Screen) own(a keys.Action) tea.Cmd {
	if a == keys.Sources && s.w >= layout.FourColumns && s.overlay == nil {
		return s.turnAside()
	}
	if cmd, ok := s.openScreen(a); ok {
		return cmd
	}
	switch a {
	case keys.Quit:
		return s.quit(s.lookedNow())
	case keys.Leave:
		return s.back()
	case keys.Cancel:
		return s.cancel()
	case keys.Redraw:
		return tea.ClearScreen
	case keys.Suspend:
		return tea.Suspend
	case keys.Export:
		return s.export()
	case keys.RefreshAll:
		return s.refresh("", sanitize.Lit("All feeds that may be asked now are being asked."))
	case keys.Undo:
		if cmd, ok := s.putBack(); ok {
			return cmd
		}
		return s.undo()
	case keys.Search:
		s.ask()
		return nil
	case keys.Pick:
		return s.pick()
	case keys.PickStory:
		return s.pickStory()
	case keys.AddFeed:
		return s.askFeed()
	case keys.Command:
		s.askFor(commandLine{s}, ":", "")
		return nil
	default:
	}
	if s.overlay != nil {
		// The actions below are about the panes, which are out of sight.
		s.told = pane.Told{Text: sanitize.Join("", sanitize.Line(string(a)), sanitize.Lit(" is for the panes: "), s.key(keys.Leave), sanitize.Lit(" goes back to them."))}
		if a == keys.Open {
			s.told = pane.Told{Text: sanitize.Lit("There is nothing to open here.")}
		}
		return nil
	}
	return s.ownPanes(a)
}

// ownPanes carries out an action about the panes.
func (s *Screen) ownPanes(a keys.Action) tea.Cmd {
	switch a {
	case keys.Zoom:
		s.zoom = !s.zoom
		s.arrange()
		return nil
	case keys.Wider:
		s.grow(+1)
		return nil
	case keys.Narrower:
		s.grow(-1)
		return nil
	case keys.DefaultSizes:
		s.sizes = layout.Sizes{}
		s.arrange()
		return nil
	case keys.NextPane:
		return s.turn(+1)
	case keys.PrevPane:
		return s.turn(-1)
	case keys.GoBack:
		return s.alongTrail(-1)
	case keys.GoForward:
		return s.alongTrail(+1)
	case keys.Continue:
		return s.list(keys.NextMatch)
	case keys.NextStory, keys.PrevStory, keys.NextMatch, keys.PrevMatch, keys.ShowNew, keys.ToRule, keys.MarkAllRead:
		return s.list(a)
	case keys.FetchText:
		if s.focus == layout.ReadAlso {
			return s.fetchAll()
		}
		if cmd, ok := s.fetchEvent(); ok {
			return cmd
		}
	default:
	}
	st := s.current()
	if st == nil {
		return nil
	}
	return s.ownStory(a, st)
}

// ownStory carries out an action about one story.
func (s *Screen) ownStory(a keys.Action, st *news.Story) tea.Cmd {
	if st.ID == "" && (a == keys.ToggleRead || a == keys.ToggleStar || a == keys.Save || a == keys.Pipe || a == keys.Pin) {
		s.told = pane.Told{Text: sanitize.Join("", sanitize.Lit("It is not in the cache: "), s.key(keys.Open), sanitize.Lit(" fetches it."))}
		return nil
	}
	switch a {
	case keys.ToggleRead:
		s.preview.marked = st.ID
		to := reader.Toggled
		if s.wasUnread(st.ID) {
			to = reader.Set
		}
		return s.toggle(st.ID, s.env.SetRead, to)
	case keys.ToggleStar:
		return s.toggle(st.ID, s.env.SetStar, reader.Toggled)
	case keys.Browse:
		return s.browse(st)
	case keys.Save:
		return s.askSave([]*news.Story{st})
	case keys.Pipe:
		return s.askPipe([]*news.Story{st})
	case keys.Pin:
		return s.pin(st)
	case keys.CopyURL:
		return s.copyURL(st)
	case keys.CopyCitation:
		return s.copyCitation(st)
	case keys.FetchText:
		return s.fetchText(st, true)
	case keys.Refresh:
		if s.focus == layout.Story {
			return s.fetchText(st, true)
		}
		if st.Feed == "" {
			s.told = pane.Told{Text: sanitize.Lit(reader.NoFeed)}
			return nil
		}
		return s.refresh(st.Feed, sanitize.Join("", sanitize.Lit("Refreshed "), st.Source, sanitize.Lit(".")))
	default:
		return nil
	}
}

// list hands an action to the headlines, wherever the focus is.
func (s *Screen) list(a keys.Action) tea.Cmd {
	p := s.at(layout.Headlines)
	if p == nil || s.focus == layout.Headlines && a == keys.NextMatch {
		return nil // they have refused it already
	}
	cmd, _ := p.Do(a)
	return cmd
}

// current returns the story that actions are about: the one under the cursor
// of the focused pane, else the one that is open.
func (s *Screen) current() *news.Story {
	if p := s.focused(); p != nil {
		if at, ok := p.Pane.(pane.Pointer); ok {
			if st := at.Pointed(); st != nil || s.focus == layout.Headlines {
				return st
			}
		}
	}
	return s.load.open
}

// turn moves the focus to the pane on the right or left.
func (s *Screen) turn(dir int) tea.Cmd {
	to := s.focus + layout.Slot(dir)
	switch {
	case to < layout.Headlines && s.at(to) == nil || to > layout.ReadAlso:
	case to == layout.Story && s.preview.now.show != "": // the cursor has not rested yet
		return s.openStory(s.preview.now.show, reader.Opened, news.Step{}, 0)
	case to > layout.Headlines && s.load.open == nil:
		s.told = s.noStory()
	case to == layout.ReadAlso && s.load.rows == 0:
		s.told = pane.Told{Text: sanitize.Lit(reader.NoReferences)}
	default:
		s.setFocus(to)
	}
	return nil
}

// noStory says what to do where there is no story.
func (s *Screen) noStory() pane.Told {
	return pane.Told{Text: sanitize.Join("", sanitize.Lit("No story is open: "), s.key(keys.Open), sanitize.Lit(" opens the headline that is marked."))}
}

func (s *Screen) key(a keys.Action) sanitize.Clean { return sanitize.Line(s.keys.KeyOf(a)) }

// back goes one level back and quits at the top.
func (s *Screen) back() tea.Cmd {
	switch {
	case s.overlay != nil:
		return s.uncover()
	case s.focus == layout.Sources:
		return s.turnAside()
	case s.zoom && s.focus != layout.Headlines:
		s.zoom = false
		s.arrange()
	case s.focus > layout.Headlines:
		s.setFocus(s.focus - 1)
	default:
		return s.quit(s.lookedNow())
	}
	return nil
}

// cancel ends what is under way: a fetch, else the screen that covers the
// panes. It never quits.
func (s *Screen) cancel() tea.Cmd {
	switch {
	case s.work.cancel != nil:
		s.stopFollowing()
		s.told = pane.Told{Text: sanitize.Lit("Cancelled.")}
	case s.overlay != nil:
		return s.uncover()
	}
	return nil
}

func (s *Screen) stopFollowing() {
	if s.work.cancel != nil {
		s.work.cancel()
		s.work.cancel = nil
	}
}

// quitWithin is how long the last writing may take.
const quitWithin = time.Second

// quit saves place, trail and look, and ends the program.
func (s *Screen) quit(looked news.LookedAt) tea.Cmd {
	s.stopFollowing()
	s.leave() // brings the trail up to date; the writing is done below
	step, ok := s.position()
	env, trail, now := s.env, s.copyTrail(), s.session()
	keep := s.nav.restored && !s.nav.resuming && !s.opt.Secondary
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(env.Ctx, quitWithin)
		defer cancel()
		// Nobody is left to be told that one of these failed.
		if ok {
			_ = env.Library.SavePosition(ctx, step)
		}
		if len(trail.Steps) > 0 {
			_ = env.Library.SaveTrail(ctx, trail)
		}
		if keep {
			_ = env.Library.SaveSession(ctx, now)
		}
		if len(looked) > 0 {
			_ = env.Library.SaveLooked(ctx, looked)
		}
		return tea.QuitMsg{}
	}
}

// setMark changes a mark of a story by its present value in the cache.
type setMark func(ctx context.Context, id news.StoryID, to func(now bool) bool) (*news.Story, sanitize.Clean, error)

// toggle changes a mark of a story to what to makes of it.
func (s *Screen) toggle(id news.StoryID, set setMark, to func(now bool) bool) tea.Cmd {
	ctx := s.env.Ctx
	return func() tea.Msg {
		_, done, err := set(ctx, id, to)
		if err != nil {
			return pane.Told{Text: sanitize.Line(reader.MarkFailed + ": " + err.Error()), Bad: true}
		}
		return pane.StateChanged{Text: done}
	}
}

// markRange changes a mark of several stories into the opposite of the first one's.
func (s *Screen) markRange(a keys.Action, of []*news.Story) tea.Cmd {
	if len(of) == 0 {
		return nil
	}
	ids := make([]news.StoryID, len(of))
	for i, st := range of {
		if ids[i] = st.ID; a == keys.ToggleRead && s.pointed != nil && s.pointed.ID == st.ID {
			s.preview.marked = st.ID
		}
	}
	set, on, words := s.env.Library.MarkRead, !of[0].Read || a == keys.ToggleRead && s.wasUnread(of[0].ID), []string{"unread", "read"}
	if a == keys.ToggleStar {
		set, on, words = s.env.Library.Star, !of[0].Starred, []string{"without a star", "starred"}
	}
	word := words[0]
	if on {
		word = words[1]
	}
	env, undo, n := s.env, s.keys.KeyOf(keys.Undo), fmt.Sprintf("%d stories are", len(ids))
	if len(ids) == 1 {
		n = "1 story is"
	}
	return func() tea.Msg {
		if err := set(env.Ctx, on, ids...); err != nil {
			return pane.Told{Text: sanitize.Line(reader.MarkFailed + ": " + err.Error()), Bad: true}
		}
		return pane.StateChanged{Text: sanitize.Line(fmt.Sprintf("%s %s now; %s takes it back.", n, word, undo))}
	}
}

// markRead marks a story read because it was opened.
func (s *Screen) markRead(st *news.Story) tea.Cmd {
	if st.Read {
		return nil
	}
	env, id := s.env, st.ID
	return func() tea.Msg {
		if err := env.Library.MarkRead(env.Ctx, true, id); err != nil {
			told := pane.Told{Text: sanitize.Line(reader.ReadFailed + ": " + err.Error()), Bad: true}
			return tea.BatchMsg{func() tea.Msg { return told }, func() tea.Msg { return pane.StateChanged{} }}
		}
		return pane.StateChanged{}
	}
}

func (s *Screen) undo() tea.Cmd {
	env := s.env
	return func() tea.Msg {
		what, err := env.Library.Undo(env.Ctx)
		switch {
		case err != nil:
			return pane.Told{Text: sanitize.Line(reader.UndoFailed + ": " + err.Error()), Bad: true}
		case what.IsZero():
			return pane.Told{Text: sanitize.Lit(reader.NothingToUndo)}
		}
		return pane.StateChanged{Text: sanitize.Join("", sanitize.Lit(reader.Undone), what)}
	}
}

func (s *Screen) browse(st *news.Story) tea.Cmd {
	if st.URL == "" {
		s.told = pane.Told{Text: sanitize.Lit("This story has no address.")}
		return nil
	}
	env, url := s.env, st.URL
	return func() tea.Msg {
		if err := env.Actions.Browse(env.Ctx, url); err != nil {
			return pane.Told{Text: sanitize.Line(reader.BrowserFailed + ": " + err.Error()), Bad: true}
		}
		return pane.Told{Text: sanitize.Line(reader.BrowserOpened + url)}
	}
}

// mostCopied is the longest text that is sent to the terminal's clipboard, in
// bytes. Many terminals drop longer ones without a word.
const mostCopied = 8 << 10

// copyURL copies the address of a story.
func (s *Screen) copyURL(st *news.Story) tea.Cmd {
	if st.URL == "" {
		s.told = pane.Told{Text: sanitize.Lit("This story has no address.")}
		return nil
	}
	return s.copyText(sanitize.Line(st.URL))
}

// copyText hands a text to the terminal's clipboard, which never says whether
// it took it, and writes it to the clip file. It also shows it, so that it
// can be selected.
func (s *Screen) copyText(text sanitize.Clean) tea.Cmd {
	env := s.env
	var send tea.Cmd
	did, but := "Sent to the terminal; also in ", "Sent to the terminal, but not written to the clip file: "
	switch {
	case s.opt.Copy == nil:
		did, but = "This terminal takes no copies; kept in ", "Not written to the clip file: "
	case text.Len() > mostCopied:
		long := fmt.Sprintf("Too long for the terminal (%d kB, %d at most)", text.Len()>>10, mostCopied>>10)
		did, but = long+"; kept in ", long+", and not written to the clip file: "
	default:
		send = s.opt.Copy(text)
	}
	if s.opt.NoClipFile {
		did, _, _ = strings.Cut(did, "; ")
		s.told = pane.Told{Text: sanitize.Line(did + "."), Shown: text, Bad: send == nil}
		return send
	}
	return tea.Batch(send, func() tea.Msg {
		file, err := env.Actions.Clip(env.Ctx, text)
		if err != nil {
			return pane.Told{Text: sanitize.Line(but + err.Error()), Shown: text, Bad: true}
		}
		return pane.Told{Text: sanitize.Line(did + file), Shown: text}
	})
}

// refresh polls one feed, or with "" all that may be asked now.
func (s *Screen) refresh(feed news.FeedID, done sanitize.Clean) tea.Cmd {
	var feeds []news.FeedID
	if feed != "" {
		feeds = append(feeds, feed)
	}
	env := s.env
	return func() tea.Msg {
		if err := env.Actions.Refresh(env.Ctx, feeds...); err != nil {
			if env.Ctx.Err() != nil {
				return nil
			}
			return pane.Told{Text: sanitize.Line(reader.NotRefreshed + ": " + err.Error()), Bad: true}
		}
		return pane.Told{Text: done}
	}
}
