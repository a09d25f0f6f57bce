package dates

import (
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
