package match

import (
	"net/url"
	"regexp"
	"strings"
	"sync"
	"time"
	"unicode"

	"sitrep/internal/news"
)

// Item is an item of a feed, or a story of that feed as its last item was, as
// far as it says which story it is.
type Item struct {
	GUID     string // empty: none that identifies
	Address  string // empty: none
	Title    string // news.TitleKey
	Date     time.Time
	Day      bool          // only the day of Date is known
	Text     func() string // summary and text without typography; empty: none
	Identity bool          // Address is not one that the feed gives to several stories, or to its front page
	Present  bool          // of a story: the document has its own item too
}

// At returns the item with an Address that identifies, if it did and is.
func (it Item) At(is bool) Item {
	it.Identity = it.Identity && is
	return it
}

// twoReports is how far apart the dates are at least of reports that repeat
// title and text.
const twoReports = 20 * time.Hour

// SameStory reports whether a new item of a feed is a story that the cache has of
// this feed under another ID, and by which rule. If in doubt it is another story.
func SameStory(story, item Item) (news.IdentityRule, bool) {
	if story.Present {
		return "", false
	}
	title := story.Title == item.Title && item.Title != ""
	text, date := sameText(story, item), sameDate(story, item)
	at := item.Identity && story.Identity && SameAddress(story.Address, item.Address)
	switch {
	case story.GUID != "" && story.GUID == item.GUID:
		return news.RuleGUID, at || title && (date != differs || text != differs)
	case story.GUID == "" && item.GUID == "":
		return news.RuleTitle, title && (date != differs || text != differs)
	case at && (story.GUID == "" || item.GUID == ""):
		return news.RuleAddress, title || text == same || date == same
	case at && IsCounter(story.GUID, item.GUID, item.Address, text == same || date == same):
		return news.RuleCounter, true
	case at && title:
		return news.RuleRandomGUID, isRandom(story, item, text, date)
	case title && SameAddress(story.Address, item.Address):
		// Several stories are at this address: all else must be the same.
		return news.RuleRandomGUID, date == same && text != differs || date == missing && text == same
	}
	return "", false
}

// isRandom reports whether two items at one address with one title and different
// GUIDs are one story.
func isRandom(story, item Item, text, date comparison) bool {
	if text == same {
		return date != differs || story.Date.Sub(item.Date).Abs() < twoReports
	}
	if date == same {
		return !item.Day
	}
	// Numbers of their own are those of reports that are issued again.
	return date == missing && (text == missing || !sameButDigits(story.GUID, item.GUID))
}

// Differ reports whether two items of one document that have the same ID are two
// stories.
func Differ(a, b Item) bool {
	return a.Title != b.Title || sameDate(a, b) == differs && a.Text() != b.Text()
}

type comparison int8

const (
	missing comparison = iota // of one at least nothing is known
	same
	differs
)

func sameText(a, b Item) comparison {
	x, y := a.Text(), b.Text()
	switch {
	case x == "" || y == "":
		return missing
	case x == y:
		return same
	}
	return differs
}

func sameDate(a, b Item) comparison {
	switch {
	case a.Date.IsZero() || b.Date.IsZero():
		return missing
	case a.Date.Equal(b.Date):
		return same
	}
	return differs
}

// SameAddress compares addresses with their fragments: entries of a live blog
// differ by it alone.
func SameAddress(a, b string) bool {
	x, xf, _ := strings.Cut(a, "#")
	y, yf, _ := strings.Cut(b, "#")
	return xf == yf && (x == y || news.URLKey(x) == news.URLKey(y))
}

var (
	counterWord = pattern(`^(.+?)[-_./:;,@!~+ #?&(]+(?i:v|ver|version|rev|revision|upd|update|edition)[-_.:=/ ]?(\d{1,14})\)?$`)
	counterRest = pattern(`^[-_./:;,@!~+| #]+(?i:v|rev)?[0-9][0-9TZ:.+-]*$`)
	counterEnd  = pattern(`^(.+?)[-_./:;,@!~+| ]+([0-9][0-9TZ:.+-]*)$`)
)

// pattern returns a function that compiles an expression on its first call.
func pattern(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// IsCounter reports whether two GUIDs of items at one address differ only in a
// counter of editions: a number as the fragment (#1), a number with a word for
// it (?rev=2, -v2), or a number or time after the address itself. A number after
// another stem counts only if the stem has a number of its own and the items are
// alike in text or date.
func IsCounter(a, b, address string, alike bool) bool {
	if a == b {
		return false
	}
	if x, xok := cutNumber(a, "#"); xok {
		if y, yok := cutNumber(b, "#"); yok {
			return x == y
		}
	}
	if x, xok := withoutRevision(a); xok {
		if y, yok := withoutRevision(b); yok {
			return x == y
		}
	}
	if x, y := counterWord().FindStringSubmatch(a), counterWord().FindStringSubmatch(b); x != nil && y != nil {
		return x[1] == y[1]
	}
	if isEdition(a, b, address) || isEdition(b, a, address) {
		return true
	}
	x, y := counterEnd().FindStringSubmatch(a), counterEnd().FindStringSubmatch(b)
	if x == nil || y == nil || x[1] != y[1] {
		return false
	}
	return SameAddress(x[1], address) || alike && strings.ContainsFunc(x[1], unicode.IsDigit)
}

// isEdition reports whether a GUID is the address, and the other is the address
// and a counter.
func isEdition(first, later, address string) bool {
	rest, ok := strings.CutPrefix(later, first)
	return ok && first != "" && counterRest().MatchString(rest) && SameAddress(first, address)
}

// cutNumber cuts a number and the mark before it off the end of s.
func cutNumber(s, mark string) (rest string, ok bool) {
	i := strings.LastIndex(s, mark)
	if i <= 0 || i+1 == len(s) || strings.ContainsFunc(s[i+1:], func(r rune) bool { return r < '0' || r > '9' }) {
		return s, false
	}
	return s[:i], true
}

// withoutRevision cuts the parameter off an address that counts its editions.
func withoutRevision(guid string) (rest string, ok bool) {
	before, query, has := strings.Cut(guid, "?")
	if !has {
		return guid, false
	}
	var kept []string
	for p := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(p, "=")
		if isRevision(strings.ToLower(name)) && value != "" && value[0] >= '0' && value[0] <= '9' {
			ok = true
			continue
		}
		kept = append(kept, p)
	}
	return before + "?" + strings.Join(kept, "&"), ok
}

func isRevision(name string) bool {
	if n, err := url.QueryUnescape(name); err == nil {
		name = n
	}
	switch name {
	case "rev", "revision", "v", "ver", "version", "upd", "update", "updated", "edition", "modified", "lastmod", "lastmodified", "mtime":
		return true
	}
	return false
}

// sameButDigits reports whether two GUIDs differ in their digits only.
func sameButDigits(a, b string) bool {
	without := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return -1
			}
			return r
		}, s)
	}
	return without(a) == without(b)
}
