package match

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"sitrep/internal/sanitize"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// language is one file of words/.
type language struct {
	Lang string `yaml:"lang"`
	// Negations are words that turn the meaning of a title around.
	Negations []string `yaml:"negations"`
	// Inside are negations of a script that puts no spaces between words:
	// they are looked for inside the text.
	Inside []string `yaml:"inside"`
	// Apart and Alike are examples, the test of the file: pairs of titles
	// that are two reports, one of them negated, and pairs that are one.
	Apart []pair `yaml:"apart"`
	Alike []pair `yaml:"alike"`
}

type pair [2]string

// lexicon holds the words of all languages, folded.
type lexicon struct {
	negations map[string]bool
	inside    []string
}

// lexica returns the lexicon. It reads the files when it is first called. The
// files are part of the program and tests read each, so a broken one panics.
var lexica = sync.OnceValue(func() *lexicon {
	ls, err := readLanguages(wordFiles)
	if err != nil {
		panic(err)
	}
	return newLexicon(ls)
})

func newLexicon(ls []*language) *lexicon {
	lex := &lexicon{negations: map[string]bool{}}
	for _, l := range ls {
		for _, w := range l.Negations {
			lex.negations[sanitize.Fold(w)] = true
		}
		for _, w := range l.Inside {
			lex.inside = append(lex.inside, sanitize.Fold(w))
		}
	}
	return lex
}

// readLanguages reads all files of words.
func readLanguages(files fs.FS) ([]*language, error) {
	names, err := fs.Glob(files, "words/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list words: %w", err)
	}
	var out []*language
	for _, name := range names {
		l, err := readLanguage(files, name)
		if err != nil {
			return nil, fmt.Errorf("read words %s: %w", name, err)
		}
		out = append(out, l)
	}
	return out, nil
}

func readLanguage(files fs.FS, name string) (*language, error) {
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	l := new(language)
	if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(l); err != nil {
		return nil, err
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); l.Lang != want {
		return nil, fmt.Errorf("lang is %q, want %q as the file is called", l.Lang, want)
	}
	if len(l.Negations)+len(l.Inside) == 0 {
		return nil, errors.New("it has no words")
	}
	return l, nil
}
