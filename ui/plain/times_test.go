package plain_test

import (
	"strings"
	"testing"

	"sitrep/ui/uitest"
)

func TestTimesAreToldAsOneWants(t *testing.T) {
	lib := uitest.Sample()
	got := run(t, options(t, lib), "times clock", "list", "times both", "list", "times x", "Q")
	for _, want := range []string{
		"Harbor Wire, 20 min ago, unread", "Harbor Wire, at 15:10, unread", "Harbor Wire, at 15:10, 20 min ago, unread",
		"time not known, seen at 06:30, unread", "times takes one of clock, relative, both.",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not told:\n%s", want, got)
		}
	}
}
