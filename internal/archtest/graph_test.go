package archtest

// mayImport is the dependency graph: each package, and the packages of this
// module that it may import. A package that is missing here may not exist.
// internal/sanitize sits below everything and may be imported from anywhere.
var mayImport = map[string][]string{
	"cmd/sitrep": {
		"feeds", "feeds/discover", "feeds/extract", "feeds/feedtest", "feeds/feedtest/crisis", "feeds/fetch", "feeds/normalize", "feeds/opml",
		"feeds/pack", "feeds/parse", "feeds/readalso", "internal/bell", "internal/config", "internal/news", "internal/opener",
		"internal/query", "internal/store", "internal/version", "ui", "ui/keys", "ui/layout", "ui/pane", "ui/plain", "ui/theme",
	},

	"feeds":                 {"internal/news", "feeds/fetch", "feeds/parse", "feeds/normalize", "feeds/extract", "feeds/robots"},
	"feeds/discover":        {},
	"feeds/extract":         {"internal/news", "feeds/inline", "feeds/readalso"},
	"feeds/feedtest":        {},
	"feeds/feedtest/crisis": {"feeds/feedtest"},
	"feeds/fetch":           {},
	"feeds/inline":          {},
	"feeds/normalize":       {"internal/news", "feeds/parse", "feeds/extract"},
	"feeds/opml":            {"internal/news"},
	"feeds/pack":            {"internal/news"},
	"feeds/parse":           {"feeds/inline"},
	"feeds/readalso":        {},
	"feeds/robots":          {},

	"internal/archtest": {},
	"internal/bell":     {},
	"internal/config":   {},
	"internal/news":     {},
	"internal/opener":   {},
	"internal/query":    {"internal/news"},
	"internal/sanitize": {},
	"internal/store":    {"internal/news"},

	"internal/sanitize/hostile": {},
	"internal/store/storetest":  {"internal/news", "internal/store"},

	"internal/version": {},

	"ui":         {"internal/news", "ui/keys", "ui/layout", "ui/theme", "ui/pane"},
	"ui/keys":    {},
	"ui/layout":  {},
	"ui/pane":    {"internal/news", "internal/query", "ui/keys", "ui/layout", "ui/theme", "ui/typeset"},
	"ui/plain":   {"internal/news", "ui/pane", "ui/typeset"},
	"ui/theme":   {},
	"ui/typeset": {"internal/news", "ui/theme"},
	"ui/uitest":  {"internal/news", "ui/keys", "ui/layout", "ui/theme", "ui/pane"},
}

// testsMayImport is what test files may import beyond mayImport, and why.
var testsMayImport = map[string]map[string]string{
	"feeds":           {"feeds/feedtest": "real HTTP", "feeds/readalso": "to build an extractor"},
	"feeds/fetch":     {"feeds/feedtest": "real HTTP"},
	"feeds/normalize": {"feeds/readalso": "to build an extractor"},
	"internal/store":  {"internal/query": "the table of queries with their results", "internal/store/storetest": "large caches"},
	"cmd/sitrep":      {"internal/store/storetest": "large caches", "internal/sanitize/hostile": "attacks every sink", "ui/uitest": "drives the screen"},
	"ui":              {"ui/uitest": "drives the screen", "internal/sanitize/hostile": "attacks every sink"},
	"ui/pane":         {"ui/uitest": "drives the panes"},
	"ui/keys":         {"internal/sanitize/hostile": "what must not come out"},
	"ui/plain":        {"ui/uitest": "a cache in memory", "internal/query": "searches"},
}

// doors names, for each outside dependency, the packages through which it
// may enter, and why there is no other.
var doors = []struct {
	dep   string // an import path, or a prefix of one that ends in "/"
	doors []string
	why   string
}{
	{"github.com/mmcdole/gofeed", []string{"feeds/parse"}, "the rest of sitrep speaks news.Story"},
	{"net/http", []string{"feeds/fetch", "feeds/feedtest"}, "one client, one User-Agent, one rate limit; feedtest is a server"},
	{"code.dny.dev/ssrf", []string{"feeds/fetch"}, "addresses are refused where they are dialed"},
	{"database/sql", []string{"internal/store"}, "SQL lives in the store"},
	{"modernc.org/", []string{"internal/store"}, "SQL lives in the store"},
	{"golang.org/x/net/publicsuffix", []string{"internal/sanitize"}, "who owns a host is told in one place"},
	{"golang.org/x/net/html", []string{"feeds/discover", "feeds/extract", "feeds/readalso"}, "HTML ends at blocks"},
	{"codeberg.org/readeck/go-readability/", []string{"feeds/extract"}, "HTML ends at blocks"},
	{"github.com/goccy/go-yaml", []string{"internal/config", "feeds/readalso", "feeds/pack"}, "data files have few readers"},
	{"github.com/spf13/", []string{"cmd/sitrep"}, "commands are parsed at the top"},
	{"charm.land/", []string{"ui", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/typeset", "ui/uitest", "cmd/sitrep"}, "only the screen knows the terminal"},
	{"github.com/charmbracelet/", []string{"ui", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/typeset", "ui/uitest", "cmd/sitrep"}, "only the screen knows the terminal"},
	{"os/exec", []string{"internal/opener"}, "one place starts other programs, by argv"},
}

// never lists imports that must not exist in any non-test file below a
// prefix, each with its reason.
var never = []struct{ from, dep, why string }{
	{"internal/news", "os", "the vocabulary does no I/O"},
	{"internal/news", "net", "the vocabulary does no I/O"},
	{"internal/news", "io", "the vocabulary does no I/O"},
	{"internal/news", "database/sql", "the vocabulary does no I/O"},
	{"ui", "os", "the screen does no I/O: it asks through pane.Library and pane.Actions"},
	{"ui", "net", "the screen does no I/O: it asks through pane.Library and pane.Actions"},
	{"ui", "net/http", "the screen does no I/O: it asks through pane.Library and pane.Actions"},
	{"ui", "database/sql", "the screen does no I/O: it asks through pane.Library and pane.Actions"},
	{"feeds", "internal/config", "options arrive as values"},
	{"internal/store", "internal/config", "options arrive as values"},
	{"", "testing", "the program does not change its behavior under test"},
	{"", "unsafe", "nothing here needs it"},
	{"", "plugin", "nothing from outside is executed"},
}

// neverExempt are packages that exist for tests.
var neverExempt = map[string]bool{"ui/uitest": true, "feeds/feedtest": false}
