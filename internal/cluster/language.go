package cluster

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/danish"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/finnish"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/hungarian"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/norwegian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/swedish"
	"github.com/blevesearch/snowballstem/turkish"
	"github.com/goccy/go-yaml"
)

//go:embed languages.yaml
var languagesFile []byte

// language is an entry of languages.yaml.
type language struct {
	Lang     string   `yaml:"lang"`
	Script   string   `yaml:"script"`
	Stemmer  string   `yaml:"stemmer"`
	Letters  string   `yaml:"letters"`
	Never    string   `yaml:"never"`
	Stop     []string `yaml:"stop"`
	Examples []string `yaml:"examples"`

	stop map[string]bool
	stem func(*snowballstem.Env) bool // nil: the first letters stand for a word
}

var stemmers = map[string]func(*snowballstem.Env) bool{
	"arabic": arabic.Stem, "danish": danish.Stem, "dutch": dutch.Stem, "english": english.Stem, "finnish": finnish.Stem,
	"french": french.Stem, "german": german.Stem, "hungarian": hungarian.Stem, "italian": italian.Stem,
	"norwegian": norwegian.Stem, "portuguese": portuguese.Stem, "romanian": romanian.Stem, "russian": russian.Stem,
	"spanish": spanish.Stem, "swedish": swedish.Stem, "turkish": turkish.Stem,
}

// scripts are the scripts that languages.yaml may name, and those whose
// writing alone says which language a story is in.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin},
	{"Cyrillic", unicode.Cyrillic},
	{"Greek", unicode.Greek},
	{"Arabic", unicode.Arabic},
	{"Hebrew", unicode.Hebrew},
	{"Han", unicode.Han},
	{"Kana", kana},
	{"Hangul", unicode.Hangul},
	{"Thai", unicode.Thai},
	{"Devanagari", unicode.Devanagari},
	{"Bengali", unicode.Bengali},
	{"Tamil", unicode.Tamil},
	{"Georgian", unicode.Georgian},
	{"Armenian", unicode.Armenian},
	{"Ethiopic", unicode.Ethiopic},
	{"Khmer", unicode.Khmer},
	{"Myanmar", unicode.Myanmar},
	{"Lao", unicode.Lao},
}

var kana = &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0x3041, Hi: 0x30ff, Stride: 1}, {Lo: 0x31f0, Hi: 0x31ff, Stride: 1}}}

// languages returns the entries of languages.yaml by code. The file is part
// of the program and a test reads it, so a broken one panics.
var languages = sync.OnceValue(func() map[string]*language {
	ls, err := readLanguages(languagesFile)
	if err != nil {
		panic(err)
	}
	return ls
})

func readLanguages(src []byte) (map[string]*language, error) {
	var all []*language
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(&all); err != nil {
		return nil, fmt.Errorf("read languages: %w", err)
	}
	out := make(map[string]*language, len(all))
	for _, l := range all {
		switch {
		case l.Lang == "" || len(l.Stop) == 0 || len(l.Examples) == 0:
			return nil, fmt.Errorf("read languages: %q lacks words or examples", l.Lang)
		case out[l.Lang] != nil:
			return nil, fmt.Errorf("read languages: %q is there twice", l.Lang)
		case scriptNamed(l.Script) < 0:
			return nil, fmt.Errorf("read languages: %q: unknown script %q", l.Lang, l.Script)
		}
		if l.Stemmer != "" {
			if l.stem = stemmers[l.Stemmer]; l.stem == nil {
				return nil, fmt.Errorf("read languages: %q: unknown stemmer %q", l.Lang, l.Stemmer)
			}
		}
		l.stop = make(map[string]bool, len(l.Stop))
		for _, w := range l.Stop {
			l.stop[normal(w)] = true
		}
		out[l.Lang] = l
	}
	if len(out) == 0 {
		return nil, errors.New("read languages: there are none")
	}
	return out, nil
}

func scriptNamed(name string) int {
	for i, s := range scripts {
		if s.name == name {
			return i
		}
	}
	return -1
}

// scriptOf returns the index in scripts of the script that most letters of a
// text are in; -1: it has no letters of these.
func scriptOf(text string) int {
	counts := make([]int, len(scripts))
	best, last, latin := -1, 0, scripts[0].table
	for _, r := range text {
		k := -1
		switch {
		case r < 'A':
		case unicode.Is(latin, r):
			k = 0
		case unicode.Is(scripts[last].table, r):
			k = last
		default:
			for i, s := range scripts {
				if unicode.Is(s.table, r) {
					k, last = i, i
					break
				}
			}
		}
		if k >= 0 {
			counts[k]++
			if best < 0 || counts[k] > counts[best] {
				best = k
			}
		}
	}
	// A Japanese text may have more Chinese characters than kana.
	if k := scriptNamed("Kana"); best == scriptNamed("Han") && counts[k]*8 > counts[best] {
		return k
	}
	return best
}

// scriptLanguages are the languages of a script. The zero value has none.
type scriptLanguages struct {
	all     []*language
	stop    map[string][]int // the languages whose stop words have a word, by index
	letters []int            // those that have letters for or against them
}

// languagesOf returns the languages of each script, by its name.
var languagesOf = sync.OnceValue(func() map[string]scriptLanguages {
	out := map[string]scriptLanguages{}
	for _, l := range languages() {
		of := out[l.Script]
		if of.stop == nil {
			of.stop = map[string][]int{}
		}
		i := len(of.all)
		of.all = append(of.all, l)
		for w := range l.stop {
			of.stop[w] = append(of.stop[w], i)
		}
		if l.Letters != "" || l.Never != "" {
			of.letters = append(of.letters, i)
		}
		out[l.Script] = of
	}
	return out
})

// scriptLanguagesOf returns the languages of a script, by its index.
func scriptLanguagesOf(script int) scriptLanguages { return languagesOf()[scripts[script].name] }

// signs returns the signs of languages that a word has.
func (of scriptLanguages) signs(w string) []sign {
	var out []sign
	for _, i := range of.stop[w] {
		out = append(out, sign{int32(i), 2})
	}
	for _, i := range of.letters {
		if l := of.all[i]; l.Letters != "" && strings.ContainsAny(w, l.Letters) {
			out = append(out, sign{int32(i), 2})
		}
		if l := of.all[i]; l.Never != "" && strings.ContainsAny(w, l.Never) {
			out = append(out, sign{int32(i), -2})
		}
	}
	return out
}

// leading returns the language that leads by its signs, which are counted by the
// index of each language of a script, and by how many.
func leading(counts []int, script int, stated string) (lang string, lead int) {
	first, second := -1<<20, 0
	of := scriptLanguagesOf(script)
	for i, l := range of.all {
		n := counts[i]
		if l.Lang == stated {
			n += 3
		}
		switch {
		case n > first || n == first && l.Lang < lang:
			second, first, lang = max(first, 0), n, l.Lang
		case n > second:
			second = n
		}
	}
	switch {
	case len(of.all) == 0:
		return "script:" + scripts[script].name, 99
	case first <= 0:
		return "", 0
	}
	return lang, first - second
}
