package news

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"strings"
	"time"

	"sitrep/internal/sanitize"
)

// ErrNotFound is matched by the error of every look-up that found nothing.
var ErrNotFound = errors.New("not found")

// StoryID identifies a story for ever: 16 characters of a to z and 2 to 7.
type StoryID string

// Story is one report by one source, without its text: lists never carry
// bodies.
type Story struct {
	ID       StoryID
	Seq      int64          // order of arrival in the cache, ascending; 0: not stored
	Feed     FeedID         // the feed it came by; empty: a page that was opened by its address
	Source   sanitize.Clean // what to call where it came from: the feed's name or the site's
	GUID     string         // as the feed gave it
	URL      string         // http or https, canonical spelling; empty: none
	Headline sanitize.Clean
	Summary  sanitize.Clean
	Byline   sanitize.Clean
	Lang     string // BCP 47, lower case; empty: unknown

	Published    time.Time // as claimed by the source; zero: unknown
	PublishedDay bool      // only the day of Published is known
	Updated      time.Time // as claimed by the source; zero: unknown
	FirstSeen    time.Time // when sitrep first stored it; never zero once stored

	Read       bool
	Starred    bool
	FullText   bool // the whole article is in the cache
	References int  // how many references it makes, bodylinks not counted
	Edited     bool // its words changed in substance: figures, names, negations
	Revisions  int  // how many earlier wordings are kept, those of a growing page not counted
}

// When returns the time that orders stories in lists: the claimed time of
// publication, unless it is unknown or lies after FirstSeen.
func (s *Story) When() time.Time {
	if s.Published.IsZero() || s.Published.After(s.FirstSeen) {
		return s.FirstSeen
	}
	return s.Published
}

// NewStoryID derives the identifier of an item of a feed: a hash of the feed
// and the first of the item's GUID, address and headline that is not blank.
// It reports false if all are. An address, also one that serves as a GUID,
// counts in its canonical form, so that tracking parameters and http turned
// https make no other story. A page outside any feed has feed "" and its
// address.
func NewStoryID(feed FeedID, guid, url, headline string) (StoryID, bool) {
	for i, key := range [...]string{guid, url, headline} {
		key = strings.TrimSpace(key)
		if key == "" {
			continue
		}
		if i == 1 || strings.HasPrefix(key, "http://") || strings.HasPrefix(key, "https://") {
			// The fragment stays: entries of a live blog differ by it alone.
			address, fragment, _ := strings.Cut(key, "#")
			key = cmp.Or(URLKey(address), address) + "#" + fragment
		}
		h := sha256.New()
		h.Write([]byte("1\x00")) // version of this scheme
		h.Write([]byte(feed))
		h.Write([]byte{0, byte(i)})
		h.Write([]byte(key))
		sum := base32.StdEncoding.EncodeToString(h.Sum(nil)[:10])
		return StoryID(strings.ToLower(sum)), true
	}
	return "", false
}

// Revision is an earlier wording of a story.
type Revision struct {
	Story    StoryID
	N        int       // 1 is the first wording
	SeenAt   time.Time // when sitrep first saw this wording
	Headline sanitize.Clean
	Body     []Block   // empty if no text was held then
	Modified time.Time // as the source claimed for this wording; zero: unknown
	Live     bool      // the page of the story was growing: this is no edit
}
