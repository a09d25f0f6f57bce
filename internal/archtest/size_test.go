package archtest

import (
	"go/ast"
	"go/types"
	"strings"
	"testing"
)

// The bounds of sizes. cmd/sitrep holds commands; everything else belongs to the
// packages below it.
const (
	mostFunction   = 70   // lines of a function, anywhere
	mostCommands   = 4850 // lines of cmd/sitrep without the packages below it
	mostCommand    = 300  // lines of a file of cmd/sitrep
	mostNoCommand  = 100  // lines of a file of cmd/sitrep that defines no command
	mostEnvMethods = 29
)

func TestNoFunctionIsTooLong(t *testing.T) {
	seen := 0
	for _, p := range packages(t) {
		if len(p.GoFiles) == 0 {
			continue
		}
		fset, all := files(t, p.rel())
		for _, f := range all {
			for _, d := range f.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				seen++
				if n := fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line + 1; n > mostFunction {
					t.Errorf("%s: %s has %d lines, at most %d are allowed", fset.Position(fn.Pos()), fn.Name.Name, n, mostFunction)
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d functions were counted: the test sees less than it should", seen)
	}
}

func TestTheCommandsStaySmall(t *testing.T) {
	fset, all := files(t, "cmd/sitrep")
	total, commands, methods := 0, 0, 0
	for name, f := range all {
		lines := fset.File(f.Pos()).LineCount()
		total += lines
		here := 0
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if n.Type != nil && types.ExprString(n.Type) == "cobra.Command" {
					here++
				}
			case *ast.FuncDecl:
				if n.Recv != nil && strings.TrimPrefix(types.ExprString(n.Recv.List[0].Type), "*") == "env" {
					methods++
				}
			}
			return true
		})
		commands += here
		switch {
		case here > 1:
			t.Errorf("%s defines %d commands: one file a command", name, here)
		case here == 0 && lines > mostNoCommand:
			t.Errorf("%s defines no command and has %d lines, at most %d are allowed", name, lines, mostNoCommand)
		case lines > mostCommand:
			t.Errorf("%s has %d lines, at most %d are allowed", name, lines, mostCommand)
		}
	}
	if total > mostCommands {
		t.Errorf("cmd/sitrep has %d lines, at most %d are allowed", total, mostCommands)
	}
	if methods > mostEnvMethods {
		t.Errorf("env has %d methods, at most %d are allowed", methods, mostEnvMethods)
	}
	if commands < 15 || methods == 0 {
		t.Errorf("%d commands and %d methods of env were found: the test sees less than it should", commands, methods)
	}
	t.Logf("%d lines, %d commands, %d methods of env", total, commands, methods)
}
