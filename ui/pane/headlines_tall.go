package pane

import (
	"strings"

	"charm.land/lipgloss/v2"

	"sitrep/internal/news"
)

// This file draws headlines in rows of two lines, where the list is high or has
// little width beside other panes.

// tall is the height from which a row has a second line with the teaser.
const tall = 40

// narrow is the width below which a row of one line cuts many headlines short.
const narrow = 70

// rowHeight is how many lines a row has.
func (p *headlines) rowHeight() int {
	if p.h > tall || p.narrow() {
		return 2
	}
	return 1
}

// narrow reports whether the list has little width because of its neighbors.
func (p *headlines) narrow() bool { return p.shared && p.w < narrow && p.w >= leastSigns && p.h > 2 }

// leastSigns is the width from which rows of two lines have signs at the end.
const leastSigns = 24

// wide is the width from which the cursor marks the headline alone. A row that is
// marked from end to end costs a slow line half as much again.
const wide = 100

// paintText paints a text without the blanks behind it.
func paintText(style lipgloss.Style, s string) string {
	text := strings.TrimRight(s, " ")
	return paint(style, text) + s[len(text):]
}

// Beside implements Neighbor.
func (p *headlines) Beside(on bool) { p.shared = on }

// twoLines writes a story in two lines of exactly w cells: the headline, which may go on
// in the second; then the source, if the first line has no room for it, and the
// teaser; signs at the end of one of them.
func (p *headlines) twoLines(s *news.Story, here bool) []string {
	ascii := p.env.ASCII
	if p.w >= narrow {
		indent := min(p.titleAt(), p.w)
		return []string{p.row(s, here), strings.Repeat(" ", indent) + paint(p.env.Theme.Faint, fit(s.Summary.String(), p.w-indent, ascii))}
	}
	marks, when, signs := p.marks(s), fitRight(p.when(s), p.timeWidth(), ascii)+p.pickedMark(s), ""
	if p.w >= leastSigns && (s.FullText || s.References > 0) {
		signs = p.signs(s)
	}
	signs = p.foldTail(s) + signs
	indent := min(2+p.timeWidth()+1, max(p.w-8, 0))
	if indent < 2+p.timeWidth()+1 {
		when = ""
	}
	room := p.w - indent
	// The last cell stays free: a letter that joins the next one must not meet the
	// line beside the list.
	first, rest := broken(p.foldLead(s)+headlineOf(s), room-1)
	style, meta := p.titleStyle(s, here), p.env.Theme.Meta
	if here {
		meta = style
	}
	under := room - max(len([]rune(signs)), 1)
	if rest != "" {
		// Enough to know the headline by comes before who reports it.
		rest = Cut(rest, under, ascii)
	}
	lead, line := fit(marks+when, indent, ascii), p.inOrder(first, room)
	second := strings.Repeat(" ", indent) + p.restAndTeaser(s, rest, under, style) + fit(signs, room-under, ascii)
	if here {
		return []string{paint(meta, lead) + paint(style, line), second}
	}
	return []string{p.painted(marks) + paint(meta, strings.TrimPrefix(lead, marks)) + paint(style, line), second}
}

// restAndTeaser writes the rest of a headline and, behind it, source and teaser in w
// cells.
func (p *headlines) restAndTeaser(s *news.Story, rest string, w int, style lipgloss.Style) string {
	var parts []string
	for _, part := range []string{s.Source.String(), s.Summary.String()} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	teaser := strings.Join(parts, separator(p.env.ASCII))
	if rest == "" {
		return paint(p.env.Theme.Faint, fit(teaser, w, p.env.ASCII))
	}
	used := cells(rest)
	if room := w - used - cells(separator(p.env.ASCII)); room < 4 {
		return paint(style, p.inOrder(rest, w))
	}
	return paint(style, p.inOrder(rest, used)) + paint(p.env.Theme.Faint, fit(separator(p.env.ASCII)+teaser, w-used, p.env.ASCII))
}

// broken breaks a text after as many words as fit in w cells.
func broken(s string, w int) (first, rest string) {
	lines := wrapped(s, w)
	if len(lines) < 2 {
		return s, ""
	}
	first = lines[0]
	if rest, ok := strings.CutPrefix(s, first); ok {
		return first, strings.TrimSpace(rest)
	}
	return first, strings.Join(lines[1:], " ")
}
