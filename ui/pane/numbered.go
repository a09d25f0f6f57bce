package pane

import (
	"fmt"
	"strconv"
	"strings"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/typeset"
)

// renumbered says that another text of the open story is shown, with other
// links and so with other numbers.
type renumbered struct {
	story news.StoryID
	items []typeset.Item
}

// Numbered returns the numbered parts of a story: the links of its text
// and its references, in one numbering by order of appearance.
func Numbered(blocks []news.Block, refs []news.Reference) []typeset.Item {
	return typeset.Number(blocks, refs)
}

// followItem asks for item n to be opened, or tells why it cannot be.
func (e *Env) followItem(items []typeset.Item, n int) tea.Cmd { return e.followBy(items, n, Here) }

func (e *Env) followBy(items []typeset.Item, n int, how FollowHow) tea.Cmd {
	if n < 1 || n > len(items) {
		text := sanitize.Lit(reader.NothingToFollow)
		if len(items) > 0 {
			text = sanitize.Line(fmt.Sprintf(reader.NoSuchNumber, n, len(items)))
		}
		return e.send(Told{Text: text})
	}
	it := items[n-1]
	return e.send(FollowRequested{Ref: it.Ref, Link: it.Link, How: how})
}

// followTyped carries out a typed line: a number to follow, with o
// before it in the browser, with y its address to be copied.
func (e *Env) followTyped(items []typeset.Item, s string) tea.Cmd {
	how, digits := followWay(strings.TrimSpace(s))
	n, err := strconv.Atoi(digits)
	if err != nil {
		return e.send(Told{Text: sanitize.Line(fmt.Sprintf(reader.NotANumber, s))})
	}
	return e.followBy(items, n, how)
}

func followWay(s string) (how FollowHow, digits string) {
	if rest, ok := strings.CutPrefix(s, "o"); ok {
		return InBrowser, rest
	}
	if rest, ok := strings.CutPrefix(s, "y"); ok {
		return ToClipboard, rest
	}
	return Here, s
}

// followSure reports whether a line names a number that none of n items goes
// on from, so that nothing more need be typed.
func followSure(n int, line string) bool {
	_, digits := followWay(line)
	at, err := strconv.Atoi(digits)
	return err == nil && at > 0 && at*10 > n
}

// followLabel asks for the number of one of n items, on a line w cells wide.
func followLabel(n, w int) string {
	if w < 60 {
		return fmt.Sprintf("follow 1-%d: ", n)
	}
	return fmt.Sprintf("follow number 1-%d (o before it: browser, y: copy): ", n)
}
