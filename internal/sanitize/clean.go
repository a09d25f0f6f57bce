package sanitize

import (
	"strings"
)

// Clean is text that is safe to print. The zero value is the empty text.
// Clean values are comparable, immutable and safe for concurrent use.
type Clean struct{ s string }

// literal is the type of Lit's parameter: a caller in another package can
// pass only an untyped constant, never text that came from outside.
type literal string

// Lit makes a Clean of a constant of our own source code.
func Lit(s literal) Clean { return Clean{string(s)} }

// String returns the text.
func (c Clean) String() string { return c.s }

// IsZero reports whether the text is empty. It serves encoding/json's
// omitzero.
func (c Clean) IsZero() bool { return c.s == "" }

// Len returns the length of the text in bytes.
func (c Clean) Len() int { return len(c.s) }

// Equal reports whether both texts are the same. It serves go-cmp.
func (c Clean) Equal(d Clean) bool { return c.s == d.s }

// Slice returns the bytes from i up to, but not including, j. Like a slice
// expression it panics if the bounds are wrong; the caller cuts at the
// boundary of a character.
func (c Clean) Slice(i, j int) Clean { return Clean{c.s[i:j]} }

// Trim returns the text without white space at either end.
func (c Clean) Trim() Clean { return Clean{strings.TrimSpace(c.s)} }

// MarshalText returns the text as it is.
func (c Clean) MarshalText() ([]byte, error) { return []byte(c.s), nil }

// UnmarshalText cleans b as Text does: stored text is as untrusted as
// fetched text.
func (c *Clean) UnmarshalText(b []byte) error {
	*c = Text(string(b))
	return nil
}

// Join puts sep, a constant of our own, between the parts.
func Join(sep literal, parts ...Clean) Clean {
	ss := make([]string, len(parts))
	for i, p := range parts {
		ss[i] = p.s
	}
	return Clean{strings.Join(ss, string(sep))}
}
