package pane

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sitrep/ui/reader"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/theme"
	"sitrep/ui/typeset"
)

// headLine is a line of the header.
type headLine struct {
	text string
	role headRole
	part int // of the header, counted from 0
	at   int // the byte of that part with which the line begins
}

type headRole int

const (
	headTitle headRole = iota
	headMeta
	headNote
	headEdited
)

// Beside implements Neighbor.
func (s *story) Beside(on bool) { s.shared = on }

// margin is how many cells stay free on the left. Alone on a wide screen the text
// stands in its middle.
func (s *story) margin() int {
	free := s.w - cmp.Or(s.env.Width, 76)
	switch {
	case !s.shared && s.w >= wide && free > 4:
		return free / 2
	case s.w >= 78:
		return 2
	case s.w >= 20:
		return 1
	}
	return 0
}

// measure is the widest line of text.
func (s *story) measure() int {
	room := s.w - s.margin()
	if s.margin() > 0 {
		room--
	}
	return max(min(room, cmp.Or(s.env.Width, 76)), 1)
}

// The last parts of a header. Others are counted from 0.
const (
	partNote = 8
	partEnd  = 9 // the blank line
)

// wholeNotes is the width from which most of a note fits in one line.
const wholeNotes = 60

// header names the story, its source and its times.
func (s *story) header() []headLine {
	var head []headLine
	part := 0
	add := func(role headRole, text string) {
		block := []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(text)}}
		t := typeset.Set(block, nil, typeset.Options{Width: s.measure(), RTL: s.env.RTL})
		for i := range t.Lines() {
			head = append(head, headLine{t.Line(i).String(), role, part, t.Anchor(i).At})
		}
		part++
	}
	add(headTitle, cmp.Or(s.st.Headline.String(), "(no headline)"))
	starred := "" // on a line that is there anyway: the text below must not move
	if s.st.Starred {
		starred = "starred"
	}
	add(headMeta, s.joined(s.st.Byline.String(), s.st.Source.String(), s.st.Lang, starred))
	add(headMeta, s.times())
	if !s.feed && !s.body.LiveAt.IsZero() {
		add(headMeta, "live page, as it was at "+reader.Moment(s.body.LiveAt, s.now, s.env.Zone))
	}
	switch n := s.st.Revisions; {
	case n == 1:
		add(headEdited, "edited, 1 earlier wording kept")
	case n > 1:
		add(headEdited, fmt.Sprintf("edited, %d earlier wordings kept", n))
	}
	switch note := s.note(); {
	case note == "":
	case s.measure() < wholeNotes:
		part = partNote
		add(headNote, note)
	default:
		// One line, whatever it says: the text below would move, and cost a
		// screen, when a page cannot be fetched. The status row says all of it.
		head = append(head, headLine{text: Cut(note, s.measure(), s.env.ASCII), role: headNote, part: partNote})
	}
	return append(head, headLine{part: partEnd})
}

// joined sets the parts that are not empty side by side.
func (s *story) joined(parts ...string) string {
	var have []string
	for _, p := range parts {
		if p != "" {
			have = append(have, p)
		}
	}
	return strings.Join(have, separator(s.env.ASCII))
}

func separator(ascii bool) string {
	if ascii {
		return " - "
	}
	return " · "
}

// times says when the story was published, how long ago that is, and when it was
// first seen.
func (s *story) times() string {
	zone, now := s.env.Zone, s.now
	seen := ""
	if !s.st.FirstSeen.IsZero() {
		seen = "seen " + reader.Moment(s.st.FirstSeen, now, zone)
	}
	pub := s.st.Published
	switch {
	case pub.IsZero():
		return s.joined("published: unknown", seen)
	case s.st.PublishedDay:
		return s.joined(reader.Day(pub.UTC(), now.In(orUTC(zone))).String()+" (the hour is not known)", s.updated(), seen)
	case seen != "":
		seen = "seen " + reader.Gap(s.st.FirstSeen, pub)
	}
	return s.joined(reader.Ago(pub, now)+", "+reader.Moment(pub, now, zone), s.updated(), seen)
}

// updated says how long after its publication the story was updated; empty: it was not.
func (s *story) updated() string {
	if !s.st.Updated.After(s.st.Published) {
		return ""
	}
	return "updated " + reader.Gap(s.st.Updated, s.st.Published)
}

// note says why this is not the whole text.
func (s *story) note() string {
	switch {
	case !s.err.IsZero():
		return "! " + s.err.String()
	case s.feed && s.best.Origin == news.FromPage:
		return s.hint("This is the feed's text; ", keys.FetchText, " shows the full text.").String()
	case !s.body.Note.IsZero():
		return "! " + s.body.Note.String()
	case s.body.Origin == "" || len(s.body.Blocks) == 0:
		return s.hint("No text is held; ", keys.FetchText, " fetches it.").String()
	case !s.body.Whole:
		return s.hint("This is what the feed carries; ", keys.FetchText, " fetches the full text.").String()
	case !s.feed && s.body.LeftOut == 1:
		return "1 paragraph is left out that other stories of the site have too; :keep shows it."
	case !s.feed && s.body.LeftOut > 1:
		return fmt.Sprintf("%d paragraphs are left out that other stories of the site have too; :keep shows them.", s.body.LeftOut)
	}
	return ""
}

// View implements Pane.
func (s *story) View() string {
	if s.w <= 0 || s.h <= 0 {
		return ""
	}
	th := s.env.Theme
	if s.st == nil {
		say := "No story is open. " + keyName(s.env, keys.Open) + " opens the headline that is marked."
		var lines []string
		for _, l := range wrapped(say, min(s.w-1, s.env.Width)) {
			lines = append(lines, paint(th.Faint, fit(" "+l, s.w, s.env.ASCII)))
		}
		return page(lines, s.w, s.h)
	}
	lines := make([]string, 0, s.h)
	for i := s.first(); i < s.total() && len(lines) < s.rows(); i++ {
		if i < len(s.head) {
			lines = append(lines, s.headRow(s.head[i]))
		} else {
			lines = append(lines, s.textRow(i-len(s.head)))
		}
	}
	if s.h < footFrom {
		return page(lines, s.w, s.h)
	}
	for len(lines) < s.rows() {
		lines = append(lines, strings.Repeat(" ", s.w))
	}
	return page(append(lines, s.foot()), s.w, s.h)
}

func (s *story) headRow(l headLine) string {
	th := s.env.Theme
	style := th.Meta
	switch l.role {
	case headTitle:
		style = th.Strong
	case headNote:
		style = th.Faint
	case headEdited:
		style = th.Edited
	case headMeta:
	}
	return strings.Repeat(" ", s.margin()) + paint(style, fit(l.text, s.w-s.margin(), s.env.ASCII))
}

// textRow writes a line of the text in exactly w cells. A mark in the margin
// shows where the match that was gone to is.
func (s *story) textRow(i int) string {
	l := s.text.Line(i)
	var b strings.Builder
	b.WriteString(s.gutter(i))
	matches := s.find.in(l.Flow)
	url, linked := "", false
	if s.item > 0 && slices.Contains(l.Items, s.item) {
		url, linked = s.address()
	}
	var run strings.Builder
	var now look
	flush := func() {
		if run.Len() > 0 {
			text := paint(now.style(s.env.Theme), run.String())
			if linked && now.focus {
				text = hyperlink(text, url, s.item)
			}
			b.WriteString(text)
			run.Reset()
		}
	}
	for _, c := range l.Cells {
		next := look{role: c.Role, focus: c.N > 0 && c.N == s.item && c.Role != typeset.ReadAlso}
		for _, m := range matches {
			next.match = next.match || m.Holds(l.Flow, c)
		}
		if next != now {
			flush()
			now = next
		}
		run.WriteString(s.pointing(c, next.focus))
	}
	flush()
	b.WriteString(strings.Repeat(" ", max(s.w-s.margin()-l.Width(), 0)))
	return b.String()
}

func (s *story) gutter(i int) string {
	m := s.margin()
	if m == 0 || len(s.find.matches) == 0 || s.find.matches[s.find.at].Line != i {
		return strings.Repeat(" ", m)
	}
	return fitRight("> "[:min(m, 2)], m, true)
}

// pointing turns the brackets around the number in focus, so that it shows
// without color.
func (s *story) pointing(c typeset.Cell, focus bool) string {
	if focus && c.Role == typeset.Label {
		switch c.Text {
		case "[":
			return ">"
		case "]":
			return "<"
		}
	}
	return c.Text
}

// look is how a character is drawn.
type look struct {
	role         typeset.Role
	focus, match bool
}

func (l look) style(th *theme.Theme) lipgloss.Style {
	switch {
	case l.match:
		return th.Match
	case l.focus:
		return th.Focus
	}
	switch l.role {
	case typeset.Strong:
		return th.Strong
	case typeset.Quote:
		return th.Quote
	case typeset.Link, typeset.Title:
		return th.Link
	case typeset.ReadAlso:
		return th.ReadAlso
	case typeset.Meta, typeset.Label:
		return th.Meta
	case typeset.Faint:
		return th.Faint
	default:
		return th.Text
	}
}

// foot names the link in focus or the search, and how far the reader is.
func (s *story) foot() string {
	text, right := s.footText(), s.far()
	if url, ok := s.address(); ok {
		words := strings.TrimSpace(text)
		text = strings.Replace(text, words, hyperlink(words, url, s.item), 1)
	}
	return paint(s.env.Theme.Faint, text+right)
}

// far gives the place of the story in its list and how far the reader is in the
// text, as far as there is room.
func (s *story) far() string {
	total := max(s.total(), 1)
	read := fmt.Sprintf("%d %% ", 100*min(s.first()+s.rows(), total)/total)
	if s.at.N > 0 {
		if all := " " + s.at.String() + separator(s.env.ASCII) + read; s.w-ansi.StringWidth(all) >= leastFoot {
			return all
		}
	}
	if s.w-len(read) < leastFoot {
		return ""
	}
	return " " + read
}

// leastFoot is the room that is kept for the link in focus or the search.
const leastFoot = 8

func (s *story) footText() string {
	return fit(strings.Repeat(" ", s.margin())+s.about(), max(s.w-ansi.StringWidth(s.far()), 0), s.env.ASCII)
}

func (s *story) about() string {
	it, ok := s.focused()
	switch {
	case ok:
		return strconv.Itoa(it.N) + ": " + s.env.before(it) + target(it)
	case s.find.query != "" && len(s.find.matches) == 0:
		return "not found: " + sanitize.Line(s.find.query).String()
	case s.find.query != "":
		return fmt.Sprintf("match %d of %d: %s", s.find.at+1, len(s.find.matches), sanitize.Line(s.find.query))
	}
	return ""
}

// before is the warning a reader should see before the address of a link or reference:
// whose server it is, and whether that is in doubt.
func (e *Env) before(it typeset.Item) string {
	switch {
	case it.Link != nil:
		return e.beside(it.Link.URL)
	case it.Ref.Target == nil:
		return e.beside(it.Ref.URL)
	}
	if d := e.DoubtOf(it.Ref.Target.URL); d != "" {
		return d + separator(e.ASCII)
	}
	return ""
}

// target says where a link or reference leads.
func target(it typeset.Item) string {
	if it.Link != nil {
		return sanitize.Line(it.Link.URL).String()
	}
	switch r := it.Ref; {
	case r.Target != nil:
		return "in the cache: " + r.Target.Headline.String()
	case r.URL != "":
		return sanitize.Line(r.URL).String()
	}
	return reader.NoAddress
}

// beside is the label of an address that is shown whole.
func (e *Env) beside(address string) string {
	var b strings.Builder
	for _, s := range []string{e.DoubtOf(address), reader.SiteOf(address)} {
		if s != "" {
			b.WriteString(s + separator(e.ASCII))
		}
	}
	return b.String()
}

// Cursor implements WithCursor: the link in focus, else the first row.
func (s *story) Cursor() (x, y int, ok bool) {
	if s.st == nil || s.w <= 0 || s.h <= 0 {
		return 0, 0, false
	}
	if s.item > 0 && s.text != nil && s.inSight(s.item) {
		line := s.text.LineOf(s.item)
		x, y = s.margin(), len(s.head)+line-s.first()
		for _, c := range s.text.Line(line).Cells {
			if c.N == s.item {
				break
			}
			x += c.Width
		}
		return min(x, s.w-1), y, true
	}
	return min(s.margin(), s.w-1), 0, true
}

// Click implements Clicker: a link or reference is followed.
func (s *story) Click(x, y int) tea.Cmd {
	line := s.first() + y - len(s.head)
	if s.text == nil || y >= s.rows() || line < 0 || line >= s.text.Lines() {
		return nil
	}
	x -= s.margin()
	for _, c := range s.text.Line(line).Cells {
		if x < c.Width {
			if x < 0 || c.N == 0 {
				return nil
			}
			s.item = c.N
			return s.env.followItem(s.items(), c.N)
		}
		x -= c.Width
	}
	return nil
}

// Wheel implements Clicker.
func (s *story) Wheel(lines int) tea.Cmd {
	s.moveBy(lines)
	return nil
}
