package archtest

import (
	"go/ast"
	"go/token"
	"regexp"
	"testing"
)

// engineWords are spellings that databases do not share: they belong to an
// engine.
var engineWords = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(json_each|pragma\w*|rowid|vacuum|sqlite\w*|fts5|unnest|tsquery|strftime|printf|group_concat)\b`),
	regexp.MustCompile(`\bMATCH\b`),
	regexp.MustCompile(`(?i)\bOR (IGNORE|REPLACE)\b`),
	regexp.MustCompile(`(?i)\bCROSS JOIN\b`),
	regexp.MustCompile(`(?i)\bifnull\(`),
	regexp.MustCompile(`(?i)\b(max|min)\([^()]+,`), // of two values
	regexp.MustCompile(`(?i)\bsum\([^()]*[<>=][^()]*\)`),
	regexp.MustCompile(`[ (]\+[a-z]\w*\.`), // the unary plus
	regexp.MustCompile(`\bx'[0-9a-fA-F]*'`),
	regexp.MustCompile(`(?i)\b(WHERE|AND|OR) [01]\b`),
}

// TestTheStoreWritesSharedSQL looks for the words of one database in the texts of
// internal/store, whose statements every engine carries out.
func TestTheStoreWritesSharedSQL(t *testing.T) {
	fset, all := files(t, "internal/store")
	seen := 0
	for _, f := range all {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			seen++
			for _, w := range engineWords {
				if found := w.FindString(lit.Value); found != "" {
					t.Errorf("%s: %q is a word of one database: let the Engine write it", fset.Position(lit.Pos()), found)
				}
			}
			return true
		})
	}
	if seen < 200 {
		t.Errorf("only %d texts were read: the test sees less than it should", seen)
	}
	for _, text := range []string{
		"id IN (SELECT value FROM json_each(?))", "words MATCH ?", "INSERT OR IGNORE INTO feed", "k CROSS JOIN ref", "max(s.seq, s.edited_seq)",
		"sum(read = 0)", "AND +s.feed IN", "(?, x'', '')", "WHERE 1 AND", "PRAGMA user_version", "w.rowid", "VACUUM INTO ?", "ifnull(m.read, 0)",
	} {
		if !hasEngineWord(text) {
			t.Errorf("%q is not found", text)
		}
	}
}

func hasEngineWord(text string) bool {
	for _, w := range engineWords {
		if w.MatchString(text) {
			return true
		}
	}
	return false
}
