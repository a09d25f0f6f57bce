package pane

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
)

// A search is of the whole cache. Where a desk is open it can be narrowed to
// that desk, and the list counts what both find.

// scoped returns the filter of the search that is on, of the desk or of all.
func (p *headlines) scoped(narrow bool) news.Filter {
	if narrow {
		return p.deskFilter().And(p.search.found.ForDesk(p.deskName()))
	}
	return p.search.found
}

// otherScope returns the filter of the scope in which the search is not made;
// nil: there is no search, or no desk.
func (p *headlines) otherScope() *news.Filter {
	if !p.search.on || p.desk == 0 {
		return nil
	}
	f := p.only(p.scoped(!p.search.narrow))
	return &f
}

// only returns the filter for unread stories alone, if only they are listed, and
// without what is muted.
func (p *headlines) only(f news.Filter) news.Filter { return p.withoutMuted(p.unreadOnly(f)) }

func (p *headlines) unreadOnly(f news.Filter) news.Filter {
	if !p.unread {
		return f
	}
	return f.And(news.Filter{Expr: news.Is{State: news.IsUnread}})
}

// unmuted returns the filter of the list, with the muted stories.
func (p *headlines) unmuted() news.Filter {
	if p.search.on {
		return p.unreadOnly(p.scoped(p.search.narrow))
	}
	return p.unreadOnly(p.deskFilter())
}

// turnUnread lists only unread stories, or all again. Search and desk stay.
func (p *headlines) turnUnread() tea.Cmd {
	p.unread = !p.unread
	p.filter = p.only(p.deskFilter())
	if p.search.on {
		p.filter = p.only(p.scoped(p.search.narrow))
	}
	return p.loadFiltered()
}

// OnlyUnread implements UnreadLister.
func (p *headlines) OnlyUnread() bool { return p.unread }

// KeepUnread implements UnreadLister.
func (p *headlines) KeepUnread() { p.unread = true }

// chips names what narrows the list beside desk and search, with a space before it.
func (p *headlines) chips() string {
	chips := ""
	if p.unread {
		chips = " (unread only)"
	}
	return chips + p.mutedChip() + p.pickedChip()
}

// The ways to narrow the list, by the names that :clear takes.
const (
	byUnread = "unread"
	bySearch = "search"
	byMutes  = "muted"
	byDesk   = "desk"
)

// Narrowed implements Widener.
func (p *headlines) Narrowed() []string {
	var by []string
	if p.unread && (!p.search.on || !p.search.unread) {
		by = append(by, byUnread)
	}
	if p.search.on {
		by = append(by, bySearch)
	}
	if p.unread && p.search.on && p.search.unread {
		by = append(by, byUnread) // before the search
	}
	if p.mutes.hold(p.env.Now()) {
		by = append(by, byMutes)
	}
	if p.desk > 0 {
		by = append(by, byDesk)
	}
	return by
}

// Widen implements Widener.
func (p *headlines) Widen(by string) (tea.Cmd, bool) {
	if !slices.Contains(p.Narrowed(), by) {
		return nil, false
	}
	switch by {
	case byUnread:
		return p.turnUnread(), true
	case bySearch:
		return p.endSearch()
	case byMutes:
		p.mutes.off = true
		return p.load(), true
	default:
		return p.showDesk(0), true
	}
}

// WidenAll implements Widener.
func (p *headlines) WidenAll() (tea.Cmd, bool) {
	if !p.unread && !p.search.on && !p.mutes.hold(p.env.Now()) {
		return nil, false
	}
	p.unread, p.search, p.mutes.off = false, searched{}, true
	return p.load(), true
}

// Query implements Queryer.
func (p *headlines) Query() string {
	var parts []string
	if p.desk > 0 && p.desk <= len(p.env.Desks) && (!p.search.on || p.search.narrow) {
		parts = append(parts, p.env.Desks[p.desk-1].Query.String())
	}
	if p.search.on {
		parts = append(parts, p.search.query)
	}
	if p.unread {
		parts = append(parts, "is:unread")
	}
	if len(parts) > 1 {
		for i, q := range parts {
			if strings.Contains(q, " ") {
				parts[i] = "(" + q + ")"
			}
		}
	}
	return strings.Join(parts, " ")
}

// countBeside counts the stories of the other scope of a search, and the muted ones.
func (q *question) countBeside(m *rowsLoaded) {
	if m.err == nil && q.beside != nil {
		m.beside, m.err = q.env.Library.Count(q.env.Ctx, *q.beside, q.upTo)
	}
	if m.err == nil && q.muted != nil {
		m.muted, m.err = q.env.Library.Count(q.env.Ctx, *q.muted, q.upTo)
	}
}

// Refuse finds the mistake in a query.
func (p *headlines) Refuse(line string) (why sanitize.Clean, at int) {
	if line == "" {
		return sanitize.Clean{}, 0
	}
	return Mistake(p.env, line)
}

// Mistake returns the problem with a query, and the number of characters before
// the mistake; the zero text: nothing is.
func Mistake(env *Env, line string) (why sanitize.Clean, at int) {
	_, err := env.Parse(line, env.Now())
	if err == nil {
		return sanitize.Clean{}, 0
	}
	if wrong, ok := errors.AsType[*query.SyntaxError](err); ok {
		at = wrong.Column - 1
	}
	return sanitize.Line(err.Error()), at
}

// SwitchScope implements Scoper: what is typed is searched for on the desk, or
// in all again.
func (p *headlines) SwitchScope() tea.Cmd {
	if p.desk == 0 {
		return nil
	}
	p.typing.narrow = !p.typing.narrow
	if p.typing.line == "" {
		return nil
	}
	p.typing.n++
	return p.typed(typedDue{p.typing.n, p.typing.line})
}

// Scope implements Scoper.
func (p *headlines) Scope() string {
	tab := ""
	if p.desk > 0 {
		tab = ", Tab changes it"
	}
	if p.search.on && p.search.query == p.typing.line && p.search.narrow == p.typing.narrow && !p.loading {
		return p.scopeCounts() + tab
	}
	if p.typing.narrow {
		return "in " + p.deskName() + tab
	}
	return "in all" + tab
}

func (p *headlines) deskName() string {
	if p.desk == 0 || p.desk > len(p.env.Desks) {
		return "all"
	}
	return p.env.Desks[p.desk-1].Name.String()
}

// scopeCounts says how many stories a search finds in its scope, and in the
// other one: "18 in all · 3 in Ukraine".
func (p *headlines) scopeCounts() string {
	return p.scoping(Rank{Of: p.counts.Total, More: p.counts.More})
}

// scoping is scopeCounts with the place of the cursor in the list.
func (p *headlines) scoping(here Rank) string {
	in := func(at Rank, where string) string { return at.String() + " in " + where }
	other := Rank{Of: p.beside.Total, More: p.beside.More}
	switch {
	case p.desk == 0:
		return in(here, "all")
	case p.search.narrow:
		return in(here, p.deskName()) + separator(p.env.ASCII) + in(other, "all")
	}
	return in(here, "all") + separator(p.env.ASCII) + in(other, p.deskName())
}
