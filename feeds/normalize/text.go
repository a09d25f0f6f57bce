package normalize

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/feeds/parse"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

const (
	maxSummary  = 500 // characters
	maxHeadline = 100 // characters of a headline made of the text

	// A text that a feed carries apart from the summary is taken for the
	// whole article from this many characters and paragraphs on. Where
	// feeds put teasers as well, more is asked for.
	wholeLength, wholeParagraphs         = 1200, 3
	wholeSummary, wholeSummaryParagraphs = 2500, 5
)

// words returns the text of HTML on one line, without the sentence that
// blogging software appends to say where it was published.
func words(h parse.RawHTML) string {
	return sanitize.Line(withoutAppeared(parse.PlainText(h))).String()
}

// withoutAppeared cuts the closing "The post … appeared first on …".
func withoutAppeared(s string) string {
	s = strings.TrimSpace(s)
	i := strings.LastIndex(s, "The post ")
	if i >= 0 && strings.Contains(s[i:], " appeared first on ") {
		return strings.TrimSpace(s[:i])
	}
	return s
}

// shorten cuts s between words so that it has at most limit characters, an
// ellipsis included.
func shorten(s string, limit int) sanitize.Clean {
	if utf8.RuneCountInString(s) <= limit {
		return sanitize.Line(s)
	}
	n, cut, last := 0, 0, 0
	for i, r := range s {
		if n == limit-1 {
			last = i
			break
		}
		if unicode.IsSpace(r) {
			cut = i
		}
		n++
	}
	// Scripts without spaces, and monsters of one word, are cut anywhere.
	if cut < last/2 {
		cut = last
	}
	return sanitize.Line(strings.TrimRight(s[:cut], " ,;:-–—") + "…")
}

// withoutHeadline returns a summary without the headline that it begins
// with.
func withoutHeadline(summary, headline string) string {
	rest, ok := cutPrefixFold(summary, headline)
	if !ok {
		return summary
	}
	next, _ := utf8.DecodeRuneInString(rest)
	if unicode.IsLetter(next) || unicode.IsDigit(next) || unicode.IsMark(next) {
		return summary // the headline ends within a word
	}
	trimmed := strings.TrimLeftFunc(rest, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".:;,|-–—…", r) })
	if rest != "" && rest == trimmed {
		return summary // "Flood (video)": one sentence
	}
	first, _ := utf8.DecodeRuneInString(trimmed)
	if unicode.IsLower(first) {
		return summary // the headline is how the sentence begins
	}
	return trimmed
}

// cutPrefixFold is strings.CutPrefix in any case.
func cutPrefixFold(s, prefix string) (rest string, found bool) {
	if prefix == "" {
		return s, false
	}
	n := utf8.RuneCountInString(prefix)
	end := len(s)
	for i := range s {
		if n == 0 {
			end = i
			break
		}
		n--
	}
	if !strings.EqualFold(s[:end], prefix) {
		return s, false
	}
	return s[end:], true
}

// whole reports whether a body evidently is the whole article.
func whole(blocks []news.Block, raw parse.RawHTML, longForm bool) bool {
	length, paragraphs := 0, 0
	for _, b := range blocks {
		switch b.Kind {
		case news.Caption, news.Heading:
			continue
		default:
			if length < wholeSummary { // enough for either
				length += weight(b.Text.String())
			}
			paragraphs++
		}
	}
	atLeast, parts := wholeLength, wholeParagraphs
	if !longForm {
		atLeast, parts = wholeSummary, wholeSummaryParagraphs
	}
	return length >= atLeast && paragraphs >= parts && !teaser(raw)
}

// firstDense is where the scripts begin that write a syllable or a word with one
// character.
const firstDense = 0x1100

// weight counts the characters of s; those of scripts that write a syllable or
// a word with one character count double.
func weight(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= firstDense && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	return n
}

// teaser reports whether a text ends as teasers do: with an ellipsis, or with
// an invitation to go on at the site.
func teaser(raw parse.RawHTML) bool {
	text := withoutAppeared(parse.PlainText(raw))
	last := strings.ToLower(strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:]))
	for _, end := range [...]string{"…", "...", "[…]", "[...]"} {
		if strings.HasSuffix(last, end) {
			return true
		}
	}
	last = strings.TrimRight(last, " .:»›→>)]")
	for _, m := range [...]string{
		"continue reading", "keep reading", "read more", "read the full story", "read the full article", "read full article", "full story",
		"weiterlesen", "mehr lesen", "lire la suite", "lire plus", "leer más", "seguir leyendo", "sigue leyendo", "leggi tutto", "continua a leggere",
		"leia mais", "continue lendo", "lees verder", "lees meer", "czytaj dalej", "czytaj więcej", "číst dále",
		"читать далее", "читать дальше", "подробнее", "читати далі", "читати більше", "детальніше", "докладніше",
		"devamını oku", "devamı", "اقرأ المزيد", "ادامه مطلب", "続きを読む", "阅读全文", "더 보기",
	} {
		if strings.HasSuffix(last, m) || strings.HasPrefix(last, "continue reading") {
			return true
		}
	}
	return false
}
