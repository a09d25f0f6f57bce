package pane

import (
	"strconv"
	"strings"

	"sitrep/ui/reader"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/sanitize"
)

// longestHyperlink is the longest address that becomes a hyperlink, in
// bytes: terminals drop longer ones.
const longestHyperlink = 2000

// hyperlink makes text a link of the terminal (OSC 8) to an address. Text that is
// not a web address in printable ASCII stays text: nothing in it may end the
// sequence. Parts of the same item, told by their number, belong together.
func hyperlink(text, address string, n int) string {
	url, ok := sanitize.URL("", address)
	if !ok || text == "" || len(url) > longestHyperlink || strings.ContainsFunc(url, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return text
	}
	return ansi.SetHyperlink(url, "id=sitrep"+strconv.Itoa(n)) + text + ansi.ResetHyperlink()
}

// address returns the address of the link or reference in focus, if links of
// the terminal are wanted and the foot shows where it leads: behind words
// alone a page could hide any host.
func (s *story) address() (string, bool) {
	it, ok := s.focused()
	if !ok || !s.env.Links {
		return "", false
	}
	url := ""
	switch {
	case it.Link != nil:
		url = it.Link.URL
	case it.Ref.Target == nil:
		url = it.Ref.URL
	}
	name := reader.Host(url)
	return url, name != "" && s.h >= footFrom && strings.Contains(s.footText(), name)
}
