package alert_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/alert"
	"sitrep/internal/gazetteer"
	"sitrep/internal/news"
	"sitrep/internal/query"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

var noon = time.Date(2031, 4, 2, 12, 0, 0, 0, time.UTC)

// halm is a location of the tests, by two spellings.
func halm() *gazetteer.Gazetteer {
	return gazetteer.New([]gazetteer.Location{{Name: "Halm", Also: []string{"Нижній Гальм"}, Known: true, Point: news.Point{Lat: 48.5, Lon: 24}, RadiusKM: 25}})
}

// newEngine makes an engine of rules, "name: query", with options behind "|".
func newEngine(t testing.TB, rules ...string) *alert.Engine {
	t.Helper()
	judge, err := warning.New()
	if err != nil {
		t.Fatal(err)
	}
	g := halm()
	e := &alert.Engine{Judge: judge, Locate: g.Words, Near: g.Meets}
	for _, r := range rules {
		name, q, _ := strings.Cut(r, ": ")
		q, options, _ := strings.Cut(q, " | ")
		rule := news.Rule{Name: name, Query: q, Quiet: options == "quiet", Wake: options == "wake"}
		if options == "until noon" {
			rule.Until = noon
		}
		c, err := alert.Compile(rule, func(q string) (news.Filter, error) { return query.Parse(q, noon) })
		if err != nil {
			t.Fatal(err)
		}
		e.Rules = append(e.Rules, c)
	}
	return e
}

// story is an item; its slug is its ID, its line its storyline.
func story(slug, line, headline string, text ...string) *alert.Item {
	return &alert.Item{
		Story:   &news.Story{ID: news.StoryID(slug), Headline: sanitize.Line(headline), Source: sanitize.Lit("Courier"), Lang: "en", Published: noon, FirstSeen: noon, FullText: len(text) > 0},
		Subject: line, Feed: sanitize.Lit("Courier"), Tags: []string{"floods"}, Text: text,
	}
}

func raise(e *alert.Engine, at time.Time, items ...*alert.Item) []news.Alert {
	var out []news.Alert
	for _, it := range items {
		out = append(out, e.Story(it, at, e.Rules, false)...)
	}
	e.Deliver(out)
	return out
}

func TestARuleSaysWhyItIsRaised(t *testing.T) {
	tests := []struct {
		q    string
		it   *alert.Item
		want string // empty: it is not
	}{
		{"dam", story("a", "l", "Dam gates jam"), `"dam" in the headline`},
		{"dam", story("a", "l", "Damage at the port"), ""},
		{"evacuat*", story("a", "l", "Halm evacuated"), `"evacuat*" in the headline`},
		{"water NEAR/2 safe", story("a", "l", "Tests", "The water is not safe."), `"water" near "safe" in the text`},
		{"water NEAR/1 safe", story("a", "l", "Tests", "The water is not safe."), ""},
		{"safe NEAR/2 water", story("a", "l", "Tests", "The water is not safe."), `"safe" near "water" in the text`},
		{`"not safe" -drill`, story("a", "l", "Water not safe"), `"not safe" in the headline`},
		{`"not safe" -drill`, story("a", "l", "Drill: water not safe"), ""},
		{"title:water", story("a", "l", "Tests", "The water is not safe."), ""},
		{"place:Halm", story("a", "l", "У Нижньому Гальмі вода"), `place Halm: "Нижн*" near "Нижній"`},
		{"place:Гальм", story("a", "l", "Flood in Halm's streets"), ""},
		{`place:Halm`, story("a", "l", "Flood in Halm's streets"), `place Halm: "Halm" in the headline`},
		{"place:Velm", story("a", "l", "Flood in Velm"), `place Velm: "Velm" in the headline`},
		{"severity:severe", story("a", "l", "A severe flood"), ""},
		{"tag:floods feed:cour", story("a", "l", "Rain"), "tag floods, feed cour"},
		{"lang:en -dam", story("a", "l", "Rain"), "nothing that the rule excludes: lang:en -dam"},
		{"origins:>=2", story("a", "l", "Rain"), ""},
		{"洪水", story("a", "l", "大洪水が発生"), `"洪水" in the headline`},
	}
	for _, tt := range tests {
		e := newEngine(t, "r: "+tt.q)
		got := raise(e, noon, tt.it)
		if tt.q == "place:Halm" && strings.HasPrefix(tt.want, `place Halm: "Нижн*`) {
			if len(got) != 1 || !strings.HasPrefix(got[0].Why[0], `place Halm: "Нижн`) {
				t.Errorf("%s: %+v", tt.q, got)
			}
			continue
		}
		why := ""
		if len(got) > 0 {
			why = strings.Join(got[0].Why, ", ")
		}
		if why != tt.want || len(got) > 1 {
			t.Errorf("%s on %q: %q, want %q", tt.q, tt.it.Story.Headline, why, tt.want)
		}
	}
}

func TestASubjectRingsOnce(t *testing.T) {
	e := newEngine(t, "dam: dam", "counted: dam origins:>=2")
	one, two := story("a", "line", "Dam gates jam"), story("b", "line", "Dam gates still jam")
	two.Outlets, two.Origins = 3, 2
	other := story("c", "other", "Dam of Orla full")
	got := raise(e, noon, one, two, one, other)
	want := []string{"dam line a rung", "counted line b rung", "dam other c rung"}
	if d := cmp.Diff(want, heads(got)); d != "" {
		t.Error(d)
	}
	if got[1].Why[1] != "2 origins (the rule asks for 2)" {
		t.Errorf("why: %q", got[1].Why)
	}
	// The same after a start: raised alerts are remembered, also by another name.
	e = newEngine(t, "dam: dam")
	e.Remember(&got[0], "renamed")
	if again := raise(e, noon, two, story("d", "renamed", "Dam breaks")); len(again) != 0 {
		t.Errorf("it rings again: %q", heads(again))
	}
}

func heads(as []news.Alert) []string {
	var out []string
	for _, a := range as {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s%s %s %s", a.Rule, a.Subject, a.Story, a.Warning, a.Delivery, a.Again)))
	}
	return out
}

func TestARuleThatMatchesEverythingRingsAFewTimesAnHour(t *testing.T) {
	e := newEngine(t, "all: -zzz")
	e.Limits.PerHour = 6
	var all []news.Alert
	for i := range 100 {
		at := noon.Add(time.Duration(i) * time.Minute)
		all = append(all, raise(e, at, story(fmt.Sprint(i), fmt.Sprint(i), "Rain"))...)
	}
	rang := map[int]int{}
	limited := 0
	for _, a := range all {
		switch a.Delivery {
		case news.DeliverRing:
			rang[int(a.Raised.Sub(noon)/time.Hour)]++
		case news.DeliverLimit:
			limited++
		case news.DeliverQuiet, news.DeliverList, news.DeliverBack, news.DeliverLate: // counted as neither
		}
	}
	if len(all) != 100 || rang[0] != 6 || rang[1] != 6 || limited != 88 {
		t.Errorf("%d alerts, rang %v, limited %d", len(all), rang, limited)
	}
}

func TestQuietHoursHoldWhatDoesNotWake(t *testing.T) {
	e := newEngine(t, "dam: dam", "wakes: dam | wake", "listed: dam | quiet", "over: dam | until noon")
	kyiv, err := time.LoadLocation("Europe/Kyiv")
	if err != nil {
		t.Fatal(err)
	}
	e.Limits = alert.Limits{PerHour: 2, Quiet: alert.Quiet{From: 22 * 60, To: 6*60 + 30, Zone: kyiv}}
	night := time.Date(2031, 4, 2, 19, 0, 0, 0, time.UTC) // 22:00 in Kyiv
	got := raise(e, night, story("a", "l", "Dam gates jam"))
	if d := cmp.Diff([]string{"dam l a quiet", "wakes l a rung", "listed l a listed"}, heads(got)); d != "" {
		t.Error(d)
	}
	if r := e.Release(got, night.Add(8*time.Hour)); len(r) != 0 {
		t.Errorf("before the end of the quiet hours: %q", heads(r))
	}
	morning := time.Date(2031, 4, 3, 3, 30, 0, 0, time.UTC)
	if d := cmp.Diff([]string{"dam l a rung"}, heads(e.Release(got, morning))); d != "" {
		t.Error(d)
	}
	if q := e.Limits.Quiet.String(); q != "22:00–06:30 Europe/Kyiv" {
		t.Errorf("written %q", q)
	}
}

func TestWhatIsOldWhenItArrivesDoesNotRing(t *testing.T) {
	e := newEngine(t, "dam: dam")
	it := story("a", "l", "Dam gates jam")
	it.Story.FirstSeen = noon.Add(7 * time.Hour)
	before := story("b", "m", "Dam gates jam")
	got := raise(e, noon, it)
	got = append(got, e.Story(before, noon, e.Rules, true)...)
	if d := cmp.Diff([]string{"dam l a late", "dam m b before"}, heads(got)); d != "" {
		t.Error(d)
	}
}

func TestAnAlertComesAgainForACorrectionAlone(t *testing.T) {
	e := newEngine(t, "dam: dam")
	first := raise(e, noon, story("a", "l", "Dam gates jam"))[0]
	var got []news.Alert
	for _, wording := range []int{2, 2, 3} {
		got = append(got, e.Edited(&first, "correction", wording, noon.Add(time.Hour), e.Rules)...)
	}
	got = append(got, e.Edited(&first, "withdrawal", 4, noon.Add(time.Hour), e.Rules)...)
	e.Deliver(got)
	want := []string{"dam l a rung the story was corrected", "dam l a rung the story was corrected", "dam l a rung the story was withdrawn"}
	if d := cmp.Diff(want, heads(got)); d != "" {
		t.Error(d)
	}
}

func TestRulesAboutMarksAreRefused(t *testing.T) {
	for _, q := range []string{"is:unread dam", "-is:starred", "dam OR is:read", "is:edited", "dam since:last"} {
		_, err := alert.Compile(news.Rule{Name: "r", Query: q}, func(q string) (news.Filter, error) { return query.Parse(q, noon) })
		if err == nil || !strings.Contains(err.Error(), "a rule cannot ask for it") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

// flood is a message of a chain: its number, the severity, the replaced one.
func flood(n int, severity news.Severity, kind news.WarningKind) news.WarningSeen {
	at := noon.Add(time.Duration(n) * time.Minute)
	w := news.Warning{
		Format: news.FormatCAP, ID: fmt.Sprint("w", n), Sender: "hydro@orla.example", Authority: sanitize.Lit("Hydro"), Sent: at, Status: news.StatusActual,
		Kind: kind, Event: sanitize.Lit("River flood"), Headline: sanitize.Lit("Leave the Lower Vesna"), Hazard: news.HazardFlood,
		Severity: severity, Urgency: news.UrgencyImmediate, Certainty: news.CertaintyObserved, Expires: noon.Add(12 * time.Hour),
		Areas: []news.WarningArea{{Name: sanitize.Lit("Lower Vesna"), Circles: []news.Circle{{Point: news.Point{Lat: 48.6, Lon: 24.1}, RadiusKM: 5}}}},
	}
	if n > 1 {
		w.Replaces = []news.WarningRef{{Sender: w.Sender, ID: fmt.Sprint("w", n-1), Sent: at.Add(-time.Minute)}}
	}
	return news.WarningSeen{Warning: w, Num: int64(n), Seen: at}
}

func warned(e *alert.Engine, ws ...news.WarningSeen) []news.Alert {
	out := e.Warnings(alert.Arrivals{Messages: ws, Describe: func(*alert.Item) {}, Raises: func(*news.WarningSeen) bool { return true }}, e.Rules, false)
	e.Deliver(out)
	return out
}

func TestWarningsRingOnceAndAgainWhenTheyRise(t *testing.T) {
	e := newEngine(t, "near: place:Halm is:warning", "floods: hazard:flood severity:>=moderate", "words: vesna", "far: place:Velm", "tests: status:test")
	test := flood(9, news.SeverityExtreme, news.KindAlert)
	test.Status, test.Replaces, test.Event = news.StatusTest, nil, sanitize.Lit("Drill")
	got := warned(e,
		flood(1, news.SeverityModerate, news.KindAlert), flood(2, news.SeveritySevere, news.KindUpdate), flood(3, news.SeveritySevere, news.KindUpdate),
		flood(4, news.SeverityExtreme, news.KindUpdate), flood(5, news.SeverityExtreme, news.KindCancel), test)
	const s = "hydro@orla.example,w1"
	want := []string{
		"floods " + s + " w1 rung",
		"near " + s + " w2 rung", "floods " + s + " w2 rung severity rose from Moderate to Severe", "words " + s + " w2 rung",
		"near " + s + " w4 rung severity rose from Severe to Extreme", "floods " + s + " w4 rung severity rose from Severe to Extreme",
		"words " + s + " w4 rung severity rose from Severe to Extreme",
	}
	if d := cmp.Diff(want, heads(got)); d != "" {
		t.Error(d)
	}
	if w := strings.Join(got[1].Why, ", "); w != "severity Severe, Observed, place Halm: the area of the warning meets it, an official warning" {
		t.Errorf("why: %s", w)
	}
}

// Whatever the order of arrival, one chain has one alert for each severity it
// rises to, at most.
func TestEveryOrderOfAChainHasOneAlert(t *testing.T) {
	ws := []news.WarningSeen{
		flood(1, news.SeverityExtreme, news.KindAlert), flood(2, news.SeverityExtreme, news.KindUpdate), flood(3, news.SeverityExtreme, news.KindUpdate), flood(4, news.SeverityExtreme, news.KindUpdate),
	}
	n := 0
	permute(ws, 0, func(order []news.WarningSeen) {
		n++
		in := make([]news.WarningSeen, len(order))
		for i, w := range order {
			w.Seen = noon.Add(time.Duration(10+i) * time.Minute)
			in[i] = w
		}
		if got := warned(newEngine(t, "r: is:warning"), in...); len(got) != 1 || got[0].Subject != "hydro@orla.example,w1" {
			t.Errorf("order %d: %q", n, heads(got))
		}
	})
	if n != 24 {
		t.Errorf("%d orders", n)
	}
}

func permute(ws []news.WarningSeen, k int, f func([]news.WarningSeen)) {
	if k == len(ws) {
		f(ws)
		return
	}
	for i := k; i < len(ws); i++ {
		ws[k], ws[i] = ws[i], ws[k]
		permute(ws, k+1, f)
		ws[k], ws[i] = ws[i], ws[k]
	}
}

func TestAWarningIsFoundByItsFields(t *testing.T) {
	w := flood(1, news.SeveritySevere, news.KindAlert).Warning
	w.Level = news.LevelYellow
	e := newEngine(t)
	for q, want := range map[string]bool{
		"severity:moderate": true, "severity:>=severe": false, "level:yellow": true, "level:>=orange": false, "hazard:flood": true, "hazard:wind": false,
		"status:actual": true, "event:flood": true, "area:vesna": true, "area:orla": false, "hydro": true, "place:Halm": true, "place:Velm": false, "is:warning lower": true,
		"has:related": false, "since:2031-04-02": true, "before:2031-04-02": false, "lang:en": false, "origins:>=0": false,
	} {
		f, err := query.Parse(q, noon)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Matches(f, &w); got != want {
			t.Errorf("%s: %t", q, got)
		}
	}
}

func FuzzARuleOnAnyText(f *testing.F) {
	f.Add("dam NEAR/3 burst OR place:Halm", "Dam burst", "The dam at Halm has burst.")
	f.Add("-x* title:洪水 severity:>=minor", "洪水", "")
	f.Fuzz(func(t *testing.T, q, headline, text string) {
		if _, err := query.Parse(q, noon); err != nil {
			return
		}
		filter, err := query.Parse(q, noon)
		if err != nil {
			return
		}
		c, err := alert.Compile(news.Rule{Name: "r", Query: q}, func(string) (news.Filter, error) { return filter, nil })
		if err != nil {
			return
		}
		e := newEngine(t)
		e.Rules = []*alert.Rule{c}
		for _, a := range raise(e, noon, story("a", "l", headline, text)) {
			if len(a.Why) == 0 {
				t.Errorf("%q is raised without a reason", q)
			}
		}
	})
}
