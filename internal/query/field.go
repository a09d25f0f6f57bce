package query

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"sitrep/internal/news"
)

func fields() []string {
	return []string{
		"title", "feed", "tag", "lang", "is", "has", "cluster", "since", "before",
		"place", "severity", "level", "hazard", "status", "event", "area", "origins", "outlets",
	}
}

// otherNames returns what people from elsewhere call the fields.
func otherNames() []string {
	return []string{"source", "site", "headline", "subject", "language", "label", "after", "from", "until"}
}

// meant returns the field that one of otherNames is.
func meant(name string) string {
	switch name {
	case "source", "site":
		return "feed"
	case "headline", "subject":
		return "title"
	case "language":
		return "lang"
	case "label":
		return "tag"
	case "after", "from":
		return "since"
	case "until":
		return "before"
	}
	return name
}

func states() []string {
	return []string{string(news.IsUnread), string(news.IsRead), string(news.IsStarred), string(news.IsFullText), string(news.IsEdited), string(news.IsWarning)}
}

const timeHint = "such as 6h, 2d, 1w, last, 2026-02-16 or 2026-02-16T09:30:00Z"

// lastLook, in place of a time, is when the person looked last.
const lastLook = "last"

// field reads the value of a field whose name starts at start.
func (p *parser) field(start int, name string) (news.Expr, error) {
	name = strings.ToLower(name)
	if !slices.Contains(fields(), name) {
		hint := "the fields are " + strings.Join(fields(), ", ")
		if n := nearest(name, slices.Concat(fields(), otherNames())); n != "" {
			hint = "did you mean " + meant(n) + "?"
		}
		return nil, p.fail(start, `unknown field "`+name+`"`, hint)
	}
	at := p.at
	value, quoted, err := p.value()
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(value) == "" {
		return nil, p.fail(at, name+": needs a value", valueHint(name))
	}
	lower := strings.ToLower(strings.TrimSpace(value))
	switch name {
	case "title":
		if !hasWord(value) {
			return nil, p.fail(at, `"`+value+`" has no letter or digit to look for`, "")
		}
		stem := value
		if !quoted {
			stem = strings.TrimRight(value, "*")
		}
		return news.InTitle{Text: stem, Prefix: stem != value || !quoted && p.goesOn()}, nil
	case "feed":
		return news.InFeed{Text: value}, nil
	case "tag":
		return news.HasTag{Tag: lower}, nil
	case "lang":
		return news.InLang{Lang: lower}, nil
	case "is":
		if !slices.Contains(states(), lower) {
			hint := valueHint(name)
			if n := nearest(lower, states()); n != "" {
				hint = "did you mean " + n + "?"
			}
			return nil, p.fail(at, `unknown state "`+value+`"`, hint)
		}
		return news.Is{State: news.StoryState(lower)}, nil
	case "has":
		if lower != "related" {
			return nil, p.fail(at, `unknown "has:`+value+`"`, "there is has:related")
		}
		return news.HasRelated{}, nil
	case "cluster":
		if strings.ContainsFunc(lower, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			return nil, p.fail(at, `"`+value+`" is not the ID of a cluster`, valueHint(name))
		}
		return news.InCluster{ID: lower}, nil
	case "place", "severity", "level", "hazard", "status", "event", "area", "origins", "outlets":
		return p.crisisField(at, name, value)
	}
	return p.bound(name, value, at)
}

// bound reads the value of since: and before:, which begins at at.
func (p *parser) bound(name, value string, at int) (news.Expr, error) {
	value = strings.TrimSpace(value)
	t, ok := p.time(value)
	switch last := strings.EqualFold(value, lastLook); {
	case last && name == "before":
		return news.Not{X: news.SinceLast{}}, nil
	case last:
		return news.SinceLast{}, nil
	case !ok:
		return nil, p.fail(at, `"`+value+`" is not a time`, timeHint)
	case name == "before":
		return news.Before{Time: t}, nil
	}
	return news.Since{Time: t}, nil
}

func valueHint(name string) string {
	switch name {
	case "is":
		return "is: takes " + strings.Join(states(), ", ")
	case "has":
		return "there is has:related"
	case "cluster":
		return "sitrep clusters prints them"
	case "since", "before":
		return timeHint
	}
	return crisisHint(name)
}

func (p *parser) value() (s string, quoted bool, err error) {
	if p.at < len(p.s) && p.s[p.at] == '"' {
		s, err := p.quoted()
		return s, true, err
	}
	start := p.at
	for p.at < len(p.s) && !isStop(p.s[p.at]) {
		p.at++
	}
	return string(p.s[start:p.at]), false, nil
}

// time reads a time: a stretch before now, a day, or a moment.
func (p *parser) time(s string) (time.Time, bool) {
	if t, err := time.ParseInLocation(time.DateOnly, s, p.now.Location()); err == nil {
		return t.UTC(), inRange(t)
	}
	if t, err := time.Parse(time.RFC3339Nano, strings.ToUpper(s)); err == nil {
		return t.UTC(), inRange(t)
	}
	unit, n := time.Duration(0), 0
	for i, r := range s {
		if unicode.IsDigit(r) && r < 0x80 && n < 100_000 {
			n = n*10 + int(r-'0')
			continue
		}
		if i == 0 {
			return time.Time{}, false
		}
		switch strings.ToLower(s[i:]) {
		case "m", "min":
			unit = time.Minute
		case "h":
			unit = time.Hour
		case "d":
			unit = 24 * time.Hour
		case "w":
			unit = 7 * 24 * time.Hour
		}
		break
	}
	if unit == 0 || time.Duration(n) > 100*366*24*time.Hour/unit {
		return time.Time{}, false
	}
	return p.now.Add(-time.Duration(n) * unit).UTC(), true
}

// inRange reports whether a time can be written as RFC 3339.
func inRange(t time.Time) bool { return t.UTC().Year() >= 1 && t.UTC().Year() <= 9998 }
