package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

var (
	inText   = regexp.MustCompile("`((?:go run ./cmd/)?sitrep(?: [^`\n]*)?)`")
	ofBlocks = regexp.MustCompile(`(?ms)^ *` + "```" + `[a-z]*\n(.*?)^ *` + "```")
	ofShell  = regexp.MustCompile(`(?m)^ *(?:\$ |while |[A-Z_]+=\S+ )*((?:go run ./cmd/)?sitrep(?: .*)?)$`)
	quoted   = regexp.MustCompile(`'[^']*'|"[^"]*"`)
)

// TestCommandsOfTheDocsExist parses each line of README and docs that calls sitrep, and
// the examples of the commands: the command exists, and its flags do.
func TestCommandsOfTheDocsExist(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "../../README.md", "../../CONTRIBUTING.md", "../../SECURITY.md", "../../ARCHITECTURE.md")
	seen := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range calls(string(text)) {
			seen++
			if err := parseCall(line); err != nil {
				t.Errorf("%s: %s: %v", filepath.Base(page), line, err)
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d calls were found", seen)
	}
}

// TestEachPageAnswersOneQuestion: its first line asks it.
func TestEachPageAnswersOneQuestion(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	generated, err := docPages()
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		name := filepath.Base(page)
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		first := strings.SplitN(string(text), "\n", 4)
		if _, ok := generated[name]; !ok && (len(first) < 4 || !strings.Contains(first[2], "?")) {
			t.Errorf("docs/%s does not begin with its question", name)
		}
		if !strings.Contains(string(readme), "docs/"+name) {
			t.Errorf("README does not lead to docs/%s", name)
		}
	}
}

// TestACallThatDoesNotExistIsFound keeps the check able to fail.
func TestACallThatDoesNotExistIsFound(t *testing.T) {
	for _, line := range []string{"sitrep lst", "sitrep list --jsn", "sitrep feeds lst", "sitrep feeds check URL --json --no"} {
		if parseCall(line) == nil {
			t.Errorf("%q was accepted", line)
		}
	}
}

// calls are the lines of a page that call sitrep, in code blocks and in sentences.
func calls(page string) []string {
	var out []string
	for _, m := range ofBlocks.FindAllStringSubmatch(page, -1) {
		for _, l := range ofShell.FindAllStringSubmatch(m[1], -1) {
			out = append(out, l[1])
		}
	}
	for _, m := range inText.FindAllStringSubmatch(ofBlocks.ReplaceAllString(page, ""), -1) {
		out = append(out, m[1])
	}
	return out
}

// parseCall finds the command of a call and its flags. A placeholder for an operand,
// as [QUERY] or FILE|URL, counts as one.
func parseCall(line string) error {
	line = strings.TrimPrefix(strings.TrimPrefix(line, "go run ./cmd/"), "sitrep")
	line, _, _ = strings.Cut(line, " #")
	for _, end := range []string{" | ", " > ", " && ", "; "} {
		if !strings.Contains(line, "[") {
			line, _, _ = strings.Cut(line, end)
		}
	}
	line = quoted.ReplaceAllString(line, "WORD")
	line = strings.NewReplacer("[", " ", "]", " ", " | ", " ", "…", " ").Replace(line)
	root := rootCmd(newEnv(nil, nil, nil, func(string) string { return "" }))
	c, rest, err := root.Find(strings.Fields(line))
	if err != nil {
		return err
	}
	c.InitDefaultHelpFlag()
	var operands []string
	for i := 0; i < len(rest); i++ {
		word := rest[i]
		switch {
		case word == "--":
			return nil
		case word == "flags": // of a usage line
		case strings.HasPrefix(word, "-") && word != "-":
			value, err := hasFlag(c, word)
			if err != nil {
				return err
			}
			if value && !strings.Contains(word, "=") {
				i++
			}
		default:
			operands = append(operands, word)
		}
	}
	if c.HasSubCommands() && c.Args != nil {
		return c.Args(c, operands)
	}
	return nil
}

// hasFlag reports whether a flag, or each of several after "|", takes a value.
func hasFlag(c *cobra.Command, word string) (value bool, err error) {
	for one := range strings.SplitSeq(word, "|") {
		name, _, _ := strings.Cut(strings.TrimLeft(one, "-"), "=")
		f := c.Flag(name)
		if f == nil && len(name) == 1 {
			f = c.Flags().ShorthandLookup(name)
		}
		if f == nil {
			return false, fmt.Errorf("%s has no flag %s", c.CommandPath(), one)
		}
		value = f.NoOptDefVal == ""
	}
	return value, nil
}
