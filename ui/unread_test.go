package ui_test

import (
	"testing"

	"sitrep/ui/uitest"
)

// TestUnreadOnlyLastsOverARestart: the chip was gone, and all stories were listed.
func TestUnreadOnlyLastsOverARestart(t *testing.T) {
	lib := uitest.Sample()
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		d.Press("U")
		mustShow(t, d, "(unread only)", "1/22,")
		d.Press("Q")
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustShow(t, d, "(unread only)", "1/22,")
		d.Press("U")
		mustShow(t, d, "1/69,")
		d.Press("Q")
	})
	drive(t, 80, 24, lib, &desk{}, func(d *uitest.Driver) {
		mustNotShow(t, d, "(unread only)")
	})
}
