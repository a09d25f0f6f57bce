package keys

// Binding says that an action has keys, where, and what to tell the reader
// about it.
type Binding struct {
	Action Action
	Scope  Scope
	// Keys are names as Bubble Tea gives them ("j", "G", "ctrl+d", "pgdown",
	// "space"); a chord is several of them with spaces between ("g g").
	Keys []string
	Help string
}

// Default returns the table of the "sitrep" preset. The caller may change
// it.
func Default() []Binding {
	return concat(moving(), reading(), state(), following(), screens(), prompt())
}

func concat(tables ...[]Binding) []Binding {
	var all []Binding
	for _, t := range tables {
		all = append(all, t...)
	}
	return all
}

func moving() []Binding {
	return []Binding{
		{Down, Global, []string{"j", "down"}, "one row or line down"},
		{Up, Global, []string{"k", "up"}, "one row or line up"},
		{Top, Global, []string{"g g", "home"}, "to the beginning"},
		{Bottom, Global, []string{"G", "end"}, "to the end"},
		{HalfDown, Global, []string{"ctrl+d"}, "half a page down"},
		{HalfUp, Global, []string{"ctrl+u"}, "half a page up"},
		{PageDown, Global, []string{"pgdown", "ctrl+f"}, "a page down"},
		{PageUp, Global, []string{"pgup", "b", "ctrl+b"}, "a page up"},
		{Continue, Global, []string{"space"}, "a page down; at the end of a story the next unread one"},
		{NextPane, Global, []string{"tab", "l", "right"}, "pane to the right"},
		{PrevPane, Global, []string{"h", "shift+tab", "left"}, "pane to the left"},
		{NextDesk, Headlines, []string{"]"}, "next desk"},
		{PrevDesk, Headlines, []string{"["}, "previous desk"},
	}
}

func reading() []Binding {
	return []Binding{
		{Open, Headlines, []string{"enter"}, "read the story"},
		{Open, Story, []string{"enter"}, "follow the focused link inside sitrep"},
		{Open, ReadAlso, []string{"enter"}, "follow the reference inside sitrep"},
		{Open, Overlay, []string{"enter"}, "open what the cursor is on: a step of the trail, the stories of a feed"},
		{NextStory, Global, []string{"J"}, "next story, without leaving the text"},
		{PrevStory, Global, []string{"K"}, "previous story"},
		{NextMatch, Global, []string{"n"}, "next match of the search, else next unread story"},
		{PrevMatch, Global, []string{"N"}, "previous match, else previous unread story"},
		{ShowNew, Global, []string{"."}, "to the newest story: shows what has arrived"},
		{ToRule, Global, []string{","}, "to where you looked last, the rule in the list"},
		{Search, Headlines, []string{"/"}, "search the whole cache; Tab: only the desk"},
		{Search, Story, []string{"/"}, "find in the story"},
		{Search, ReadAlso, []string{"/"}, "filter the references"},
		{Search, Overlay, []string{"/"}, "search the help, filter the feeds"},
		{FetchText, Headlines, []string{"x"}, "fetch the full text now"},
		{FetchText, Story, []string{"x"}, "full text or the feed's text"},
		{FetchText, ReadAlso, []string{"x"}, "fetch all references"},
		{MarkLine, Story, []string{"E"}, "the focused link is a reference, or the reference is none; so are all of its label on this site"},
		{MarkLine, ReadAlso, []string{"E"}, "this is no reference; nor is what has its label on this site"},
		{Refresh, Headlines, []string{"r"}, "refresh this story's feed"},
		{Refresh, Story, []string{"r"}, "fetch the text again"},
		{Refresh, Overlay, []string{"r"}, "refresh the feed under the cursor"},
		{RefreshAll, Global, []string{"R"}, "refresh all feeds that their servers allow to be asked"},
	}
}

func state() []Binding {
	return []Binding{
		{ToggleRead, Global, []string{"m"}, "mark read or unread"},
		{ToggleStar, Global, []string{"f"}, "star or unstar"},
		{UnreadOnly, Headlines, []string{"U"}, "list only what is unread, or all again; :clear lists all too"},
		{Select, Headlines, []string{"v"}, "select stories from here to the cursor; then m, f, s, y, Y or | is for all of them"},
		{SelectAbove, Headlines, []string{"V"}, "select this story and all above"},
		{MarkAllRead, Global, []string{"A"}, "mark the whole list read"},
		{Undo, Global, []string{"u"}, "undo the last change of read or star marks"},
		{Pin, Global, []string{"p"}, "pin the story for the report and the hand-over, or take the pin off; :note and :status keep remarks"},
		{Export, Global, []string{"P", "E"}, "write a report of the pinned stories, or of the last day"},
		{Browse, Global, []string{"o"}, "open in a browser"},
		{CopyURL, Global, []string{"y"}, "copy the address"},
		{CopyCitation, Global, []string{"Y"}, "copy a full citation: source, author, headline, time, address; :cite sets its form"},
		{Save, Global, []string{"s"}, "save the story as a Markdown file; the folder is remembered"},
		{Pipe, Global, []string{"|"}, "hand the story's text to a program of the configuration"},
	}
}

func following() []Binding {
	bs := []Binding{
		{NextLink, Story, []string{"]"}, "focus the next link"},
		{PrevLink, Story, []string{"["}, "focus the previous link"},
		{LinkHints, Story, []string{";"}, "type the number of a link: follows it; o before it: in the browser; y: copies its address"},
		{LinkHints, ReadAlso, []string{";"}, "the same for a reference"},
		{GoBack, Global, []string{"H", "backspace", "ctrl+h"}, "back along the trail"},
		{GoForward, Global, []string{"L"}, "forward along the trail"},
	}
	for _, s := range []Scope{Story, ReadAlso} {
		for i := range 9 {
			n := string(rune('1' + i))
			bs = append(bs, Binding{Follow1[:7] + Action(n), s, []string{n}, "follow number " + n})
		}
	}
	return bs
}

func screens() []Binding {
	return []Binding{
		{Zoom, Global, []string{"z"}, "give this pane the whole screen, or take it back"},
		{Wider, Global, []string{">"}, "give this pane more room"},
		{Narrower, Global, []string{"<"}, "give this pane less room"},
		{DefaultSizes, Global, []string{"="}, "give all panes the room they have by default"},
		{Sources, Global, []string{"S"}, "what there is to read: desks, tags, feeds and packs, as a tree; and what is followed"},
		{RenameFeed, Overlay, []string{"C"}, "in the sources: give the feed another name"},
		{TagFeed, Overlay, []string{"T"}, "in the sources: tag the feed, or remove a tag"},
		{MuteFeed, Overlay, []string{"-"}, "in the sources: keep the feed out of the lists, or list it again"},
		{RemoveFeed, Overlay, []string{"X"}, "in the sources: follow the feed no longer"},
		{Pick, Global, []string{"'"}, "go to a desk, tag or feed by some letters of its name; again: to a story by its headline"},
		{PickStory, Global, []string{"f3"}, "open a story by some letters of its headline"},
		{AddFeed, Global, []string{"a"}, "follow a feed, or the feed that a page names: type its address"},
		{Messages, Global, []string{"f2"}, "what the last row has said so far"},
		{ShowTrail, Global, []string{"t"}, "the trail: the way walked, tree and timeline"},
		{Health, Global, []string{"F"}, "how the feeds are; F!2 in the last row: 2 failed"},
		{Warnings, Global, []string{"W"}, "official warnings, those in force first"},
		{Brief, Global, []string{"B"}, "what has moved since you looked; again: since the look before"},
		{Seen, Overlay, []string{"i"}, "in the brief: seen, the next one begins here"},
		{Changes, Global, []string{"d"}, "what changed in the story"},
		{SideBySide, Global, []string{"D"}, "the same, before and after side by side"},
		{OlderVersion, Overlay, []string{"["}, "in what changed: the versions before"},
		{NewerVersion, Overlay, []string{"]"}, "in what changed: the versions after"},
		{FetchText, Overlay, []string{"x"}, "in what changed: changes of spelling too, or not"},
		{Outlets, Story, []string{"c"}, "who reports the event of the story, and where each has it from"},
		{Outlets, ReadAlso, []string{"c"}, "who reports the event of the story, and where each has it from"},
		{Outlets, Overlay, []string{"c"}, "who reports the event of the story, and where each has it from"},
		{Fold, Headlines, []string{"c"}, "unfold the stories of one event, or fold them"},
		{Evidence, Global, []string{"e"}, "the same, with the words that the stories share"},
		{WorldMap, Global, []string{"M", "f6"}, "a map with the warnings in force and quakes; > < zoom, h l ctrl+u ctrl+d move it"},
		{Alerts, Global, []string{"!"}, "alerts of your rules, with the reason"},
		{MakeRule, Global, []string{"w"}, "make a rule that raises alerts from this story"},
		{Help, Global, []string{"?", "f1"}, "this help"},
		{Command, Global, []string{":"}, "type a command: everything that keys do, and settings"},
		{Cancel, Global, []string{"esc"}, "cancel; never quits"},
		{Leave, Global, []string{"q"}, "back one level, at the top quit"},
		{Quit, Global, []string{"Q", "ctrl+c"}, "quit at once"},
		{Redraw, Global, []string{"ctrl+l"}, "draw the screen anew"},
		{Suspend, Global, []string{"Z", "ctrl+z"}, "go to the background (fg comes back)"},
	}
}

func prompt() []Binding {
	return []Binding{
		{Open, Prompt, []string{"enter"}, "do what is typed"},
		{Cancel, Prompt, []string{"esc", "ctrl+c", "ctrl+g"}, "leave the line and change nothing"},
		{Complete, Prompt, []string{"tab"}, "complete the word, again: the next way; in a search: all, or only the desk"},
		{PrevComplete, Prompt, []string{"shift+tab"}, "the way of completing before"},
		{OlderLine, Prompt, []string{"up", "ctrl+p"}, "the line typed before this one"},
		{NewerLine, Prompt, []string{"down", "ctrl+n"}, "the line typed after this one"},
	}
}

// Presets returns the names of the built-in key tables.
func Presets() []string { return []string{"sitrep", "newsboat", "vim", "emacs"} }

// Preset returns the table of that name; "" means "sitrep".
func Preset(name string) ([]Binding, bool) {
	switch name {
	case "", "sitrep":
		return Default(), true
	case "newsboat":
		return rebind(Default(), map[Action][]string{
			PrevMatch:   {"p"},
			Pin:         {"ctrl+p"},
			ToggleRead:  {"N", "m"},
			ToggleStar:  {"f", "ctrl+e"},
			Top:         {"g g", "home", "^"},
			Bottom:      {"G", "end", "$"},
			LinkHints:   {"u", ";", "#"},
			Undo:        {"U"},
			UnreadOnly:  {"l"},
			NextPane:    {"tab", "right"},
			Browse:      {"o", "O"},
			MarkAllRead: {"A", "C"},
		}), true
	case "vim":
		return rebind(Default(), map[Action][]string{
			Down:         {"j", "down", "ctrl+e"},
			Up:           {"k", "up", "ctrl+y"},
			GoBack:       {"H", "ctrl+o", "backspace", "ctrl+h"},
			NextPane:     {"tab", "l", "right", "ctrl+w w", "ctrl+w l"},
			PrevPane:     {"h", "shift+tab", "left", "ctrl+w W", "ctrl+w h"},
			NextDesk:     {"]", "g t"},
			PrevDesk:     {"[", "g T"},
			Zoom:         {"z", "ctrl+w o"},
			NextMatch:    {"n"},
			Quit:         {"Q", "Z Z", "Z Q", "ctrl+c"},
			Wider:        {">", "ctrl+w >"},
			Narrower:     {"<", "ctrl+w <"},
			DefaultSizes: {"=", "ctrl+w ="},
			Suspend:      {"f10", "ctrl+z"},
		}), true
	case "emacs":
		return rebind(Default(), map[Action][]string{
			Down:         {"j", "down", "ctrl+n"},
			Up:           {"k", "up", "ctrl+p"},
			Top:          {"g g", "home", "alt+<"},
			Bottom:       {"G", "end", "alt+>"},
			PageDown:     {"pgdown", "ctrl+v"},
			PageUp:       {"pgup", "b", "alt+v"},
			NextPane:     {"tab", "l", "right", "ctrl+f", "ctrl+x o"},
			PrevPane:     {"h", "shift+tab", "left", "ctrl+b"},
			Search:       {"/", "ctrl+s"},
			Cancel:       {"esc", "ctrl+g"},
			Undo:         {"u", "ctrl+_", "ctrl+/", "ctrl+x u"},
			Command:      {":", "alt+x"},
			Zoom:         {"z", "ctrl+x 1"},
			Save:         {"s", "ctrl+x ctrl+s"},
			Wider:        {">", "ctrl+x }"},
			Narrower:     {"<", "ctrl+x {"},
			DefaultSizes: {"=", "ctrl+x +"},
			Quit:         {"Q", "ctrl+x ctrl+c", "ctrl+c"},
		}), true
	}
	return nil, false
}

// rebind gives actions other keys, in every scope where they are bound.
func rebind(bs []Binding, keys map[Action][]string) []Binding {
	for i, b := range bs {
		if k, ok := keys[b.Action]; ok {
			bs[i].Keys = k
		}
	}
	return bs
}
