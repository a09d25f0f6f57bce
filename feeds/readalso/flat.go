package readalso

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of text that lost its line breaks.
const (
	maxFlatTitle = 20     // words of a title whose end is not known
	minFlatTitle = 4      // words of a title before a sign of its end counts
	maxCommon    = 20_000 // words of a text that are looked at
	maxFlatTries = 40     // markers of one row
	maxLooks     = 200    // positions of a text at which a headline is looked for
	flatScore    = 0.4    // of a title that was cut by what its words look like
)

// Headlines returns how many bytes of text make up the longest beginning of it
// that is the headline of a story that is known, and 0 if there is none.
type Headlines func(text string) int

// bounded returns known for one text: after maxLooks calls it knows nothing.
func bounded(known Headlines) Headlines {
	if known == nil {
		return nil
	}
	looks := 0
	return func(text string) int {
		if looks++; looks > maxLooks {
			return 0
		}
		return known(text)
	}
}

// flat reads a text whose line breaks are lost: titles stand in the middle of
// prose, and no sign says where they end.
type flat struct {
	m      *Matcher
	known  Headlines       // nil: no headlines are known
	common map[string]bool // words that the text has in small letters; nil: not looked at yet
	starts map[string]bool // words that begin sentences of the text
	text   []string
}

// inside finds the markers in the middle of a row and cuts their titles: a
// marker at the beginning of a sentence, or one with a capital and a colon
// wherever it stands; and what a known headline follows.
func (f *flat) inside(r row) []FoundLine {
	marks := f.markers(r.s)
	var found []FoundLine
	for i, l := range marks {
		end := len(r.s)
		if i+1 < len(marks) {
			end = marks[i+1].start
		}
		if l.rest < end {
			found = append(found, f.titles(r, l, end)...)
		}
	}
	return found
}

// markers returns the labels in s that announce a title, up to maxFlatTries.
func (f *flat) markers(s string) []label {
	var out []label
	ended, opened := true, -1
	for sc := (scanner{s: s}); len(out) < maxFlatTries; {
		here := sc
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.sym != 0 {
			if opens(t.sym) {
				opened = t.start
			}
			if l, ok := f.knownBehind(s, t, out); ok {
				out = append(out, l)
				continue
			}
			ended = ended && (opens(t.sym) || closes(t.sym) || isQuote(t.sym) || isArrow(t.sym)) || endsSentence(t.sym)
			continue
		}
		was := ended
		ended = false
		if !capital(t.raw) {
			continue
		}
		if c, _ := f.m.markers.match(here); c < single {
			continue
		}
		l, ok := f.m.readLabel(s[t.start:], nil)
		if !ok || l.extra > 0 && (!l.caps || l.extra > 3 || l.sep < colon) || f.m.rejects.in(s[t.start+l.start:t.start+l.rest]) {
			continue
		}
		l.start, l.end, l.rest = l.start+t.start, l.end+t.start, l.rest+t.start
		if l.opened = opened >= 0 && strings.TrimSpace(s[opened+1:t.start]) == "" || l.opened; f.announces(s, l, was) {
			out = append(out, l)
			sc.i, ended = l.rest, false
		}
	}
	return out
}

// announces reports whether a label in the middle of a text announces a title.
// begins says that a sentence begins with it.
func (f *flat) announces(s string, l label, begins bool) bool {
	several := countWords(s[l.start:l.end], 2) > 1
	switch {
	case l.class == strong && several && (l.sep == colon || l.sep == arrow):
		return begins || l.caps || f.standsOut(s, l)
	case l.class == strong && several && l.sep == dash:
		return begins || !hasCase(s[l.start:l.end])
	case l.class == strong && l.sep == colon:
		return begins
	case l.class == single && l.sep == colon && (l.opened || l.caps):
		return true
	case l.class == single && l.sep == colon && begins:
		c, end := f.m.headings.match(scanner{s: s, i: l.start})
		return several || c != none && end == l.end || f.m.markers.beginsLonger(s[l.start:l.end])
	}
	return l.class == strong && several && f.known != nil && f.known(strings.TrimLeft(s[l.rest:], " ")) > 0
}

// knownBehind returns a label that no dictionary has: a few words and a colon
// or arrow, sign t, before a headline that is known.
func (f *flat) knownBehind(s string, t token, before []label) (label, bool) {
	if f.known == nil || t.sym != ':' && !isArrow(t.sym) && t.sym != '|' {
		return label{}, false
	}
	if t.start > 0 && t.end < len(s) && isDigit(s[t.start-1]) && isDigit(s[t.end]) { // a time
		return label{}, false
	}
	title := strings.TrimLeftFunc(head(s[t.end:]), isFiller)
	if small(firstLetter(title)) || countWords(title, 3) < 3 {
		return label{}, false
	}
	start := 0
	if len(before) > 0 {
		start = before[len(before)-1].rest
	}
	start += strings.LastIndexFunc(s[start:t.start], func(r rune) bool { return endsSentence(r) || isArrow(r) }) + 1
	for start < t.start && !utf8.RuneStart(s[start]) {
		start++
	}
	start += len(s[start:t.start]) - len(strings.TrimLeftFunc(s[start:t.start], unicode.IsSpace))
	if countWords(s[start:t.start], maxFormLabel+1) > maxFormLabel {
		from, ok := lastCapital(s[start:t.start])
		if !ok {
			return label{}, false
		}
		start += from
	}
	if f.known(title) == 0 {
		return label{}, false
	}
	return label{class: single, start: start, end: t.start, proper: t.start, rest: t.end, sep: colon}, true
}

// lastCapital returns where, of the last maxFormLabel words of s, the last one
// with a capital begins: a label that follows running text begins there.
func lastCapital(s string) (at int, ok bool) {
	at = len(s)
	for range maxFormLabel {
		s = strings.TrimRightFunc(s[:at], unicode.IsSpace)
		at = strings.LastIndexFunc(s, unicode.IsSpace) + 1
		for at < len(s) && !utf8.RuneStart(s[at]) { // a space of several bytes
			at++
		}
		if r, _ := utf8.DecodeRuneInString(s[at:]); unicode.IsUpper(r) {
			return at, true
		}
	}
	return 0, false
}

// hasCase reports whether the script of s has small letters.
func hasCase(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLower(r) || unicode.IsUpper(r) }) >= 0
}

// standsOut reports whether the marker has a capital within a sentence, or a
// script without capitals.
func (f *flat) standsOut(s string, l label) bool {
	r, _ := utf8.DecodeRuneInString(s[l.start:])
	return unicode.IsUpper(r) || !unicode.IsLower(r)
}

// titles returns the titles behind label l and before byte end of the row.
func (f *flat) titles(r row, l label, end int) []FoundLine {
	var found []FoundLine
	mark := marker(r.s, l)
	at := l.rest
	for len(found) < maxAfterLabel && f.known != nil { // titles run together
		n := 0
		for _, filler := range []func(rune) bool{unicode.IsSpace, isFiller} { // a title may begin with a quotation mark
			at += len(r.s[at:end]) - len(strings.TrimLeftFunc(r.s[at:end], filler))
			if n = min(f.known(head(r.s[at:end])), end-at); n > 0 {
				break
			}
		}
		if n <= 0 {
			break
		}
		n += note(r.s[at+n : end])
		found = append(found, FoundLine{Paragraph: r.paragraph, Start: r.start + at, End: r.start + at + n, Title: trimTitle(r.s[at : at+n]), Marker: mark, Score: 0.9})
		at += n
	}
	start := l.start
	if before := strings.TrimRightFunc(r.s[:start], unicode.IsSpace); l.opened && before != "" {
		if b, n := utf8.DecodeLastRuneInString(before); opens(b) {
			start = len(before) - n
		}
	}
	if len(found) > 0 {
		found[0].Start = r.start + start
		return found
	}
	region := r.s[l.rest:end]
	cut, score := f.cut(region, end < len(r.s), l.opened)
	if countWords(region[:cut], 3) < 3 || !f.m.titleOfText(strings.TrimRightFunc(region[:cut], closes), l) {
		return nil
	}
	line := FoundLine{Paragraph: r.paragraph, Start: r.start + start, End: r.start + l.rest + cut, Marker: mark, Score: score}
	title := region[:cut]
	if l.opened {
		title = strings.TrimRightFunc(title, func(c rune) bool { return closes(c) || unicode.IsSpace(c) })
	}
	title, line.URL = splitURL(title)
	line.Title = trimTitle(withoutQuotes(strings.TrimSpace(title)))
	if score <= flatScore && !sentenceEnd(title) {
		line.Title = trimTitle(line.Title.String() + "…")
	}
	if score < flatScore {
		line.End = line.Start // no telling where the title ends
	}
	return []FoundLine{line}
}

// note returns how many bytes of s are a bracket of one or two words that
// follows a headline and belongs to it: its medium or its house.
func note(s string) int {
	inner := strings.TrimLeft(s, " ")
	r, n := utf8.DecodeRuneInString(inner)
	if inner == "" || !opens(r) {
		return 0
	}
	i := strings.IndexFunc(inner[n:], closes)
	if i <= 0 || i > 40 || countWords(inner[n:n+i], 3) > 2 {
		return 0
	}
	_, k := utf8.DecodeRuneInString(inner[n+i:])
	return len(s) - len(inner) + n + i + k
}

func isFiller(r rune) bool {
	return unicode.IsSpace(r) || isQuote(r) || isDash(r) || r == '|' || r == ';'
}

// withoutQuotes returns a title without the quotation marks around all of it.
func withoutQuotes(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	last, k := utf8.DecodeLastRuneInString(s)
	if len(s) > n+k && isQuote(first) && isQuote(last) && strings.IndexFunc(s[n:len(s)-k], isQuote) < 0 {
		return s[n : len(s)-k]
	}
	return s
}

// cut returns where the title ends that s begins with, and how sure that is.
// bounded says that s ends at the next marker, opened that a bracket encloses
// the title.
func (f *flat) cut(s string, bounded, opened bool) (end int, score float64) {
	if end := enclosed(s, opened); end > 0 {
		return end, 0.7
	}
	words := 0
	var prev, last token // the sign before the word, and the last word
	titleCase := isTitleCase(s)
	for sc := (scanner{s: s}); ; {
		t, ok := sc.next()
		if !ok {
			return len(s), 0.6
		}
		if t.sym != 0 {
			switch {
			case words >= minFlatTitle-1 && (t.sym == '?' || t.sym == '!') && f.asks(s[t.end:], words, titleCase):
				return t.end, 0.5
			case words >= minFlatTitle && isQuote(t.sym) && f.opensSpeech(s, t):
				return last.end, flatScore
			}
			prev = t
			continue
		}
		if words >= minFlatTitle && (prev.sym == 0 || isQuote(prev.sym) || closes(prev.sym)) && f.begins(s, t, last, words, titleCase) {
			return max(last.end, prev.end), flatScore
		}
		if words++; words > maxFlatTitle && (!bounded || words > maxTitleWords) {
			if c := cutTitle(s); c < len(s) && sentenceEnd(s[:c]) && countWords(s[:c], maxFlatTitle+1) <= maxFlatTitle {
				return c, flatScore
			}
			return last.end, flatScore - 0.1
		}
		prev, last = token{}, t
	}
}

// asks reports whether a question or call of some words that s follows is a
// whole title: a title may go on behind it.
func (f *flat) asks(s string, words int, titleCase bool) bool {
	rest := strings.TrimLeftFunc(s, func(r rune) bool { return unicode.IsSpace(r) || isQuote(r) })
	if len(rest) == len(s) || !capital(rest) {
		return false
	}
	sc := scanner{s: rest}
	first, _ := sc.next()
	second, ok := sc.next()
	r, _ := utf8.DecodeRuneInString(second.raw)
	plain := ok && second.sym == 0 && unicode.IsLower(r)
	return words > 6 || plain && f.isCommon(first.fold()) && !titleCase && words > minFlatTitle
}

// enclosed returns where a title ends that quotation marks or a bracket
// enclose; 0 if none do.
func enclosed(s string, opened bool) int {
	body := strings.TrimLeftFunc(s, unicode.IsSpace)
	lead := len(s) - len(body)
	first, n := utf8.DecodeRuneInString(body)
	depth, words := 0, 0
	for sc := (scanner{s: body, i: n}); words <= maxTitleWords; {
		t, ok := sc.next()
		switch {
		case !ok:
			return 0
		case t.sym == 0:
			words++
		case opened && opens(t.sym):
			depth++
		case opened && closes(t.sym) && depth > 0:
			depth--
		case opened && closes(t.sym):
			return lead + t.end
		case !opened && isQuote(first) && isQuote(t.sym) && !apostrophe(t.sym) && words > 2:
			return lead + t.end
		}
		if !opened && !isQuote(first) {
			return 0
		}
	}
	return 0
}

// begins reports whether word t of s is the first of a sentence: it has a
// capital, and the text has it in small letters, or at the beginning of
// another sentence. In a title that has capitals everywhere the words behind
// it must have none. words stand before it, last the last of them.
func (f *flat) begins(s string, t, last token, words int, titleCase bool) bool {
	r, _ := utf8.DecodeRuneInString(t.raw)
	next := scanner{s: s, i: t.end}
	n, ok := next.next()
	if isDigit(t.raw[0]) {
		return ok && numbers(s, t, n, next)
	}
	if !ok || n.start == t.end || last.end == t.start || !unicode.IsUpper(r) || allCaps(t.raw) && utf8.RuneCountInString(t.raw) > 1 {
		return false
	}
	a, _ := utf8.DecodeRuneInString(n.raw)
	small := n.sym == 0 && unicode.IsLower(a)
	word := t.fold()
	c, _ := f.m.openers.match(scanner{s: t.raw})
	switch {
	case titleCase:
		if !small || c == none && !f.isCommon(word) && !f.starts[word] {
			return false
		}
		m, ok := next.next()
		b, _ := utf8.DecodeRuneInString(m.raw)
		// A title has small words, too, but short ones.
		return utf8.RuneCountInString(n.raw) > 4 || ok && m.sym == 0 && unicode.IsLower(b) && utf8.RuneCountInString(m.raw) > 4
	case c != none:
		return n.sym == 0 || n.sym == ','
	case n.sym == ',':
		return f.isCommon(word) || f.starts[word] && words > minFlatTitle
	}
	return small && (f.isCommon(word) || f.starts[word] && words > minFlatTitle)
}

// numbers reports whether number t begins an item of a list or is a time: what
// follows is a full stop or bracket and a capital, or a colon and a number.
func numbers(s string, t, sign token, rest scanner) bool {
	after, ok := rest.next()
	switch {
	case !ok || after.sym != 0 || len(t.raw) > 2:
		return false
	case sign.sym == ':' || sign.sym == 'h':
		return isDigit(after.raw[0]) && sign.end == after.start
	}
	return (sign.sym == '.' || sign.sym == ')') && after.start > sign.end && capital(after.raw) && !isDigit(after.raw[0]) && sign.start == t.end && s[t.start] != '0'
}

// isCommon reports whether a word stands in small letters somewhere in the
// text, or opens sentences in some language.
func (f *flat) isCommon(word string) bool {
	if f.common == nil {
		f.look()
	}
	c, _ := f.m.openers.match(scanner{s: word})
	return f.common[word] || c != none
}

// look notes the words of the text.
func (f *flat) look() {
	f.common, f.starts = make(map[string]bool), make(map[string]bool)
	n := 0
	for _, s := range f.text {
		ended := false
		for sc := (scanner{s: s}); n < maxCommon; n++ {
			t, ok := sc.next()
			if !ok {
				break
			}
			if t.sym != 0 {
				ended = t.sym == '.' || t.sym == '!' || t.sym == '?' || ended && isQuote(t.sym)
				continue
			}
			switch r, _ := utf8.DecodeRuneInString(t.raw); {
			case unicode.IsLower(r):
				f.common[t.fold()] = true
			case ended && unicode.IsUpper(r):
				f.starts[t.fold()] = true
			}
			ended = false
		}
	}
}

// isTitleCase reports whether most long words that s begins with have
// capitals.
func isTitleCase(s string) bool {
	upper, long := 0, 0
	sc := scanner{s: s}
	for n := 0; n < 6; {
		t, ok := sc.next()
		if !ok {
			break
		}
		if t.sym != 0 {
			continue
		}
		if n++; n == 1 || utf8.RuneCountInString(t.raw) < 4 {
			continue
		}
		long++
		if r, _ := utf8.DecodeRuneInString(t.raw); unicode.IsUpper(r) {
			upper++
		}
	}
	return long > 0 && upper*4 >= long*3
}

// opensSpeech reports whether the quotation mark t of s begins a sentence:
// white space stands before it and a common word with a capital behind it, and
// it holds several words.
func (f *flat) opensSpeech(s string, t token) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:t.start])
	rest := strings.TrimLeftFunc(s[t.end:], unicode.IsSpace)
	first, ok := (&scanner{s: rest}).next()
	r, _ := utf8.DecodeRuneInString(rest)
	if !ok || apostrophe(t.sym) || !unicode.IsSpace(before) || !unicode.IsUpper(r) {
		return false
	}
	end := strings.IndexFunc(rest, func(r rune) bool { return isQuote(r) && !apostrophe(r) })
	if end <= 0 || countWords(rest[:end], 5) < 5 {
		return false
	}
	return f.isCommon(first.fold()) || f.starts[first.fold()] || strings.ContainsRune(",.!?", rune(rest[end-1]))
}
