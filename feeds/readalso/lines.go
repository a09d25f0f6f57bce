package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// Bounds of what plain text may hold.
const (
	maxFound      = 60   // references of one text or page
	maxTitleWords = 40   // more is prose that follows the title
	maxAfterLabel = 8    // titles under one marker
	maxTries      = 8    // markers looked at within one line
	maxHead       = 2000 // bytes behind a marker that are looked at
)

// row is one line of a paragraph.
type row struct {
	paragraph, start int // where it begins
	s                string
}

// Lines finds the references of a plain text: lines that open with a marker,
// titles under a marker, and a marker at the beginning of a sentence, whose
// title runs to the end of the paragraph. A paragraph may hold line breaks.
func (m *Matcher) Lines(paragraphs []string) []FoundLine { return m.LinesKnown(paragraphs, nil) }

// LinesKnown is Lines for a text of a reader who has other stories: where no
// sign says how far a title goes, it goes as far as a headline that is known.
// known may be nil.
func (m *Matcher) LinesKnown(paragraphs []string, known Headlines) []FoundLine {
	f := &flat{m: m, known: bounded(known), text: paragraphs}
	var rows []row
	for i, p := range paragraphs {
		for at := 0; at <= len(p); {
			end := strings.IndexByte(p[at:], '\n')
			if end < 0 {
				end = len(p) - at
			}
			if s := p[at : at+end]; strings.TrimSpace(s) != "" {
				rows = append(rows, row{i, at, s})
			}
			at += end + 1
		}
	}
	var found []FoundLine
	for i := 0; i < len(rows) && len(found) < maxFound; {
		these, used := f.readRows(rows[i:])
		for _, f := range these {
			// Words of marks alone are words to the scanner, not to print.
			if !f.Title.IsZero() || f.URL != "" {
				found = append(found, f)
			}
		}
		i += max(used, 1)
	}
	return found[:min(len(found), maxFound)]
}

// readRows reads the references that begin in the first row, and reports how
// many rows they take.
func (f *flat) readRows(rows []row) (found []FoundLine, used int) {
	r, m := rows[0], f.m
	l, ok := m.readLabel(r.s, nil)
	if !ok || l.class == weak || !capital(r.s[l.start:]) && !l.opened && !l.arrows {
		return f.inside(r), 1
	}
	if l.aloneIn(r.s) {
		return m.under(l, rows)
	}
	if !l.separates() {
		return f.inside(r), 1
	}
	title := r.s[l.rest:]
	if countWords(title, maxFlatTitle+6) > maxFlatTitle+5 || f.known != nil && f.known(strings.TrimLeft(title, " ")) > 0 || len(f.markers(title)) > 0 {
		return f.inside(r), 1
	}
	if m.rejects.in(r.s[l.start:l.rest]) || !m.titleOfText(title, l) {
		return nil, 1
	}
	line := m.line(r, marker(r.s, l), title, l.opened, lineScore(l))
	if line.URL == "" && len(rows) > 1 {
		if u, ok := onlyURL(rows[1].s); ok {
			line.URL = u
			line.More = []Span{rows[1].span()}
			return []FoundLine{line}, 2
		}
	}
	return []FoundLine{line}, 1
}

// separates reports whether the label is set off from the title clearly
// enough to stand without a link.
func (l label) separates() bool {
	switch l.sep {
	case colon, arrow, bracket:
		return true
	case dash:
		return l.class == strong
	case softSep:
		return l.class == strong && l.caps
	case noSep:
	}
	return l.class == strong && (l.glued || l.opened || l.arrows)
}

func lineScore(l label) float64 {
	score := 0.9
	if l.class == single {
		score = 0.7
	}
	if l.extra > 0 || l.sep == softSep || l.sep == dash || l.sep == noSep {
		score -= 0.2
	}
	return score
}

// titleOfText reports whether s, the rest of a line, can be a title.
func (m *Matcher) titleOfText(s string, l label) bool {
	if _, ok := onlyURL(s); ok {
		return true
	}
	title, _ := splitURL(head(s))
	n := countWords(title, maxTitleWords)
	if n == 0 || m.rejectsTitle(title) {
		return false
	}
	first := firstLetter(title)
	if l.class == strong {
		return l.extra == 0 && l.sep != dash || !small(first)
	}
	end := strings.TrimRight(title, " \u00a0")
	return n >= 3 && n <= 30 && !small(first) && !strings.HasSuffix(end, ".")
}

// line makes the reference of a row whose title is s, a part of the row that
// reaches its end.
func (m *Matcher) line(r row, mark sanitize.Clean, s string, opened bool, score float64) FoundLine {
	f := FoundLine{Paragraph: r.paragraph, Start: r.start, End: r.start + len(r.s), Marker: mark, Score: score}
	title, u := splitURL(s)
	f.URL = u
	if cut := cutTitle(title); cut < len(title) {
		f.Score -= 0.3
		f.End = r.start + len(r.s) - len(s) + cut
		if !sentenceEnd(title[:cut]) {
			f.End = f.Start // no telling where the title ends
		}
		title = title[:cut]
	}
	if opened {
		title = strings.TrimRightFunc(title, func(c rune) bool { return closes(c) || unicode.IsSpace(c) || c == '.' })
	}
	f.Title = trimTitle(withoutQuotes(strings.TrimSpace(title)))
	return f
}

// cutTitle returns the length of the title that s begins with: all of s,
// unless it is so long that prose must follow the title.
func cutTitle(s string) int {
	n, end := 0, len(s)
	var prev token // the symbol before the word, if there is one
	for sc := (scanner{s: s}); ; {
		t, ok := sc.next()
		if !ok {
			return len(s)
		}
		if t.sym != 0 {
			prev = t
			continue
		}
		if n++; n > 3 && end == len(s) && (prev.sym == '.' || prev.sym == '!' || prev.sym == '?') && prev.end < t.start && capital(t.raw) {
			end = prev.end
		}
		if n > maxTitleWords {
			return min(end, t.start)
		}
		prev = token{}
	}
}

func sentenceEnd(s string) bool {
	s = strings.TrimRightFunc(s, unicode.IsSpace)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?")
}

// under reads the titles below a marker that stands alone on its line.
func (m *Matcher) under(l label, rows []row) (found []FoundLine, used int) {
	if l.class != strong && l.sep != colon {
		return nil, 1
	}
	used = 1
	head := rows[0].span()
	for bullets := false; used < len(rows) && len(found) < maxAfterLabel; used++ {
		r := rows[used]
		if u, ok := onlyURL(r.s); ok && len(found) > 0 && found[len(found)-1].URL == "" {
			last := &found[len(found)-1]
			last.URL = u
			last.More = append(last.More, r.span())
			continue
		}
		s, bullet := skipBullet(r.s)
		if len(found) == 0 {
			bullets = bullet
		}
		if bullets != bullet || !m.titleUnder(s, bullet || l.sep == colon) {
			break
		}
		f := m.line(r, marker(rows[0].s, l), s, false, lineScore(l)-0.1)
		if len(found) == 0 {
			f.More = []Span{head}
		}
		found = append(found, f)
		if !bullets && l.sep != colon {
			used++
			break
		}
	}
	return found, used
}

// titleUnder reports whether s, a line under a marker, can be a title. Sure
// says that its form already speaks for it.
func (m *Matcher) titleUnder(s string, sure bool) bool {
	title, _ := splitURL(s)
	n := countWords(title, maxTitleWords)
	if _, ok := m.readLabel(s, nil); ok || m.rejectsTitle(title) || n < 3 || small(firstLetter(title)) {
		return false
	}
	if !sure && (n < 4 || !unicode.IsLetter(firstLetter(title))) {
		return false
	}
	end := strings.TrimRightFunc(title, unicode.IsSpace)
	return n <= 25 && !strings.HasSuffix(end, ".") && !strings.HasSuffix(end, ":") || sure && n <= 12 && !strings.HasSuffix(end, ":")
}

// head returns the beginning of s.
func head(s string) string {
	if len(s) <= maxHead {
		return s
	}
	n := maxHead
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}

func (r row) span() Span { return Span{r.paragraph, r.start, r.start + len(r.s)} }

func marker(s string, l label) sanitize.Clean { return sanitize.Line(s[l.start:l.end]) }

func endsSentence(r rune) bool {
	return strings.ContainsRune(".!?…。！？", r) || r == '"' || r == '”' || r == '»'
}

func isQuote(r rune) bool { return strings.ContainsRune("\"'“”„«»‘’‹›", r) }

// skipBullet returns s without the bullet or arrow that it begins with.
func skipBullet(s string) (rest string, ok bool) {
	sc := scanner{s: s}
	t, got := sc.next()
	if !got || t.sym == 0 || !isArrow(t.sym) && !isDash(t.sym) && !strings.ContainsRune("*•·・■▪●◆‣", t.sym) {
		return s, false
	}
	return s[t.end:], true
}

// splitURL takes the address at the end of s off it.
func splitURL(s string) (title, address string) {
	at := strings.Index(s, "http://")
	if i := strings.Index(s, "https://"); i >= 0 && (at < 0 || i < at) {
		at = i
	}
	if at < 0 {
		return s, ""
	}
	raw, _, _ := strings.Cut(strings.TrimRightFunc(s[at:], unicode.IsSpace), " ")
	raw = strings.TrimRight(raw, ".,;)]>\"'”»")
	u, ok := cleanURL("", raw)
	if !ok {
		return s, ""
	}
	return strings.TrimRight(s[:at], " \u00a0([<–—-"), u
}

// onlyURL returns the address that is all there is in s.
func onlyURL(s string) (string, bool) {
	title, u := splitURL(s)
	return u, u != "" && countWords(title, 1) == 0 && !strings.ContainsRune(strings.TrimSpace(s), ' ')
}

func firstLetter(s string) rune {
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
	}
	return 0
}

// capital reports whether s begins with a letter that is not small, as in
// scripts without case.
func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && !small(r) || unicode.IsDigit(r)
}

// small reports whether r is a small letter where sentences begin with
// another kind. Georgian has capitals in Unicode, but none in writing.
func small(r rune) bool { return unicode.IsLower(r) && !unicode.Is(unicode.Georgian, r) }
