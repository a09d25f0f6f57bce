package alert

import (
	"strings"
	"time"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/warning"
)

// when returns the time that since: and before: are about.
func (d *document) when() time.Time {
	if d.Story != nil {
		return d.Story.When()
	}
	return d.Warning.Sent
}

// ofWarning reports whether a warning has a value.
func (d *document) ofWarning(e news.OfWarning) (found, bool) {
	w := d.Warning
	if w == nil {
		return found{}, false
	}
	switch e.Field {
	case news.FieldSeverity:
		s := warning.Decisive(w)
		if fits(e, rankOfSeverity(strings.ToLower(string(s))), rankOfSeverity(e.Value)) && (s != "" || e.Value == "unknown") {
			return because("severity %s", s)
		}
	case news.FieldLevel:
		if fits(e, w.Level.Severity().Rank(), news.Level(e.Value).Severity().Rank()) && w.Level != "" {
			return because("level %s", w.Level)
		}
	case news.FieldHazard:
		if w.Hazard == news.Hazard(e.Value) {
			return because("hazard %s", e.Value)
		}
	case news.FieldStatus:
		if strings.EqualFold(string(w.Status), e.Value) {
			return because("status %s", w.Status)
		}
	case news.FieldEvent:
		return hasWords("event", e.Value, w.Event.String())
	case news.FieldArea:
		for _, a := range w.Areas {
			if f, ok := hasWords("area", e.Value, a.Name.String()); ok {
				return f, true
			}
		}
	}
	return found{}, false
}

// fits compares ranks as a condition asks.
func fits(e news.OfWarning, has, wants int) bool { return has == wants || e.Least && has > wants }

func rankOfSeverity(s string) int {
	for _, x := range []news.Severity{news.SeverityExtreme, news.SeveritySevere, news.SeverityModerate, news.SeverityMinor} {
		if strings.EqualFold(string(x), s) {
			return x.Rank()
		}
	}
	return 0
}

func hasWords(name, want, text string) (found, bool) {
	w, prefix := tokensOf(want, false)
	if len(positions(match.Tokens(text, false), w, prefix)) > 0 {
		return because("%s %q", name, text)
	}
	return found{}, false
}

// Matches reports whether a warning is one that a query asks for. Words are
// looked for in headline, event, areas, description, advice and authority.
func (e *Engine) Matches(f news.Filter, w *news.Warning) bool {
	d := e.newDocument(&Item{Warning: w})
	d.fields = append(d.fields, field{"the authority", false, match.Tokens(w.Authority.String(), false)})
	_, ok := d.holds(f.Expr)
	return ok
}

// Arrivals are official messages in the order of their arrival, with what is
// known of their feeds. Messages and Describe are needed.
type Arrivals struct {
	Messages []news.WarningSeen
	// Describe fills in the feed of a message: name, type, tags.
	Describe func(*Item)
	// Raises reports whether a message raises alerts; those it does not choose
	// are there so that chains are whole.
	Raises func(*news.WarningSeen) bool
	// Raised are alerts from before. Their subjects are the chains that their
	// messages are in by now.
	Raised []news.Alert
}

// Warnings asks rules about the messages that have arrived, and returns the
// alerts, which Deliver delivers. before marks rules that look back.
func (e *Engine) Warnings(in Arrivals, rules []*Rule, before bool) []news.Alert {
	list := make([]news.Warning, len(in.Messages))
	for i := range in.Messages {
		list[i] = in.Messages[i].Warning
	}
	of := map[*news.Warning]string{} // the subject of each message
	named := map[string]string{}     // the same by identifier
	for _, c := range warning.Chains(list) {
		for _, w := range c.Messages {
			of[w], named[w.ID] = c.Subject, c.Subject
		}
	}
	for i := range in.Raised {
		if a := &in.Raised[i]; a.Warning != "" && named[a.Warning] != "" {
			// Remember has counted it already among those that rang.
			e.historyOf(a.Rule, a.Own, named[a.Warning]).note(a)
		}
	}
	type source struct {
		subject string
		feed    news.FeedID
	}
	newest := map[source]*news.Warning{}
	var out []news.Alert
	for i := range list {
		w := &list[i]
		from := source{of[w], w.Feed}
		if newest[from] == nil || warning.Before(newest[from], w) {
			newest[from] = w
		}
		if !in.Raises(&in.Messages[i]) {
			continue
		}
		it := &Item{Warning: w, Subject: of[w]}
		in.Describe(it)
		out = append(out, e.warning(it, newest[from], in.Messages[i].Seen, rules, before)...)
	}
	return out
}
