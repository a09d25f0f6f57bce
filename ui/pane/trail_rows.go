package pane

import (
	"fmt"
	"strings"
	"time"

	"sitrep/ui/reader"

	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
)

// signs returns the marks for here and for a cycle.
func (p *trail) signs() (here, again string) {
	if p.env.ASCII {
		return ">", "@"
	}
	return "▸", "↻"
}

// missing marks stories that are not in the cache, or only likely the ones meant.
const missing = "?"

// wayRows lists the steps walked.
func (p *trail) wayRows() []trailRow {
	here, again := p.signs()
	seen := map[news.StoryID]bool{}
	var rows []trailRow
	for i, s := range p.way.Steps {
		r := trailRow{text: reader.GoneStory, mark: missing, msg: StepRequested{At: i}}
		if st := p.stories[s.Story]; st != nil {
			r.text, r.date, r.mark = title(st), p.date(st), " "
		}
		if seen[s.Story] {
			r.mark = again
		}
		if i == p.way.At {
			r.mark = here
		}
		seen[s.Story] = true
		r.text = fmt.Sprintf("%2d  %s", i+1, r.text)
		rows = append(rows, r)
	}
	return append(rows, p.leftRows()...)
}

// leftRows lists the steps that were ahead when the reader went another way.
func (p *trail) leftRows() []trailRow {
	var rows []trailRow
	for _, s := range p.way.Left {
		st := p.stories[s.Story]
		if st == nil {
			continue
		}
		if len(rows) == 0 {
			rows = append(rows, trailRow{text: "Left when you went another way"})
		}
		r := p.storyRow(st)
		r.text, r.msg = "    "+r.text, StoryRequested{Story: st}
		rows = append(rows, r)
	}
	return rows
}

// treeRows lists the background step by step, what refers to the story last.
func (p *trail) treeRows() []trailRow {
	if p.chain.Root == nil {
		return nil
	}
	here, _ := p.signs()
	root := p.storyRow(p.chain.Root)
	root.mark, root.unread = here, false
	rows := []trailRow{root}
	for _, n := range p.chain.Nodes {
		rows = append(rows, p.nodeRow(n))
	}
	if n := p.chain.Left; n > 0 {
		rows = append(rows, trailRow{text: fmt.Sprintf("  and %d more references; open a story above to see on from there", n)})
	}
	if len(p.chain.Cited) > 0 {
		rows = append(rows, trailRow{text: "Stories that refer to it"})
	}
	for _, s := range p.chain.Cited {
		r := p.storyRow(s)
		r.text = "  " + r.text
		r.gap = span(p.chain.Root, s)
		rows = append(rows, r)
	}
	if len(rows) == 1 {
		return nil // the story alone is no background
	}
	return rows
}

func (p *trail) storyRow(s *news.Story) trailRow {
	return trailRow{text: title(s), date: p.date(s), unread: !s.Read, msg: StoryRequested{Story: s, Walk: reader.Followed}}
}

func (p *trail) nodeRow(n news.ChainNode) trailRow {
	_, again := p.signs()
	ref := n.Ref
	r := trailRow{text: ref.Title.String()}
	if t := ref.Target; t != nil {
		r = p.storyRow(t)
		r.gap = span(n.From, t)
	}
	r.msg = FollowRequested{Ref: &ref} // asks first if it is a guess
	r.text = strings.Repeat("  ", n.Depth) + r.text
	r.note = reader.ChainNote(n)
	if n.Cycle {
		r.mark = again
	}
	switch n.End {
	case news.NotHeld:
		r.mark, r.note = missing, reader.NotCached+": "+p.env.Server(ref.URL)
	case news.NotFound:
		r.mark, r.note = missing, reader.NoAddress
	case news.Guessed:
		r.mark, r.note = missing, reader.Matched(&ref)
	case news.NoEnd, news.NotRead, news.LastOne, news.TooDeep:
	}
	return r
}

// timeRows lists the stories of the background once each, oldest first.
func (p *trail) timeRows() []trailRow {
	if p.chain.Root == nil {
		return nil
	}
	here, _ := p.signs()
	var rows []trailRow
	for _, m := range p.chain.Timeline() {
		r := p.storyRow(m.Story)
		if m.Gap > 0 {
			r.gap = "+" + length(m.Gap)
		}
		if m.Depth == 0 {
			r.mark, r.unread = here, false
		}
		rows = append(rows, r)
	}
	return rows
}

func title(s *news.Story) string {
	if s.Source.IsZero() {
		return s.Headline.String()
	}
	return s.Headline.String() + " - " + s.Source.String()
}

// date writes when a story was published; "?" marks a time that is only when
// sitrep first saw it.
func (p *trail) date(s *news.Story) string {
	t := s.When()
	switch {
	case t.IsZero():
		return "?"
	case !t.Equal(s.Published):
		return "?" + t.In(orUTC(p.env.Zone)).Format("02 Jan 15:04")
	case s.PublishedDay:
		return t.UTC().Format("02 Jan 2006")
	}
	return t.In(orUTC(p.env.Zone)).Format("02 Jan 15:04")
}

// span says how long before or after one story another was published:
// "-14d", "+3h"; nothing if a time is unknown.
func span(from, s *news.Story) string {
	if from.Published.IsZero() || s.Published.IsZero() {
		return ""
	}
	d := s.Published.Sub(from.Published)
	switch {
	case d < 0:
		return "-" + length(-d)
	case d == 0:
		return "0m"
	}
	return "+" + length(d)
}

// length writes a duration in its largest unit, in at most 4 cells for what
// news spans.
func length(d time.Duration) string {
	const day = 24 * time.Hour
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%dm", d/time.Minute)
	case d < 2*day:
		return fmt.Sprintf("%dh", d/time.Hour)
	case d < 1000*day:
		return fmt.Sprintf("%dd", d/day)
	}
	return fmt.Sprintf("%dy", d/(365*day))
}

// line writes a row in exactly w cells: marks, date, gap, text, note. Narrow
// screens go without date and gap.
func (p *trail) line(r trailRow) string {
	ascii := p.env.ASCII
	unread := "•"
	if ascii {
		unread = "*"
	}
	lead := fit(r.mark, 1, ascii)
	if p.view != wayView {
		lead += mark(r.unread, unread)
	}
	lead += " "
	switch {
	case p.w < 50:
	case p.view == wayView:
		lead += fit(r.date, 14, ascii)
	default:
		lead += fit(r.date, 13, ascii) + fitRight(r.gap, 5, ascii) + "  "
	}
	note := ""
	if r.note != "" {
		note = "  " + r.note
	}
	room := max(min(p.w, widest)-ansi.StringWidthWc(lead), 0)
	note = Cut(note, max(room/2, 0), ascii)
	if r.text == "" {
		note = ""
	}
	text := fit(r.text, room-ansi.StringWidthWc(note), ascii)
	return fit(lead+text+note, p.w, ascii)
}
