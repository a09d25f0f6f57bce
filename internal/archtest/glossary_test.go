package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// glossary lists words that once had several meanings, or were metaphors. A
// name may contain one only in the packages listed, where it has the meaning
// given. "ui/..." is ui and every package below it.
//
// To tighten a word, delete a line of in. The test then lists the names that
// are left.
var glossary = []struct {
	words  []string          // as they stand in a name, in lower case
	in     map[string]string // where the word may be used, and its meaning there
	better string            // for other packages
}{
	{
		[]string{"desk", "desks"},
		map[string]string{
			"internal/config": "a saved query", "internal/news": "a saved query", "ui/...": "a saved query", "cmd/...": "a saved query",
		},
		"slot or permit for something limited; a desk is a saved query",
	},
	{
		[]string{"place", "places", "placed"},
		map[string]string{
			"internal/store/...":      "the sort key of a story in a list",
			"internal/news":           "a point on the earth (Warning.Place)",
			"feeds/hazard":            "a point on the earth",
			"internal/alert":          "a location that a rule asks for",
			"ui":                      "where a person left off",
			"ui/reader":               "where a person left off",
			"cmd/sitrep":              "where a person left off, and its lease",
			"cmd/sitrep/internal/app": "where a person left off, and its lease", "cmd/sitrep/internal/screen": "the same", "cmd/sitrep/internal/served": "the same",
		},
		"order, position, slot, area, sortKey",
	},
	{
		[]string{"held"},
		map[string]string{
			"internal/news":               "in the cache (NotHeld); a host on hold (FeedState.Held)",
			"internal/store/...":          "in the cache",
			"internal/sanitize":           "kept back until the next character is known",
			"cmd/sitrep/internal/app":     "a lease of this process",
			"cmd/sitrep/internal/present": "fields of JSON",
		},
		"cached, onHold, deferred",
	},
	{[]string{"wish", "wishes"}, nil, "request, preference"},
	{
		[]string{"take", "takes"},
		map[string]string{
			"internal/store/...":      "receives a batch, or claims a row",
			"cmd/sitrep/internal/app": "takes a place over; takes requests out of the cache",
		},
		"consume, apply, feed, drain, remove",
	},
	{
		[]string{"walk", "walks"},
		map[string]string{
			"internal/query": "visits a tree of conditions",
			"ui":             "the way of a person through stories", "ui/pane": "the way of a person through stories", "ui/reader": "the way of a person through stories",
		},
		"visit for a tree, exchange for a request with redirects",
	},
	{[]string{"dialect", "dialects"}, nil, "family of terminals, format of documents"},
	{[]string{"seat", "seats"}, nil, "permit"},
	{[]string{"purse"}, nil, "budget"},
	{[]string{"errand", "errands"}, nil, "PrefetchJob"},
	{[]string{"carried", "carrier"}, nil, "PrefetchReport, prefetcher"},
	{[]string{"leash"}, nil, "limits"},
	{[]string{"mend", "mender"}, map[string]string{"cmd/sitrep": "repairs of the command doctor"}, "repair, remedy"},
	{[]string{"survey", "surveyed"}, nil, "scan, prescan"},
	{[]string{"breed", "breeds"}, nil, "family"},
	{[]string{"owe", "owes"}, nil, "pendingMoves"},
	{[]string{"recall"}, map[string]string{"internal/match/...": "the share of what was meant that was found"}, "mergeHosts, showEarlier"},
}

// name is an identifier that a file declares, or the name of the file.
type name struct {
	text string
	pos  string // file:line
}

// TestEachWordOfTheGlossaryHasOneMeaning reads the names that the program
// declares, and fails for each that uses a word outside its packages.
func TestEachWordOfTheGlossaryHasOneMeaning(t *testing.T) {
	seen := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		switch base := d.Name(); {
		case err != nil:
			return err
		case d.IsDir() && file != root && (strings.HasPrefix(base, ".") || base == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(base, ".go") || strings.HasSuffix(base, "_test.go"):
			return nil
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		names, err := namesIn(filepath.ToSlash(rel), nil, file)
		seen += len(names)
		for _, complaint := range misused(path.Dir(filepath.ToSlash(rel)), names) {
			t.Error(complaint)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen < 5000 {
		t.Errorf("only %d names were read: the test sees less than it should", seen)
	}
}

// namesIn returns the names that a file declares: its own, functions, methods,
// types, fields, parameters, variables and constants. rel is how messages name
// the file; src, if not nil, stands for its content.
func namesIn(rel string, src any, file string) ([]name, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, src, 0)
	if err != nil {
		return nil, err
	}
	names := []name{{strings.TrimSuffix(path.Base(rel), ".go"), rel + ":1"}}
	add := func(ids ...ast.Expr) {
		for _, e := range ids {
			if id, ok := e.(*ast.Ident); ok {
				names = append(names, name{id.Name, fmt.Sprintf("%s:%d", rel, fset.Position(id.Pos()).Line)})
			}
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			add(n.Name)
		case *ast.TypeSpec:
			add(n.Name)
		case *ast.Field:
			for _, id := range n.Names {
				add(id)
			}
		case *ast.ValueSpec:
			for _, id := range n.Names {
				add(id)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				add(n.Lhs...)
			}
		case *ast.RangeStmt:
			if n.Tok == token.DEFINE {
				add(n.Key, n.Value)
			}
		}
		return true
	})
	return names, nil
}

// misused returns a sentence for each name that uses a word of the glossary
// outside its packages.
func misused(pkg string, names []name) []string {
	var out []string
	for _, n := range names {
		for _, w := range wordsOf(n.text) {
			for _, g := range glossary {
				if slices.Contains(g.words, w) && !allowed(g.in, pkg) {
					out = append(out, fmt.Sprintf("%s: the name %s uses %q, which %s may not: use %s", n.pos, n.text, w, pkg, g.better))
				}
			}
		}
	}
	return out
}

func allowed(in map[string]string, pkg string) bool {
	for p := range in {
		if top, all := strings.CutSuffix(p, "/..."); p == pkg || all && (pkg == top || strings.HasPrefix(pkg, top+"/")) {
			return true
		}
	}
	return false
}

// wordsOf cuts a name where its case changes and at underscores.
func wordsOf(s string) []string {
	var out []string
	runes, start := []rune(s), 0
	cut := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(string(runes[start:end])))
		}
		start = end
	}
	for i, r := range runes {
		switch {
		case r == '_' || r == '.':
			cut(i)
			start = i + 1
		case unicode.IsUpper(r) && i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])):
			cut(i)
		}
	}
	cut(len(runes))
	return out
}

func TestNamesAreCutIntoWords(t *testing.T) {
	for in, want := range map[string]string{
		"desk": "desk", "NextDesk": "next desk", "placeOf": "place of", "URLPlace": "url place", "deskN": "desk n", "desktop": "desktop",
		"display_windows": "display windows", "takeURL": "take url", "_": "",
	} {
		if got := strings.Join(wordsOf(in), " "); got != want {
			t.Errorf("wordsOf(%s) = %q, want %q", in, got, want)
		}
	}
}

func TestAWordOutsideItsPackagesIsNamed(t *testing.T) {
	const src = `package p
type seat struct{ desk int }
func (s *seat) leave(held bool) { for _, place := range s.all() { deskTop := place; _ = deskTop } }
var displace, replaced = 1, 2
`
	names, err := namesIn("feeds/p/wish.go", src, "wish.go")
	if err != nil {
		t.Fatal(err)
	}
	got := misused("feeds/p", names)
	want := []string{
		"feeds/p/wish.go:1: the name wish", "feeds/p/wish.go:2: the name seat", "feeds/p/wish.go:2: the name desk",
		"feeds/p/wish.go:3: the name held", "feeds/p/wish.go:3: the name place", "feeds/p/wish.go:3: the name deskTop",
	}
	if len(got) != len(want) {
		t.Fatalf("%d complaints, want %d:\n%s", len(got), len(want), strings.Join(got, "\n"))
	}
	for i, w := range want {
		if !strings.HasPrefix(got[i], w+" ") {
			t.Errorf("complaint %q, want one about %q", got[i], w)
		}
	}
	if got := misused("ui/pane", []name{{"NextDesk", "a.go:1"}}); got != nil {
		t.Errorf("a desk of the screen: %q, want none", got)
	}
}
