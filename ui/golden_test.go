package ui_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui"
	"sitrep/ui/theme"
	"sitrep/ui/uitest"
)

// look is one way to draw: the words must be the same in all.
type look struct {
	name  string
	theme func() *theme.Theme
	ascii bool
}

// TestScreens holds what people see, at the sizes that the layouts are made
// for, in scripts that are hard to set, in colors, without them and in ASCII.
// The text is the same with and without colors: one file holds both to it.
func TestScreens(t *testing.T) {
	for _, size := range []struct {
		name string
		w, h int
	}{{"40x12", 40, 12}, {"80x24", 80, 24}, {"100x30", 100, 30}, {"120x36", 120, 36}, {"160x45", 160, 45}, {"200x60", 200, 60}} {
		t.Run(size.name, func(t *testing.T) {
			for _, l := range []look{{"dark", theme.Dark, false}, {"mono", theme.Mono, false}, {"ascii", theme.Mono, true}} {
				g := gallery{w: size.w, h: size.h, look: l}
				g.reading(t)
				g.previews(t)
				g.typing(t)
				g.beginnings(t)
				g.troubles(t)
			}
		})
	}
}

// gallery takes the screens of one size and look.
type gallery struct {
	look
	w, h int
}

func (g gallery) shot(d *uitest.Driver, name string) {
	if g.ascii {
		d.Golden("ascii/" + name)
		return
	}
	d.Golden(name)
	d.GoldenStyles(g.name + "/" + name)
}

func (g gallery) drive(t *testing.T, lib *uitest.Library, k *desk, f func(d *uitest.Driver)) {
	t.Helper()
	more := k.opt
	k.opt = func(o *ui.Options) {
		o.Env.Theme, o.Env.ASCII, o.HintsFrom = g.theme(), g.ascii, 25
		if more != nil {
			more(o)
		}
	}
	drive(t, g.w, g.h, lib, k, f)
}

func (g gallery) reading(t *testing.T) {
	t.Helper()
	g.drive(t, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		g.shot(d, "headlines")
		d.Press("enter")
		g.shot(d, "story")
		d.Press("]")
		g.shot(d, "link")
		d.Press("2")
		g.shot(d, "followed")
		d.Press("t", "tab")
		g.shot(d, "background")
		d.Press("tab")
		g.shot(d, "timeline")
		d.Press("q")
		d.Press("tab")
		g.shot(d, "readalso")
		d.Press("q", "q", "j", "enter")
		g.shot(d, "arabic")
		d.Press("J")
		g.shot(d, "japanese")
		d.Press("z")
		g.shot(d, "zoomed")
		d.Press("z", "J", "J")
		g.shot(d, "marks")
		d.Press("F")
		g.shot(d, "feeds")
		d.Press("q", "?")
		g.shot(d, "help")
		d.Press("/")
		d.Type("star")
		d.Press("enter")
		g.shot(d, "helpsearched")
	})
}

// previews are stories in sight that nobody has opened, where there is room for them.
func (g gallery) previews(t *testing.T) {
	t.Helper()
	if g.w < 100 {
		return
	}
	k := &desk{opt: func(o *ui.Options) { o.PreviewFrom = 1 }}
	g.drive(t, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Advance(time.Second)
		g.shot(d, "preview")
	})
}

// typing takes the questions and messages of the status row.
func (g gallery) typing(t *testing.T) {
	t.Helper()
	k := &desk{}
	g.drive(t, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("g")
		g.shot(d, "chord")
		d.Press("esc", "/")
		d.Type("tarn")
		g.shot(d, "search")
		d.Press("enter")
		g.shot(d, "found")
		d.Press("esc", "/")
		d.Type("nothing at all")
		d.Press("enter")
		g.shot(d, "foundnone")
		d.Press("esc", ":")
		d.Type("next-")
		d.Press("tab")
		g.shot(d, "command")
		d.Press("esc", "Y")
		g.shot(d, "copied")
		d.Press("j")
		arrive(k, newStory("latecomerstory01", "Second gate closed", k.env.Now()))
		d.Advance(0)
		g.shot(d, "arrived")
		d.Press("g", "g", "enter", "/")
		d.Type("council")
		d.Press("enter")
		g.shot(d, "foundinstory")
		d.Press("esc", ";")
		g.shot(d, "hints")
	})
}

// beginnings are the first minutes: nothing there yet, feeds being asked, no
// network.
func (g gallery) beginnings(t *testing.T) {
	t.Helper()
	fresh := news.FeedStatus{Feed: news.Feed{ID: "https://c.example/", Name: sanitize.Lit("Coast Guard")}}
	failed := news.FeedStatus{Feed: news.Feed{ID: "https://a.example/", Name: sanitize.Lit("Harbor Wire")}, State: news.FeedState{
		LastTry: uitest.Start(), Failures: 1, Err: sanitize.Lit("The name could not be looked up."),
	}}
	welcome := func(o *ui.Options) {
		o.Env.Desks = nil
		o.Env.Welcome = func() []sanitize.Clean {
			return []sanitize.Clean{sanitize.Lit("What is followed would go into ~/.config/sitrep/config.yaml; sitrep feeds add URL writes it.")}
		}
	}
	for _, c := range []struct {
		name  string
		feeds []news.FeedStatus
		told  reader.Progress
	}{
		{"empty", []news.FeedStatus{fresh}, reader.Progress{}},
		{"polling", []news.FeedStatus{failed, fresh}, reader.Progress{Running: true, Done: 1, Total: 2, Failed: 1, Now: sanitize.Lit("Coast Guard")}},
		{"offline", []news.FeedStatus{failed}, reader.Progress{Done: 1, Total: 1, Failed: 1}},
		{"nofeeds", nil, reader.Progress{}},
	} {
		k := &desk{opt: welcome}
		g.drive(t, uitest.NewLibrary(c.feeds), k, func(d *uitest.Driver) {
			k.progress <- c.told
			d.Advance(0)
			g.shot(d, c.name)
		})
	}
}

// troubles takes the screens of failures and of waiting.
func (g gallery) troubles(t *testing.T) {
	t.Helper()
	slow := uitest.Sample()
	slow.Delay = time.Minute
	g.drive(t, slow, &desk{}, func(d *uitest.Driver) { g.shot(d, "opening") })

	k := &desk{act: &uitest.Actions{
		OnFollow: func(ctx context.Context, _ news.Reference) (news.StoryID, error) {
			<-ctx.Done()
			return "", errors.New("the server is overloaded (503)")
		},
		OnBrowse: func(context.Context, string) error { return errors.New("there is no browser here") },
	}}
	g.drive(t, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("enter", "7")
		g.shot(d, "fetching")
		d.Press("esc", "o")
		g.shot(d, "failed")
		d.Press("q", "g", "g", "j", "j", "j", "j", "j", "enter")
		g.shot(d, "teaser")
	})
	lib := uitest.Sample()
	lib.Fail(errors.New("disk I/O error"))
	g.drive(t, lib, &desk{}, func(d *uitest.Driver) { g.shot(d, "broken") })
	g.w, g.h = g.w/5, g.h/3
	g.drive(t, uitest.Sample(), &desk{}, func(d *uitest.Driver) { g.shot(d, "toosmall") })
}
