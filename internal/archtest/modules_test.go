package archtest

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// modules are what sitrep is built of, beside the standard library, and why.
// What is not here may not be in go.mod: whoever adds a module says here what
// it is for, and has looked at who keeps it.
var modules = map[string]string{
	"charm.land/bubbles/v2":                  "the keys of the line of input",
	"charm.land/bubbletea/v2":                "the loop of the screen and its renderer",
	"charm.land/lipgloss/v2":                 "styles",
	"code.dny.dev/ssrf":                      "which addresses are private",
	"github.com/andybalholm/brotli":          "a content coding",
	"github.com/blevesearch/snowballstem":    "stems of words, for clusters",
	"github.com/charmbracelet/colorprofile":  "how many colors a terminal has",
	"github.com/charmbracelet/ultraviolet":   "keys and answers of terminals, from whole sequences; bubbletea's renderer",
	"github.com/charmbracelet/x/ansi":        "widths of text",
	"github.com/charmbracelet/x/term":        "sizes of terminals",
	"github.com/charmbracelet/x/vt":          "a terminal, for tests",
	"github.com/creack/pty":                  "pseudo terminals, for tests",
	"github.com/goccy/go-yaml":               "configuration and data files, with line numbers",
	"github.com/google/go-cmp":               "differences, for tests",
	"github.com/jackc/pgx/v5":                "PostgreSQL, the cache of several machines",
	"github.com/klauspost/compress":          "zstd, a content coding",
	"github.com/mmcdole/gofeed":              "RSS, RDF, Atom and JSON Feed",
	"github.com/rogpeppe/go-internal":        "scripts, for tests",
	"github.com/sahilm/fuzzy":                "what is meant by some letters of a name",
	"github.com/spf13/cobra":                 "the command line",
	"golang.org/x/crypto":                    "the SSH server",
	"golang.org/x/net":                       "HTML, charsets, proxies, who owns a host",
	"golang.org/x/sync":                      "groups of goroutines",
	"golang.org/x/sys":                       "sessions of processes, when one began on macOS; of x/term and sqlite",
	"golang.org/x/text":                      "normal forms, encodings, bidi",
	"modernc.org/libc":                       "a file system for SQLite that is recorded, for tests; of sqlite",
	"modernc.org/sqlite":                     "the cache, without cgo",
	"github.com/charmbracelet/x/exp/ordered": "of bubbles",
	"github.com/charmbracelet/x/termios":     "of x/term",
	"github.com/charmbracelet/x/windows":     "of bubbletea",
	"github.com/clipperhouse/displaywidth":   "of x/ansi",
	"github.com/clipperhouse/uax29/v2":       "of x/ansi",
	"github.com/dustin/go-humanize":          "of sqlite",
	"github.com/google/uuid":                 "of sqlite",
	"github.com/inconshreveable/mousetrap":   "of cobra",
	"github.com/jackc/pgpassfile":            "of pgx",
	"github.com/jackc/pgservicefile":         "of pgx",
	"github.com/jackc/puddle/v2":             "of pgx",
	"github.com/lucasb-eyer/go-colorful":     "of lipgloss",
	"github.com/mattn/go-isatty":             "of sqlite",
	"github.com/mattn/go-runewidth":          "of x/ansi",
	"github.com/mmcdole/goxpp/v2":            "of gofeed",
	"github.com/muesli/cancelreader":         "of bubbletea",
	"github.com/ncruces/go-strftime":         "of sqlite",
	"github.com/remyoudompheng/bigfft":       "of sqlite",
	"github.com/rivo/uniseg":                 "of lipgloss",
	"github.com/spf13/pflag":                 "of cobra",
	"github.com/xo/terminfo":                 "of colorprofile",
	"golang.org/x/tools":                     "of go-internal, for tests",
	"modernc.org/mathutil":                   "of sqlite",
	"modernc.org/memory":                     "of sqlite",
}

func TestEveryModuleIsKnown(t *testing.T) {
	b, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var have []string
	for line := range strings.Lines(string(b)) {
		fields := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(fields) < 2 || !strings.HasPrefix(fields[1], "v") || !strings.Contains(fields[0], ".") {
			if strings.HasPrefix(strings.TrimSpace(line), "replace") {
				t.Errorf("go.mod replaces a module: %s", line)
			}
			continue
		}
		have = append(have, fields[0])
		if modules[fields[0]] == "" {
			t.Errorf("%s is new: look at who keeps it, and say in internal/archtest what it is for", fields[0])
		}
	}
	for m := range modules {
		if !slices.Contains(have, m) {
			t.Errorf("%s is in the list, but not in go.mod any more", m)
		}
	}
}
