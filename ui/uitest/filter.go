package uitest

import (
	"slices"
	"strings"
	"unicode"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// holds evaluates a filter's expression for a story, the slow and obvious
// way.
func (l *Library) holds(e news.Expr, s *news.Story) bool {
	switch e := e.(type) {
	case nil:
		return true
	case news.And:
		return !slices.ContainsFunc(e, func(x news.Expr) bool { return !l.holds(x, s) })
	case news.Or:
		return slices.ContainsFunc(e, func(x news.Expr) bool { return l.holds(x, s) })
	case news.Not:
		return !l.holds(e.X, s)
	case news.Word:
		return l.says(s, e.Text, e.Prefix)
	case news.Phrase:
		return l.says(s, e.Text, false)
	case news.InTitle:
		return has(s.Headline.String(), e.Text, e.Prefix)
	case news.InLang:
		return s.Lang == e.Lang || strings.HasPrefix(s.Lang, e.Lang+"-")
	case news.HasRelated:
		return s.References > 0
	case news.Since:
		return !s.When().Before(e.Time)
	case news.Before:
		return s.When().Before(e.Time)
	case news.Arrived:
		return s.Seq > e.After
	case news.SinceLast:
		return s.Seq > l.looked[e.Desk].UpTo
	case news.Is:
		return is(s, e.State)
	}
	return l.feedHolds(e, s)
}

func (l *Library) feedHolds(e news.Expr, s *news.Story) bool {
	i := slices.IndexFunc(l.feeds, func(f news.FeedStatus) bool { return f.Feed.ID == s.Feed })
	if i < 0 {
		return false
	}
	f := l.feeds[i]
	switch e := e.(type) {
	case news.InFeed:
		if slices.ContainsFunc(l.feeds, func(f news.FeedStatus) bool { return string(f.Feed.ID) == e.Text }) {
			return string(s.Feed) == e.Text
		}
		want := sanitize.Fold(e.Text)
		return strings.Contains(sanitize.Fold(f.Name().String()), want) || strings.Contains(sanitize.Fold(string(s.Feed)), want)
	case news.HasTag:
		return slices.Contains(f.Feed.Tags, e.Tag)
	}
	return false
}

func is(s *news.Story, state news.StoryState) bool {
	switch state {
	case news.IsUnread:
		return !s.Read
	case news.IsRead:
		return s.Read
	case news.IsStarred:
		return s.Starred
	case news.IsFullText:
		return s.FullText
	case news.IsEdited:
		return s.Edited
	case news.IsWarning: // no story of these fixtures is one
	}
	return false
}

// says reports whether headline, summary or any text of the story has the
// words.
func (l *Library) says(s *news.Story, text string, prefix bool) bool {
	if has(s.Headline.String(), text, prefix) || has(s.Summary.String(), text, prefix) {
		return true
	}
	for _, b := range l.bodies[s.ID] {
		if has(news.Text(b.Blocks), text, prefix) {
			return true
		}
	}
	return false
}

// has reports whether the words of text stand in s, in this order; with
// prefix, the last of them may go on.
func has(s, text string, prefix bool) bool {
	want, have := words(text), words(s)
	for i := 0; len(want) > 0 && i+len(want) <= len(have); i++ {
		last := len(want) - 1
		if slices.Equal(have[i:i+last], want[:last]) &&
			(have[i+last] == want[last] || prefix && strings.HasPrefix(have[i+last], want[last])) {
			return true
		}
	}
	return false
}

func words(s string) []string {
	return strings.FieldsFunc(sanitize.Fold(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.Is(unicode.M, r)
	})
}
