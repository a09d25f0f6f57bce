package hazard

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sitrep/internal/sanitize"
)

// decode returns body as valid UTF-8 without the control characters that
// XML 1.0 forbids. A byte-order mark decides; bytes that are UTF-8 are UTF-8
// whatever is declared; then the header and the XML declaration count, then
// windows-1252.
func decode(body []byte, contentType string) string {
	switch {
	case bytes.HasPrefix(body, []byte{0xef, 0xbb, 0xbf}):
		return scrub(strings.ToValidUTF8(string(body[3:]), "\ufffd"))
	case bytes.HasPrefix(body, []byte{0xfe, 0xff}):
		return scrub(convert(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), body[2:]))
	case bytes.HasPrefix(body, []byte{0xff, 0xfe}):
		return scrub(convert(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), body[2:]))
	case bytes.HasPrefix(body, []byte{0, '<'}):
		return scrub(convert(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), body))
	case bytes.HasPrefix(body, []byte{'<', 0}):
		return scrub(convert(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), body))
	}
	label := declared(body)
	if validUTF8(body) && !strings.HasPrefix(strings.ToLower(label), "iso-2022") {
		return scrub(strings.ToValidUTF8(string(body), ""))
	}
	_, params, _ := mime.ParseMediaType(contentType)
	for _, name := range []string{params["charset"], label} {
		if enc, canonical := charset.Lookup(name); enc != nil && canonical != "utf-8" && canonical != "replacement" {
			return scrub(convert(enc, body))
		}
	}
	return scrub(convert(charmap.Windows1252, body))
}

// validUTF8 reports whether b is UTF-8; a character that is cut off at the
// end does not count.
func validUTF8(b []byte) bool {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				b = b[:len(b)-i]
			}
			break
		}
	}
	return utf8.Valid(b)
}

// declared returns the encoding that the XML declaration names.
func declared(b []byte) string {
	head := string(b[:min(len(b), 256)])
	if !strings.HasPrefix(head, "<?xml") {
		return ""
	}
	head, _, _ = strings.Cut(head, "?>")
	_, head, ok := strings.Cut(head, "encoding")
	head = strings.TrimLeft(head, " \t\r\n=")
	if !ok || head == "" || head[0] != '"' && head[0] != '\'' {
		return ""
	}
	name, _, _ := strings.Cut(head[1:], head[:1])
	return name
}

// convert decodes as much of b as fits into the limit.
func convert(enc encoding.Encoding, b []byte) string {
	var out strings.Builder
	out.Grow(min(2*len(b), MaxBytes))
	n, err := io.Copy(&out, io.LimitReader(transform.NewReader(bytes.NewReader(b), enc.NewDecoder()), MaxBytes))
	if err != nil && n == 0 {
		return strings.ToValidUTF8(string(b[:min(len(b), MaxBytes)]), "\ufffd")
	}
	return strings.ToValidUTF8(out.String(), "\ufffd")
}

// scrub drops the characters that XML 1.0 forbids (section 2.2). Those that
// begin and end terminal sequences get stand-ins, by which the cleaner finds
// the sequences and drops them whole.
func scrub(s string) string {
	if !strings.ContainsFunc(s, forbidden) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == 0x1b:
			return sanitize.EscapeStandIn
		case r == 0x07:
			return sanitize.BellStandIn
		case forbidden(r):
			return -1
		}
		return r
	}, s)
}

func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}
