// Package robots reads robots.txt (RFC 9309): which pages of a site programs
// may fetch that nobody sits in front of. sitrep asks it before it fetches
// pages ahead of need; pages that a person opens are none of its business.
package robots

import (
	"bufio"
	"bytes"
	"strconv"
	"strings"
	"time"
)

// The bounds for reading: RFC 9309, section 2.5, asks for 500 KiB.
const (
	maxSize  = 500 << 10
	maxDelay = 30 * time.Second
)

// Rules are the wishes of a site for one program. The zero Rules allow everything.
type Rules struct {
	deny  bool
	rules []rule
	delay time.Duration
}

type rule struct {
	pattern string
	allow   bool
}

// DenyAll are the rules of a site whose robots.txt could not be had: it must
// be taken to forbid everything (RFC 9309, section 2.3.1.4).
func DenyAll() Rules { return Rules{deny: true} }

// Parse reads a robots.txt for the program of the given product token, in
// lower case. All groups that name it count together, else those for all
// programs. Lines that it does not understand are ignored.
func Parse(body []byte, token string) Rules {
	var own, common Rules
	var named, any bool        // whose group this is
	var ownFound, inRules bool // rules have begun: the next user-agent begins a new group
	lines := bufio.NewScanner(bytes.NewReader(body[:min(len(body), maxSize)]))
	lines.Buffer(nil, maxSize+1)
	for lines.Scan() {
		line, _, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "\ufeff"), "#")
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch key = strings.ToLower(strings.TrimSpace(key)); key {
		case "user-agent":
			if inRules {
				named, any, inRules = false, false, false
			}
			agent, _, _ := strings.Cut(strings.ToLower(value), "/")
			named = named || agent == token
			any = any || agent == "*"
			ownFound = ownFound || named
		case "allow", "disallow", "crawl-delay":
			inRules = true
			if named {
				own.add(key, value)
			}
			if any {
				common.add(key, value)
			}
		}
	}
	if ownFound {
		return own
	}
	return common
}

func (r *Rules) add(key, value string) {
	if key == "crawl-delay" {
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
			r.delay = min(time.Duration(min(s, 1e6)*float64(time.Second)), maxDelay)
		}
		return
	}
	if value != "" { // an empty disallow forbids nothing
		r.rules = append(r.rules, rule{pattern: value, allow: key == "allow"})
	}
}

// Delay is how long the site asks programs to wait between two pages, up to
// half a minute; 0: it does not say.
func (r Rules) Delay() time.Duration { return r.delay }

// Allowed reports whether a page may be fetched, by its path and query. The
// longest pattern that fits decides, of equals the one that allows.
func (r Rules) Allowed(path string) bool {
	if r.deny {
		return false
	}
	if path == "/robots.txt" {
		return true
	}
	best, allowed := -1, true
	for _, x := range r.rules {
		if n := len(x.pattern); (n > best || n == best && x.allow) && fits(x.pattern, path) {
			best, allowed = n, x.allow
		}
	}
	return allowed
}

// fits reports whether a pattern fits the beginning of a path: * stands for
// any characters, $ at the end for the end. The work is bounded by the product of the lengths.
func fits(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	rest := path[len(parts[0]):]
	for i, p := range parts[1:] {
		if whole && i == len(parts)-2 {
			return strings.HasSuffix(rest, p)
		}
		at := strings.Index(rest, p)
		if at < 0 {
			return false
		}
		rest = rest[at+len(p):]
	}
	return !whole || rest == ""
}
