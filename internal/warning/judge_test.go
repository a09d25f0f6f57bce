package warning_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

func TestWhatRingsAndWhy(t *testing.T) {
	j := judge(t)
	for _, c := range []struct {
		name   string
		change func(w *news.Warning)
		rings  bool
		test   bool
		why    string
	}{
		{"severe", func(*news.Warning) {}, true, false, "severity Severe, Likely"},
		{"update", func(w *news.Warning) { w.Kind = news.KindUpdate }, true, false, "severity Severe, Likely"},
		{"very likely", func(w *news.Warning) { w.Certainty = news.CertaintyVeryLikely }, true, false, "severity Severe, Very Likely"},
		{"red", func(w *news.Warning) { w.Severity, w.Level = news.SeverityExtreme, news.LevelRed }, true, false, "severity Extreme, Likely"},
		{"the color is lower", func(w *news.Warning) { w.Severity, w.Level = news.SeverityExtreme, news.LevelOrange }, true, false, "level orange, Likely"},
		{"yellow", func(w *news.Warning) { w.Level = news.LevelYellow }, false, false, "level yellow"},
		{"the severity is lower", func(w *news.Warning) { w.Severity, w.Level = news.SeverityModerate, news.LevelRed }, false, false, "severity Moderate"},
		{"severity unknown", func(w *news.Warning) { w.Severity, w.Level = news.SeverityUnknown, news.LevelRed }, false, false, "severity Unknown"},
		{"no severity", func(w *news.Warning) { w.Severity = "" }, false, false, "severity not given"},
		{"a word that is no severity", func(w *news.Warning) { w.Severity = "High" }, false, false, "severity High"},
		{"only a color", func(w *news.Warning) { w.Severity, w.Certainty, w.Level = "", "", news.LevelOrange }, true, false, "level orange"},
		{"a level that is no color", func(w *news.Warning) { w.Level = "watch and act" }, true, false, "severity Severe, Likely"},
		{"cancel", func(w *news.Warning) { w.Kind = news.KindCancel }, false, false, "message type Cancel"},
		{"error", func(w *news.Warning) { w.Kind = news.KindError }, false, false, "message type Error"},
		{"no type", func(w *news.Warning) { w.Kind = "" }, false, false, "message type not given"},
		{"draft", func(w *news.Warning) { w.Status = news.StatusDraft }, false, false, "status Draft"},
		{"system", func(w *news.Warning) { w.Status = news.StatusSystem }, false, false, "status System"},
		{"all clear", func(w *news.Warning) { w.Responses = []news.Response{"Monitor", news.ResponseAllClear} }, false, false, "all clear"},
		{"past", func(w *news.Warning) { w.Urgency = news.UrgencyPast }, false, false, "the event is past"},
		{"possible", func(w *news.Warning) { w.Certainty = news.CertaintyPossible }, false, false, "certainty Possible"},
		{"a list without certainty", func(w *news.Warning) { w.Certainty, w.Index = "", true }, false, false, "the list does not give a certainty"},
		{"a quake", func(w *news.Warning) { *w = quake("us1", "us", 6.6, 52, 21, noon) }, false, false, "a measurement without a level of an authority"},
		{"a quake with a level", func(w *news.Warning) { *w = quake("us1", "us", 6.6, 52, 21, noon); w.Level = news.LevelRed }, true, false, "level red"},
		{"exercise", func(w *news.Warning) { w.Status = news.StatusExercise }, false, true, "status Exercise"},
		{"test by status", func(w *news.Warning) { w.Status = news.StatusTest }, false, true, "status Test"},
		{"weekly test", func(w *news.Warning) { w.Codes = []string{"SAME=RWT"} }, false, true, "event code RWT"},
		{"another list of codes", func(w *news.Warning) { w.Codes = []string{"profile:XX=RWT"} }, true, false, "severity Severe, Likely"},
		{"test product", func(w *news.Warning) { w.Codes = []string{"VTEC=/T.NEW.KHLM.FL.W.0001.000000T0000Z-310402T1900Z/"} }, false, true, "a test product by its VTEC"},
		{"test by code", func(w *news.Warning) { w.Codes = []string{"profile:CAP-CP:Event:0.4=testMessage"} }, false, true, "event code testMessage"},
		{"drill by the headline", func(w *news.Warning) { w.Headline = sanitize.Lit("Übung: Dammbruch bei Brask") }, false, true, `a test by the word "übung"`},
		{"test by the event", func(w *news.Warning) { w.Event = sanitize.Lit("Required Monthly Test") }, false, true, `a test by the word "test"`},
		{"no drill", func(w *news.Warning) { w.Headline = sanitize.Lit("This is NOT a drill") }, true, false, "severity Severe, Likely"},
		{"a text that mentions a test", func(w *news.Warning) { w.Details = sanitize.Lit("A test of the sirens follows.") }, true, false, "severity Severe, Likely"},
	} {
		w := severe("a")
		c.change(&w)
		if got := j.Of(&w); got.Rings != c.rings || got.Test != c.test || got.Why != c.why {
			t.Errorf("%s: rings %v, test %v, why %q; want %v, %v, %q", c.name, got.Rings, got.Test, got.Why, c.rings, c.test, c.why)
		}
	}
}

func TestAlertsRingOnceAndAgainWhenTheSeverityRises(t *testing.T) {
	j := judge(t)
	extreme := with(severe("b"), func(w *news.Warning) {
		w.Kind, w.Severity, w.Sent, w.Replaces = news.KindUpdate, news.SeverityExtreme, noon.Add(time.Hour), refer("a")
	})
	same := with(severe("c"), func(w *news.Warning) {
		w.Kind, w.Severity, w.Sent, w.Replaces = news.KindUpdate, news.SeverityExtreme, noon.Add(2*time.Hour), refer("b")
	})
	seen := func(w news.Warning, after time.Duration) warning.Arrival {
		return warning.Arrival{Warning: w, Seen: w.Sent.Add(after)}
	}
	var got []string
	for _, a := range j.Alerts([]warning.Arrival{seen(severe("a"), 0), seen(severe("a"), time.Hour), seen(extreme, 0), seen(same, 0)}) {
		got = append(got, fmt.Sprintf("%s %s again=%v late=%v: %s", a.Subject, a.Warning.ID, a.Again, a.Late, a.Why))
	}
	want := []string{
		"hydro@orla.example,a a again=false late=false: severity Severe, Likely",
		"hydro@orla.example,a b again=true late=false: severity rose from Severe to Extreme",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("alerts (-want +got):\n%s", diff)
	}
	for name, c := range map[string]struct {
		a    warning.Arrival
		want string
	}{
		"6 h old":        {seen(severe("a"), 6*time.Hour-time.Second), ""},
		"older":          {warning.Arrival{Warning: with(severe("a"), func(w *news.Warning) { w.Expires = noon.Add(48 * time.Hour) }), Seen: noon.Add(6*time.Hour + time.Second)}, "older than 6 h when it was first seen"},
		"over":           {warning.Arrival{Warning: with(severe("a"), func(w *news.Warning) { w.Expires = noon.Add(time.Hour) }), Seen: noon.Add(time.Hour)}, "it was over when it was first seen"},
		"without a time": {warning.Arrival{Warning: with(severe("a"), func(w *news.Warning) { w.Sent = time.Time{} }), Seen: noon}, ""},
	} {
		d := j.Decide(&c.a.Warning, &c.a.Warning, c.a.Seen, "")
		if d.Alert != (c.want == "") || c.want != "" && d.Why != c.want {
			t.Errorf("%s: %+v, want %q", name, d, c.want)
		}
	}
}
