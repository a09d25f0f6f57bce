package pane_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// watch is a reader.Watch in memory.
type watch struct {
	list  []news.Alert
	seen  int64
	rule  news.Rule
	added []news.Rule
}

func (w *watch) Alerts(context.Context) ([]news.Alert, error) { return w.list, nil }

func (w *watch) SeeAlerts(_ context.Context, upTo int64) error {
	w.seen = upTo
	return nil
}

func (w *watch) Propose(context.Context, news.StoryID) (news.Rule, error) { return w.rule, nil }

func (w *watch) TryRule(_ context.Context, r news.Rule) ([]news.Alert, error) {
	if r.Query == "(" {
		return nil, errors.New("query: column 2: there is nothing here to look for")
	}
	return w.list[:len(r.Query)%3], nil
}

func (w *watch) AddRule(_ context.Context, r news.Rule) (int, error) {
	w.added = append(w.added, r)
	return 2, nil
}

// someAlerts are three alerts before a time, the newest first.
func someAlerts(now time.Time) []news.Alert {
	alert := func(num int64, rule, headline string, d news.Delivery) news.Alert {
		return news.Alert{
			Num: num, Rule: rule, Headline: sanitize.Line(headline), Source: sanitize.Lit("Hydro"), Raised: now.Add(-time.Duration(10-num) * time.Minute),
			Why: []string{`"leave" in the headline`}, Delivery: d,
		}
	}
	again := alert(3, "vesna", "Leave the Lower Vesna now", news.DeliverRing)
	again.Again = "severity rose from Moderate to Extreme"
	return []news.Alert{again, alert(2, "dam", "Dam gates jam at Kamin", news.DeliverRing), alert(1, "dam", "Dam creaks", news.DeliverBack)}
}

// paneNamed runs a test with one pane of the registry.
func paneNamed(t *testing.T, name string, w, h int, ascii bool, lib *uitest.Library, wt reader.Watch, f func(d *uitest.Driver, h *host)) {
	t.Helper()
	var at *host
	now := uitest.Clock()()
	model := func(ctx context.Context) tea.Model {
		m, err := keys.New(keys.Default(), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range pane.All() {
			if spec.Name == name {
				e := &pane.Env{Env: reader.Env{Ctx: ctx, Library: lib, Watch: wt, Now: func() time.Time { return now }, Zone: time.UTC}, Theme: theme.Mono(), KeyOf: m.KeyOf, ASCII: ascii}
				at = &host{Pane: spec.New(e), env: e, scope: spec.Scope, keys: m}
			}
		}
		return at
	}
	uitest.Run(t, uitest.Options{W: w, H: h, Model: model}, func(d *uitest.Driver) { f(d, at) })
}

func TestAlertsAreToldOfOnceAndShowWhy(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {160, 45}} {
		wt := &watch{list: someAlerts(uitest.Clock()())[1:]}
		paneNamed(t, "Alerts", size[0], size[1], false, uitest.Sample(), wt, func(d *uitest.Driver, h *host) {
			d.Send(pane.CacheChanged{})
			if told, ok := uitest.Last[pane.AlertsArrived](d); !ok || told.Unseen != 1 || len(told.New) != 0 {
				t.Errorf("at the start: %+v", told)
			}
			wt.list = someAlerts(uitest.Clock()())
			d.Send(pane.CacheChanged{})
			if told, _ := uitest.Last[pane.AlertsArrived](d); told.Unseen != 2 || len(told.New) != 1 || told.New[0].Num != 3 {
				t.Errorf("a new one: %+v", told)
			}
			d.Send(pane.CacheChanged{})
			if told, _ := uitest.Last[pane.AlertsArrived](d); len(told.New) != 0 {
				t.Errorf("it is told of again: %+v", told)
			}
			h.Focus(true)
			d.Send(pane.CacheChanged{})
			screen := d.Screen()
			for _, want := range []string{"Alerts: 3 in seven days", "^ ", "vesna", "why: again: severity rose from"} {
				if !strings.Contains(screen, want) {
					t.Errorf("%v: no %q:\n%s", size, want, screen)
				}
			}
			if wt.seen != 3 {
				t.Errorf("seen up to %d", wt.seen)
			}
		})
	}
}

func TestARuleIsProposedTriedAndKept(t *testing.T) {
	lib := uitest.Sample()
	stories, err := lib.Stories(t.Context(), news.Filter{}, news.Window{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	wt := &watch{list: someAlerts(uitest.Clock()()), rule: news.Rule{Name: "dam", Query: "dam gates"}}
	paneNamed(t, "New rule", 80, 24, false, lib, wt, func(d *uitest.Driver, h *host) {
		d.Send(pane.StoryPointed{Story: stories[0]})
		h.Focus(true)
		d.Send(pane.CacheChanged{})
		for _, want := range []string{"Query: dam gates", "would have been raised 0 times", "Enter keeps it"} {
			if s := d.Screen(); !strings.Contains(s, want) {
				t.Errorf("no %q:\n%s", want, s)
			}
		}
		p, ok := h.Pane.(pane.Prompter)
		if !ok {
			t.Fatal("its query cannot be changed")
		}
		enter := func(q string) {
			if cmd := p.Entered(q, false); cmd != nil {
				d.Send(cmd())
			}
		}
		enter("(")
		if s := d.Screen(); !strings.Contains(s, "nothing here to look for") {
			t.Errorf("a wrong query:\n%s", s)
		}
		d.Press("enter")
		enter("dam")
		enter("dams")
		if s := d.Screen(); !strings.Contains(s, "would have been raised once") || !strings.Contains(s, "Leave the Lower Vesna now") {
			t.Errorf("another query:\n%s", s)
		}
		d.Press("enter")
		d.Press("enter")
		if fmt.Sprint(wt.added) != fmt.Sprint([]news.Rule{{Name: "dam", Query: "dams"}}) {
			t.Errorf("kept: %v", wt.added)
		}
	})
}

func TestTheMapShowsWhatIsInForce(t *testing.T) {
	now := uitest.Clock()()
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {160, 45}} {
		for _, ascii := range []bool{false, true} {
			lib := uitest.Sample()
			ws := someWarnings(now)
			ws[1].Areas[0].Circles = []news.Circle{{Point: news.Point{Lat: 48.5, Lon: 24}, RadiusKM: 30}}
			ws[4].Place = &news.Point{Lat: 38.3, Lon: 141.4}
			ws[4].Onset = now.Add(-time.Hour)
			lib.SetWarnings(ws...)
			paneNamed(t, "Map", size[0], size[1], ascii, lib, nil, func(d *uitest.Driver, h *host) {
				h.Focus(true)
				d.Send(pane.CacheChanged{})
				whole := d.Screen()
				sign := map[bool]string{false: "▲", true: "A "}[ascii]
				for _, want := range []string{"Map: 2 in force, 1 more without a point", sign, "+", "Evacuation"} {
					if !strings.Contains(whole, want) {
						t.Errorf("%v: no %q:\n%s", size, want, whole)
					}
				}
				if n := len(d.Content()); size[0] == 80 && n > 4000 {
					t.Errorf("the map takes %d bytes", n)
				}
				for range 12 {
					d.Press(">")
				}
				d.Press("j")
				if s := d.Screen(); !strings.Contains(s, "38.3 north, 141.4 east") {
					t.Errorf("%v: the map does not go to the second warning:\n%s", size, s)
				}
				for _, key := range []string{"h", "l", "l", "ctrl+d", "ctrl+u", "<", "=", "k"} {
					d.Press(key)
				}
				if got := d.Screen(); got != whole {
					t.Errorf("%v: back to the whole earth it looks different:\n%s", size, got)
				}
			})
		}
	}
}
