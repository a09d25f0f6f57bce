package discover

import (
	"slices"
	"strings"

	"sitrep/internal/sanitize"
)

// Linked returns the feeds that Link fields of a header name (RFC 8288,
// section 3), in their order, each once. Links that are made in the name of
// another page (anchor) do not count.
func Linked(fields []string, base string) []Feed {
	var out []Feed
	for _, field := range fields {
		for len(out) < maxFeeds {
			target, params, rest, ok := nextLink(field)
			if !ok {
				break
			}
			field = rest
			u, ok := sanitize.URL(base, target)
			l := link{rel: params["rel"], kind: params["type"], words: target + params["title"], lang: params["hreflang"], address: u}
			if _, other := params["anchor"]; other || !ok || !l.isFeed() || slices.ContainsFunc(out, func(f Feed) bool { return f.URL == u }) {
				continue
			}
			out = append(out, Feed{URL: u, Title: sanitize.Brief(params["title"])})
		}
	}
	return out
}

// nextLink reads one link of a field: <target>; name=value; name="value".
// Of parameters that are named twice the first counts.
func nextLink(field string) (target string, params map[string]string, rest string, ok bool) {
	_, field, found := strings.Cut(field, "<")
	if !found {
		return "", nil, "", false
	}
	if target, field, found = strings.Cut(field, ">"); !found {
		return "", nil, "", false
	}
	params = make(map[string]string)
	for {
		field = strings.TrimLeft(field, " \t;")
		if field == "" || field[0] == ',' {
			return target, params, strings.TrimPrefix(field, ","), true
		}
		n := strings.IndexAny(field, "=;,")
		if n < 0 {
			n = len(field)
		}
		name := strings.ToLower(strings.TrimSpace(field[:n]))
		value := ""
		if field = field[n:]; strings.HasPrefix(field, "=") {
			value, field = paramValue(strings.TrimLeft(field[1:], " \t"))
		}
		if _, twice := params[name]; !twice {
			params[name] = value
		}
	}
}

// paramValue reads a value, in quotation marks or not, and returns what
// follows it.
func paramValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, `"`) {
		n := strings.IndexAny(s, ";,")
		if n < 0 {
			n = len(s)
		}
		return strings.TrimSpace(s[:n]), s[n:]
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), s[i+1:]
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), ""
}
