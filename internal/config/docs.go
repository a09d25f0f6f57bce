package config

import (
	"fmt"
	"strings"
)

// Docs returns the reference page of the configuration in Markdown, made
// from the table that reads the file.
func Docs() string {
	var b strings.Builder
	b.WriteString(`# Configuration

This page is generated from the table of keys in ` + "`internal/config`" + `.

sitrep reads ` + "`config.yaml`" + ` in its configuration folder (` + "`$XDG_CONFIG_HOME/sitrep`" + `, by default
` + "`~/.config/sitrep`" + `), or the file that ` + "`--config`" + ` or ` + "`SITREP_CONFIG`" + ` names. Without a file the defaults
hold. ` + "`config.example.yaml`" + ` has every key with its default. Unknown keys and wrong values are errors that
name file, line, key and remedy, all in one run.

Times are written ` + "`30s`" + `, ` + "`15m`" + `, ` + "`2h`" + ` or ` + "`1d`" + `; sizes ` + "`512KiB`" + `, ` + "`10MiB`" + ` or ` + "`5MB`" + `.
`)
	section(&b, "The file", "", topKeys())
	section(&b, "A feed", "feeds[].", feedKeys())
	section(&b, "A desk", "desks[].", deskKeys())
	section(&b, "A label", "labels[].", siteRuleKeys())
	section(&b, "Polling", "poll.", pollKeys())
	section(&b, "The cache", "cache.", cacheKeys())
	section(&b, "The database", "store.", storeKeys())
	section(&b, "Alerts", "alerts.", alertsKeys())
	section(&b, "A rule", "alerts.rules[].", ruleKeys())
	section(&b, "Quiet hours", "alerts.quiet.", quietKeys())
	section(&b, "A peer", "sync[].", peerKeys())
	section(&b, "The brief", "brief.", briefKeys())
	section(&b, "A place", "places[].", locationKeys())
	section(&b, "The server", "serve.", serveKeys())
	section(&b, "The reader", "reader.", readerKeys())
	section(&b, "A theme of your own", "themes.NAME.", themeKeys()[:1])
	fmt.Fprintf(&b, "\nThe other keys are the roles: `%s`. A style is a color (a number of the table of 256, or `#rrggbb`), a color for the\nbackground after `on`, and `bold`, `underline`, `reverse`: `\"#fabd2f on #282828 bold\"`.\n", strings.Join(ThemeRoles(), "` `"))
	return b.String()
}

func section[T any](b *strings.Builder, title, prefix string, fields []field[T]) {
	fmt.Fprintf(b, "\n## %s\n\n| key | holds | default | |\n|---|---|---|---|\n", title)
	for _, f := range fields {
		def := ""
		if f.def != "" {
			def = "`" + f.def + "`"
		}
		fmt.Fprintf(b, "| `%s%s` | %s | %s | %s |\n", prefix, f.name, f.kind, def, f.doc)
	}
}
