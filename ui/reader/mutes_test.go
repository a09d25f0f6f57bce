package reader_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

func TestAMuteIsAWordAndATime(t *testing.T) {
	now := time.Date(2026, 3, 14, 14, 30, 0, 0, time.UTC)
	for line, want := range map[string]news.Mute{
		"flood":                 {Word: "flood"},
		"flood for 3d":          {Word: "flood", Until: now.Add(72 * time.Hour)},
		"high water for 2w":     {Word: "high water", Until: now.Add(14 * 24 * time.Hour)},
		`"wait for me" for 12h`: {Word: "wait for me", Until: now.Add(12 * time.Hour)},
		"wait for me":           {Word: "wait for me"},
		"wait for 3x":           {Word: "wait for 3x"},
		"wait for -3d":          {Word: "wait for -3d"},
		"wait for 9999d":        {Word: "wait for 9999d"},
		"洪水 for 1h":             {Word: "洪水", Until: now.Add(time.Hour)},
	} {
		got, err := reader.ReadMute(line, now)
		if err != nil || got != want {
			t.Errorf("%q: %+v, %v; want %+v", line, got, err, want)
		}
	}
	for _, line := range []string{"", " ", "for 3d", `""`, "\x1b", "—"} {
		if got, err := reader.ReadMute(line, now); err == nil {
			t.Errorf("%q: %+v, want an error", line, got)
		}
	}
}
