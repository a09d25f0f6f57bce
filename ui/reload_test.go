package ui_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/reader"
	"sitrep/ui/uitest"
)

// TestAConfigurationThatChangesIsShownAtOnce: desks, keys and settings held until the
// next start.
func TestAConfigurationThatChangesIsShownAtOnce(t *testing.T) {
	var settings chan ui.Settings
	asked := 0
	k := &desk{opt: func(o *ui.Options) {
		settings = make(chan ui.Settings, 1)
		o.Settings, o.Reload = settings, func() { asked++ }
	}}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("]")
		mustShow(t, d, "[Hazards]")
		m, err := keys.New(keys.Default(), map[string][]string{"next-desk": {"f7"}})
		if err != nil {
			t.Fatal(err)
		}
		dams := func(time.Time) news.Filter { return news.Filter{Expr: news.Word{Text: "dam"}} }
		settings <- ui.Settings{
			Says: sanitize.Lit("The configuration is in force: desks, keys."), Keys: m, NewDesks: true,
			Desks: append([]reader.Desk{{Name: sanitize.Lit("Dams"), Query: sanitize.Lit("dam"), Filter: dams}}, k.env.Desks...),
			Set:   map[string]string{"times": "relative", "ascii": "true"},
		}
		d.Advance(0)
		mustShow(t, d, "The configuration is in force: desks, keys.", "All Dams [Hazards] Unread", "1d Quake Board")
		d.Press("]")
		mustShow(t, d, "] does nothing here", "[Hazards]")
		d.Press("f7")
		mustShow(t, d, "[Unread]")
		settings <- ui.Settings{Says: sanitize.Lit("The configuration has a mistake; what was in force stays: line 3: x"), Bad: true}
		d.Advance(0)
		mustShow(t, d, "! The configuration has a mistake", "[Unread]")
		settings <- ui.Settings{Says: sanitize.Lit("Desks are gone."), NewDesks: true}
		d.Advance(0)
		mustShow(t, d, "All stories", "Desks are gone.")
		command(d, "reload")
		if asked != 1 {
			t.Errorf("the configuration was asked for %d times, want once", asked)
		}
	})
}
