package plain

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
)

// headlinesAtOnce is how many headlines are printed until page says otherwise.
const headlinesAtOnce = 10

// list is a list of headlines: a snapshot of the cache up to upTo, as far as
// it was read. Headlines keep their numbers until it is read anew.
type list struct {
	desk   int // 0: all stories, then Env.Desks
	query  string
	narrow bool // only the desk is searched
	filter news.Filter
	base   *news.Filter // filter with the muted stories; nil: the mutes were not read yet
	muted  *news.Filter // matches the muted stories; nil: none are
	upTo   int64
	readAt time.Time // when it was read
	counts news.Counts
	rows   []*news.Story
	edge   *news.Story // the last that was read, listed or not
	folds  folds
	last   bool  // there are no more
	top    int   // the first row of the page that was printed
	next   int   // the row after it
	cur    int   // the headline that commands without a number are about; -1: none
	before *list // the list before a search
}

// start reads the beginning of a list. A desk or a query that is none any
// more is left out. It reports whether the cache could be read.
func (l *list) start(r *Reader, desk, query string, narrow bool) bool {
	n := 1 + slices.IndexFunc(r.env.Desks, func(d reader.Desk) bool { return d.Name.String() == desk })
	next := &list{desk: n, filter: r.deskFilter(n), cur: -1}
	if query != "" && r.env.Parse != nil {
		if f, err := r.env.Parse(query, r.env.Now()); err == nil {
			next.before = &list{desk: n, filter: next.filter, cur: -1}
			next.query, next.narrow = query, narrow && n > 0
			if next.narrow {
				f = next.filter.And(f.ForDesk(desk))
			}
			next.filter = f
		}
	}
	return r.read(next)
}

// read makes a list the one that is shown, with everything that has arrived.
func (r *Reader) read(next *list) bool {
	var err error
	if next.upTo, err = r.env.Library.Latest(r.env.Ctx); err == nil {
		err = next.withoutMuted(r)
	}
	if err == nil {
		err = next.extend(r, r.rows)
	}
	if err != nil {
		r.complain(reader.Unreadable, err)
		return false
	}
	r.looked.now = r.lookedUpTo(r.env.Now())
	next.readAt = r.env.Now()
	r.list, r.new, r.heard = next, 0, false
	return true
}

// extend reads rows until there are n or no more.
func (l *list) extend(r *Reader, n int) error {
	for len(l.rows) < n && !l.last {
		w := news.Window{Limit: n - len(l.rows), UpTo: l.upTo}
		if l.edge != nil {
			m := news.MarkOf(l.edge)
			w.After = &m
		}
		rows, err := r.env.Library.Stories(r.env.Ctx, l.filter, w)
		if err != nil {
			return err
		}
		l.last = len(rows) < w.Limit
		if len(rows) > 0 {
			l.edge = rows[len(rows)-1]
		}
		if rows, err = l.fold(r, rows); err != nil {
			return err
		}
		l.rows = append(l.rows, rows...)
	}
	return nil
}

func (r *Reader) deskFilter(n int) news.Filter {
	if n < 1 || n > len(r.env.Desks) {
		return news.Filter{}
	}
	return r.env.Desks[n-1].Filter(r.env.Now()).ForDesk(r.env.Desks[n-1].Name.String())
}

// showList prints a page of headlines from a row on.
func (r *Reader) showList(from int) {
	l := r.list
	r.inStory = false
	to := from + r.rows
	err := l.extend(r, to+1) // one more tells whether there are more
	if err == nil {
		to = min(to, len(l.rows))
		l.counts, err = r.env.Library.Count(r.env.Ctx, l.filter, l.upTo)
	}
	if err == nil {
		err = l.renew(r, from, to)
	}
	if err != nil {
		r.complain(reader.Unreadable, err)
		return
	}
	if len(l.rows) == 0 {
		r.nothing()
		r.sayMuted(l)
		return
	}
	l.top, l.next = from, to
	if from == 0 {
		r.sayf("%s: %s, %d unread.", l.name(r), amount(l.counts.Total, l.counts.More, "story", "stories"), l.counts.Unread)
		r.sayMuted(l)
		r.sayHours(l)
	}
	now := r.env.Now()
	for i := from; i < to; i++ {
		if at, ok := l.rule(r, i); ok {
			r.say("What follows is older: " + reader.LookedLast(at, now, r.env.Zone) + ".")
		}
		if day := l.newDay(r, i); day != "" {
			r.say(stop(day))
		}
		r.say(l.row(r, i, now))
	}
	switch {
	case to < len(l.rows) && from == 0:
		r.say("Enter lists more; a number opens a story.")
	case to == len(l.rows):
		r.say("These are all.")
	}
}

// atHeadline says where in the list the reader is.
func (r *Reader) atHeadline() {
	l := r.list
	if l.cur < 0 {
		r.say("Back in the headlines; list reads them.")
		return
	}
	r.sayf("Back in the headlines, at %d. %s", l.cur+1, stop(headline(l.rows[l.cur])))
}

// renew asks how rows are now: marks change.
func (l *list) renew(r *Reader, from, to int) error {
	if from >= to {
		return nil
	}
	ids := make([]news.StoryID, 0, to-from)
	for _, s := range l.rows[from:to] {
		ids = append(ids, s.ID)
	}
	rows, err := r.env.Library.StoriesByID(r.env.Ctx, ids...)
	for _, s := range rows {
		if i := slices.IndexFunc(l.rows[from:to], func(have *news.Story) bool { return have.ID == s.ID }); i >= 0 {
			l.rows[from+i] = s
		}
	}
	return err
}

// name returns the name of the list.
func (l *list) name(r *Reader) string {
	name := "All"
	if l.desk > 0 {
		name = "Desk " + r.env.Desks[l.desk-1].Name.String()
	}
	switch {
	case l.query == "":
	case l.narrow:
		name += ", search for " + l.query
	case l.desk == 0:
		name = "Search for " + l.query
	default:
		name = "Search of all for " + l.query
	}
	if r.unread {
		name += ", unread only"
	}
	return name
}

// nothing says why there is nothing to list.
func (r *Reader) nothing() {
	l := r.list
	switch {
	case r.unread:
		r.sayf("%s: no story is unread; unread-only lists all again.", l.name(r))
		return
	case l.query != "":
		r.sayf("No story matches %s; end brings the list back.", l.query)
		return
	case l.desk > 0:
		r.sayf("No story on desk %s yet: %s", r.env.Desks[l.desk-1].Name, r.env.Desks[l.desk-1].Query)
		return
	}
	feeds, err := r.env.Library.Feeds(r.env.Ctx)
	if err != nil {
		r.complain(reader.NoFeedStates, err)
		return
	}
	failed := 0
	for _, f := range feeds {
		if f.State.Failures > 0 {
			failed++
		}
	}
	switch {
	case len(feeds) == 0:
		r.say("No stories yet: there are no feeds to poll.")
	case failed == len(feeds):
		r.sayf("No stories yet: no feed could be reached (%d tried). They are tried again by themselves; feeds says why they failed.", failed)
	default:
		r.sayf("No stories yet: %s followed, %d failed. What arrives is told here.", count(len(feeds), "feed is", "feeds are"), failed)
	}
	if r.env.Welcome != nil {
		for _, w := range r.env.Welcome() {
			r.say(w.String())
		}
	}
}

// row says all that is known of a headline, what matters most first.
func (l *list) row(r *Reader, i int, now time.Time) string {
	s := l.rows[i]
	facts := []string{s.Source.String(), r.when(s, now)}
	if !s.Read {
		facts = append(facts, "unread")
	}
	if s.Starred {
		facts = append(facts, "starred")
	}
	if s.Edited {
		facts = append(facts, "edited")
	}
	if s.References > 0 {
		facts = append(facts, count(s.References, "reference", "references"))
	}
	facts = append(facts, l.reported(s))
	return fmt.Sprintf("%d. %s %s.", i+1, stop(headline(s)), joined(facts))
}

func joined(parts []string) string {
	parts = slices.DeleteFunc(parts, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

func headline(s *news.Story) string {
	if s.Headline.IsZero() {
		return "No headline"
	}
	return s.Headline.String()
}

// when says when a story was published, as the person wants it.
func (r *Reader) when(s *news.Story, now time.Time) string {
	ago, t := when(s, now, r.env.Zone), s.When()
	if r.times == reader.Relative || s.PublishedDay || t.IsZero() {
		return ago
	}
	zone := orUTC(r.env.Zone)
	local := t.In(zone)
	at := local.Format("on 2 Jan at 15:04")
	if reader.SameDay(local, now.In(zone)) {
		at = local.Format("at 15:04")
	}
	switch {
	case r.times == reader.Both:
		return at + ", " + ago
	case t.Equal(s.FirstSeen) && !t.Equal(s.Published):
		return "time not known, seen " + at
	}
	return at
}

// orUTC returns the zone, or UTC for nil.
func orUTC(zone *time.Location) *time.Location {
	if zone == nil {
		return time.UTC
	}
	return zone
}

// setTimes changes how the times of headlines are told.
func (r *Reader) setTimes(arg string) {
	if !slices.Contains(reader.AllTimes(), arg) {
		r.sayf("times takes one of %s.", strings.Join(reader.AllTimes(), ", "))
		return
	}
	r.times = reader.Times(arg)
	r.say("Times are told so from now on.")
}

// when says the age of a story, in words.
func when(s *news.Story, now time.Time, zone *time.Location) string {
	t := s.When()
	if t.Equal(s.FirstSeen) && !t.Equal(s.Published) {
		return "time not known, seen " + ago(t, now, zone)
	}
	if s.PublishedDay {
		return t.UTC().Format("2 Jan 2006")
	}
	return ago(t, now, zone)
}

func ago(t, now time.Time, zone *time.Location) string {
	switch d := now.Sub(t); {
	case t.IsZero():
		return "at a time not known"
	case d < time.Minute:
		return "just now"
	case d < time.Hour:
		return fmt.Sprintf("%d min ago", d/time.Minute)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h ago", d/time.Hour)
	case d < 7*24*time.Hour:
		return count(int(d/(24*time.Hour)), "day ago", "days ago")
	}
	return t.In(orUTC(zone)).Format("2 Jan 2006")
}

// one prints a single headline and makes it the one that commands are about.
func (r *Reader) one(i int) {
	l := r.list
	err := l.extend(r, i+1)
	switch {
	case err != nil:
		r.complain(reader.Unreadable, err)
		return
	case i < 0:
		r.say(reader.FirstOfList)
		return
	case i >= len(l.rows):
		r.say(reader.LastOfList)
		return
	}
	if err := l.renew(r, i, i+1); err != nil {
		r.complain(reader.Unreadable, err)
		return
	}
	l.cur, l.next = i, max(l.next, i+1)
	if i < l.top || i >= l.top+r.rows {
		l.top, l.next = i, i+1
	}
	r.say(l.row(r, i, r.env.Now()))
}

// headlineAt returns the headline of a number, or the current one for 0.
func (r *Reader) headlineAt(n int) (*news.Story, bool) {
	l, i := r.list, n-1
	if n == 0 {
		i = l.cur
	}
	if n > 0 {
		if err := l.extend(r, n); err != nil {
			r.complain(reader.Unreadable, err)
			return nil, false
		}
	}
	switch {
	case n == 0 && i < 0:
		r.say("Which story? Its number goes behind the command, such as open 1.")
		return nil, false
	case i >= len(l.rows):
		r.sayf(reader.NoSuchNumber, n, len(l.rows))
		return nil, false
	}
	return l.rows[i], true
}

// openHeadline opens the headline of a number.
func (r *Reader) openHeadline(n int) {
	s, ok := r.headlineAt(n)
	if !ok {
		return
	}
	if n > 0 {
		r.list.cur = n - 1
	}
	r.open(s.ID, reader.Opened, news.Step{}, 0)
}

// nextUnread opens the next unread story below or above the current one.
func (r *Reader) nextUnread(dir int) {
	l := r.list
	w := news.Window{Limit: 1, UpTo: l.upTo}
	none := reader.NoneBelow
	if l.cur >= 0 {
		m := news.MarkOf(l.rows[l.cur])
		w.After = &m
	}
	if dir < 0 {
		none = reader.NoneAbove
		w.After, w.Before = nil, w.After
	}
	var found []*news.Story
	var err error
	if dir > 0 || w.Before != nil {
		found, err = r.env.Library.Stories(r.env.Ctx, l.filter.And(news.Filter{Expr: news.Is{State: news.IsUnread}}), w)
	}
	switch {
	case err != nil:
		r.complain(reader.Unreadable, err)
	case len(found) == 0:
		r.say(none)
	default:
		l.find(r, found[0].ID)
		r.open(found[0].ID, reader.Opened, news.Step{}, 0)
	}
}

// stride is how many rows are read at a time where a story is looked for.
const stride = 500

// find makes a story the current one, wherever in the list it stands.
func (l *list) find(r *Reader, id news.StoryID) {
	for from := 0; ; {
		if at, ok := l.folds.row[l.folds.of[id]]; ok {
			l.cur = at
			return
		}
		i := slices.IndexFunc(l.rows[from:], func(s *news.Story) bool { return s.ID == id })
		if i >= 0 {
			l.cur = from + i
			return
		}
		from = len(l.rows)
		if err := l.extend(r, from+stride); err != nil || from == len(l.rows) {
			return // it is opened all the same
		}
	}
}

// neighbor opens the next or previous story of the list.
func (r *Reader) neighbor(dir int) {
	i := r.list.cur + dir
	if err := r.list.extend(r, i+1); err != nil {
		r.complain(reader.Unreadable, err)
		return
	}
	switch {
	case i < 0:
		r.say(reader.FirstOfList)
	case i >= len(r.list.rows):
		r.say(reader.LastOfList)
	default:
		r.openHeadline(i + 1)
	}
}

// search lists what matches in the whole cache.
func (r *Reader) search(query string) { r.searchIn(query, false) }

// narrow repeats the search on the desk only, or everywhere again.
func (r *Reader) narrow() {
	switch {
	case r.list.query == "":
		r.say("No search is on.")
	case r.list.desk == 0:
		r.say("No desk is open: the search is of all stories.")
	default:
		r.searchIn(r.list.query, !r.list.narrow)
	}
}

// searchIn lists what matches: on the desk that was open if narrow is set, else
// in the whole cache.
func (r *Reader) searchIn(query string, narrow bool) {
	if query == "" {
		r.say("Search for what? Such as: search flood since:2d")
		return
	}
	f, err := r.env.Parse(query, r.env.Now())
	if err != nil {
		r.say(stop(err.Error()))
		return
	}
	was := r.list
	if was.query != "" {
		was = was.before
	}
	onDesk := r.deskFilter(was.desk).And(f.ForDesk((&list{desk: was.desk}).listName(r)))
	next := &list{desk: was.desk, query: query, narrow: narrow, filter: f, cur: -1, before: was}
	if narrow {
		next.filter = onDesk
	}
	if !r.read(next) {
		return
	}
	r.showList(0)
	if narrow || was.desk == 0 || len(next.rows) == 0 {
		return
	}
	if c, err := r.env.Library.Count(r.env.Ctx, onDesk, next.upTo); err == nil {
		r.sayf("%s on desk %s; narrow lists only these.", amount(c.Total, c.More, "story", "stories"), r.env.Desks[was.desk-1].Name)
	}
}

// endSearch brings back the list and the place before the search.
func (r *Reader) endSearch() {
	l := r.list
	if l.query == "" {
		r.say("No search is on.")
		return
	}
	was := l.before
	if was.rows == nil { // it was not read in this session
		if r.read(was) {
			r.showList(0)
		}
		return
	}
	r.list, r.new, r.heard = was, 0, true
	r.showList(was.top)
}

// anew lists again with everything that has arrived.
func (r *Reader) anew() {
	l := r.list
	if l.query != "" {
		r.searchIn(l.query, l.narrow)
		return
	}
	r.desk(l.desk)
}

func (r *Reader) desk(n int) {
	if r.read(&list{desk: n, filter: r.deskFilter(n), cur: -1}) {
		r.showList(0)
	}
}

// desks lists the desks with their unread stories.
func (r *Reader) desks() {
	if len(r.env.Desks) == 0 {
		r.say("There are no desks; the configuration makes them.")
		return
	}
	r.say("Desk 0: all stories.")
	for i, d := range r.env.Desks {
		c, err := r.env.Library.Count(r.env.Ctx, d.Filter(r.env.Now()), 0)
		if err != nil {
			r.complain(reader.Unreadable, err)
			return
		}
		r.sayf("Desk %d: %s. %s, %d unread.", i+1, d.Name, amount(c.Total, c.More, "story", "stories"), c.Unread)
	}
	r.say("desk and a number or name lists one.")
}

// chooseDesk lists the desk of a number or a name.
func (r *Reader) chooseDesk(arg string) {
	if arg == "" {
		r.desks()
		return
	}
	if n, ok := number(arg); ok {
		if n <= len(r.env.Desks) {
			r.desk(n)
			return
		}
	}
	for i, d := range r.env.Desks {
		if strings.EqualFold(d.Name.String(), arg) {
			r.desk(i + 1)
			return
		}
	}
	r.sayf("There is no desk %s; desks lists them.", arg)
}

// turnDesk lists the next or previous desk.
func (r *Reader) turnDesk(dir int) {
	n := len(r.env.Desks) + 1
	r.desk((r.list.desk + dir + n) % n)
}

// markAll marks the listed stories read.
func (r *Reader) markAll() {
	n, err := r.env.Library.MarkAllRead(r.env.Ctx, r.list.filter, r.list.upTo)
	switch {
	case err != nil:
		r.complain(reader.AllReadFailed, err)
	case n == 0:
		r.say(reader.NoneUnread)
	default:
		r.sayf("Marked %d as read; undo takes it back.", n)
	}
}
