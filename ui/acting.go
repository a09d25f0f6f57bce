package ui

import (
	tea "charm.land/bubbletea/v2"
)

// actingCommands are the commands that keep, hand on or change something.
func actingCommands() []command {
	return []command{
		{"add", "ADDRESS", "follow a feed, or the feed that a page names", nil, (*Screen).addFeed},
		{"cite", "FORM", "write citations as markdown, plain, ris or bibtex", (*Screen).citeForms, (*Screen).setForm},
		{joinCommand, "ID|ADDRESS", "add the selected stories, or this one, to the event of another; alone: make the selected ones one event", nil, (*Screen).joinTo},
		{"mute", "WORD [for 3d]", "keep stories with a word in the headline out of the lists", nil, (*Screen).mute},
		{"unmute", "WORD", "list them again", nil, (*Screen).unmute},
		{"save", "PATH", "save the story as a Markdown file at a path, or in a folder", nil, (*Screen).saveTo},
		{"tag", "WORD", "tag the feed of the story; -WORD takes the tag away", nil, (*Screen).tagFeed},
	}
}

// bareCommands are the commands that mean something else, or something at all,
// without an argument.
func bareCommands() map[string]func(*Screen) tea.Cmd {
	return map[string]func(*Screen) tea.Cmd{
		"add":       (*Screen).askFeed,
		joinCommand: (*Screen).joinSelected,
		partCommand: (*Screen).partStories,
		"mute":      (*Screen).listMutes,
	}
}

// askFeed asks for the address of a feed.
func (s *Screen) askFeed() tea.Cmd {
	s.askFor(addLine{s}, "add feed: ", "")
	return nil
}
