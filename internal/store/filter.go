package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// plan is a filter as SQL for one person. Text that every story must have is a walk along
// the index of words, which lies in list order; everything else is a
// condition on the rows that come by.
type plan struct {
	view  view
	words Words    // demanded of all stories; nil: nothing
	conds []string // SQL on s, joined by AND
	args  []any
	feeds []int64         // stories of these feeds only, if limited
	limit bool            // feeds limits
	state news.StoryState // unread or starred, if that is asked of all: there is an index
	plain bool            // no condition but feeds and state
	after int64           // the Seq after which all of them arrived; 0: any
	few   bool            // that are so few that they are gathered and sorted
}

// feedRow has the fields of a feed that a filter may ask for.
type feedRow struct {
	num    int64
	id     news.FeedID
	names  string // folded
	tags   []string
	total  int64
	unread int64
}

// feedRows reads the feeds with their counts for a person, and the person's
// watermark: one small query.
func (p *Person) feedRows(ctx context.Context, q Querier) ([]feedRow, watermark, error) {
	var m watermark
	rows, err := q.QueryContext(ctx, `SELECT f.num, f.id, f.name, f.title, f.tags, coalesce(t.total, 0), coalesce(t.total, 0) - coalesce(r.n, 0),
		`+p.view.readTo+`, `+counter+`,
		EXISTS (SELECT 1 FROM mark WHERE person = `+p.view.person+` AND read = 0),
		EXISTS (SELECT 1 FROM story WHERE edited_seq > 0 AND edited_seq > `+p.view.readTo+`)
		FROM feed f LEFT JOIN tally t ON t.feed = f.num LEFT JOIN read_tally r ON r.person = `+p.view.person+` AND r.feed = f.num`)
	if err != nil {
		return nil, m, err
	}
	var last int64
	feeds, err := collect(rows, func(r *sql.Rows) (f feedRow, err error) {
		var id, name, title, tags string
		err = r.Scan(&f.num, &id, &name, &title, &tags, &f.total, &f.unread, &m.readTo, &last, &m.kept, &m.edited)
		f.id = news.FeedID(id)
		f.names = sanitize.Fold(name + "\n" + title + "\n" + id)
		f.tags = decodeTags(tags)
		return f, err
	})
	m.above = last - m.readTo
	return feeds, m, err
}

// compiler turns an expression into SQL.
type compiler struct {
	view  view
	feeds []feedRow
	args  []any
}

// compile makes a plan of a filter for a person.
func compile(f news.Filter, v view, feeds []feedRow) (plan, error) {
	c := &compiler{view: v, feeds: feeds}
	f.Expr = v.sql.located(f.Expr)
	p := plan{view: v, plain: true}
	var words AllOf
	for _, e := range conjuncts(f.Expr) {
		if w, ok := demandOf(e); ok {
			words = append(words, w)
			p.plain = false
			continue
		}
		if nums, ok := c.feedSet(e); ok {
			p.limitTo(nums)
			continue
		}
		if is, ok := e.(news.Is); ok && p.state == "" && (is.State == news.IsUnread || is.State == news.IsStarred) {
			p.state = is.State
			continue
		}
		p.plain = false
		switch e := e.(type) {
		case news.Arrived:
			p.after = max(p.after, e.After)
		case news.Is:
			p.few = p.few || e.State == news.IsEdited // there is an index of these
		}
		cond, err := c.cond(e)
		if err != nil {
			return plan{}, err
		}
		p.conds = append(p.conds, cond)
	}
	switch len(words) {
	case 0:
	case 1:
		p.words = words[0]
	default:
		p.words = words
	}
	p.args = c.args
	return p, nil
}

func (p *plan) limitTo(nums []int64) {
	if p.limit {
		nums = slices.DeleteFunc(nums, func(n int64) bool { return !slices.Contains(p.feeds, n) })
	}
	p.feeds, p.limit = nums, true
}

// conjuncts returns the conditions of an expression on every story.
func conjuncts(e news.Expr) []news.Expr {
	switch e := e.(type) {
	case nil:
		return nil
	case news.And:
		var out []news.Expr
		for _, x := range e {
			out = append(out, conjuncts(x)...)
		}
		return out
	}
	return []news.Expr{e}
}

// feedSet returns the feeds that an expression about feeds allows.
func (c *compiler) feedSet(e news.Expr) ([]int64, bool) {
	var ok func(feedRow) bool
	switch e := e.(type) {
	case news.InFeed:
		want := sanitize.Fold(e.Text)
		ok = func(f feedRow) bool { return strings.Contains(f.names, want) }
		if slices.ContainsFunc(c.feeds, func(f feedRow) bool { return string(f.id) == e.Text }) {
			ok = func(f feedRow) bool { return string(f.id) == e.Text } // a whole address means that feed alone
		}
	case news.HasTag:
		want := strings.ToLower(e.Tag)
		ok = func(f feedRow) bool { return slices.Contains(f.tags, want) }
	default:
		return nil, false
	}
	nums := []int64{}
	for _, f := range c.feeds {
		if ok(f) {
			nums = append(nums, f.num)
		}
	}
	return nums, true
}

func (c *compiler) arg(v any) string {
	c.args = append(c.args, v)
	return "?"
}

// cond returns an expression as an SQL condition on story s.
func (c *compiler) cond(e news.Expr) (string, error) {
	if w, ok := demandOf(e); ok {
		m := c.view.sql.engine.MatchWords(w)
		c.args = append(c.args, m.Arg)
		return m.Cond, nil
	}
	if nums, ok := c.feedSet(e); ok {
		c.args = append(c.args, c.view.sql.list(nums))
		return "s.feed" + c.view.sql.InList, nil
	}
	switch e := e.(type) {
	case nil:
		return "true", nil
	case news.And:
		return c.join(e, " AND ", "true")
	case news.Or:
		return c.join(e, " OR ", "false")
	case news.Not:
		x, err := c.cond(e.X)
		return "NOT (" + x + ")", err
	case news.Word, news.Phrase, news.InTitle, news.Near:
		return "false", nil // nothing to look for is found nowhere
	case news.InLang:
		lang := strings.ToLower(e.Lang)
		return "(s.lang = " + c.arg(lang) + " OR substr(s.lang, 1, " + c.arg(len(lang)+1) + ") = " + c.arg(lang+"-") + ")", nil
	case news.Is:
		return c.state(e.State)
	case news.HasRelated:
		return "s.refs > 0", nil
	case news.InCluster:
		// Places are row numbers, so that the few rows are fetched, not looked for.
		id := strings.ToLower(e.ID)
		return `s.place IN (SELECT st.place FROM cluster c JOIN member k ON k.cluster = c.num JOIN story st ON st.seq = k.story
			WHERE c.id = ` + c.arg(id) + ` OR c.id = (SELECT into_id FROM cluster WHERE id = ` + c.arg(id) + `))`, nil
	case news.Counted:
		return c.counted(e), nil
	case news.Since:
		return "s.place >= " + c.arg(placeAt(e.Time)), nil
	case news.Arrived:
		return "s.seq > " + c.arg(e.After), nil
	case news.Before:
		return "s.place < " + c.arg(placeAt(e.Time)), nil
	}
	return "", notOfStories(e)
}

func (c *compiler) join(es []news.Expr, op, empty string) (string, error) {
	if len(es) == 0 {
		return empty, nil
	}
	parts := make([]string, len(es))
	for i, x := range es {
		p, err := c.cond(x)
		if err != nil {
			return "", err
		}
		parts[i] = p
	}
	return "(" + strings.Join(parts, op) + ")", nil
}

func (c *compiler) state(s news.StoryState) (string, error) {
	switch s {
	case news.IsUnread:
		return "NOT (" + c.view.read + ")", nil
	case news.IsRead:
		return "(" + c.view.read + ")", nil
	case news.IsStarred:
		return "coalesce(m.starred, 0) = 1", nil
	case news.IsFullText:
		return "s.full_text = 1", nil
	case news.IsEdited:
		return "s.edited_seq > 0", nil // as the index on it has it
	case news.IsWarning:
		return "s.feed IN (SELECT feed FROM warning)", nil
	}
	return "", fmt.Errorf("filter: unknown state %q", s)
}

// fewStories is up to how many stories are sorted rather than walked to.
const fewStories = 2000

// from returns the tables of a plan, the column that orders its list, and the
// conditions with their arguments. total is how many stories there are in the
// feeds it is limited to: of few, their own index is read and sorted; of many,
// the list is walked until enough have come by.
func (p plan) from(total int64) (tables, key, where string, args []any) {
	tables, key, where = p.view.tables, "s.place", "true"
	switch {
	case p.words != nil:
		m := p.view.sql.engine.MatchWords(p.words)
		tables = m.Tables + ` JOIN feed f ON f.num = s.feed` + p.view.marks
		key, where, args = m.Key, m.Where, append(args, m.Arg)
	case p.state == news.IsStarred && (!p.limit || total > fewStories):
		tables = `mark m` + p.view.sql.LeadingJoin + `story s ON s.place = m.place JOIN feed f ON f.num = s.feed`
		key, where = "m.place", "m.person = "+p.view.person+" AND m.starred = 1"
	case p.few:
		key = "s.place" + unindexed
	}
	switch p.state {
	case news.IsUnread:
		where += " AND NOT (" + p.view.read + ")"
	case news.IsStarred:
		where += " AND m.starred = 1"
	case news.IsRead, news.IsFullText, news.IsWarning, news.IsEdited: // conditions like others
	}
	more, margs := p.rest(key, total)
	return tables, key, where + more, append(args, margs...)
}

// rest returns the conditions of a plan but those on words and state.
func (p plan) rest(key string, total int64) (where string, args []any) {
	switch {
	case !p.limit:
	case len(p.feeds) == 1 && key == "s.place":
		where, args = " AND s.feed = ?", append(args, p.feeds[0])
	case total <= fewStories && key == "s.place":
		where, args = " AND s.feed"+p.view.sql.InList, append(args, p.view.sql.list(p.feeds))
	default:
		// The sum has no index by which they would all be collected and sorted.
		where, args = " AND s.feed"+unindexed+p.view.sql.InList, append(args, p.view.sql.list(p.feeds))
	}
	var more strings.Builder
	for _, c := range p.conds {
		// Bounds on time are bounds on the walk.
		if rest, ok := strings.CutPrefix(c, "s.place "); ok && (rest[0] == '<' || rest[0] == '>') {
			c = key + " " + rest
		}
		more.WriteString(" AND " + c)
	}
	return where + more.String(), append(args, p.args...)
}

// totalOf returns how many stories the feeds of a plan have.
func (p plan) totalOf(feeds []feedRow) (total, unread int64) {
	for _, f := range feeds {
		if !p.limit || slices.Contains(p.feeds, f.num) {
			total, unread = total+f.total, unread+f.unread
		}
	}
	return total, unread
}
