package sanitize

import (
	"net/url"
	"slices"
	"strings"
)

// hidden stands where a secret was.
const hidden = "***"

// Redacted returns an address as it may be shown, logged and handed on:
// without user name and password, and without the values of parameters that
// are there to let their owner in, such as token=. It is one clean line, and
// otherwise as it was. An address that cannot be read is not repeated if there
// may be a secret in it. A secret in the path cannot be told from a name, and
// stays.
func Redacted(address string) string { return withoutSecrets(address, name) }

// WithoutSecrets is Redacted for an address that is to be used: secret
// parameters are left out whole.
func WithoutSecrets(address string) string { return withoutSecrets(address, nothing) }

// HasSecret reports whether an address holds what Redacted takes off.
func HasSecret(address string) bool { return Redacted(address) != Line(address).String() }

// The replacement for a secret parameter.
type rest int

const (
	name rest = iota
	nothing
)

// withoutSecrets looks for secrets in what was given and in what is shown of
// it, until none is found: cleaning may bring together what was apart, and what
// is left of one may look like another.
func withoutSecrets(address string, r rest) string {
	const enough = 8
	for range enough {
		left := Line(stripped(address, r, 0)).String()
		if left == address {
			return left
		}
		address = left
	}
	return unreadable
}

// unreadable stands for an address that may hold a secret and cannot be read.
const unreadable = "an address that cannot be read"

// deepest is how often what stands in an address may be escaped once more, and
// still be looked into.
const deepest = 3

// stripped takes secrets off an address, and off those that stand in it, as
// proxies and pages to come back to have them.
func stripped(address string, r rest, depth int) string {
	address = strippedOne(address, r, depth)
	parts := nested(address)
	for i, p := range parts {
		if i > 0 {
			parts[i] = strippedOne(p, r, depth)
		}
	}
	return strings.Join(parts, "")
}

// nested cuts an address before each one that stands in it as it is.
func nested(address string) []string {
	var parts []string
	from, at := 0, 0
	for {
		i := strings.Index(address[at:], "://")
		if i < 0 {
			return append(parts, address[from:])
		}
		begin := at + i
		at += i + len("://")
		for begin > from && isSchemeLetter(address[begin-1]) {
			begin--
		}
		if begin > from {
			parts = append(parts, address[from:begin])
			from = begin
		}
	}
}

func isSchemeLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.'
}

func strippedOne(address string, r rest, depth int) string {
	u, err := parseLeniently(address)
	web := err == nil && (u.Scheme == "http" || u.Scheme == "https")
	if err != nil || strings.Contains(u.Opaque, "@") || web && u.Host == "" && strings.Contains(address, "@") {
		if strings.ContainsAny(address, "@=") {
			return unreadable
		}
		return address
	}
	path, query, fragment := u.EscapedPath(), u.RawQuery, u.EscapedFragment()
	safePath := withoutSegments(path, r, depth)
	safeQuery, safeFragment := withoutParameters(query, r, depth), withoutParameters(fragment, r, depth)
	if looked, ok := lookedInto(safeFragment, url.PathUnescape, r, depth); ok {
		safeFragment = url.QueryEscape(looked)
	}
	if u.User == nil && safePath == path && safeQuery == query && safeFragment == fragment {
		return address
	}
	u.User, u.RawQuery = nil, safeQuery
	if safePath != path {
		if plain, err := url.PathUnescape(safePath); err == nil {
			u.Path, u.RawPath = plain, safePath
		}
	}
	s, _, _ := strings.Cut(u.String(), "#")
	if !strings.HasPrefix(address, "./") {
		s = strings.TrimPrefix(s, "./") // which keeps a colon from being a scheme's
	}
	if safeFragment != "" {
		s += "#" + safeFragment
	}
	return Line(s).String()
}

// lookedInto unescapes a part of an address and takes the secrets off what that
// gives; false: there are none.
func lookedInto(part string, unescape func(string) (string, error), r rest, depth int) (string, bool) {
	if depth >= deepest || !strings.Contains(part, "%") {
		return "", false
	}
	plain, err := unescape(part)
	if err != nil || plain == part || !strings.ContainsAny(plain, "@=%") {
		return "", false
	}
	// Only an address in it is looked at: a name may hold all of these.
	if !strings.Contains(plain, "://") && !strings.ContainsAny(plain, "%?") {
		return "", false
	}
	safe := stripped(plain, r, depth+1)
	return safe, safe != plain
}

// withoutSegments takes secret parameters off the segments of a path, such as
// ";jsessionid=", and secrets off addresses that stand in one.
func withoutSegments(path string, r rest, depth int) string {
	if !strings.ContainsAny(path, ";%") {
		return path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		name, parameters, _ := strings.Cut(s, ";")
		if looked, ok := lookedInto(name, url.PathUnescape, r, depth); ok {
			name = url.PathEscape(looked)
		}
		if parameters = withoutParameters(parameters, r, depth); parameters != "" {
			name += ";" + parameters
		}
		segments[i] = name
	}
	return strings.Join(segments, "/")
}

// withoutParameters takes the values of secret parameters off a query, in the
// spelling that it has.
func withoutParameters(query string, r rest, depth int) string {
	if !strings.Contains(query, "=") {
		return query
	}
	var b strings.Builder
	for query != "" {
		p, separator := query, ""
		if end := strings.IndexAny(query, "&;"); end >= 0 {
			p, separator, query = query[:end], query[end:end+1], query[end+1:]
		} else {
			query = ""
		}
		if key, value, ok := strings.Cut(p, "="); ok && value != "" {
			switch looked, found := lookedInto(value, url.QueryUnescape, r, depth); {
			case IsSecret(key) && r == nothing:
				continue
			case IsSecret(key):
				p = key + "=" + hidden
			case found:
				p = key + "=" + url.QueryEscape(looked)
			}
		}
		b.WriteString(p + separator)
	}
	if r == nothing {
		return strings.TrimRight(b.String(), "&;")
	}
	return b.String()
}

// RedactedText returns a text, such as the error of a library, without the
// secrets of the addresses that it quotes. What stands in quotes is taken for
// one address, else each word.
func RedactedText(text string) string {
	var b strings.Builder
	for text != "" {
		n, quoted := word(text)
		w := text[:n]
		text = text[n:]
		if strings.ContainsAny(w, "@=") || strings.Contains(w, "://") {
			const mark = ":,;.)"
			end := ""
			if quoted {
				b.WriteByte('"')
				w, end = w[1:len(w)-1], `"`
			} else if bare := strings.TrimRight(w, mark); bare != w {
				w, end = bare, w[len(bare):]
			}
			w = Redacted(w) + end
		}
		b.WriteString(w)
	}
	return b.String()
}

// word returns the length of the word or the spaces that a text begins with;
// what stands in double quotes is one word.
func word(text string) (n int, quoted bool) {
	if text[0] == '"' {
		for i := 1; i < len(text); i++ {
			switch text[i] {
			case '\\':
				i++
			case '"':
				return i + 1, true
			}
		}
	}
	space := isSpace(text[0])
	for n = 1; n < len(text); n++ {
		if isSpace(text[n]) != space || text[n] == '"' {
			return n, false
		}
	}
	return n, false
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' }

// IsSecret reports whether a query parameter of this name says who may ask,
// so that its value is not for others. Case, hyphens and escapes do not count.
// It rather hides too much: "key" may be anything.
func IsSecret(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.Map(func(r rune) rune {
		if r <= ' ' || strings.ContainsRune("-_.[]$", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
	// token2, apikey[0], api_key_v2, tokens
	name = strings.TrimRight(name, "0123456789")
	return isSecret(name) || isSecret(strings.TrimSuffix(name, "s")) || isSecret(strings.TrimSuffix(name, "v"))
}

func isSecret(name string) bool {
	if slices.Contains([]string{
		"auth", "authorization", "oauth", "sig", "sign", "pwd", "pw", "sid", "jwt", "bearer", "cred", "credential",
		"session", "sessionid", "phpsessid", "jsessionid", "hmac", "otp", "pin", "apikeyid", "ticket", "hdnea", "hdnts", "hdntl",
	}, name) {
		return true
	}
	for _, end := range [...]string{
		"token", "key", "keyid", "secret", "password", "passwd", "passphrase", "passcode", "accesscode", "pass", "signature", "authcode",
		"amzcredential", "keypairid", "sessid",
	} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}
