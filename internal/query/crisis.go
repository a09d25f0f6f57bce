package query

import (
	"slices"
	"strconv"
	"strings"

	"sitrep/internal/news"
)

// This file reads what queries ask of warnings, locations and events.

// most is the greatest number that counts of events are compared with.
const most = 9999

// near reads a term that may be near another.
func (p *parser) near(depth int) (news.Expr, error) {
	p.space()
	start := p.at
	e, err := p.unary(depth)
	if err != nil {
		return nil, err
	}
	last, all := e, []news.Expr{}
	for {
		before := p.at
		n, ok := p.nearOperator()
		if !ok {
			p.at = before
			break
		}
		if p.end() {
			return nil, p.fail(p.at, "something must follow NEAR", "")
		}
		next, err := p.unary(depth)
		if err != nil {
			return nil, err
		}
		if !isText(last) || !isText(next) {
			return nil, p.fail(start, "NEAR stands between words or phrases", "such as dam NEAR/5 burst")
		}
		all = append(all, news.Near{A: last, B: next, Between: n})
		last = next
	}
	if len(all) > 0 {
		return single(all), nil
	}
	return e, nil
}

func isText(e news.Expr) bool {
	switch e.(type) {
	case news.Word, news.Phrase:
		return true
	}
	return false
}

// nearOperator reads "NEAR/" and a number up to 99.
func (p *parser) nearOperator() (between int, ok bool) {
	p.space()
	rest, ok := strings.CutPrefix(string(p.s[p.at:min(len(p.s), p.at+len("NEAR/99")+1)]), "NEAR/")
	if !ok {
		return 0, false
	}
	digits := 0
	for digits < len(rest) && rest[digits] >= '0' && rest[digits] <= '9' {
		digits++
	}
	end := p.at + len("NEAR/") + digits
	if digits == 0 || digits > 2 || end < len(p.s) && !isStop(p.s[end]) {
		return 0, false
	}
	n, err := strconv.Atoi(rest[:digits])
	if err != nil {
		return 0, false
	}
	p.at = end
	return n, true
}

// crisisField reads the value of a field about warnings, locations or events.
// at is where the value begins.
func (p *parser) crisisField(at int, name, value string) (news.Expr, error) {
	lower := strings.ToLower(strings.TrimSpace(value))
	switch name {
	case "place":
		if !hasWord(value) {
			return nil, p.fail(at, `"`+value+`" has no letter or digit to look for`, "")
		}
		return news.AtPlace{Name: value}, nil
	case "event", "area":
		if !hasWord(value) {
			return nil, p.fail(at, `"`+value+`" has no letter or digit to look for`, "")
		}
		return news.OfWarning{Field: news.WarningField(name), Value: value}, nil
	case "origins", "outlets":
		n, isLeast := strings.CutPrefix(lower, ">=")
		i, err := strconv.Atoi(n)
		if err != nil || i < 0 || i > most || strings.HasPrefix(n, "+") {
			return nil, p.fail(at, `"`+value+`" is not a number`, crisisHint(name))
		}
		return news.Counted{What: news.CountedWhat(name), Least: isLeast, N: i}, nil
	}
	word, isLeast := strings.CutPrefix(lower, ">=")
	known := valuesOf(name)
	if h, ok := news.HazardNamed(word); ok && name == "hazard" {
		return news.OfWarning{Field: news.FieldHazard, Value: string(h)}, nil
	}
	if !slices.Contains(known, word) || isLeast && name != "severity" && name != "level" || name == "hazard" {
		hint := crisisHint(name)
		if n := nearest(word, known); n != "" && !slices.Contains(known, word) {
			hint = "did you mean " + n + "?"
		}
		return nil, p.fail(at, `unknown `+name+` "`+value+`"`, hint)
	}
	return news.OfWarning{Field: news.WarningField(name), Value: word, Least: isLeast}, nil
}

// valuesOf returns the values that a field of warnings may have; of severity and
// level the lowest first.
func valuesOf(name string) []string {
	switch name {
	case "severity":
		return []string{"unknown", "minor", "moderate", "severe", "extreme"}
	case "level":
		return []string{"green", "yellow", "orange", "red"}
	case "status":
		return []string{"actual", "exercise", "system", "test", "draft"}
	case "hazard":
		names := news.HazardNames()
		slices.Sort(names)
		return names
	}
	return nil
}

func crisisHint(name string) string {
	switch name {
	case "severity":
		return "such as severity:severe or severity:>=moderate"
	case "level":
		return "such as level:orange or level:>=yellow"
	case "origins", "outlets":
		return "such as " + name + ":>=2"
	case "hazard", "status":
		return name + ": takes " + strings.Join(valuesOf(name), ", ")
	}
	return ""
}
