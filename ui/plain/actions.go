package plain

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

func itoa(n int) string { return strconv.Itoa(n) }

// number reads a number that stands alone.
func number(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0
}

// meant returns the story that a command is about: in the list the headline
// of the number, or the current one; in a story that story.
func (r *Reader) meant(arg string) (*news.Story, bool) {
	n, isNumber := number(arg)
	if arg != "" && !isNumber {
		r.sayf(reader.NotANumber, arg)
		return nil, false
	}
	if r.inStory {
		if isNumber {
			r.say("Here this is about the open story, without a number; list goes to the headlines.")
			return nil, false
		}
		return r.story.Story, true
	}
	s, ok := r.headlineAt(n)
	if ok && n > 0 {
		r.list.cur = n - 1
	}
	return s, ok
}

// setMark changes a mark of a story by its present value in the cache.
type setMark func(ctx context.Context, id news.StoryID, to func(now bool) bool) (*news.Story, sanitize.Clean, error)

// mark changes a mark of the story that is meant.
func (r *Reader) mark(arg string, set setMark, to func(now bool) bool) {
	s, ok := r.meant(arg)
	if !ok {
		return
	}
	was, done, err := set(r.env.Ctx, s.ID, to)
	if err != nil {
		r.complain(reader.MarkFailed, err)
		return
	}
	r.moves = nil
	text := done.String()
	if !r.inStory {
		text += " " + stop(headline(was))
	}
	r.say(text)
}

func (r *Reader) markRead(arg string, read func(now bool) bool) { r.mark(arg, r.env.SetRead, read) }

func (r *Reader) star(arg string, starred func(now bool) bool) { r.mark(arg, r.env.SetStar, starred) }

func (r *Reader) undo() {
	if r.putBack() {
		return
	}
	what, err := r.env.Library.Undo(r.env.Ctx)
	switch {
	case err != nil:
		r.complain(reader.UndoFailed, err)
	case what.IsZero():
		r.say(reader.NothingToUndo)
	default:
		r.say(reader.Undone + stop(what.String()))
	}
}

// target returns the title and address that a command is about: of what
// could not be fetched just now, of what a number of the open story stands
// for, else of the story that is meant.
func (r *Reader) target(arg string) (*news.Story, bool) {
	if r.missed != nil && arg == "" {
		return r.missed, true
	}
	var s *news.Story
	n, isNumber := number(arg)
	if r.inStory && isNumber {
		if n < 1 || n > len(r.story.items) {
			r.sayf("There is no number %d here.", n)
			return nil, false
		}
		it := r.story.items[n-1]
		s = &news.Story{Headline: sanitize.Line(titleOf(it))}
		if it.Link != nil {
			s.URL = it.Link.URL
		} else {
			s.URL = it.Ref.URL
		}
	} else {
		var ok bool
		if s, ok = r.meant(arg); !ok {
			return nil, false
		}
	}
	if s.URL == "" {
		r.say("It has no address.")
		return nil, false
	}
	return s, true
}

func (r *Reader) browse(arg string) {
	s, ok := r.target(arg)
	if !ok {
		return
	}
	if err := r.env.Actions.Browse(r.env.Ctx, s.URL); err != nil {
		r.complain(reader.BrowserFailed, err)
		return
	}
	r.say(reader.BrowserOpened + s.URL)
}

// clip prints an address and writes it to the clip file.
func (r *Reader) clip(arg string) {
	if s, ok := r.target(arg); ok {
		r.copyText(sanitize.Line(s.URL))
	}
}

// cite prints a citation and writes it to the clip file, or sets the form of
// citations.
func (r *Reader) cite(arg string) {
	form, ok := cite.Named(arg)
	_, isNumber := number(arg)
	switch {
	case ok:
		r.form = form
		r.sayf(reader.CiteFormSet, form)
	case arg != "" && !isNumber:
		r.sayf(reader.NoCiteForm, arg, strings.Join(reader.CiteForms(), ", "))
	default:
		if s, ok := r.target(arg); ok {
			var known []cite.Known
			if r.env.Notebook != nil {
				known, _ = r.env.Notebook.Known(r.env.Ctx, s) // a citation without it is better than none
			}
			r.copyText(cite.Stories([]*news.Story{s}, known, r.form))
		}
	}
}

// copyText prints a text and writes it to the clip file.
func (r *Reader) copyText(text sanitize.Clean) {
	for line := range strings.SplitSeq(text.String(), "\n") {
		r.say(line)
	}
	file, err := r.env.Actions.Clip(r.env.Ctx, text)
	if err != nil {
		r.complain("It could not be written to the clip file", err)
		return
	}
	r.say("It is also in " + file)
}

// saveStory writes a story to a file: at the path that follows, else where the
// person saved last.
func (r *Reader) saveStory(arg string) {
	at, path, _ := strings.Cut(arg, " ")
	if _, ok := number(at); !ok {
		at, path = "", arg
	}
	s, ok := r.meant(at)
	if !ok {
		return
	}
	file, err := r.env.Actions.Save(r.env.Ctx, strings.TrimSpace(path), s.ID)
	if err != nil {
		r.complain(reader.SaveFailed, err)
		return
	}
	r.say(reader.SavedAs + file)
}

// pipe hands a story's text to a program of the configuration.
func (r *Reader) pipe(name string) {
	s, ok := r.meant("")
	if !ok {
		return
	}
	var names []string
	for _, n := range r.env.Pipes {
		names = append(names, n.String())
	}
	if len(names) == 1 && name == "" {
		name = names[0]
	}
	switch {
	case len(names) == 0:
		r.say(reader.NoPipes)
		return
	case !slices.Contains(names, name):
		r.sayf("pipe NAME; the names are %s.", strings.Join(names, ", "))
		return
	}
	out, err := r.env.Actions.Pipe(r.env.Ctx, name, s.ID)
	switch {
	case err != nil:
		r.complain(reader.PipeFailed, err)
	case out.IsZero():
		r.say(name + reader.PipeTook)
	default:
		r.say(name + ": " + out.String())
	}
}

// fetchFull fetches the full text of a story, also if it is held.
func (r *Reader) fetchFull(arg string) {
	s, ok := r.meant(arg)
	if !ok {
		return
	}
	if s.URL == "" {
		r.say(reader.NoTextSource)
		return
	}
	if err := r.fetchText(s, "; Enter calls it off."); err != nil {
		r.complain(reader.TextMissing, err)
		return
	}
	r.say(reader.TextHere)
	if !r.inStory {
		return
	}
	now, err := r.load(s.ID)
	if err != nil {
		r.complain(reader.NotOpened, err)
		return
	}
	r.story = now
	r.page(0)
}

// refresh polls the feed of a story, or with "all" the feeds that are due.
func (r *Reader) refresh(arg string) {
	if arg == "all" {
		r.polling("All feeds that were due have been asked; wait tells when they have answered.")
		return
	}
	s, ok := r.meant(arg)
	switch {
	case !ok:
	case s.Feed == "":
		r.say(reader.NoFeed)
	default:
		r.polling("Asked "+s.Source.String()+"; wait tells when it has answered.", s.Feed)
	}
}

func (r *Reader) polling(done string, feeds ...news.FeedID) {
	if err := r.env.Actions.Refresh(r.env.Ctx, feeds...); err != nil {
		r.complain(reader.NotRefreshed, err)
		return
	}
	r.say(done)
}

// wait waits until polling has come to rest.
func (r *Reader) wait() {
	if !r.rest(restWait, func() bool { return false }) {
		r.say("Polling is not known to have ended; what arrives is told.")
		return
	}
	p := r.polled
	r.heard = true
	r.sayf("%s asked, %d failed, %s.", count(p.Total, "feed was", "feeds were"), p.Failed, count(p.New, "new story", "new stories"))
}

// feeds lists how the feeds are, the ailing ones first.
func (r *Reader) feeds() {
	feeds, err := r.env.Library.Feeds(r.env.Ctx)
	if err != nil {
		r.complain(reader.NoFeedStates, err)
		return
	}
	rank := func(f news.FeedStatus) int {
		return slices.Index([]news.Condition{news.Failing, news.Missing, news.Gone, news.Waiting, news.OK}, f.State.Condition())
	}
	slices.SortStableFunc(feeds, func(a, b news.FeedStatus) int {
		return cmp.Or(rank(a)-rank(b), cmp.Compare(a.Name().String(), b.Name().String()))
	})
	ailing := 0
	for _, f := range feeds {
		if rank(f) < 3 {
			ailing++
		}
	}
	r.sayf("%s followed, %d with trouble.", count(len(feeds), "feed is", "feeds are"), ailing)
	now := r.env.Now()
	for _, f := range feeds {
		r.say(r.health(f, now))
	}
}

// health says how a feed is.
func (r *Reader) health(f news.FeedStatus, now time.Time) string {
	s := f.State
	facts := []string{string(s.Condition())}
	if s.Failures > 0 {
		facts = append(facts, count(s.Failures, "failure in a row", "failures in a row"))
	}
	if s.LastOK.IsZero() {
		facts = append(facts, "never answered")
	} else {
		facts = append(facts, "answered "+ago(s.LastOK, now, r.env.Zone))
	}
	facts = append(facts, count(f.Items, "story", "stories"))
	switch d := s.Next.Sub(now); {
	case s.Gone:
	case s.Next.IsZero() || d <= 0:
		facts = append(facts, "due now")
	case d < 2*time.Hour:
		facts = append(facts, fmt.Sprintf("next in %d min", int(d.Minutes())+1))
	default:
		facts = append(facts, fmt.Sprintf("next in %d h", int(d.Round(time.Hour).Hours())))
	}
	text := f.Name().String() + ": " + joined(facts) + "."
	if !s.Err.IsZero() {
		text += " " + stop(s.Err.String())
	}
	if s.MovedTo != "" {
		text += " It has moved to " + sanitize.Redacted(s.MovedTo)
	}
	return text
}

// setPage sets how many lines are printed at a time.
func (r *Reader) setPage(arg string) {
	n, ok := number(arg)
	if !ok {
		r.say("How many lines? page 0 prints texts as a whole.")
		return
	}
	if r.opt.Page = n; n == 0 {
		r.say("Texts are printed as a whole.")
		return
	}
	r.rows = min(n, stride)
	r.sayf("%s at a time.", count(n, "line or headline", "lines or headlines"))
}

// narrowest is the least width that can be asked for.
const narrowest = 10

// setWidth sets where lines of text are broken.
func (r *Reader) setWidth(arg string) {
	n, ok := number(arg)
	if !ok || n > 0 && n < narrowest {
		r.sayf("How many characters a line? From %d on; width 0 breaks no lines.", narrowest)
		return
	}
	r.breakAt(n)
	if n == 0 {
		r.say("A paragraph is a line.")
		return
	}
	r.sayf("Lines have %d characters at most.", n)
}

// breakAt breaks lines of text at a width, those of the open story too.
func (r *Reader) breakAt(n int) {
	r.opt.Width = n
	s := r.story
	if s == nil {
		return
	}
	block, line := s.text.Position(s.top)
	if now, err := r.load(s.Story.ID); err == nil {
		now.top = now.text.LineAt(block, line)
		now.next = now.top
		r.story = now
	}
}
