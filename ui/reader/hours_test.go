package reader_test

import (
	"testing"
	"time"

	"sitrep/ui/reader"
)

// TestAPlotCountsStoriesAnHour draws the hours up to a time, and names the peak where there
// is one; a story at the edge belongs to the hour that begins with it.
func TestAPlotCountsStoriesAnHour(t *testing.T) {
	until := time.Date(2031, 4, 2, 15, 20, 0, 0, time.UTC)
	at := func(h, m int) time.Time { return time.Date(2031, 4, 2, h, m, 0, 0, time.UTC) }
	tests := []struct {
		at                    []time.Time
		ascii, blocks, peaked string
	}{
		{nil, "4 h [....]", "4 h ▕    ▏", "0 stories in 4 hours."},
		{[]time.Time{at(12, 0), at(15, 20)}, "4 h [1..1]", "4 h ▕▂  ▂▏", "2 stories in 4 hours."},
		{[]time.Time{at(14, 0), at(14, 59), at(15, 0), at(11, 59), at(16, 0)}, "4 h [..21] most between 14 and 15Z: 2", "4 h ▕  ▄▂▏ most between 14 and 15Z: 2", "3 stories in 4 hours, most between 14 and 15Z: 2."},
		{[]time.Time{at(13, 1), at(13, 2), at(13, 3), at(13, 4), at(13, 5), at(13, 6), at(13, 7), at(13, 8), at(14, 0)}, "4 h [.81.] most between 13 and 14Z: 8", "4 h ▕ █▁ ▏ most between 13 and 14Z: 8", "9 stories in 4 hours, most between 13 and 14Z: 8."},
	}
	for _, tt := range tests {
		h := reader.LastHours(tt.at, until, 4)
		if got := h.Text(true); got != tt.ascii {
			t.Errorf("in ASCII %q, want %q", got, tt.ascii)
		}
		if got := h.Text(false); got != tt.blocks {
			t.Errorf("in blocks %q, want %q", got, tt.blocks)
		}
		if got := h.Sentence(); got != tt.peaked {
			t.Errorf("in words %q, want %q", got, tt.peaked)
		}
	}
}
