package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// Config is the whole configuration. The zero value lacks the defaults; see
// Default.
type Config struct {
	Packs  []string // names of built-in lists of feeds
	Feeds  []Feed
	Desks  []Desk
	Labels []SiteRule // the meaning of labels on the pages of sites
	Poll   Poll
	Cache  Cache
	Store  Store
	Themes map[string]Theme // of the person's own, by name
	Reader Reader
	Alerts Alerts
	Serve  Serve
	Sync   []Peer // servers that also keep feeds and marks
	Brief  Brief
	// Locations are the person's own, for place: in queries.
	Locations []Location

	file  string
	lines map[string]int // where each key stands, by its path
}

// Feed is one feed of the reader's own.
type Feed struct {
	URL      string // canonical spelling; unique
	Name     string // empty: the feed's own title
	Tags     []string
	Interval time.Duration // 0: Poll.Interval
	FullText bool          // fetch each story's page without being asked
	Type     string        // "feed", "sitemap" or "warning"
}

// Desk is a saved query.
type Desk struct {
	Name  string
	Query string // not checked here: the query language is another package's
	Key   string // empty: none
}

// Poll says how feeds and pages are fetched.
type Poll struct {
	Interval     time.Duration // the least time between two polls of a feed
	Concurrency  int           // requests at once, over all hosts
	PerHost      int           // requests at once to one host
	HostGap      time.Duration // the least time between two requests to one host
	Timeout      time.Duration // of one request, the body included
	MaxBody      int64         // bytes of a decoded body
	Proxy        string        // empty: none
	Contact      string        // told to servers; empty: the project's
	AllowPrivate []string      // host names, addresses and CIDRs
	Budget       Budget
}

// Budget is how much may be fetched. The zero value sets no limit.
type Budget struct {
	Bytes int64
	Per   time.Duration
}

// Cache says where stories are kept and for how long.
type Cache struct {
	Dir         string // empty: the system's data folder
	KeepDays    int    // counted from first seen; 0: for ever
	KeepStarred bool   // never drop a starred story

	KeepRevisions time.Duration // earlier wordings that differ in form alone; 0: for ever
}

// Store says which database keeps the cache, if none does it is a file.
type Store struct {
	URL     string // postgres://...; empty: URLFile, or a file in Cache.Dir
	URLFile string // a file that holds the address, which only its owner can read
}

// Reader says how the screen looks and works.
type Reader struct {
	Width     int // the widest line of text, in cells
	Theme     string
	Preview   string // show the story that the cursor rests on: "auto", "on" or "off"
	Hints     string // a row of keys: "auto", "on" or "off"
	Keymap    string
	Keys      map[string][]string // the keys of an action, by its name
	ASCII     bool
	Mouse     bool
	Browser   []string // program and arguments; empty: the system's
	Direction string   // "logical" or "visual"
	Links     string   // hyperlinks of the terminal: "auto", "on" or "off"
	Title     bool     // set the terminal's title
	Bell      bool     // ring the terminal's bell for new stories
	Confirm   string   // ask before a list longer than the screen is marked read: "on" or "off"
	Times     string   // of lists: "clock", "relative" or "both"
	Cite      string   // the form of citations: "markdown", "plain", "ris" or "bibtex"
	Fold      bool     // stories of one event are one row of the headlines
	Pipe      map[string][]string
}

// Default returns the configuration of a reader who wrote none. Each call
// returns a value of its own.
func Default() *Config {
	return &Config{
		Packs: []string{"world", "ukraine", "humanitarian", "hazards", "health"},
		Poll: Poll{
			Interval: 30 * time.Minute, Concurrency: 256, PerHost: 2, HostGap: time.Second,
			Timeout: 30 * time.Second, MaxBody: 10 << 20,
		},
		Cache:  Cache{KeepDays: 365, KeepStarred: true, KeepRevisions: 30 * 24 * time.Hour},
		Reader: Reader{Width: 76, Theme: "auto", Preview: "auto", Hints: "auto", Keymap: "sitrep", Direction: "logical", Links: "auto", Confirm: "on", Times: "clock", Cite: "markdown", Fold: true},
		Alerts: Alerts{PerHour: 6, Notify: "off"},
		Serve:  Serve{Listen: "127.0.0.1:2222", Sessions: 200, Idle: 8 * time.Hour},
		Brief:  Brief{Lines: 18},
	}
}

// maxFile is the largest file that is read, in bytes.
const maxFile = 4 << 20

// Load reads the file at path. Its error matches fs.ErrNotExist if there is
// no such file; else it joins one Error for each problem, in the order of
// their lines, with what check finds. Check judges what only the caller can; it sees a
// configuration with problems as well, in which wrong values have their defaults.
func Load(path string, check func(*Config) error) (*Config, error) {
	src, err := readFile(path)
	if err != nil {
		return nil, err
	}
	c, err := read(path, src)
	if c != nil {
		err = errors.Join(inOrder(errors.Join(err, check(c)))...)
	}
	if err != nil {
		return nil, err
	}
	return c, nil
}

// inOrder takes joined errors apart and puts them in the order of their lines.
func inOrder(err error) []error {
	var out []error
	var note func(error)
	note = func(err error) {
		if all, ok := err.(interface{ Unwrap() []error }); ok {
			for _, err := range all.Unwrap() {
				note(err)
			}
			return
		}
		out = append(out, err)
	}
	if err != nil {
		note(err)
	}
	at := func(err error) int {
		if e, ok := errors.AsType[*Error](err); ok {
			return e.Line
		}
		return 0
	}
	slices.SortStableFunc(out, func(a, b error) int { return cmp.Compare(at(a), at(b)) })
	return out
}

// readFile reads the file at path, which must be one: to open a pipe can take
// for ever, and a device may have no end.
func readFile(path string) ([]byte, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("read configuration %s: %w", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("read configuration: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("read configuration %s: it is not a regular file", path)
	case info.Size() > maxFile:
		return nil, tooLarge(path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1)) // it may have grown, or not know its size
	switch {
	case err != nil:
		return nil, fmt.Errorf("read configuration: %w", err)
	case len(src) > maxFile:
		return nil, tooLarge(path)
	}
	return src, nil
}

func tooLarge(path string) error {
	return &Error{File: path, Msg: "the file is too large", Hint: "4 MiB or less"}
}

// Parse reads the configuration in src; name stands for the file in errors.
// What src does not set keeps its default. The error joins one Error for
// each problem, in the order of their lines.
func Parse(name string, src []byte) (*Config, error) {
	c, err := read(name, src)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// read returns the values that could be read, and the problems of the rest; nil
// if the file is no YAML.
func read(name string, src []byte) (*Config, error) {
	d := newDecoder(name)
	c, ok := d.read(src)
	if !ok { // not in pieces, then
		d = newDecoder(name)
		d.long = math.MaxInt
		c, _ = d.read(src)
	}
	if c != nil {
		d.checkTheme(c)
	}
	return c, d.err()
}

// withoutMark drops the byte-order mark that some editors put before a text.
func withoutMark(src []byte) []byte { return bytes.TrimPrefix(src, []byte("\ufeff")) }

// Problem returns an Error at the line of a key, such as "desks[0].query",
// for what only the user of the value can judge. A key that the file does
// not set has no line.
func (c *Config) Problem(key, msg, hint string) error {
	return &Error{File: c.file, Line: c.lines[key], Key: key, Msg: msg, Hint: hint}
}

// Sets reports whether the file sets the key.
func (c *Config) Sets(key string) bool { return c.lines[key] > 0 }

// Error is one problem of a configuration.
type Error struct {
	File string
	Line int    // from 1; 0: no line can be named
	Key  string // such as "feeds[0].interval"; empty: the file as a whole
	Msg  string // the problem
	Hint string // an example of a right value; may be empty
}

// Error returns "FILE:LINE: KEY: MSG (HINT)".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": ")
	if e.Key != "" {
		b.WriteString(sanitize.RedactedText(e.Key) + ": ")
	}
	b.WriteString(sanitize.RedactedText(e.Msg))
	if e.Hint != "" {
		b.WriteString(" (" + e.Hint + ")")
	}
	return b.String()
}
