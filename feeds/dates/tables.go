package dates

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed months/*.yaml zones.yaml clock.yaml
var dataFiles embed.FS

// language is one file of months/.
type language struct {
	Lang string `yaml:"lang"`
	// Months are the names of the months, January first, in lower case. A
	// name matches every word that begins with it; a name with a full stop at
	// its end matches that word only, without the full stop. A name of two
	// words is read as the first name of its month.
	Months [][]string `yaml:"months"`
	// Match and Ignore are examples, the test of the file: texts by the day
	// that both readers find in them, and texts in which neither finds one.
	Match  map[string]string `yaml:"match"`
	Ignore []string          `yaml:"ignore"`
}

// monthName is one name of a month.
type monthName struct {
	text   string
	whole  bool // it matches the whole word only
	number int
}

// monthTable holds the names of the months in all languages.
type monthTable struct {
	names map[[2]byte][]monthName // by their first two bytes, the longest first
	pairs [][2]string             // names of two words, each with a name of one word
}

// months is months/, read on first use. Like the other tables it never changes
// after that.
var months = sync.OnceValue(func() *monthTable { return must(readMonths(dataFiles)) })

// must panics on an error in the embedded data. The tests of this package read
// all of it.
func must[T any](table T, err error) T {
	if err != nil {
		panic("dates: " + err.Error())
	}
	return table
}

// find returns the number of the month that a word in lower case names, by the
// longest name that matches; 0: none.
func (t *monthTable) find(word string) int {
	if len(word) < 3 {
		return 0
	}
	for _, n := range t.names[[2]byte{word[0], word[1]}] {
		if strings.HasPrefix(word, n.text) && (!n.whole || len(word) == len(n.text)) {
			return n.number
		}
	}
	return 0
}

// readMonths reads the files of months/. One name with two numbers is an error.
func readMonths(files fs.FS) (*monthTable, error) {
	paths, err := fs.Glob(files, "months/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	t := &monthTable{names: make(map[[2]byte][]monthName)}
	known := make(map[string]int)
	for _, name := range paths {
		l, err := readLanguage(files, name)
		if err != nil {
			return nil, err
		}
		for i, names := range l.Months {
			for _, s := range names {
				switch was := known[s]; {
				case was == i+1:
					continue
				case was != 0:
					return nil, fmt.Errorf("language file %s: %s is month %d, and %d elsewhere", name, s, i+1, was)
				}
				known[s] = i + 1
				if strings.Contains(s, " ") {
					t.pairs = append(t.pairs, [2]string{s, names[0]})
					continue
				}
				text, whole := strings.CutSuffix(s, ".")
				k := [2]byte{text[0], text[1]}
				t.names[k] = append(t.names[k], monthName{text, whole, i + 1})
			}
		}
	}
	for _, names := range t.names {
		slices.SortFunc(names, func(a, b monthName) int { return cmp.Compare(len(b.text), len(a.text)) })
	}
	return t, nil
}

func readLanguage(files fs.FS, name string) (*language, error) {
	l := new(language)
	if err := decode(files, name, l); err != nil {
		return nil, fmt.Errorf("language file %s: %w", name, err)
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); l.Lang != want {
		return nil, fmt.Errorf("language file %s: lang is %q, want %q as the file is called", name, l.Lang, want)
	}
	if len(l.Months) != 12 {
		return nil, fmt.Errorf("language file %s: %d months, want 12", name, len(l.Months))
	}
	for i, names := range l.Months {
		if len(names) == 0 {
			return nil, fmt.Errorf("language file %s: month %d has no name", name, i+1)
		}
		for _, s := range names {
			if len(s) < 3 || s != strings.ToLower(s) {
				return nil, fmt.Errorf("language file %s: name %q of month %d, want three bytes or more in lower case", name, s, i+1)
			}
		}
	}
	return l, nil
}

// decode reads a data file. A key that is not known is an error.
func decode(files fs.FS, name string, into any) error {
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return fmt.Errorf("read: %w", err)
	}
	return yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(into)
}
