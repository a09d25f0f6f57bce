package ui_test

import (
	"testing"

	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/pane"
	"sitrep/ui/uitest"
)

// TestScreens holds what people see, at the sizes that the layouts are made
// for, in scripts that are hard to set.
func TestScreens(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"40x12", 40, 12}, {"80x24", 80, 24}, {"120x36", 120, 36}, {"200x60", 200, 60}} {
		t.Run(size.name, func(t *testing.T) {
			k := &desk{}
			drive(t, size.w, size.h, uitest.Sample(), k, func(d *uitest.Driver) {
				d.Golden("headlines")
				d.Press("enter")
				d.Golden("story")
				d.Press("2")
				d.Golden("followed")
				d.Press("t", "tab")
				d.Golden("background")
				d.Press("tab")
				d.Golden("timeline")
				d.Press("q")
				d.Press("tab")
				d.Golden("readalso")
				d.Press("q", "q", "j", "enter")
				d.Golden("arabic")
				d.Press("J")
				d.Golden("japanese")
				d.Press("z")
				d.Golden("zoomed")
				d.Press("z", "J", "J")
				d.Golden("marks")
				d.Press("F")
				d.Golden("feeds")
				d.Press("q", "?")
				d.Golden("help")
			})
		})
	}
}

func TestScreensInASCII(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) { o.Env.ASCII = true }}
	drive(t, 120, 36, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("enter", "2")
		k.progress <- pane.Progress{Running: true, Done: 1, Total: 5, Now: sanitize.Lit("Harbor Wire")}
		d.Advance(0)
		d.Golden("story")
		d.Press("t", "tab")
		d.Golden("trail")
	})
}
