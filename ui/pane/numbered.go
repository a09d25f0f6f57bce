package pane

import (
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/typeset"
)

// PromptRequested asks the screen to open the line of input for the focused
// pane, which is a Prompter and says by Ask what it wants to know.
type PromptRequested struct{}

// renumbered says that another text of the open story is shown, with other
// links and so with other numbers.
type renumbered struct {
	story news.StoryID
	items []typeset.Item
}

// Numbered returns what can be followed from a story: the links of its text
// and its references, in one numbering by order of appearance.
func Numbered(blocks []news.Block, refs []news.Reference) []typeset.Item {
	return typeset.Number(blocks, refs)
}

// followItem asks for item n to be opened, or tells why it cannot be.
func followItem(items []typeset.Item, n int) tea.Cmd {
	if n < 1 || n > len(items) {
		text := sanitize.Lit("There is nothing to follow here.")
		if len(items) > 0 {
			text = sanitize.Line(fmt.Sprintf("There is no number %d here; the last is %d.", n, len(items)))
		}
		return send(Told{Text: text})
	}
	it := items[n-1]
	return send(FollowRequested{Ref: it.Ref, Link: it.Link})
}

// followTyped is followItem for a number that was typed.
func followTyped(items []typeset.Item, s string) tea.Cmd {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return send(Told{Text: sanitize.Line(fmt.Sprintf("%q is not a number.", s))})
	}
	return followItem(items, n)
}

// send returns a command that reports a fact.
func send(msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } }
