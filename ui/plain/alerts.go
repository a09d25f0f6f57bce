package plain

import (
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	"sitrep/ui/reader"
)

// alerts lists the alerts, the newest first, with the reason.
func (r *Reader) alerts() {
	if r.env.Watch == nil {
		r.say("There are no alerts here.")
		return
	}
	list, err := r.env.Watch.Alerts(r.env.Ctx)
	if err != nil {
		r.complain("The alerts cannot be read", err)
		return
	}
	r.sayf("%s in seven days, %d not seen.", count(len(list), "alert", "alerts"), len(reader.Unseen(list)))
	for i := range list {
		a := &list[i]
		facts := []string{reader.AlertTime(a, r.env.Now(), r.env.Zone), sanitize.Line(a.Rule).String(), a.Headline.String(), a.Source.String()}
		if how := reader.DeliveryText(a); how != "" {
			facts = append(facts, how)
		}
		r.say(strings.Join(facts, ", ") + ". Why: " + reader.WhyText(a).String() + ".")
	}
	if len(list) > 0 {
		if err := r.env.Watch.SeeAlerts(r.env.Ctx, list[0].Num); err != nil {
			r.complain("That the alerts were seen could not be kept", err)
		}
	}
}

// makeRule proposes a rule from the open story, or keeps one: with a query that
// is the rule, "keep" keeps the last proposal.
func (r *Reader) makeRule(arg string) {
	switch {
	case r.env.Watch == nil:
		r.say("There are no alerts here.")
		return
	case arg == "keep":
		r.keepRule()
		return
	case arg != "":
		name, _, _ := strings.Cut(arg, " ")
		r.rule = news.Rule{Name: strings.Trim(name, `*"()-`), Query: arg}
	case r.story == nil:
		r.say("A rule is made from the open story; none is open. rule QUERY makes one of a query.")
		return
	default:
		var err error
		if r.rule, err = r.env.Watch.Propose(r.env.Ctx, r.story.Story.ID); err != nil {
			r.complain("There is no rule for this story", err)
			return
		}
	}
	list, err := r.env.Watch.TryRule(r.env.Ctx, r.rule)
	if err != nil {
		r.rule = news.Rule{}
		r.complain("That is no rule", err)
		return
	}
	r.sayf("Rule %s: %s. In the last seven days it would have been raised %s. rule keep keeps it; rule QUERY tries another.",
		sanitize.Line(r.rule.Name), sanitize.Line(r.rule.Query), count(len(list), "time", "times"))
}

func (r *Reader) keepRule() {
	if r.rule.Name == "" {
		r.say("No rule was proposed yet.")
		return
	}
	if _, err := r.env.Watch.AddRule(r.env.Ctx, r.rule); err != nil {
		r.complain("The rule is not kept", err)
		return
	}
	r.sayf("Rule %s is kept. It tells of what arrives from now on.", sanitize.Line(r.rule.Name))
	r.rule = news.Rule{}
}

// worldMap says where the warnings in force are, the most severe first.
func (r *Reader) worldMap() {
	all, err := reader.WarningsNow(r.env.Ctx, r.env.Library, r.env.Now())
	if err != nil {
		r.complain(reader.NoWarnings, err)
		return
	}
	list, lost := reader.OnMap(all, r.env.Now())
	more := ""
	if lost > 0 {
		more = fmt.Sprintf(" %d more give no point.", lost)
	}
	r.sayf("%s in force with a point.%s", count(len(list), "warning is", "warnings are"), more)
	for _, e := range list {
		at, _ := warning.Center(e.Message)
		grade := string(e.Severity)
		if grade != "" {
			grade += ", "
		}
		r.say(grade + reader.MapTitle(e) + ", at " + reader.PointText(at) + ".")
	}
}
