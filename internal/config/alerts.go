package config

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Alerts says what raises alerts and how they are delivered.
type Alerts struct {
	Rules   []Rule
	Quiet   Quiet
	PerHour int      // alerts that ring in an hour; 0: no limit
	Notify  string   // how the terminal notifies: "off", "osc9" or "osc777"
	Run     []string // program and arguments that is given each alert; empty: none
}

// Rule is a saved query that raises alerts.
type Rule struct {
	Name  string
	When  string // the query; not checked here: the query language is another package's
	Ring  bool
	Wake  bool      // in quiet hours, too
	Until time.Time // zero: it has no end
}

// Quiet are the hours in which nothing rings. The zero Quiet has none.
type Quiet struct {
	From, To int    // minutes after midnight
	Zone     string // of their clock, a name that the system knows; "UTC" if none is given
}

// Location is a place on the earth with its names.
type Location struct {
	Name     string
	Also     []string // other spellings
	Lat, Lon float64  // degrees; both 0: not known
	RadiusKM float64
}

func alertsKeys() []field[Alerts] {
	return []field[Alerts]{
		{"rules", "list of rules", "", "Queries that raise alerts, see docs/alerts.md.", readRules},
		{"quiet", "map", "", "The hours in which nothing rings but rules with `wake: true`.", func(v value, a *Alerts) { readQuiet(v, a) }},
		{"per_hour", "number", "6", "How many alerts ring in an hour; the rest is counted. 0: no limit.", intAt(func(a *Alerts) *int { return &a.PerHour }, 0, 1000)},
		{"notify", "off, osc9 or osc777", "off", "How the terminal is asked to notify you of an alert: `osc9` (iTerm2, kitty, WezTerm), `osc777` (urxvt, foot).", textAt(func(a *Alerts) *string { return &a.Notify }, oneOf("off", "osc9", "osc777"))},
		{"run", "program", "[]", "Program and arguments that `poll --follow` gives each alert as JSON. No shell is involved.", readRun},
	}
}

func ruleKeys() []field[Rule] {
	return []field[Rule]{
		{"name", "text", "", "What to call it. Required.", textAt(func(r *Rule) *string { return &r.Name }, nonEmpty)},
		{"when", "query", "", "What raises it, in the query language. Required.", textAt(func(r *Rule) *string { return &r.When }, nonEmpty)},
		{"ring", "true or false", "true", "`false`: its alerts are listed and do not ring.", boolAt(func(r *Rule) *bool { return &r.Ring })},
		{"wake", "true or false", "false", "It rings in quiet hours, too.", boolAt(func(r *Rule) *bool { return &r.Wake })},
		{"until", "day or time", "", "It raises nothing from then on: 2031-04-02 or RFC 3339.", readUntil},
	}
}

// quietText is quiet as it is written.
type quietText struct{ from, to, zone string }

func quietKeys() []field[quietText] {
	return []field[quietText]{
		{"from", "time of day", "", "When they begin: 22:00.", textAt(func(q *quietText) *string { return &q.from }, checkClock)},
		{"to", "time of day", "", "When they end: 06:30.", textAt(func(q *quietText) *string { return &q.to }, checkClock)},
		{"zone", "time zone", "UTC", "Whose clock that is: Europe/Kyiv.", textAt(func(q *quietText) *string { return &q.zone }, checkZone)},
	}
}

func locationKeys() []field[Location] {
	return []field[Location]{
		{"name", "text", "", "What to call it; `place:` asks for it. Required.", textAt(func(l *Location) *string { return &l.Name }, nonEmpty)},
		{"also", "list of texts", "[]", "Other spellings.", textsAt(func(l *Location) *[]string { return &l.Also }, nonEmpty)},
		{"at", "two numbers", "", "Degrees north and east: [48.50, 24.10].", readPoint},
		{"radius", "length", "25km", "How far it reaches.", readRadius},
	}
}

func readRules(v value, a *Alerts) {
	names := map[string]bool{}
	for _, item := range v.items() {
		r := Rule{Ring: true}
		before := len(v.d.errs)
		readMap(item, &r, ruleKeys())
		switch {
		case len(v.d.errs) > before:
		case r.Name == "" || r.When == "":
			item.fail("needs a name and a query", "{name: dam, when: dam NEAR/5 gates}")
		case names[r.Name]:
			item.fail(fmt.Sprintf("%q is already the name of a rule", shorten(r.Name)), "names must differ")
		}
		names[r.Name] = true
		a.Rules = append(a.Rules, r)
	}
}

func readUntil(v value, r *Rule) {
	s := v.node.GetToken().Value
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			r.Until = t
			return
		}
	}
	v.fail(fmt.Sprintf("%q is not a day or time", shorten(s)), "such as 2031-04-02 or 2031-04-02T10:30:00Z")
}

func readQuiet(v value, a *Alerts) {
	q := quietText{zone: "UTC"}
	before := len(v.d.errs)
	readMap(v, &q, quietKeys())
	switch {
	case len(v.d.errs) > before:
	case q.from == "" && q.to == "":
	case q.from == "" || q.to == "":
		v.fail("needs from and to", "{from: 22:00, to: 06:30, zone: Europe/Kyiv}")
	default:
		a.Quiet = Quiet{From: minutes(q.from), To: minutes(q.to), Zone: q.zone}
	}
}

func checkClock(v value, s string) (string, bool) {
	if regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`).MatchString(s) {
		return s, true
	}
	v.fail(fmt.Sprintf("%q is not a time of day", shorten(s)), "such as 22:00 or 06:30")
	return "", false
}

func minutes(clock string) int {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0
	}
	return t.Hour()*60 + t.Minute()
}

func checkZone(v value, s string) (string, bool) {
	if _, err := time.LoadLocation(s); err != nil || s == "Local" {
		v.fail(fmt.Sprintf("%q is not a time zone that this system knows", shorten(s)), "such as UTC or Europe/Kyiv")
		return "", false
	}
	return s, true
}

func readRun(v value, a *Alerts) {
	if kindOf(v.node) == "a list" && len(v.items()) == 0 {
		return // nobody is told
	}
	if words, ok := readPipe(v); ok {
		a.Run = words
	}
}

func readLocations(v value, c *Config) {
	for _, item := range v.items() {
		l := Location{RadiusKM: 25}
		before := len(v.d.errs)
		readMap(item, &l, locationKeys())
		if len(v.d.errs) == before && l.Name == "" {
			item.fail("has no name", "{name: Dolyna, also: [Долина], at: [48.50, 24.10]}")
		}
		c.Locations = append(c.Locations, l)
	}
}

func readPoint(v value, l *Location) {
	var at []float64
	for _, item := range v.items() {
		n, err := strconv.ParseFloat(item.node.String(), 64)
		if err != nil {
			item.fail("is not a number", "degrees, such as 48.50")
			return
		}
		at = append(at, n)
	}
	if len(at) != 2 || !(at[0] >= -90 && at[0] <= 90) || !(at[1] >= -180 && at[1] <= 180) {
		v.fail("is not a point on the earth", "degrees north, -90 to 90, and east, -180 to 180: [48.50, 24.10]")
		return
	}
	l.Lat, l.Lon = at[0], at[1]
}

func readRadius(v value, l *Location) {
	s, ok := v.text()
	if !ok {
		return
	}
	m := regexp.MustCompile(`^(\d{1,5}(?:\.\d+)?) ?km$`).FindStringSubmatch(s)
	if m == nil {
		v.fail(fmt.Sprintf("%q is not a length", shorten(s)), "such as 25km")
		return
	}
	km, err := strconv.ParseFloat(m[1], 64)
	if err != nil || km <= 0 || km > 2000 {
		v.fail(s+" is out of range", "up to 2000km")
		return
	}
	l.RadiusKM = km
}
