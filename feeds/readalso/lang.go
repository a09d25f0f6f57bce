package readalso

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed lang/*.yaml
var langFiles embed.FS

// language is one file of lang/.
type language struct {
	Lang    string  `yaml:"lang"`
	Markers markers `yaml:"markers"`
	// Reject are phrases of labels and titles that look like a reference
	// and are none: subscriptions, topics, consent.
	Reject []string `yaml:"reject"`
	// Labels are words printed at either end of a title that are no part
	// of it: the kind of the media, who may read it.
	Labels []string `yaml:"labels"`
	// Openers are words that many sentences begin with and few names.
	Openers []string `yaml:"openers"`
	// Headings are words that say nothing on a line with a title, and leave
	// no doubt alone on their line over links to stories: related.
	Headings []string `yaml:"headings"`
	// Listings are headings over links that do not belong to the story:
	// most read, latest news.
	Listings []string `yaml:"listings"`
	// Credits are labels before a link that leads to no story: photo,
	// source, contact.
	Credits []string `yaml:"credits"`
	// Match and Ignore are examples, the test of the file: a line of text,
	// or of HTML if it begins with "<".
	Match  []string `yaml:"match"`
	Ignore []string `yaml:"ignore"`
}

// markers are the announcing words of a language by how much they say on
// their own.
type markers struct {
	Strong []string `yaml:"strong"` // enough with a separator or a link
	Single []string `yaml:"single"` // needs colon, arrow, bracket or a line of its own
	Weak   []string `yaml:"weak"`   // needs a link, or to be a heading
}

// New returns a Matcher for all languages. An error means that a language
// file is broken.
func New() (*Matcher, error) { return newFrom(langFiles) }

// Default returns the Matcher for all languages. It reads the files when it is
// first called. They are part of the program and tests read each, so a broken
// one panics.
func Default() *Matcher { return shared() }

var shared = sync.OnceValue(func() *Matcher {
	m, err := New()
	if err != nil {
		panic(err)
	}
	return m
})

func newFrom(files fs.FS) (*Matcher, error) {
	names, err := fs.Glob(files, "lang/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list languages: %w", err)
	}
	slices.Sort(names)
	mod, err := readWeights(weightsFile)
	if err != nil {
		return nil, err
	}
	m := &Matcher{markers: new(trie), rejects: new(trie), labels: new(trie), openers: new(trie), headings: new(trie), listings: new(trie), credits: new(trie), model: mod}
	for _, name := range names {
		l, err := readLanguage(files, name)
		if err != nil {
			return nil, err
		}
		m.add(l)
	}
	return m, nil
}

func readLanguage(files fs.FS, name string) (*language, error) {
	src, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fmt.Errorf("read language: %w", err)
	}
	l := new(language)
	if !l.readPlain(string(src)) {
		*l = language{}
		if err := yaml.NewDecoder(bytes.NewReader(src), yaml.Strict()).Decode(l); err != nil {
			return nil, fmt.Errorf("language file %s: %w", name, err)
		}
	}
	if want := strings.TrimSuffix(path.Base(name), ".yaml"); l.Lang != want {
		return nil, fmt.Errorf("language file %s: lang is %q, want %q as the file is called", name, l.Lang, want)
	}
	if len(l.Markers.Strong) == 0 {
		return nil, fmt.Errorf("language file %s: markers.strong is empty", name)
	}
	return l, nil
}

func (m *Matcher) add(l *language) {
	m.langs = append(m.langs, l.Lang)
	for _, w := range l.Markers.Weak {
		m.markers.add(w, weak)
	}
	for _, w := range l.Markers.Single {
		m.markers.add(w, single)
	}
	for _, w := range l.Markers.Strong {
		m.markers.add(w, strong)
	}
	for _, w := range l.Reject {
		m.rejects.add(w, strong)
	}
	for _, w := range l.Labels {
		m.labels.add(w, strong)
	}
	for _, w := range l.Openers {
		m.openers.add(w, strong)
	}
	for _, w := range l.Headings {
		m.markers.add(w, weak)
		m.headings.add(w, strong)
	}
	for _, w := range l.Listings {
		m.listings.add(w, strong)
	}
	for _, w := range l.Credits {
		m.credits.add(w, strong)
	}
}

// readPlain reads a file that is written as the files of lang/ are: names of
// lists, and a value a line. It reports false for anything else, which is left
// to the reader of YAML; that takes ten times as long.
func (l *language) readPlain(src string) bool {
	lists := map[string]*[]string{
		"  strong:": &l.Markers.Strong, "  single:": &l.Markers.Single, "  weak:": &l.Markers.Weak, "reject:": &l.Reject, "labels:": &l.Labels,
		"openers:": &l.Openers, "headings:": &l.Headings, "listings:": &l.Listings, "credits:": &l.Credits, "match:": &l.Match, "ignore:": &l.Ignore,
	}
	var list *[]string
	for line := range strings.Lines(src) {
		line = strings.TrimSuffix(line, "\n")
		value, isItem := strings.CutPrefix(strings.TrimLeft(line, " "), "- ")
		switch {
		case line == "", line[0] == '#', line == "markers:":
		case strings.HasPrefix(line, "lang: "):
			l.Lang = line[len("lang: "):]
		case isItem && list != nil:
			v, ok := plainValue(value)
			if !ok {
				return false
			}
			*list = append(*list, v)
		default:
			if list = lists[line]; list == nil {
				return false
			}
		}
	}
	return true
}

// plainValue returns a value that is written without quotation marks, or
// between two double ones without escapes other than of themselves.
func plainValue(s string) (string, bool) {
	if in, ok := strings.CutPrefix(s, `"`); ok {
		in, ok = strings.CutSuffix(in, `"`)
		in = strings.ReplaceAll(in, `\"`, "\x00")
		return strings.ReplaceAll(in, "\x00", `"`), ok && !strings.ContainsAny(in, `"\`)
	}
	return s, s != "" && s == strings.TrimSpace(s) && !strings.ContainsAny(s, "#\"\\") && !strings.Contains(s, ": ") && !strings.ContainsAny(s[:1], "'&*!|>%@`[]{},?:-")
}
