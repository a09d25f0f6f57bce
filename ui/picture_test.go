package ui_test

import (
	"fmt"
	"testing"

	"sitrep/ui"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// TestPicturesShowTheScreen holds the pictures of the README to the screen.
func TestPicturesShowTheScreen(t *testing.T) {
	for _, size := range []struct{ w, h int }{{80, 24}, {160, 45}} {
		for _, th := range []*theme.Theme{theme.Dark(), theme.Light()} {
			k := &desk{opt: func(o *ui.Options) { o.Env.Theme = th }}
			drive(t, size.w, size.h, uitest.Sample(), k, func(d *uitest.Driver) {
				d.Press("enter", "]")
				d.Picture(fmt.Sprintf("../docs/screen-%d-%s.svg", size.w, th.Name), th.Name == "light")
			})
		}
	}
}
