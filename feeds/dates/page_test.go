package dates

import (
	"strings"
	"testing"
	"time"
)

// text writes a date as the tables of tests do: RFC 3339, a day, or "".
func text(d Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Day:
		return d.T.Format(time.DateOnly)
	}
	return d.T.Format(time.RFC3339)
}

func TestTimesAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"2031-03-04T06:10:00+02:00":         "2031-03-04T04:10:00Z",
		"2031-03-04T06:10:00.123Z":          "2031-03-04T06:10:00Z",
		"2031-03-04T06:10:00":               "2031-03-04T06:10:00Z",
		"2031-03-04 06:10:00 +0200":         "2031-03-04T04:10:00Z",
		"2031-03-04":                        "2031-03-04",
		"20310304":                          "2031-03-04",
		"Tue, 4 Mar 2031 06:10:00 GMT":      "2031-03-04T06:10:00Z",
		"1930363800":                        "2031-03-04T04:10:00Z",
		"1930363800000":                     "2031-03-04T04:10:00Z",
		"March 4, 2031 6:10 AM EST":         "2031-03-04T11:10:00Z",
		"4. März 2031":                      "2031-03-04",
		"4 de marzo de 2031":                "2031-03-04",
		"4 березня 2031":                    "2031-03-04",
		"4 марта 2031 года":                 "2031-03-04",
		"Mittwoch, 4. Dezember 2030, 18:40": "2030-12-04",
		"04.03.2031 18:40":                  "2031-03-04T18:40:00Z",
		"2031年3月4日":                         "2031-03-04",
		"03/04/2031":                        "", // which is the month?
		"23/04/2031":                        "2031-04-23",
		"31.02.2031":                        "",
		"0001-01-01T00:00:00Z":              "",
		"yesterday":                         "",
		"2031. március 4.":                  "2031-03-04",
		"2031 m. kovo 4 d.":                 "2031-03-04",
		"2031. gada 4. martā":               "2031-03-04",
		"ngày 4 tháng 3 năm 2031":           "2031-03-04",
		"٤ مارس ٢٠٣١":                       "2031-03-04",
		"4 تشرين الثاني 2031":               "2031-11-04",
		"4 במרץ 2031":                       "2031-03-04",
		"4 मार्च 2031":                      "2031-03-04",
		"4 Agustus 2031":                    "2031-08-04",
		"4. februára 2031":                  "2031-02-04",
		"4 lipca 2031":                      "2031-07-04",
		"4. lipnja 2031":                    "2031-06-04",
		"4 яну 2031":                        "2031-01-04",
		// The zone was subtracted twice.
		"2031-03-04 06:10:00 +0200 (EET)":    "2031-03-04T04:10:00Z",
		"Tue, 4 Mar 2031 06:10:00 +0100 CET": "2031-03-04T05:10:00Z",
		// The "de" of December was taken for the preposition.
		"4 december 2031":     "2031-12-04",
		"4. desember 2031":    "2031-12-04",
		"4 de dezembro 2031":  "2031-12-04",
		"4 d'agost de 2031":   "2031-08-04",
		"4th of October 2031": "2031-10-04",
	} {
		if got := text(ReadPage(in)); got != want {
			t.Errorf("ReadPage(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTheDayInAnAddressIsRead(t *testing.T) {
	for in, want := range map[string]string{
		"https://verra.example/2031/03/04/bridge":       "2031-03-04",
		"https://verra.example/a-20310304.html":         "2031-03-04",
		"https://verra.example/2031-03-04":              "2031-03-04",
		"https://verra.example/2031/02/31/bridge":       "",
		"https://verra.example/2031/13/04/bridge":       "",
		"https://verra.example/bridge?day=2031-03-04":   "", // a query is of the request
		"https://verra.example/bridge#2031/03/04/":      "",
		"https://verra.example/1203103049/bridge":       "", // a number that holds a day
		"https://20310304.example/bridge":               "2031-03-04",
		"2031/03/04 without a scheme is not an address": "",
	} {
		if got := text(DayInURL(in)); got != want {
			t.Errorf("DayInURL(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAShortYearIsReadAtTheBeginningOnly(t *testing.T) {
	for in, want := range map[string]string{
		"04.03.31":              "2031-03-04",
		"Posted 4.3.31, 18:40":  "2031-03-04",
		"31.02.31":              "",
		"Version 2 of 04.03.31": "",
		"The bridge was closed long before 04.03.31": "",
	} {
		if got := text(ShortDayIn(in)); got != want {
			t.Errorf("ShortDayIn(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTheCallerOrdersDayAndMonth(t *testing.T) {
	for _, tt := range []struct {
		in         string
		monthFirst bool
		want       string
	}{
		{"03/04/2031", true, "2031-03-04"},
		{"03/04/2031", false, "2031-04-03"},
		{"٠٣/٠٤/٢٠٣١", false, "2031-04-03"},
		{"13/04/2031", true, ""},
		{"bridge", true, ""},
	} {
		if got := text(SlashDayIn(tt.in, tt.monthFirst)); got != tt.want {
			t.Errorf("SlashDayIn(%q, %t) = %q, want %q", tt.in, tt.monthFirst, got, tt.want)
		}
	}
}

func TestTimesOfPagesHaveLimits(t *testing.T) {
	for _, in := range []string{
		"2031", strings.Repeat("x", 70) + " 2031-03-04", "1989-12-31T06:10:00Z", "2101-01-01", "4 Marchandisesxx 2031", "02/30/2031",
	} {
		if got := text(ReadPage(in)); got != "" {
			t.Errorf("ReadPage(%q) = %q, want none", in, got)
		}
	}
}

// FuzzRead holds both readers to their promises, whatever the text is.
func FuzzRead(f *testing.F) {
	for _, s := range append(append([]string{
		"3/4/2026", "16.02.26", "٤ مارس ٢٠٣١", "2031年3月4日", "Mon, 16 Feb 2026 07:30 GMT+0200 (x)", "+", ":", "1T", "\xff",
		"9h01, 4 mars 2031", "4 March 2031 9.01 p.m.", "1930363800.5", "下午6時10分 2031年3月4日", "2031-03-04T06:10[Europe/Kyiv]", "4 Mar 2031 06:10 IST", "2031. 3. 4. 9",
	}, feedTexts...), pageTexts...) {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		known := Hints{Lang: "zh-cn", Host: "velm.cn"}
		known.Order.See(s)
		known.Order.See("25/03/2031")
		for reader, d := range map[string]Date{
			"Read": known.Read(s), "ReadFeed": ReadFeed(s), "ReadPage": ReadPage(s), "DayIn": DayIn(s), "ShortDayIn": ShortDayIn(s),
			"SlashDayIn": SlashDayIn(s, true), "DayInURL": DayInURL(s),
		} {
			switch {
			case d.IsZero():
				if d.Day {
					t.Errorf("%s(%q) is a day that is unknown", reader, s)
				}
			case d.T.Location() != time.UTC:
				t.Errorf("%s(%q) = %v, want UTC", reader, s, d.T)
			case d.Day && d.T != d.T.Truncate(24*time.Hour):
				t.Errorf("%s(%q) is a day at %v", reader, s, d.T)
			case d.T.Year() < 1969 || d.T.Year() > 2201:
				t.Errorf("%s(%q) = %v, beyond all limits", reader, s, d.T)
			}
		}
	})
}
