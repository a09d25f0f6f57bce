package pane

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/reader"
	"sitrep/ui/typeset"
)

// header is how many lines stand above the rows.
func (p *headlines) header() int {
	if p.h < 3 {
		return 0
	}
	return 1
}

// visible is how many rows fit if nothing stands between them.
func (p *headlines) visible() int { return max((p.h-p.header())/p.rowHeight(), 1) }

// View returns exactly h lines of exactly w cells.
func (p *headlines) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	p.fresh = "" // the theme may be another one
	lines := make([]string, 0, p.h+1)
	if p.header() > 0 {
		lines = append(lines, p.heading())
	}
	if len(p.rows) == 0 {
		return page(append(lines, p.empty()...), p.w, p.h)
	}
	for i := p.top; i < len(p.rows) && len(lines) < p.h; i++ {
		if p.hidden(i) {
			continue
		}
		if between := p.between(i); len(lines)+len(between) < p.h {
			lines = append(lines, between...)
		} else if i > p.top {
			break // no heading without its row
		}
		if p.rowHeight() > 1 {
			lines = append(lines, p.twoLines(p.face(i), i == p.cursor)...)
			continue
		}
		lines = append(lines, p.row(p.face(i), i == p.cursor))
	}
	return page(lines, p.w, p.h)
}

// heading names the desk or search and counts it.
func (p *headlines) heading() string {
	style := p.env.Theme.Idle
	if p.focus {
		style = p.env.Theme.Title
	}
	if !p.err.IsZero() && len(p.rows) > 0 {
		return paint(p.env.Theme.Bad, fit("! "+p.err.String(), p.w, p.env.ASCII))
	}
	counts, countStyle := p.counted(), p.env.Theme.Meta
	if p.counts.New > 0 {
		countStyle = p.env.Theme.New
	}
	right := min(len(counts)+1, p.w)
	left := p.w - right
	name := p.naming(left-len(p.chips())) + p.chips()
	at := min(ansi.StringWidthWc(name), left)
	plot := ""
	if at < left {
		plot = p.plot(p.w - at - countsRoom)
	}
	if plot == "" || at+ansi.StringWidthWc(plot) > left {
		plot, at = "", left
	}
	return paint(style, fit(name, at, p.env.ASCII)) + paint(p.env.Theme.Meta, fit(plot, left-at, p.env.ASCII)) + paint(countStyle, fitRight(counts, right, p.env.ASCII))
}

// Summary names the list, for when it cannot be seen.
func (p *headlines) Summary() (arrived, listed string) {
	name := "All"
	switch {
	case p.search.on:
		name = p.naming(0)
	case p.desk > 0:
		name = p.env.Desks[p.desk-1].Name.String()
	}
	return p.arrivals(), name + p.chips() + ": " + p.summed()
}

// summed is listed for another pane's row: where that is short, without the place.
func (p *headlines) summed() string {
	if p.w >= narrowList || p.search.on || !p.loaded || p.counts.Total == 0 {
		return p.listed()
	}
	more := ""
	if p.counts.More {
		more = "+"
	}
	return fmt.Sprintf("%s%d%s", p.unreadSign(), p.counts.Unread, more)
}

// narrowList is the width up to which the counts of the list are signs.
const narrowList = 50

// arrivals says how many stories have come that are not listed, and what shows
// them; "" if none have.
func (p *headlines) arrivals() string {
	if p.counts.New == 0 {
		return ""
	}
	return fmt.Sprintf("%d new: press %s", p.counts.New, keyName(p.env, keys.ShowNew))
}

// naming names the search, or the desks as many as fit in w cells.
func (p *headlines) naming(w int) string {
	switch {
	case p.search.on && p.search.narrow:
		return "search in " + p.deskName() + ": " + p.search.query
	case p.search.on:
		return "search: " + p.search.query
	}
	if len(p.env.Desks) == 0 {
		return "All stories"
	}
	names := []string{"All"}
	for _, d := range p.env.Desks {
		names = append(names, d.Name.String())
	}
	names[p.desk] = "[" + names[p.desk] + "]"
	return tabs(names, p.desk, w)
}

// tabs sets names side by side in w cells. If they do not all fit, those about the
// chosen one are shown, with the number of the others on either side.
func tabs(names []string, chosen, w int) string {
	from, to := chosen, chosen+1
	set := func(from, to int) string {
		shown := slices.Clone(names[from:to])
		if from > 0 {
			shown = append([]string{fmt.Sprintf("<%d", from)}, shown...)
		}
		if n := len(names) - to; n > 0 {
			shown = append(shown, fmt.Sprintf(">%d", n))
		}
		return strings.Join(shown, " ")
	}
	for more := true; more; {
		more = false
		if to < len(names) && ansi.StringWidthWc(set(from, to+1)) <= w {
			to, more = to+1, true
		}
		if from > 0 && ansi.StringWidthWc(set(from-1, to)) <= w {
			from, more = from-1, true
		}
	}
	if all := strings.Join(names, " "); ansi.StringWidthWc(all) <= w {
		return all
	}
	return set(from, to)
}

// counted returns the counts of listed and of newly arrived stories.
func (p *headlines) counted() string {
	s := p.listed()
	if s == "none" || p.counts.New == 0 {
		return s
	}
	return s + ", " + p.arrivals()
}

// listed says how many stories are listed.
func (p *headlines) listed() string {
	if !p.loaded {
		return ""
	}
	if p.counts.Total == 0 && p.counts.New == 0 && len(p.rows) == 0 && (!p.search.on || p.desk == 0) {
		return "none"
	}
	more := ""
	if p.counts.More {
		more = "+"
	}
	s := fmt.Sprintf("%s, %d%s unread", p.Rank(), p.counts.Unread, more)
	if p.w < narrowList {
		s = fmt.Sprintf("%s %s%d%s", p.Rank(), p.unreadSign(), p.counts.Unread, more)
	}
	if p.search.on {
		s = p.scoping(p.Rank())
		if p.w >= 70 || p.desk == 0 && p.w >= 50 {
			s += fmt.Sprintf(", %d%s unread", p.counts.Unread, more)
		}
	}
	return s
}

// timeWidth is the room for the time: that of "26 Nov", or of "26 Nov  6d".
func (p *headlines) timeWidth() int {
	if p.env.Times == reader.Both {
		return 6 + 1 + 3
	}
	return 6
}

// sourceWidth is the room for the source, by the width of the pane.
func (p *headlines) sourceWidth() int {
	switch {
	case p.w >= 90:
		return 18
	case p.w >= 70:
		return 14
	case p.w >= 56:
		return 10
	case p.w >= 48:
		return 8
	}
	return 6
}

// titleAt is the column where headlines begin: after two marks, the time and
// the source, with a space behind each of the latter.
func (p *headlines) titleAt() int { return 2 + p.timeWidth() + 1 + p.sourceWidth() + 1 }

// row writes one story in exactly w cells.
func (p *headlines) row(s *news.Story, here bool) string {
	th, ascii := p.env.Theme, p.env.ASCII
	marks := p.marks(s)
	when := fitRight(p.when(s), p.timeWidth(), ascii) + p.pickedMark(s)
	source := fit(s.Source.String(), p.sourceWidth(), ascii) + " "
	tail := ""
	if p.w >= 56 {
		tail = p.signs(s)
	}
	tail = p.foldTail(s) + tail
	room := p.w - p.titleAt()
	if room < 8 { // hardly a pane any more: the title is what counts
		when, source = "", ""
		room = p.w - 2
	}
	title := p.inOrder(p.foldLead(s)+headlineOf(s), room-len([]rune(tail)))
	titleStyle := p.titleStyle(s, here)
	if p.w >= wide { // blanks behind the title that keep their style cost nothing
		return p.painted(marks) + paint(th.Meta, when+source) + paintText(titleStyle, title) + tail
	}
	if here {
		return paint(titleStyle, fit(marks+when+source+title+tail, p.w, ascii))
	}
	if room < 1 {
		return fit(marks, p.w, ascii)
	}
	// The tail has the style of the marks before: a style of its own costs 17
	// bytes a row.
	return p.painted(marks) + paint(th.Meta, when+source) + paint(titleStyle, title) + tail
}

// titleStyle is the style of a headline; here: the cursor is on it.
func (p *headlines) titleStyle(s *news.Story, here bool) lipgloss.Style {
	switch th := p.env.Theme; {
	case here && p.focus:
		return th.Cursor
	case here:
		return th.Rest
	case s.Read:
		return th.Read
	default:
		return th.Unread
	}
}

// marks are the signs of a person's marks on a story.
func (p *headlines) marks(s *news.Story) string {
	star := "★"
	if p.env.ASCII {
		star = "S"
	}
	return mark(!s.Read, p.unreadSign()) + mark(s.Starred, star)
}

// signs are those of the cached parts of a story.
func (p *headlines) signs(s *news.Story) string {
	text, refs := "≡", "→"
	if p.env.ASCII {
		text, refs = "=", ">"
	}
	return " " + mark(s.FullText, text) + fit(count(refs, s.References), 3, p.env.ASCII)
}

// inOrder fits a headline into w cells, in visual order if the terminal does
// not see to that.
func (p *headlines) inOrder(headline string, w int) string {
	cut := fit(headline, w, p.env.ASCII)
	if !p.env.RTL || !strings.ContainsFunc(cut, fromRight) {
		return cut
	}
	block := news.Block{Kind: news.Paragraph, Text: sanitize.Line(cut)}
	line := typeset.Set([]news.Block{block}, nil, typeset.Options{Width: w, ASCII: p.env.ASCII, RTL: true}).Line(0)
	var b strings.Builder
	for _, c := range line.Cells {
		b.WriteString(c.Text)
	}
	return fit(b.String(), w, p.env.ASCII)
}

// fromRight reports whether a letter belongs to a script that is written
// from the right.
func fromRight(r rune) bool {
	return r >= 0x0590 && r <= 0x08ff || r >= 0xfb1d && r <= 0xfeff || r >= 0x10800 && r <= 0x10fff || r >= 0x1e800 && r <= 0x1efff
}

// when writes the time of a story; "?" marks that its source gave none that could be
// used, so that it is the time at which sitrep first saw it.
func (p *headlines) when(s *news.Story) string {
	t, day, mark := s.Published, s.PublishedDay, ""
	if w := s.When(); w.Equal(s.FirstSeen) && !w.Equal(s.Published) {
		t, day, mark = w, false, "?"
	}
	ago, at := age(t, p.now, day, p.env.Zone), clock(t, p.now, day, p.env.Zone)
	if mark != "" {
		at = mark + strings.ReplaceAll(at, " ", "")
	}
	switch p.env.Times {
	case reader.Relative:
		return mark + ago
	case reader.Both:
		if p.now.Sub(t) >= 7*24*time.Hour || t.IsZero() {
			return at // the age is a day as well
		}
		return at + " " + fitRight(ago, 3, p.env.ASCII)
	default:
		return at
	}
}

// painted gives the sign of an unread story the color of new things.
func (p *headlines) painted(marks string) string {
	sign := p.unreadSign()
	rest, unread := strings.CutPrefix(marks, sign)
	if !unread {
		return marks
	}
	if p.fresh == "" {
		p.fresh = paint(p.env.Theme.New, sign)
	}
	return p.fresh + rest
}

// headlineOf returns the headline of a row, after "~" if the story was edited in
// substance.
func headlineOf(s *news.Story) string {
	if s.Edited {
		return "~ " + s.Headline.String()
	}
	return s.Headline.String()
}

// unreadSign marks unread stories.
func (p *headlines) unreadSign() string {
	if p.env.ASCII {
		return "*"
	}
	return "•"
}

func mark(on bool, m string) string {
	if on {
		return m
	}
	return " "
}

func count(sign string, n int) string {
	switch {
	case n == 0:
		return ""
	case n > 99:
		return sign + "++"
	}
	return sign + strconv.Itoa(n)
}

// empty says why there is nothing to see.
func (p *headlines) empty() []string {
	var out []string
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			out = append(out, fit(l, p.w, p.env.ASCII))
		}
	}
	switch {
	case !p.err.IsZero():
		say("! " + p.err.String())
		say("")
		say(keyName(p.env, keys.ShowNew) + " tries again; sitrep doctor, in another terminal, says what is wrong and what to do.")
	case !p.loaded:
		say("Opening the cache.")
	case p.search.on:
		say("No story matches " + p.search.query)
		say("")
		say(keyName(p.env, keys.Cancel) + " brings the list back, " + keyName(p.env, keys.Search) + " changes the search.")
	case p.unread:
		say("No unread story here. " + keyName(p.env, keys.UnreadOnly) + " lists all again.")
	case p.desk > 0:
		say("No story on this desk yet: " + p.env.Desks[p.desk-1].Query.String())
	default:
		p.firstRun(say)
		out = append(out, p.failures(p.h-p.header()-len(out))...)
	}
	return out
}

// firstRun explains to a new reader that feeds are being fetched.
func (p *headlines) firstRun(say func(string)) {
	var tried, failed int
	for _, f := range p.blank.feeds {
		if !f.State.LastTry.IsZero() {
			tried++
		}
		if f.State.Failures > 0 {
			failed++
		}
	}
	n := len(p.blank.feeds)
	say("No stories yet.")
	say("")
	switch {
	case n == 0:
		say("There are no feeds to poll.")
	case failed == n:
		say(fmt.Sprintf("No feed could be reached (%d tried). Is there a network? They are tried again by themselves; %s tries them now.", n, keyName(p.env, keys.RefreshAll)))
	case tried == 0:
		say(fmt.Sprintf("Feeds about to be asked: %d. Their stories appear here as they come.", n))
	default:
		say(fmt.Sprintf("Feeds asked: %d of %d, %d failed. Stories appear here as they come.", tried, n, failed))
	}
	say("")
	say("sitrep demo shows the reader without a network. " + keyName(p.env, keys.Help) + " shows the keys.")
	say(keyName(p.env, keys.Sources) + " turns packs of feeds on, by region.")
	for _, l := range p.blank.welcome {
		say(l.String())
	}
	if failed > 0 {
		say("")
		say("What failed (" + keyName(p.env, keys.Health) + " lists all of it):")
	}
}

// failures returns why feeds failed, as many lines as fit in n: once what most of
// them have in common, and then the feeds with another reason.
func (p *headlines) failures(n int) []string {
	var out []string
	say := func(s string) {
		if len(out) < n {
			out = append(out, fit("  "+s, p.w, p.env.ASCII))
		}
	}
	count := map[string]int{}
	most := ""
	for _, f := range p.blank.feeds {
		if f.State.Failures == 0 {
			continue
		}
		why := shared(f)
		if count[why]++; count[why] > count[most] {
			most = why
		}
	}
	if count[most] > 1 {
		say(fmt.Sprintf("%d of %d feeds: %s", count[most], len(p.blank.feeds), most))
	}
	for _, f := range p.blank.feeds {
		if f.State.Failures > 0 && (count[most] == 1 || shared(f) != most) {
			say(f.Name().String() + ": " + f.State.Err.String())
		}
	}
	return out
}

// shared returns why a feed failed without the name of its host.
func shared(f news.FeedStatus) string {
	why := f.State.Err.String()
	u, err := url.Parse(string(f.Feed.ID))
	if err != nil || u.Hostname() == "" {
		return why
	}
	host := u.Hostname()
	return strings.NewReplacer(" The name "+host, " A name", "The name "+host, "The name", ": "+host, "", " "+host, "").Replace(why)
}
