package archtest

// mayImport is the dependency graph: each package, and the packages of this
// module that it may import. A package that is missing here may not exist.
// internal/sanitize sits below everything and may be imported from anywhere.
var mayImport = map[string][]string{
	"cmd/sitrep": {
		"feeds", "feeds/discover", "feeds/extract", "feeds/feedtest", "feeds/feedtest/crisis", "feeds/fetch", "feeds/hazard", "feeds/normalize", "feeds/opml",
		"feeds/pack", "feeds/parse", "feeds/readalso", "feeds/remote", "internal/bell", "internal/config", "internal/news", "internal/opener",
		"internal/cluster", "internal/origin", "internal/query", "internal/revision", "internal/store", "internal/version", "internal/warning", "ui", "ui/keys", "ui/layout", "ui/pane", "ui/plain", "ui/reader", "ui/terminal", "ui/theme",
		"cmd/sitrep/internal/app", "cmd/sitrep/internal/ending", "cmd/sitrep/internal/present", "cmd/sitrep/internal/screen", "cmd/sitrep/internal/served", "internal/operate", "internal/sshd",
	},
	"cmd/sitrep/internal/app": {
		"cmd/sitrep/internal/present", "feeds", "feeds/discover", "feeds/extract", "feeds/fetch", "feeds/hazard", "feeds/normalize", "feeds/pack", "feeds/parse", "feeds/readalso", "feeds/remote",
		"internal/bell", "internal/cite", "internal/cluster", "internal/config", "internal/news", "internal/opener", "internal/origin", "internal/query", "internal/revision", "internal/store", "internal/store/postgres", "internal/store/sqlite",
		"internal/alert", "internal/gazetteer", "internal/version", "internal/warning", "ui/keys", "ui/reader",
	},
	"cmd/sitrep/e2e":              {},
	"cmd/sitrep/internal/ending":  {"ui/terminal"},
	"cmd/sitrep/internal/screen":  {"cmd/sitrep/internal/app", "internal/config", "ui", "ui/pane", "ui/reader", "ui/terminal", "ui/theme"},
	"cmd/sitrep/internal/served":  {"cmd/sitrep/internal/app", "cmd/sitrep/internal/screen", "internal/config", "internal/operate", "internal/query", "internal/sshd", "ui", "ui/keys", "ui/pane", "ui/reader", "ui/terminal"},
	"cmd/sitrep/internal/present": {"feeds", "feeds/encodings", "feeds/extract", "feeds/fetch", "feeds/parse", "feeds/readalso", "feeds/remote", "internal/cite", "internal/cluster", "internal/markdown", "internal/news", "internal/origin", "internal/revision", "internal/version", "internal/warning", "ui/reader"},

	"feeds":                 {"internal/news", "internal/warning", "feeds/fetch", "feeds/hazard", "feeds/parse", "feeds/normalize", "feeds/extract", "feeds/robots"},
	"feeds/dates":           {},
	"feeds/discover":        {},
	"feeds/bounds":          {},
	"feeds/encodings":       {},
	"feeds/extract":         {"internal/news", "feeds/bounds", "feeds/dates", "feeds/encodings", "feeds/inline", "feeds/readable", "feeds/readalso"},
	"feeds/feedtest":        {},
	"feeds/feedtest/crisis": {"feeds/feedtest"},
	"feeds/fetch":           {},
	"feeds/hazard":          {"internal/news"},
	"feeds/inline":          {},
	"feeds/normalize":       {"internal/news", "feeds/parse", "feeds/extract"},
	"feeds/opml":            {"internal/news", "feeds/encodings"},
	"feeds/pack":            {"internal/news"},
	"feeds/parse":           {"feeds/bounds", "feeds/dates", "feeds/encodings", "feeds/inline"},
	"feeds/readable":        {},
	"feeds/readalso":        {},
	"feeds/readalso/train":  {"feeds/extract", "feeds/readalso"},
	"feeds/remote":          {"internal/news", "feeds/fetch", "feeds/normalize", "feeds/parse"},
	"feeds/robots":          {},

	"internal/alert":     {"internal/match", "internal/news", "internal/warning"},
	"internal/gazetteer": {"internal/news"},

	"internal/archtest": {},
	"internal/bell":     {},
	"internal/cite":     {"internal/markdown", "internal/news"},
	"internal/cluster":  {"internal/news"},
	"internal/config":   {},
	"internal/markdown": {},
	"internal/match":    {"internal/news"},
	"internal/news":     {},
	"internal/opener":   {},
	"internal/origin":   {"internal/news"},
	"internal/query":    {"internal/news"},
	"internal/revision": {"internal/match", "internal/news"},
	"internal/sanitize": {},
	"internal/sshd":     {},
	"internal/operate":  {},
	"internal/store":    {"internal/match", "internal/news", "internal/revision"},

	"internal/store/postgres": {"internal/store"},
	"internal/store/sqlite":   {"internal/store"},

	"internal/sanitize/hostile": {},
	"internal/match/matchtest":  {"internal/news"},
	"internal/store/storetest":  {"internal/match/matchtest", "internal/news", "internal/query", "internal/store"},

	"internal/version": {},
	"internal/warning": {"internal/news"},

	"ui":          {"internal/cite", "internal/news", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/reader", "ui/terminal"},
	"ui/keys":     {},
	"ui/layout":   {},
	"ui/pane":     {"internal/news", "internal/origin", "internal/query", "internal/revision", "internal/warning", "ui/keys", "ui/layout", "ui/reader", "ui/theme", "ui/typeset", "ui/worldmap"},
	"ui/plain":    {"internal/cite", "internal/news", "internal/revision", "internal/warning", "ui/reader", "ui/typeset"},
	"ui/reader":   {"internal/cite", "internal/cluster", "internal/news", "internal/origin", "internal/revision", "internal/warning"},
	"ui/terminal": {},
	"ui/theme":    {},
	"ui/worldmap": {"internal/news"},
	"ui/typeset":  {"internal/news", "ui/theme"},
	"ui/uitest":   {"internal/cluster", "internal/news", "internal/origin", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/reader"},
}

// testsMayImport is what test files may import beyond mayImport, and why.
var testsMayImport = map[string]map[string]string{
	"feeds":            {"feeds/feedtest": "real HTTP", "feeds/readalso": "to build an extractor"},
	"feeds/fetch":      {"feeds/feedtest": "real HTTP"},
	"feeds/normalize":  {"feeds/readalso": "to build an extractor"},
	"feeds/remote":     {"feeds/feedtest": "servers that misbehave", "feeds/extract": "texts of entries", "internal/store": "a true cache", "internal/store/sqlite": "the same", "internal/query": "what a list shows"},
	"internal/warning": {"feeds/hazard": "documents to judge"},
	"internal/alert":   {"internal/query": "rules as people write them", "internal/gazetteer": "locations"},
	"internal/match":   {"internal/match/matchtest": "titles with the stories they mean"},
	"internal/store":   {"internal/query": "what is found by words", "internal/match/matchtest": "titles with the stories they mean", "internal/store/storetest": "made-up stories", "internal/store/sqlite": "an engine"},
	"internal/store/postgres": {
		"internal/news": "stories to save", "internal/store/sqlite": "what the other engine finds", "internal/store/storetest": "the contract, large caches",
	},
	"internal/store/sqlite": {
		"internal/news": "stories to save", "internal/query": "what is found by words", "internal/store/storetest": "the contract, large caches",
	},
	"cmd/sitrep/internal/app":     {"feeds/feedtest": "real HTTP", "feeds/normalize": "stories of items"},
	"cmd/sitrep/internal/served":  {"internal/store/storetest": "made-up stories", "internal/news": "the same"},
	"cmd/sitrep/internal/present": {"internal/sanitize/hostile": "a report of what attacks"},
	"cmd/sitrep/e2e": {
		"feeds/feedtest": "publishers", "feeds/feedtest/crisis": "the demo by scripts", "internal/sanitize/hostile": "attacks every sink",
		"internal/store/storetest": "large caches", "internal/store": "large caches and a plain program", "internal/store/sqlite": "the same", "internal/news": "the same", "internal/version": "who polls",
		"feeds": "manners", "feeds/fetch": "manners", "feeds/extract": "the border", "feeds/normalize": "the border", "feeds/parse": "the border", "feeds/readalso": "the border",
		"internal/query": "the border", "ui": "the border, on a screen", "ui/keys": "the same", "ui/pane": "the same", "ui/reader": "the same", "ui/theme": "the same",
		"ui/uitest": "drives the screen", "ui/terminal": "where sequences end",
	},
	"ui":        {"ui/uitest": "drives the screen", "internal/sanitize/hostile": "attacks every sink"},
	"ui/pane":   {"ui/uitest": "drives the panes"},
	"ui/keys":   {"internal/sanitize/hostile": "what must not come out"},
	"ui/reader": {"ui/uitest": "a cache in memory"},
	"ui/plain":  {"ui/uitest": "a cache in memory", "internal/query": "searches"},
}

// doors names, for each outside dependency, the packages through which it
// may enter, and why there is no other.
var doors = []struct {
	dep   string // an import path, or a prefix of one that ends in "/"
	doors []string
	why   string
}{
	{"github.com/mmcdole/gofeed", []string{"feeds/parse"}, "the rest of sitrep speaks news.Story"},
	{"net/http", []string{"feeds/fetch", "feeds/feedtest", "internal/operate"}, "one client, one User-Agent, one rate limit; feedtest and operate are servers"},
	{"code.dny.dev/ssrf", []string{"feeds/fetch"}, "addresses are refused where they are dialed"},
	{"database/sql", []string{"internal/store", "internal/store/postgres", "internal/store/sqlite"}, "SQL lives in the store"},
	{"github.com/jackc/", []string{"internal/store/postgres"}, "the store speaks to an engine"},
	{"modernc.org/", []string{"internal/store/sqlite"}, "the store speaks to an engine"},
	{"golang.org/x/net/publicsuffix", []string{"internal/sanitize"}, "who owns a host is told in one place"},
	{"golang.org/x/net/html", []string{"feeds/discover", "feeds/extract", "feeds/readable", "feeds/readalso"}, "HTML ends at blocks"},
	{"github.com/goccy/go-yaml", []string{"internal/config", "internal/match", "feeds/readalso", "feeds/pack", "feeds/dates", "internal/cluster", "internal/origin", "internal/revision", "internal/warning"}, "data files have few readers"},
	{"github.com/blevesearch/snowballstem", []string{"internal/cluster"}, "words are compared in one place"},
	{"github.com/spf13/", []string{"cmd/sitrep"}, "commands are parsed at the top"},
	{"charm.land/", []string{"ui", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/terminal", "ui/typeset", "ui/uitest", "cmd/sitrep", "cmd/sitrep/internal/ending", "cmd/sitrep/internal/screen", "cmd/sitrep/internal/served"}, "only the screen knows the terminal"},
	{"github.com/charmbracelet/", []string{"ui", "ui/keys", "ui/layout", "ui/theme", "ui/pane", "ui/terminal", "ui/typeset", "ui/uitest", "cmd/sitrep", "cmd/sitrep/internal/ending", "cmd/sitrep/internal/present", "cmd/sitrep/internal/screen"}, "only the screen knows the terminal; present counts columns"},
	{"golang.org/x/crypto/", []string{"internal/sshd"}, "who is let in is decided in one place"},
	{"os/exec", []string{"internal/opener"}, "one place starts other programs, by argv"},
}

// never lists imports that must not exist in any non-test file below a
// prefix, each with its reason.
var never = []struct{ from, dep, why string }{
	{"internal/news", "os", "the vocabulary does no I/O"},
	{"internal/news", "net", "the vocabulary does no I/O"},
	{"internal/news", "io", "the vocabulary does no I/O"},
	{"internal/news", "database/sql", "the vocabulary does no I/O"},
	{"ui", "os", "the screen does no I/O: it asks through reader.Library and reader.Actions"},
	{"ui", "net", "the screen does no I/O: it asks through reader.Library and reader.Actions"},
	{"ui", "net/http", "the screen does no I/O: it asks through reader.Library and reader.Actions"},
	{"ui", "database/sql", "the screen does no I/O: it asks through reader.Library and reader.Actions"},
	{"cmd/sitrep/internal/present", "os", "it returns text: only the sinks of cmd/sitrep print"},
	{"cmd/sitrep/internal/present", "io", "it returns text: only the sinks of cmd/sitrep print"},
	{"feeds", "internal/config", "options arrive as values"},
	{"internal/store", "internal/config", "options arrive as values"},
	{"", "testing", "the program does not change its behavior under test"},
	{"", "unsafe", "nothing here needs it"},
	{"", "plugin", "nothing from outside is executed"},
}

// neverExempt are packages that exist for tests.
var neverExempt = map[string]bool{"ui/uitest": true, "internal/store/storetest": true, "feeds/feedtest": false}
