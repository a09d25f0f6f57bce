package warning

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordFile []byte

// language is one entry of words.yaml.
type language struct {
	Lang   string   `yaml:"lang"`
	Words  []string `yaml:"words"`
	Ignore []string `yaml:"ignore"`
	Test   []string `yaml:"test"` // examples that are tests
	Real   []string `yaml:"real"` // examples that are not
}

// words finds the words that mark a test. It is immutable.
type words struct {
	ignore []string
	words  []string
	shown  map[string]string // as the file writes it
}

func readWords(src []byte) (*words, []language, error) {
	var all []language
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(&all); err != nil {
		return nil, nil, fmt.Errorf("read test words: %w", err)
	}
	w := &words{shown: map[string]string{}}
	for _, l := range all {
		if l.Lang == "" || len(l.Words) == 0 {
			return nil, nil, fmt.Errorf("read test words: language %q has no words", l.Lang)
		}
		for _, word := range l.Words {
			p := phrase(word)
			w.words = append(w.words, p)
			w.shown[p] = word
		}
		for _, i := range l.Ignore {
			w.ignore = append(w.ignore, phrase(i))
		}
	}
	return w, all, nil
}

// find returns a word of the text that marks a test, or "".
func (w *words) find(text string) string {
	text = fold(text)
	for _, p := range w.ignore {
		if strings.Contains(text, p) {
			text = strings.ReplaceAll(text, p, " | ")
		}
	}
	for _, p := range w.words {
		if strings.Contains(text, p) {
			return w.shown[p]
		}
	}
	return ""
}

// phrase returns the form in which a word or phrase is looked for: with
// spaces at its ends, but for scripts that write no spaces.
func phrase(s string) string {
	s = fold(s)
	if strings.ContainsFunc(s, spaceless) {
		return strings.TrimSpace(s)
	}
	return s
}

func spaceless(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Hangul)
}

// fold returns the text in lower case, one space around each word.
func fold(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	space := true
	for _, r := range s {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			if r == 'İ' {
				r = 'i' // lower case with a dot of its own otherwise
			}
			b.WriteRune(unicode.ToLower(r))
			space = false
		} else if !space {
			b.WriteByte(' ')
			space = true
		}
	}
	if !space {
		b.WriteByte(' ')
	}
	return b.String()
}
