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

// What is left of a secret parameter.
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
		left := Line(stripped(address, r)).String()
		if left == address {
			return left
		}
		address = left
	}
	return unreadable
}

// unreadable stands for an address that may hold a secret and cannot be read.
const unreadable = "an address that cannot be read"

func stripped(address string, r rest) string {
	u, err := parseLeniently(address)
	if err != nil || strings.Contains(u.Opaque, "@") {
		if strings.ContainsAny(address, "@=") {
			return unreadable
		}
		return address
	}
	query, fragment := withoutParameters(u.RawQuery, r), u.EscapedFragment()
	safe := withoutParameters(fragment, r)
	if u.User == nil && query == u.RawQuery && safe == fragment {
		return address
	}
	u.User, u.RawQuery = nil, query
	s, _, _ := strings.Cut(u.String(), "#")
	if safe != "" {
		s += "#" + safe
	}
	return Line(s).String()
}

// withoutParameters takes the values of secret parameters off a query, in the
// spelling that it has.
func withoutParameters(query string, r rest) string {
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
		if key, value, ok := strings.Cut(p, "="); ok && value != "" && IsSecret(key) {
			if r == nothing {
				continue
			}
			p = key + "=" + hidden
		}
		b.WriteString(p + separator)
	}
	if r == nothing {
		return strings.TrimRight(b.String(), "&;")
	}
	return b.String()
}

// IsSecret reports whether a query parameter of this name says who may ask,
// so that its value is not for others. Case, hyphens and escapes do not count.
// It rather hides too much: "key" may be anything.
func IsSecret(name string) bool {
	if plain, err := url.QueryUnescape(name); err == nil {
		name = plain
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("-_.[]$ ", r) {
			return -1
		}
		return r
	}, strings.ToLower(name))
	if slices.Contains([]string{
		"auth", "authorization", "oauth", "sig", "sign", "pass", "pwd", "pw", "sid", "jwt", "bearer", "credential",
		"credentials", "session", "sessionid", "phpsessid", "jsessionid", "hmac", "otp", "pin", "apikeyid",
	}, name) {
		return true
	}
	for _, end := range [...]string{"token", "key", "keyid", "secret", "password", "passwd", "passphrase", "signature", "authcode", "amzcredential"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return false
}
