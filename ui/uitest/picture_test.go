package uitest

import (
	"strings"
	"testing"
)

// TestAPictureHasTheCellsAsTheyStand: colors, reverse, bold, and wide characters at
// their columns.
func TestAPictureHasTheCellsAsTheyStand(t *testing.T) {
	got := darkPaper.svg("\x1b[1mDam\x1b[m \x1b[7mon\x1b[m <a> 水a\n\x1b[38;5;203;4mlow\x1b[m \x1b[3;9mgone\x1b[m \x1b[2mfaint\x1b[m", 16, 2)
	for _, want := range []string{
		`<text x="10.0" y="24" textLength="25.2" fill="#d0d0d0" font-weight="bold">Dam</text>`,
		`fill="#16181d">on</text>`, // reverse: the ground's color on a rectangle of the ink's
		`&lt;a&gt;`,
		`textLength="16.8" fill="#d0d0d0">水</text>`,
		`text-decoration="underline">low</text>`,
		`font-style="italic" text-decoration="line-through">gone</text>`,
		`opacity="0.7">faint</text>`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if light := lightPaper.svg("x", 1, 1); !strings.Contains(light, `fill="#ffffff"`) || !strings.Contains(light, `fill="#262626">x`) {
		t.Errorf("on light paper:\n%s", light)
	}
}
