package keys

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"sitrep/internal/sanitize"
)

// Map finds the action of a key. It does not change after New and may be
// used concurrently.
type Map struct {
	bindings []Binding
	actions  map[Scope]map[string]Action
	prefixes map[Scope]map[string]Action // beginnings of chords, and one action each leads to
}

// TableError lists the problems with the keys of some actions.
type TableError struct {
	Actions []Action // whose keys they are
	msg     string
}

// Error says it.
func (f *TableError) Error() string { return f.msg }

func faultf(of []Action, format string, args ...any) error {
	return &TableError{of, fmt.Sprintf(format, args...)}
}

// New builds a Map of the bindings, with other keys for the actions that
// overrides names; an action with an empty list has no key. The error joins
// a TableError for everything that is wrong: actions that do not exist, keys that do
// not exist, keys that would mean two things in one scope, and keys that would
// take a key from its action elsewhere.
func New(bindings []Binding, overrides map[string][]string) (*Map, error) {
	m, errs := build(bindings, overrides)
	// Desks get their keys from the reader, too.
	base, wrong := build(slices.DeleteFunc(slices.Clone(bindings), func(b Binding) bool { return DeskN(b.Action) > 0 }), nil)
	if len(wrong) == 0 {
		errs = append(errs, m.hidden(base)...)
	}
	if len(errs) > 0 {
		return nil, errors.Join(dedupe(errs)...)
	}
	return m, nil
}

// hidden returns an error for each key that means one thing in one pane and
// another elsewhere, and does not in base.
func (m *Map) hidden(base *Map) []error {
	type pair struct {
		seq              string
		here, everywhere Action
	}
	var found []pair
	where := map[pair][]string{}
	for _, s := range []Scope{Headlines, Story, ReadAlso, Overlay} {
		for _, seq := range slices.Sorted(maps.Keys(m.actions[s])) {
			p := pair{seq, m.actions[s][seq], m.anyOf(Global, seq)}
			was := pair{seq, base.actions[s][seq], base.anyOf(Global, seq)}
			if p.everywhere == "" || p.everywhere == p.here || p == was || !m.leads(p.everywhere, seq) {
				continue
			}
			if where[p] == nil {
				found = append(found, p)
			}
			where[p] = append(where[p], string(s))
		}
	}
	var errs []error
	for _, p := range found {
		errs = append(errs, faultf([]Action{p.here, p.everywhere}, "key %q: %s in scope %s, and %s elsewhere (give one of them another key)",
			p.seq, p.here, strings.Join(where[p], ", "), p.everywhere))
	}
	return errs
}

// leads reports whether the first key of an action is seq or begins with it:
// that one is shown in hints, others may be taken from it.
func (m *Map) leads(a Action, seq string) bool {
	for _, b := range m.bindings {
		if b.Action == a && b.Scope == Global && len(b.Keys) > 0 {
			return b.Keys[0] == seq || strings.HasPrefix(b.Keys[0], seq+" ")
		}
	}
	return false
}

// anyOf returns the action of a key in a scope, or one that it begins.
func (m *Map) anyOf(s Scope, seq string) Action {
	return cmp.Or(m.actions[s][seq], m.prefixes[s][seq])
}

// build makes a Map as far as that can be done, and returns the problems.
func build(bindings []Binding, overrides map[string][]string) (*Map, []error) {
	m := &Map{actions: map[Scope]map[string]Action{}, prefixes: map[Scope]map[string]Action{}}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(overrides)) {
		if !slices.ContainsFunc(bindings, func(b Binding) bool { return string(b.Action) == name }) {
			errs = append(errs, unknownAction(name, bindings))
		}
	}
	for _, b := range bindings {
		keys := b.Keys
		if o, ok := overrides[string(b.Action)]; ok {
			keys = o
		}
		b.Keys = nil
		for _, k := range keys {
			seq, err := normal(k)
			if err != nil {
				errs = append(errs, faultf([]Action{b.Action}, "action %s: %v", b.Action, err))
				continue
			}
			if !slices.Contains(b.Keys, seq) {
				b.Keys = append(b.Keys, seq)
			}
		}
		m.bindings = append(m.bindings, b)
		errs = append(errs, m.bind(b)...)
	}
	return m, errs
}

// dedupe drops errors with the same text: an action that is bound in several
// scopes has the same bad key in each.
func dedupe(errs []error) []error {
	seen := map[string]bool{}
	return slices.DeleteFunc(errs, func(err error) bool {
		was := seen[err.Error()]
		seen[err.Error()] = true
		return was
	})
}

func (m *Map) bind(b Binding) []error {
	if m.actions[b.Scope] == nil {
		m.actions[b.Scope], m.prefixes[b.Scope] = map[string]Action{}, map[string]Action{}
	}
	acts, pre := m.actions[b.Scope], m.prefixes[b.Scope]
	var errs []error
	clash := func(key string, one, two Action) {
		errs = append(errs, faultf([]Action{one, two}, "key %q in scope %s: bound to both %s and %s", key, b.Scope, one, two))
	}
	begins := func(key string, one, two Action) {
		errs = append(errs, faultf([]Action{one, two}, "key %q in scope %s: bound to %s, and begins the keys of %s", key, b.Scope, one, two))
	}
	for _, seq := range b.Keys {
		if a, ok := acts[seq]; ok && a != b.Action {
			clash(seq, a, b.Action)
			continue
		}
		if a, ok := pre[seq]; ok {
			begins(seq, b.Action, a)
			continue
		}
		acts[seq] = b.Action
		for i := range len(seq) {
			if seq[i] != ' ' {
				continue
			}
			if a, ok := acts[seq[:i]]; ok {
				begins(seq[:i], a, b.Action)
			}
			pre[seq[:i]] = b.Action
		}
	}
	return errs
}

// Lookup returns the action of the keys pressed so far, looked for in the
// scopes one after another; "" if they have none. More reports that they are
// the beginning of a chord.
func (m *Map) Lookup(scopes []Scope, pending []string) (a Action, more bool) {
	seq := strings.Join(pending, " ")
	for _, s := range scopes {
		if a, ok := m.actions[s][seq]; ok {
			return a, false
		}
		if _, ok := m.prefixes[s][seq]; ok {
			return "", true
		}
	}
	return "", false
}

// Next returns the keys that can follow those pressed so far, the beginning of a
// chord: the rest of the keys as shown, and the action of the whole.
func (m *Map) Next(scopes []Scope, pending []string) []Row {
	begin := strings.Join(pending, " ") + " "
	var rows []Row
	for _, s := range scopes {
		for _, b := range m.bindings {
			if b.Scope != s {
				continue
			}
			for _, k := range b.Keys {
				rest, ok := strings.CutPrefix(k, begin)
				if a, _ := m.Lookup(scopes, strings.Fields(k)); ok && a == b.Action {
					rows = append(rows, Row{Action: b.Action, Keys: Show(rest), Help: b.Help})
				}
			}
		}
	}
	return rows
}

// Holds reports whether an action has a key, or could have one, in one of the
// scopes.
func (m *Map) Holds(scopes []Scope, a Action) bool {
	return slices.ContainsFunc(m.bindings, func(b Binding) bool { return b.Action == a && slices.Contains(scopes, b.Scope) })
}

// Actions returns the actions outside a line of input, once each,
// in the order of the table.
func (m *Map) Actions() []Row {
	var rows []Row
	for _, b := range m.bindings {
		if b.Scope != Prompt && !slices.ContainsFunc(rows, func(r Row) bool { return r.Action == b.Action }) {
			rows = append(rows, row(b))
		}
	}
	return rows
}

// KeyOf returns how to show the first key of an action, "" if it has none.
func (m *Map) KeyOf(a Action) string {
	for _, b := range m.bindings {
		if b.Action == a && len(b.Keys) > 0 {
			return Show(b.Keys[0])
		}
	}
	return ""
}

// Group is the part of the table that holds in one scope.
type Group struct {
	Scope Scope
	Rows  []Row
}

// Row is one line of help.
type Row struct {
	Action Action
	Keys   string // as shown, with spaces between: "j Down"
	Help   string
}

// Help returns the table by scope, the general keys first. Numbered links
// are one row; actions without a key are left out.
func (m *Map) Help() []Group {
	var groups []Group
	for _, s := range []Scope{Global, Headlines, Story, ReadAlso, Overlay, Prompt} {
		g := Group{Scope: s}
		for _, b := range m.bindings {
			if b.Scope == s && len(b.Keys) > 0 {
				g.Rows = append(g.Rows, row(b))
			}
		}
		if g.Rows = joinNumbers(g.Rows); len(g.Rows) > 0 {
			groups = append(groups, g)
		}
	}
	return groups
}

func row(b Binding) Row {
	shown := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		shown[i] = Show(k)
	}
	return Row{Action: b.Action, Keys: strings.Join(shown, " "), Help: b.Help}
}

// joinNumbers makes one row of follow-1 to follow-9 if they have the keys 1
// to 9.
func joinNumbers(rows []Row) []Row {
	var out []Row
	for _, r := range rows {
		n := FollowN(r.Action)
		switch {
		case n == 0 || r.Keys != string(rune('0'+n)):
			out = append(out, r)
		case n == 1:
			out = append(out, Row{Action: r.Action, Keys: "1-9", Help: "follow the link or reference of that number"})
		}
	}
	return out
}

// Markdown returns the table as the page docs/keys.md.
func (m *Map) Markdown() string {
	var b strings.Builder
	b.WriteString("# Keys\n\nThis page is generated from the key table. The name in the last column rebinds the action in the\n" +
		"configuration: `reader: {keys: {NAME: [key, …]}}`, and is a command after `:`. A number before a movement\n" +
		"repeats it in lists (`17j`); `17G` goes to row 17, `17` and `Enter` opens it.\n")
	for _, g := range m.Help() {
		fmt.Fprintf(&b, "\n## %s\n\n| key | does | name |\n|---|---|---|\n", Title(g.Scope))
		for _, r := range g.Rows {
			keys := strings.Fields(r.Keys)
			for i, k := range keys {
				keys[i] = "`" + strings.ReplaceAll(k, "|", `\|`) + "`"
			}
			name := "`" + string(r.Action) + "`"
			if r.Keys == "1-9" {
				name = "`follow-1` … `follow-9`"
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", strings.Join(keys, " "), r.Help, name)
		}
	}
	return b.String()
}

// Title returns the name of a scope for people.
func Title(s Scope) string {
	switch s {
	case Headlines:
		return "In the headlines"
	case Story:
		return "In a story"
	case ReadAlso:
		return "In read also"
	case Overlay:
		return "In the screens over the panes: help, feeds, warnings, trail, brief"
	case Prompt:
		return "While typing a line"
	case Global:
		return "Everywhere"
	}
	return string(s)
}

// unknownAction says which action may have been meant.
func unknownAction(name string, bindings []Binding) error {
	best := slices.MinFunc(bindings, func(a, b Binding) int {
		return cmp.Compare(sanitize.Mistakes(name, string(a.Action)), sanitize.Mistakes(name, string(b.Action)))
	})
	if sanitize.Mistakes(name, string(best.Action)) <= 1+len(name)/4 {
		return faultf([]Action{Action(name)}, "unknown action %q (did you mean %s?)", sanitize.Brief(name), best.Action)
	}
	return faultf([]Action{Action(name)}, "unknown action %q (sitrep keys lists them)", sanitize.Brief(name))
}
