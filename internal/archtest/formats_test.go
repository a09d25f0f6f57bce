package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestRepairsOfFormatsPageAreTested looks for the test, and for the row in its
// file, that each repair of docs/formats.md names.
func TestRepairsOfFormatsPageAreTested(t *testing.T) {
	const root = "../.."
	page, err := os.ReadFile(filepath.Join(root, "docs/formats.md"))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{} // by the test that is in them
	declared := regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		b, err := os.ReadFile(path)
		for _, m := range declared.FindAllStringSubmatch(string(b), -1) {
			files[m[1]] = string(b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_, repairs, _ := strings.Cut(string(page), "\n## Repairs\n")
	rows := 0
	for line := range strings.Lines(repairs) {
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| fault") || strings.HasPrefix(line, "| given") {
			continue
		}
		m := regexp.MustCompile("`(Test\\w+)/([^`]+)` \\|\n$").FindStringSubmatch(line)
		if m == nil {
			t.Errorf("a repair without a test: %s", line)
			continue
		}
		if rows++; !strings.Contains(files[m[1]], `"`+m[2]) {
			t.Errorf("no row %q in %s", m[2], m[1])
		}
	}
	if rows < 40 {
		t.Errorf("only %d repairs", rows)
	}
}
