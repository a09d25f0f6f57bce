package storetest

import (
	"errors"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
)

// alerts are the subtests about rules and their alerts.
func (su suite) alerts() []subtest {
	return []subtest{
		{"rules are a person's own or of the configuration", su.rules},
		{"a subject has one alert for a rule and a cause", su.alertOnce},
		{"an alert is handed to a program once", su.alertRuns},
		{"words near each other are found", su.nearby},
		{"pins are one's own, notes and judgements are shared", su.remarks},
	}
}

func ruleNames(rules []news.Rule) []string {
	var out []string
	for _, r := range rules {
		s := r.Name
		if r.Own {
			s += " own"
		}
		if r.Looked {
			s += " looked"
		}
		out = append(out, s)
	}
	return out
}

func (su suite) rules(t *testing.T) {
	db, _ := su.openNew(t)
	ana, err := db.AddPerson(t.Context(), "ana")
	must(t, err)
	must(t, db.SetRules(t.Context(), []news.Rule{{Name: "dam", Query: "dam"}, {Name: "gone", Query: "x"}}))
	must(t, ana.SaveRule(t.Context(), news.Rule{Name: "dam", Query: "dam gates"}))
	_, err = db.SaveAlerts(t.Context(), nil, store.AlertMark{Seq: 7}, []news.Rule{{Name: "dam"}})
	must(t, err)
	must(t, db.SetRules(t.Context(), []news.Rule{{Name: "dam", Query: "dam"}, {Name: "new", Query: "y"}}))
	mine, err := db.Rules(t.Context())
	must(t, err)
	diff(t, "the owner's", []string{"dam looked", "new"}, ruleNames(mine))
	hers, err := ana.Rules(t.Context())
	must(t, err)
	diff(t, "another's", []string{"dam looked", "dam own", "new"}, ruleNames(hers))

	must(t, ana.SaveRule(t.Context(), news.Rule{Name: "dam", Query: "dam OR gates"}))
	if err := db.DropRule(t.Context(), "dam"); !errors.Is(err, news.ErrNotFound) {
		t.Errorf("a rule of the configuration is removed: %v", err)
	}
	must(t, ana.DropRule(t.Context(), "dam"))
	hers, err = ana.Rules(t.Context())
	must(t, err)
	diff(t, "after removing her own", []string{"dam looked", "new"}, ruleNames(hers))
	m, err := db.AlertMark(t.Context())
	must(t, err)
	diff(t, "the mark", store.AlertMark{Seq: 7}, m)
}

func alert(subject, cause string) news.Alert {
	return news.Alert{Rule: "dam", Subject: subject, Cause: cause, Headline: line("Gates jam"), Raised: Start(), Why: []string{`"gates" in the headline`}, Delivery: news.DeliverRing}
}

func headsOf(as []news.Alert) []string {
	out := []string{}
	for _, a := range as {
		s := a.Rule + " " + a.Subject + " " + a.Cause + " " + string(a.Delivery)
		if a.Seen {
			s += " seen"
		}
		out = append(out, s)
	}
	return out
}

func (su suite) alertOnce(t *testing.T) {
	db, _ := su.openNew(t)
	ana, err := db.AddPerson(t.Context(), "ana")
	must(t, err)
	first, err := db.SaveAlerts(t.Context(), []news.Alert{alert("s1", ""), alert("s1", ""), alert("s2", "")}, store.AlertMark{}, nil)
	must(t, err)
	diff(t, "added", []string{"dam s1  rung", "dam s2  rung"}, headsOf(first))
	again, err := db.SaveAlerts(t.Context(), []news.Alert{alert("s1", ""), alert("s1", "severity:Extreme")}, store.AlertMark{}, nil)
	must(t, err)
	diff(t, "added again", []string{"dam s1 severity:Extreme rung"}, headsOf(again))
	// The same rule of a person is another one.
	own := alert("s1", "")
	own.Own = true
	_, err = ana.SaveAlerts(t.Context(), []news.Alert{own}, store.AlertMark{}, nil)
	must(t, err)

	must(t, db.SeeAlerts(t.Context(), first[1].Num))
	all, err := db.Alerts(t.Context(), time.Time{})
	must(t, err)
	diff(t, "the owner's", []string{"dam s1 severity:Extreme rung", "dam s2  rung seen", "dam s1  rung seen"}, headsOf(all))
	hers, err := ana.Alerts(t.Context(), time.Time{})
	must(t, err)
	diff(t, "another's", []string{"dam s1  rung", "dam s1 severity:Extreme rung", "dam s2  rung", "dam s1  rung"}, headsOf(hers))
	none, err := db.Alerts(t.Context(), Start().Add(time.Second))
	must(t, err)
	diff(t, "raised later", []string{}, headsOf(none))
}

func (su suite) alertRuns(t *testing.T) {
	db, _ := su.openNew(t)
	quiet := alert("s2", "")
	quiet.Delivery = news.DeliverQuiet
	_, err := db.SaveAlerts(t.Context(), []news.Alert{alert("s1", ""), quiet}, store.AlertMark{}, nil)
	must(t, err)
	for _, want := range [][]string{{"dam s1  rung"}, {}} {
		run, err := db.AlertsToRun(t.Context(), Start())
		must(t, err)
		diff(t, "to run", want, headsOf(run))
	}
	all, err := db.Alerts(t.Context(), time.Time{})
	must(t, err)
	all[0].Delivery = news.DeliverRing
	must(t, db.Redeliver(t.Context(), all[:1]))
	run, err := db.AlertsToRun(t.Context(), Start())
	must(t, err)
	diff(t, "after the quiet hours", []string{"dam s2  rung"}, headsOf(run))
}

func (su suite) nearby(t *testing.T) {
	db, _ := su.openNew(t)
	must(t, db.SetFeeds(t.Context(), []news.Feed{{ID: Radio}}))
	_, err := db.Save(t.Context(), news.Batch{Feed: Radio, Arrivals: []news.Arrival{
		Arrival(Radio, "a", "The dam above Halm has burst", time.Hour),
		Arrival(Radio, "b", "A pipe burst in Halm; the town council and its engineers say that the dam holds", 2*time.Hour),
	}})
	must(t, err)
	word := func(s string, prefix bool) news.Expr { return news.Word{Text: s, Prefix: prefix} }
	for name, tt := range map[string]struct {
		e    news.Expr
		want []string
	}{
		"near":       {news.Near{A: word("burst", false), B: word("dam", false), Between: 3}, []string{"The dam above Halm has burst"}},
		"far":        {news.Near{A: word("burst", false), B: word("dam", false), Between: 2}, nil},
		"a prefix":   {news.Near{A: word("coun", true), B: news.Phrase{Text: "its engineers"}, Between: 1}, []string{"A pipe burst in Halm; the town council and its engineers say that the dam holds"}},
		"a location": {news.AtPlace{Name: "Halm"}, []string{"The dam above Halm has burst", "A pipe burst in Halm; the town council and its engineers say that the dam holds"}},
	} {
		got, err := db.Stories(t.Context(), news.Filter{Expr: tt.e}, news.Window{})
		must(t, err)
		var heads []string
		for _, s := range got {
			heads = append(heads, s.Headline.String())
		}
		diff(t, name, tt.want, heads)
	}
	if _, err := db.Stories(t.Context(), news.Filter{Expr: news.OfWarning{Field: news.FieldSeverity, Value: "severe"}}, news.Window{}); err == nil {
		t.Error("a story is asked for its severity")
	}
}

func (su suite) remarks(t *testing.T) {
	db, _ := su.openNew(t)
	ana, err := db.AddPerson(t.Context(), "ana")
	must(t, err)
	remark := func(kind news.RemarkKind, text, by string) news.Remark {
		return news.Remark{Kind: kind, URL: "u1", Text: line(text), At: Start(), Author: line(by), Title: line("Gates jam")}
	}
	list := func(p cache) []string {
		all, err := p.Remarks(t.Context())
		must(t, err)
		out := []string{}
		for _, m := range all {
			out = append(out, string(m.Kind)+" "+m.URL+" "+m.Text.String()+" "+m.Author.String())
		}
		return out
	}
	add := func(p cache, want int, ms ...news.Remark) {
		t.Helper()
		got, err := p.AddRemarks(t.Context(), ms...)
		must(t, err)
		diff(t, "added", want, len(got))
	}
	add(db, 2, remark(news.RemarkPin, "", ""), remark(news.RemarkPin, "", ""), remark(news.RemarkNote, "call them", ""))
	add(ana, 2, remark(news.RemarkPin, "", ""), remark(news.RemarkStatus, "disputed", ""))
	add(db, 1, remark(news.RemarkNote, "call them", ""), remark(news.RemarkNote, "call them", "Bo"), remark(news.RemarkStatus, "disputed", "ana"))
	diff(t, "the owner's", []string{"note u1 call them ", "note u1 call them Bo", "pin u1  ", "status u1 disputed ana"}, list(db))
	diff(t, "another's", []string{"note u1 call them ", "note u1 call them Bo", "pin u1  ana", "status u1 disputed ana"}, list(ana))
	for _, want := range []bool{true, false} {
		was, err := db.Unpin(t.Context(), "u1")
		must(t, err)
		diff(t, "unpinned", want, was)
	}
	diff(t, "after that", 3, len(list(db)))
	diff(t, "hers stays", 4, len(list(ana)))
}
