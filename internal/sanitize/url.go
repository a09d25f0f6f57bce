package sanitize

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is the longest address that is kept, in bytes. Browsers and servers
// agree on about as much.
const maxURL = 4096

// URL resolves ref against base (which may be empty) and returns the result
// in one canonical spelling: scheme http or https, an ASCII host in lower
// case without a final dot, no default port, no user information, no control
// character, no white space. It reports false if there is no such address.
// The scheme feed is removed first, see WithoutFeed.
// Path, query and fragment keep their spelling. URL of such an address is
// the same address.
func URL(base, ref string) (string, bool) {
	if strings.ContainsRune(ref, EscapeStandIn) || strings.ContainsRune(ref, BellStandIn) {
		ref = strings.NewReplacer(string(EscapeStandIn), "", string(BellStandIn), "").Replace(ref)
	}
	ref = strings.TrimFunc(strings.TrimSpace(ref), func(r rune) bool { return r <= ' ' })
	if ref == "" || len(ref) > maxURL {
		return "", false
	}
	if rest := WithoutFeed(ref); rest != ref {
		if ref = rest; base == "" && strings.HasPrefix(ref, "//") {
			ref = "http:" + ref // as other feed readers do
		}
	}
	u, err := parseLeniently(ref)
	if err != nil {
		return "", false
	}
	if base != "" {
		b, err := parseLeniently(base)
		if err != nil {
			return "", false
		}
		u = b.ResolveReference(u)
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Opaque != "" {
		return "", false
	}
	host, ok := hostASCII(u.Hostname())
	if !ok {
		return "", false
	}
	if p := u.Port(); p != "" {
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || n == 0 {
			return "", false
		}
		if n != 80 || u.Scheme != "http" {
			if n != 443 || u.Scheme != "https" {
				host += ":" + strconv.FormatUint(n, 10)
			}
		}
	}
	u.Host, u.User = host, nil
	s := escapeRest(u.String())
	if len(s) > maxURL {
		return "", false
	}
	return s, true
}

// feedScheme is put before the address of a feed by browsers and sites, so that
// a feed reader opens it: feed:https://host/path or feed://host/path.
const feedScheme = "feed:"

func isFeed(ref string) bool {
	return len(ref) > len(feedScheme) && strings.EqualFold(ref[:len(feedScheme)], feedScheme)
}

// WithoutFeed returns an address without the scheme feed, if a web address
// or one without scheme follows it.
func WithoutFeed(ref string) string {
	ref = strings.TrimSpace(ref)
	if !isFeed(ref) {
		return ref
	}
	rest := ref[len(feedScheme):]
	scheme, _, _ := strings.Cut(rest, ":")
	if strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https") || strings.HasPrefix(rest, "//") {
		return rest
	}
	return ref
}

// parseLeniently parses an address as browsers do where net/url is stricter:
// tabs and line breaks inside it are dropped, and a percent sign that begins
// no escape stands for itself.
func parseLeniently(s string) (*url.URL, error) {
	if strings.ContainsAny(s, "\t\n\r") {
		s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	}
	u, err := url.Parse(s)
	if err == nil || strings.IndexByte(s, '%') < 0 {
		return u, err
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte(s[i])
		if s[i] == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) {
			b.WriteString("25")
		}
	}
	return url.Parse(b.String())
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// hostASCII returns the host in lower case and, where it has other letters
// than ASCII, in punycode (RFC 5891). An IPv6 address keeps its brackets.
// Underscores, which the rules for host names forbid and the web has, are
// allowed.
func hostASCII(h string) (string, bool) {
	if strings.Contains(h, ":") {
		a, err := netip.ParseAddr(h)
		if err != nil || a.Zone() != "" {
			return "", false
		}
		return "[" + a.String() + "]", true
	}
	h = strings.ToLower(strings.TrimSuffix(h, "."))
	if !isASCII(h) {
		var err error
		if h, err = idna.Lookup.ToASCII(h); err != nil {
			return "", false
		}
		h = strings.TrimSuffix(h, ".")
	}
	if h == "" || len(h) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(h, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			return "", false
		}
	}
	return h, true
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// escapeRest percent-encodes what net/url leaves alone in queries and
// fragments: spaces, controls, quotation marks, angle brackets and bytes
// beyond ASCII.
func escapeRest(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return toEscape(byte(min(r, 0xff))) }) < 0 {
		return s
	}
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; toEscape(c) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func toEscape(c byte) bool {
	return c <= 0x20 || c >= 0x7f || c == '"' || c == '<' || c == '>'
}
