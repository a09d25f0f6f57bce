package app_test

import (
	"testing"

	"sitrep/cmd/sitrep/internal/app"
)

func TestPreviewsOverSSHNeedTheWidth(t *testing.T) {
	for _, c := range []struct {
		setting string
		remote  bool
		want    int
	}{
		{"auto", false, 1},
		{"on", false, 1},
		{"off", false, 0},
		{"auto", true, 140},
		{"on", true, 1},
		{"off", true, 0},
	} {
		if got := app.PreviewFrom(c.setting, c.remote); got != c.want {
			t.Errorf("%s, remote %v: from %d columns, want %d", c.setting, c.remote, got, c.want)
		}
	}
}

func TestHintsNeedMoreThanTheLeastTerminal(t *testing.T) {
	for setting, want := range map[string]int{"auto": 25, "on": 1, "off": 0} {
		if got := app.HintsFrom(setting); got != want {
			t.Errorf("%s: from %d rows, want %d", setting, got, want)
		}
	}
}
