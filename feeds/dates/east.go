package dates

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// The signs of Chinese, Japanese and Korean dates, after the digits.
var (
	signDay   = pattern(`(令和|平成|民國|民国)?\s?(\d{1,4}|元)\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)(?:\s?[日일号號])?`)
	signClock = pattern(`(\d\d?)\s?[時时点點시](?:\s?(半)|\s?(\d\d?)\s?[分분](?:\s?(\d\d?)(?:\.\d+)?\s?[秒초])?)?`)
)

// eras are the calendars that count from another year: the year before the
// first of each.
var eras = map[string]int{"令和": 2018, "平成": 1988, "民國": 1911, "民国": 1911}

// eastern writes the signs of Chinese, Japanese, Korean and Vietnamese dates as
// 2031-3-4 and 6:10:00. A year of an era is that of the common calendar; a
// year of less than four digits without an era is left as it is.
func eastern(s string) string {
	if strings.Contains(s, "tháng") {
		return thangDay().ReplaceAllString(s, " $3-$2-$1 ")
	}
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x1100 }) < 0 {
		return s
	}
	if strings.ContainsAny(s, "年년") {
		if m := signDay().FindStringSubmatch(s); m != nil {
			y, err := strconv.Atoi(m[2])
			if m[2] == "元" {
				y, err = 1, nil
			}
			if base, ok := eras[m[1]]; ok && err == nil && y > 0 && y < 200 {
				y += base
			}
			if err == nil && y > 999 {
				s = strings.Replace(s, m[0], " "+strconv.Itoa(y)+"-"+m[3]+"-"+m[4]+" ", 1)
			}
		}
	}
	if strings.ContainsAny(s, "時时点點시") {
		if m := signClock().FindStringSubmatch(s); m != nil {
			clock := m[1] + ":" + m[3]
			switch {
			case m[2] != "":
				clock = m[1] + ":30"
			case m[3] == "":
				clock = m[1] + ":00"
			case m[4] != "":
				clock += ":" + m[4]
			}
			s = strings.Replace(s, m[0], " "+clock+" ", 1)
		}
	}
	return s
}

// apart puts a space where a number begins right after a letter that is not
// ASCII: "下午5:30" is a word and a clock.
func apart(s string) string {
	for i := len(s) - 1; i > 0; i-- {
		if s[i] >= '0' && s[i] <= '9' && s[i-1] >= utf8.RuneSelf {
			s = s[:i] + " " + s[i:]
		}
	}
	return s
}
