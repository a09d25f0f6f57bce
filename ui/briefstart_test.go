package ui_test

import (
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/ui"
	"sitrep/ui/uitest"
)

// TestTheBriefComesFirstAfterFourHours: whoever comes back after four hours begins with the
// brief if brief.on_start asks for it; nobody else does, nor one who never looked.
func TestTheBriefComesFirstAfterFourHours(t *testing.T) {
	tests := []struct {
		name  string
		away  time.Duration // 0: they never looked
		first bool
		want  bool
	}{
		{"after four hours", 4 * time.Hour, true, true},
		{"after two days", 48 * time.Hour, true, true},
		{"too early", 4*time.Hour - time.Minute, true, false},
		{"never looked", 0, true, false},
		{"not asked for", 48 * time.Hour, false, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			lib, ev := uitest.Crisis()
			if tt.away > 0 {
				if err := lib.SaveLooked(t.Context(), news.LookedAt{"": {At: uitest.Start().Add(-tt.away)}}); err != nil {
					t.Fatal(err)
				}
			}
			k := &desk{opt: func(o *ui.Options) { o.Env.Events, o.Env.BriefFirst = ev, tt.first }}
			drive(t, 80, 24, lib, k, func(d *uitest.Driver) {
				if !tt.want {
					mustNotShow(t, d, "Brief")
					return
				}
				mustShow(t, d, "Brief", "MOVED")
				d.Press("q")
				mustNotShow(t, d, "Brief")
			})
		})
	}
}
