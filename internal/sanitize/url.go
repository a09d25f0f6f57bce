package sanitize

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is the longest address that is kept, in bytes. Browsers and servers
// agree on about as much.
const maxURL = 4096

// URL resolves ref against base (which may be empty) and returns the result
// in one canonical spelling: scheme http or https, an ASCII host, no
// user information, no control character, no white space. It reports false
// if there is no such address. Query and fragment stay as they are.
func URL(base, ref string) (string, bool) {
	ref = strings.TrimSpace(ref)
	if ref == "" || len(ref) > maxURL {
		return "", false
	}
	for i := range len(ref) {
		if ref[i] < 0x20 || ref[i] == 0x7f {
			// Browsers drop tabs and line breaks inside an address.
			ref = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(ref)
			break
		}
	}
	u, err := url.Parse(ref)
	if err != nil {
		return "", false
	}
	if base != "" {
		b, err := url.Parse(base)
		if err != nil {
			return "", false
		}
		u = b.ResolveReference(u)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return "", false
	}
	host, err := hostASCII(u.Hostname())
	if err != nil || host == "" {
		return "", false
	}
	if p := u.Port(); p != "" {
		host += ":" + p
	}
	u.Host, u.User = host, nil
	s := u.String()
	if len(s) > maxURL {
		return "", false
	}
	for i := range len(s) {
		if s[i] <= 0x20 || s[i] >= 0x7f {
			s = escapeRest(s)
			break
		}
	}
	return s, true
}

// hostASCII returns the host in lower case and, where it has other letters
// than ASCII, in punycode (RFC 5891). An IPv6 address keeps its brackets.
func hostASCII(h string) (string, error) {
	if strings.Contains(h, ":") {
		return "[" + strings.ToLower(h) + "]", nil
	}
	return idna.Lookup.ToASCII(strings.TrimSuffix(h, "."))
}

// escapeRest percent-encodes what net/url leaves alone in queries and
// fragments: spaces, controls and bytes beyond ASCII.
func escapeRest(s string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c <= 0x20 || c >= 0x7f {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
