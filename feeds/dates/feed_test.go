package dates

import (
	"strings"
	"testing"
	"time"
)

func TestDatesAreReadLenientlyAndNeverGuessed(t *testing.T) {
	const at = "2026-02-16T05:30:00Z"
	for _, tt := range []struct{ in, want string }{
		{"Mon, 16 Feb 2026 07:30:00 +0200", at},
		{"Tue, 16 Feb 2026 07:30:00 +0200", at}, // wrong weekday
		{"16 Feb 2026 07:30:00 EET", at},
		{"Mon, 16 Feb 26 05:30 GMT", at},
		{"Mon, 16-Feb-26 05:30:00 UT", at},
		{"Monday, 16 February 2026 05:30:00 Z", at},
		{"Feb 16, 2026 5:30 AM", at},
		{"Mon Feb 16 05:30:00 UTC 2026", at},
		{"Mon Feb 16 05:30:00 2026", at},
		{"16 Feb 2026 00:30:00 EST", at},
		{"16 Feb 2026 08:30:00 MSK", at},
		{"Mon, 16 Feb 2026 05:30:00 0000", at},
		{"Mon, 16 Feb 2026 05:30:00 -0000", at},
		{"Mon, 16 Feb 2026 07:30:00 GMT+0200 (Eastern European Time)", at},
		{"Mon, 16 Feb 2026 05:30:00 +0000 MST", at},
		{"2026-02-16T07:30:00+02:00", at},
		{"2026-02-16T05:30Z", at},
		{"2026-02-16T05:30:00.000Z", at},
		{"2026-02-16 05:30:00", at},
		{"2026-02-16 07:30:00 +0200", at},
		{"20260216T053000Z", at},
		{"2026/02/16 05:30:00", at},
		{"16.02.2026 05:30", at},
		{"16/02/2026 05:30", at},
		{"02/16/2026 05:30", at},
		{"Пн, 16 лют 2026 07:30:00 +0200", at},
		{"пн, 16 февраля 2026 08:30:00 +0300", at},
		{"Lun, 16 févr. 2026 06:30:00 +0100", at},
		{"Mar, 16 Feb 2026 05:30:00 GMT", at}, // a Spanish Tuesday, not March
		{"Mo., 16. Februar 2026 06:30 MEZ", at},
		{"Mon, 16 Feb 2026 05:30:00 XYZ", at}, // unknown zone
		{"Mon, 16 Feb 2026 05:30:00 A", at},   // military zones are not trusted
		{"2026-02-16", "day"},
		{"16 Feb 2026", "day"},
		{"Feb 16th, 2026", "day"},
		{"1 Jan 70 00:00:00 GMT", "1970-01-01T00:00:00Z"},
		{"", ""},
		{"yesterday", ""},
		{"3/4/2026", ""}, // day or month first?
		{"2026", ""},
		{"2026-02", ""},
		{"2026-13-01", ""},
		{"30 Feb 2026 05:30:00 GMT", ""},
		{"0000-00-00 00:00:00", ""},
		{"Mon, 16 Feb 2026 25:30:00 GMT", ""},
		{"16 Feb", ""},
		{"1 2 3 4 5 6 7 8 9", ""},
		{"Mon, 16 Feb 2026 07:30:00 −0200", "2026-02-16T09:30:00Z"}, // a minus sign
		{"Mon, 16 Feb 2026 5:30pm GMT", "2026-02-16T17:30:00Z"},
		{"Mon, 16 Feb 2026 5pm", "2026-02-16T17:00:00Z"},
		{"16 Feb 2026 12:30 AM", "2026-02-16T00:30:00Z"},
		{"Mon, 16 Feb 2026 05:30:00 +9999", at}, // no such offset
		{"Mon, 16 Feb 2026 05:30:00 +2", "2026-02-16T03:30:00Z"},
		{"Mon, 16 Feb 2026 05:30:00 +xx", ""},
		{"20260216T0530Z", at},
		{"2026-02-16T05:30:00 06:30", ""}, // two times of day
		{"2026-02-16 1:2:3:4", ""},
		{"2026-02-16 005:30", ""},
		{"16/2/26", ""},
		{"a-b-2026", ""},
		{"2026-02-16 2026-02-17", ""},
		{"16 Feb 126", ""},
		{"16 Feb 2026 17", ""},
		// A clock before its day lost the date.
		{"05:30, 16 February 2026", at},
		{"5:30 AM - Feb 16, 2026", at},
		{"05:30 GMT | Monday, 16 February 2026", at},
		{"07:30 +0200, 16 Feb 2026", at},
		{"07.30 EET, 16 Feb 2026", at},
		{"05:30:00 16.02.2026", at},
		{"05:30 – 2026-02-16", at},
		{"0530 GMT, Mon 16 Feb 2026", at},
		{"5h30, le lundi 16 février 2026", at},
		{"05:30, mar 16 feb 2026", at}, // a Spanish Tuesday
		{"12:30 NOVT, 16 Feb 2026", "2026-02-16T12:30:00Z"},
		{"05:30 3/4/2026", ""},
		{"05:30 16 Feb", ""},
		{"05:30 06:30 16 Feb 2026", ""},
		{"16 febrero 2026, martes, 05:30", at}, // was read as March
		{"Feb 16 2026 GMT", "day"},
		{"2026-02-16 05:30 Etc", at},
		// A number was no date.
		{"1771219800", at},
		{" 1771219800\n", at},
		{"@1771219800", at},
		{"1771219800.25", "2026-02-16T05:30:00Z"},
		{"1771219800.0", at},
		{"1771219800000", at},
		{"1771219800000000", at},
		{"/Date(1771219800000)/", at},
		{`\/Date(1771219800000+0200)\/`, at},
		{"20260216053000", at},
		{"202602160530", at},
		{"2026021605", ""}, // an hour, or a second of 2034
		{"1771219800.x", ""},
		{"1.7712198e9", ""}, // nobody knows how many digits were cut off
		{"177121980", ""},
		{"17712198000", ""},
		{"9771219800", ""},
		{"0000000000", ""},
		{"-1771219800", ""},
		{"/Date(1771219800)/", ""},
		{"/Date(1771219800000", ""},
		{"1771219800 1771219800", ""},
		{"20260216253000", ""},
		{strings.Repeat("Feb ", 30) + "16 2026", ""},
	} {
		got := ReadFeed(tt.in)
		text := got.T.Format(time.RFC3339)
		switch {
		case got.IsZero():
			text = ""
		case got.Day:
			text = "day"
			if got.T != time.Date(2026, 2, 16, 0, 0, 0, 0, time.UTC) {
				t.Errorf("ReadFeed(%q) = %v", tt.in, got.T)
			}
		}
		if text != tt.want {
			t.Errorf("ReadFeed(%q) = %q, want %q", tt.in, text, tt.want)
		}
	}
}
