package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// sinks are the places where text leaves sitrep: the functions, and the
// fields that carry text to them. Each takes sanitize.Clean, which only the
// cleaner makes of text from outside.
var sinks = []struct {
	pkg, name string // a function, a method as "(T) M", or a field as "T.F"
	what      string
}{
	{"cmd/sitrep", "(env) print", "what commands print: text, JSON, Markdown, OPML"},
	{"cmd/sitrep", "(env) complain", "errors and warnings"},
	{"ui/terminal", "(Traits) Copier", "the terminal's clipboard"},
	{"cmd/sitrep", "writeNew", "reports of documents"},
	{"internal/opener", "(Opener) Clip", "the clip file"},
	{"internal/opener", "Save", "saved stories"},
	{"internal/opener", "Pipe", "programs that take a text"},
	{"ui", "Options.Copy", "the terminal's clipboard"},
	{"ui/pane", "Told.Text", "the status row"},
	{"ui/pane", "StateChanged.Text", "the status row"},
	{"ui/reader", "Desk.Name", "the row of desks, help"},
	{"ui/reader", "Desk.Query", "empty desks"},
	{"ui/reader", "Env.Pipes", "the names of programs"},
	{"ui/reader", "Progress.Now", "the status row"},
	{"internal/news", "Story.Headline", "lists, titles, file names"},
	{"internal/news", "Story.Source", "lists, file names"},
	{"internal/news", "Story.Byline", "stories"},
	{"internal/news", "Story.Summary", "lists"},
	{"internal/news", "Block.Text", "stories"},
	{"internal/news", "Link.Text", "stories"},
	{"internal/news", "Body.Note", "stories"},
	{"internal/news", "Reference.Title", "read also"},
	{"internal/news", "Reference.Marker", "read also"},
	{"internal/news", "Revision.Headline", "earlier wordings"},
	{"internal/news", "Warning.Headline", "warnings"},
	{"internal/news", "Warning.Event", "warnings"},
	{"internal/news", "Warning.Authority", "warnings"},
	{"internal/news", "WarningArea.Name", "warnings"},
	{"internal/news", "Feed.Name", "feed health, OPML"},
	{"internal/news", "FeedState.Err", "feed health"},
	{"internal/news", "FeedState.Title", "feed health"},
	{"internal/news", "FeedState.Why", "feed health"},
}

// streams are who may touch the program's own output, by file, and why.
var streams = map[string]string{
	"sink.go": "they are the sinks",
	"env.go":  "made here",
}

// measures are calls that are told of a stream without text being written to it.
var measures = map[string]string{
	"screenWidth":        "its width",
	"isTerminal":         "whether it is one",
	"terminal.NewWriter": "the screen is drawn on it, behind its last door (ui/frame.go)",
	"root.SetErr":        "help, which is ours",
	"tea.WithOutput":     "the screen is drawn on it, behind its last door (ui/frame.go)",
	"term.IsTerminal":    "whether it is one",
	"term.GetSize":       "its size",
}

func files(t *testing.T, dir string) (*token.FileSet, map[string]*ast.File) {
	t.Helper()
	fset := token.NewFileSet()
	out := map[string]*ast.File{}
	paths, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(dir), "*.go"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files of %s: %v", dir, err)
	}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(path)] = f
	}
	return fset, out
}

// signatures returns the types of a package's functions and fields as text.
func signatures(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	_, all := files(t, dir)
	for _, f := range all {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				name := n.Name.Name
				if n.Recv != nil {
					name = "(" + strings.TrimPrefix(types.ExprString(n.Recv.List[0].Type), "*") + ") " + name
				}
				out[name] = types.ExprString(n.Type)
			case *ast.TypeSpec:
				st, ok := n.Type.(*ast.StructType)
				if !ok {
					return true
				}
				for _, field := range st.Fields.List {
					for _, name := range field.Names {
						out[n.Name.Name+"."+name.Name] = types.ExprString(field.Type)
					}
				}
			}
			return true
		})
	}
	return out
}

func TestEverySinkTakesCleanTextOnly(t *testing.T) {
	known := map[string]map[string]string{}
	for _, s := range sinks {
		if known[s.pkg] == nil {
			known[s.pkg] = signatures(t, s.pkg)
		}
		sig, ok := known[s.pkg][s.name]
		switch {
		case !ok:
			t.Errorf("%s has no %s any more (%s): mend the list of sinks", s.pkg, s.name, s.what)
		case !strings.Contains(sig, "sanitize.Clean"):
			t.Errorf("%s of %s (%s) takes %s, not sanitize.Clean", s.name, s.pkg, s.what, sig)
		}
	}
}

// TestNothingIsPrintedPastTheSinks finds uses of the program's output beside
// the sinks: a stream that is handed to a call, or assigned.
func TestNothingIsPrintedPastTheSinks(t *testing.T) {
	fset, all := files(t, "cmd/sitrep")
	seen := map[string]bool{}
	for name, f := range all {
		if streams[name] != "" {
			continue
		}
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			fun := types.ExprString(call.Fun)
			for _, arg := range call.Args {
				text := types.ExprString(arg)
				stream := strings.HasSuffix(text, ".stdout") || strings.HasSuffix(text, ".stderr") || text == "os.Stdout" || text == "os.Stderr"
				switch {
				case !stream || name == "main.go" && fun == "Main":
				case measures[fun] == "":
					t.Errorf("%s: %s is given %s: print by env.print or env.complain", fset.Position(call.Pos()), fun, text)
				default:
					seen[fun] = true
				}
			}
			if slices.Contains([]string{"fmt.Print", "fmt.Println", "fmt.Printf", "print", "println"}, fun) {
				t.Errorf("%s: %s prints past the sinks", fset.Position(call.Pos()), fun)
			}
			return true
		})
	}
	if len(seen) < 3 {
		t.Errorf("only %d of the calls that may have a stream were found: the test sees less than it should", len(seen))
	}
}

// TestTheApplicationTakesTheWorldFromItsOptions finds uses of the process in
// the packages that a server shares between sessions: its streams, environment
// and end belong to cmd/sitrep.
func TestTheApplicationTakesTheWorldFromItsOptions(t *testing.T) {
	ofTheProcess := []string{
		"os.Stdin", "os.Stdout", "os.Stderr", "os.Args", "os.Getenv", "os.LookupEnv", "os.Environ", "os.Hostname", "os.Getpid", "os.Exit",
		"fmt.Print", "fmt.Println", "fmt.Printf", "time.Now",
	}
	for _, dir := range []string{"cmd/sitrep/internal/app", "cmd/sitrep/internal/present"} {
		fset, all := files(t, dir)
		for _, f := range all {
			ast.Inspect(f, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok && slices.Contains(ofTheProcess, types.ExprString(sel)) {
					t.Errorf("%s: %s: take it from the options", fset.Position(sel.Pos()), types.ExprString(sel))
				}
				return true
			})
		}
	}
}

// TestOnlyTheCleanerMakesCleanText looks for the two ways around it: a
// conversion, and an unsafe pointer.
func TestOnlyTheCleanerMakesCleanText(t *testing.T) {
	for _, p := range packages(t) {
		if p.rel() == below || strings.HasPrefix(p.rel(), "internal/archtest") {
			continue
		}
		if slices.Contains(p.Imports, "unsafe") {
			t.Errorf("%s imports unsafe", p.rel())
		}
		fset, all := files(t, p.rel())
		for _, f := range all {
			ast.Inspect(f, func(n ast.Node) bool {
				lit, ok := n.(*ast.CompositeLit)
				if ok && lit.Type != nil && types.ExprString(lit.Type) == "sanitize.Clean" && len(lit.Elts) > 0 {
					t.Errorf("%s: a clean text is made without the cleaner", fset.Position(lit.Pos()))
				}
				return true
			})
		}
	}
}
