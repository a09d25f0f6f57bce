package ui_test

import (
	"testing"
	"time"

	"sitrep/ui/uitest"
)

// TestSourcesAreATreeWithCounts: all sources, and their unread stories.
func TestSourcesAreATreeWithCounts(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("S")
		mustShow(t, d, "Sources: unread and all", "▾ Desks", "    all ", "22/69", "    starred ", "    Hazards ", "▾ Tags", "    tag:", "▾ Feeds", "Harbor Wire")
		d.Press("enter")
		mustShow(t, d, "▸ Desks")
		mustNotShow(t, d, "    all ")
		d.Press("enter", "/")
		d.Type("the ")
		mustShow(t, d, "▾ Packs", "    The coast", "3 feeds  on", "    The hills", "2 feeds  off")
		d.Press("enter", "j", "enter")
		if got := k.asked(); got != (uitest.Call{Method: "SwitchPack", Arg: "hills"}) {
			t.Errorf("asked for %+v", got)
		}
		mustShow(t, d, "2 feeds  on")
		d.Press("k", "enter")
		if got := k.asked(); got != (uitest.Call{Method: "SwitchPack", Arg: "-coast"}) {
			t.Errorf("asked for %+v", got)
		}
		d.Press("esc", "/")
		d.Type("hazards")
		d.Press("enter", "enter")
		mustShow(t, d, "[Hazards]")
		d.Press("S", "/")
		d.Type("starred")
		d.Press("enter", "enter")
		mustShow(t, d, "search: is:starred")
	})
}

// TestSourcesStandBesideAWideList: from 200 columns on.
func TestSourcesStandBesideAWideList(t *testing.T) {
	drive(t, 200, 50, uitest.Sample(), &desk{}, func(d *uitest.Driver) {
		d.Press("S")
		mustShow(t, d, "Sources: unread and all", "River Tarn crests")
		d.Golden("aside")
		d.Press("j", "j", "j", "enter")
		mustShow(t, d, "[Hazards]", "Sources: unread and all")
		d.Press("h", "k", "l", "enter", "m")
		mustShow(t, d, "Sources: unread and all", "Marked")
		d.Resize(199, 50)
		mustNotShow(t, d, "Sources: unread and all")
		d.Resize(200, 50)
		d.Press("S", "z", "z", "q")
		mustNotShow(t, d, "Sources: unread and all")
		mustShow(t, d, "[Hazards]")
	})
}

func TestFeedsAreChangedInTheSources(t *testing.T) {
	k := &desk{}
	drive(t, 80, 24, uitest.Sample(), k, func(d *uitest.Driver) {
		d.Press("S", "/")
		d.Type("quake")
		d.Press("enter")
		mustShow(t, d, "Enter reads it  C renames it  T tags it  - mutes it  X removes it")
		id := string(uitest.QuakeBoard)
		for _, c := range []struct {
			keys []string
			text string
			want uitest.Call
		}{
			{[]string{"C"}, "Gauges", uitest.Call{Method: "RenameFeed", Arg: id + " Gauges"}},
			{[]string{"T"}, "sea", uitest.Call{Method: "TagFeed", Arg: id + " sea"}},
			{[]string{"T"}, "-sea", uitest.Call{Method: "TagFeed", Arg: id + " -sea"}},
		} {
			d.Press(c.keys...)
			d.Type(c.text)
			d.Press("enter")
			if got := k.asked(); got != c.want {
				t.Errorf("asked for %+v, want %+v", got, c.want)
			}
		}
		d.Press("esc") // the cursor stays on its feed
		mustShow(t, d, "renames it")
		d.Press("X", "n")
		n := len(k.act.Calls())
		d.Press("X")
		mustShow(t, d, "Follow Quake Board no longer? y: yes, any other key: no")
		d.Press("y")
		if got := k.asked(); len(k.act.Calls()) != n+1 || got != (uitest.Call{Method: "RemoveFeed", Arg: id}) {
			t.Errorf("asked for %+v", got)
		}
		d.Press("-")
		mustShow(t, d, "muted  ", "Stories of https://quakes.example/alerts.atom are muted")
		d.Press("q")
		mustShow(t, d, "(61 muted)")
		d.Press("S", "/")
		d.Type("quake")
		d.Press("enter", "-", "esc", "q")
		mustNotShow(t, d, "muted)")
		d.Press("S", "g", "g", "C")
		mustShow(t, d, "That is for a feed; the cursor is on none.")
	})
}

// TestTheSidebarComesBack: it was gone after a restart. Where there is no room it waits
// for some.
func TestTheSidebarComesBack(t *testing.T) {
	lib := uitest.Sample()
	with := func(w int, f func(d *uitest.Driver)) {
		drive(t, w, 60, lib, &desk{}, func(d *uitest.Driver) {
			d.Advance(2 * time.Second)
			f(d)
			d.Press("Q")
		})
	}
	with(200, func(d *uitest.Driver) {
		d.Press("S", "l")
		mustShow(t, d, "Sources: unread and all")
		d.Advance(2 * time.Second)
	})
	with(200, func(d *uitest.Driver) {
		mustShow(t, d, "Sources: unread and all")
		d.Press("j", "enter") // the headlines have the focus
		mustShow(t, d, "Sources: unread and all")
	})
	with(120, func(d *uitest.Driver) {
		mustNotShow(t, d, "Sources: unread and all")
		d.Resize(200, 60)
		mustShow(t, d, "Sources: unread and all")
	})
	with(200, func(d *uitest.Driver) {
		mustShow(t, d, "Sources: unread and all")
		d.Press("S", "q")
	})
	with(200, func(d *uitest.Driver) { mustNotShow(t, d, "Sources: unread and all") })
}
