package news

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

// Mute keeps stories out of the lists of a person: those with a word or words in
// their headline, or those of a feed.
type Mute struct {
	Word string `json:"word,omitempty"` // one word, or several in this order; empty: Feed is muted
	Feed FeedID `json:"feed,omitempty"`
	// Until is when it ends; zero: it does not.
	Until time.Time `json:"until,omitzero"`
}

// Same reports whether two mutes are about the same, whenever they end.
func (m Mute) Same(n Mute) bool { return strings.EqualFold(m.Word, n.Word) && m.Feed == n.Feed }

// CanMute reports whether words can be muted: a letter or a digit is among them.
func CanMute(words string) bool {
	return strings.ContainsFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// expr matches the muted stories.
func (m Mute) expr() Expr {
	if m.Feed != "" {
		return InFeed{Text: string(m.Feed)}
	}
	return InTitle{Text: m.Word}
}

// MutesAt returns those of the mutes that hold at a time.
func MutesAt(all []Mute, now time.Time) []Mute {
	return slices.DeleteFunc(slices.Clone(all), func(m Mute) bool { return !m.Until.IsZero() && !m.Until.After(now) })
}

// Muted returns the filter for the muted stories, and the one for the rest. It
// reports false if there is no mute.
func Muted(mutes []Mute) (out, rest Filter, ok bool) {
	if len(mutes) == 0 {
		return Filter{}, Filter{}, false
	}
	some := make(Or, len(mutes))
	all := make(And, len(mutes))
	for i, m := range mutes {
		some[i], all[i] = m.expr(), Not{m.expr()}
	}
	return Filter{Expr: some}, Filter{Expr: all}, true
}
