package ui

import (
	"strings"
	"testing"

	"sitrep/internal/sanitize"
)

// A notification ends where it should, whatever the headline is, and says nothing
// of rules and locations.
func TestANotificationIsOneSequence(t *testing.T) {
	for _, how := range []Notify{NotifyOSC9, NotifyOSC777} {
		s := notice(how, sanitize.Line("Gates jam; \x1b]0;x\x07 "+strings.Repeat("long ", 100)))
		if strings.Count(s, "\x1b") != 2 || !strings.HasSuffix(s, "\x1b\\") || strings.Contains(s, "\x07") || len(s) > 160 || strings.Count(s, ";") > 3 {
			t.Errorf("%s: %q", how, s)
		}
	}
	if notice(NotifyOff, sanitize.Lit("x")) != "" || notice("", sanitize.Lit("x")) != "" {
		t.Error("a terminal is notified unasked")
	}
}
