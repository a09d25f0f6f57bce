package plain

import (
	"slices"
	"strings"

	"sitrep/internal/sanitize"
)

// command is something that can be typed. Keys are those of the screen, as
// far as they are letters; a name may be cut short as long as no other
// command begins so.
type command struct {
	keys  []string
	names []string
	arg   string // its argument, for the help
	help  string
	do    func(r *Reader, arg string)
}

// plainly makes a command without an argument.
func plainly(do func(r *Reader)) func(*Reader, string) {
	return func(r *Reader, _ string) { do(r) }
}

// commands returns the table, in the order of the help. It is a function
// because the help leads back to it, which a variable may not.
func commands() []command {
	return slices.Concat(readings(), following(), marking(), asking(), settings(), sourcing(), others())
}

func readings() []command {
	return []command{
		{nil, []string{"more"}, "", "reads on, in the list or in the story; Enter alone does the same", plainly((*Reader).more)},
		{[]string{"b"}, []string{"before"}, "", "the page before", plainly((*Reader).less)},
		{[]string{"j"}, []string{"down"}, "", "the next headline or paragraph alone", func(r *Reader, _ string) { r.step(+1) }},
		{[]string{"k"}, []string{"up"}, "", "the headline or paragraph before", func(r *Reader, _ string) { r.step(-1) }},
		{[]string{"gg"}, []string{"top"}, "", "the beginning of the list or story", plainly((*Reader).first)},
		{[]string{"G"}, []string{"bottom"}, "", "the end of the story", plainly((*Reader).bottom)},
		{[]string{","}, []string{"looked", "to-rule"}, "", "the headlines from where you looked last on", plainly((*Reader).toRule)},
		{nil, []string{"list", "headlines"}, "", "the headlines again", func(r *Reader, _ string) { r.showList(r.list.top) }},
		{[]string{"."}, []string{"new", "show-new"}, "", "the headlines with what has arrived", plainly((*Reader).anew)},
		{nil, []string{"unfold"}, "", "lists each story by itself, or one of each event again", plainly((*Reader).turnFold)},
		{nil, []string{"open"}, "NUMBER", "opens a story; in the list the number alone does", (*Reader).openTyped},
		{[]string{"n"}, []string{"next"}, "", "opens the next unread story", func(r *Reader, _ string) { r.nextUnread(+1) }},
		{[]string{"N"}, []string{"previous"}, "", "opens the previous unread story", func(r *Reader, _ string) { r.nextUnread(-1) }},
		{[]string{"J"}, []string{"next-story"}, "", "opens the next story of the list", func(r *Reader, _ string) { r.neighbor(+1) }},
		{[]string{"K"}, []string{"previous-story"}, "", "opens the previous story of the list", func(r *Reader, _ string) { r.neighbor(-1) }},
	}
}

func following() []command {
	return []command{
		{[]string{";"}, []string{"refs", "references"}, "", "lists what the open story refers to, and what refers to it", plainly((*Reader).references)},
		{nil, []string{"follow"}, "NUMBER", "opens a reference or link; in a story the number alone does", (*Reader).followTyped},
		{[]string{"H"}, []string{"back"}, "", "back along the trail", func(r *Reader, _ string) { r.along(-1) }},
		{[]string{"L"}, []string{"forward"}, "", "forward along the trail", func(r *Reader, _ string) { r.along(+1) }},
		{nil, []string{"background"}, "[NUMBER]", "where the open story comes from, step by step; a number opens one", (*Reader).background},
		{[]string{"d"}, []string{"changes"}, "[NUMBER]", "what changed in a story; changes version 2: up to that version", (*Reader).changes},
		{[]string{"c"}, []string{"outlets"}, "[NUMBER]", "who reports the event of a story, and where each has it from", func(r *Reader, arg string) { r.outlets(arg, false) }},
		{[]string{"e"}, []string{"evidence"}, "[NUMBER]", "the same, with the words that the stories share", func(r *Reader, arg string) { r.outlets(arg, true) }},
		{[]string{"t"}, []string{"trail"}, "[NUMBER]", "the way walked, or goes to a step of it", (*Reader).showTrail},
	}
}

func marking() []command {
	return []command{
		{[]string{"m"}, []string{"mark", "toggle-read"}, "[NUMBER]", "marks read or unread", func(r *Reader, arg string) { r.markRead(arg, func(now bool) bool { return !now }) }},
		{nil, []string{"read"}, "[NUMBER]", "marks read", func(r *Reader, arg string) { r.markRead(arg, func(bool) bool { return true }) }},
		{nil, []string{"unread"}, "[NUMBER]", "marks unread", func(r *Reader, arg string) { r.markRead(arg, func(bool) bool { return false }) }},
		{[]string{"f"}, []string{"toggle-star"}, "[NUMBER]", "stars, or takes the star off", func(r *Reader, arg string) { r.star(arg, func(now bool) bool { return !now }) }},
		{nil, []string{"star"}, "[NUMBER]", "stars", func(r *Reader, arg string) { r.star(arg, func(bool) bool { return true }) }},
		{nil, []string{"unstar"}, "[NUMBER]", "takes the star off", func(r *Reader, arg string) { r.star(arg, func(bool) bool { return false }) }},
		{[]string{"A"}, []string{"mark-all-read"}, "", "marks the whole list read", plainly((*Reader).markAll)},
		{nil, []string{"join"}, "NUMBER", "puts the open story, or the current headline, into the event of another headline", (*Reader).join},
		{nil, []string{"part"}, "", "takes the story out of its event", plainly((*Reader).part)},
		{[]string{"u"}, []string{"undo"}, "", "takes the last change of marks or events back", plainly((*Reader).undo)},
	}
}

func asking() []command {
	return []command{
		{[]string{"/"}, []string{"search"}, "WORDS", "searches the whole cache; /WORDS does the same", (*Reader).search},
		{[]string{"U"}, []string{"unread-only"}, "", "lists only what is unread, or all again", plainly((*Reader).turnUnread)},
		{nil, []string{"narrow"}, "", "searches only the desk for the same words, or all again", plainly((*Reader).narrow)},
		{nil, []string{"end", "cancel"}, "", "ends the search", plainly((*Reader).endSearch)},
		{nil, []string{"find"}, "[WORDS]", "finds words in the open story; alone the next place", (*Reader).find},
		{nil, []string{"desks"}, "", "lists the desks", plainly((*Reader).desks)},
		{nil, []string{"desk"}, "NUMBER", "lists the stories of a desk, by its number or name", (*Reader).chooseDesk},
		{[]string{"]"}, []string{"next-desk"}, "", "lists the next desk", func(r *Reader, _ string) { r.turnDesk(+1) }},
		{[]string{"["}, []string{"previous-desk"}, "", "lists the previous desk", func(r *Reader, _ string) { r.turnDesk(-1) }},
		{[]string{"F"}, []string{"feeds", "health"}, "", "how the feeds are", plainly((*Reader).feeds)},
		{[]string{"W"}, []string{"warnings"}, "[WORDS]", "official warnings in force, the most severe first", (*Reader).warnings},
		{[]string{"B"}, []string{"brief"}, "[NUMBER]", "what has moved since you looked; a number opens one of it", (*Reader).showBrief},
		{[]string{"i"}, []string{"mark-seen"}, "", "the brief was read: the next one begins here", plainly((*Reader).markSeen)},
		{[]string{"!"}, []string{"alerts"}, "", "what your rules raised, with the reason", plainly((*Reader).alerts)},
		{nil, []string{"rule"}, "[QUERY]", "proposes a rule from the open story, or of a query; rule keep keeps it", (*Reader).makeRule},
		{[]string{"M"}, []string{"map"}, "", "where the warnings in force are", plainly((*Reader).worldMap)},
		{[]string{"r"}, []string{"refresh"}, "[NUMBER]", "asks the feed of a story; refresh all asks all that may be asked now", (*Reader).refresh},
		{[]string{"R"}, []string{"refresh-all"}, "", "asks all feeds that may be asked now", func(r *Reader, _ string) { r.refresh("all") }},
		{nil, []string{"wait"}, "", "waits until the feeds have answered", plainly((*Reader).wait)},
	}
}

func others() []command {
	return []command{
		{[]string{"o"}, []string{"browse"}, "[NUMBER]", "opens a story or link in a browser", (*Reader).browse},
		{[]string{"y"}, []string{"copy", "copy-url"}, "[NUMBER]", "prints the address and writes it to the clip file", (*Reader).clip},
		{[]string{"Y"}, []string{"cite", "copy-citation"}, "[NUMBER|FORM]", "the same with a full citation; markdown, plain, ris or bibtex sets its form", (*Reader).cite},
		{[]string{"p"}, []string{"pin"}, "[NUMBER]", "pins a story for the report and the hand-over, or takes the pin off", (*Reader).pin},
		{nil, []string{"note"}, "TEXT", "keeps a note on the open story", (*Reader).noteStory},
		{nil, []string{"judge"}, "WORD", "keeps a judgement: claimed, assessed, disputed or withdrawn", (*Reader).judgeStory},
		{[]string{"E"}, []string{"export"}, "", "writes a report of the pinned stories, or of the last day", plainly((*Reader).export)},
		{[]string{"s"}, []string{"save"}, "[NUMBER] [PATH]", "saves a story as a Markdown file, at a path or where you saved last", (*Reader).saveStory},
		{[]string{"|"}, []string{"pipe"}, "[NAME]", "hands the open story's text to a program of the configuration", (*Reader).pipe},
		{nil, []string{"label"}, "NUMBER", "the link with this number is a reference, or the reference none; so are all of its label on this site", (*Reader).label},
		{nil, []string{"keep"}, "", "shows what is left out of the open story, in all stories of its site", plainly((*Reader).keepAll)},
		{[]string{"x"}, []string{"fetch", "fetch-text"}, "[NUMBER]", "fetches the full text", (*Reader).fetchFull},
		{nil, []string{"reload"}, "", "reads the configuration again", plainly((*Reader).reload)},
		{nil, []string{"where"}, "", "what is listed, what is open, how far it was read", plainly((*Reader).where)},
		{nil, []string{"page"}, "LINES", "how many lines are printed at a time; 0: texts as a whole", (*Reader).setPage},
		{nil, []string{"times"}, "clock, relative or both", "how the times of headlines are told", (*Reader).setTimes},
		{nil, []string{"width"}, "CHARACTERS", "where lines of text are broken; 0: nowhere", (*Reader).setWidth},
		{[]string{"?", "h"}, []string{"help"}, "[COMMAND]", "this help", (*Reader).help},
		{[]string{"q"}, []string{"leave"}, "", "back one level, from the list out", plainly((*Reader).leave)},
		{[]string{"Q"}, []string{"quit", "exit", "bye"}, "", "quits; so does the end of the input", func(r *Reader, _ string) { r.done = true }},
	}
}

// obey carries out a line.
func (r *Reader) obey(line string) {
	line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), ":"))
	if line == "" {
		r.more()
		return
	}
	if n, ok := number(line); ok {
		r.forget("")
		if r.inStory {
			r.follow(n)
		} else if n == 0 {
			r.say("The first is 1.")
		} else {
			r.openHeadline(n)
		}
		return
	}
	word, arg := split(line)
	c, fit := lookup(word)
	switch {
	case c != nil:
		r.forget(c.names[0])
		c.do(r, arg)
	case len(fit) > 0:
		r.sayf("%s could be %s.", word, strings.Join(fit, " or "))
	default:
		r.sayf("%s is not a command; help lists them.", sanitize.Brief(word))
	}
}

// forget drops the pending question, and the story that could not be fetched, unless the
// command is about it.
func (r *Reader) forget(name string) {
	if name != "follow" && name != "" {
		r.asked = 0
	}
	if name != "browse" && name != "copy" && name != "cite" {
		r.missed = nil
	}
}

// split takes a line apart: the command, and its argument. The number
// may follow without a space, as may the words of a search.
func split(line string) (word, arg string) {
	for _, sign := range []string{"/", "|"} {
		if rest, ok := strings.CutPrefix(line, sign); ok {
			return sign, strings.TrimSpace(rest)
		}
	}
	word, arg, _ = strings.Cut(line, " ")
	if name := strings.TrimRight(word, "0123456789"); name != "" && name != word {
		word, arg = name, strings.TrimSpace(word[len(name):]+" "+arg)
	}
	return word, strings.TrimSpace(arg)
}

// lookup returns the command of a word, or the names that it could be short
// for.
func lookup(word string) (c *command, fit []string) {
	all := commands()
	lower := strings.ToLower(word)
	for i := range all {
		if slices.Contains(all[i].keys, word) || slices.Contains(all[i].names, lower) {
			return &all[i], nil
		}
	}
	for i := range all {
		if j := slices.IndexFunc(all[i].names, func(name string) bool { return strings.HasPrefix(name, lower) }); j >= 0 {
			c, fit = &all[i], append(fit, all[i].names[j])
		}
	}
	if len(fit) == 1 {
		return c, nil
	}
	return nil, fit
}

// openTyped opens the headline of a number, or the current one.
func (r *Reader) openTyped(arg string) {
	n, ok := number(arg)
	if arg != "" && (!ok || n == 0) {
		r.sayf("%q is not the number of a headline.", arg)
		return
	}
	r.openHeadline(n)
}

func (r *Reader) followTyped(arg string) {
	n, ok := number(arg)
	if !ok {
		r.say("Follow which? Such as follow 1; refs lists them.")
		return
	}
	r.follow(n)
}

// help lists the commands, or explains one.
func (r *Reader) help(arg string) {
	if arg != "" {
		word, _ := split(arg)
		if c, _ := lookup(word); c != nil {
			r.say(c.line())
			return
		}
		r.sayf("%s is not a command; help lists them.", sanitize.Brief(word))
		return
	}
	r.say("A command is a word, which may be cut short, or the letter behind it. Enter alone reads on. A number alone opens a headline, or in a story follows a reference.")
	for _, c := range commands() {
		r.say(c.line())
	}
}

func (c command) line() string {
	text := c.names[0]
	if c.arg != "" {
		text += " " + c.arg
	}
	if len(c.keys) > 0 {
		text += ", or " + strings.Join(c.keys, " or ")
	}
	return text + ": " + c.help + "."
}
