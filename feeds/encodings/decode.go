// Package encodings turns the bytes of documents into text, whatever charset
// they declare or leave undeclared. It does no I/O.
package encodings

import (
	"bytes"
	"io"
	"mime"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"

	"sitrep/internal/sanitize"
)

// Text is a document as valid UTF-8 without characters that XML forbids.
type Text struct {
	String   string
	Repaired bool // something had to be replaced or guessed
	Other    bool // its charset differs from the one in the header
	Cut      bool // its end is missing: it is longer than is decoded
}

// mostDecoded is how many bytes of text a document may become that has fewer: each
// byte of some charsets takes three in UTF-8. A larger document becomes no more than
// it has.
const mostDecoded = 10 << 20

// Decode reads body, which was served with the given Content-Type (may be
// empty). A byte-order mark decides (RFC 7303, section 3.2); bytes that are
// UTF-8 are UTF-8 whatever is declared (text in another encoding practically
// never is); then the header counts, then the XML declaration. The
// declaration comes first where the header names iso-8859-1: servers add that
// to all text, because HTTP had it as the default (RFC 2616, section 3.7.1;
// withdrawn by RFC 7231, appendix B). A document that declares nothing is read
// by Guess, and so is one that declares iso-8859-1 but is evidently written in
// another script.
func Decode(body []byte, contentType string) Text {
	t := Raw(body, contentType)
	s, changed := scrub(t.String)
	t.String, t.Repaired = s, t.Repaired || changed
	return t
}

// Raw is Decode for callers that clean the text themselves: it keeps the
// characters that XML forbids.
func Raw(body []byte, contentType string) Text {
	header := fromHeader(contentType)
	if enc, skip := byteOrder(body); enc != nil {
		t := converted(enc, body[skip:])
		t.Other = header != "" && !strings.HasPrefix(canonical(header), "utf-")
		return t
	} else if skip > 0 {
		t := valid(body[skip:])
		t.Other = isOther(header, "utf-8", body)
		return t
	}
	label := declared(body)
	if utf8.Valid(body) && !sevenBit(label) {
		if !sevenBitJapanese(body) {
			t := Text{String: string(body)}
			t.Other = isOther(header, "utf-8", body)
			return t
		}
		label = "iso-2022-jp"
	}
	names := []string{header, label}
	if canonical(header) == "windows-1252" {
		names = []string{label, header}
	}
	for _, name := range names {
		if enc := byName(name); enc != nil {
			if canonical(name) == "windows-1252" {
				if real := otherScript(body); real != nil {
					t := converted(real, body)
					t.Repaired, t.Other = true, header != ""
					return t
				}
			}
			t := converted(enc, body)
			t.Other = isOther(header, canonical(name), body)
			return t
		}
	}
	good, bad := unicodeShare(body)
	if good > 4*bad {
		return valid(body)
	}
	enc, score := guess(body)
	if good > bad && score < surely {
		return valid(body)
	}
	t := converted(enc, body)
	t.Repaired = true
	return t
}

// otherScript returns the encoding of a text that is evidently not written in
// Latin letters; else nil.
func otherScript(body []byte) encoding.Encoding {
	const enough = 8 // bytes beyond ASCII
	n := 0
	for _, c := range body {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	if enc, score := guess(body); n >= enough && score >= surely && !isLatin(enc) {
		return enc
	}
	return nil
}

// canonical returns the name of a charset in browsers (Encoding standard,
// section 4.2); an unknown one keeps its name.
func canonical(name string) string {
	if _, known := charset.Lookup(name); known != "" {
		return known
	}
	return strings.ToLower(strings.TrimSpace(name))
}

// isOther reports whether the header names another charset than the one used.
// For ASCII it does not matter.
func isOther(header, used string, body []byte) bool {
	return header != "" && canonical(header) != used && hasHigh(body)
}

// surely is the score of a guess that overrules bytes which are mostly UTF-8.
const surely = 0.6

// byteOrder recognizes Unicode by its byte-order mark, or by how '<' is
// spelled without one. It returns how many bytes the mark has; a nil
// encoding with skip 3 is UTF-8.
func byteOrder(b []byte) (enc encoding.Encoding, skip int) {
	switch {
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return nil, 3
	case bytes.HasPrefix(b, []byte{0, 0, 0xfe, 0xff}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0xff, 0xfe, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 4
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2
	case bytes.HasPrefix(b, []byte{0, 0, 0, '<'}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), 0
	case bytes.HasPrefix(b, []byte{'<', 0, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), 0
	case bytes.HasPrefix(b, []byte{0, '<', 0}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 0
	case bytes.HasPrefix(b, []byte{'<', 0}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 0
	case bytes.HasPrefix(b, []byte{0x4c, 0x6f, 0xa7, 0x94}): // "<?xm" in EBCDIC
		return charmap.CodePage037, 0
	}
	return nil, 0
}

// declared returns the encoding that the XML declaration names.
func declared(b []byte) string {
	head := string(b[:min(len(b), 1024)])
	i := strings.Index(head, "<?xml")
	if i < 0 {
		return ""
	}
	head, _, _ = strings.Cut(head[i:], "?>")
	_, head, ok := strings.Cut(head, "encoding")
	if !ok {
		return ""
	}
	head = strings.TrimLeft(head, " \t\r\n=")
	if head == "" || head[0] != '"' && head[0] != '\'' {
		return ""
	}
	name, _, ok := strings.Cut(head[1:], head[:1])
	if !ok {
		return ""
	}
	return name
}

func fromHeader(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return ""
	}
	return params["charset"]
}

// byName returns a single- or multi-byte encoding other than UTF-8; nil if
// the name is unknown or that of UTF-8, which bytes that are not UTF-8
// disprove.
func byName(name string) encoding.Encoding {
	name = strings.TrimSpace(name)
	if name == "" {
		return nil
	}
	enc, canonical := charset.Lookup(name)
	switch {
	case canonical == "utf-8" || strings.HasPrefix(canonical, "utf-16"):
		return nil
	case enc != nil && canonical != "replacement":
		return enc
	}
	enc, err := ianaindex.MIME.Encoding(name)
	if err != nil {
		return nil
	}
	return enc
}

// sevenBit reports whether an encoding spells other letters in ASCII bytes,
// so that being valid UTF-8 proves nothing.
func sevenBit(label string) bool {
	switch strings.ToLower(label) {
	case "iso-2022-jp", "csiso2022jp", "hz-gb-2312", "iso-2022-kr":
		return true
	}
	return false
}

// convert returns a short text in UTF-8.
func convert(enc encoding.Encoding, b []byte) string { return converted(enc, b).String }

// converted decodes b, up to the most bytes that one document may become.
func converted(enc encoding.Encoding, b []byte) Text {
	most := max(len(b), mostDecoded)
	var out strings.Builder
	out.Grow(min(2*len(b), most))
	n, err := io.Copy(&out, io.LimitReader(transform.NewReader(bytes.NewReader(b), enc.NewDecoder()), int64(most)+1))
	if err != nil && n == 0 {
		return Text{String: valid(b).String}
	}
	s, cut := out.String(), n > int64(most)
	if cut {
		s = wholeRunes(s[:most])
	}
	return Text{String: strings.ToValidUTF8(s, "\ufffd"), Cut: cut}
}

// valid returns b with one U+FFFD for each run of bytes that are not UTF-8, up to the
// most bytes that one document may become.
func valid(b []byte) Text {
	most := max(len(b), mostDecoded)
	t := Text{Repaired: !utf8.Valid(b)}
	if !t.Repaired {
		t.String = string(b)
		return t
	}
	var out strings.Builder
	out.Grow(len(b))
	for len(b) > 0 && out.Len() < most {
		n := validLen(b)
		out.Write(b[:n])
		b = b[n:]
		if bad := invalidLen(b); bad > 0 {
			out.WriteString("\ufffd")
			b = b[bad:]
		}
	}
	t.String = out.String()
	if t.Cut = len(b) > 0 || len(t.String) > most; t.Cut {
		t.String = wholeRunes(t.String[:min(len(t.String), most)])
	}
	return t
}

// validLen returns how many of the first bytes are UTF-8.
func validLen(b []byte) int {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(b)
}

// invalidLen returns how many of the first bytes are not UTF-8.
func invalidLen(b []byte) int {
	for i := range b {
		if r, n := utf8.DecodeRune(b[i:]); r != utf8.RuneError || n != 1 {
			return i
		}
	}
	return len(b)
}

// wholeRunes drops the beginning of a character at the end of a text.
func wholeRunes(s string) string {
	for i := 1; i < utf8.UTFMax && i <= len(s); i++ {
		if c := s[len(s)-i]; utf8.RuneStart(c) {
			if !utf8.FullRuneInString(s[len(s)-i:]) {
				s = s[:len(s)-i]
			}
			break
		}
	}
	return s
}

// unicodeShare returns how many bytes beyond ASCII belong to well-formed UTF-8
// and how many do not. UTF-8 with an accident in it has few of the latter.
func unicodeShare(b []byte) (good, bad int) {
	for len(b) > 0 {
		if b[0] < utf8.RuneSelf {
			b = b[1:]
			continue
		}
		r, n := utf8.DecodeRune(b)
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good += n
		}
		b = b[n:]
	}
	return good, bad
}

// scrub drops the characters that XML 1.0 forbids (section 2.2), but for those
// that begin and end terminal sequences, which get stand-ins: the cleaner then
// drops the sequences, where the rest of one would be left as text. Control
// characters from U+0080 to U+009F become what their numbers mean in
// windows-1252, which is what their writers meant.
func scrub(s string) (string, bool) {
	if !strings.ContainsFunc(s, suspect) {
		return s, false
	}
	return strings.Map(func(r rune) rune {
		switch {
		case Forbidden(r):
			return StandIn(r)
		case r >= 0x80 && r <= 0x9f && r != 0x85:
			if r = charmap.Windows1252.DecodeByte(byte(r)); r < 0xa0 || r == utf8.RuneError {
				return -1
			}
		}
		return r
	}, s), true
}

// StandIn returns the replacement of a forbidden character; -1: none.
func StandIn(r rune) rune {
	switch r {
	case 0x1b:
		return sanitize.EscapeStandIn
	case 0x07:
		return sanitize.BellStandIn
	}
	return -1
}

func suspect(r rune) bool { return Forbidden(r) || r >= 0x80 && r <= 0x9f && r != 0x85 }

// Forbidden reports whether XML 1.0 forbids a character (section 2.2).
func Forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xfffe || r == 0xffff
}
