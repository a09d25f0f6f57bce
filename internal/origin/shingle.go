package origin

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Thresholds of docs/events.md.
const (
	shingleWords = 4
	shingleChars = 9
	leastWords   = 60   // shorter texts are too short to tell
	sameFrom     = 0.80 // share from which two texts are the same
	adaptedFrom  = 0.34 // score from which two texts have one origin
	quotedCounts = 0.75 // of the score is the share with quotations, the rest that without
	apartBelow   = 0.15 // share below which a text is somebody's own
	leastOwn     = 150  // words that a text of one's own has at least
	equalStart   = 20   // words; short texts that begin with the same ones are the same
	mostWords    = 6000 // of a text that are compared
)

// Verdict is how two texts compare.
type Verdict string

// The verdicts.
const (
	SameText Verdict = "same"
	Adapted  Verdict = "adapted"
	Separate Verdict = "separate"
	TooShort Verdict = "too_short"
)

// Copy is how much two texts have in common.
type Copy struct {
	Share    float64 // of the shorter one that stands in the other, 0 to 1
	Unquoted float64 // the same for the text outside quotation marks
	Words    [2]int
	Verdict  Verdict
	Passage  string // the longest passage that both have, folded; empty: none
}

// Compare compares two texts.
func Compare(a, b string) Copy {
	x, y := newText(a), newText(b)
	c := compare(x, y)
	if c.Share > 0 {
		c.Passage = passage(x, y)
	}
	return c
}

// text is a text as it is compared.
type text struct {
	words    []string
	quoted   []bool          // the words that stand in quotation marks
	n        int             // words of the whole text
	shingles map[uint64]bool // true: most of it stands in quotation marks
}

func newText(s string) *text {
	t := &text{}
	t.words, t.quoted = cut(s)
	t.n = len(t.words)
	t.words = t.words[:min(t.n, mostWords)]
	return t
}

// set returns the shingles of the text, and whether each is quoted.
func (t *text) set() map[uint64]bool {
	if t.shingles != nil {
		return t.shingles
	}
	size := shingleWords
	if t.unspaced() {
		size = shingleChars
	}
	t.shingles = make(map[uint64]bool, len(t.words))
	for i := range max(len(t.words)-size+1, 0) {
		h := uint64(14695981039346656037)
		for _, w := range t.words[i : i+size] {
			for k := range len(w) {
				h = (h ^ uint64(w[k])) * 1099511628211
			}
			h = (h ^ ' ') * 1099511628211
		}
		quoted := 0
		for _, q := range t.quoted[i : i+size] {
			if q {
				quoted++
			}
		}
		if _, ok := t.shingles[h]; !ok {
			t.shingles[h] = quoted*4 >= size*3
		}
	}
	return t.shingles
}

// unspaced reports whether most words are single characters of a script that
// puts no spaces between words.
func (t *text) unspaced() bool {
	n := 0
	for _, w := range t.words {
		if r, _ := utf8.DecodeRuneInString(w); isUnspaced(r) {
			n++
		}
	}
	return n*2 > len(t.words)
}

// long reports whether there is enough text to tell anything.
func (t *text) long() bool {
	if t.unspaced() {
		return t.n >= leastWords*2 // a word is about two characters
	}
	return t.n >= leastWords
}

func compare(a, b *text) Copy {
	c := Copy{Words: [2]int{a.n, b.n}, Verdict: Separate}
	x, y := a.set(), b.set()
	if len(x) > len(y) {
		x, y = y, x
	}
	both, own, ownBoth := 0, 0, 0
	for h, quoted := range x {
		_, ok := y[h]
		if ok {
			both++
		}
		if !quoted {
			own++
			if ok {
				ownBoth++
			}
		}
	}
	c.Share, c.Unquoted = part(both, len(x)), part(ownBoth, own)
	switch {
	case !a.long() || !b.long():
		c.Verdict = TooShort
		if sameStart(a.words, b.words) {
			c.Verdict = SameText
		}
	case c.Share >= sameFrom:
		c.Verdict = SameText
	case quotedCounts*c.Share+(1-quotedCounts)*c.Unquoted >= adaptedFrom:
		c.Verdict = Adapted
	}
	return c
}

func part(n, of int) float64 { return float64(n) / float64(max(of, 1)) }

// OneOrigin reports whether the texts come from one another or from a third.
func (c Copy) OneOrigin() bool { return c.Verdict == SameText || c.Verdict == Adapted }

func sameStart(a, b []string) bool {
	if len(a) < equalStart || len(b) < equalStart {
		return false
	}
	for i := range equalStart {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// words returns the folded words of a text; in scripts that put no spaces
// between words each character is one.
func words(s string) []string {
	out, _ := cut(s)
	return out
}

// cut returns the words of a text, and which stand in quotation marks.
func cut(s string) (out []string, quoted []bool) {
	var b strings.Builder
	inside := false
	add := func(w string) { out, quoted = append(out, w), append(quoted, inside) }
	end := func() {
		if b.Len() > 0 {
			add(b.String())
			b.Reset()
		}
	}
	for _, r := range strings.ToLower(norm.NFKC.String(s)) {
		switch {
		case isUnspaced(r):
			end()
			add(string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			b.WriteRune(r)
		case r == '\'' || r == '’' || r == 'ʼ' || r == '\u00ad':
		default:
			end()
			switch r {
			case '"':
				inside = !inside
			case '“':
				inside = !inside || !strings.ContainsRune(s, '„') // it closes what „ opens
			case '«', '„', '「', '『':
				inside = true
			case '”', '»', '」', '』', '\n':
				inside = false
			}
		}
	}
	end()
	return out, quoted
}

func isUnspaced(r rune) bool {
	return r > 0xe00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// fold returns the words of s with one space between them.
func fold(s string) string { return strings.Join(words(s), " ") }

// mostPassage is how many words of a passage are shown.
const mostPassage = 25

// passage returns the beginning of the longest run of words that both texts
// have.
func passage(a, b *text) string {
	const size = shingleWords
	at := map[string]int{}
	for i := range max(len(a.words)-size+1, 0) {
		k := strings.Join(a.words[i:i+size], " ")
		if _, ok := at[k]; !ok {
			at[k] = i
		}
	}
	from, longest := 0, 0
	for j := 0; j+size <= len(b.words); j++ {
		i, ok := at[strings.Join(b.words[j:j+size], " ")]
		if !ok {
			continue
		}
		n := size
		for i+n < len(a.words) && j+n < len(b.words) && a.words[i+n] == b.words[j+n] {
			n++
		}
		if n > longest {
			from, longest = j, n
		}
		j += n - size
	}
	return strings.Join(b.words[from:from+min(longest, mostPassage)], " ")
}
