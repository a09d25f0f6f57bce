package pane

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
)

func init() {
	register(Spec{Name: "New rule", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.MakeRule, New: newRule})
}

// ruleMaker proposes a rule from a story and shows the alerts it would have raised. It
// is kept when the person says so.
type ruleMaker struct {
	env    *Env
	w, h   int
	focus  bool
	story  *news.Story // that the cursor is on or that is open
	rule   news.Rule
	list   []news.Alert // that it would have raised, the newest first
	known  bool
	saved  bool
	scroll scroll
	ask    int
	err    sanitize.Clean
}

// ruleTried answers with the alerts that a rule would have raised.
type ruleTried struct {
	ask  int
	rule news.Rule
	list []news.Alert
	err  error
}

// ruleSaved answers that a rule was kept, or not.
type ruleSaved struct {
	name string
	n    int
	err  error
}

func newRule(env *Env) Pane { return &ruleMaker{env: env} }

// Resize gives the pane its room.
func (p *ruleMaker) Resize(w, h int) {
	p.w, p.h = w, h
	p.scroll.set(len(p.list), p.h-len(p.top()))
}

// Focus tells the pane whether it is in sight.
func (p *ruleMaker) Focus(on bool) {
	if on && !p.focus {
		p.known, p.saved, p.rule, p.list, p.err = false, false, news.Rule{}, nil, sanitize.Clean{}
		p.scroll = scroll{}
	}
	p.focus = on
}

// Do carries out an action.
func (p *ruleMaker) Do(a keys.Action) (tea.Cmd, bool) {
	if a == keys.Open {
		return p.save(), true
	}
	return nil, p.scroll.do(a)
}

// Ask implements Prompter.
func (p *ruleMaker) Ask() (label, query string, ok bool) { return "rule: ", p.rule.Query, p.known }

// Typed waits for the whole line.
func (p *ruleMaker) Typed(string) tea.Cmd { return nil }

// Entered tries another query.
func (p *ruleMaker) Entered(line string, cancelled bool) tea.Cmd {
	if cancelled || strings.TrimSpace(line) == "" {
		return nil
	}
	p.rule.Query = strings.TrimSpace(line)
	return p.try(p.rule)
}

// Update takes note of something that has happened.
func (p *ruleMaker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case StoryPointed:
		p.story = msg.Story
	case StoryOpened:
		p.story = msg.Story
	case CacheChanged:
		if p.focus && !p.known && p.env.Watch != nil && p.story != nil {
			return p.propose()
		}
	case ruleTried:
		if msg.ask == p.ask {
			p.tried(msg)
		}
	case ruleSaved:
		if msg.err != nil {
			p.err = sanitize.Line(msg.err.Error())
			return nil
		}
		p.saved = true
		return p.env.send(Told{Text: sanitize.Line(fmt.Sprintf("Rule %s is kept. It will ring for what arrives from now on.", msg.name))})
	}
	return nil
}

func (p *ruleMaker) tried(msg ruleTried) {
	p.err = sanitize.Clean{}
	if msg.err != nil {
		p.err = sanitize.Line(msg.err.Error())
		return
	}
	p.known, p.rule, p.list = true, msg.rule, nil
	for i := range msg.list {
		p.list = append(p.list, msg.list[len(msg.list)-1-i])
	}
	p.scroll.set(len(p.list), p.h-len(p.top()))
}

func (p *ruleMaker) propose() tea.Cmd {
	p.ask++
	ask, env, id := p.ask, p.env, p.story.ID
	return func() tea.Msg {
		r, err := env.Watch.Propose(env.Ctx, id)
		if err != nil {
			return ruleTried{ask: ask, err: err}
		}
		list, err := env.Watch.TryRule(env.Ctx, r)
		return ruleTried{ask, r, list, err}
	}
}

func (p *ruleMaker) try(r news.Rule) tea.Cmd {
	p.ask++
	ask, env := p.ask, p.env
	return func() tea.Msg {
		list, err := env.Watch.TryRule(env.Ctx, r)
		return ruleTried{ask, r, list, err}
	}
}

func (p *ruleMaker) save() tea.Cmd {
	if !p.known || p.saved || !p.err.IsZero() {
		return nil
	}
	env, r := p.env, p.rule
	return func() tea.Msg {
		n, err := env.Watch.AddRule(env.Ctx, r)
		return ruleSaved{r.Name, n, err}
	}
}

// top are the lines above the list.
func (p *ruleMaker) top() []string {
	th, ascii := p.env.Theme, p.env.ASCII
	lines := []string{paint(th.Title, fit("New rule", p.w, ascii))}
	say := func(s string) {
		for _, l := range wrapped(s, p.w) {
			lines = append(lines, fit(l, p.w, ascii))
		}
	}
	if !p.err.IsZero() {
		for _, l := range wrapped("! "+p.err.String(), p.w) {
			lines = append(lines, paint(th.Bad, fit(l, p.w, ascii)))
		}
	}
	switch {
	case p.story == nil || p.env.Watch == nil:
		say("A rule is made from a story; none is open.")
		return lines
	case !p.known:
		return lines
	}
	say("Name:  " + sanitize.Line(p.rule.Name).String())
	say("Query: " + sanitize.Line(p.rule.Query).String())
	times := fmt.Sprintf("%d times", len(p.list))
	if len(p.list) == 1 {
		times = "once"
	}
	say("In the last seven days it would have been raised " + times + ".")
	if !p.saved {
		say(fmt.Sprintf("%s keeps it, %s changes the query, %s leaves it.", p.env.KeyOf(keys.Open), p.env.KeyOf(keys.Search), p.env.KeyOf(keys.Leave)))
	} else {
		say("It is kept. sitrep alerts remove takes it away.")
	}
	return append(lines, fit("", p.w, ascii))
}

// View returns exactly h lines of exactly w cells.
func (p *ruleMaker) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	lines, ascii := p.top(), p.env.ASCII
	for i := p.scroll.top; i < len(p.list) && i < p.scroll.top+p.scroll.h; i++ {
		a := &p.list[i]
		row := fit("  "+fit(reader.AlertTime(a, p.env.Now(), p.env.Zone), 13, ascii)+a.Headline.String(), p.w, ascii)
		if i == p.scroll.cursor {
			row = paint(p.env.Theme.Cursor, row)
		}
		lines = append(lines, row)
	}
	return page(lines, p.w, p.h)
}
