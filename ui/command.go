package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/pane"
)

// command is a word after ":" beside the names of the actions.
type command struct {
	name string
	arg  string // its argument, as shown
	help string
	// words returns the completions of the argument; nil: it is free text.
	words func(s *Screen) []string
	do    func(s *Screen, arg string) tea.Cmd
}

// commands returns the commands with an argument. It is a function because the
// commands lead back to it, which a variable may not.
func commands() []command {
	return append(actingCommands(), []command{
		{"search", "QUERY", "search the whole cache", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.Headlines, arg) }},
		{clearCommand, "[WHAT]", "list all stories of the desk again, or take one thing away that narrows the list", (*Screen).narrowed, (*Screen).clearOne},
		{"find", "WORDS", "find in the story", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.Story, arg) }},
		{"filter", "WORDS", "filter the references", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.ReadAlso, arg) }},
		{"desk", "NAME", "show a desk, or all; save NAME keeps what is listed as one", (*Screen).deskNames, (*Screen).showDesk},
		{"follow", "NUMBER", "follow a link or reference; o or y before the number as with the key", nil, (*Screen).followNumber},
		{"open", "URL|ID", "open a story by its address or id", nil, (*Screen).openRef},
		{"note", "TEXT", "keep a note on the story, for the report and the hand-over", nil, (*Screen).noteStory},
		{"status", "WORD", "keep a judgement of the watch: claimed, assessed, disputed or withdrawn", func(*Screen) []string { return news.Statuses() }, (*Screen).judgeStory},
		{"pipe", "NAME", "hand the story's text to a program", (*Screen).pipeNames, (*Screen).pipeTo},
		{"set", "OPTION", "change a setting for this session", (*Screen).options, (*Screen).set},
	}...)
}

// shortNames are names that people bring along from elsewhere.
var shortNames = map[string]string{"q": string(keys.Quit), "q!": string(keys.Quit), "h": string(keys.Help), "w": string(keys.Save)}

// commandLine is the line after ":".
type commandLine struct{ s *Screen }

// Typed does nothing: a command is carried out by Enter only.
func (c commandLine) Typed(string) tea.Cmd { return nil }

// Entered carries the command out.
func (c commandLine) Entered(line string, cancelled bool) tea.Cmd {
	line = strings.TrimSpace(sanitize.Line(line).String())
	if cancelled || line == "" {
		return nil
	}
	return c.s.command(strings.TrimLeft(line, ": "))
}

// Refuse finds the mistake in the query of a search.
func (c commandLine) Refuse(line string) (why sanitize.Clean, at int) {
	word, query, _ := strings.Cut(line, " ")
	if name, err := c.s.commandName(word); err != nil || name != string(keys.Search) || query == "" {
		return sanitize.Clean{}, 0
	}
	why, at = pane.Mistake(c.s.env, query)
	return why, at + len([]rune(word)) + 1
}

// clearCommand is the command that takes away what narrows the list.
const clearCommand = "clear"

// keepCommand is the command that shows the text left out of the open story.
const keepCommand = "keep"

// keep shows the text left out of the open story.
func (s *Screen) keep() tea.Cmd {
	if s.load.open == nil {
		s.told = s.noStory()
		return nil
	}
	return s.env.Keep(s.load.open.ID)
}

// nothingNarrows is told where there is nothing to clear.
const nothingNarrows = "Nothing narrows the list."

// clear lists all stories of the desk again.
func (s *Screen) clear() tea.Cmd {
	if wide, ok := s.at(layout.Headlines).Pane.(pane.Widener); ok {
		if cmd, did := wide.WidenAll(); did {
			return cmd
		}
	}
	s.told = pane.Told{Text: sanitize.Lit(nothingNarrows)}
	return nil
}

// narrowed names what narrows the list.
func (s *Screen) narrowed() []string {
	if wide, ok := s.at(layout.Headlines).Pane.(pane.Widener); ok {
		return wide.Narrowed()
	}
	return nil
}

// clearOne takes away one thing that narrows the list.
func (s *Screen) clearOne(by string) tea.Cmd {
	if wide, ok := s.at(layout.Headlines).Pane.(pane.Widener); ok {
		if cmd, did := wide.Widen(by); did {
			return cmd
		}
	}
	text := nothingNarrows
	if names := s.narrowed(); len(names) > 0 {
		text = fmt.Sprintf("%q does not narrow the list: %s.", by, strings.Join(names, ", "))
	}
	s.told = pane.Told{Text: sanitize.Line(text)}
	return nil
}

// has reports whether an action means something where the focus is.
func (s *Screen) has(a keys.Action) bool { return s.keys.Holds(s.scopes(), a) }

// command carries out a line that was typed after ":".
func (s *Screen) command(line string) tea.Cmd {
	word, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimSpace(arg)
	if s.refuses(line) {
		return nil
	}
	switch line {
	case clearCommand:
		return s.clear()
	case keepCommand:
		return s.keep()
	case reloadCommand:
		return s.askReload()
	}
	if do := bareCommands()[line]; do != nil {
		return do(s)
	}
	if n, err := strconv.Atoi(line); err == nil && n > 0 {
		return s.number(n)
	}
	name, err := s.commandName(word)
	if err != nil {
		s.told = pane.Told{Text: sanitize.Line(err.Error()), Bad: true}
		return nil
	}
	if s.refuses(name) {
		return nil
	}
	for _, k := range commands() {
		if k.name != name || arg == "" && s.keys.Holds(everyScope, keys.Action(name)) {
			continue // without an argument it is the action of that name
		}
		if arg == "" {
			s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("%s takes %s: %s.", name, k.arg, k.help))}
			return nil
		}
		return k.do(s, arg)
	}
	a := keys.Action(name)
	switch {
	case arg != "":
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("%s takes nothing, but %q follows it.", name, arg)), Bad: true}
		return nil
	case !s.has(a):
		s.told = pane.Told{Text: sanitize.Line(name + " means nothing here: it is for another pane.")}
		return nil
	}
	return s.do(a, 0)
}

// everyScope are all scopes.
var everyScope = []keys.Scope{keys.Headlines, keys.Story, keys.ReadAlso, keys.Overlay, keys.Global}

// commandName returns the whole name of a command: it may be shortened as far
// as no other begins so.
func (s *Screen) commandName(word string) (string, error) {
	if name, ok := shortNames[word]; ok {
		return name, nil
	}
	var names, begin []string
	for _, k := range commands() {
		names = append(names, k.name)
	}
	for _, a := range s.keys.Actions() {
		names = append(names, string(a.Action))
	}
	slices.Sort(names)
	names = slices.Compact(names)
	for _, n := range names {
		switch {
		case n == word:
			return n, nil
		case strings.HasPrefix(n, word):
			begin = append(begin, n)
		}
	}
	switch len(begin) {
	case 1:
		return begin[0], nil
	case 0:
		near := slices.MinFunc(names, func(a, b string) int { return cmp.Compare(sanitize.Mistakes(word, a), sanitize.Mistakes(word, b)) })
		if sanitize.Mistakes(word, near) <= 1+len(word)/4 {
			return "", fmt.Errorf("There is no command %q. Is it %s?", word, near) //nolint:staticcheck // a sentence for the reader
		}
		return "", fmt.Errorf("There is no command %q; Tab completes, %s shows them all.", word, s.keys.KeyOf(keys.Help)) //nolint:staticcheck // a sentence for the reader
	}
	if len(begin) > 4 {
		begin = append(begin[:4], "…")
	}
	return "", fmt.Errorf("%q could be %s.", word, strings.Join(begin, ", ")) //nolint:staticcheck // a sentence for the reader
}

// number goes to a row of a list; in a story or its references it follows.
func (s *Screen) number(n int) tea.Cmd {
	p := s.focused()
	if _, ok := p.Pane.(pane.Follower); ok {
		return s.followNumber(strconv.Itoa(n))
	}
	return s.toRow(p, min(n, mostCount), false)
}

// followNumber follows what a line names, of the open story.
func (s *Screen) followNumber(arg string) tea.Cmd {
	if f, ok := s.at(layout.Story).Pane.(pane.Follower); ok && s.load.open != nil {
		return f.Follow(arg)
	}
	s.told = s.noStory()
	return nil
}

// enter gives a pane the focus and a line as if it had been typed there.
func (s *Screen) enter(slot layout.Slot, line string) tea.Cmd {
	if slot != layout.Headlines && s.load.open == nil {
		s.told = s.noStory()
		return nil
	}
	if slot == layout.Headlines && s.env.Parse != nil {
		if _, err := s.env.Parse(line, s.env.Now()); err != nil {
			s.told = pane.Told{Text: sanitize.Line(err.Error()), Bad: true}
			return nil
		}
	}
	if s.overlay != nil {
		s.cover(s.overlay)
	}
	s.setFocus(slot)
	p, ok := s.at(slot).Pane.(pane.Prompter)
	if !ok {
		return nil
	}
	if _, _, ok := p.Ask(); !ok {
		s.told = pane.Told{Text: sanitize.Lit("There is nothing to search here.")}
		return nil
	}
	return p.Entered(line, false)
}

const allDesks = "all"

func (s *Screen) deskNames() []string {
	names := []string{allDesks}
	for _, d := range s.env.Desks {
		names = append(names, d.Name.String())
	}
	return names
}

// showDesk lists the desk whose name begins so.
func (s *Screen) showDesk(arg string) tea.Cmd {
	if name, ok := strings.CutPrefix(arg, saveDesk); ok {
		return s.keepDesk(name)
	}
	l, ok := s.at(layout.Headlines).Pane.(pane.Lister)
	if !ok {
		return nil
	}
	for _, name := range s.deskNames() {
		if strings.HasPrefix(sanitize.Fold(name), sanitize.Fold(arg)) {
			if s.overlay != nil {
				s.cover(s.overlay)
			}
			s.setFocus(layout.Headlines)
			return l.List(name, "", false, nil, pane.InSight{})
		}
	}
	s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("There is no desk %q: %s.", arg, strings.Join(s.deskNames(), ", "))), Bad: true}
	return nil
}

// openRef opens a story by its address or id.
func (s *Screen) openRef(arg string) tea.Cmd {
	if s.overlay != nil {
		s.cover(s.overlay)
	}
	if address, ok := sanitize.URL("", arg); ok {
		return s.follow(pane.FollowRequested{Link: &news.Link{URL: address, Text: sanitize.Line(address)}})
	}
	return s.openStory(news.StoryID(arg), reader.Opened, news.Step{}, 0)
}
