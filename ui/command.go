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
	"sitrep/ui/theme"
)

// command is what can be typed after ":" beside the names of the actions.
type command struct {
	name string
	arg  string // what follows, as shown
	help string
	// words returns how what follows may be completed; nil: it is free text.
	words func(s *Screen) []string
	do    func(s *Screen, arg string) tea.Cmd
}

// commands returns the commands with an argument. It is a function because the
// commands lead back to it, which a variable may not.
func commands() []command {
	return append(actingCommands(), []command{
		{"search", "QUERY", "search the whole cache", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.Headlines, arg) }},
		{"find", "WORDS", "find in the story", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.Story, arg) }},
		{"filter", "WORDS", "filter the references", nil, func(s *Screen, arg string) tea.Cmd { return s.enter(layout.ReadAlso, arg) }},
		{"desk", "NAME", "show a desk, or all; save NAME keeps what is listed as one", (*Screen).deskNames, (*Screen).showDesk},
		{"follow", "NUMBER", "follow a link or reference; o or y before the number as with the key", nil, (*Screen).followNumber},
		{"open", "URL|ID", "open a story by its address or id", nil, (*Screen).openRef},
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

// Complete returns the commands that begin so or, behind the name of one,
// what may follow it.
func (c commandLine) Complete(line string) []completion {
	word, arg, more := strings.Cut(line, " ")
	var out []completion
	if !more {
		for _, k := range commands() {
			if strings.HasPrefix(k.name, word) {
				out = append(out, completion{k.name + " ", k.arg + ": " + k.help})
			}
		}
		if strings.HasPrefix(clearCommand, word) {
			out = append(out, completion{clearCommand, "list all stories of the desk again"})
		}
		if strings.HasPrefix(keepCommand, word) {
			out = append(out, completion{keepCommand, "show what is left out of the story because others of its site have it"})
		}
		for _, a := range c.s.keys.Actions() {
			if strings.HasPrefix(string(a.Action), word) && keys.DeskN(a.Action) == 0 && c.s.has(a.Action) {
				out = append(out, completion{string(a.Action), a.Help})
			}
		}
		slices.SortStableFunc(out, func(a, b completion) int { return cmp.Compare(a.line, b.line) })
		return out
	}
	for _, k := range commands() {
		if k.name != word || k.words == nil {
			continue
		}
		for _, w := range k.words(c.s) {
			if strings.HasPrefix(sanitize.Fold(w), sanitize.Fold(arg)) {
				out = append(out, completion{word + " " + w, k.help})
			}
		}
	}
	return out
}

// clearCommand is the command that takes away what narrows the list.
const clearCommand = "clear"

// keepCommand is the command that shows what is left out of the open story.
const keepCommand = "keep"

// keep shows what is left out of the open story.
func (s *Screen) keep() tea.Cmd {
	if s.load.open == nil {
		s.told = s.noStory()
		return nil
	}
	return s.env.Keep(s.load.open.ID)
}

// clear lists all stories of the desk again.
func (s *Screen) clear() tea.Cmd {
	if wide, ok := s.at(layout.Headlines).Pane.(pane.Widener); ok {
		if cmd, did := wide.Widen(true); did {
			return cmd
		}
	}
	s.told = pane.Told{Text: sanitize.Lit("Nothing narrows the list.")}
	return nil
}

// has reports whether an action means something where the focus is.
func (s *Screen) has(a keys.Action) bool { return s.keys.Holds(s.scopes(), a) }

// command carries out a line that was typed after ":".
func (s *Screen) command(line string) tea.Cmd {
	word, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimSpace(arg)
	switch line {
	case clearCommand:
		return s.clear()
	case keepCommand:
		return s.keep()
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

// options are the settings that set knows, with their values.
func (s *Screen) options() []string {
	out := []string{"ascii", "hints", "mouse", "noascii", "nohints", "nomouse", "nopreview", "preview"}
	for _, name := range s.themeNames() {
		out = append(out, "theme "+name)
	}
	return append(out, "width "+strconv.Itoa(s.env.Width))
}

// Limits of the width of text that set takes.
const (
	leastWidth = 20
	mostWidth  = 500
)

// set changes a setting until sitrep ends.
func (s *Screen) set(arg string) tea.Cmd {
	name, value, _ := strings.Cut(strings.Replace(arg, "=", " ", 1), " ")
	value = strings.TrimSpace(value)
	var keep string
	switch switched, on, ok := turned(name, value); {
	case ok && switched == "mouse":
		s.mouse = on
		keep = fmt.Sprintf("mouse: %v", on)
	case ok && switched == "preview":
		s.opt.PreviewFrom = 0
		keep = "preview: off"
		if on {
			s.opt.PreviewFrom, keep = 1, "preview: on"
		}
		s.arrange()
	case ok && switched == "hints":
		s.opt.HintsFrom = 0
		keep = "hints: off"
		if on {
			s.opt.HintsFrom, keep = 1, "hints: on"
		}
		s.arrange()
	case ok && switched == "ascii":
		s.env.ASCII = on
		keep = fmt.Sprintf("ascii: %v", on)
	case value == "" && (name == "theme" || name == "width"):
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("%s takes a value: %s.", name, strings.Join(s.options(), ", ")))}
		return nil
	case name == "theme":
		th, ok := s.themeNamed(value)
		if !ok || value == "" {
			s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("There is no theme %q: %s.", value, strings.Join(s.themeNames(), ", "))), Bad: true}
			return nil
		}
		*s.env.Theme = *th
		keep = "theme: " + value
	case name == "width":
		n, err := strconv.Atoi(value)
		if err != nil || n < leastWidth || n > mostWidth {
			s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("The width of text is a number from %d to %d.", leastWidth, mostWidth)), Bad: true}
			return nil
		}
		s.env.Width = n
		keep = fmt.Sprintf("width: %d", n)
	default:
		s.told = pane.Told{Text: sanitize.Line(fmt.Sprintf("There is no setting %q: %s.", arg, strings.Join(s.options(), ", "))), Bad: true}
		return nil
	}
	s.told = pane.Told{Text: sanitize.Line("Set for now; in the configuration it is reader: {" + keep + "}.")}
	return s.tell(pane.SettingsChanged{})
}

// themeNames returns the names of the themes there are.
func (s *Screen) themeNames() []string {
	names := theme.Names()
	for _, th := range s.opt.Themes {
		names = append(names, th.Name)
	}
	return names
}

// themeNamed returns a theme by its name.
func (s *Screen) themeNamed(name string) (*theme.Theme, bool) {
	for _, th := range s.opt.Themes {
		if th.Name == name {
			return th, true
		}
	}
	return theme.Named(name)
}

// turned reads what turns a setting on or off: "mouse", "nomouse", "mouse on",
// "mouse off".
func turned(name, value string) (setting string, on, ok bool) {
	switch setting = strings.TrimPrefix(name, "no"); {
	case value == "":
		return setting, setting == name, true
	case setting != name:
	case value == "on", value == "true", value == "yes":
		return setting, true, true
	case value == "off", value == "false", value == "no":
		return setting, false, true
	}
	return name, false, false
}
