package store

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// tokens splits text into what is indexed and searched: runs of letters and
// digits, folded. In scripts that are written without spaces between words
// each run of characters becomes its overlapping pairs and its last
// character, so that every part of it is found as a phrase. open says that
// the text may go on inside its last run (it is a part looked for); then that
// run has no last character of its own, unless it is all there is.
func tokens(s string, open bool) []string {
	s = strings.TrimRightFunc(sanitize.Fold(s), func(r rune) bool { return !isWord(r) })
	var out []string
	start, runes, pairs := 0, 0, false // the run that s[start:i] is
	end := func(i int, last bool) {
		switch {
		case runes == 0:
		case !pairs:
			out = append(out, s[start:i])
		default:
			out = appendPairs(out, s[start:i], runes == 1 || !last || !open)
		}
		runes = 0
	}
	for i, r := range s {
		if !isWord(r) {
			end(i, false)
			continue
		}
		if p := isUnspaced(r); p != pairs {
			// A mark belongs to the letter before it, whatever its script.
			if runes == 0 || !unicode.Is(unicode.M, r) {
				end(i, false)
				pairs = p
			}
		}
		if runes == 0 {
			start = i
		}
		runes++
	}
	end(len(s), true)
	return out
}

// appendPairs appends the overlapping pairs of the characters of s and, with
// last, the last character.
func appendPairs(out []string, s string, last bool) []string {
	before := -1 // where the character before begins
	for i, r := range s {
		if before >= 0 {
			out = append(out, s[before:i+utf8.RuneLen(r)])
		}
		before = i
	}
	if last && before >= 0 {
		out = append(out, s[before:])
	}
	return out
}

func isWord(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// isUnspaced reports whether r belongs to a script that puts no spaces
// between words, or (Hangul) glues particles to them.
func isUnspaced(r rune) bool {
	if r < 0x0e00 {
		return false
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao,
		unicode.Khmer, unicode.Myanmar) || r == 0x30fc
}

// indexed returns text as it goes into the index.
func indexed(s string) string { return strings.Join(tokens(s, false), " ") }

// ftsPhrase returns an FTS5 expression for text as a phrase, or "" if it has
// nothing to look for. With prefix its last word may go on.
func ftsPhrase(text string, prefix bool) string {
	ts := tokens(text, true)
	if len(ts) == 0 {
		return ""
	}
	last := []rune(ts[len(ts)-1])
	if len(last) == 1 && isUnspaced(last[0]) {
		prefix = true // pairs begin with it
	}
	// Tokens consist of letters, digits and marks: nothing needs escaping.
	q := `"` + strings.Join(ts, " ") + `"`
	if prefix {
		q += " *"
	}
	return q
}

// typography makes one of what writers and programs use for each other
// without meaning anything by it.
func typography(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		switch c {
		case '“', '”', '„', '‟', '«', '»', '″':
			c = '"'
		case '‘', '’', '‚', '‹', '›', 'ʼ', '`', '´', '′':
			c = '\''
		case '‐', '‑', '‒', '–', '—', '―', '−':
			c = '-'
		case '…':
			b.WriteString("...")
			continue
		case 0x200c, 0x200d:
			continue
		}
		if c > ' ' && c < utf8.RuneSelf || !unicode.IsSpace(c) {
			b.WriteRune(c)
		}
	}
	return strings.ReplaceAll(strings.ReplaceAll(b.String(), "''", `"`), "---", "-")
}

// digest hashes parts so that no two lists of parts are alike.
func digest(parts ...string) []byte {
	var b []byte
	for _, p := range parts {
		b = appendPart(b, p)
	}
	return sum(b)
}

// appendPart appends one part of what is to be hashed.
func appendPart(b []byte, p string) []byte {
	b = strconv.AppendInt(b, int64(len(p)), 10)
	return append(append(b, ':'), p...)
}

func sum(b []byte) []byte {
	h := sha256.Sum256(b)
	return h[:16]
}

// wordingHash tells wordings apart: other words are another wording, other
// white space, quotes, dashes and addresses are not.
func wordingHash(headline, summary sanitize.Clean, blocks []news.Block) []byte {
	parts := []string{typography(headline.String()), typography(summary.String())}
	for _, b := range blocks {
		parts = append(parts, typography(b.PlainText()))
	}
	return digest(parts[0], parts[1], strings.Join(parts[2:], ""))
}

// contentHash tells apart everything that a feed says about a story;
// addresses count by their canonical form, so that tracking parameters which
// change with every answer are no change.
func contentHash(a *news.Arrival) []byte {
	s := &a.Story
	b := make([]byte, 0, 2048)
	for _, p := range [...]string{
		s.Source.String(), s.GUID, news.URLKey(s.URL), s.Headline.String(), s.Summary.String(), s.Byline.String(), s.Lang,
	} {
		b = appendPart(b, p)
	}
	b = appendNumbers(b, millis(s.Published), toInt(s.PublishedDay), millis(s.Updated), toInt(a.Whole), int64(len(a.Body)), int64(len(a.References)))
	for _, block := range a.Body {
		b = appendPart(b, string(block.Kind))
		b = appendNumbers(b, int64(block.Level), int64(block.N), int64(len(block.Links)))
		b = appendPart(b, block.PlainText())
		for _, l := range block.Links {
			b = appendPart(b, news.URLKey(l.URL))
		}
	}
	for _, r := range a.References {
		b = appendNumbers(b, int64(r.Paragraph))
		for _, p := range [...]string{string(r.Kind), r.Title.String(), news.URLKey(r.URL), r.Marker.String()} {
			b = appendPart(b, p)
		}
	}
	return sum(b)
}

func appendNumbers(b []byte, ns ...int64) []byte {
	for _, n := range ns {
		b = append(strconv.AppendInt(b, n, 10), ' ')
	}
	return b
}

func toInt(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

func encodeBlocks(bs []news.Block) (string, error) {
	if len(bs) == 0 {
		return "", nil
	}
	out, err := json.Marshal(bs)
	return string(out), err
}

func decodeBlocks(s string) ([]news.Block, error) {
	if s == "" {
		return nil, nil
	}
	var bs []news.Block
	if err := json.Unmarshal([]byte(s), &bs); err != nil {
		return nil, fmt.Errorf("read text: %w", err)
	}
	for i := range bs {
		b := &bs[i]
		b.Links = slices.DeleteFunc(b.Links, func(l news.Link) bool {
			return address(l.URL) != l.URL || l.Start < 0 || l.Start > l.End || l.End > b.Text.Len()
		})
	}
	return bs, nil
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// tieBits is how much of a place is the tie-breaker.
const tieBits = 20

// placeAt returns the first place of a time. The times of places are kept
// between 1970 and 2200, which are the years news can be from.
func placeAt(t time.Time) int64 {
	const last = 7258118400000 // 2200-01-01
	return min(max(t.UnixMilli(), 0), last) << tieBits
}

// timeOf returns the time of a place.
func timeOf(place int64) time.Time { return time.UnixMilli(place >> tieBits).UTC() }
