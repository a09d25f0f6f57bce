package reader_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

func TestOffsetsAreShort(t *testing.T) {
	at := time.Date(2026, 3, 14, 14, 30, 0, 0, time.UTC)
	from := &news.Story{Published: at, FirstSeen: at}
	for _, c := range []struct {
		by   time.Duration
		day  bool
		want string
	}{
		{0, false, "0m"},
		{-59 * time.Second, false, "0m"},
		{10 * time.Minute, false, "+10m"},
		{-time.Hour, false, "−1h"},
		{-47 * time.Hour, false, "−47h"},
		{-48 * time.Hour, false, "−2d"},
		{-3 * 365 * 24 * time.Hour, false, "−3y"},
		{-14 * time.Hour, true, "0d"},
		{-38 * time.Hour, true, "−1d"},
	} {
		s := &news.Story{Published: at.Add(c.by), FirstSeen: at.Add(c.by).Add(time.Minute), PublishedDay: c.day}
		if got := reader.Offset(s, from); got != c.want {
			t.Errorf("%v (day only: %v): %q, want %q", c.by, c.day, got, c.want)
		}
	}
	if got := reader.Offset(&news.Story{FirstSeen: at}, from); got != "?" {
		t.Errorf("a story without a time is %q, want ?", got)
	}
}
