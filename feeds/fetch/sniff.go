package fetch

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// sniffLen is the number of bytes of a body that are examined for its coding.
const sniffLen = 4096

// codingOf returns the content coding of a body by its first bytes; empty:
// none. hint is the coding that the header names. If it is unknown and the body
// is not text, that is an error.
func codingOf(head []byte, hint string) (string, error) {
	switch coding := magic(head); {
	case coding != "":
		return coding, nil
	case len(head) == 0, isText(head):
		return "", nil
	}
	// Brotli and bare deflate have no signature. The one in the header is tried
	// first; without a header only a document counts.
	if (hint == "br" || hint == "deflate") && fits(head, hint) != "" {
		return hint, nil
	}
	for _, coding := range [...]string{"deflate", "br"} {
		if out := fits(head, coding); out != "" && (hint != "" || beginsDocument(out)) {
			return coding, nil
		}
	}
	switch hint {
	case "":
		return "", nil
	case "gzip", "zstd", "br", "deflate":
		return hint, nil // its decoder returns the error
	}
	return "", fmt.Errorf("%w %q is not known", errCoding, hint)
}

// magic returns the coding whose signature a body begins with.
func magic(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte{0x1f, 0x8b}):
		return "gzip"
	case bytes.HasPrefix(b, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return "zstd"
	}
	return ""
}

// leastText is the number of bytes of text that a trial must yield to be
// trusted, unless it decodes the whole body.
const leastText = 64

// fits decodes the beginning of a body and returns the result if it is text or
// has the signature of another coding; else it returns nothing.
func fits(head []byte, coding string) string {
	d, err := decoder(bytes.NewReader(head), coding, sniffLen)
	if err != nil {
		return ""
	}
	defer d.Close()
	out, err := io.ReadAll(io.LimitReader(d, 512))
	if magic(out) != "" || isText(out) && (len(out) >= leastText || err == nil) {
		return string(out)
	}
	return ""
}

// isZlib reports whether b begins with a zlib header (RFC 1950, section 2.2).
func isZlib(b []byte) bool {
	return len(b) > 1 && b[0]&0x0f == 8 && (int(b[0])<<8|int(b[1]))%31 == 0
}

// isText reports whether the beginning of a body is text, in any charset. One
// byte in nine of compressed data is a control character; in text hardly any is.
func isText(b []byte) bool {
	b = b[:min(len(b), 512)]
	if len(b) == 0 {
		return false
	}
	if isWide(b) {
		return true
	}
	controls := 0
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b || c == 0x7f {
			controls++
		}
	}
	return controls*50 <= len(b)
}

// isWide reports whether b begins as UTF-16 or UTF-32 do.
func isWide(b []byte) bool {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff", "\x00\x00\xfe\xff", "<\x00", "\x00<", "\x00\x00\x00<", "{\x00", "\x00{"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			return true
		}
	}
	return false
}

// beginsDocument reports whether text begins with mark-up or JSON.
func beginsDocument(s string) bool {
	b := bytes.TrimLeft(bytes.TrimPrefix([]byte(s), []byte("\xef\xbb\xbf")), " \t\r\n")
	return len(b) > 1 && (b[0] == '<' || b[0] == '{' || b[0] == '[') || isWide(b)
}

// whole reports whether a body is a complete document: its last tag closes its
// first element, or it is a JSON value.
func whole(body []byte) bool {
	if isWide(body) {
		body = bytes.ReplaceAll(body, []byte{0}, nil)
	}
	if i := bytes.IndexAny(body, "<{["); i > 0 && i < 1024 {
		body = body[i:]
	}
	body = bytes.TrimRight(body, " \t\r\n\x00")
	if len(body) < 2 {
		return false
	}
	if body[0] != '<' {
		return json.Valid(body)
	}
	root := rootName(body)
	at := bytes.LastIndex(bytes.ToLower(body), []byte("</"+root))
	if root == "" || at < 0 {
		return false
	}
	end := body[at+len("</")+len(root):]
	shut := bytes.IndexByte(end, '>')
	if shut < 0 || len(bytes.TrimSpace(end[:shut])) > 0 {
		return false
	}
	for end = bytes.TrimSpace(end[shut+1:]); bytes.HasPrefix(end, []byte("<!--")); end = bytes.TrimSpace(end) {
		_, rest, closed := bytes.Cut(end, []byte("-->"))
		if !closed {
			return false
		}
		end = rest
	}
	return len(end) == 0
}

// rootName returns the name of the first element of a document, in lower
// case, with its prefix.
func rootName(b []byte) string {
	for {
		i := bytes.IndexByte(b, '<')
		if i < 0 || i+1 >= len(b) {
			return ""
		}
		b = b[i+1:]
		if b[0] == '!' || b[0] == '?' {
			continue
		}
		n := bytes.IndexAny(b, " \t\r\n/>")
		if n <= 0 || n > 64 {
			return ""
		}
		return string(bytes.ToLower(b[:n]))
	}
}
