package ui_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// watching is a reader.Watch with three alerts.
type watching struct{}

func (watching) Alerts(context.Context) ([]news.Alert, error) {
	alert := func(num int64, rule, headline, source string, d news.Delivery, why ...string) news.Alert {
		return news.Alert{
			Num: num, Rule: rule, Headline: sanitize.Line(headline), Source: sanitize.Line(source), Raised: uitest.Start().Add(-time.Duration(10-num) * time.Minute),
			Why: why, Delivery: d, Seen: num == 1,
		}
	}
	again := alert(3, "lower vesna", "Leave the Lower Vesna now", "Hydrographic Office of Orla", news.DeliverRing, "severity Extreme", `"Lower Vesna" in the area`)
	again.Again, again.Warning = "severity rose from Moderate to Extreme", "2"
	grown := alert(2, "dam", "31 injured as dam gates jam at Kamin, the town is told to leave", "Courier", news.DeliverRing, `"dam" and "gates" in the headline`)
	grown.Outlets, grown.Origins = 9, 3
	return []news.Alert{again, grown, alert(1, "dam", "Dam creaks", "Ledger", news.DeliverBack, `"dam" in the headline`)}, nil
}

func (watching) SeeAlerts(context.Context, int64) error { return nil }

func (watching) Propose(context.Context, news.StoryID) (news.Rule, error) { return news.Rule{}, nil }

func (watching) TryRule(context.Context, news.Rule) ([]news.Alert, error) { return nil, nil }

func (watching) AddRule(context.Context, news.Rule) (int, error) { return 0, nil }

// crisisWatched is a library with warnings of each kind: extreme with an outline, moderate
// without a point, a quake, an exercise, and one that is over.
func crisisWatched() *uitest.Library {
	lib, now := uitest.Sample(), uitest.Start()
	message := func(id, event, area, headline string, s news.Severity, change func(*news.Warning)) news.WarningSeen {
		w := news.Warning{
			ID: id, Sender: "hydro@orla.example", Authority: sanitize.Lit("Hydrographic Office of Orla"), Sent: now.Add(-time.Hour), Status: news.StatusActual,
			Kind: news.KindAlert, Event: sanitize.Line(event), Headline: sanitize.Line(headline), Severity: s, Certainty: news.CertaintyObserved,
			Expires: now.Add(3 * time.Hour), Areas: []news.WarningArea{{Name: sanitize.Line(area)}}, Advice: sanitize.Lit("Go to higher ground."),
		}
		change(&w)
		return news.WarningSeen{Warning: w, Seen: now}
	}
	lib.SetWarnings(
		message("1", "Thunderstorm", "South Zone", "Storms in the evening", news.SeverityModerate, func(*news.Warning) {}),
		message("2", "Evacuation", "Lower Vesna; Kamin", "Leave the Lower Vesna now", news.SeverityExtreme, func(w *news.Warning) {
			w.Areas[0].Polygons = [][]news.Point{{{Lat: 48, Lon: 24}, {Lat: 48, Lon: 25}, {Lat: 49, Lon: 25}, {Lat: 48, Lon: 24}}}
		}),
		message("3", "Dam break", "Kamin", "An exercise", news.SeverityExtreme, func(w *news.Warning) { w.Status = news.StatusExercise }),
		message("4", "Squall", "Upper Vesna", "Squalls have passed", news.SeveritySevere, func(w *news.Warning) { w.Expires = now.Add(-time.Minute) }),
		message("5", "Earthquake", "", "M 6.1, 20 km from Verkhivka", "", func(w *news.Warning) {
			w.Areas, w.Expires, w.Quake, w.Series, w.Place = nil, time.Time{}, &news.Quake{Network: "us", Magnitude: new(6.1)}, "us5", &news.Point{Lat: -33.4, Lon: -70.6}
		}),
	)
	return lib
}

// TestWatching holds the alerts, the warnings and the map, at four sizes in three
// looks.
func TestWatching(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {160, 45}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			for _, l := range []look{{"dark", theme.Dark, false}, {"ascii", theme.Mono, true}} {
				g := gallery{w: size[0], h: size[1], look: l}
				g.drive(t, crisisWatched(), &desk{opt: func(o *ui.Options) { o.Env.Watch = watching{} }}, func(d *uitest.Driver) {
					d.Press("!")
					g.shot(d, "alerts")
					d.Press("q", "W")
					g.shot(d, "warnings")
					d.Press("q", "M")
					g.shot(d, "map")
					d.Press(">", ">", ">", ">")
					g.shot(d, "closer")
				})
			}
		})
	}
}

// TestWatchingCostsFewBytes: the promises about bytes hold for the alerts, the
// warnings and the map, and a minute in which nothing happens costs none.
func TestWatchingCostsFewBytes(t *testing.T) {
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		for _, c := range []struct {
			name, open string
			first      int // bytes, at most
		}{{"alerts", "!", 2000}, {"warnings", "W", 2000}, {"map", "M", 4000}} {
			t.Run(fmt.Sprintf("%s %dx%d", c.name, size[0], size[1]), func(t *testing.T) {
				programWith(t, size[0], size[1], crisisWatched(), &desk{opt: func(o *ui.Options) { o.Env.Watch, o.HintsFrom = watching{}, 25 }}, func(r *run) {
					most := c.first * size[0] * size[1] / (80 * 24)
					if n := len(r.send(pressOf(c.open))); n == 0 || n > most {
						t.Errorf("the screen costs %d bytes, want at most %d", n, most)
					} else {
						t.Logf("the screen: %d bytes", n)
					}
					for range 2 {
						out := r.send(down())
						t.Logf("a key: %d bytes", len(out))
						if len(out) > 600 {
							t.Errorf("a key costs %d bytes: %q", len(out), out)
						}
					}
					if c.open == "M" {
						out := r.send(tea.KeyPressMsg{Code: '>', Text: ">"})
						t.Logf("closer: %d bytes", len(out))
						if len(out) > most {
							t.Errorf("a closer map costs %d bytes", len(out))
						}
					}
					r.out.drain()
					for range 60 {
						r.bell <- struct{}{}
						r.wait(time.Second)
					}
					if out := r.out.drain(); out != "" {
						t.Errorf("a minute costs %d bytes: %q", len(out), out)
					}
				})
			})
		}
	}
}
