package hazard

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// Longest texts that are kept, in bytes.
const (
	longestID   = 1000
	longestLine = 4000
	longestText = 64 << 10
	longestList = 2000 // members of a list: areas, codes, references
)

// cut shortens s to n bytes at the boundary of a character.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

// line is one line of clean text.
func line(s string) sanitize.Clean { return sanitize.Line(cut(s, longestLine)) }

// text is clean text with line breaks.
func text(s string) sanitize.Clean { return sanitize.Text(cut(s, longestText)).Trim() }

// id is an identifier without white space at its ends, on one line.
func id(s string) string { return sanitize.Line(cut(s, longestID)).String() }

// address is an http or https address, or "".
func address(s string) string {
	u, _ := sanitize.URL("", s)
	return u
}

// word returns the value of a list that s spells in any case, or s itself.
func word[T ~string](s string, known ...T) T {
	s = id(s)
	for _, k := range known {
		if strings.EqualFold(s, string(k)) {
			return k
		}
	}
	return T(s)
}

func status(s string) news.WarningStatus {
	return word(s, news.StatusActual, news.StatusExercise, news.StatusSystem, news.StatusTest, news.StatusDraft)
}

func kind(s string) news.WarningKind {
	return word(s, news.KindAlert, news.KindUpdate, news.KindCancel, news.KindAck, news.KindError)
}

func severity(s string) news.Severity {
	return word(s, news.SeverityExtreme, news.SeveritySevere, news.SeverityModerate, news.SeverityMinor, news.SeverityUnknown)
}

func urgency(s string) news.Urgency {
	return word(s, news.UrgencyImmediate, news.UrgencyExpected, news.UrgencyFuture, news.UrgencyPast, news.UrgencyUnknown)
}

func certainty(s string) news.Certainty {
	return word(s, news.CertaintyObserved, news.CertaintyVeryLikely, news.CertaintyLikely, news.CertaintyPossible,
		news.CertaintyUnlikely, news.CertaintyUnknown)
}

func responses(list []*node) []news.Response {
	var out []news.Response
	for _, n := range list {
		if w := word(n.text, news.ResponseAllClear); w != "" && len(out) < longestList && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

// colors are the words for a level, most severe first.
var colors = []news.Level{news.LevelRed, news.LevelOrange, news.LevelYellow, news.LevelGreen}

// color returns the first color word of s, or "".
func color(s string) news.Level {
	for _, w := range strings.FieldsFunc(strings.ToLower(cut(s, longestID)), func(r rune) bool { return r < 'a' || r > 'z' }) {
		if slices.Contains(colors, news.Level(w)) {
			return news.Level(w)
		}
	}
	return ""
}

// layouts are the spellings of times. A time without a zone is UTC.
var layouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	"2006-01-02 15:04:05Z07:00",
	"2 Jan 2006 15:04:05 -0700",
	"2 Jan 2006 15:04:05",
	"2 Jan 2006 15:04 -0700",
	"2 Jan 2006 15:04",
	"2 Jan 06 15:04:05 -0700",
	"2 Jan 06 15:04:05",
}

// zones are the zone names of RFC 822, section 5.1, as numbers.
var zones = map[string]string{
	"UT": "+0000", "GMT": "+0000", "UTC": "+0000", "Z": "+0000", "EST": "-0500", "EDT": "-0400", "CST": "-0600",
	"CDT": "-0500", "MST": "-0700", "MDT": "-0600", "PST": "-0800", "PDT": "-0700",
}

// moment reads a time of RFC 3339, RFC 822 or a close relative. It returns
// the zero time for anything else, for a zone name that it does not know and
// for years outside 1900 to 9998.
func moment(s string) time.Time {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 64 {
		return time.Time{}
	}
	if day, rest, ok := strings.Cut(s, ","); ok && len(day) <= 9 {
		s = strings.TrimSpace(rest)
	}
	midnight := strings.Contains(s, "T24:00")
	if midnight {
		s = strings.Replace(s, "T24:00", "T00:00", 1)
	}
	if i := strings.LastIndexByte(s, ' '); i > 0 {
		if zone, ok := zones[strings.ToUpper(s[i+1:])]; ok {
			s = s[:i] + " " + zone
			if zone == "+0000" {
				s = s[:i]
			}
		}
	}
	for _, layout := range layouts {
		t, err := time.Parse(layout, s)
		if err != nil {
			continue
		}
		if midnight {
			t = t.AddDate(0, 0, 1)
		}
		if y := t.Year(); y < 1900 || y > 9998 {
			return time.Time{}
		}
		return t.UTC()
	}
	return time.Time{}
}

// millis reads a time in milliseconds since 1970.
func millis(s string) time.Time {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || math.Abs(n) > 1e14 {
		return time.Time{}
	}
	t := time.UnixMilli(int64(n)).UTC()
	if t.Year() < 1900 {
		return time.Time{}
	}
	return t
}

// number reads a finite number; nil for anything else.
func number(s string) *float64 {
	f, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return &f
}

// magnitude reads a magnitude; nil for anything that no earthquake had.
func magnitude(s string) *float64 {
	if f := number(s); f != nil && *f >= -5 && *f <= 12 {
		return f
	}
	return nil
}

// depth returns kilometers if they are possible; nil otherwise.
func depth(km *float64) *float64 {
	if km == nil || *km < -20 || *km > 1000 {
		return nil
	}
	return km
}

// codes returns name=value of each pair.
func codes(pairs []pair) []string {
	var out []string
	for _, p := range pairs {
		if p.value != "" && len(out) < longestList {
			out = append(out, id(p.name)+"="+id(p.value))
		}
	}
	return out
}
