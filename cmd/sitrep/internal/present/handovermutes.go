package present

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sitrep/internal/markdown"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// mostMutes is how many mutes are taken over.
const mostMutes = 200

// sortMutes puts mutes in an order that depends on nothing else.
func sortMutes(all []news.Mute) {
	slices.SortStableFunc(all, func(a, b news.Mute) int {
		return cmp.Or(cmp.Compare(strings.ToLower(a.Word), strings.ToLower(b.Word)), cmp.Compare(a.Feed, b.Feed), a.Until.Compare(b.Until))
	})
}

// MuteText names a mute: which stories it keeps out, and until when.
func MuteText(m news.Mute) string {
	what := fmt.Sprintf("stories with %q in the headline", m.Word)
	if m.Feed != "" {
		what = "stories of " + sanitize.Redacted(string(m.Feed))
	}
	if !m.Until.IsZero() {
		what += ", until " + Stamp(m.Until) + " UTC"
	}
	return what
}

// mutes lists the mutes.
func (h *Handover) mutes(b *strings.Builder) {
	if len(h.Mutes) > 0 {
		b.WriteString("\n## Muted\n\n")
	}
	for _, m := range h.Mutes {
		fmt.Fprintf(b, "- %s\n", markdown.Escape(MuteText(m)))
	}
}

// cleanMute cleans a mute that was handed over, and reports whether it is one: of a
// word or of a feed, not of both.
func cleanMute(m news.Mute) (news.Mute, bool) {
	c := news.Mute{Word: strings.Trim(short(m.Word), "\""), Until: m.Until.UTC()}
	if !c.Until.IsZero() && !inTime(c.Until) || len(c.Word) > longestMute {
		return c, false
	}
	if m.Feed == "" {
		return c, news.CanMute(c.Word)
	}
	feed, ok := sanitize.URL("", string(m.Feed))
	c.Feed = news.FeedID(feed)
	return c, ok && c.Word == "" && !sanitize.HasSecret(feed)
}

// longestMute is how many bytes the words of a mute have that is taken over.
const longestMute = 200
