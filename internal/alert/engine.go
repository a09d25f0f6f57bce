package alert

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/warning"
)

// freshFor is how old an item may be when it is first seen and still ring.
const freshFor = 6 * time.Hour

// Rule is a rule that is ready to be asked.
type Rule struct {
	news.Rule
	filter  news.Filter
	counts  bool // it asks for outlets or origins
	asksFor bool // it asks for a severity or level
}

// Compile reads the query of a rule. parse reads queries.
func Compile(r news.Rule, parse func(query string) (news.Filter, error)) (*Rule, error) {
	f, err := parse(r.Query)
	if err != nil {
		return nil, fmt.Errorf("rule %s: %w", r.Name, err)
	}
	out := &Rule{Rule: r, filter: f}
	var wrong error
	news.MapExpr(f.Expr, func(e news.Expr) news.Expr {
		switch e := e.(type) {
		case news.Is:
			if e.State == news.IsUnread || e.State == news.IsRead || e.State == news.IsStarred {
				wrong = errors.New("is:" + string(e.State) + " is about marks, which change; a rule cannot ask for it")
			}
			if e.State == news.IsEdited {
				wrong = errors.New("is:edited is about what comes later than a story; a rule cannot ask for it")
			}
		case news.SinceLast:
			wrong = errors.New("since:last is about what you have seen; a rule cannot ask for it")
		case news.Counted:
			out.counts = true
		case news.OfWarning:
			out.asksFor = out.asksFor || e.Field == news.FieldSeverity || e.Field == news.FieldLevel
		}
		return e
	})
	if wrong != nil {
		return nil, fmt.Errorf("rule %s: %w", r.Name, wrong)
	}
	return out, nil
}

// Counts reports whether the rule asks for outlets or origins, so that it has to
// be asked again about the stories of an event that grows.
func (r *Rule) Counts() bool { return r.counts }

// Engine raises alerts. Rules, Judge and Limits are needed; it serves one
// goroutine.
type Engine struct {
	Rules  []*Rule
	Limits Limits
	Judge  *warning.Judge
	Locate Locator
	// Near reports whether the area of a warning meets a location; nil: it never does.
	Near func(name string, w *news.Warning) bool

	fired map[string]*history // by rule and subject
	rung  []time.Time         // of the last hour
}

// history has the alerts of a rule for a subject.
type history struct {
	severity news.Severity
	places   map[string]bool
	causes   map[string]bool
}

func key(rule string, own bool, subject string) string {
	return fmt.Sprintf("%t %s\x00%s", own, rule, subject)
}

// Remember notes an alert that was raised before, so that its subject does not
// ring again. also names other subjects that it stands for by now.
func (e *Engine) Remember(a *news.Alert, also ...string) {
	for _, subject := range append([]string{a.Subject}, also...) {
		e.historyOf(a.Rule, a.Own, subject).note(a)
	}
	if a.Delivery == news.DeliverRing {
		e.rung = append(e.rung, a.Raised)
	}
}

func (h *history) note(a *news.Alert) {
	h.causes[a.Cause] = true
	if a.Severity.Rank() > h.severity.Rank() {
		h.severity = a.Severity
	}
	for _, p := range a.Places {
		h.places[p] = true
	}
}

func (e *Engine) historyOf(rule string, own bool, subject string) *history {
	if e.fired == nil {
		e.fired = map[string]*history{}
	}
	k := key(rule, own, subject)
	if e.fired[k] == nil {
		e.fired[k] = &history{places: map[string]bool{}, causes: map[string]bool{}}
	}
	return e.fired[k]
}

// Story asks rules about a story that arrived, or whose event grew, and returns
// the alerts, which Deliver delivers. before marks rules that look back: their
// alerts do not ring.
func (e *Engine) Story(it *Item, now time.Time, rules []*Rule, before bool) []news.Alert {
	var out []news.Alert
	d := e.newDocument(it)
	for _, r := range rules {
		if !r.Until.IsZero() && !now.Before(r.Until) {
			continue
		}
		h := e.fired[key(r.Name, r.Own, it.Subject)]
		if h != nil && h.causes[""] {
			continue
		}
		f, ok := d.holds(r.filter.Expr)
		if !ok {
			continue
		}
		a := e.raise(r, it, f, now)
		a.Story, a.Headline, a.Source, a.URL = it.Story.ID, it.Story.Headline, it.Story.Source, it.Story.URL
		a.Outlets, a.Origins = it.Outlets, it.Origins
		seen := it.Story.FirstSeen
		if it.Page.After(seen) {
			seen = it.Page
		}
		a.Delivery = undelivered(r, before, seen.Sub(it.Story.When()) > freshFor && !r.counts)
		out = append(out, a)
	}
	return out
}

// warning asks rules about a warning that arrived at seen. newest is the newest
// message of its chain and feed that has arrived, possibly itself.
func (e *Engine) warning(it *Item, newest *news.Warning, seen time.Time, rules []*Rule, before bool) []news.Alert {
	var out []news.Alert
	w := it.Warning
	d := e.newDocument(it)
	for _, r := range rules {
		if !r.Until.IsZero() && !seen.Before(r.Until) {
			continue
		}
		f, ok := d.holds(r.filter.Expr)
		if !ok {
			continue
		}
		h := e.historyOf(r.Name, r.Own, it.Subject)
		decision := e.decide(r, w, newest, seen, h)
		place := ""
		if !decision.Alert && h.causes[""] {
			if place = newPlace(h, f.places); place != "" {
				decision = e.decide(r, w, newest, seen, &history{})
			}
		}
		if !decision.Alert {
			continue
		}
		a := e.raise(r, it, f, seen)
		a.Warning, a.Headline, a.Source, a.URL = w.ID, w.Headline, w.Authority, w.URL
		if a.Headline.IsZero() {
			a.Headline = w.Event
		}
		a.Severity = warning.Decisive(w)
		a.Why = distinct(append([]string{decision.Why}, a.Why...))
		switch {
		case place != "":
			a.Cause, a.Again = "place:"+place, "a new area: "+place
		case decision.Again:
			a.Cause, a.Again = "severity:"+string(a.Severity), decision.Why
		}
		h.note(&a)
		a.Delivery = undelivered(r, before, decision.Late)
		out = append(out, a)
	}
	return out
}

// decide asks the judge about a warning. A rule that asks for a severity decides
// on severity itself; everything else still counts.
func (e *Engine) decide(r *Rule, w, newest *news.Warning, seen time.Time, h *history) warning.Decision {
	if !r.asksFor || warning.Decisive(w).Rank() >= news.SeveritySevere.Rank() {
		return e.Judge.Decide(w, newest, seen, h.severity)
	}
	if h.severity.Rank() >= warning.Decisive(w).Rank() && h.causes[""] {
		return warning.Decision{Why: "it rang before at severity " + string(h.severity)}
	}
	raised := *w
	raised.Severity, raised.Level = news.SeverityExtreme, ""
	at := &raised
	if newest != w {
		at = newest
	}
	decision := e.Judge.Decide(&raised, at, seen, "")
	if decision.Alert {
		decision.Why = "severity " + string(warning.Decisive(w))
		if h.causes[""] {
			decision.Again, decision.Why = true, fmt.Sprintf("severity rose from %s to %s", h.severity, warning.Decisive(w))
		}
	}
	return decision
}

// newPlace returns a location that the rule asks for and has not rung for.
func newPlace(h *history, places []string) string {
	for _, p := range places {
		if len(h.places) > 0 && !h.places[p] {
			return p
		}
	}
	return ""
}

// Edited asks for alerts about a story that was corrected or withdrawn after it
// had raised one. class is "correction" or "withdrawal", wording numbers the
// wording.
func (e *Engine) Edited(first *news.Alert, class string, wording int, now time.Time, rules []*Rule) []news.Alert {
	i := slices.IndexFunc(rules, func(r *Rule) bool { return r.Name == first.Rule && r.Own == first.Own })
	cause := fmt.Sprintf("%s:%s:%d", class, first.Story, wording)
	if i < 0 || e.historyOf(first.Rule, first.Own, first.Subject).causes[cause] {
		return nil
	}
	a := *first
	a.Num, a.Cause, a.Again, a.Raised = 0, cause, "the story was "+map[string]string{"withdrawal": "withdrawn"}[class], now
	if class != "withdrawal" {
		a.Again = "the story was corrected"
	}
	a.Why = append([]string{a.Again}, first.Why...)
	e.historyOf(a.Rule, a.Own, a.Subject).note(&a)
	a.Delivery = undelivered(rules[i], false, false)
	return []news.Alert{a}
}

// raise makes an alert of a rule's match.
func (e *Engine) raise(r *Rule, it *Item, f found, now time.Time) news.Alert {
	a := news.Alert{Rule: r.Name, Own: r.Own, Subject: it.Subject, Raised: now, Why: distinct(f.why), Places: distinct(f.places)}
	if len(a.Why) == 0 {
		a.Why = []string{"nothing that the rule excludes: " + strings.TrimSpace(r.Query)}
	}
	e.historyOf(r.Name, r.Own, it.Subject).note(&a)
	return a
}

// distinct returns texts without those that stand there twice.
func distinct(texts []string) []string {
	var out []string
	for _, s := range texts {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// undelivered returns the delivery of an alert that cannot ring; empty: Deliver
// decides.
func undelivered(r *Rule, before, late bool) news.Delivery {
	switch {
	case before:
		return news.DeliverBack
	case late:
		return news.DeliverLate
	case r.Quiet:
		return news.DeliverList
	}
	return ""
}

// Deliver puts alerts in the order in which they were raised, and decides how
// each that may ring reaches people.
func (e *Engine) Deliver(alerts []news.Alert) {
	slices.SortStableFunc(alerts, func(a, b news.Alert) int { return a.Raised.Compare(b.Raised) })
	for i := range alerts {
		a := &alerts[i]
		if a.Delivery == "" {
			a.Delivery = e.ring(a.Raised, slices.ContainsFunc(e.Rules, func(r *Rule) bool { return r.Name == a.Rule && r.Own == a.Own && r.Wake }))
		}
	}
}

// ring decides whether an alert rings now.
func (e *Engine) ring(now time.Time, wake bool) news.Delivery {
	if !wake && e.Limits.Quiet.Contains(now) {
		return news.DeliverQuiet
	}
	e.rung = slices.DeleteFunc(e.rung, func(t time.Time) bool { return now.Sub(t) >= time.Hour })
	if e.Limits.PerHour > 0 && len(e.rung) >= e.Limits.PerHour {
		return news.DeliverLimit
	}
	e.rung = append(e.rung, now)
	return news.DeliverRing
}

// Release decides about alerts that waited for the end of the quiet hours, and
// returns those that are decided, with their delivery. In quiet hours there are
// none.
func (e *Engine) Release(waiting []news.Alert, now time.Time) []news.Alert {
	if e.Limits.Quiet.Contains(now) {
		return nil
	}
	var out []news.Alert
	for _, a := range waiting {
		if a.Delivery == news.DeliverQuiet {
			a.Delivery = e.ring(now, true)
			out = append(out, a)
		}
	}
	return out
}
