package archtest

import (
	"bufio"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// mostNouns is how many comments in 10,000 words may use "what is …" or "what it …"
// as a noun. It may only fall; ten is the aim.
const mostNouns = 20

// noun is a clause with "what" in the place of a noun: an engineer names the thing.
var noun = regexp.MustCompile(`(?i)\bwhat (is|was|were|are|it|they|a|an|the|of|has|have|had|can|comes|came|stands|he|she|one|we|you|this|that|each|there|does|did|do|would|could|may|must|will)\b`)

// TestCommentsNameTheThing counts clauses that stand for a name in the comments of all
// packages.
func TestCommentsNameTheThing(t *testing.T) {
	const root = "../.."
	words, nouns := 0, 0
	var first []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text := comments(src)
		words += len(strings.Fields(text))
		for _, at := range noun.FindAllStringIndex(text, -1) {
			nouns++
			if len(first) < 20 {
				first = append(first, filepath.Base(path)+": …"+strings.TrimSpace(text[max(0, at[0]-30):min(len(text), at[1]+30)])+"…")
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if got := float64(nouns) / float64(words) * 10_000; got > mostNouns {
		t.Errorf("%.1f clauses with \"what\" for a noun in 10,000 words of comments, at most %d; among them:\n%s", got, mostNouns, strings.Join(first, "\n"))
	}
}

// comments returns the text of the line comments of a source.
func comments(src []byte) string {
	var b strings.Builder
	for lines := bufio.NewScanner(bytes.NewReader(src)); lines.Scan(); {
		line := strings.TrimSpace(lines.Text())
		text, ok := strings.CutPrefix(line, "//")
		if !ok {
			if _, text, ok = strings.Cut(line, " // "); !ok {
				continue
			}
		}
		if !strings.HasPrefix(text, "go:") {
			b.WriteString(text + " ")
		}
	}
	return b.String()
}
