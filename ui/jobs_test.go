package ui_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/uitest"
)

// job is something that people come for, and the keys that it takes.
type job struct {
	what string
	most int      // keys, Enter too; words that are typed do not count
	keys []string // a text in quotes is typed
	from string   // where one is
	// check looks whether it is done.
	check func(t *testing.T, d *uitest.Driver, k *desk)
}

const (
	inList  = "in the headlines"
	inStory = "in a story"
	onDesk  = "in a list as long as the screen"
	onRule  = "at the end of the headlines, in the next session"
	onEvent = "on a story of the brief"
)

func jobs() []job {
	shows := func(texts ...string) func(*testing.T, *uitest.Driver, *desk) {
		return func(t *testing.T, d *uitest.Driver, _ *desk) { mustShow(t, d, texts...) }
	}
	return []job{
		{"list only what is unread", 1, []string{"U"}, inList, shows("(unread only)")},
		{"read the next unread story", 1, []string{"n"}, inStory, func(t *testing.T, d *uitest.Driver, _ *desk) {
			if got := pointed(t, d).ID; got != uitest.ArabicID {
				t.Errorf("opened %q", got)
			}
		}},
		{"go to a desk", 2, []string{"'", `"hazards"`, "enter"}, inList, shows("[Hazards]")},
		{"search everything", 2, []string{"/", `"gauges"`, "enter"}, inList, shows("search: gauges")},
		{"open the third reference and come back", 2, []string{"3", "H"}, inStory, func(t *testing.T, d *uitest.Driver, _ *desk) {
			if got := pointed(t, d).ID; got != uitest.FloodID {
				t.Errorf("back in %q", got)
			}
			mustShow(t, d, "1/2 ")
		}},
		{"see what changed in a story", 1, []string{"d"}, onEvent, shows("Changes: ", "negation")},
		{"copy a full citation", 1, []string{"Y"}, inList, func(t *testing.T, d *uitest.Driver, _ *desk) {
			if got := d.Copied(); len(got) != 1 || !strings.HasPrefix(got[0], "Night desk, [River Tarn crests") {
				t.Errorf("copied %q", got)
			}
		}},
		{"mark all read and undo it (A asks where the list is longer than the screen: one key more)", 2, []string{"A", "u"}, onDesk, func(t *testing.T, d *uitest.Driver, _ *desk) {
			mustShow(t, d, "Undone: ")
		}},
		{"go to where one looked last", 1, []string{","}, onRule, shows("you looked last at", "3/103,")},
		{"follow another feed", 2, []string{"a", `"https://tarn.example/rss"`, "enter"}, inList, func(t *testing.T, _ *uitest.Driver, k *desk) {
			if got := k.asked(); got != (uitest.Call{Method: "AddFeed", Arg: "https://tarn.example/rss"}) {
				t.Errorf("asked for %+v", got)
			}
		}},
	}
}

// TestTenJobsTakeFewKeys plays the keys of each job at 80x24 and counts them.
func TestTenJobsTakeFewKeys(t *testing.T) {
	for _, j := range jobs() {
		k, lib := &desk{opt: func(o *ui.Options) { o.Env.Confirm = true }}, uitest.Sample()
		if j.from == onEvent {
			var ev *uitest.Events
			lib, ev = uitest.Crisis()
			k.opt = func(o *ui.Options) { o.Env.Events = ev }
		}
		play := func(d *uitest.Driver) {
			switch j.from {
			case onRule:
				d.Press("G")
			case inStory:
				d.Press("enter")
			case onEvent:
				d.Press("B", "j")
			case onDesk:
				d.Press("/", "g", "a", "t", "e", "enter")
			}
			n := 0
			for _, key := range j.keys {
				if text := strings.Trim(key, `"`); text != key {
					d.Type(text)
					continue
				}
				d.Press(key)
				n++
			}
			if n > j.most {
				t.Errorf("%s: %d keys, at most %d are allowed", j.what, n, j.most)
			}
			failed := t.Failed()
			j.check(t, d, k)
			if t.Failed() && !failed {
				t.Errorf("%s: %v does not do it", j.what, j.keys)
			}
		}
		if j.from == onRule {
			sessions(t, func(d *uitest.Driver) {
				d.Advance(10 * time.Minute)
				d.Press("q")
			}, play)
			continue
		}
		drive(t, 80, 24, lib, k, play)
	}
}

// TestThePageOfJobsIsWhatIsPlayed: docs/jobs.md is written from the jobs of the test.
func TestThePageOfJobsIsWhatIsPlayed(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Jobs\n\nHow many keys do ten jobs take?\n\nWhat people come for, and the keys that it takes at 80x24. Each row is played by `TestTenJobsTakeFewKeys` (`ui/jobs_test.go`),\n" +
		"from which this page is made (`UPDATE_GOLDEN=1`). Enter counts as a key; words that are typed do not.\n\n" +
		"| job | from | keys | how many | at most |\n|---|---|---|--:|--:|\n")
	for _, j := range jobs() {
		n := 0
		shown := make([]string, len(j.keys))
		for i, key := range j.keys {
			shown[i] = "`" + keys.Show(key) + "`"
			if text := strings.Trim(key, `"`); text != key {
				shown[i] = "*" + text + "*"
				continue
			}
			n++
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %d | %d |\n", j.what, j.from, strings.Join(shown, " "), n, j.most)
	}
	const page = "../docs/jobs.md"
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(page, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(page)
	if err != nil || string(have) != b.String() {
		t.Errorf("%s is not what is played (UPDATE_GOLDEN=1 writes it): %v", page, err)
	}
}
