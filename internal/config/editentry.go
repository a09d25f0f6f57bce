package config

import (
	"fmt"
	"slices"
	"strings"
)

// SetFeed returns the source of a configuration in which the feed at f.URL has the
// name and the tags of f. All else stays as it is, comments and layout included. A
// feed that is not listed is added, with all that f says.
func SetFeed(name string, src []byte, f Feed) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(before.Feeds, func(have Feed) bool { return have.URL == f.URL })
	if i < 0 {
		return AddFeeds(name, src, f)
	}
	l, err := findList(name, src, "feeds")
	if err != nil {
		return nil, err
	}
	if l.flow || len(l.items) != len(before.Feeds) {
		return nil, l.byHand()
	}
	was := before.Feeds[i]
	if f.Name != was.Name && !l.set(i, "name", quote(f.Name)) || !slices.Equal(f.Tags, was.Tags) && !l.set(i, "tags", flowList(f.Tags)) {
		return nil, l.byHand()
	}
	return verified(name, []byte(strings.Join(l.lines, "")), before, "feeds", func(c *Config) {
		c.Feeds = slices.Clone(c.Feeds)
		c.Feeds[i].Name, c.Feeds[i].Tags = f.Name, f.Tags
	})
}

// AddDesk returns the source of a configuration with a desk added at the end of its
// list. All else stays as it is. A desk whose name is taken is an error.
func AddDesk(name string, src []byte, d Desk) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	l, err := findList(name, src, "desks")
	if err != nil {
		return nil, err
	}
	keys := []string{"name: " + quote(d.Name), "query: " + quote(d.Query)}
	if d.Key != "" {
		keys = append(keys, "key: "+quote(d.Key))
	}
	out, err := l.add(l.entry(keys))
	if err != nil {
		return nil, err
	}
	return verified(name, out, before, "desks", func(c *Config) { c.Desks = append(slices.Clone(c.Desks), d) })
}

// SetPacks returns the source of a configuration with these packs and no others.
// All else stays as it is. An empty src becomes a new file.
func SetPacks(name string, src []byte, packs []string) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	change := func(c *Config) { c.Packs = packs }
	if len(strings.TrimSpace(string(src))) == 0 {
		with := *before
		with.Packs = packs
		return verified(name, []byte(newFile(&with)), before, "packs", change)
	}
	l, err := findList(name, src, "packs")
	if err != nil {
		return nil, err
	}
	switch {
	case l.at < 0:
		l.lines = append(l.lines, l.eol+"packs: "+flowList(packs)+l.eol)
		if n := len(l.lines); n > 1 && !strings.HasSuffix(l.lines[n-2], "\n") {
			l.lines[n-2] += l.eol
		}
	case len(l.items) == 0:
		line, ok := withValue(l.lines[l.at], "packs", flowList(packs))
		if !ok {
			return nil, l.byHand()
		}
		l.lines[l.at] = line
	default:
		l.setItems(before.Packs, packs)
	}
	return verified(name, []byte(strings.Join(l.lines, "")), before, "packs", change)
}

// setItems makes a list of one word a line hold other words.
func (l *listLines) setItems(before, now []string) {
	var add []string
	for _, w := range now {
		if !slices.Contains(before, w) {
			add = append(add, l.dash+"- "+scalar(w)+l.eol)
		}
	}
	if l.end > 0 && !strings.HasSuffix(l.lines[l.end-1], "\n") {
		l.lines[l.end-1] += l.eol
	}
	l.lines = slices.Insert(l.lines, l.end, add...)
	if len(before) != len(l.items) {
		return // verified refuses it
	}
	left := len(now)
	for i, at := range slices.Backward(l.items) {
		if !slices.Contains(now, before[i]) {
			l.lines = slices.Delete(l.lines, at, at+1)
		}
	}
	if left == 0 {
		l.lines[l.at], _ = withValue(l.lines[l.at], l.key, "[]")
	}
}

// set gives a key of an entry another value. It reports false if the entry is laid
// out in a way that it cannot edit.
func (l *listLines) set(i int, key, value string) bool {
	from, to := l.items[i], l.end
	if i+1 < len(l.items) {
		to = l.items[i+1]
	}
	first := l.lines[from]
	lead := l.dash + "-"
	rest := strings.TrimPrefix(first, lead)
	body := strings.TrimLeft(rest, " ")
	indent := strings.Repeat(" ", len(first)-len(body))
	if strings.HasPrefix(body, "{") {
		line, ok := withFlowValue(body, key, value)
		l.lines[from] = first[:len(first)-len(body)] + line
		return ok
	}
	for at := from; at < to; at++ {
		line, begin := l.lines[at], indent
		if at == from {
			begin = first[:len(first)-len(body)]
		}
		if own, ok := strings.CutPrefix(line, begin); ok && strings.HasPrefix(own, key+":") {
			return l.replace(at, to, begin, key, value)
		}
	}
	if strings.TrimSpace(body) == "" || strings.HasPrefix(body, "#") {
		return false
	}
	at := from + 1
	if !strings.HasSuffix(first, "\n") {
		l.lines[from] += l.eol
	}
	l.lines = slices.Insert(l.lines, at, indent+key+": "+value+l.eol)
	l.shift(i, +1)
	return true
}

// replace gives the key in a line another value. What belongs to the old one in the
// lines below goes.
func (l *listLines) replace(at, to int, begin, key, value string) bool {
	line, ok := withValue(strings.TrimPrefix(l.lines[at], begin), key, value)
	if !ok {
		return false
	}
	l.lines[at] = begin + line
	below := at + 1
	for below < to && strings.HasPrefix(strings.TrimLeft(l.lines[below], " "), "- ") {
		below++ // a list, one word a line
	}
	if below > at+1 {
		l.lines = slices.Delete(l.lines, at+1, below)
		for i := range l.items {
			if l.items[i] > at {
				l.items[i] -= below - at - 1
			}
		}
		l.end -= below - at - 1
	}
	return true
}

// shift moves the line numbers of the entries behind one.
func (l *listLines) shift(i, by int) {
	for j := i + 1; j < len(l.items); j++ {
		l.items[j] += by
	}
	l.end += by
}

// withValue returns a line "key: value # comment" with another value. It reports
// false if the value does not end in this line.
func withValue(line, key, value string) (string, bool) {
	rest, ok := strings.CutPrefix(line, key+":")
	if !ok {
		return "", false
	}
	text := strings.TrimRight(rest, "\r\n")
	eol := rest[len(text):]
	body := strings.TrimLeft(text, " \t")
	end, ok := valueEnd(body)
	if !ok {
		return "", false
	}
	comment := strings.TrimLeft(body[end:], " \t")
	if comment != "" {
		comment = " " + comment
	}
	return key + ": " + value + comment + eol, true
}

// unquoted calls f with each byte of YAML that stands outside of quotation marks and
// of brackets within s, until f returns false. A mark begins a quotation at the beginning
// of s, in brackets, and anywhere if inside says that brackets enclose s. It reports
// whether all quotations and brackets were closed.
func unquoted(s string, inside bool, f func(i int, c byte) bool) bool {
	depth := 0
	var quoted byte
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quoted == '"' && c == '\\':
			i++
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case (c == '"' || c == '\'') && (i == 0 || depth > 0 || inside):
			quoted = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth--
		case depth == 0 && !f(i, c):
			return true
		}
	}
	return quoted == 0 && depth <= 0
}

// valueEnd returns where a value ends that stands at the beginning of a text, with a
// comment or nothing behind it.
func valueEnd(s string) (int, bool) {
	end := len(s)
	closed := unquoted(s, false, func(i int, c byte) bool {
		if c == '#' && (i == 0 || s[i-1] == ' ' || s[i-1] == '\t') {
			end = i
		}
		return end == len(s)
	})
	return end, closed
}

// withFlowValue returns an entry "{url: ADDRESS, name: NAME} # comment" with another
// value of a key. It reports false if the entry does not end in this line.
func withFlowValue(line, key, value string) (string, bool) {
	end, ok := valueEnd(line)
	if !ok {
		return "", false
	}
	entry := strings.TrimRight(line[:end], " \t\r\n")
	if !strings.HasSuffix(entry, "}") {
		return "", false
	}
	after := line[len(entry):]
	parts := flowParts(entry[1 : len(entry)-1])
	at := slices.IndexFunc(parts, func(p string) bool { return strings.HasPrefix(strings.TrimSpace(p), key+":") })
	set := fmt.Sprintf("%s: %s", key, value)
	switch {
	case at < 0:
		parts[len(parts)-1] = strings.TrimRight(parts[len(parts)-1], " ")
		parts = append(parts, " "+set)
	case at == 0:
		parts[0] = set
	default:
		parts[at] = " " + set
	}
	return "{" + strings.Join(parts, ",") + "}" + after, true
}

// flowParts cuts the inside of braces at its commas.
func flowParts(s string) []string {
	var parts []string
	from := 0
	unquoted(s, true, func(i int, c byte) bool {
		if c == ',' {
			parts, from = append(parts, s[from:i]), i+1
		}
		return true
	})
	return append(parts, s[from:])
}
