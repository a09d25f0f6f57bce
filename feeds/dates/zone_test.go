package dates

import "testing"

// TestTheNameOfAPlaceIsItsZone: Java writes it after the offset, and the date
// was lost; PHP writes it in the place of one, and the time counted as UTC.
func TestTheNameOfAPlaceIsItsZone(t *testing.T) {
	for in, want := range map[string]string{
		"2031-03-04T06:10:00+01:00[Europe/Paris]":            "2031-03-04T05:10:00Z",
		"2031-03-04T06:10+02:00[Europe/Kyiv]":                "2031-03-04T04:10:00Z",
		"2031-03-04T06:10:00.5Z[UTC]":                        "2031-03-04T06:10:00Z",
		"2031-03-04T06:10:00Z[Europe/Paris]":                 "2031-03-04T06:10:00Z",
		"2031-03-04T06:10:00-05:00[America/Port-au-Prince]":  "2031-03-04T11:10:00Z",
		"2031-03-04T06:10:00-03:00[!America/Sao_Paulo]":      "2031-03-04T09:10:00Z",
		"2031-03-04T06:10:00+01:00[Europe/Paris][u-ca=roc]":  "2031-03-04T05:10:00Z",
		"2031-03-04T06:10:00+01:00[GMT+01:00]":               "2031-03-04T05:10:00Z",
		"2031-03-04T06:10:00[GMT+01:00]":                     "2031-03-04T05:10:00Z",
		"2031-03-04T06:10:00[Europe/Kyiv]":                   "2031-03-04T04:10:00Z",
		"2031-07-04T06:10:00[Europe/Kyiv]":                   "2031-07-04T03:10:00Z", // summer time
		"2031-03-04 06:10:00 Asia/Kathmandu":                 "2031-03-04T00:25:00Z",
		"Tue, 4 Mar 2031 06:10:00 America/Argentina/Ushuaia": "2031-03-04T09:10:00Z",
		"Tue, 4 Mar 2031 06:10:00 (Europe/Paris)":            "2031-03-04T05:10:00Z",
		"06:10 Europe/Paris, 4 March 2031":                   "2031-03-04T05:10:00Z",
		"2031-03-04T06:10:00 Etc/GMT+5":                      "2031-03-04T11:10:00Z", // its sign is that of POSIX
		"4 March 2031 6:10 AM ET":                            "2031-03-04T11:10:00Z",
		"4 July 2031 6:10 AM ET":                             "2031-07-04T10:10:00Z",
		"2031-03-04T06:10:00[Europe/Velm]":                   "2031-03-04T06:10:00Z", // no such place
		"2031-03-04T06:10:00[../../etc/passwd]":              "2031-03-04T06:10:00Z",
		"2031-03-04T06:10:00[Europe/../Europe/Paris]":        "2031-03-04T06:10:00Z",
		"2031-03-04[Europe/Paris]":                           "2031-03-04",
	} {
		if got := text(ReadFeed(in)); got != want {
			t.Errorf("ReadFeed(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{
		"2031-03-04T06:10:00+01:00[Europe/Paris]": "2031-03-04T05:10:00Z",
		"2031-03-04T06:10:00[Europe/Kyiv]":        "2031-03-04T04:10:00Z",
		"The gauge [A]":                           "",
	} {
		if got := text(ReadPage(in)); got != want {
			t.Errorf("ReadPage(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestAZoneWithSeveralMeaningsIsThatOfItsFeed: IST counted as UTC, and the
// CST of a feed from China as that of Chicago, which is fourteen hours later.
func TestAZoneWithSeveralMeaningsIsThatOfItsFeed(t *testing.T) {
	for _, tt := range []struct{ zone, lang, host, want string }{
		{"IST", "", "", "2031-03-04T00:40:00Z"},
		{"IST", "en-us", "velm.example", "2031-03-04T00:40:00Z"},
		{"IST", "en-in", "", "2031-03-04T00:40:00Z"},
		{"IST", "hi", "", "2031-03-04T00:40:00Z"},
		{"IST", "he", "", "2031-03-04T04:10:00Z"},
		{"IST", "en-us", "velm.co.il", "2031-03-04T04:10:00Z"},
		{"IST", "en-ie", "", "2031-03-04T05:10:00Z"},
		{"IST", "en", "velm.ie", "2031-03-04T05:10:00Z"},
		{"CST", "", "", "2031-03-04T12:10:00Z"},
		{"CST", "zh-hans-cn", "", "2031-03-03T22:10:00Z"},
		{"CST", "zh", "velm.example", "2031-03-03T22:10:00Z"},
		{"CST", "en-us", "velm.cn", "2031-03-03T22:10:00Z"},
		{"CST", "es", "velm.cu", "2031-03-04T11:10:00Z"},
		{"CST", "es-mx", "", "2031-03-04T12:10:00Z"},
		{"BST", "bn", "", "2031-03-04T00:10:00Z"},
		{"BST", "en-gb", "", "2031-03-04T05:10:00Z"},
		{"EST", "en-au", "", "2031-03-03T20:10:00Z"},
		{"PST", "en", "velm.ph", "2031-03-03T22:10:00Z"},
		{"AST", "ar", "", "2031-03-04T03:10:00Z"},
		{"WST", "en-au", "", "2031-03-03T22:10:00Z"},
		{"WST", "", "", "2031-03-04"}, // nothing tells
		{"AMT", "hy", "", "2031-03-04T02:10:00Z"},
		{"AMT", "en", "velm.example", "2031-03-04"},
		{"AMT +0400", "en", "", "2031-03-04T02:10:00Z"},
		{"GMT", "he", "velm.co.il", "2031-03-04T06:10:00Z"},
		{"IST", "en-u-il", "", "2031-03-04T00:40:00Z"}, // no region
	} {
		h := Hints{Lang: tt.lang, Host: tt.host}
		if got := text(h.Read("Tue, 4 Mar 2031 06:10:00 " + tt.zone)); got != tt.want {
			t.Errorf("%+v: %s is %q, want %q", h, tt.zone, got, tt.want)
		}
	}
}
