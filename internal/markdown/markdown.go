// Package markdown writes text from outside as Markdown that shows it as it is:
// nothing in it is read as markup.
package markdown

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// entity is what Markdown reads as a character by its name or number.
var entity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)
})

// Escape keeps text from being read as markup (CommonMark 0.31, and what is
// struck out). A mark at the start of a line is escaped only where it would
// begin a heading, list or quote or underline one; spaces there go, since they
// would begin code.
func Escape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "~", `\~`).Replace(s)
	s = entity().ReplaceAllString(s, `\&$1`)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimLeft(l, " \t")
		digits := len(l) - len(strings.TrimLeft(l, "0123456789"))
		switch rest := l[digits:]; {
		case digits == 0 && l != "" && strings.ContainsRune("#>+-=", rune(l[0])):
			l = `\` + l
		case digits > 0 && digits < 10 && (rest == "." || rest == ")" || strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")):
			l = l[:digits] + `\` + rest
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

// Link returns a link with a text, or the text alone if the address is none.
func Link(text, address string) string {
	if u, err := url.Parse(address); address == "" || err != nil || u.Host == "" {
		return Escape(text)
	}
	return "[" + Escape(text) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(address) + ">)"
}
