package reader

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// longestMute is how far ahead a mute may end.
const longestMute = 366 * 24 * time.Hour

// ReadMute reads what was typed to mute: a word or words, and for how long: "flood",
// "flood for 3d", "high water for 12h".
func ReadMute(line string, now time.Time) (news.Mute, error) {
	line = " " + sanitize.Line(line).String()
	var m news.Mute
	words := line
	if i := strings.LastIndex(line, " for "); i >= 0 {
		if d, ok := span(strings.TrimSpace(line[i+len(" for "):])); ok {
			words, m.Until = line[:i], now.Add(d)
		}
	}
	m.Word = strings.Trim(strings.TrimSpace(words), "\"")
	if !news.CanMute(m.Word) {
		return news.Mute{}, fmt.Errorf("There is no word to mute in %q; such as mute football, or mute football for 3d.", strings.TrimSpace(line)) //nolint:staticcheck // a sentence for the reader
	}
	return m, nil
}

// span reads a time of hours, days or weeks: "12h", "3d", "2w".
func span(s string) (time.Duration, bool) {
	if s == "" {
		return 0, false
	}
	unit, ok := map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}[s[len(s)-1]]
	n, err := strconv.Atoi(s[:len(s)-1])
	d := time.Duration(n) * unit
	return d, ok && err == nil && n > 0 && n < 10_000 && d <= longestMute
}

// SetMute adds a mute, or with on false removes it. It returns the sentence about
// what was done, and the mutes that hold then. It blocks.
func (e *Env) SetMute(ctx context.Context, m news.Mute, on bool) (sanitize.Clean, []news.Mute, error) {
	before, err := e.Library.Mutes(ctx)
	if err != nil {
		return sanitize.Clean{}, nil, err
	}
	all, err := e.Library.SetMute(ctx, m, on)
	if err != nil {
		return sanitize.Clean{}, nil, err
	}
	what := muted(m)
	switch {
	case on && m.Until.IsZero():
		what += " are muted; unmute shows them again."
	case on:
		what += " are muted until " + until(m, e.Zone) + "; unmute shows them again."
	case len(all) == len(before):
		what += " were not muted."
	default:
		what += " are listed again."
	}
	return sanitize.Line(what), all, nil
}

// muted names the stories of a mute.
func muted(m news.Mute) string {
	if m.Feed != "" {
		return "Stories of " + m.Feed.String()
	}
	return fmt.Sprintf("Stories with %q in the headline", m.Word)
}

func until(m news.Mute, zone *time.Location) string {
	if zone == nil {
		zone = time.UTC
	}
	return m.Until.In(zone).Format("2 Jan 15:04")
}

// MutesSaid returns a sentence about the mutes.
func MutesSaid(all []news.Mute, zone *time.Location) sanitize.Clean {
	if len(all) == 0 {
		return sanitize.Lit("Nothing is muted; mute WORD for 3d keeps stories with a word in the headline out of the lists.")
	}
	parts := make([]string, len(all))
	for i, m := range all {
		parts[i] = m.Word
		if m.Feed != "" {
			parts[i] = m.Feed.String()
		}
		if !m.Until.IsZero() {
			parts[i] += " until " + until(m, zone)
		}
	}
	return sanitize.Line("Muted: " + strings.Join(parts, ", ") + ".")
}
