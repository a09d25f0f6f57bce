package config

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Peer is a server that also keeps feeds and marks.
type Peer struct {
	Name          string
	Type          string // "miniflux", "greader", "nextcloud" or "fever"
	URL           string
	User          string
	SecretFile    string   // empty: none
	SecretCommand []string // program and arguments that print the secret; empty: none
	Feeds         string   // "theirs", "ours" or "both"
	Every         time.Duration
}

func peerKeys() []field[Peer] {
	return []field[Peer]{
		{"name", "text", "", "What to call it: letters, digits and `._-`. Required.", textAt(func(p *Peer) *string { return &p.Name }, checkPeerName)},
		{"type", "miniflux, greader, nextcloud or fever", "", "Which API it has; `fever` over https only. Required.", textAt(func(p *Peer) *string { return &p.Type }, oneOf("miniflux", "greader", "nextcloud", "fever"))},
		{"url", "address", "", "Where the server is, such as https://rss.example.org. Required.", textAt(func(p *Peer) *string { return &p.URL }, checkURL)},
		{"user", "text", `""`, "Your name there. With Miniflux it may be left out: the secret is an API key then.", textAt(func(p *Peer) *string { return &p.User }, nil)},
		{"secret_file", "file", `""`, "File that holds the password or API key, readable by you only (0600).", textAt(func(p *Peer) *string { return &p.SecretFile }, nil)},
		{"secret_command", "program", "[]", "Program and arguments that print it. No shell is involved. Without either the systemd credential of the peer's name is read.", func(v value, p *Peer) {
			if words, ok := readPipe(v); ok {
				p.SecretCommand = words
			}
		}},
		{"feeds", "theirs, ours or both", "theirs", "Who polls the feeds of that server: it, sitrep, or both. See docs/sync.md.", textAt(func(p *Peer) *string { return &p.Feeds }, oneOf("theirs", "ours", "both"))},
		{"every", "time", "5m", "The time between two rounds while a reader is open; 1m or more.", durationAt(func(p *Peer) *time.Duration { return &p.Every }, time.Minute, 7*24*time.Hour, "too often")},
	}
}

func checkPeerName(v value, s string) (string, bool) {
	s = strings.TrimSpace(s)
	if regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`).MatchString(s) {
		return s, true
	}
	v.fail(fmt.Sprintf("%q is not a name", shorten(s)), "letters, digits and ._-, such as home")
	return "", false
}

func readPeers(v value, c *Config) {
	names := map[string]bool{}
	for _, item := range v.items() {
		p := Peer{Feeds: "theirs", Every: 5 * time.Minute}
		before := len(v.d.errs)
		readMap(item, &p, peerKeys())
		switch {
		case len(v.d.errs) > before:
		case p.Name == "" || p.Type == "" || p.URL == "":
			item.fail("needs a name, a type and a url", "{name: home, type: miniflux, url: https://rss.example.org, secret_file: ~/.config/sitrep/home.secret}")
		case p.User == "" && p.Type != "miniflux":
			item.fail("has no user", "only miniflux signs in with an API key alone")
		case p.Type == "fever" && !strings.HasPrefix(p.URL, "https://") && !regexp.MustCompile(`^http://(localhost|127\.0\.0\.1|\[::1\])[:/]`).MatchString(p.URL+"/"):
			item.fail("is fever in the clear", "its key can be turned into the password in hours: write https://")
		case names[p.Name]:
			item.fail(fmt.Sprintf("%q is already the name of a peer", p.Name), "names must differ")
		}
		names[p.Name] = true
		c.Sync = append(c.Sync, p)
	}
}
