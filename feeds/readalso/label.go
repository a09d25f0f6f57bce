package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// sep is the text between a marker and the title.
type sep int

const (
	noSep   sep = iota
	softSep     // dots, a comma, a bullet: prose has them too
	dash
	colon
	arrow
	bracket // the bracket that was opened before the marker closes
)

// label is the announcing part of a line.
type label struct {
	class      class
	start, end int // bytes of the marker, with the words that belong to it
	proper     int // where the marker without those words ends
	rest       int // where the title begins
	sep        sep
	opened     bool // a bracket before the marker is still open
	arrows     bool // arrows before the marker
	caps       bool // the marker is all capitals
	glued      bool // the title follows without white space
	extra      int  // words between marker and separator: "Read more on ZDF:"
}

// maxExtra is how many words may stand between a marker and its colon.
const maxExtra = 6

// readLabel reads the marker at the beginning of s, behind brackets, arrows
// and bullets.
func (m *Matcher) readLabel(s string, breaks []int) (label, bool) {
	var l label
	sc := scanner{s: s, breaks: breaks}
	for range 8 {
		here := sc
		t, ok := sc.next()
		if !ok {
			return label{}, false
		}
		if t.sym == 0 {
			if l.class, l.end = m.markers.match(here); l.class == none {
				return label{}, false
			}
			l.start = t.start
			break
		}
		switch {
		case opens(t.sym):
			l.opened = true
		case isArrow(t.sym):
			l.arrows = true
		case !leads(t.sym):
			return label{}, false
		}
	}
	if l.class == none {
		return label{}, false
	}
	l.caps = allCaps(s[l.start:l.end])
	m.readSeparator(s, breaks, &l)
	return l, true
}

// readSeparator finds what separates the marker from the title. A second
// marker ("Related Articles Read also:") and a few words before a colon or
// arrow belong to the label.
func (m *Matcher) readSeparator(s string, breaks []int, l *label) {
	sc := scanner{s: s, breaks: breaks, i: l.end}
	if c, end := m.markers.match(sc); c == strong || c != none && l.aloneFrom(s, end) {
		l.class, l.end = max(l.class, c), end
		sc.i = end
	}
	l.rest, l.proper = l.end, l.end
	words, from := 0, sc.i
	for words <= maxExtra {
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.sym == 0 {
			words++
			continue
		}
		if words > 0 && t.sym != ':' && !isArrow(t.sym) {
			if apostrophe(t.sym) || t.sym == '.' || t.sym == '-' {
				continue
			}
			return
		}
		if words > 0 && (l.class != strong || t.sym == ':' && t.end < len(s) && isDigit(s[t.end])) {
			return
		}
		if l.separate(t.sym) {
			l.extra = words
			if words > 0 {
				l.end = t.start
			}
			l.rest = t.end
			l.moreSeparators(sc)
			return
		}
		break
	}
	r, _ := utf8.DecodeRuneInString(s[from:])
	l.glued = l.sep == noSep && unicode.IsUpper(r)
}

// separate notes that r stands behind the marker, and reports whether it is
// a separator.
func (l *label) separate(r rune) bool {
	switch {
	case r == ':':
		l.sep = colon
	case isArrow(r) || r == '|':
		l.sep = arrow
	case closes(r) && l.opened:
		l.sep, l.opened = bracket, false
	case isDash(r):
		l.sep = dash
	case r == '.' || r == '…' || r == ';' || r == ',' || r == '*' || r == '•' || r == '・':
		l.sep = softSep
	default:
		return false
	}
	return true
}

// moreSeparators skips what follows a separator and is one too: "...", "] :",
// ": >>".
func (l *label) moreSeparators(sc scanner) {
	for {
		t, ok := sc.next()
		if !ok || t.sym == 0 {
			return
		}
		was := *l
		if !l.separate(t.sym) || t.sym == ',' {
			*l = was
			return
		}
		l.sep = max(l.sep, was.sep)
		l.rest = t.end
	}
}

// cutAt returns the label with the title beginning at a link at byte at of s,
// before the separator that was found. If no words stand between the marker
// and the link, there is no separator either.
func (l label) cutAt(s string, at int) label {
	if hasWord(s[l.proper:at]) {
		l.end, l.rest = at, at
		return l
	}
	l.end, l.rest, l.sep, l.extra = l.proper, l.proper, noSep, 0
	return l
}

// aloneFrom reports whether s holds no word behind byte end.
func (l label) aloneFrom(s string, end int) bool {
	l.rest = end
	return l.aloneIn(s)
}

// aloneIn reports whether s holds nothing but the label.
func (l label) aloneIn(s string) bool {
	for sc := (scanner{s: s, i: l.rest}); ; {
		t, ok := sc.next()
		if !ok {
			return true
		}
		if t.sym == 0 || unicode.In(t.sym, unicode.Sc) {
			return false
		}
	}
}

func isArrow(r rune) bool {
	return strings.ContainsRune("»>›→⇒➡⟶▶►▸▹▷‣☛👉➔➜➤↪⮕↘↗⤵", r)
}

func isDash(r rune) bool { return strings.ContainsRune("-–—‒―", r) }

func opens(r rune) bool { return strings.ContainsRune("([{【［（『「〔《", r) }

func closes(r rune) bool { return strings.ContainsRune(")]}】］）』」〕》", r) }

// leads reports whether r may stand before a marker.
func leads(r rune) bool {
	return isDash(r) || strings.ContainsRune("*•·・■□▪▫●○◆◇|#+_~\"“„«.…:", r) || unicode.In(r, unicode.So, unicode.Sm)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func allCaps(s string) bool {
	letters := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters > 1
}
