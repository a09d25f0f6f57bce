package ui

import (
	"context"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
)

// This file has the configuration changed: feeds, tags and desks.

// addLine is the line that asks for the address of a feed.
type addLine struct{ s *Screen }

// Typed does nothing: Enter adds.
func (addLine) Typed(string) tea.Cmd { return nil }

// Entered adds the feed.
func (l addLine) Entered(line string, cancelled bool) tea.Cmd {
	if line = strings.TrimSpace(line); cancelled || line == "" {
		return nil
	}
	return l.s.addFeed(line)
}

// addFeed follows the feed at an address.
func (s *Screen) addFeed(address string) tea.Cmd {
	s.told = pane.Told{Text: sanitize.Line("Looking for a feed at " + sanitize.Redacted(address) + ".")}
	return s.change(reader.FeedNotAdded, func(ctx context.Context) (sanitize.Clean, error) { return s.env.Actions.AddFeed(ctx, address) })
}

// change has the configuration changed and reports the result.
func (s *Screen) change(failed string, do func(context.Context) (sanitize.Clean, error)) tea.Cmd {
	env := s.env
	return func() tea.Msg {
		done, err := do(env.Ctx)
		switch {
		case err != nil && env.Ctx.Err() != nil:
			return nil
		case err != nil:
			return pane.Told{Text: sanitize.Line(failed + ": " + err.Error()), Bad: true}
		}
		return pane.StateChanged{Text: done}
	}
}

// tagFeed tags the feed of the story that is meant; "-WORD" takes the tag away.
func (s *Screen) tagFeed(word string) tea.Cmd {
	st := s.current()
	if st == nil || st.Feed == "" {
		s.told = pane.Told{Text: sanitize.Lit(reader.NoFeedToTag)}
		return nil
	}
	tag, off := strings.CutPrefix(word, "-")
	id, env := st.Feed, s.env
	return s.change(reader.NotTagged, func(ctx context.Context) (sanitize.Clean, error) { return env.Actions.TagFeed(ctx, id, tag, !off) })
}

// saveDesk is the beginning of ":desk save NAME".
const saveDesk = "save "

// deskSaved reports that the list was kept as a desk.
type deskSaved struct {
	desk reader.Desk
	text sanitize.Clean
}

// keepDesk keeps the list as a desk of that name.
func (s *Screen) keepDesk(name string) tea.Cmd {
	if s.refuses(strings.TrimSpace("desk " + saveDesk)) {
		return nil
	}
	name = strings.TrimSpace(name)
	list, ok := s.at(layout.Headlines).Pane.(pane.Queryer)
	if !ok || name == "" {
		return nil
	}
	text := list.Query()
	if text == "" {
		s.told = pane.Told{Text: sanitize.Lit(reader.NothingToKeep)}
		return nil
	}
	env := s.env
	return func() tea.Msg {
		done, err := env.Actions.SaveDesk(env.Ctx, name, text)
		if err != nil {
			return pane.Told{Text: sanitize.Line(reader.DeskNotSaved + ": " + err.Error()), Bad: true}
		}
		return deskSaved{text: done, desk: reader.Desk{Name: sanitize.Line(name), Query: sanitize.Line(text), Filter: func(now time.Time) news.Filter {
			f, err := env.Parse(text, now)
			if err != nil { // it was read before, when it was saved
				return news.Filter{}
			}
			return f
		}}}
	}
}

// deskKept shows the new desk beside the others.
func (s *Screen) deskKept(m deskSaved) {
	s.env.Desks = append(slices.Clip(s.env.Desks), m.desk)
	s.told = pane.Told{Text: m.text}
}
