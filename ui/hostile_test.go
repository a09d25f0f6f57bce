package ui_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/sanitize/hostile"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/uitest"
)

// sgr is the only kind of sequence that a frame may hold, and these are its
// only parameters: colors, bold, underline and reverse. Nothing may blink or
// be hidden.
var sgr = regexp.MustCompile(`\x1b\[((?:[0-9]+[;:]?)*)m`)

// inert fails the test if the frame holds anything that the screen did not
// mean itself.
func inert(t *testing.T, d *uitest.Driver, where string) {
	t.Helper()
	d.Screen() // its own checks: size, and no other sequence than styles
	content := d.Content()
	for _, m := range sgr.FindAllStringSubmatch(content, -1) {
		if hostile.Hides(m[1]) {
			t.Errorf("%s: the frame hides or blinks: %q", where, m[0])
		}
	}
	for _, f := range hostile.Found(sgr.ReplaceAllString(content, "")) {
		t.Errorf("%s: %s", where, f)
	}
}

// attacked is a library whose every text is hostile, as far as the border
// lets it be: what is Clean went through the cleaner, what is not is raw.
func attacked(batch []hostile.String) *uitest.Library {
	var feeds []news.FeedStatus
	var entries []uitest.Entry
	for i, s := range batch {
		line := sanitize.Line(s.Text)
		id := news.FeedID("https://feed.example/" + s.Text)
		feeds = append(feeds, news.FeedStatus{
			Feed:  news.Feed{ID: id, Name: line, Tags: []string{s.Text}},
			State: news.FeedState{Title: line, Err: line, Failures: 1},
		})
		url := "https://story.example/" + s.Text
		entries = append(entries, uitest.Entry{
			Story: news.Story{
				ID: news.StoryID(fmt.Sprintf("hostile%09d", i)), Feed: id, GUID: s.Text, URL: url, Headline: line, Source: line, Byline: line,
				Lang: s.Text, Summary: sanitize.Text(s.Text), FirstSeen: uitest.Start().Add(-time.Duration(i) * time.Minute),
			},
			Body:  []news.Block{{Kind: news.Paragraph, Text: sanitize.Text(s.Text), Links: []news.Link{{URL: url, Text: line, Start: 0, End: min(1, len(line.String()))}}}},
			Whole: true,
			Note:  line,
			References: []news.Reference{
				{Kind: news.RefInline, Title: line, URL: url, Marker: line, Paragraph: 1},
				{Kind: news.RefText, Title: line, Marker: line},
			},
		})
	}
	return uitest.NewLibrary(feeds, entries...)
}

// TestHostileTextIsInertOnEveryScreen shows the collection in the list, the
// story, the references, the trail, feed health, help, the prompt and the
// errors.
func TestHostileTextIsInertOnEveryScreen(t *testing.T) {
	all := hostile.Strings()
	const each = 12
	for from := 0; from < len(all); from += each {
		batch := all[from:min(from+each, len(all))]
		fail := errors.New("fetch https://x.example/" + batch[0].Text + ": " + batch[len(batch)-1].Text)
		k := &desk{opt: func(o *ui.Options) {
			o.Env.Desks = []reader.Desk{{Name: sanitize.Line(batch[0].Text), Query: sanitize.Line(batch[0].Text), Filter: func(time.Time) news.Filter { return news.Filter{} }}}
			o.Env.Pipes = []sanitize.Clean{sanitize.Line(batch[0].Text), sanitize.Lit("two")}
			o.Title = true
		}}
		k.act = &uitest.Actions{
			OnRefresh: func(context.Context, []news.FeedID) error { return fail },
			OnFollow:  func(context.Context, news.Reference) (news.StoryID, error) { return "", fail },
			OnBrowse:  func(context.Context, string) error { return fail },
			OnSave:    func(context.Context, string, []news.StoryID) (string, error) { return batch[0].Text, nil },
			OnClip:    func(context.Context, sanitize.Clean) (string, error) { return batch[0].Text, nil },
		}
		drive(t, 100, 30, attacked(batch), k, func(d *uitest.Driver) {
			name := batch[0].Name
			defer func() {
				if n := k.model.Spilled(); n > 0 {
					t.Errorf("%s and the next: a pane let %d hostile pieces through to the last door", name, n)
				}
			}()
			inert(t, d, name+" list")
			d.Press("enter")
			for _, s := range batch {
				d.Press("]") // its address stands in the last row
				inert(t, d, s.Name+" story")
				d.Press("J")
			}
			for _, keys := range [][]string{{"]"}, {"o"}, {"y"}, {"Y"}, {"s"}, {"enter"}, {"|"}, {"esc"}, {"tab"}, {"enter"}, {"t"}, {"tab"}, {"tab"}, {"q"}, {"F"}, {"j"}, {"q"}, {"?"}, {"q"}, {"R"}} {
				d.Press(keys...)
				inert(t, d, name+" after "+keys[0])
			}
			for _, s := range batch[:1] { // typed text does not come from outside
				d.Press("/")
				d.Paste(s.Text)
				inert(t, d, s.Name+" prompt")
				// As pasted where paste is not bracketed; controls are keys.
				d.Type(strings.Map(func(r rune) rune {
					if unicode.IsControl(r) {
						return -1
					}
					return r
				}, s.Text))
				inert(t, d, s.Name+" typed")
				d.Press("enter")
				inert(t, d, s.Name+" searched")
				d.Press("esc", ":")
				d.Paste(s.Text)
				d.Press("enter")
				inert(t, d, s.Name+" command")
				if d.Quit() {
					t.Fatalf("%s quits sitrep as a command", s.Name)
				}
			}
			for _, c := range d.Copied() {
				if f := hostile.Found(c); len(f) > 0 || strings.Contains(c, "\n") {
					t.Errorf("%s: sent to the clipboard: %v", name, f)
				}
			}
		})
	}
}

// TestTheLastDoorStandsBeforeTheTerminal: text that a pane forgot to clean does
// not get out.
func TestTheLastDoorStandsBeforeTheTerminal(t *testing.T) {
	k := &desk{opt: func(o *ui.Options) {
		bs := keys.Default()
		for i := range bs {
			bs[i].Help = "forgot\x1b[2Jten\u009b8m"
		}
		var err error
		if o.Keys, err = keys.New(bs, nil); err != nil {
			t.Fatal(err)
		}
	}}
	drive(t, 80, 24, latin(1), k, func(d *uitest.Driver) {
		d.Press("?")
		inert(t, d, "help")
		mustShow(t, d, "forgotten")
		if k.model.Spilled() == 0 {
			t.Error("nothing was stopped")
		}
	})
}
