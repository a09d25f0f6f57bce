package plain

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/typeset"
)

// wide is the width at which no line of a text is broken.
const wide = 1 << 20

// reading is the story that is open, and how far it was printed.
type reading struct {
	reader.Reading
	text    *typeset.Text
	items   []typeset.Item
	top     int // the first line of the page that was printed
	next    int // the line after it
	query   string
	matches []typeset.Match
	match   int // the one that was gone to last
}

// load reads a story with everything that is told of it.
func (r *Reader) load(id news.StoryID) (*reading, error) {
	got, err := reader.Read(r.env.Ctx, r.env.Library, id)
	if err != nil {
		return nil, err
	}
	s := &reading{Reading: got}
	blocks := s.Body.Blocks
	if len(blocks) == 0 && !s.Story.Summary.IsZero() {
		blocks = []news.Block{{Kind: news.Paragraph, Text: s.Story.Summary}}
	}
	width := r.opt.Width
	if width < 1 {
		width = wide
	}
	s.text = typeset.Set(blocks, s.Refs, typeset.Options{Width: width, ASCII: true, Words: true})
	s.items = s.text.Items()
	return s, nil
}

// open prints a story from where the reader was in it, or from step. w says
// how they came, at which step of the trail they go to.
func (r *Reader) open(id news.StoryID, w reader.Walk, step news.Step, at int) {
	s, err := r.load(id)
	if err != nil {
		r.complain(reader.NotOpened, err)
		return
	}
	r.savePosition(r.env.Ctx)
	r.header(s.Story)
	s, note := r.whole(s)
	if step == (news.Step{}) {
		// A place that cannot be read is no reason not to open the story.
		step, _ = r.env.Library.Position(r.env.Ctx, id)
	}
	r.story, r.inStory, r.asked = s, true, 0
	r.noteStep(id, w, at)
	if !s.Story.Read {
		if err := r.env.Library.MarkRead(r.env.Ctx, true, id); err != nil {
			r.complain(reader.ReadFailed, err)
		}
	}
	if sum := s.sum(); sum != "" {
		r.say(sum)
	}
	if note != "" {
		r.say(note)
	}
	r.out.line("")
	from := 0
	if step.Story == id && step.Top+step.Line > 0 {
		from = s.text.LineAt(step.Top, step.Line)
		r.say("From where you were; top begins at the beginning.")
	}
	r.page(from)
}

// header names a story, its source and its times.
func (r *Reader) header(s *news.Story) {
	r.say(headline(s))
	facts := []string{s.Source.String()}
	if !s.Byline.IsZero() {
		facts = []string{s.Byline.String(), s.Source.String()}
	}
	if s.Lang != "" {
		facts = append(facts, "language "+s.Lang)
	}
	if s.Starred {
		facts = append(facts, "starred")
	}
	r.say(joined(facts) + ".")
	times := "Published at a time not known"
	if !s.Published.IsZero() {
		times = "Published " + r.moment(s.Published, s.PublishedDay)
	}
	if s.Updated.After(s.Published) {
		times += "; updated " + r.moment(s.Updated, false)
	}
	if !s.FirstSeen.IsZero() {
		times += "; first seen " + r.moment(s.FirstSeen, false)
	}
	r.say(times + ".")
	if s.Revisions > 0 {
		r.sayf("Edited since: %s kept.", count(s.Revisions, "earlier wording is", "earlier wordings are"))
	}
}

// moment writes a time as UTC and as the reader's own.
func (r *Reader) moment(t time.Time, day bool) string {
	utc := t.UTC()
	if day {
		return utc.Format("2 Jan 2006")
	}
	text := utc.Format("2 Jan 2006 15:04 UTC")
	if r.env.Zone == nil {
		return text
	}
	local := t.In(r.env.Zone)
	switch _, offset := local.Zone(); {
	case offset == 0:
		return text
	case local.Day() != utc.Day():
		return text + local.Format(", local 2 Jan 15:04")
	}
	return text + local.Format(", local 15:04")
}

// whole fetches the text of a story that was opened without it, once in a
// session, or whose page has grown since. note says why there is none.
func (r *Reader) whole(s *reading) (now *reading, note string) {
	if !reader.WantsPage(s.Story, s.Body, r.tried[s.Story.ID], r.env.Now()) {
		return s, s.note()
	}
	had := s.Body.Whole
	err := r.fetchText(s.Story, "; Enter reads what is here.")
	if now, lerr := r.load(s.Story.ID); lerr == nil {
		s = now
	}
	switch {
	case err == nil, errors.Is(err, context.Canceled):
		return s, s.note()
	case had:
		return s, reader.NotNewer + ": " + stop(err.Error())
	case s.Body.Note.IsZero():
		return s, reader.TextMissing + ": " + stop(err.Error())
	}
	return s, s.note()
}

// fetchText fetches the page of a story. A person is told how not to wait.
func (r *Reader) fetchText(s *news.Story, how string) error {
	if !r.opt.Person {
		how = "."
	}
	r.say("Fetching the full text from " + host(s.URL) + how)
	r.tried[s.ID] = r.env.Now()
	return r.await(func(ctx context.Context) error { return r.env.Actions.FullText(ctx, s.ID) })
}

func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "its address"
	}
	return strings.TrimPrefix(u.Host, "www.")
}

// note says why this is not the whole text, or of when it is.
func (s *reading) note() string {
	switch {
	case !s.Body.LiveAt.IsZero():
		return "Live page, as it was at " + s.Body.LiveAt.UTC().Format("2 Jan 2006 15:04 UTC") + "."
	case !s.Body.Note.IsZero():
		return stop(s.Body.Note.String())
	case s.text.Lines() == 0:
		return "No text is held; fetch asks for it."
	case !s.Body.Whole:
		return "This is what the feed carries; fetch asks for the full text."
	}
	return ""
}

// sum counts the references and links.
func (s *reading) sum() string {
	refs, links := s.counted()
	var parts []string
	if refs > 0 {
		parts = append(parts, count(refs, "reference", "references"))
	}
	if links > 0 {
		parts = append(parts, count(links, "link", "links"))
	}
	if n := len(s.Cited); n > 0 {
		parts = append(parts, "cited by "+count(n, "story", "stories"))
	}
	if len(parts) == 0 {
		return ""
	}
	return capital(joined(parts)) + "."
}

func (s *reading) counted() (refs, links int) {
	for _, it := range s.items {
		if it.Ref != nil {
			refs++
		} else {
			links++
		}
	}
	return refs, links
}

// page prints the text from a line on, to the end of the paragraph in which
// the page is full.
func (r *Reader) page(from int) {
	s := r.story
	end := s.text.Lines()
	if n := r.opt.Page; n > 0 {
		to := from + n
		for to < end && to < from+2*n && s.text.Line(to).Flow == s.text.Line(to-1).Flow {
			to++
		}
		end = min(to, end)
	}
	r.print(from, end)
	r.whereNext()
}

// print prints lines of the text, without blank ones at the edges.
func (r *Reader) print(from, to int) {
	s := r.story
	s.top, s.next = from, to
	blank := func(i int) bool { return len(s.text.Line(i).Cells) == 0 }
	for from < to && blank(from) {
		from++
	}
	for to > from && blank(to-1) {
		to--
	}
	for i := from; i < to; i++ {
		r.out.line(sanitize.Text(s.text.Line(i).String()).String())
	}
}

// whereNext says how the text goes on.
func (r *Reader) whereNext() {
	s := r.story
	if s.next < s.text.Lines() {
		r.sayf("Paragraph %s; Enter reads on.", s.paragraph(s.next-1))
		return
	}
	if refs, _ := s.counted(); refs+len(s.Cited) > 0 {
		r.say("End of the story; refs lists its references, next opens the next unread story.")
		return
	}
	r.say("End of the story; next opens the next unread one.")
}

// paragraph says which of the paragraphs a line is in.
func (s *reading) paragraph(line int) string {
	block, _ := s.text.Position(line)
	return itoa(block+1) + " of " + itoa(max(len(s.Body.Blocks), 1))
}

// more reads on, in the list or in the story.
func (r *Reader) more() {
	switch {
	case !r.inStory && r.list.next >= len(r.list.rows) && r.list.last:
		if r.list.next == 0 {
			r.anew()
			return
		}
		r.say("This is the end of the list.")
	case !r.inStory:
		r.showList(r.list.next)
	case r.story.next >= r.story.text.Lines():
		r.whereNext()
	default:
		r.page(r.story.next)
	}
}

// less goes a page back.
func (r *Reader) less() {
	if !r.inStory {
		if r.list.top == 0 {
			r.say("This is the beginning of the list.")
			return
		}
		r.showList(max(r.list.top-r.rows, 0))
		return
	}
	s := r.story
	if s.top == 0 {
		r.say("This is the beginning of the story.")
		return
	}
	from := 0
	if n := r.opt.Page; n > 0 {
		from = s.begin(max(s.top-n, 0))
	}
	r.print(from, s.top)
	r.whereNext()
}

// begin returns the first line of the paragraph that a line is in.
func (s *reading) begin(line int) int {
	for line > 0 && s.text.Line(line-1).Flow == s.text.Line(line).Flow {
		line--
	}
	return line
}

// step reads one headline, or one paragraph, on or back.
func (r *Reader) step(dir int) {
	if !r.inStory {
		r.one(r.list.cur + dir)
		return
	}
	s := r.story
	switch {
	case dir > 0 && s.next >= s.text.Lines():
		r.whereNext()
	case dir > 0:
		r.print(s.next, s.flowEnd(s.next))
	case s.top == 0:
		r.say("This is the beginning of the story.")
	default:
		r.print(s.begin(s.top-1), s.top)
	}
}

// flowEnd returns the line after the paragraph that a line is in.
func (s *reading) flowEnd(line int) int {
	for line++; line < s.text.Lines() && s.text.Line(line).Flow == s.text.Line(line-1).Flow; line++ {
	}
	return line
}

// first goes to the beginning.
func (r *Reader) first() {
	if r.inStory {
		r.page(0)
		return
	}
	r.showList(0)
}

// bottom goes to the end of the story.
func (r *Reader) bottom() {
	if !r.inStory {
		r.say("The list goes on as far as the cache does; before: and search find what is old.")
		return
	}
	s := r.story
	r.print(s.begin(max(s.text.Lines()-max(r.opt.Page, headlinesAtOnce), 0)), s.text.Lines())
	r.whereNext()
}

// find goes to the next place where the story says something.
func (r *Reader) find(query string) {
	s := r.story
	if !r.inStory {
		r.say("find looks through the open story; search looks through the cache.")
		return
	}
	switch {
	case query == "" && s.query == "":
		r.say("Find what? Such as: find bridge")
		return
	case query == "":
		s.match++
	default:
		s.query, s.matches, s.match = query, s.text.Search(query), 0
	}
	if len(s.matches) == 0 {
		r.sayf("Not found: %s", cmp.Or(query, s.query))
		return
	}
	if s.match >= len(s.matches) {
		s.match = 0
	}
	line := s.matches[s.match].Line
	r.sayf("Match %d of %d, paragraph %s.", s.match+1, len(s.matches), s.paragraph(line))
	r.print(s.begin(line), s.flowEnd(line))
}

// where names the list and the open story, and how far it was read.
func (r *Reader) where() {
	l := r.list
	r.sayf("%s: %d of %s printed.", l.name(r), l.next, amount(l.counts.Total, l.counts.More, "story", "stories"))
	if s := r.story; s != nil {
		r.sayf("Open: %s Paragraph %s.", stop(headline(s.Story)), s.paragraph(s.top))
	}
	if t := r.trail; len(t.Steps) > 1 {
		r.sayf("Step %d of %d on the trail.", t.At+1, len(t.Steps))
	}
}

// leave goes one level back: from the story to the list, from a search to
// the list before, and at the top out.
func (r *Reader) leave() {
	switch {
	case r.inStory:
		r.savePosition(r.env.Ctx)
		r.inStory = false
		r.atHeadline()
	case r.list.query != "":
		r.endSearch()
	default:
		r.done = true
	}
}
