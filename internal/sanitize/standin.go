package sanitize

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// StandIn returns the ASCII character that is shown for another one where a
// terminal knows ASCII only, and false if nothing looks or sounds like it.
// Letters with accents are to be taken apart before (NFD).
func StandIn(r rune) (like rune, ok bool) {
	low := unicode.ToLower(r)
	at := strings.IndexRune(lettersFrom, low)
	if at < 0 {
		return 0, false
	}
	like = rune(lettersTo[utf8.RuneCountInString(lettersFrom[:at])])
	if low != r {
		like = unicode.ToUpper(like)
	}
	return like, true
}

// The stand-ins of letters: one character each, as there is one cell for each.
const (
	lettersFrom = "абвгдежзийклмнопрстуфхцчшщъыьэюяєіґђјљњћџαβγδεζηθικλμνξοπρσςτυφχψωßøłđħıæœðþ" + "‘’‚“”„«»‹›–—―…•·−×→←"
	lettersTo   = "abvgdejziiklmnoprstufhccss'y'euaeigdjlnczabgdezitiklmnxoprsstufhpwsoldhiaodt" + "'''" + `"""""` + "''" + "---" + ".*.-x><"
)
