package config

import (
	"fmt"
	"strings"
	"testing"
)

// TestMoreThanIsReadIsRefusedAtOnce: refused values are counted, with the line where it
// becomes too much, before anything is built of it.
func TestMoreThanIsReadIsRefusedAtOnce(t *testing.T) {
	many := func(head, unit string, n int, tail string) string {
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			b.WriteString(strings.ReplaceAll(unit, "%d", fmt.Sprint(i)))
		}
		b.WriteString(tail)
		return b.String()
	}
	for _, tt := range []struct{ name, src, want string }{
		{"feeds", many("packs: []\nfeeds:\n", "- url: http://a%d.ex\n", 150_000, ""), "c.yaml:100003: feeds: 150000 feeds are listed (100000 or fewer)"},
		{"feeds of CR LF", many("feeds:\r\n", "- url: http://a%d.ex\r\n", 100_001, ""), "c.yaml:100002: feeds: 100001 feeds are listed (100000 or fewer)"},
		{"desks", many("desks:\n", "- name: d%d\n", 50_000, ""), "c.yaml:33334: there is too much in the file: 150002 lines"},
		{"a list on one line", many("packs: [", "a%d, ", 120_000, "b]\n"), "c.yaml:1: there is too much in the file: 120003 lines"},
		{"a scalar", "# x\na: " + strings.Repeat("word ", 20_000), "c.yaml:2: the line is too long: 100003 bytes (65536 or fewer)"},
		{"blank lines", many("packs: []\n", "\n", 2_000_000, ""), "c.yaml:1048577: there is too much in the file: 2000001 lines (1048576 or fewer)"},
		{"a block", "a: |\n" + strings.Repeat("  "+strings.Repeat("word ", 300)+"\n", 1000), "c.yaml: there is too much in the file: 1502004 bytes (1 MiB or less"},
	} {
		_, err := Parse("c.yaml", []byte(tt.src))
		if err == nil || !strings.HasPrefix(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: error %.200v, want %q", tt.name, err, tt.want)
		}
	}
	if _, err := Parse("c.yaml", []byte(many("packs: []\n", "# - a: [b, c]\n", 60_000, ""))); err != nil {
		t.Errorf("comments: %v", err)
	}
}
