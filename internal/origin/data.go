package origin

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed agencies.yaml
var agenciesFile []byte

//go:embed owners.yaml
var ownersFile []byte

//go:embed words.yaml
var wordsFile []byte

// agency is an entry of agencies.yaml.
type agency struct {
	Key    string   `yaml:"key"`
	Forms  []string `yaml:"forms"`
	Source string   `yaml:"source"`
}

// owner is an entry of owners.yaml.
type owner struct {
	Owner  string   `yaml:"owner"`
	Sites  []string `yaml:"sites"`
	Source string   `yaml:"source"`
}

// language is an entry of words.yaml.
type language struct {
	Lang     string   `yaml:"lang"`
	Cites    []string `yaml:"cites"`
	Says     []string `yaml:"says"`
	Credits  []string `yaml:"credits"`
	Official []string `yaml:"official"`
	Articles []string `yaml:"articles"`
}

// lexicon holds the data of the files, folded.
type lexicon struct {
	exact    map[string]string // short forms of agencies as printed, to their keys
	folded   map[string]string // the others, folded
	owners   map[string]string // by site
	cites    []string          // folded, a space at both ends
	says     map[string]bool
	credits  []string
	official map[string]bool
	articles map[string]bool
}

// lexica returns the data of the files. They are part of the program and a
// test reads them, so a broken one panics.
var lexica = sync.OnceValue(func() *lexicon {
	lex, err := readFiles(agenciesFile, ownersFile, wordsFile)
	if err != nil {
		panic(err)
	}
	return lex
})

func readFiles(agencies, owners, words []byte) (*lexicon, error) {
	x := &lexicon{
		exact: map[string]string{}, folded: map[string]string{}, owners: map[string]string{},
		says: map[string]bool{}, official: map[string]bool{}, articles: map[string]bool{},
	}
	var as []agency
	var os []owner
	var ls []language
	for _, f := range []struct {
		name string
		src  []byte
		into any
	}{{"agencies", agencies, &as}, {"owners", owners, &os}, {"words", words, &ls}} {
		if err := yaml.NewDecoder(bytes.NewReader(f.src), yaml.Strict()).Decode(f.into); err != nil {
			return nil, fmt.Errorf("read %s: %w", f.name, err)
		}
	}
	for _, a := range as {
		if a.Key == "" || len(a.Forms) == 0 || !strings.HasPrefix(a.Source, "https://") {
			return nil, fmt.Errorf("read agencies: %q lacks a form or its source", a.Key)
		}
		for _, f := range a.Forms {
			if len([]rune(f)) <= shortForm {
				x.exact[f] = a.Key
			} else {
				x.folded[fold(f)] = a.Key
			}
		}
	}
	for _, o := range os {
		if o.Owner == "" || len(o.Sites) == 0 || !strings.HasPrefix(o.Source, "https://") {
			return nil, fmt.Errorf("read owners: %q lacks a site or its source", o.Owner)
		}
		for _, s := range o.Sites {
			x.owners[s] = o.Owner
		}
	}
	for _, l := range ls {
		x.add(&l)
	}
	return x, nil
}

// shortForm is up to how many letters a form of an agency has that counts
// only as printed.
const shortForm = 4

func (x *lexicon) add(l *language) {
	for _, w := range l.Cites {
		x.cites = append(x.cites, fold(w))
	}
	for _, w := range l.Credits {
		x.credits = append(x.credits, strings.ToLower(w))
	}
	for _, s := range []struct {
		words []string
		into  map[string]bool
	}{{l.Says, x.says}, {l.Official, x.official}, {l.Articles, x.articles}} {
		for _, w := range s.words {
			s.into[fold(w)] = true
		}
	}
}

// Owner returns the owner of the outlet at a site, the part of an address
// that somebody registered; "": none is known.
func Owner(site string) string { return lexica().owners[site] }

// agencyNamed returns the agency that a name as printed stands for.
func (x *lexicon) agencyNamed(name string) (key string, ok bool) {
	name = strings.TrimSpace(strings.Trim(name, " .,;:()[]/©*"))
	if key, ok = x.exact[name]; ok {
		return key, true
	}
	key, ok = x.folded[fold(name)]
	return key, ok
}
