package ui_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/uitest"
)

// sizesOfRestart are terminals on which a session ends and begins again.
var sizesOfRestart = [][2]int{{80, 24}, {120, 36}, {200, 60}, {60, 20}, {100, 50}}

// restart runs a screen that is quit after keys, and returns its last frame,
// and the first one of the next on a terminal of another size.
func restart(t *testing.T, lib func() *uitest.Library, from, to [2]int, keys ...string) (before, after string) {
	t.Helper()
	cache := lib()
	drive(t, from[0], from[1], cache, &desk{}, func(d *uitest.Driver) {
		d.Press(keys...)
		d.Advance(2 * time.Second)
		before = d.Screen()
		d.Press("Q")
	})
	drive(t, to[0], to[1], cache, &desk{}, func(d *uitest.Driver) {
		d.Advance(2 * time.Second)
		after = d.Screen()
	})
	return before, after
}

// firstHeadline returns the first headline that can be seen.
func firstHeadline(screen string) string {
	for l := range strings.Lines(screen) {
		if _, title, ok := strings.Cut(l, "Report "); ok {
			return strings.Fields(title)[0]
		}
	}
	return ""
}

// TestTheListComesBackToTheLine quits at several places of a list. It came back
// with the cursor in the middle, wherever it had been.
func TestTheListComesBackToTheLine(t *testing.T) {
	lib := func() *uitest.Library { return latin(300) }
	for _, keys := range [][]string{
		nil,
		{"j"},
		slices.Repeat([]string{"j"}, 12), slices.Repeat([]string{"j"}, 50),
		{"pgdown", "pgdown", "k"},
		append(slices.Repeat([]string{"j"}, 80), slices.Repeat([]string{"k"}, 9)...),
		{"G"},
		{"G", "k", "k", "k"},
	} {
		for _, from := range sizesOfRestart {
			for _, to := range sizesOfRestart {
				if from != to && (from != sizesOfRestart[1] && to != sizesOfRestart[1] || slices.Contains(keys, "G")) {
					continue // at the end of a list a higher pane shows more before it
				}
				before, after := restart(t, lib, from, to, keys...)
				switch {
				case from == to && inRows(before) != inRows(after):
					t.Errorf("%q, %v: it comes back as\n%s\nwas\n%s", keys, from, after, before)
				case firstHeadline(before) == "" || firstHeadline(before) != firstHeadline(after):
					t.Errorf("%q, %v to %v: %s comes first, want %s", keys, from, to, firstHeadline(after), firstHeadline(before))
				}
			}
		}
	}
}

// TestTheListComesBackAlthoughMoreHasArrived lets stories arrive between two
// sessions: they are counted, as in one, unless the reader was at the beginning of
// the list.
func TestTheListComesBackAlthoughMoreHasArrived(t *testing.T) {
	for _, keys := range [][]string{nil, {"j", "j"}, {"pgdown", "j"}, {"enter"}, {"j", "enter", "z"}} {
		for _, size := range sizesOfRestart {
			cache := latin(300)
			var before, after string
			drive(t, size[0], size[1], cache, &desk{}, func(d *uitest.Driver) {
				d.Press(keys...)
				d.Advance(2 * time.Second)
				before = d.Screen()
				d.Press("Q")
			})
			for i := range 7 { // among those that can be seen, and before them
				cache.Add(newStory(news.StoryID(fmt.Sprintf("between%08d", i)), fmt.Sprintf("Came between, %d", i), uitest.Start().Add(time.Duration(2-5*i)*time.Minute)))
			}
			drive(t, size[0], size[1], cache, &desk{}, func(d *uitest.Driver) {
				d.Advance(2 * time.Second)
				after = d.Screen()
			})
			strip := func(screen string) []string {
				lines := strings.Split(inRows(screen), "\n")
				return slices.DeleteFunc(lines, func(l string) bool {
					return strings.Contains(l, "unread") || strings.Contains(l, "/300")
				})
			}
			if keys == nil != strings.Contains(after, "Came between") || keys != nil && !slices.Equal(strip(before), strip(after)) {
				t.Errorf("%q, %v: it comes back as\n%s\nwas\n%s", keys, size, after, before)
			}
		}
	}
}

// inRows returns the screen without its last row, which may say how to go back.
func inRows(screen string) string {
	lines := strings.Split(strings.TrimRight(screen, "\n"), "\n")
	return strings.Join(lines[:len(lines)-1], "\n")
}

// winding is a library of stories with paragraphs, lists, tables and references of
// many lengths, whose every word is another one.
func winding() *uitest.Library {
	chance := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // the same stories in every run
	word := 0
	words := func(n int) string {
		out := make([]string, n)
		for i := range out {
			word++
			out[i] = fmt.Sprintf("w%d", word)
		}
		return strings.Join(out, " ")
	}
	var es []uitest.Entry
	for i := range 8 {
		e := newStory(news.StoryID(fmt.Sprintf("winding%09d", i)), "Winding "+words(12), uitest.Start().Add(-time.Duration(i)*time.Hour))
		e.Story.URL, e.Whole = fmt.Sprintf("https://harbor.example/winding/%d", i), true
		for j := range 30 {
			b := uitest.Para(words(1 + chance.IntN(90)))
			if chance.IntN(4) == 0 {
				b.Kind = news.ListItem
			}
			e.Body = append(e.Body, b)
			if chance.IntN(6) == 0 {
				e.References = append(e.References, news.Reference{Title: sanitize.Line(words(1 + chance.IntN(30))), URL: fmt.Sprintf("https://far.example/%d/%d", i, j), Kind: news.RefInline, Paragraph: j + 1, Marker: sanitize.Lit("Read also")})
			}
		}
		for j := range 5 { // at the end
			e.References = append(e.References, news.Reference{Title: sanitize.Line(words(20)), URL: fmt.Sprintf("https://far.example/%d/end%d", i, j), Kind: news.RefBlock, Paragraph: 30, Marker: sanitize.Lit("Read also")})
		}
		es = append(es, e)
	}
	return uitest.NewLibrary(nil, es...)
}

// TestAStoryComesBackToTheLine quits at several places of stories: they come back
// as they were on a terminal of the same size, and with the same text first on
// another. One of eight came back a page further down.
func TestAStoryComesBackToTheLine(t *testing.T) {
	for story := range 8 {
		for _, down := range []int{0, 1, 3, 7, 20, 41, 77, 130, 1000} {
			keys := append(slices.Repeat([]string{"j"}, story), "enter")
			keys = append(keys, slices.Repeat([]string{"j"}, min(down, 200))...)
			if down == 1000 {
				keys = append(keys, "G")
			}
			from := [2]int{80, 24}
			for _, to := range [][2]int{from, {60, 26}, {99, 26}, {44, 24}} { // the story alone
				before, after := restart(t, winding, from, to, keys...)
				was, now := storyTop(before), storyTop(after)
				switch {
				case to == from && withoutStatus(before) != withoutStatus(after):
					t.Errorf("story %d, line %d: it comes back as\n%s\nwas\n%s", story, down, after, before)
				case len(was) == 0, down < 1000 && !shareWord(was, now): // at the end a higher pane shows more
					t.Errorf("story %d, line %d, to %v: it begins with %q, was %q", story, down, to, now, was)
				}
			}
		}
	}
}

// storyTop returns the words of the first line of the story that has any, below
// the way that led to it.
func storyTop(screen string) []string {
	for l := range strings.Lines(withoutStatus(screen)) {
		var out []string
		for f := range strings.FieldsSeq(l) {
			if strings.HasPrefix(f, "w") && strings.Trim(f[1:], "0123456789") == "" && len(f) > 1 {
				out = append(out, f)
			}
		}
		if len(out) > 0 {
			return out
		}
	}
	return nil
}

func shareWord(a, b []string) bool {
	return slices.ContainsFunc(a, func(w string) bool { return slices.Contains(b, w) })
}

// TestAFetchThatWasCutOffIsNoFaultOfTheText kills a reader while it fetches a page: the
// next one asks again, and a failure covered the text that was there with a message
// that answered no key.
func TestAFetchThatWasCutOffIsNoFaultOfTheText(t *testing.T) {
	for _, size := range append(sizesOfRestart, [2]int{40, 12}) {
		e := newStory("teaserteaser1111", "Bridge closed", uitest.Start())
		for i := range 40 {
			e.Body = append(e.Body, uitest.Para(fmt.Sprintf("What the feed has, part %d.", i)))
		}
		lib := uitest.NewLibrary(nil, e)
		k := &desk{act: &uitest.Actions{Library: lib}}
		k.act.OnFullText = func(ctx context.Context, _ news.StoryID) error { <-ctx.Done(); return ctx.Err() }
		var before string
		drive(t, size[0], size[1], lib, k, func(d *uitest.Driver) {
			d.Press("enter", "j", "j")
			d.Advance(2 * time.Second)
			before = d.Screen()
		})
		k.act.OnFullText = func(context.Context, news.StoryID) error {
			return errors.New("no connection: the server or the network may be down, and this is a long sentence about it")
		}
		calls := len(k.act.Calls())
		drive(t, size[0], size[1], lib, k, func(d *uitest.Driver) {
			d.Advance(2 * time.Second)
			if inRows(d.Screen()) != inRows(before) || strings.Contains(d.Screen(), "could not") {
				t.Errorf("%v: it comes back as\n%s\nwas\n%s", size, d.Screen(), before)
			}
			if n := len(k.act.Calls()) - calls; n != 1 {
				t.Errorf("%v: the page is asked for %d times, want once", size, n)
			}
			d.Press("x")
			mustShow(t, d, "The full text could not be")
		})
	}
}
