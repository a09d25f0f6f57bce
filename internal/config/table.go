package config

import (
	"fmt"
	"slices"
	"time"

	"sitrep/internal/sanitize"
)

const (
	minInterval = 15 * time.Minute
	maxInterval = 30 * 24 * time.Hour
)

func topKeys() []field[Config] {
	return []field[Config]{
		{
			"packs", "list of names", "[world, ukraine, humanitarian, hazards, health]",
			"Built-in lists of feeds. `sitrep feeds list` shows what is in them.",
			textsAt(func(c *Config) *[]string { return &c.Packs }, nonEmpty),
		},
		{"feeds", "list of feeds", "", "Your own feeds, beside those of the packs.", readFeeds},
		{"desks", "list of desks", "", "Saved queries; the headlines are grouped by them.", readDesks},
		{"labels", "list of rules", "", "What stands behind labels on the pages of a site: references, or none. E in a story writes one.", readSiteRules},
		{"poll", "map", "", "How feeds and pages are fetched.", func(v value, c *Config) { readMap(v, &c.Poll, pollKeys()) }},
		{"cache", "map", "", "Where stories are kept and for how long.", func(v value, c *Config) { readMap(v, &c.Cache, cacheKeys()) }},
		{"store", "map", "", "The database of a cache that several machines share; docs/store.md. Nearly nobody needs one.", func(v value, c *Config) { readMap(v, &c.Store, storeKeys()) }},
		{"alerts", "map", "", "What raises alerts, and how they are delivered.", func(v value, c *Config) { readMap(v, &c.Alerts, alertsKeys()) }},
		{"sync", "list of peers", "", "Servers that also keep your feeds and marks, see docs/sync.md.", readPeers},
		{"brief", "map", "", "When and how the brief is shown.", func(v value, c *Config) { readMap(v, &c.Brief, briefKeys()) }},
		{"places", "list of places", "", "Locations of your own, for `place:` in queries.", readLocations},
		{"themes", "map of themes", "{}", "Themes of your own, by name: a style for each role that differs.", readThemes},
		{"serve", "map", "", "How the reader is served over SSH, by `sitrep serve`.", func(v value, c *Config) { readMap(v, &c.Serve, serveKeys()) }},
		{"reader", "map", "", "How the screen looks and works.", func(v value, c *Config) { readMap(v, &c.Reader, readerKeys()) }},
	}
}

func feedKeys() []field[Feed] {
	return []field[Feed]{
		{"url", "address", "", "Where the feed is. Required.", textAt(func(f *Feed) *string { return &f.URL }, checkURL)},
		{"name", "text", "", "What to call it. Left out, it is called what it calls itself.", textAt(func(f *Feed) *string { return &f.Name }, nil)},
		{"tags", "list of words", "", "Words to find its stories by: tag:flood.", textsAt(func(f *Feed) *[]string { return &f.Tags }, checkTag)},
		{
			"interval", "time", "poll.interval", "The least time between two polls; 15m or more.",
			durationAt(func(f *Feed) *time.Duration { return &f.Interval }, minInterval, maxInterval, "too often"),
		},
		{"fulltext", "true or false", "false", "Fetch each new story's page without being asked.", boolAt(func(f *Feed) *bool { return &f.FullText })},
		{"type", "feed, sitemap or warning", "feed", "`sitemap` for a news sitemap; `warning` for official warnings that must be such (they are found by themselves).", textAt(func(f *Feed) *string { return &f.Type }, oneOf("feed", "sitemap", "warning"))},
	}
}

func deskKeys() []field[Desk] {
	return []field[Desk]{
		{"name", "text", "", "What to call it. Required.", textAt(func(d *Desk) *string { return &d.Name }, nonEmpty)},
		{"query", "query", "", "What it shows, in the query language. Required.", textAt(func(d *Desk) *string { return &d.Query }, nonEmpty)},
		{"key", "key", "", "The key that opens it.", textAt(func(d *Desk) *string { return &d.Key }, checkDeskKey)},
	}
}

func pollKeys() []field[Poll] {
	return []field[Poll]{
		{
			"interval", "time", "30m", "The least time between two polls of a feed; 15m or more.",
			durationAt(func(p *Poll) *time.Duration { return &p.Interval }, minInterval, maxInterval, "too often"),
		},
		{"concurrency", "number", "256", "Requests at once, over all hosts.", intAt(func(p *Poll) *int { return &p.Concurrency }, 1, 1024)},
		{"per_host", "number", "2", "Requests at once to one host.", intAt(func(p *Poll) *int { return &p.PerHost }, 1, 1024)},
		{
			"host_gap", "time", "1s", "The least time between two requests to one host.",
			durationAt(func(p *Poll) *time.Duration { return &p.HostGap }, 0, time.Minute, "less than nothing"),
		},
		{
			"timeout", "time", "30s", "How long one request may take, its body included.",
			durationAt(func(p *Poll) *time.Duration { return &p.Timeout }, time.Second, 10*time.Minute, "too short"),
		},
		{"max_body", "size", "10MiB", "The largest page that is read, and how much of a feed is, decoded.", sizeAt(func(p *Poll) *int64 { return &p.MaxBody }, 64<<10, 1<<30)},
		{"proxy", "address", `""`, "The proxy for all requests: http, https or socks5.", textAt(func(p *Poll) *string { return &p.Proxy }, checkProxy)},
		{"contact", "address", `""`, "Web or mail address where publishers can reach you; it is sent with each request.", textAt(func(p *Poll) *string { return &p.Contact }, checkContact)},
		{
			"allow_private", "list of hosts", "[]", "Hosts, addresses and networks that may be on your LAN. All others must be public.",
			textsAt(func(p *Poll) *[]string { return &p.AllowPrivate }, checkPrivate),
		},
		{"budget", "size/h or size/d", `""`, "How much may be fetched an hour or a day; empty: no limit.", readBudget},
	}
}

func cacheKeys() []field[Cache] {
	return []field[Cache]{
		{"dir", "folder", `""`, "The cache's folder; empty: the system's data folder. --data and SITREP_DATA come first.", textAt(func(c *Cache) *string { return &c.Dir }, nil)},
		{"keep_days", "number", "365", "Days to keep a story after it was first seen; 0: for ever.", intAt(func(c *Cache) *int { return &c.KeepDays }, 0, 100_000)},
		{"keep_starred", "true or false", "true", "Keep starred stories for ever.", boolAt(func(c *Cache) *bool { return &c.KeepStarred })},
		{
			"keep_revisions", "time", "30d", "How long to keep earlier wordings of a story that differ in form alone; 0s: for ever. The first, the last, those of an edit in substance, and all of starred, pinned and alerted stories stay.",
			durationAt(func(c *Cache) *time.Duration { return &c.KeepRevisions }, 0, 36500*24*time.Hour, "less than nothing"),
		},
	}
}

func storeKeys() []field[Store] {
	return []field[Store]{
		{"url", "address", `""`, "`postgres://USER@HOST/DATABASE`, without a password; empty: a file in `cache.dir`. --data and SITREP_DATA come first.", textAt(func(s *Store) *string { return &s.URL }, checkStore)},
		{"url_file", "file", `""`, "A file of mode 0600 with that address.", textAt(func(s *Store) *string { return &s.URLFile }, nil)},
	}
}

func readerKeys() []field[Reader] {
	return []field[Reader]{
		{"width", "number", "76", "The widest line of text, in columns.", intAt(func(r *Reader) *int { return &r.Width }, 20, 500)},
		{"theme", "name", "auto", "auto (by the terminal's background), light, dark, mono, contrast, gruvbox, solarized, nord, or one of `themes`. `NO_COLOR` is obeyed with auto only.", textAt(func(r *Reader) *string { return &r.Theme }, nonEmpty)},
		{
			"preview", "auto, on or off", "auto",
			"Show the story that the cursor of the headlines rests on, where there is room for both: `auto` everywhere, but over SSH from 140 columns on.",
			textAt(func(r *Reader) *string { return &r.Preview }, oneOf("auto", "on", "off")),
		},
		{
			"hints", "auto, on or off", "auto", "A row above the last one names the keys of the focused pane: `auto` on terminals of more than 24 rows.",
			textAt(func(r *Reader) *string { return &r.Hints }, oneOf("auto", "on", "off")),
		},
		{"keymap", "name", "sitrep", "sitrep, newsboat, vim or emacs.", textAt(func(r *Reader) *string { return &r.Keymap }, oneOf("sitrep", "newsboat", "vim", "emacs"))},
		{
			"keys", "map of keys", "{}", "Keys of your own, by the name of the action; `sitrep keys` lists the names.",
			wordsMapAt(func(r *Reader) *map[string][]string { return &r.Keys }, keyList),
		},
		{"ascii", "true or false", "false", "Draw with ASCII characters only.", boolAt(func(r *Reader) *bool { return &r.ASCII })},
		{"mouse", "true or false", "false", "Wheel and click. Selecting text with the mouse then needs Shift.", boolAt(func(r *Reader) *bool { return &r.Mouse })},
		{"browser", "program", "[]", "Program and arguments that open an address; empty: the system's. No shell is involved.", readBrowser},
		{"direction", "logical or visual", "logical", "`visual`: sitrep orders right-to-left text, for terminals that do not.", textAt(func(r *Reader) *string { return &r.Direction }, oneOf("logical", "visual"))},
		{
			"hyperlinks", "auto, on or off", "auto", "Make addresses links of the terminal (OSC 8): `auto` where it is known to show them.",
			textAt(func(r *Reader) *string { return &r.Links }, oneOf("auto", "on", "off")),
		},
		{
			"times", "clock, relative or both", "clock", "Times of lists: the clock time of today's stories and the day of older ones, how long ago, or both.",
			textAt(func(r *Reader) *string { return &r.Times }, oneOf("clock", "relative", "both")),
		},
		{
			"cite", "markdown, plain, ris or bibtex", "markdown", "How citations are copied.",
			textAt(func(r *Reader) *string { return &r.Cite }, oneOf("markdown", "plain", "ris", "bibtex")),
		},
		{"title", "true or false", "false", "Show the open story in the terminal's title.", boolAt(func(r *Reader) *bool { return &r.Title })},
		{"bell", "true or false", "false", "Ring the terminal's bell when stories have come, once a minute at most.", boolAt(func(r *Reader) *bool { return &r.Bell })},
		{
			"confirm", "on or off", "on", "Ask each time before the whole of a list that is longer than the screen is marked read.",
			textAt(func(r *Reader) *string { return &r.Confirm }, oneOf("on", "off")),
		},
		{
			"fold", "true or false", "true", "Show the stories of one event as one row of the headlines; `c` unfolds it.",
			boolAt(func(r *Reader) *bool { return &r.Fold }),
		},
		{
			"pipe", "map of programs", "{}", "Programs that a story's text can be piped to, by a name of your choice.",
			wordsMapAt(func(r *Reader) *map[string][]string { return &r.Pipe }, readPipe),
		},
	}
}

func readBrowser(v value, r *Reader) {
	if words, ok := argv(v); ok && len(words) > 0 {
		r.Browser = words
	}
}

func readPipe(v value) ([]string, bool) {
	if kindOf(v.node) != "a list" {
		v.fail("is not a list", "write [program, argument]") // the value may hold a password
		return nil, false
	}
	words, ok := argv(v)
	if ok && len(words) == 0 {
		v.fail("names no program", "write [program, argument]")
		return nil, false
	}
	return words, ok
}

func readFeeds(v value, c *Config) {
	keys := feedKeys()
	for _, item := range v.items() {
		f := Feed{Type: "feed"}
		before := len(v.d.errs)
		readMap(item, &f, keys)
		if f.URL == "" && len(v.d.errs) == before {
			item.fail("has no url", "every feed needs one")
		}
		slices.Sort(f.Tags)
		c.Feeds = append(c.Feeds, f)
	}
}

// checkFeeds finds addresses that stand there twice.
func (d *decoder) checkFeeds(c *Config) {
	first := make(map[string]int)
	for i, f := range c.Feeds {
		if f.URL == "" {
			continue
		}
		if j, again := first[f.URL]; again {
			d.failAt(fmt.Sprintf("feeds[%d].url", i), fmt.Sprintf("%s is already there as feeds[%d]", sanitize.Redacted(f.URL), j), "remove one of them")
			continue
		}
		first[f.URL] = i
	}
}

func readDesks(v value, c *Config) {
	for _, item := range v.items() {
		var k Desk
		before := len(v.d.errs)
		readMap(item, &k, deskKeys())
		if len(v.d.errs) == before && (k.Name == "" || k.Query == "") {
			item.fail("needs a name and a query", "{name: Floods, query: flood since:2d}")
		}
		c.Desks = append(c.Desks, k)
	}
}

// checkDesks finds names and keys that stand there twice.
func (d *decoder) checkDesks(c *Config) {
	names, keys := make(map[string]int), make(map[string]int)
	for i, k := range c.Desks {
		if j, again := names[k.Name]; again && k.Name != "" {
			d.failAt(fmt.Sprintf("desks[%d].name", i), fmt.Sprintf("%q is already the name of desks[%d]", k.Name, j), "names must differ")
		}
		if j, again := keys[k.Key]; again && k.Key != "" {
			d.failAt(fmt.Sprintf("desks[%d].key", i), fmt.Sprintf("%q already opens desks[%d]", k.Key, j), "keys must differ")
		}
		names[k.Name], keys[k.Key] = i, i
	}
}

func (d *decoder) failAt(key, msg, hint string) {
	d.errs = append(d.errs, &Error{File: d.file, Line: d.lines[key], Key: key, Msg: msg, Hint: hint})
}
