package dates

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// The patterns of days and times. Each is compiled on first use.
var (
	dayInURL   = pattern(`(?:^|[/\-_.=])((?:19|20)\d\d)[/\-_.]?(0[1-9]|1[0-2])[/\-_.]?(0[1-9]|[12]\d|3[01])(?:[/\-_.]|$)`)
	isoDay     = pattern(`\b((?:19|20)\d\d)[-/.](\d\d?)[-/.](\d\d?)\b`)
	europeDay  = pattern(`\b(\d\d?)\.\s?(\d\d?)\.\s?((?:19|20)\d\d)\b`)
	shortDay   = pattern(`^\D{0,20}\b(\d\d?)\.(\d\d?)\.(\d\d)\b`)
	slashDay   = pattern(`\b(\d\d?)[/-](\d\d?)[/-]((?:19|20)\d\d)\b`)
	dayMonth   = pattern(`\b(\d\d?)(?:st|nd|rd|th|er|º|ª)?\.?,?(?:\s+(?:de|of)\s+|\s+d[’']\s*|\s+)([\p{L}\p{M}]{2,})\.?[,،]?\s+(?:de\s+|del\s+)?((?:19|20)\d\d)`)
	monthDay   = pattern(`([\p{L}]{3,})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b`)
	yearFirst  = pattern(`\b((?:19|20)\d\d)\.?,?\s+(?:m\.\s+)?([\p{L}]{3,})\.?\s+(\d\d?)\b`)
	gadaDay    = pattern(`\b((?:19|20)\d\d)\.\s?gada\s+(\d\d?)\.\s?([\p{L}]{3,})`)
	thangDay   = pattern(`\b(\d\d?)\s+tháng\s+(\d\d?),?\s+(?:năm\s+)?((?:19|20)\d\d)\b`)
	eastDay    = pattern(`((?:19|20)\d\d)\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]`)
	compactDay = pattern(`^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{2}:?\d{2}(?::?\d{2})?)?$`)
	unixTime   = pattern(`^1\d{9}(\d{3})?$`)
	fraction   = pattern(`(:\d\d)[.,]\d+`)
)

// pattern returns a function that compiles an expression on its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// DayInURL returns the day that the path of an address names, as in
// /2031/03/04/; the zero Date if it names none.
func DayInURL(s string) Date {
	_, path, _ := strings.Cut(s, "://")
	if i := strings.IndexAny(path, "?#"); i >= 0 {
		path = path[:i]
	}
	if m := dayInURL().FindStringSubmatch(path); m != nil {
		return day(m[1], m[2], m[3])
	}
	return Date{}
}

// layouts with a time of day, after the fraction of a second and a name of a
// zone have been taken off. A time without a zone is taken for UTC.
var layouts = []string{
	"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05-0700", "2006-01-02T15:04:05-07", "2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04-0700", "2006-01-02T15:04",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05-07:00", "2006-01-02 15:04:05-0700", "2006-01-02 15:04:05", "2006-01-02 15:04",
	"2006/01/02 15:04:05", "2006/01/02 15:04", "20060102T150405Z07:00", "20060102T150405-0700", "20060102T150405",
	"Mon, 2 Jan 2006 15:04:05 -0700", "Mon, 2 Jan 2006 15:04:05", "Mon, 02 Jan 2006 15:04", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 2006",
	"Monday, January 2, 2006 - 15:04", "Monday, January 2, 2006, 3:04 PM", "January 2, 2006 3:04 PM", "January 2, 2006, 3:04 pm", "Jan 2, 2006 3:04 PM", "2 January 2006 15:04", "2 Jan 2006 15:04",
	"02.01.2006 15:04:05", "02.01.2006 15:04", "02.01.2006, 15:04", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM",
}

// ReadPage reads a time as pages give it to machines: ISO 8601 and common
// relatives, Unix time in seconds or milliseconds, else the day that DayIn
// finds. A time without a zone counts as UTC. The zero Date means that s could
// not be read.
func ReadPage(s string) Date {
	s = digits(strings.Join(strings.Fields(s), " "))
	if len(s) < 8 || len(s) > 80 {
		return Date{}
	}
	if unixTime().MatchString(s) {
		n, err := strconv.ParseInt(s[:10], 10, 64)
		if err != nil {
			return Date{}
		}
		return Date{T: time.Unix(n, 0).UTC()}
	}
	if strings.HasSuffix(s, "]") { // the name of a zone, as Java writes it
		if d := ReadFeed(s); !d.IsZero() {
			return fuzzy(d.T, d.Day)
		}
	}
	bare, offset := cutZone(fraction().ReplaceAllString(s, "$1"))
	for _, l := range layouts {
		if t, err := time.Parse(l, bare); err == nil {
			if strings.Contains(l, "07") { // the offset is there in numbers
				offset = 0
			}
			return fuzzy(t.Add(-offset).UTC(), false)
		}
	}
	return DayIn(s)
}

// cutZone takes the name of a zone, in parentheses or not, off the end of s. It
// returns the rest and how far the zone is ahead of UTC; s and zero if no zone
// that has to be taken off is there. Layouts read a Z themselves.
func cutZone(s string) (rest string, offset time.Duration) {
	t := strings.TrimSuffix(s, ")")
	rest = strings.TrimRight(t, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	name := t[len(rest):]
	if rest == "" || name == "Z" || isWordByte(rest[len(rest)-1]) {
		return s, 0
	}
	z, known := zones()[name]
	offset, fixed := z.fixed()
	if !known || !fixed {
		return s, 0
	}
	return strings.TrimSpace(strings.TrimSuffix(rest, "(")), offset
}

// isWordByte reports whether a name cannot begin after c.
func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '_'
}

// DayIn returns the day that a short text names, in numbers or with the name
// of the month; the zero Date if it names none or has two readings.
func DayIn(s string) Date {
	s = digits(s)
	if m := compactDay().FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := isoDay().FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := eastDay().FindStringSubmatch(s); m != nil {
		return day(m[1], m[2], m[3])
	}
	if m := thangDay().FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1])
	}
	if t := namedDay(s); !t.IsZero() {
		return t
	}
	if m := europeDay().FindStringSubmatch(s); m != nil {
		return day(m[3], m[2], m[1])
	}
	if m := slashDay().FindStringSubmatch(s); m != nil {
		// Which comes first is told only by a number above twelve.
		if a, err := strconv.Atoi(m[1]); err == nil && a > 12 {
			return day(m[3], m[2], m[1])
		}
		if b, err := strconv.Atoi(m[2]); err == nil && b > 12 || m[1] == m[2] {
			return day(m[3], m[1], m[2])
		}
	}
	return Date{}
}

// namedForms are the forms of days with the name of a month.
var namedForms = [...]struct {
	re      func() *regexp.Regexp
	y, m, d int // the groups of the expression
}{{dayMonth, 3, 2, 1}, {monthDay, 3, 1, 2}, {yearFirst, 1, 2, 3}, {gadaDay, 1, 3, 2}}

// namedDay returns the day in a text that names the month.
func namedDay(s string) Date {
	for _, form := range namedForms {
		if m := form.re().FindStringSubmatch(s); m != nil {
			if mo := month(m[form.m]); mo > 0 {
				return day(m[form.y], strconv.Itoa(mo), m[form.d])
			}
		}
	}
	return Date{}
}

// ShortDayIn returns the day at the beginning of a text that gives only two
// digits of the year, as in 04.03.31; with dots the day always comes first.
func ShortDayIn(s string) Date {
	if m := shortDay().FindStringSubmatch(digits(s)); m != nil {
		return day("20"+m[3], m[2], m[1])
	}
	return Date{}
}

// SlashDayIn returns the day of a text that writes it as 03/04/2031 or
// 03-04-2031, where the caller knows whether the month comes first.
func SlashDayIn(s string, monthFirst bool) Date {
	m := slashDay().FindStringSubmatch(digits(s))
	switch {
	case m == nil:
		return Date{}
	case monthFirst:
		return day(m[3], m[1], m[2])
	}
	return day(m[3], m[2], m[1])
}

// zeros are the zeros of the scripts whose digits are read.
var zeros = [...]rune{'٠', '۰', '०', '০', '๐', '၀', '０'}

// digits writes the digits of other scripts as 0 to 9, and names of months that
// have two words as names of one.
func digits(s string) string {
	if isASCII(s) {
		return s
	}
	s = strings.Map(func(r rune) rune {
		for _, zero := range zeros {
			if r >= zero && r <= zero+9 {
				return '0' + r - zero
			}
		}
		return r
	}, s)
	for _, p := range months().pairs {
		s = strings.ReplaceAll(s, p[0], p[1])
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func day(y, m, d string) Date {
	yi, err1 := strconv.Atoi(y)
	mi, err2 := strconv.Atoi(m)
	di, err3 := strconv.Atoi(d)
	if err1 != nil || err2 != nil || err3 != nil || mi < 1 || mi > 12 || di < 1 || di > 31 {
		return Date{}
	}
	t := time.Date(yi, time.Month(mi), di, 0, 0, 0, 0, time.UTC)
	if t.Day() != di {
		return Date{}
	}
	return fuzzy(t, true)
}

// fuzzy refuses times that no article on the web can have.
func fuzzy(t time.Time, isDay bool) Date {
	if t.Year() < 1990 || t.Year() > 2100 {
		return Date{}
	}
	return Date{t, isDay}
}

// month returns the number of the month that a word names; 0: none. Nothing as
// long as 13 letters is the name of a month.
func month(name string) int {
	if utf8.RuneCountInString(name) > 12 {
		return 0
	}
	return months().find(strings.ToLower(name))
}
