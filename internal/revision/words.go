package revision

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsFile []byte

// language is an entry of words.yaml.
type language struct {
	Lang       string              `yaml:"lang"`
	Modal      []string            `yaml:"modal"`
	Speech     []string            `yaml:"speech"`
	Source     []string            `yaml:"source"`
	Within     []string            `yaml:"within"`
	Filler     []string            `yaml:"filler"`
	Correction []string            `yaml:"correction"`
	Withdrawal []string            `yaml:"withdrawal"`
	Credit     []string            `yaml:"credit"`
	Negative   []string            `yaml:"negative"`
	Numbers    []string            `yaml:"numbers"`
	Large      map[string]int64    `yaml:"large"`
	Times      []string            `yaml:"times"`
	Counted    map[string][]string `yaml:"counted"`
}

// lexicon holds the words of all languages, in the form of key.
type lexicon struct {
	modal, speech, within, filler map[string]bool
	values                        map[string]int64 // of number words
	times                         map[string]int   // of days, from 1
	negative                      []string
	source, correction            []phrase
	withdrawal, credit            []phrase
	counted                       []counted
}

// phrase is words that stand in this order.
type phrase []string

// counted is a phrase with the name of the figure it goes with.
type counted struct {
	phrase
	name string
}

// lexica returns the words of words.yaml. The file is part of the program
// and a test reads it, so a broken one panics.
var lexica = sync.OnceValue(func() *lexicon {
	lex, err := readWords(wordsFile)
	if err != nil {
		panic(err)
	}
	return lex
})

func readWords(src []byte) (*lexicon, error) {
	var all []language
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(&all); err != nil {
		return nil, fmt.Errorf("read words of changes: %w", err)
	}
	lex := &lexicon{
		modal: map[string]bool{}, speech: map[string]bool{}, within: map[string]bool{}, filler: map[string]bool{},
		values: map[string]int64{}, times: map[string]int{},
	}
	for _, l := range all {
		if l.Lang == "" || len(l.Correction) == 0 || len(l.Withdrawal) == 0 {
			return nil, fmt.Errorf("read words of changes: %q has no notices", l.Lang)
		}
		lex.add(&l)
	}
	return lex, nil
}

func (x *lexicon) add(l *language) {
	for _, s := range []struct {
		words []string
		into  map[string]bool
	}{{l.Modal, x.modal}, {l.Speech, x.speech}, {l.Within, x.within}, {l.Filler, x.filler}} {
		for _, w := range s.words {
			s.into[key(w)] = true
		}
	}
	for n, w := range l.Numbers {
		x.values[key(w)] = int64(n)
	}
	for w, n := range l.Large {
		x.values[key(w)] = n
	}
	for n, w := range l.Times {
		x.times[key(w)] = n + 1
	}
	for _, w := range l.Negative {
		x.negative = append(x.negative, key(w))
	}
	for _, s := range []struct {
		words []string
		into  *[]phrase
	}{{l.Source, &x.source}, {l.Correction, &x.correction}, {l.Withdrawal, &x.withdrawal}, {l.Credit, &x.credit}} {
		for _, w := range s.words {
			*s.into = append(*s.into, phraseOf(w))
		}
	}
	for name, words := range l.Counted {
		for _, w := range words {
			x.counted = append(x.counted, counted{phraseOf(w), name})
		}
	}
}

func phraseOf(s string) phrase {
	var p phrase
	for w := range strings.FieldsSeq(s) {
		p = append(p, key(w))
	}
	return p
}

// opens reports whether one of the phrases is how the tokens begin.
func opens(ps []phrase, ts []token) bool {
	for _, p := range ps {
		if p.at(ts, 0) {
			return true
		}
	}
	return false
}

// at reports whether the phrase stands at a token.
func (p phrase) at(ts []token, i int) bool {
	if i < 0 || i+len(p) > len(ts) {
		return false
	}
	for k, w := range p {
		if ts[i+k].key != w {
			return false
		}
	}
	return true
}

// before returns whether one of the phrases ends right before token i.
func before(ps []phrase, ts []token, i int) bool {
	for _, p := range ps {
		if p.at(ts, i-len(p)) {
			return true
		}
	}
	return false
}
