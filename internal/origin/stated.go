package origin

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// How many paragraphs are looked at.
const (
	datelineWithin = 3
	creditWithin   = 4 // from the end
	citedWithin    = 2
	longCredit     = 160 // bytes; a paragraph that is longer is no line of credits
)

// stated returns the origin that a story names as that of its text.
func (x *lexicon) stated(d *Document) Origin {
	for _, p := range d.lead(datelineWithin) {
		if name, evidence, ok := x.dateline(p); ok {
			return Origin{Key: "wire:" + name, Name: name, Basis: ByDateline, Evidence: evidence}
		}
	}
	if key, ok := x.byline(d.Byline); ok {
		return Origin{Key: "wire:" + key, Name: key, Basis: ByCredit, Evidence: d.Byline}
	}
	n := len(d.Paragraphs)
	for i, p := range d.Paragraphs {
		if i >= datelineWithin && i < n-creditWithin {
			continue
		}
		if key, evidence, ok := x.credit(p); ok {
			return Origin{Key: "wire:" + key, Name: key, Basis: ByCredit, Evidence: evidence}
		}
	}
	return Origin{}
}

// pattern returns a function that compiles an expression at its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

var (
	// Like "KAMIN, April 2 (Wire A) –", "Berlin (dpa) -" and "Madrid, 2 abr (EFE).-".
	datelineParens = pattern(`^\s*([\p{Lu}\p{Lo}][^()\n]{1,58}?)\s*[(（]([^()（）\n]{2,40})[)）]\s*(?:[-–—:]|\.\s*[-–—]|$)`)
	// KAMIN (AP) without a dash counts for known agencies only.
	datelineBare = pattern(`^\s*([\p{Lu}\p{Lo}][^()\n]{1,58}?)\s*[(（]([^()（）\n]{2,40})[)）]`)
	// Like 新华社北京4月2日电.
	datelineHan = pattern(`^\s*[(（]?(新华社|中新社|中新网|共同社?|法新社|路透社)[^,，。\s]{1,20}[电電]`)
	// Like "Moscow. April 2. INTERFAX.RU -".
	datelineDots = pattern(`^\s*[\p{Lu}][\p{L} -]{1,30}\.\s[^.\n]{3,30}\.\s([\p{L}-]{3,20})(?:\.\p{L}{2,4})?\s[-–—]`)
)

// dateline returns the agency in the dateline that a paragraph begins with.
func (x *lexicon) dateline(p string) (name, evidence string, ok bool) {
	p = firstBytes(p, 200)
	if m := datelineHan().FindStringSubmatch(p); m != nil {
		if key, ok := x.agencyNamed(m[1]); ok {
			return key, strings.TrimSpace(m[0]), true
		}
	}
	if m := datelineDots().FindStringSubmatch(p); m != nil {
		if key, ok := x.agencyNamed(m[1]); ok {
			return key, strings.TrimSpace(m[0]), true
		}
	}
	if m := datelineBare().FindStringSubmatch(p); m != nil && isWhere(m[1]) {
		for part := range strings.FieldsFuncSeq(m[2], func(r rune) bool { return r == '/' || r == ',' }) {
			if key, ok := x.agencyNamed(part); ok {
				return key, strings.TrimSpace(m[0]), true
			}
		}
	}
	if m := datelineParens().FindStringSubmatch(p); m != nil && isWhere(m[1]) && isName(m[2]) && !isShortFor(m[2], m[1]) {
		return strings.TrimSpace(m[2]), strings.TrimSpace(m[0]), true
	}
	return "", "", false
}

// isWhere reports whether what stands before an agency may be where and when
// the report was written: few words, the first with a capital letter, no
// sentence.
func isWhere(s string) bool {
	s = strings.TrimRight(strings.TrimSpace(s), ",.")
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 7 || strings.ContainsAny(s, "?!;:«»\"“”") {
		return false
	}
	lower := 0
	for _, w := range fields {
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsLower(r) {
			lower++
		}
	}
	// "Kyiv, 5 березня": the name of a month may be in lower case.
	return lower <= 1 || lower <= 2 && strings.ContainsAny(s, ",0123456789")
}

// isShortFor reports whether a name is made of the first letters of words:
// "World Health Organization (WHO) –" is no dateline.
func isShortFor(name, words string) bool {
	var initials strings.Builder
	for w := range strings.FieldsSeq(words) {
		r, _ := utf8.DecodeRuneInString(w)
		if unicode.IsUpper(r) {
			initials.WriteRune(r)
		}
	}
	return strings.HasSuffix(initials.String(), strings.ToUpper(strings.TrimSpace(name))) || strings.HasPrefix(strings.ToUpper(strings.TrimSpace(name)), initials.String()) && initials.Len() > 1
}

// isName reports whether what stands in the brackets of a dateline may be the
// name of an agency that sitrep does not know: capitalized words, no figures.
func isName(s string) bool {
	fields := strings.Fields(s)
	if len(fields) == 0 || len(fields) > 4 || strings.ContainsAny(s, "0123456789,;:!?") {
		return false
	}
	for _, w := range fields {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !unicode.In(r, unicode.Lo) {
			return false
		}
	}
	return true
}

// byline returns the agency that a byline is.
func (x *lexicon) byline(s string) (key string, ok bool) {
	s = strings.TrimSpace(s)
	for _, by := range [...]string{"By ", "by ", "Von ", "Par ", "Por ", "Di "} {
		s = strings.TrimPrefix(s, by)
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '/' || r == ',' || r == '|' || r == ';' || r == '·' }) {
		if key, ok = x.agencyNamed(part); ok {
			return key, true
		}
	}
	return "", false
}

// notText are words that show that a credit is not one of the text.
var notText = []string{
	"all rights reserved", "photo", "foto", "video", "image", "bild", "picture", "getty", "imago", "alliance", "camera",
	"фото", "відео", "видео", "imagen", "immagine", "صورة",
}

// credit returns the agency that a line of credits names.
func (x *lexicon) credit(p string) (key, evidence string, ok bool) {
	p = strings.TrimSpace(p)
	low := strings.ToLower(p)
	for _, w := range notText {
		if strings.Contains(low, w) && len(p) <= longCredit*2 {
			return "", "", false
		}
	}
	if key, evidence, ok = x.labeled(p, low); ok {
		return key, evidence, true
	}
	if len(p) > longCredit {
		return "", "", false
	}
	// A line that is the name of an agency, "© dpa-infocom, dpa:310402", "(AFP)".
	rest, owned := strings.CutPrefix(p, "©")
	line := strings.Trim(rest, " .()[]–—-")
	if key, ok = x.agencyNamed(line); ok {
		return key, p, true
	}
	if owned {
		for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return r == ',' || r == ' ' || r == '/' }) {
			if key, ok = x.agencyNamed(part); ok && !strings.Contains(rest, "/") {
				return key, p, true
			}
		}
	}
	return "", "", false
}

// labeled returns the agency behind a label such as "Source:".
func (x *lexicon) labeled(p, low string) (key, evidence string, ok bool) {
	for _, label := range x.credits {
		i := strings.LastIndex(low, label)
		if i < 0 || len(p)-i > longCredit || len(low) != len(p) {
			continue
		}
		if i > 0 && !strings.ContainsAny(p[i-1:i], " .(\n[") {
			continue
		}
		rest := p[i+len(label):]
		if strings.HasSuffix(label, "afp") || strings.HasSuffix(label, "reuters") {
			rest = label[strings.LastIndexAny(label, " '")+1:]
		}
		if strings.HasPrefix(rest, "/") || strings.Contains(rest, "/ ") {
			continue // a photographer
		}
		for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune("/,;()|", r) }) {
			part = strings.TrimPrefix(strings.TrimSpace(part), "the ")
			if key, ok = x.agencyNamed(part); ok {
				return key, p[i:], true
			}
			if key, ok = x.exact[strings.ToUpper(strings.Trim(part, " ."))]; ok {
				return key, p[i:], true
			}
		}
	}
	return "", "", false
}

// firstBytes returns the first n bytes of s, up to the beginning of a character.
func firstBytes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
