package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "sitrep"

// below are the packages that may be imported from anywhere.
const below = "internal/sanitize"

type pkg struct {
	ImportPath   string
	Dir          string
	Doc          string
	Name         string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

// rel returns the package's path within the module.
func (p pkg) rel() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Dir,Doc,Name,GoFiles,Imports,TestImports,XTestImports", module+"/...")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var pkgs []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := d.Decode(&p)
		if errors.Is(err, io.EOF) {
			return pkgs
		}
		if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
}

func TestEveryImportIsInTheGraph(t *testing.T) {
	for _, p := range packages(t) {
		may, known := mayImport[p.rel()]
		if !known {
			t.Errorf("%s is not in the graph: add it to ARCHITECTURE.md and to mayImport", p.rel())
			continue
		}
		for _, imp := range p.Imports {
			if in, ours := strings.CutPrefix(imp, module+"/"); ours && in != below && !slices.Contains(may, in) {
				t.Errorf("%s imports %s, which the graph does not allow", p.rel(), in)
			}
		}
		extra := testsMayImport[p.rel()]
		for _, imp := range slices.Concat(p.TestImports, p.XTestImports) {
			in, ours := strings.CutPrefix(imp, module+"/")
			if _, ok := extra[in]; ours && in != below && in != p.rel() && !ok && !slices.Contains(may, in) {
				t.Errorf("a test of %s imports %s, which neither the graph nor testsMayImport allows", p.rel(), in)
			}
		}
	}
}

func TestTheGraphHasNoPackageThatIsGone(t *testing.T) {
	var have []string
	for _, p := range packages(t) {
		have = append(have, p.rel())
	}
	for name, may := range mayImport {
		if !slices.Contains(have, name) {
			t.Errorf("the graph lists %s, which does not exist", name)
		}
		for _, m := range may {
			if _, ok := mayImport[m]; !ok {
				t.Errorf("%s may import %s, which the graph does not list", name, m)
			}
		}
	}
}

func TestEveryDependencyHasItsDoor(t *testing.T) {
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			for _, d := range doors {
				match := imp == d.dep || strings.HasSuffix(d.dep, "/") && strings.HasPrefix(imp, d.dep)
				if match && !slices.Contains(d.doors, p.rel()) {
					t.Errorf("%s imports %s, whose door is %s: %s", p.rel(), imp, strings.Join(d.doors, ", "), d.why)
				}
			}
		}
	}
}

// TestLinesNeedNoScreen follows the imports of the packages that must work
// without Bubble Tea, however far they lead within the module.
func TestLinesNeedNoScreen(t *testing.T) {
	all := map[string]pkg{}
	for _, p := range packages(t) {
		all[p.rel()] = p
	}
	for _, root := range []string{"ui/plain", "ui/reader"} {
		todo, seen := []string{root}, map[string]bool{root: true}
		for len(todo) > 0 {
			p, known := all[todo[0]]
			if todo = todo[1:]; !known {
				t.Fatalf("no package on the way from %s: %v", root, todo)
			}
			for _, imp := range p.Imports {
				if strings.HasPrefix(imp, "charm.land/") {
					t.Errorf("%s needs %s, by %s", root, imp, p.rel())
				}
				if in, ours := strings.CutPrefix(imp, module+"/"); ours && !seen[in] {
					seen[in] = true
					todo = append(todo, in)
				}
			}
		}
		if !seen["internal/news"] {
			t.Errorf("%s does not lead to internal/news: the test sees less than it should", root)
		}
	}
}

func TestWhatMustNeverBeImported(t *testing.T) {
	for _, p := range packages(t) {
		if neverExempt[p.rel()] {
			continue
		}
		for _, n := range never {
			if n.from != "" && p.rel() != n.from && !strings.HasPrefix(p.rel(), n.from+"/") {
				continue
			}
			dep := n.dep
			if strings.Contains(dep, "/") && strings.HasPrefix(dep, "internal/") {
				dep = module + "/" + dep
			}
			if slices.Contains(p.Imports, dep) {
				t.Errorf("%s imports %s: %s", p.rel(), n.dep, n.why)
			}
		}
	}
}

func TestEveryPackageHasOneComment(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no package comment", p.rel())
		}
		commented := 0
		for _, f := range p.GoFiles {
			src, err := os.ReadFile(filepath.Join(p.Dir, f))
			if err != nil {
				t.Fatal(err)
			}
			if i := strings.Index(string(src), "\npackage "+p.Name+"\n"); i > 0 && strings.HasPrefix(lastLine(string(src[:i])), "//") && !strings.HasPrefix(lastLine(string(src[:i])), "//go:") {
				commented++
			}
		}
		if commented > 1 {
			t.Errorf("%s has %d package comments, want one", p.rel(), commented)
		}
	}
}

func lastLine(s string) string { return s[strings.LastIndexByte(s, '\n')+1:] }

// TestNoGoFileStandsAtTheRoot holds the top level to the agreed names.
func TestNoGoFileStandsAtTheRoot(t *testing.T) {
	root := filepath.Join("..", "..")
	files, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) > 0 {
		t.Errorf("Go files at the root: %v", files)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(mod), "\nreplace ") {
		t.Error("go.mod has a replace directive: nobody could install sitrep by its path")
	}
}
