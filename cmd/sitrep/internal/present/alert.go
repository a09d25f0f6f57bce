package present

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// alertFields are the fields of an alert in JSON.
type alertFields struct {
	ID        int64          `json:"id,omitempty"`
	Rule      string         `json:"rule"`
	Subject   string         `json:"subject"`
	Story     news.StoryID   `json:"story,omitempty"`
	Warning   string         `json:"warning,omitempty"`
	Title     sanitize.Clean `json:"title,omitzero"`
	Source    sanitize.Clean `json:"source,omitzero"`
	URL       string         `json:"url,omitempty"`
	Raised    news.FuzzyTime `json:"raised"`
	Why       []string       `json:"why"`
	Again     string         `json:"again_because,omitempty"`
	Severity  news.Severity  `json:"severity,omitempty"`
	Outlets   int            `json:"outlets,omitempty"`
	Origins   int            `json:"origins,omitempty"`
	Locations []string       `json:"places,omitempty"`
	Delivered news.Delivery  `json:"delivered"`
}

// AlertFields returns the JSON object of an alert.
func AlertFields(a *news.Alert) any {
	return alertFields{
		ID: a.Num, Rule: a.Rule, Subject: a.Subject, Story: a.Story, Warning: a.Warning, Title: a.Headline, Source: a.Source, URL: Address(a.URL),
		Raised: news.FuzzyTime{T: a.Raised}, Why: a.Why, Again: a.Again, Severity: a.Severity, Outlets: a.Outlets, Origins: a.Origins,
		Locations: a.Places, Delivered: a.Delivery,
	}
}

// AlertJSON returns the object as one line, as programs are given it.
func AlertJSON(a *news.Alert) (sanitize.Clean, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(AlertFields(a)); err != nil {
		return sanitize.Clean{}, err
	}
	return sanitize.Text(strings.TrimSpace(b.String())), nil
}

// AlertText returns an alert for people, in lines of at most width columns.
func AlertText(a *news.Alert, width int) string {
	head := fmt.Sprintf("%s UTC  %s  %s", Stamp(a.Raised), a.Rule, a.Headline)
	lines := []string{Wrap(head, "  ", width)}
	if !a.Source.IsZero() {
		lines = append(lines, "  "+Wrap(a.Source.String(), "  ", width))
	}
	why := strings.Join(a.Why, ", ")
	if a.Again != "" {
		why = "again: " + a.Again + "; " + why
	}
	if a.Origins > 0 {
		why += fmt.Sprintf(" (%s, %s)", Count(a.Outlets, "outlet", "outlets"), Count(a.Origins, "origin", "origins"))
	}
	lines = append(lines, "  "+Wrap("why: "+why, "  ", width), "  "+Wrap(deliveryText(a.Delivery), "  ", width))
	return strings.Join(lines, "\n") + "\n"
}

// deliveryText says how an alert reached people.
func deliveryText(d news.Delivery) string {
	switch d {
	case news.DeliverRing:
		return "rang"
	case news.DeliverQuiet:
		return "waits for the end of the quiet hours"
	case news.DeliverLimit:
		return "did not ring: too many in an hour"
	case news.DeliverList:
		return "listed: its rule does not ring"
	case news.DeliverBack:
		return "did not ring: it was there before the rule"
	case news.DeliverLate:
		return "did not ring: it was over, lowered or old when it arrived"
	}
	return "not delivered"
}

// ruleFields are the fields of a rule in JSON.
type ruleFields struct {
	Name  string         `json:"name"`
	When  string         `json:"when"`
	From  string         `json:"from"` // "configuration" or "own"
	Ring  bool           `json:"ring"`
	Wake  bool           `json:"wake"`
	Until news.FuzzyTime `json:"until,omitzero"`
}

// RuleFields returns the JSON object of a rule.
func RuleFields(r news.Rule) any {
	return ruleFields{Name: r.Name, When: r.Query, From: ruleFrom(r), Ring: !r.Quiet, Wake: r.Wake, Until: news.FuzzyTime{T: r.Until}}
}

func ruleFrom(r news.Rule) string {
	if r.Own {
		return "own"
	}
	return "configuration"
}

// RulesText returns rules for people, in lines of at most width columns; 0: they
// are not cut.
func RulesText(rules []news.Rule, width int) string {
	var rows [][]string
	for _, r := range rules {
		how := "rings"
		switch {
		case r.Quiet:
			how = "lists"
		case r.Wake:
			how = "wakes"
		}
		if !r.Until.IsZero() {
			how += " until " + Stamp(r.Until)
		}
		rows = append(rows, []string{r.Name, ruleFrom(r), how, r.Query})
	}
	return Table(rows, width)
}
