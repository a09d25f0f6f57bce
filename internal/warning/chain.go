package warning

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
)

// Chain is one warning: its messages, and those of other networks about the
// same quake. It holds pointers into the list that Chains was given.
type Chain struct {
	// ID is the identifier of the earliest message that is known, held or
	// only referred to. It may become an earlier one as messages arrive.
	ID string
	// Subject is ID with its sender, in the form of a CAP reference: what an
	// alert is about. It is unique among chains.
	Subject string
	// Messages are in the order of their sent times.
	Messages []*news.Warning
	newer    map[*news.Warning]*news.Warning // the newest message that replaces one
}

// Current returns the newest message that no other one replaces.
func (c *Chain) Current() *news.Warning {
	for i := len(c.Messages) - 1; i > 0; i-- {
		if c.newer[c.Messages[i]] == nil {
			return c.Messages[i]
		}
	}
	return c.Messages[0]
}

// State returns the state of the warning: in force as long as one of its
// messages is.
func (c *Chain) State(now time.Time) State {
	for _, w := range c.Messages {
		if c.StateOf(w, now) == InForce {
			return InForce
		}
	}
	return c.StateOf(c.Current(), now)
}

// StateOf returns the state of a message of the chain.
func (c *Chain) StateOf(w *news.Warning, now time.Time) State {
	newer := c.newer[w]
	switch {
	case newer == nil:
		return stateOf(w, now)
	case newer.Kind == news.KindCancel || newer.Kind == news.KindError:
		return Cancelled
	}
	return Replaced
}

// Chains sorts messages into chains. The result depends on the set of
// messages only, not on their order; references to oneself and in circles do
// no harm. Chains are in the order of their first message in list.
func Chains(list []news.Warning) []Chain {
	g := newGroups(list)
	g.bySeries()
	g.byReference()
	g.byRepetition()
	g.byQuake()
	return g.chains()
}

// groups joins messages into sets (union-find). Nodes beyond the messages
// are messages that are only referred to.
type groups struct {
	list   []news.Warning
	parent []int
	known  []news.WarningRef // of each node
	newer  []int             // of each message: the newest that replaces it; -1: none
}

func newGroups(list []news.Warning) *groups {
	g := &groups{list: list}
	for i := range list {
		w := &list[i]
		g.node(news.WarningRef{Sender: w.Sender, ID: cmp.Or(w.Series, w.ID), Sent: w.Sent})
		g.newer = append(g.newer, -1)
	}
	return g
}

func (g *groups) node(ref news.WarningRef) int {
	g.parent = append(g.parent, len(g.parent))
	g.known = append(g.known, ref)
	return len(g.parent) - 1
}

func (g *groups) find(i int) int {
	for g.parent[i] != i {
		g.parent[i] = g.parent[g.parent[i]]
		i = g.parent[i]
	}
	return i
}

func (g *groups) join(a, b int) {
	a, b = g.find(a), g.find(b)
	g.parent[max(a, b)] = min(a, b)
}

// replace notes that message b replaces message a. An older message replaces
// nothing, nor does an acknowledgement; an exercise does not replace a real
// warning. Entries of an index with one identifier and one time are the areas
// of one message, and stay side by side. Nor does a feed replace what another
// one brought: anybody can write a sender's name into a message.
func (g *groups) replace(a, b int) {
	old, by := &g.list[a], &g.list[b]
	parts := old.Index && by.Index && old.ID == by.ID && old.Sent.Equal(by.Sent)
	if a == b || parts || old.Feed != by.Feed || order(old, by) >= 0 || by.Kind == news.KindAck || rehearsed(by) && !rehearsed(old) {
		return
	}
	if have := g.newer[a]; have < 0 || order(&g.list[have], by) < 0 {
		g.newer[a] = b
	}
}

// rehearsed reports whether a message has no effect by its status.
func rehearsed(w *news.Warning) bool {
	return w.Status == news.StatusTest || w.Status == news.StatusExercise || w.Status == news.StatusDraft
}

// replaceAll notes that the newest of the messages replaces the others.
func (g *groups) replaceAll(same []int) {
	if len(same) < 2 {
		return
	}
	for _, real := range []bool{true, false} {
		newest := -1
		for _, i := range same {
			if rehearsed(&g.list[i]) != real && (newest < 0 || order(&g.list[newest], &g.list[i]) < 0) {
				newest = i
			}
		}
		for _, i := range same {
			if newest >= 0 {
				g.replace(i, newest)
			}
		}
	}
}

// bySeries joins messages that name a common event.
func (g *groups) bySeries() {
	first := map[string]int{}
	for i := range g.list {
		w := &g.list[i]
		if w.Series == "" {
			continue
		}
		for _, key := range append([]string{w.Series}, w.Also...) {
			if j, ok := first[key]; ok {
				g.join(i, j)
			} else {
				first[key] = i
			}
		}
	}
	sets := map[int][]int{}
	for i := range g.list {
		if g.list[i].Series != "" {
			sets[g.find(i)] = append(sets[g.find(i)], i)
		}
	}
	for _, same := range sets {
		g.replaceAll(same)
	}
}

// identity is a message as named by a sender and an identifier.
type identity struct {
	node     int
	messages []int
}

// identities finds them by identifier and sender.
type identities map[string]map[string]*identity

func (ids identities) at(g *groups, ref news.WarningRef, node int) *identity {
	senders := ids[ref.ID]
	if senders == nil {
		senders = map[string]*identity{}
		ids[ref.ID] = senders
	}
	one := senders[ref.Sender]
	if one == nil {
		if node < 0 {
			node = g.node(ref)
		}
		one = &identity{node: node}
		senders[ref.Sender] = one
	}
	return one
}

// byReference joins messages with equal identity, and with the messages that
// they refer to. An identity is sender and identifier. Where an index or a
// reference leaves the sender out, the identifier is enough as long as only
// one sender uses it.
func (g *groups) byReference() {
	ids := identities{}
	for i := range g.list {
		if g.list[i].Series == "" {
			one := ids.at(g, g.known[i], i)
			one.messages = append(one.messages, i)
			g.join(i, one.node)
		}
	}
	for i := range g.list {
		for _, ref := range g.references(i) {
			g.join(i, ids.at(g, ref, -1).node)
		}
	}
	for _, senders := range ids {
		if anonymous := senders[""]; anonymous != nil && len(senders) == 2 {
			for sender, named := range senders {
				if sender != "" {
					g.join(anonymous.node, named.node)
					named.messages = append(named.messages, anonymous.messages...)
					senders[""] = named
				}
			}
		}
		for _, one := range senders {
			g.replaceAll(one.messages)
		}
	}
	for i := range g.list {
		for _, ref := range g.references(i) {
			for _, j := range ids.at(g, ref, -1).messages {
				g.replace(j, i)
			}
		}
	}
}

// references returns the messages that a message without a series replaces.
func (g *groups) references(i int) []news.WarningRef {
	if g.list[i].Series != "" {
		return nil
	}
	return g.list[i].Replaces
}

// again is how soon a warning that comes a second time, or after its
// cancellation, is the same warning.
const again = 15 * time.Minute

// byRepetition joins a warning that was issued twice under different
// identifiers: same authority, event, area and end within 15 minutes; or
// cancelled and issued once more within 15 minutes.
func (g *groups) byRepetition() {
	alike := map[string][]int{}
	for i := range g.list {
		w := &g.list[i]
		if key := likeness(w); key != "" && !w.Sent.IsZero() {
			alike[key] = append(alike[key], i)
		}
	}
	for _, same := range alike {
		slices.SortFunc(same, func(a, b int) int { return order(&g.list[a], &g.list[b]) })
		last := map[int64]int{} // by end: the message before
		cancel := -1
		for _, i := range same {
			w := &g.list[i]
			end, _ := End(w)
			if j, ok := last[end.Unix()]; ok && w.Sent.Sub(g.list[j].Sent) <= again {
				g.join(i, j)
				g.replace(j, i)
			}
			if cancel >= 0 && w.Kind == news.KindAlert && w.Sent.Sub(g.list[cancel].Sent) <= again {
				g.join(i, cancel)
				g.replace(cancel, i)
			}
			last[end.Unix()] = i
			if w.Kind == news.KindCancel {
				cancel = i
			}
		}
	}
}

// likeness is equal for messages that say the same; "" for messages that say
// too little to be compared.
func likeness(w *news.Warning) string {
	if w.Series != "" || w.Event.IsZero() || len(w.Areas) == 0 {
		return ""
	}
	parts := []string{string(w.Status), cmp.Or(w.Authority.String(), w.Sender), fold(w.Event.String())}
	var areas []string
	for _, a := range w.Areas {
		areas = append(areas, a.Name.String())
	}
	slices.Sort(areas)
	return strings.Join(append(parts, areas...), "\x00")
}

// order orders the messages of a chain: by the time they were sent, an index
// entry before the message itself, a cancellation last, then by identifier.
func order(a, b *news.Warning) int {
	return cmp.Or(
		when(a).Compare(when(b)),
		boolOrder(!a.Index, !b.Index),
		boolOrder(a.Kind == news.KindCancel, b.Kind == news.KindCancel),
		cmp.Compare(Decisive(a).Rank(), Decisive(b).Rank()),
		cmp.Compare(a.ID, b.ID),
		cmp.Compare(a.Headline.String(), b.Headline.String()),
	)
}

// Before reports whether message a of a chain comes before b.
func Before(a, b *news.Warning) bool { return order(a, b) < 0 }

// when is the time a message was sent. Without it, it is that of the newest
// message that it replaces: it comes after that one.
func when(w *news.Warning) time.Time {
	if !w.Sent.IsZero() {
		return w.Sent
	}
	var t time.Time
	for _, ref := range w.Replaces {
		if !ref.Sent.IsZero() {
			t = later(t, ref.Sent.Add(time.Nanosecond))
		}
	}
	return t
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// chains returns the sets in the order of their first message.
func (g *groups) chains() []Chain {
	var out []Chain
	at := map[int]int{}
	for i := range g.list {
		top := g.find(i)
		n, ok := at[top]
		if !ok {
			n = len(out)
			at[top] = n
			out = append(out, Chain{})
		}
		out[n].Messages = append(out[n].Messages, &g.list[i])
	}
	earliest := make([]news.WarningRef, len(out))
	for i, ref := range g.known {
		n, ok := at[g.find(i)]
		if ok && (earliest[n].ID == "" || earlier(ref, earliest[n])) {
			earliest[n] = ref
		}
	}
	for i, by := range g.newer {
		if by >= 0 {
			c := &out[at[g.find(i)]]
			if c.newer == nil {
				c.newer = map[*news.Warning]*news.Warning{}
			}
			c.newer[&g.list[i]] = &g.list[by]
		}
	}
	for n := range out {
		out[n].ID = earliest[n].ID
		out[n].Subject = strings.TrimPrefix(earliest[n].Sender+","+earliest[n].ID, ",")
		slices.SortStableFunc(out[n].Messages, order)
	}
	return out
}

// earlier orders identities by time; one without a time is later than all
// others.
func earlier(a, b news.WarningRef) bool {
	switch {
	case a.Sent.IsZero() != b.Sent.IsZero():
		return b.Sent.IsZero()
	case !a.Sent.Equal(b.Sent):
		return a.Sent.Before(b.Sent)
	}
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Sender, b.Sender)) < 0
}

// Arrival is a message with the time at which it was first seen.
type Arrival struct {
	Warning news.Warning
	Seen    time.Time
}

// Alert is an alert that a message raised.
type Alert struct {
	Subject string
	Warning *news.Warning
	Decision
}

// Alerts returns the alerts that messages raise in the order of their
// arrival. Messages are judged in the chains that all of them form, so the
// subjects do not depend on the order.
func (j *Judge) Alerts(arrivals []Arrival) []Alert {
	list := make([]news.Warning, len(arrivals))
	for i, a := range arrivals {
		list[i] = a.Warning
	}
	chains := Chains(list)
	of := map[*news.Warning]int{}
	for n := range chains {
		for _, w := range chains[n].Messages {
			of[w] = n
		}
	}
	rang := make([]news.Severity, len(chains))
	type source struct {
		chain int
		feed  news.FeedID
	}
	newest := map[source]*news.Warning{} // of the messages that have arrived
	late := map[source]news.Severity{}   // of alerts without a bell: those of one feed do not silence another
	var out []Alert
	for i := range list {
		w, n := &list[i], of[&list[i]]
		from := source{n, w.Feed}
		if newest[from] == nil || order(newest[from], w) < 0 {
			newest[from] = w
		}
		before := rang[n]
		if late[from].Rank() > before.Rank() {
			before = late[from]
		}
		d := j.Decide(w, newest[from], arrivals[i].Seen, before)
		if d.Alert {
			if d.Late {
				late[from] = Decisive(w)
			} else {
				rang[n] = Decisive(w)
			}
			out = append(out, Alert{Subject: chains[n].Subject, Warning: w, Decision: d})
		}
	}
	return out
}
