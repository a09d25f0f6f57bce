package config

import (
	"fmt"
	"math"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// The table of keys is made of the readers below: each turns the
// node at a key into the value at a place, or reports the problem.

func textAt[T any](at func(*T) *string, check func(v value, s string) (string, bool)) func(value, *T) {
	return func(v value, to *T) {
		s, ok := v.text()
		if ok && check != nil {
			s, ok = check(v, s)
		}
		if ok {
			*at(to) = s
		}
	}
}

func boolAt[T any](at func(*T) *bool) func(value, *T) {
	return func(v value, to *T) {
		b, err := strconv.ParseBool(v.node.GetToken().Value)
		if err != nil || kindOf(v.node) != v.node.GetToken().Value {
			v.fail("is "+kindOf(v.node), "true or false")
			return
		}
		*at(to) = b
	}
}

func intAt[T any](at func(*T) *int, least, most int) func(value, *T) {
	return func(v value, to *T) {
		n, err := strconv.Atoi(strings.ReplaceAll(v.node.GetToken().Value, "_", ""))
		switch {
		case err != nil || kindOf(v.node) != "a number":
			v.fail("is "+kindOf(v.node)+", not a whole number", fmt.Sprintf("%d to %d", least, most))
		case n < least || n > most:
			v.fail(fmt.Sprintf("%d is out of range", n), fmt.Sprintf("%d to %d", least, most))
		default:
			*at(to) = n
		}
	}
}

func durationAt[T any](at func(*T) *time.Duration, least, most time.Duration, low string) func(value, *T) {
	return func(v value, to *T) {
		s, ok := v.text()
		if !ok {
			return
		}
		d, err := parseDuration(s)
		switch {
		case err != nil:
			v.fail(fmt.Sprintf("%q is not a length of time", shorten(s)), "such as 30s, 15m, 2h or 1d")
		case d < least:
			v.fail(s+" is "+low, span(least)+" or more")
		case d > most:
			v.fail(s+" is too long", span(most)+" or less")
		default:
			*at(to) = d
		}
	}
}

// parseDuration reads a time.Duration that may also be in whole days.
func parseDuration(s string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, err
		}
		return time.Duration(n) * 24 * time.Hour, nil
	}
	return time.ParseDuration(s)
}

// span writes a duration without the parts that are zero.
func span(d time.Duration) string {
	if d >= 48*time.Hour && d%(24*time.Hour) == 0 {
		return fmt.Sprintf("%dd", d/(24*time.Hour))
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

func sizeAt[T any](at func(*T) *int64, least, most int64) func(value, *T) {
	return func(v value, to *T) {
		s, ok := v.text()
		if !ok {
			return
		}
		n, ok := parseSize(s)
		switch {
		case !ok:
			v.fail(fmt.Sprintf("%q is not a size", shorten(s)), "such as 512KiB, 10MiB or 5MB")
		case n < least || n > most:
			v.fail(s+" is out of range", fmt.Sprintf("%s to %s", sizeText(least), sizeText(most)))
		default:
			*at(to) = n
		}
	}
}

// parseSize reads a number of bytes: KiB, MiB and GiB are powers of 1024;
// kB, MB and GB of 1000.
func parseSize(s string) (int64, bool) {
	units := []struct {
		name  string
		bytes float64
	}{
		{"kib", 1 << 10},
		{"mib", 1 << 20},
		{"gib", 1 << 30},
		{"kb", 1e3},
		{"mb", 1e6},
		{"gb", 1e9},
		{"b", 1},
	}
	low := strings.ToLower(strings.TrimSpace(s))
	for _, u := range units {
		number, ok := strings.CutSuffix(low, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || n < 0 || n*u.bytes >= math.MaxInt64 || math.IsNaN(n) {
			return 0, false
		}
		return int64(n * u.bytes), true
	}
	return 0, false
}

func sizeText(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%dGiB", n>>30)
	case n >= 1<<20 && n%(1<<20) == 0:
		return fmt.Sprintf("%dMiB", n>>20)
	default:
		return fmt.Sprintf("%dKiB", n>>10)
	}
}

// readBudget reads a size a time: 5MB/h or 200MB/d.
func readBudget(v value, to *Poll) {
	s, ok := v.text()
	if !ok || s == "" {
		return
	}
	size, unit, cut := strings.Cut(s, "/")
	n, ok := parseSize(size)
	per := map[string]time.Duration{"h": time.Hour, "d": 24 * time.Hour}[strings.TrimSpace(unit)]
	if !cut || !ok || n <= 0 || per == 0 {
		v.fail(fmt.Sprintf("%q is not a budget", shorten(s)), "a size an hour or a day, such as 5MB/h or 200MB/d")
		return
	}
	to.Budget = Budget{Bytes: n, Per: per}
}

// textsAt reads a list of texts, each through check.
func textsAt[T any](at func(*T) *[]string, check func(v value, s string) (string, bool)) func(value, *T) {
	return func(v value, to *T) {
		out, seen := []string{}, make(map[string]bool)
		for _, item := range v.items() {
			s, ok := item.text()
			if ok && check != nil {
				s, ok = check(item, s)
			}
			if !ok {
				continue
			}
			if seen[s] {
				item.fail(fmt.Sprintf("%q stands there twice", shorten(s)), "remove one of them")
				continue
			}
			seen[s] = true
			out = append(out, s)
		}
		*at(to) = out
	}
}

// wordsMapAt reads a map from names to lists of words.
func wordsMapAt[T any](at func(*T) *map[string][]string, read func(v value) ([]string, bool)) func(value, *T) {
	return func(v value, to *T) {
		m, ok := v.mapping()
		if !ok {
			return
		}
		out := make(map[string][]string)
		for it := m.MapRange(); it.Next(); {
			name, ok := v.keyName(it.Key())
			if !ok {
				continue
			}
			item := value{v.d, it.Key(), v.sub(name)}
			if _, again := out[name]; again {
				item.fail(fmt.Sprintf("is already set on line %d", v.d.lines[item.key]), "remove one of them")
				continue
			}
			v.d.lines[item.key] = v.d.line(it.Key())
			item.node = it.Value()
			words, ok := read(item)
			if !ok {
				words = nil
			}
			out[name] = words
		}
		*at(to) = out
	}
}

// keyList reads one key or a list of them.
func keyList(v value) ([]string, bool) {
	if kindOf(v.node) != "a list" {
		s, ok := v.text()
		if !ok {
			return nil, false
		}
		s, ok = checkKey(v, s)
		return []string{s}, ok
	}
	var keys []string
	all := true
	for _, item := range v.items() {
		s, ok := item.text()
		if ok {
			s, ok = checkKey(item, s)
		}
		all = all && ok
		keys = append(keys, s)
	}
	return keys, all
}

// argv reads a program and its arguments: a list, or words with nothing
// between them but spaces. Quotes, variables and the like would need a
// shell, and there is none.
func argv(v value) ([]string, bool) {
	var words []string
	if kindOf(v.node) == "a list" {
		for _, item := range v.items() {
			s, ok := item.text()
			if !ok {
				return nil, false
			}
			words = append(words, s)
		}
	} else {
		s, ok := v.text()
		if !ok {
			return nil, false
		}
		if i := strings.IndexAny(s, "\"'`\\$|&;<>*?(){}!~\n"); i >= 0 {
			v.fail(fmt.Sprintf("%q has %q in it, which only a shell understands", shorten(s), s[i]), `write a list: [program, "first argument"]`)
			return nil, false
		}
		words = strings.Fields(s)
	}
	for _, w := range words {
		if strings.ContainsAny(w, "\x00\n\r") {
			v.fail("has a line break in it", "")
			return nil, false
		}
		if strings.Contains(w, "%s") || strings.Contains(w, "%u") {
			v.fail(fmt.Sprintf("has %q in it, which is not replaced", shorten(w)), "leave it out: the address comes last by itself")
			return nil, false
		}
	}
	if len(words) > 0 && words[0] == "" {
		v.fail("names no program", "")
		return nil, false
	}
	return words, true
}

func oneOf(values ...string) func(value, string) (string, bool) {
	return func(v value, s string) (string, bool) {
		if slices.Contains(values, s) {
			return s, true
		}
		hint := strings.Join(values, ", ")
		if best := nearest(s, values); best != "" {
			hint = "did you mean " + best + "?"
		}
		v.fail(fmt.Sprintf("%q is not known", shorten(s)), hint)
		return "", false
	}
}

func nonEmpty(v value, s string) (string, bool) {
	if s = strings.TrimSpace(s); s == "" {
		v.fail("is empty", "")
		return "", false
	}
	return s, true
}

func checkURL(v value, s string) (string, bool) {
	clean, ok := sanitize.URL("", s)
	if !ok {
		v.fail(fmt.Sprintf("%q is not a web address", shorten(s)), "such as https://example.org/rss.xml")
		return "", false
	}
	if u, err := url.Parse(sanitize.WithoutFeed(s)); err == nil && u.User != nil {
		v.fail("has a user name or password in it", "sitrep sends none; ask the publisher for an address with a token")
		return "", false
	}
	return clean, true
}

func checkProxy(v value, s string) (string, bool) {
	if s == "" {
		return "", true
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
		// The address may hold a password: it is not repeated.
		v.fail("is not the address of a proxy", "such as http://proxy.example:3128 or socks5://127.0.0.1:1080")
		return "", false
	}
	return s, true
}

func checkStore(v value, s string) (string, bool) {
	if s != "" && !strings.HasPrefix(s, "postgres://") && !strings.HasPrefix(s, "postgresql://") {
		// The address may hold a password: it is not repeated.
		v.fail("is not the address of a database", "such as postgres://sitrep@db.example/sitrep")
		return "", false
	}
	return s, true
}

func checkContact(v value, s string) (string, bool) {
	_, web := sanitize.URL("", s)
	mail := regexp.MustCompile(`^(mailto:)?[^\s@()<>]+@[^\s@()<>]+$`).MatchString(s)
	if s == "" || web && !strings.ContainsAny(s, "() \t\r\n") || mail {
		return s, true
	}
	v.fail(fmt.Sprintf("%q is neither a web nor a mail address", shorten(s)), "such as https://example.org/about or desk@example.org")
	return "", false
}

func checkPrivate(v value, s string) (string, bool) {
	if _, err := netip.ParsePrefix(s); err == nil {
		return s, true
	}
	if _, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
		return strings.Trim(s, "[]"), true
	}
	if regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`).MatchString(s) {
		return strings.ToLower(s), true
	}
	v.fail(fmt.Sprintf("%q is neither a host, an address nor a network", shorten(s)), "such as feeds.intranet.example, 10.1.2.3 or 10.1.0.0/16")
	return "", false
}

func checkTag(v value, s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" || strings.ContainsAny(s, " \t\n\"'():,") {
		v.fail(fmt.Sprintf("%q is not a tag", shorten(s)), "one word without spaces, quotes, brackets or colons")
		return "", false
	}
	return s, true
}

// checkKey accepts the name of a key as the reader's help writes it: one
// character, a named key, either with modifiers, or two of these in a row.
func checkKey(v value, s string) (string, bool) {
	const named = `space|enter|esc|tab|backspace|delete|insert|up|down|left|right|home|end|pgup|pgdown|f[1-9]|f1[0-2]`
	one := `((ctrl|alt|shift)\+)*(` + named + `|[^\s\p{C}])`
	if regexp.MustCompile(`^` + one + `( ` + one + `)?$|^[a-zA-Z]{2}$`).MatchString(s) {
		return s, true
	}
	v.fail(fmt.Sprintf("%q is not a key", shorten(s)), "such as x, G, space, f5, ctrl+d or g g")
	return "", false
}

func checkDeskKey(v value, s string) (string, bool) {
	if s == "" {
		return "", true
	}
	s, ok := checkKey(v, s)
	if !ok {
		return "", false
	}
	// These never reach a program on some terminals, or mean another key there.
	if strings.HasPrefix(s, "alt+") || slices.Contains([]string{"ctrl+s", "ctrl+q", "ctrl+z", "ctrl+b", "ctrl+a", "ctrl+h", "ctrl+i", "ctrl+j", "ctrl+c"}, s) {
		v.fail(s+" is taken or swallowed by many terminals", "choose a letter, or f1 to f12")
		return "", false
	}
	return s, true
}

// ParseSize reads a size as the configuration has it, in bytes: 512KiB, 10MiB or 5MB. It
// reports false for other texts.
func ParseSize(s string) (int64, bool) { return parseSize(s) }
