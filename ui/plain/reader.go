package plain

import (
	"context"
	"io"
	"strings"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Options has the parts a Reader works with. Env, In and Out are needed.
type Options struct {
	Env *reader.Env
	In  io.Reader
	Out io.Writer
	// Person says that somebody types the lines: they are not repeated in
	// the output, and an empty one that comes while something is fetched
	// ends the waiting.
	Person bool
	// Page is how many lines of text are printed at a time; 0: texts as a
	// whole.
	Page int
	// Columns is how many characters a line of the terminal has: longer
	// lines are broken between words, not by the terminal within them. 0:
	// it is no terminal, what is one thing stays one line.
	Columns int
	// Width is how many characters a line of text may have; 0: a paragraph
	// is a line.
	Width int
	// Fold writes ASCII alone, with stand-ins for other letters: for
	// terminals that do not read UTF-8, and take parts of it for commands.
	Fold bool
	// Changed receives when something in the cache has changed, Progress
	// when polling has got further. Either may be nil.
	Changed  <-chan struct{}
	Progress <-chan reader.Progress
	// Settings receives a configuration that was read again; Reload asks for that. Both
	// may be nil.
	Settings <-chan Settings
	Reload   func()
	// Cite is how citations are written; empty: as Markdown.
	Cite cite.Form
	// Go runs what the reader starts besides the reading of lines; it may be
	// nil. It ends soon after Env.Ctx does.
	Go func(func())
	// Secondary: begin without the last session and keep none, since another
	// reader keeps it. TakenOver is closed when another one takes over; it may be nil.
	Secondary bool
	TakenOver <-chan struct{}
	// Replaced is closed when the cache was removed or replaced, so that nothing
	// is kept any more; it may be nil.
	Replaced <-chan struct{}
}

// Reader reads commands and prints. It serves one goroutine. Make one with
// New.
type Reader struct {
	opt   Options
	env   *reader.Env
	out   out
	lines <-chan string

	ahead  []string // commands that were typed while something was awaited
	ended  bool     // there are no more lines
	done   bool     // the reader wants to leave
	heard  bool     // the cache has changed since it was last asked for news
	new    int      // new stories that were told of
	polled reader.Progress
	polls  int // how many times polling was heard of

	list      *list
	looked    looked
	times     reader.Times   // of headlines
	rows      int            // how many headlines are printed at a time
	story     *reading       // nil: none is open
	settings  []Settings     // that were read again, and are taken over before the next prompt
	reloading bool           // the configuration was asked for
	wrong     sanitize.Clean // with it, when it was read last; empty: nothing is
	unread    bool           // only unread stories are listed
	inStory   bool           // commands are about the story, not the list
	trail     news.Trail
	tried     map[news.StoryID]time.Time // whose text was asked for, and when last
	asked     int                        // the uncertain reference that was asked about; 0: none
	missed    *news.Story                // could not be fetched just now
	brief     *reader.Brief              // that was read last; nil: none
	kept      news.Session               // the saved session
	at        news.Step                  // the place that was saved last
	rule      news.Rule                  // that was proposed last; empty: none was
	form      cite.Form                  // of citations; empty: Markdown

	unfolded bool // each story is listed by itself

	moves []reader.Regrouped // by hand, since marks were changed last
}

// New makes a reader. It asks nothing of the cache yet.
func New(o Options) *Reader {
	r := &Reader{opt: o, env: o.Env, tried: map[news.StoryID]time.Time{}}
	if r.opt.Go == nil {
		r.opt.Go = func(f func()) { go f() }
	}
	r.out = out{w: o.Out, fold: o.Fold}
	r.form = o.Cite
	r.list, r.rows, r.times = &list{cur: -1}, headlinesAtOnce, reader.Relative
	return r
}

// Run reads and obeys lines until there are no more, the reader quits, or
// Env.Ctx ends. The error is that of writing.
func (r *Reader) Run() error {
	ctx, cancel := context.WithCancel(r.env.Ctx)
	defer cancel()
	r.lines = listen(ctx, r.opt.In)
	r.begin()
	for !r.done && r.out.err == nil {
		r.tellNews()
		line, ok := r.ask()
		if !ok {
			break
		}
		r.returned()
		r.obey(line)
		r.keep()
	}
	r.end()
	return r.out.err
}

// ask prints the prompt and waits for a line.
func (r *Reader) ask() (line string, ok bool) {
	if len(r.ahead) > 0 {
		line, r.ahead = r.ahead[0], r.ahead[1:]
		return line, true
	}
	if r.ended || r.env.Ctx.Err() != nil {
		return "", false
	}
	r.out.part(r.prompt())
	for {
		select {
		case <-r.env.Ctx.Done():
			r.out.line("")
			return "", false
		case line, ok = <-r.lines:
			if !ok || !r.opt.Person {
				r.out.line(sanitize.Line(line).String())
			}
			return line, ok
		case _, open := <-r.opt.Changed:
			r.changed(open)
		case p, open := <-r.opt.Progress:
			r.progress(p, open)
		case now, open := <-r.opt.Settings:
			r.received(now, open)
		}
	}
}

// prompt says what commands are about.
func (r *Reader) prompt() string {
	if r.inStory {
		return "story> "
	}
	return "headlines> "
}

func (r *Reader) changed(open bool) {
	r.heard = true
	if !open {
		r.opt.Changed = nil
	}
}

func (r *Reader) progress(p reader.Progress, open bool) {
	if !open {
		r.opt.Progress = nil
		return
	}
	r.polled = p
	r.polls++
}

// tellNews says, on one line, what happened since the last prompt.
func (r *Reader) tellNews() {
	select {
	case <-r.opt.TakenOver:
		r.opt.TakenOver = nil
		if !r.opt.Secondary {
			r.opt.Secondary = true
			r.say(reader.TakenOver)
		}
	default:
	}
	select {
	case <-r.opt.Replaced:
		r.opt.Replaced, r.opt.Secondary = nil, true // there is nothing to keep a place in
		r.say(reader.Replaced)
	default:
	}
	r.tellSettings()
	for more := true; more; {
		select {
		case _, open := <-r.opt.Changed:
			r.changed(open)
		case p, open := <-r.opt.Progress:
			r.progress(p, open)
		default:
			more = false
		}
	}
	if !r.heard || len(r.ahead) > 0 {
		return
	}
	r.heard = false
	c, err := r.env.Library.Count(r.env.Ctx, r.list.filter, r.list.upTo)
	if err != nil || c.New == r.new {
		return
	}
	if r.new = c.New; c.New > 0 {
		r.sayf("%s arrived; new lists what is there now.", amount(c.New, c.More, "new story has", "new stories have"))
	}
}

// begin greets and takes up the last session.
func (r *Reader) begin() {
	r.say("sitrep, line by line. Enter reads on, help lists the commands, quit ends.")
	r.beginLooked()
	desk, query := r.resume()
	if !r.list.start(r, desk, query, r.kept.Narrow) {
		return
	}
	if len(r.list.rows) == 0 && r.list.query == "" && r.list.desk == 0 {
		r.fill()
	}
	if !r.opt.Secondary && r.env.BriefIsFirst() {
		r.showBrief("")
	}
	r.showList(0)
}

// fill waits for the first stories of an empty cache.
func (r *Reader) fill() {
	how := "."
	if r.opt.Person {
		how = "; Enter does not wait for them."
	}
	r.say("No stories yet. The feeds are being asked" + how)
	r.rest(firstWait, func() bool { return r.polled.Total > 0 && r.polled.Done >= r.polled.Total })
	r.list.start(r, "", "", false)
}

// How long the end of a round of polling is waited for, and its beginning.
const (
	firstWait = 20 * time.Second
	restWait  = 2 * time.Minute
	beginWait = 5 * time.Second
)

// rest waits until a round of polling has ended, or enough says so, and
// reports whether it has. A person ends the waiting by an empty line.
func (r *Reader) rest(most time.Duration, enough func() bool) bool {
	limit, silence := time.NewTimer(most), time.NewTimer(beginWait)
	defer limit.Stop()
	defer silence.Stop()
	from := r.polls
	for {
		select {
		case <-r.env.Ctx.Done():
			return false
		case <-limit.C:
			return false
		case <-silence.C:
			if r.polls == from {
				return false // another process polls, or none
			}
		case line, ok := <-r.typing():
			if r.calledOff(line, ok) {
				return false
			}
		case _, open := <-r.opt.Changed:
			r.changed(open)
		case p, open := <-r.opt.Progress:
			if r.progress(p, open); open && (!p.Running || enough()) {
				return true
			}
		}
	}
}

// await does something that may take long. A person calls it off by an empty
// line.
func (r *Reader) await(job func(ctx context.Context) error) error {
	ctx, cancel := context.WithCancel(r.env.Ctx)
	defer cancel()
	done := make(chan error, 1)
	r.opt.Go(func() { done <- job(ctx) })
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return ctx.Err()
		case line, ok := <-r.typing():
			if r.calledOff(line, ok) {
				return context.Canceled
			}
		}
	}
}

// mostAhead is how many lines are taken while something is awaited.
const mostAhead = 100

// typing returns where lines come from while something is awaited: those of
// a script wait.
func (r *Reader) typing() <-chan string {
	if !r.opt.Person || len(r.ahead) >= mostAhead {
		return nil
	}
	return r.lines
}

// calledOff takes a line that came while something was awaited, and reports
// whether it is not to be awaited any more: an empty line says so. Others are
// obeyed afterwards.
func (r *Reader) calledOff(line string, ok bool) bool {
	if r.ended = !ok; !ok || strings.TrimSpace(line) == "" {
		return true
	}
	r.ahead = append(r.ahead, line)
	return false
}

// endWithin is how long the last writing may take.
const endWithin = time.Second

// end saves place and trail.
func (r *Reader) end() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.env.Ctx), endWithin)
	defer cancel()
	r.save(ctx)
	r.saveLooked(ctx)
}
