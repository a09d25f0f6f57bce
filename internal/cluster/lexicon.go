package cluster

// token is a word of a text: its number in a lexicon, and how it is written.
type token uint32

// How a word is written: the lowest bits of a token.
const (
	isCapital token = 1 << iota // with a capital letter, and not at the beginning
	isNumber
	isGluedRun // of a script that puts no spaces between words
	bitsOfForm = iota
)

// lexicon numbers words, so that each takes memory once, however many texts it is
// in. The zero value is empty.
type lexicon struct {
	numbers map[string]uint32
	words   []lexeme
}

// lexeme is a word with the signs of languages that it has in one script.
type lexeme struct {
	text   string
	script int // the script that signs are about, plus 1; 0: none yet
	signs  []sign
}

// sign speaks for a language, by its index among those of a script, or against it.
type sign struct{ lang, by int32 }

// tokens returns words as tokens.
func (x *lexicon) tokens(ws []word) []token {
	if x.numbers == nil {
		x.numbers = map[string]uint32{}
	}
	out := make([]token, len(ws))
	for i, w := range ws {
		n, ok := x.numbers[w.text]
		if !ok {
			n = uint32(len(x.words))
			x.numbers[w.text] = n
			x.words = append(x.words, lexeme{text: w.text})
		}
		t := token(n) << bitsOfForm
		if w.capital {
			t |= isCapital
		}
		if w.number {
			t |= isNumber
		}
		if w.glued {
			t |= isGluedRun
		}
		out[i] = t
	}
	return out
}

// number returns the number of a token's word.
func (t token) number() uint32 { return uint32(t >> bitsOfForm) }

// text returns the text of a token.
func (x *lexicon) text(t token) string { return x.words[t.number()].text }

// signs returns the signs that a word has of the languages of a script.
func (x *lexicon) signs(t token, script int) []sign {
	l := &x.words[t.number()]
	if l.script != script+1 {
		l.script, l.signs = script+1, scriptLanguagesOf(script).signs(l.text)
	}
	return l.signs
}

// detect returns the language of the words of a text that is mostly in a
// script, and by how many signs it leads: words that are frequent in the
// language, and letters that speak for and against it. stated is the language that
// somebody gave, or "". Where the script tells no language, the language is
// named after the script.
func (x *lexicon) detect(script int, stated string, parts ...[]token) (lang string, lead int) {
	if script < 0 {
		return stated, 0
	}
	counts := make([]int, len(scriptLanguagesOf(script).all))
	for _, ts := range parts {
		for _, t := range ts {
			for _, s := range x.signs(t, script) {
				counts[s.lang] += int(s.by)
			}
		}
	}
	return leading(counts, script, stated)
}
