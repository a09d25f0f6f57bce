package config

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// ErrNoFeed is matched by the error of RemoveFeed if the file lists no such
// feed.
var ErrNoFeed = errors.New("the configuration lists no such feed")

// AddFeeds returns the source of a configuration with feeds added at the end
// of its list. All else, comments and layout included, stays as it is. An
// empty src becomes a new file with the starter packs. A feed whose address
// is listed already is an error.
func AddFeeds(name string, src []byte, feeds ...Feed) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	if len(strings.TrimSpace(string(src))) == 0 {
		src = []byte(newFile(before))
	}
	l, err := findList(name, src, "feeds")
	if err != nil {
		return nil, err
	}
	var block []string
	for _, f := range feeds {
		block = append(block, l.entry(feedLines(f))...)
	}
	out, err := l.add(block)
	if err != nil {
		return nil, err
	}
	return verified(name, out, before, "feeds", func(c *Config) { c.Feeds = append(slices.Clone(c.Feeds), feeds...) })
}

// RemoveFeed returns the source of a configuration without the feed at url.
// Its error matches ErrNoFeed if there is none.
func RemoveFeed(name string, src []byte, url string) ([]byte, error) {
	src = withoutMark(src)
	before, err := Parse(name, src)
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(before.Feeds, func(f Feed) bool { return f.URL == url })
	if i < 0 {
		return nil, fmt.Errorf("remove %s: %w", url, ErrNoFeed)
	}
	l, err := findList(name, src, "feeds")
	if err != nil {
		return nil, err
	}
	out, err := l.remove(i, len(before.Feeds))
	if err != nil {
		return nil, err
	}
	return verified(name, out, before, "feeds", func(c *Config) { c.Feeds = slices.Delete(slices.Clone(c.Feeds), i, i+1) })
}

// verified parses what an edit of a key made and returns it only if it says what it
// should: the same as before, but for the change.
func verified(name string, out []byte, before *Config, key string, change func(*Config)) ([]byte, error) {
	if len(out) > maxFile {
		return nil, tooLarge(name)
	}
	after, err := Parse(name, out)
	if err != nil {
		return nil, fmt.Errorf("edit the list of %s: %w", key, err)
	}
	want := *before
	change(&want)
	want.file, want.lines = after.file, after.lines
	normalize(&want)
	normalize(after)
	if !reflect.DeepEqual(&want, after) {
		return nil, &Error{File: name, Line: before.lines[key], Key: key, Msg: "is laid out in a way that sitrep cannot edit", Hint: "edit it by hand, or write one entry a line"}
	}
	return out, nil
}

// normalize makes equal what means the same.
func normalize(c *Config) {
	c.Feeds = slices.Clone(c.Feeds)
	for i := range c.Feeds {
		f := &c.Feeds[i]
		if f.Type == "" {
			f.Type = "feed"
		}
		if len(f.Tags) == 0 {
			f.Tags = nil
		}
	}
	if len(c.Feeds) == 0 {
		c.Feeds = nil
	}
	if len(c.Packs) == 0 {
		c.Packs = nil
	}
	if len(c.Labels) == 0 {
		c.Labels = nil
	}
}

func newFile(c *Config) string {
	return "# sitrep: what is followed. All keys, with their defaults: config.example.yaml\n\n" +
		"packs: [" + strings.Join(c.Packs, ", ") + "]\n\nfeeds:\n"
}

// listLines are the lines of a list in a source.
type listLines struct {
	file  string
	key   string   // of the list, at the top
	lines []string // with their line ends
	at    int      // index of the line with the key; -1: there is none
	end   int      // index after the last line of the list that says something
	flow  bool     // written in brackets with something in them
	dash  string   // the indentation of the dashes
	items []int    // indexes of the lines with the dashes
	eol   string
}

func findList(name string, src []byte, key string) (*listLines, error) {
	d := newDecoder(name)
	root, ok := d.parse(src)
	if !ok {
		return nil, d.err()
	}
	l := &listLines{file: name, key: key, lines: slices.Collect(strings.Lines(string(src))), at: -1, dash: "  ", eol: "\n"}
	if strings.Contains(string(src), "\r\n") {
		l.eol = "\r\n"
	}
	m, ok := root.(ast.MapNode)
	if !ok {
		return l, nil
	}
	for it := m.MapRange(); it.Next(); {
		if it.Key().GetToken().Value == key {
			l.at = line(it.Key()) - 1
			if s, list := it.Value().(*ast.SequenceNode); list && s.IsFlowStyle && len(s.Values) > 0 {
				l.flow = true
			}
		}
	}
	if l.at >= 0 {
		l.scan()
	}
	return l, nil
}

// scan finds the lines of the list below its key.
func (l *listLines) scan() {
	l.end = l.at + 1
	for i := l.at + 1; i < len(l.lines); i++ {
		text := strings.TrimRight(l.lines[i], " \t\r\n")
		trimmed := strings.TrimLeft(text, " ")
		if trimmed == "" || trimmed[0] == '#' {
			continue
		}
		indent := text[:len(text)-len(trimmed)]
		isDash := trimmed == "-" || strings.HasPrefix(trimmed, "- ")
		if indent == "" && !isDash {
			return
		}
		if isDash && (len(l.items) == 0 || indent == l.dash) {
			l.dash = indent
			l.items = append(l.items, i)
		}
		l.end = i + 1
	}
}

func (l *listLines) byHand() error {
	return &Error{File: l.file, Line: l.at + 1, Key: l.key, Msg: "is a list in brackets, which sitrep does not edit", Hint: "write one entry a line, each after a dash"}
}

// add puts entries at the end of the list, which is made if there is none.
func (l *listLines) add(block []string) ([]byte, error) {
	if l.flow {
		return nil, l.byHand()
	}
	if l.at < 0 {
		block = slices.Insert(block, 0, l.eol+l.key+":"+l.eol)
		l.end = len(l.lines)
	}
	lines := slices.Clone(l.lines)
	if l.at >= 0 {
		lines[l.at] = l.opened(lines[l.at])
	}
	if l.end > 0 && !strings.HasSuffix(lines[l.end-1], "\n") {
		lines[l.end-1] += l.eol
	}
	lines = slices.Insert(lines, l.end, block...)
	return []byte(strings.Join(lines, "")), nil
}

// opened drops an empty list that stands behind the key.
func (l *listLines) opened(line string) string {
	return regexp.MustCompile(`^(`+l.key+`:)[ \t]*(\[[ \t]*\]|null|~)`).ReplaceAllString(line, "$1")
}

// entry writes the keys of an entry, each a line, below a dash.
func (l *listLines) entry(keys []string) []string {
	lines := make([]string, len(keys))
	for i, k := range keys {
		lead := "  "
		if i == 0 {
			lead = "- "
		}
		lines[i] = l.dash + lead + k + l.eol
	}
	return lines
}

// feedLines writes the keys of a feed.
func feedLines(f Feed) []string {
	lines := []string{"url: " + scalar(f.URL)}
	more := func(s string) { lines = append(lines, s) }
	if f.Name != "" {
		more("name: " + quote(f.Name))
	}
	if len(f.Tags) > 0 {
		more("tags: " + flowList(f.Tags))
	}
	if f.Interval > 0 {
		more("interval: " + span(f.Interval))
	}
	if f.FullText {
		more("fulltext: true")
	}
	if f.Type != "" && f.Type != "feed" {
		more("type: " + f.Type)
	}
	return lines
}

// flowList writes words as a list in brackets.
func flowList(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = scalar(w)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// scalar writes a text plainly where YAML lets it, else in quotes.
func scalar(s string) string {
	if regexp.MustCompile(`^[A-Za-z]([A-Za-z0-9:/._~?=&%+;@-]*[A-Za-z0-9/=_-])?$`).MatchString(s) &&
		!slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n"}, strings.ToLower(s)) {
		return s
	}
	return quote(s)
}

// quote writes a text as JSON does, which is YAML too.
func quote(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (l *listLines) remove(i, n int) ([]byte, error) {
	if l.flow || len(l.items) != n {
		return nil, l.byHand()
	}
	end := l.end
	if i+1 < n {
		end = l.items[i+1]
	}
	// Comments above the next feed belong to that one.
	for end > l.items[i]+1 {
		s := strings.TrimSpace(l.lines[end-1])
		if s != "" && s[0] != '#' {
			break
		}
		end--
	}
	return []byte(strings.Join(slices.Delete(slices.Clone(l.lines), l.items[i], end), "")), nil
}

// editWait is how long Edit waits for another process that edits the file.
const editWait = 5 * time.Second

// Edit reads the file at path, has its source changed and writes it back,
// while no other process does the same: a lock of the system on a file beside it,
// named like it with ".lock" at the end, keeps them out, and ends with the process
// that has it. A file that does not exist has an empty source; if change returns
// nil, nothing is written. now is the time.
func Edit(ctx context.Context, path string, now func() time.Time, change func(src []byte) ([]byte, error)) error {
	path, err := target(path)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(path), 0o700)
	}
	if err != nil {
		return fmt.Errorf("edit configuration: %w", err)
	}
	unlock, err := lock(ctx, path+".lock", now)
	if err != nil {
		return fmt.Errorf("edit configuration: %w", err)
	}
	defer unlock()
	src, err := readFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	out, err := change(src)
	if err != nil || out == nil {
		return err
	}
	return Write(path, out)
}

// lock locks the file at path, which is made if need be, and waits for others that
// have locked it.
func lock(ctx context.Context, path string, now func() time.Time) (unlock func(), err error) {
	give := now().Add(editWait)
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for {
		f, err := tryLock(path)
		if err != nil {
			return nil, err
		}
		if f != nil {
			return func() { release(f, path) }, nil
		}
		if left := give.Sub(now()); left < 0 || left > editWait { // or the clock was set back
			return nil, errors.New("another process is editing it; try again when that has ended")
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// target follows symbolic links to the file they lead to, which need not
// exist.
func target(path string) (string, error) {
	for range 40 { // as many as Linux follows
		info, err := os.Lstat(path)
		if errors.Is(err, fs.ErrNotExist) || err == nil && info.Mode()&fs.ModeSymlink == 0 {
			return path, nil
		}
		if err != nil {
			return "", err
		}
		to, err := os.Readlink(path)
		if err != nil {
			return "", err
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(path), to)
		}
		path = to
	}
	return "", fmt.Errorf("%s: too many symbolic links", path)
}

// Write replaces the file at path in one step: after a crash there is the
// old file or the new one. The file can be read by its owner only; a missing
// folder is made, for its owner only. A symbolic link is followed, also to a
// file that does not exist yet.
func Write(path string, src []byte) (err error) {
	if path, err = target(path); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	f, err := os.CreateTemp(dir, ".sitrep-*.yaml") // mode 0600
	if err != nil {
		return fmt.Errorf("write configuration: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write configuration: %w", err), os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(src)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	// The new name must survive a power cut as well.
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync() // some systems cannot
		_ = d.Close()
	}
	return nil
}
