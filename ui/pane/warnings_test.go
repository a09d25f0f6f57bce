package pane_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	"sitrep/ui/reader"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// someWarnings are messages around a time: one extreme, one moderate, a quake, a
// test, and one that is over.
func someWarnings(now time.Time) []news.WarningSeen {
	message := func(id, event, area, headline string, s news.Severity, change func(*news.Warning)) news.WarningSeen {
		w := news.Warning{
			ID: id, Sender: "hydro@orla.example", Authority: sanitize.Lit("Hydrographic Office of Orla"), Sent: now.Add(-time.Hour), Status: news.StatusActual,
			Kind: news.KindAlert, Event: sanitize.Line(event), Headline: sanitize.Line(headline), Severity: s, Certainty: news.CertaintyObserved,
			Expires: now.Add(3 * time.Hour), Areas: []news.WarningArea{{Name: sanitize.Line(area)}}, Advice: sanitize.Lit("Go to higher ground."),
		}
		change(&w)
		return news.WarningSeen{Warning: w, Seen: now}
	}
	same := func(*news.Warning) {}
	return []news.WarningSeen{
		message("1", "Thunderstorm", "South Zone", "Storms in the evening", news.SeverityModerate, same),
		message("2", "Evacuation", "Lower Vesna; Kamin", "Leave the Lower Vesna now", news.SeverityExtreme, same),
		message("3", "Dam break", "Kamin", "An exercise", news.SeverityExtreme, func(w *news.Warning) { w.Status = news.StatusExercise }),
		message("4", "Squall", "Upper Vesna", "Squalls have passed", news.SeveritySevere, func(w *news.Warning) { w.Expires = now.Add(-time.Minute) }),
		message("5", "Earthquake", "", "M 6.1, 20 km from Verkhivka", "", func(w *news.Warning) {
			w.Areas, w.Expires, w.Quake, w.Series = nil, time.Time{}, &news.Quake{Network: "us", Magnitude: new(6.1)}, "us5"
		}),
	}
}

// TestWarningsAreShownByWhatDecides looks at the pane in four sizes, filters it,
// and lets a warning end while it is in sight.
func TestWarningsAreShownByWhatDecides(t *testing.T) {
	for _, size := range [][2]int{{40, 12}, {80, 24}, {120, 36}, {160, 45}} {
		now := uitest.Clock()()
		lib := uitest.Sample()
		lib.SetWarnings(someWarnings(now)...)
		at := now
		var h *host
		model := func(ctx context.Context) tea.Model {
			m, err := keys.New(keys.Default(), nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range pane.All() {
				if spec.Name == "Warnings" {
					e := &pane.Env{Env: reader.Env{Ctx: ctx, Library: lib, Now: func() time.Time { return at }, Zone: time.UTC}, Theme: theme.Mono(), KeyOf: m.KeyOf}
					h = &host{Pane: spec.New(e), env: e, scope: spec.Scope, keys: m}
				}
			}
			h.Focus(true)
			return h
		}
		uitest.Run(t, uitest.Options{W: size[0], H: size[1], Model: model}, func(d *uitest.Driver) {
			d.Send(pane.CacheChanged{})
			screen := d.Screen()
			from := 0
			for _, want := range []string{"Warnings: 3 in force, 1 over", "Extreme", "Moderate", "M 6.1", "test", "- ended"} {
				i := strings.Index(screen[from:], want)
				if i < 0 && size[1] > 12 {
					t.Errorf("%v: no %q where it should be:\n%s", size, want, screen)
				}
				from += max(i, 0)
			}
			if !strings.Contains(screen, "Leave the Lower Vesna now") {
				t.Errorf("%v: nothing about the first warning:\n%s", size, screen)
			}
			h.Pane.(pane.Prompter).Typed("squall")
			d.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			if screen := d.Screen(); strings.Contains(screen, "Extreme") || !strings.Contains(screen, "Squall") {
				t.Errorf("%v, filtered:\n%s", size, screen)
			}
			h.Pane.(pane.Prompter).Typed("")
			at = now.Add(3 * time.Hour) // to the second
			h.Do(keys.Down)
			d.Send(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			if screen := d.Screen(); !strings.Contains(screen, "1 in force, 3 over") {
				t.Errorf("%v, three hours later:\n%s", size, screen)
			}
		})
	}
}

// TestTheCursorKeepsItsWarning when a more urgent one arrives above it.
func TestTheCursorKeepsItsWarning(t *testing.T) {
	lib, now := uitest.Sample(), uitest.Start()
	all := someWarnings(now)
	lib.SetWarnings(all[0], all[4])
	e := env(t, lib)
	e.Zone = time.UTC
	for _, spec := range pane.All() {
		if spec.Name != "Warnings" {
			continue
		}
		p := spec.New(e)
		p.Resize(80, 24)
		p.Focus(true)
		run(p, p.Update(pane.CacheChanged{}))
		p.Do(keys.Down)
		was := marked(p)
		lib.SetWarnings(all...)
		run(p, p.Update(pane.CacheChanged{}))
		if now := marked(p); now != was || was == "" {
			t.Errorf("the cursor was on %q and is on %q:\n%s", was, now, ansi.Strip(p.View()))
		}
	}
}

// marked returns the row that the cursor of a pane is on.
func marked(p pane.Pane) string {
	_, y, ok := p.(pane.WithCursor).Cursor()
	if !ok {
		return ""
	}
	return strings.TrimSpace(strings.Split(ansi.Strip(p.View()), "\n")[y])
}
