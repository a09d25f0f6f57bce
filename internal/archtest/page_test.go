package archtest

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// page returns ARCHITECTURE.md.
func page(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "ARCHITECTURE.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestEveryPackageHasALineInTheArchitecture reads the list of packages in §2.
func TestEveryPackageHasALineInTheArchitecture(t *testing.T) {
	listed := map[string]bool{}
	for line := range strings.Lines(page(t)) {
		if name, _, ok := strings.Cut(line, " "); ok {
			listed[name] = true
		}
	}
	for name := range mayImport {
		if !listed[name] {
			t.Errorf("%s has no line in ARCHITECTURE.md §2", name)
		}
	}
}

// TestTheArchitectureNamesFilesThatExist keeps its ways through the program true.
func TestTheArchitectureNamesFilesThatExist(t *testing.T) {
	seen := 0
	for _, m := range regexp.MustCompile("`([a-z0-9_]+/[a-z0-9_/]+\\.(?:go|yaml|txtar))`").FindAllStringSubmatch(page(t), -1) {
		if strings.HasSuffix(m[1], "/xx.yaml") {
			continue // stands for any language
		}
		seen++
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(m[1]))); err != nil {
			t.Errorf("ARCHITECTURE.md names %s, which does not exist", m[1])
		}
	}
	if seen < 40 {
		t.Errorf("only %d files were found in ARCHITECTURE.md: the test sees less than it should", seen)
	}
}
