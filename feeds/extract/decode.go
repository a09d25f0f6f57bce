package extract

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"sitrep/feeds/encodings"
)

type kind int

const (
	kindHTML kind = iota
	kindText
)

// sniffLen is how much of a body is looked at to tell its type.
const sniffLen = 2048

// sniff tells the type of a body: by its first bytes, and by the Content-Type
// header where they leave it open.
func sniff(body []byte, contentType string) (kind, error) {
	if what := binary(body); what != "" {
		return 0, &UnsupportedError{what}
	}
	if len(body) > maxBody {
		return 0, &UnsupportedError{fmt.Sprintf("more than %d MiB", maxBody>>20)}
	}
	if len(bytes.TrimSpace(trimBOM(body))) == 0 {
		return 0, ErrNoText
	}
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		media = ""
	}
	switch major, _, _ := strings.Cut(media, "/"); major {
	case "image", "audio", "video", "font":
		return 0, &UnsupportedError{"a file of type " + media}
	}
	switch {
	case looksHTML(body):
		return kindHTML, nil
	case media == "text/html" || media == "application/xhtml+xml":
		return kindHTML, nil
	}
	return kindText, nil
}

func trimBOM(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")) }

// binary names the kind of file that body is if it is no text, else "".
func binary(body []byte) string {
	for _, m := range []struct{ magic, what string }{
		{"%PDF-", "a PDF document"},
		{"\x89PNG\r\n", "a PNG image"},
		{"\xff\xd8\xff", "a JPEG image"},
		{"GIF8", "a GIF image"},
		{"PK\x03\x04", "a ZIP archive or office document"},
		{"\x1f\x8b", "a gzip archive"},
		{"\xd0\xcf\x11\xe0", "an office document"},
		{"\x7fELF", "a program"},
	} {
		if bytes.HasPrefix(body, []byte(m.magic)) {
			return m.what
		}
	}
	head := body[:min(len(body), sniffLen)]
	if len(head) >= 12 && string(head[:4]) == "RIFF" {
		return "a media file"
	}
	if utf16BOM(body) || utf16Likely(head) {
		return ""
	}
	// A stray control occurs in pages and texts; many do not.
	nul, controls := 0, 0
	for _, c := range head {
		switch {
		case c == 0:
			nul++
		case c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b:
			controls++
		}
	}
	if nul*50 > len(head) || controls*10 > len(head) {
		return "a binary file"
	}
	return ""
}

func utf16BOM(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff"))
}

// utf16Likely reports whether b is UTF-16 without a byte-order mark: markup
// or words in which every other byte is NUL.
func utf16Likely(b []byte) bool {
	return len(b) >= 4 && (b[0] == '<' && b[1] == 0 && b[3] == 0 && b[2] != 0 || b[0] == 0 && b[1] == '<' && b[2] == 0 && b[3] != 0)
}

// looksHTML reports whether the beginning of body has markup in it: a tag or
// declaration at its start, or a few known tags further on.
func looksHTML(body []byte) bool {
	head := body[:min(len(body), sniffLen)]
	if utf16BOM(head) {
		head = head[2:]
	}
	if len(head) > 1 && (head[0] == 0 || head[1] == 0) {
		head = bytes.ReplaceAll(head, []byte{0}, nil)
	}
	head = bytes.ToLower(bytes.TrimSpace(trimBOM(head)))
	if bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) {
		return true
	}
	if len(head) > 2 && head[0] == '<' && (head[1] == '!' || head[1] == '?' || isTagByte(head[1])) {
		return true
	}
	n := 0
	for _, tag := range []string{"<p>", "<p ", "<div", "<body", "<head", "<html", "<br", "<article", "<a href", "</p>", "<h1", "<title"} {
		n += bytes.Count(head, []byte(tag))
	}
	return n >= 2
}

func isTagByte(c byte) bool { return c >= 'a' && c <= 'z' }

// decodeHTML returns a page as UTF-8: by byte-order mark, header and meta
// element (HTML Standard, section 13.2.3), but what is valid UTF-8 beyond
// ASCII is UTF-8 whatever it says of itself, and what declares nothing is
// judged by its letters.
func decodeHTML(body []byte, contentType string) []byte {
	head := body[:min(len(body), sniffLen)]
	switch {
	case utf16Likely(head):
		return decode(body, utf16Of(body))
	case !utf16BOM(body) && utf8.Valid(body):
		if !ascii(body) || !bytes.Contains(body, []byte{0x1b}) {
			return trimBOM(body)
		}
	}
	e, name, certain := charset.DetermineEncoding(body, contentType)
	if !certain && name == "windows-1252" { // found nothing in the first 1024 bytes, or just this
		switch tag := lateMeta().FindIndex(body[:min(len(body), 16<<10)]); {
		case tag != nil:
			e, name, _ = charset.DetermineEncoding(body[tag[0]:], contentType)
		default:
			e = encodings.Guess(body)
		}
	}
	if name == "utf-8" {
		return repairUTF8(body)
	}
	return decode(body, e)
}

// lateMeta finds the meta element that declares a charset.
var lateMeta = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)<meta[^>]{0,200}charset=`)
})

// decodeText returns a plain text as UTF-8.
func decodeText(body []byte, contentType string) string {
	if utf16BOM(body) {
		return string(decode(body, utf16Of(body)))
	}
	body = trimBOM(body)
	if utf8.Valid(body) {
		return string(body)
	}
	if _, params, err := mime.ParseMediaType(contentType); err == nil && params["charset"] != "" {
		if e, name := charset.Lookup(params["charset"]); e != nil && name != "utf-8" {
			return string(decode(body, e))
		}
	}
	if repaired := repairUTF8(body); bytes.Count(repaired, []byte("\uFFFD"))*200 < len(repaired) {
		return string(repaired)
	}
	return string(decode(body, encodings.Guess(body)))
}

// repairUTF8 replaces the bytes that are not UTF-8 in a body that mostly is. Of one that
// becomes too large it returns the beginning, which is too large.
func repairUTF8(body []byte) []byte {
	body = trimBOM(body)
	if utf8.Valid(body) {
		return body
	}
	var out bytes.Buffer
	out.Grow(len(body) + utf8.UTFMax)
	const part = 64 << 10
	for bad := false; len(body) > 0 && out.Len() <= maxBody; {
		n := min(len(body), part)
		for n < len(body) && !utf8.RuneStart(body[n]) && n < part+utf8.UTFMax {
			n++
		}
		bad = appendUTF8(&out, body[:n], bad)
		body = body[n:]
	}
	return out.Bytes()
}

// appendUTF8 writes b with one U+FFFD for each run of bytes that are not UTF-8. bad
// says that such a run ended what came before; it returns whether one ends b.
func appendUTF8(out *bytes.Buffer, b []byte, bad bool) bool {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r != utf8.RuneError || n != 1 {
			out.Write(b[i : i+n])
		} else if !bad {
			out.WriteString("\uFFFD")
		}
		bad = r == utf8.RuneError && n == 1
		i += n
	}
	return bad
}

// decode returns a body as UTF-8. Of one that becomes too large it returns the
// beginning, which is too large.
func decode(body []byte, e encoding.Encoding) []byte {
	var out bytes.Buffer
	out.Grow(min(2*len(body), maxBody+2*bytes.MinRead))
	r := transform.NewReader(bytes.NewReader(body), e.NewDecoder())
	if _, err := out.ReadFrom(io.LimitReader(r, maxBody+1)); err != nil {
		return repairUTF8(body)
	}
	return trimBOM(out.Bytes())
}

func utf16Of(body []byte) encoding.Encoding {
	order := unicode.LittleEndian
	if body[0] == 0xfe || body[0] == 0 {
		order = unicode.BigEndian
	}
	return unicode.UTF16(order, unicode.UseBOM)
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
