package news

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// IdentityRule is the rule by which sitrep knows an item as a story.
type IdentityRule string

// The rules of identity. The first three need nothing but the item; the others
// compare it with the stories and items of its feed.
const (
	RuleGUID       IdentityRule = "guid"
	RuleAddress    IdentityRule = "address"
	RuleTitle      IdentityRule = "title"
	RuleDate       IdentityRule = "date"          // items alike in GUID, address and title
	RuleCounter    IdentityRule = "counter"       // the GUID is the earlier one with another counter
	RuleRandomGUID IdentityRule = "random guid"   // the GUID is another at each request
	RuleReading    IdentityRule = "other reading" // the same bytes, read in another way
)

// Identity is one reason why an item counts as a story.
type Identity struct {
	Rule IdentityRule
	GUID sanitize.Clean // of the item, as the feed gave it
	URL  string         // of the item; empty: none
	Seen time.Time      // when sitrep first saw the item
}

// Identifies reports whether a GUID or an address can identify an item of a feed
// whose site is at home (may be empty). The front page of a site, the home of
// the feed and words such as N/A cannot.
func Identifies(key, home string) bool {
	key = strings.TrimSpace(key)
	rest, isAddress := cutScheme(key)
	if !isAddress {
		return !isPlaceholder(key)
	}
	if h, ok := cutScheme(home); ok && strings.EqualFold(strings.TrimRight(h, "/"), strings.TrimRight(rest, "/")) {
		return false
	}
	i := strings.IndexAny(rest, "/?#")
	if i < 0 {
		return false
	}
	switch path := strings.ToLower(rest[i:]); path {
	case "/", "#", "/#", "/?", "/index.html", "/index.htm", "/index.php", "/default.aspx":
		return false
	default:
		last := path[strings.LastIndexByte(path, '/')+1:]
		return !strings.HasSuffix(path, "/n/a") && !strings.HasSuffix(path, "/n%2fa") && (last == "" || len(last) < 4 || !isPlaceholder(last))
	}
}

// cutScheme returns an address without its scheme and www.
func cutScheme(address string) (rest string, ok bool) {
	if rest, ok = strings.CutPrefix(address, "https://"); !ok {
		rest, ok = strings.CutPrefix(address, "http://")
	}
	return strings.TrimPrefix(rest, "www."), ok
}

// isPlaceholder reports whether a text stands where there is no identifier.
func isPlaceholder(s string) bool {
	const longest = 12
	if len(s) > longest {
		return false
	}
	switch strings.Trim(strings.ToLower(s), " .()[]<>") {
	case "", "n/a", "na", "none", "null", "nil", "nan", "undefined", "unknown", "-", "--", "#", "/", "false", "tba", "tbd", "no guid", "no link", "empty":
		return true
	}
	return false
}

// NewItemID is NewStoryID without the GUID and the address where they identify
// nothing, unless the item has nothing else.
func NewItemID(feed FeedID, home, guid, url, headline string) (StoryID, bool) {
	g, u := guid, url
	if !Identifies(g, home) {
		g = ""
	}
	if !Identifies(u, home) {
		u = ""
	}
	if id, ok := NewStoryID(feed, g, u, headline); ok {
		return id, true
	}
	return NewStoryID(feed, guid, url, headline)
}

// NewSharedID derives the identifier of one of several items that would have
// the same one: by says what else counts, value is that.
func NewSharedID(shared StoryID, by IdentityRule, value string) StoryID {
	h := sha256.New()
	h.Write([]byte("2\x00")) // version of this scheme
	h.Write([]byte(string(shared) + "\x00" + string(by) + "\x00" + value))
	return StoryID(strings.ToLower(base32.StdEncoding.EncodeToString(h.Sum(nil)[:10])))
}
