package config

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func equal(t *testing.T, got, want *Config) {
	t.Helper()
	opts := []cmp.Option{cmpopts.IgnoreUnexported(Config{}), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(want, got, opts...); diff != "" {
		t.Errorf("configuration differs (-want +got):\n%s", diff)
	}
}

func example(t *testing.T) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("..", "..", "config.example.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func TestTheExampleEqualsTheDefaults(t *testing.T) {
	c, err := Parse("config.example.yaml", example(t))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, c, Default())
}

func TestTheExampleShowsEveryKey(t *testing.T) {
	src := uncomment(example(t))
	c, err := Parse("config.example.yaml", src)
	if err != nil {
		t.Fatalf("with its examples switched on: %v", err)
	}
	var keys []string
	for _, k := range topKeys() {
		keys = append(keys, k.name)
	}
	keys = append(keys, under("poll.", pollKeys())...)
	keys = append(keys, under("cache.", cacheKeys())...)
	keys = append(keys, under("brief.", briefKeys())...)
	keys = append(keys, under("reader.", readerKeys())...)
	keys = append(keys, under("desks[0].", deskKeys())...)
	keys = append(keys, under("alerts.", alertsKeys())...)
	keys = append(keys, under("serve.", serveKeys())...)
	keys = append(keys, under("alerts.rules[0].", ruleKeys())...)
	keys = append(keys, under("alerts.quiet.", quietKeys())...)
	keys = append(keys, under("places[0].", locationKeys())...)
	keys = append(keys, under("labels[0].", siteRuleKeys())...)
	for _, k := range keys {
		if !c.Sets(k) {
			t.Errorf("config.example.yaml does not show %s", k)
		}
	}
	for _, k := range feedKeys() {
		if !c.Sets("feeds[0]."+k.name) && !c.Sets("feeds[1]."+k.name) {
			t.Errorf("config.example.yaml does not show feeds[].%s", k.name)
		}
	}
}

// uncomment switches the examples on: lines where "#" is followed by a dash
// or two spaces.
func uncomment(src []byte) []byte {
	return regexp.MustCompile(`(?m)^#(  |-)`).ReplaceAll(src, []byte(" $1"))
}

func under[T any](prefix string, fields []field[T]) []string {
	var keys []string
	for _, f := range fields {
		keys = append(keys, prefix+f.name)
	}
	return keys
}

func TestEveryDefaultOfTheTableIsTheDefault(t *testing.T) {
	var b strings.Builder
	write := func(indent, name, def string) {
		if def != "" {
			b.WriteString(indent + name + ": " + def + "\n")
		}
	}
	for _, k := range topKeys() {
		write("", k.name, k.def)
	}
	b.WriteString("poll:\n")
	for _, k := range pollKeys() {
		write("  ", k.name, k.def)
	}
	b.WriteString("cache:\n")
	for _, k := range cacheKeys() {
		write("  ", k.name, k.def)
	}
	b.WriteString("serve:\n")
	for _, k := range serveKeys() {
		write("  ", k.name, k.def)
	}
	b.WriteString("brief:\n")
	for _, k := range briefKeys() {
		write("  ", k.name, k.def)
	}
	b.WriteString("reader:\n")
	for _, k := range readerKeys() {
		write("  ", k.name, k.def)
	}
	c, err := Parse("table", []byte(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, c, Default())
}

func TestParseReadsEveryKey(t *testing.T) {
	c, err := Parse("sitrep.yaml", []byte(`
packs: [hazards]
feeds:
  - {url: "HTTPS://News.Example.org/rss.xml", name: 112, tags: [Flood, coast], interval: 1d, fulltext: true, type: sitemap}
  - url: https://b.example/feed
desks:
  - {name: Floods, query: "flood -sport", key: 1}
poll: {interval: 1h, concurrency: 256, per_host: 256, host_gap: 0s, timeout: 10s, max_body: 5MB, proxy: "socks5://127.0.0.1:1080",
  contact: desk@example.org, allow_private: [127.0.0.1, 10.0.0.0/8, feeds.lan, "[::1]"], budget: 5MB/h}
cache: {dir: /tmp/x, keep_days: 0, keep_starred: false, keep_revisions: 2d}
alerts:
  rules: [{name: dam, when: dam NEAR/5 burst, ring: false, wake: true, until: 2031-04-02}, {name: all, when: is:warning}]
  quiet: {from: "22:00", to: "06:30", zone: Europe/Kyiv}
  per_hour: 3
  notify: osc777
  run: [notify, --me]
serve: {listen: ":22", host_key: /k, people: /p, trusted_ca: /c, sessions: 20, idle: 1h, operate: /s}
brief: {on_start: true, lines: 40}
places: [{name: Halm, also: [Гальм], at: [48.50, -24.10], radius: 12.5km}, {name: Orla}]
themes: {mine: {base: nord, new: "#ff8700 bold", rest: 252 on 237}}
reader: {width: 60, theme: mine, preview: off, hints: on, keymap: vim, keys: {refresh: f5, open: [enter, o]}, ascii: true, mouse: true,
  browser: firefox --new-tab, direction: visual, times: both, cite: ris, hyperlinks: on, title: true, bell: true, confirm: off, fold: false, pipe: {note: [tee, -a, "my notes"]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, c, &Config{
		Packs: []string{"hazards"},
		Serve: Serve{Listen: ":22", HostKey: "/k", People: "/p", TrustedCA: "/c", Sessions: 20, Idle: time.Hour, Operate: "/s"},
		Feeds: []Feed{
			{URL: "https://news.example.org/rss.xml", Name: "112", Tags: []string{"coast", "flood"}, Interval: 24 * time.Hour, FullText: true, Type: "sitemap"},
			{URL: "https://b.example/feed", Type: "feed"},
		},
		Desks: []Desk{{Name: "Floods", Query: "flood -sport", Key: "1"}},
		Poll: Poll{
			Interval: time.Hour, Concurrency: 256, PerHost: 256, Timeout: 10 * time.Second, MaxBody: 5e6,
			Proxy: "socks5://127.0.0.1:1080", Contact: "desk@example.org",
			AllowPrivate: []string{"127.0.0.1", "10.0.0.0/8", "feeds.lan", "::1"}, Budget: Budget{Bytes: 5e6, Per: time.Hour},
		},
		Cache: Cache{Dir: "/tmp/x", KeepRevisions: 48 * time.Hour},
		Alerts: Alerts{
			Rules: []Rule{{Name: "dam", When: "dam NEAR/5 burst", Wake: true, Until: time.Date(2031, 4, 2, 0, 0, 0, 0, time.UTC)}, {Name: "all", When: "is:warning", Ring: true}},
			Quiet: Quiet{From: 22 * 60, To: 6*60 + 30, Zone: "Europe/Kyiv"}, PerHour: 3, Notify: "osc777", Run: []string{"notify", "--me"},
		},
		Brief:     Brief{OnStart: true, Lines: 40},
		Locations: []Location{{Name: "Halm", Also: []string{"Гальм"}, Lat: 48.5, Lon: -24.1, RadiusKM: 12.5}, {Name: "Orla", RadiusKM: 25}},
		Themes:    map[string]Theme{"mine": {Base: "nord", Styles: map[string]string{"new": "#ff8700 bold", "rest": "252 on 237"}}},
		Reader: Reader{
			Width: 60, Theme: "mine", Keymap: "vim", Keys: map[string][]string{"refresh": {"f5"}, "open": {"enter", "o"}},
			Preview: "off", Hints: "on", ASCII: true, Mouse: true, Browser: []string{"firefox", "--new-tab"}, Direction: "visual", Times: "both", Cite: "ris", Links: "on", Title: true, Bell: true, Confirm: "off",
			Pipe: map[string][]string{"note": {"tee", "-a", "my notes"}},
		},
	})
}

func TestAFileThatSaysNothingIsTheDefault(t *testing.T) {
	for _, src := range []string{"", "\n\n", "# nothing\n", "---\n", "poll:\nfeeds:\n", "feeds: []\nreader: {}\n"} {
		c, err := Parse("sitrep.yaml", []byte(src))
		if err != nil {
			t.Errorf("Parse(%q): %v", src, err)
			continue
		}
		equal(t, c, Default())
	}
}

func TestProblemsNameFileLineKeyAndRemedy(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{
			"several_at_once", "feeds:\n  - url: x\n  - url: https://a.example/\n    interval: 5s\npol: {}\n",
			"sitrep.yaml:2: feeds[0].url: \"x\" is not a web address (such as https://example.org/rss.xml)\n" +
				"sitrep.yaml:4: feeds[1].interval: 5s is too often (15m or more)\n" +
				"sitrep.yaml:5: pol: unknown key (did you mean poll?)",
		},
		{"unknown_far", "poll:\n  zebra: 1\n", "sitrep.yaml:2: poll.zebra: unknown key (known: interval, concurrency, per_host, host_gap, timeout, max_body, proxy, contact, allow_private, budget)"},
		{"duplicate_key", "poll:\n  timeout: 3s\n  timeout: 4s\n", "sitrep.yaml:3: poll.timeout: is already set on line 2 (remove one of them)"},
		{"duplicate_section", "cache: {}\ncache: {}\n", "sitrep.yaml:2: cache: is already set on line 1 (remove one of them)"},
		{
			"duplicate_feed", "feeds:\n  - url: https://a.example/f\n  - url: https://A.example/f\n",
			"sitrep.yaml:3: feeds[1].url: https://a.example/f is already there as feeds[0] (remove one of them)",
		},
		{"feed_without_url", "feeds:\n  - name: A\n", "sitrep.yaml:2: feeds[0]: has no url (every feed needs one)"},
		{"feed_is_text", "feeds:\n  - https://a.example/f\n", "sitrep.yaml:2: feeds[0]: is \"https://a.example/f\", not a map of keys and values"},
		{"feeds_are_a_map", "feeds:\n  url: https://a.example/f\n", "sitrep.yaml:2: feeds: is a map, not a list (write - before each entry, or [a, b])"},
		{"scheme", "feeds: [{url: 'file:///etc/passwd'}]\n", "sitrep.yaml:1: feeds[0].url: \"file:///etc/passwd\" is not a web address (such as https://example.org/rss.xml)"},
		{"password", "feeds: [{url: 'https://me:secret@a.example/'}]\n", "sitrep.yaml:1: feeds[0].url: has a user name or password in it (sitrep sends none; ask the publisher for an address with a token)"},
		{"no_unit", "poll: {timeout: 30}\n", "sitrep.yaml:1: poll.timeout: \"30\" is not a length of time (such as 30s, 15m, 2h or 1d)"},
		{"negative", "poll: {host_gap: -1s}\n", "sitrep.yaml:1: poll.host_gap: -1s is less than nothing (0s or more)"},
		{"too_long", "poll: {interval: 90d}\n", "sitrep.yaml:1: poll.interval: 90d is too long (30d or less)"},
		{"size", "poll: {max_body: big}\n", "sitrep.yaml:1: poll.max_body: \"big\" is not a size (such as 512KiB, 10MiB or 5MB)"},
		{"size_without_unit", "poll: {max_body: 100}\n", "sitrep.yaml:1: poll.max_body: \"100\" is not a size (such as 512KiB, 10MiB or 5MB)"},
		{"size_range", "poll: {max_body: 1KiB}\n", "sitrep.yaml:1: poll.max_body: 1KiB is out of range (64KiB to 1GiB)"},
		{"budget", "poll: {budget: 5MB}\n", "sitrep.yaml:1: poll.budget: \"5MB\" is not a budget (a size an hour or a day, such as 5MB/h or 200MB/d)"},
		{"number", "poll: {per_host: many}\n", "sitrep.yaml:1: poll.per_host: is \"many\", not a whole number (1 to 1024)"},
		{"number_range", "reader: {width: 5}\n", "sitrep.yaml:1: reader.width: 5 is out of range (20 to 500)"},
		{"fraction", "cache: {keep_days: 1.5}\n", "sitrep.yaml:1: cache.keep_days: is a number, not a whole number (0 to 100000)"},
		{"bool", "reader: {mouse: maybe}\n", "sitrep.yaml:1: reader.mouse: is \"maybe\" (true or false)"},
		{"quoted_bool", "reader: {mouse: \"true\"}\n", "sitrep.yaml:1: reader.mouse: is \"true\" (true or false)"},
		{"bool_for_text", "cache: {dir: true}\n", "sitrep.yaml:1: cache.dir: is true, not text (put it in quotes)"},
		{"proxy_is_not_repeated", "poll: {proxy: 'ftp://u:secret@h'}\n", "sitrep.yaml:1: poll.proxy: is not the address of a proxy (such as http://proxy.example:3128 or socks5://127.0.0.1:1080)"},
		{"private", "poll: {allow_private: ['a b']}\n", "sitrep.yaml:1: poll.allow_private[0]: \"a b\" is neither a host, an address nor a network (such as feeds.intranet.example, 10.1.2.3 or 10.1.0.0/16)"},
		{"rule_without_query", "alerts: {rules: [{name: A}]}\n", "sitrep.yaml:1: alerts.rules[0]: needs a name and a query ({name: dam, when: dam NEAR/5 gates})"},
		{"rules_that_clash", "alerts: {rules: [{name: A, when: a}, {name: A, when: b}]}\n", "sitrep.yaml:1: alerts.rules[1]: \"A\" is already the name of a rule (names must differ)"},
		{"until", "alerts: {rules: [{name: A, when: a, until: soon}]}\n", "sitrep.yaml:1: alerts.rules[0].until: \"soon\" is not a day or time (such as 2031-04-02 or 2031-04-02T10:30:00Z)"},
		{"clock", "alerts: {quiet: {from: '25:00', to: '06:00'}}\n", "sitrep.yaml:1: alerts.quiet.from: \"25:00\" is not a time of day (such as 22:00 or 06:30)"},
		{"half_quiet", "alerts: {quiet: {from: '22:00'}}\n", "sitrep.yaml:1: alerts.quiet: needs from and to ({from: 22:00, to: 06:30, zone: Europe/Kyiv})"},
		{"zone", "alerts: {quiet: {zone: Mars/Base}}\n", "sitrep.yaml:1: alerts.quiet.zone: \"Mars/Base\" is not a time zone that this system knows (such as UTC or Europe/Kyiv)"},
		{"point", "places: [{name: A, at: [91, 0]}]\n", "sitrep.yaml:1: places[0].at: is not a point on the earth (degrees north, -90 to 90, and east, -180 to 180: [48.50, 24.10])"},
		{"radius", "places: [{name: A, radius: 3 miles}]\n", "sitrep.yaml:1: places[0].radius: \"3 miles\" is not a length (such as 25km)"},
		{"unnamed_place", "places: [{at: [1, 2]}]\n", "sitrep.yaml:1: places[0]: has no name ({name: Dolyna, also: [Долина], at: [48.50, 24.10]})"},
		{"twice", "packs: [a, a]\n", "sitrep.yaml:1: packs[1]: \"a\" stands there twice (remove one of them)"},
		{"type", "feeds: [{url: 'https://a.example', type: sitemp}]\n", "sitrep.yaml:1: feeds[0].type: \"sitemp\" is not known (did you mean sitemap?)"},
		{"tag", "feeds: [{url: 'https://a.example', tags: [two words]}]\n", "sitrep.yaml:1: feeds[0].tags[0]: \"two words\" is not a tag (one word without spaces, quotes, brackets or colons)"},
		{"theme of one's own", "themes:\n  mine:\n    accent: red\n    new: reddish bold\n    bad: 300\n    rest: 252 on\n  dark: {new: bold}\nreader: {theme: mien}\n", `sitrep.yaml:3: themes.mine.accent: unknown key (known: base, text, strong, meta, faint, unread, read, cursor, rest, link, focus, readalso, quote, match, title, idle, status, bad, good, new, edited)
sitrep.yaml:4: themes.mine.new: "reddish" is no part of a style (a style is like "214", "#fabd2f bold" or "252 on 237 underline")
sitrep.yaml:5: themes.mine.bad: "300" is no part of a style (a style is like "214", "#fabd2f bold" or "252 on 237 underline")
sitrep.yaml:6: themes.mine.rest: is not a whole style (a style is like "214", "#fabd2f bold" or "252 on 237 underline")
sitrep.yaml:7: themes.dark: is the name of a theme of sitrep (give yours another name)
sitrep.yaml:8: reader.theme: "mien" is not known (did you mean mine?)`},
		{"theme", "reader:\n  theme: drak\n", "sitrep.yaml:2: reader.theme: \"drak\" is not known (did you mean dark?)"},
		{"desk_key", "desks: [{name: A, query: b, key: alt+x}]\n", "sitrep.yaml:1: desks[0].key: alt+x is taken or swallowed by many terminals (choose a letter, or f1 to f12)"},
		{"no_key", "reader: {keys: {open: hyper}}\n", "sitrep.yaml:1: reader.keys.open: \"hyper\" is not a key (such as x, G, space, f5, ctrl+d or g g)"},
		{
			"desks_that_clash", "desks:\n  - {name: A, query: b, key: f1}\n  - {name: A, query: c, key: f1}\n",
			"sitrep.yaml:3: desks[1].name: \"A\" is already the name of desks[0] (names must differ)\n" +
				"sitrep.yaml:3: desks[1].key: \"f1\" already opens desks[0] (keys must differ)",
		},
		{"desk_without_query", "desks:\n  - name: A\n", "sitrep.yaml:2: desks[0]: needs a name and a query ({name: Floods, query: flood since:2d})"},
		{"shell", "reader: {browser: 'firefox \"$URL\"'}\n", "sitrep.yaml:1: reader.browser: \"firefox \\\"$URL\\\"\" has '\"' in it, which only a shell understands (write a list: [program, \"first argument\"])"},
		{"placeholder", "reader: {browser: [firefox, '%s']}\n", "sitrep.yaml:1: reader.browser: has \"%s\" in it, which is not replaced (leave it out: the address comes last by itself)"},
		{"pipe", "reader: {pipe: {note: tee}}\n", "sitrep.yaml:1: reader.pipe.note: is not a list (write [program, argument])"},
		{"anchor", "poll: &a {}\ncache: *a\n", "sitrep.yaml:1: poll: is an anchor or alias, not a map of keys and values\nsitrep.yaml:2: cache: is an anchor or alias, not a map of keys and values"},
		{"two_documents", "poll: {}\n---\ncache: {}\n", "sitrep.yaml:3: a second document begins here (one configuration is one document: remove the line ---)"},
		{"root_is_a_list", "- a\n", "sitrep.yaml:1: is a list, not a map of keys and values"},
		{"binary", "poll: {}\n\x00\n", "sitrep.yaml:2: the file is not text (YAML in UTF-8)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse("sitrep.yaml", []byte(tt.src))
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("error differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSyntaxErrorsNameTheirLine(t *testing.T) {
	for src, line := range map[string]string{
		"poll: {\n":                       ":1: ",
		"poll:\n  timeout: [1\n":          ":2: ",
		"poll:\n\tinterval: 1h\n":         ":2: a tab stands before the text (YAML is indented with spaces only)",
		"packs: \"unterminated\nfeeds:\n": ":1: ",
		strings.Repeat("[", 5000) + "\n":  ":1: lists or maps are nested too deeply",
		strings.Repeat("[\n", 5000):       ": lists or maps are nested too deeply",
		strings.Repeat("- ", 5000) + "\n": ":1: lists or maps are nested too deeply",
		"feeds:\n  - url: a\n name: b\n":  ":3: ",
	} {
		_, err := Parse("sitrep.yaml", []byte(src))
		if err == nil || !strings.Contains(err.Error(), line) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Parse(%.40q) error = %v, want one line with %q", src, err, line)
		}
	}
}

func TestProblemPointsAtTheLineOfAKey(t *testing.T) {
	c, err := Parse("sitrep.yaml", []byte("desks:\n  - name: A\n    query: 'is:odd'\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := c.Problem("desks[0].query", `unknown state "odd"`, "").Error()
	if want := `sitrep.yaml:3: desks[0].query: unknown state "odd"`; got != want {
		t.Errorf("Problem = %q, want %q", got, want)
	}
}

func TestLoadTellsAMissingFileFromABadOne(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(filepath.Join(dir, "none.yaml"), nothing); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load of a missing file: %v, want fs.ErrNotExist", err)
	}
	path := filepath.Join(dir, "bad.yaml")
	if err := os.WriteFile(path, []byte("nope: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path, nothing)
	if e, ok := errors.AsType[*Error](err); !ok || e.File != path || e.Line != 1 || e.Key != "nope" {
		t.Errorf("Load of a bad file: %#v", err)
	}
}

func TestDocsNameEveryKey(t *testing.T) {
	docs := Docs()
	for _, k := range append(under("poll.", pollKeys()), under("feeds[].", feedKeys())...) {
		if !strings.Contains(docs, "`"+k+"`") {
			t.Errorf("the reference page lacks %s", k)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("feeds:\n  - url: https://a.example/\n    interval: 20m\n"))
	f.Add([]byte("poll: {max_body: 10MiB, budget: 5MB/h}\ndesks: [{name: A, query: b, key: f1}]\n"))
	f.Add([]byte("reader: {keys: {open: [a, b]}, pipe: {x: [y]}, browser: a b}\n"))
	f.Add([]byte("a: &x\n  <<: *x\n? {}\n: []\n--- !t |\n z\n"))
	f.Add([]byte("#0\r\n"))
	f.Add([]byte("# comment\r\nfeeds:\r\n  - url: https://a.example/\r\n# end\r\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		c, err := Parse("f", src)
		if err != nil {
			for l := range strings.Lines(err.Error()) {
				if !strings.HasPrefix(l, "f:") {
					t.Errorf("a line of the error does not name the file: %q", l)
				}
			}
			return
		}
		out, err := AddFeeds("f", src, Feed{URL: "https://fuzz.example/" + "f"})
		if err != nil {
			return
		}
		after, err := Parse("f", out)
		if err != nil || len(after.Feeds) != len(c.Feeds)+1 {
			t.Errorf("after adding a feed: %v\n%s", err, out)
		}
		if !bytes.Equal(bytes.TrimSpace(src), nil) {
			if _, err := RemoveFeed("f", out, "https://fuzz.example/f"); err != nil {
				t.Errorf("remove what was added: %v\n%s", err, out)
			}
		}
	})
}

// nothing is wrong with any configuration.
func nothing(*Config) error { return nil }

func TestWhatTheCallerFindsIsToldInItsPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte("packs: [none]\nreader:\n  theme: drak\ndesks:\n  - {name: A, query: odd}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(path, func(c *Config) error {
		return errors.Join(c.Problem("desks[0].query", "is odd", ""), errors.Join(c.Problem("packs[0]", "is none", "")))
	})
	if c != nil || err == nil {
		t.Fatalf("Load = %v, %v", c, err)
	}
	want := ":1: packs[0]: is none|:3: reader.theme: \"drak\" is not known (did you mean dark?)|:5: desks[0].query: is odd"
	if got := strings.ReplaceAll(strings.ReplaceAll(err.Error(), path, ""), "\n", "|"); got != want {
		t.Errorf("told %s\nwant %s", got, want)
	}
	if err := os.WriteFile(path, []byte("poll: {\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path, func(*Config) error { t.Error("what is no YAML was looked at"); return nil }); err == nil {
		t.Error("no error")
	}
}
