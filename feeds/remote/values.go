package remote

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"time"
)

// text is a string of JSON, for which servers also send a number, true, false or null.
type text string

// UnmarshalJSON reads a text. Any other value is empty.
func (t *text) UnmarshalJSON(b []byte) error {
	b = bytes.TrimSpace(b)
	switch {
	case len(b) == 0 || string(b) == "null" || b[0] == '{' || b[0] == '[':
		*t = ""
	case b[0] == '"':
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		*t = text(s)
	default:
		*t = text(b)
	}
	return nil
}

// number returns the whole number that a text is; 0 if it is none.
func (t text) number() int64 {
	n, err := strconv.ParseInt(string(t), 10, 64)
	if err == nil {
		return n
	}
	f, err := strconv.ParseFloat(string(t), 64)
	if err != nil || math.IsNaN(f) || f < -1e15 || f > 1e15 {
		return 0
	}
	return int64(f)
}

// truth reports whether a text stands for yes.
func (t text) truth() bool { return t == "1" || t == "true" }

// seconds returns the time that a text is, in seconds since 1970; some servers send
// milliseconds or microseconds. The zero time if it is none.
func (t text) seconds() time.Time {
	n := t.number()
	for n > 99_999_999_999 {
		n /= 1000
	}
	if n <= 0 {
		return time.Time{}
	}
	return time.Unix(n, 0).UTC()
}

// rfc3339 returns the time that a text is; the zero time if it is none.
func (t text) rfc3339() time.Time {
	at, err := time.Parse(time.RFC3339Nano, string(t))
	if err != nil || at.Year() <= 1970 || at.Year() > 9999 {
		return time.Time{}
	}
	return at.UTC()
}

// idPrefix begins the long form of the name of an entry.
const idPrefix = "tag:google.com,2005:reader/item/"

// itemKey returns the name of an entry in one form, whichever the server sent: the
// number if it is one of 64 bits, else the text. Long names end in hexadecimal digits,
// which some servers send without the prefix.
func itemKey(id string) string {
	id = strings.TrimSpace(id)
	hex, long := strings.CutPrefix(id, idPrefix)
	if long || len(hex) == 16 && strings.HasPrefix(hex, "0") {
		if n, err := strconv.ParseUint(hex, 16, 64); err == nil {
			return strconv.FormatInt(int64(n), 10) //nolint:gosec // names are signed when they are written in decimal
		}
		return hex
	}
	if n, err := strconv.ParseInt(id, 10, 64); err == nil {
		return strconv.FormatInt(n, 10)
	}
	if n, err := strconv.ParseUint(id, 10, 64); err == nil {
		return strconv.FormatInt(int64(n), 10) //nolint:gosec // as above
	}
	return id
}

// isKey reports whether a name can stand in a list of names.
func isKey(key string) bool {
	return key != "" && len(key) <= 200 && !strings.ContainsAny(key, " \t\r\n&,") && strings.IndexFunc(key, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0
}
