package plain_test

import (
	"strings"
	"testing"

	"sitrep/ui/uitest"
)

// TestSettingsAreWords: every change that the screen makes can be typed.
func TestSettingsAreWords(t *testing.T) {
	o := options(t, uitest.Sample())
	text := run(t, o, "add", "add https://velm.example/rss", "1", "tag", "tag floods", "tag -floods", "q", "keep-desk", "search dam", "keep-desk Dams", "end",
		"sources", "pack coast", "pack hills on", "1", "rename Gauge board", "rename", "unfollow", "mute-feed", "mute-feed", "q",
		"mute", "mute gate for 2h", "mute", "new", "unmute gate", "new", "mute for 3d")
	for _, want := range []string{
		"Add which feed?", "AddFeed https://velm.example/rss.", "Tag with which word?", "floods.\n", "-floods.\n", "Nothing is searched for", "SaveDesk Dams: dam.",
		"Desk all: 21 unread of 69 stories.", "Feed Harbor Wire: ", "Pack coast, The coast: 3 feeds, on.", "Which pack, on or off?", "SwitchPack hills.", " Gauge board.", "Which name?",
		"RemoveFeed https://", "Stories of https://", "Nothing is muted; mute WORD for 3d", `Stories with "gate" in the headline are muted until 14 Mar 17:30`, "Muted: gate until 14 Mar 17:30.",
		"All: 68 stories, 20 unread.\n1 story is muted; mute lists the words.\n", "are listed again.", "There is no word to mute",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the dialog lacks %q:\n%s", want, text)
		}
	}
}
