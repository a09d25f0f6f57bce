package config

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"sitrep/internal/sanitize"
)

// decoder walks the syntax tree and collects its problems. The
// library's own decoding stops at the first problem and loses the place of
// some.
type decoder struct {
	file  string
	errs  []*Error
	lines map[string]int

	long, size int     // a list of so many feeds is read in pieces of this many
	pieces     []piece // of the list of feeds, which the tree lacks; nil: it is whole
	above      int     // lines of the file above the part being read
	first      int     // index of the first feed of the piece that is being read
}

func newDecoder(file string) *decoder {
	return &decoder{file: file, lines: make(map[string]int), long: longList, size: pieceSize}
}

// value is a node of the tree with the path of its key.
type value struct {
	d    *decoder
	node ast.Node
	key  string
}

func (v value) fail(msg, hint string) {
	v.d.errs = append(v.d.errs, &Error{File: v.d.file, Line: v.d.line(v.node), Key: v.key, Msg: msg, Hint: hint})
}

func (d *decoder) err() error {
	slices.SortStableFunc(d.errs, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	errs := make([]error, len(d.errs))
	for i, e := range d.errs {
		errs[i] = e
	}
	return errors.Join(errs...)
}

// line returns the line of the file on which a node stands; 0: not known.
func (d *decoder) line(n ast.Node) int {
	if at := line(n); at > 0 {
		return d.above + at
	}
	return 0
}

// line returns the line of a node in the parsed text.
func line(n ast.Node) int {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return 0
	}
	return n.GetToken().Position.Line
}

// read returns the values that could be read; nil if the file is not YAML. It reports false if
// its list of feeds cannot be read in pieces.
func (d *decoder) read(src []byte) (c *Config, ok bool) {
	root, ok := d.parse(withoutMark(src))
	if !ok {
		return nil, d.pieces == nil
	}
	c = Default()
	if root != nil {
		readMap(value{d, root, ""}, c, topKeys())
	}
	if d.pieces != nil && !d.readPieces(root, c) {
		return nil, false
	}
	d.checkFeeds(c)
	d.checkDesks(c)
	d.checkSiteRules(c)
	c.file, c.lines = d.file, d.lines
	return c, true
}

// parse returns the root of the tree, nil if the file says nothing. A long list of
// feeds is not in it, but in d.pieces.
func (d *decoder) parse(src []byte) (root ast.Node, ok bool) {
	whole := value{d: d}
	if n := tooDeep(src); n > 0 {
		d.errs = append(d.errs, &Error{File: d.file, Line: n, Msg: "lists or maps are nested too deeply"})
		return nil, false
	}
	if n := foreign(src); n > 0 {
		d.errs = append(d.errs, &Error{File: d.file, Line: n, Msg: "the file is not text", Hint: "YAML in UTF-8"})
		return nil, false
	}
	// The parser counts a line twice that ends in CR LF behind a comment.
	plain := bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	starts, end := entries(plain)
	rest, pieces := cut(plain, starts, end, d.long, d.size)
	if e := excess(d.file, plain, rest, starts); e != nil {
		d.errs = append(d.errs, e)
		return nil, false
	}
	d.pieces = pieces
	file, err := parseYAML(rest)
	if err != nil {
		d.errs = append(d.errs, syntaxError(d.file, src, err))
		return nil, false
	}
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root != nil:
			whole.node = doc.Body
			whole.fail("a second document begins here", "one configuration is one document: remove the line ---")
			return nil, false
		default:
			root = doc.Body
		}
	}
	return root, true
}

// parseYAML turns a panic in the library into an error: its input is
// whatever somebody typed.
func parseYAML(src []byte) (file *ast.File, err error) {
	defer func() {
		if r := recover(); r != nil {
			file, err = nil, errors.New("this is not YAML")
		}
	}()
	// Duplicates are found by readMap, all of them.
	return parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
}

// lineOf returns line n, counted from 1, or nothing.
func lineOf(src []byte, n int) string {
	for l := range strings.Lines(string(src)) {
		if n--; n == 0 {
			return l
		}
	}
	return ""
}

func syntaxError(file string, src []byte, err error) *Error {
	e := &Error{File: file, Msg: err.Error(), Hint: "check the indentation, and quote text that has : # or brackets in it"}
	if se, ok := errors.AsType[yaml.Error](err); ok {
		e.Msg = se.GetMessage()
		if t := se.GetToken(); t != nil && t.Position != nil {
			e.Line = t.Position.Line
		}
	}
	e.Msg = strings.Join(strings.Fields(e.Msg), " ")
	if l := lineOf(src, e.Line); strings.Contains(l[:len(l)-len(strings.TrimLeft(l, " \t"))], "\t") {
		e.Msg, e.Hint = "a tab stands before the text", "YAML is indented with spaces only"
	}
	return e
}

// tooDeep returns the line where a file is nested beyond any sense; 0: none.
// The parser calls itself for each level.
func tooDeep(src []byte) int {
	const most = 200
	n := 0
	for l := range strings.Lines(string(src)) {
		n++
		if strings.Count(l, "[")+strings.Count(l, "{") > most || strings.Count(l, "- ") > most || strings.Count(l, "? ") > most {
			if strings.HasPrefix(strings.TrimSpace(l), "#") {
				continue
			}
			return n
		}
	}
	depth, n := 0, 1
	for _, c := range src {
		switch c {
		case '\n':
			n++
		case '[', '{':
			if depth++; depth > 5*most {
				return n
			}
		case ']', '}':
			depth = max(0, depth-1)
		}
	}
	return 0
}

// foreign returns the line of the first byte that no text has; 0: none. A
// carriage return must stand before a line feed: alone it would make the
// lines of the parser others than those of an editor.
func foreign(src []byte) int {
	n := 1
	for i, c := range src {
		switch {
		case c == '\n':
			n++
		case c == '\r' && (i+1 == len(src) || src[i+1] != '\n'):
			return n
		case c < 0x20 && c != '\t' && c != '\r', c == 0x7f:
			return n
		}
	}
	return 0
}

// field is one key of a map that is read into a T.
type field[T any] struct {
	name string
	kind string // the kind of its values, for people
	def  string // its default as it is written; empty: none
	doc  string
	read func(v value, to *T)
}

// readMap reads a map into to, key by key.
func readMap[T any](v value, to *T, fields []field[T]) {
	m, ok := v.mapping()
	if !ok {
		return
	}
	seen := make(map[string]int)
	for it := m.MapRange(); it.Next(); {
		name, ok := v.keyName(it.Key())
		if !ok {
			continue
		}
		at := value{v.d, it.Key(), v.sub(name)}
		if first, again := seen[name]; again {
			at.fail(fmt.Sprintf("is already set on line %d", first), "remove one of them")
			continue
		}
		seen[name] = v.d.line(it.Key())
		i := slices.IndexFunc(fields, func(f field[T]) bool { return f.name == name })
		if i < 0 {
			at.fail("unknown key", suggest(name, fields))
			continue
		}
		v.d.lines[at.key] = v.d.line(it.Key())
		if it.Value() != nil && it.Value().Type() != ast.NullType {
			fields[i].read(value{v.d, it.Value(), at.key}, to)
		}
	}
}

// mapping returns the node as a map; nothing at all is an empty one.
func (v value) mapping() (ast.MapNode, bool) {
	m, ok := v.node.(ast.MapNode)
	if !ok {
		v.fail("is "+kindOf(v.node)+", not a map of keys and values", "")
	}
	return m, ok
}

func (v value) keyName(n ast.MapKeyNode) (string, bool) {
	switch k := n.(type) {
	case *ast.StringNode:
		return k.Value, true
	case *ast.IntegerNode, *ast.BoolNode, *ast.FloatNode, *ast.NullNode:
		return n.GetToken().Value, true
	}
	value{v.d, n, v.key}.fail("has a key that is not a name", "anchors and merges are not used here")
	return "", false
}

func (v value) sub(name string) string {
	if v.key == "" {
		return name
	}
	return v.key + "." + name
}

// items returns the parts of a list.
func (v value) items() []value {
	s, ok := v.node.(*ast.SequenceNode)
	if !ok {
		v.fail("is "+kindOf(v.node)+", not a list", "write - before each entry, or [a, b]")
		return nil
	}
	out := make([]value, 0, len(s.Values))
	first := 0
	if v.key == "feeds" {
		first = v.d.first
	}
	for i, n := range s.Values {
		key := fmt.Sprintf("%s[%d]", v.key, first+i)
		out = append(out, value{v.d, n, key})
		v.d.lines[key] = v.d.line(n)
	}
	return out
}

// text returns a scalar as text. Numbers count as text: a key may be called 1.
func (v value) text() (string, bool) {
	switch n := v.node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode:
		return n.GetToken().Value, true
	}
	v.fail("is "+kindOf(v.node)+", not text", "put it in quotes")
	return "", false
}

func kindOf(n ast.Node) string {
	if n == nil {
		return "nothing"
	}
	switch n.Type() {
	case ast.MappingType, ast.MappingValueType:
		return "a map"
	case ast.SequenceType:
		return "a list"
	case ast.BoolType:
		return n.GetToken().Value
	case ast.IntegerType, ast.FloatType, ast.InfinityType, ast.NanType:
		return "a number"
	case ast.StringType, ast.LiteralType:
		return strconv.Quote(shorten(n.GetToken().Value))
	case ast.NullType:
		return "nothing"
	case ast.AnchorType, ast.AliasType, ast.MergeKeyType:
		return "an anchor or alias"
	case ast.TagType:
		return "a tag"
	default:
		return "something else"
	}
}

// shorten returns a value as an error may repeat it: a part of it, and no
// secret.
func shorten(s string) string {
	s = sanitize.Redacted(s)
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// suggest names the key that was probably meant, or else all there are.
func suggest[T any](name string, fields []field[T]) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	if best := nearest(name, names); best != "" {
		return "did you mean " + best + "?"
	}
	return "known: " + strings.Join(names, ", ")
}

// nearest returns the candidate that differs from s in at most a third of
// its letters, and at most two; else "".
func nearest(s string, candidates []string) string {
	best, least := "", 3
	for _, c := range candidates {
		if n := sanitize.Mistakes(strings.ToLower(s), c); n < least && n*3 <= max(len(c), 3) {
			best, least = c, n
		}
	}
	return best
}
