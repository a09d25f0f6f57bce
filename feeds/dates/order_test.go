package dates

import "testing"

func TestDatesProveTheOrderOfDayAndMonth(t *testing.T) {
	const open = "5/3/2031 06:10"
	for name, tt := range map[string]struct {
		seen []string
		want string
		open bool
	}{
		"day":                  {[]string{"25/03/2031 06:10", open}, "2031-03-05T06:10:00Z", true},
		"month":                {[]string{open, "03/25/2031 06:10"}, "2031-05-03T06:10:00Z", true},
		"with a clock first":   {[]string{"06:10, 25/03/2031"}, "2031-03-05T06:10:00Z", false},
		"with dashes":          {[]string{"25-03-2031"}, "2031-03-05T06:10:00Z", false},
		"with a T":             {[]string{"25/03/2031T06:10:00Z"}, "2031-03-05T06:10:00Z", false},
		"with a weekday":       {[]string{"Tue, 25/03/2031 06:10 GMT"}, "2031-03-05T06:10:00Z", false},
		"digits of Arabic":     {[]string{"٢٥/٠٣/٢٠٣١"}, "2031-03-05T06:10:00Z", false},
		"nothing":              {[]string{open, "3/3/2031", ""}, "", true},
		"both":                 {[]string{"25/03/2031", "03/25/2031"}, "", false},
		"dots prove nothing":   {[]string{"25.03.2031"}, "", false},
		"ISO 8601":             {[]string{"2031-03-25", "2031-25-03"}, "", false},
		"no such day or month": {[]string{"32/03/2031", "25/13/2031", "03/00/2031", "25/03/31", "25/3", "125/03/2031"}, "", false},
	} {
		var h Hints
		for _, s := range tt.seen {
			h.Order.See(s)
		}
		if got := text(h.Read(open)); got != tt.want || h.Order.Open() != tt.open {
			t.Errorf("%s: %q is read as %q, open %t; want %q, %t", name, open, got, h.Order.Open(), tt.want, tt.open)
		}
		if got := text(h.Read("2031-03-05")); got != "2031-03-05" {
			t.Errorf("%s: 2031-03-05 is read as %q", name, got)
		}
	}
}
