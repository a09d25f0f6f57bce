package layout_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sitrep/ui/layout"
)

// TestEverySizeIsTiled: rectangles inside the screen that do not overlap and
// have together its area leave no gap.
func TestEverySizeIsTiled(t *testing.T) {
	for w := 40; w <= 220; w++ {
		for h := 10; h <= 70; h++ {
			for _, focus := range []layout.Slot{layout.Headlines, layout.Story, layout.ReadAlso} {
				for _, rows := range []int{0, 1, 30} {
					for _, mode := range []struct {
						zoom, overlay bool
						hints         bool
						sources       bool
						sizes         layout.Sizes
					}{
						{},
						{zoom: true},
						{overlay: true},
						{hints: true},
						{hints: true, sources: true},
						{sources: true, zoom: true},
						{sources: true, sizes: layout.Sizes{Headlines: -300, ReadAlso: 300}},
						{sizes: layout.Sizes{Headlines: 30, ReadAlso: 30, Strip: 30, List: 30}},
						{sizes: layout.Sizes{Headlines: -300, ReadAlso: -300, Strip: -300, List: -300}},
						{sizes: layout.Sizes{Headlines: 300, ReadAlso: -40, Strip: 4, List: 3}},
					} {
						p := layout.Compute(w, h, layout.Request{Focus: focus, Zoom: mode.zoom, Story: true, Rows: rows, Overlay: mode.overlay, Hints: mode.hints, Sources: mode.sources, Sizes: mode.sizes})
						want := focus
						if mode.overlay {
							want = layout.Overlay
						}
						if err := check(p, w, h, want); err != nil {
							t.Fatalf("Compute(%d, %d, %d, zoom %v, %d, overlay %v): %v\n%+v", w, h, focus, mode.zoom, rows, mode.overlay, err, p)
						}
					}
				}
			}
		}
	}
}

func check(p layout.Plan, w, h int, focus layout.Slot) error {
	rects := append([]layout.Rect{p.Status, p.Hints}, p.Separators...)
	visible := false
	for _, pl := range p.Areas {
		rects = append(rects, pl.Title, pl.Body)
		if pl.Slot == focus && pl.Body.W > 0 && pl.Body.H > 0 {
			visible = true
		}
	}
	if !visible {
		return fmt.Errorf("slot %d has the focus and is not visible", focus)
	}
	if p.Status.H != 1 || p.Status.Y != h-1 {
		return fmt.Errorf("the status row is %+v", p.Status)
	}
	area := 0
	for i, r := range rects {
		if r.W < 0 || r.H < 0 || r.X < 0 || r.Y < 0 || r.X+r.W > w || r.Y+r.H > h {
			return fmt.Errorf("%+v leaves the screen", r)
		}
		area += r.W * r.H
		for _, o := range rects[:i] {
			if r.X < o.X+o.W && o.X < r.X+r.W && r.Y < o.Y+o.H && o.Y < r.Y+r.H {
				return fmt.Errorf("%+v overlaps %+v", r, o)
			}
		}
	}
	if area != w*h {
		return fmt.Errorf("%d of %d cells are taken", area, w*h)
	}
	return nil
}

func TestWhichPanesAreShown(t *testing.T) {
	h, s, r := layout.Headlines, layout.Story, layout.ReadAlso
	for _, c := range []struct {
		name        string
		w, h        int
		focus       layout.Slot
		rows        int
		want        []layout.Slot
		wantTooTiny bool
	}{
		{name: "narrow list", w: 80, h: 24, focus: h, rows: 3, want: []layout.Slot{h}},
		{name: "narrow text with references", w: 80, h: 24, focus: s, rows: 3, want: []layout.Slot{s, r}},
		{name: "narrow text without references", w: 80, h: 24, focus: s, want: []layout.Slot{s}},
		{name: "headlines above the story", w: 100, h: 30, focus: h, rows: 3, want: []layout.Slot{h, s, r}},
		{name: "headlines above the story, too low for it", w: 100, h: 19, focus: h, rows: 3, want: []layout.Slot{h}},
		{name: "three columns", w: 140, h: 45, focus: h, want: []layout.Slot{h, s, r}},
		{name: "too narrow", w: 39, h: 24, focus: h, wantTooTiny: true},
		{name: "too low", w: 80, h: 9, focus: h, wantTooTiny: true},
	} {
		p := layout.Compute(c.w, c.h, layout.Request{Focus: c.focus, Story: true, Rows: c.rows})
		var got []layout.Slot
		for _, pl := range p.Areas {
			got = append(got, pl.Slot)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: slots (-want +got):\n%s", c.name, diff)
		}
		if p.TooSmall != c.wantTooTiny {
			t.Errorf("%s: TooSmall = %v", c.name, p.TooSmall)
		}
		if pl, ok := p.Find(r); ok && c.w < 112 && pl.Title.H+pl.Body.H > 6 {
			t.Errorf("%s: the strip takes %d rows", c.name, pl.Title.H+pl.Body.H)
		}
	}
}

func TestPanesGiveAndTakeRoom(t *testing.T) {
	for _, c := range []struct {
		name string
		w    int
		slot layout.Slot
	}{
		{"headlines above the text", 120, layout.Headlines},
		{"text below the headlines", 120, layout.Story},
		{"references beside the text, below the headlines", 120, layout.ReadAlso},
		{"text between headlines and references", 100, layout.Story},
		{"references below text and headlines", 100, layout.ReadAlso},
		{"headlines of three columns", 200, layout.Headlines},
		{"text of three columns", 200, layout.Story},
		{"references of three columns", 200, layout.ReadAlso},
		{"text of one column", 80, layout.Story},
		{"strip of one column", 80, layout.ReadAlso},
	} {
		area := func(s layout.Sizes) int {
			p := layout.Compute(c.w, 36, layout.Request{Focus: c.slot, Story: true, Rows: 30, Sizes: s})
			pl, _ := p.Find(c.slot)
			return pl.Body.W * pl.Body.H
		}
		plan := layout.Compute(c.w, 36, layout.Request{Focus: c.slot, Story: true, Rows: 30})
		was := area(layout.Sizes{})
		if wide := area(plan.Grow(c.slot, layout.Sizes{}, +1)); wide <= was {
			t.Errorf("%s: a step wider takes %d cells, it had %d", c.name, wide, was)
		}
		if narrow := area(plan.Grow(c.slot, layout.Sizes{}, -1)); narrow >= was {
			t.Errorf("%s: a step narrower leaves %d cells, it had %d", c.name, narrow, was)
		}
	}
	alone := layout.Compute(80, 24, layout.Request{Focus: layout.Headlines})
	if got := alone.Grow(layout.Headlines, layout.Sizes{}, 1); got != (layout.Sizes{}) {
		t.Errorf("a pane alone on the screen grows: %+v", got)
	}
}

// TestAHeadlineHasNoLessRoomThanAt80Columns: at 120 columns it had 30 cells, at 160 40,
// and 51 at 80. Three columns give it two rows.
func TestAHeadlineHasNoLessRoomThanAt80Columns(t *testing.T) {
	for w := 80; w <= 300; w++ {
		for h := 20; h <= 70; h++ {
			for _, focus := range []layout.Slot{layout.Headlines, layout.Story, layout.ReadAlso} {
				p := layout.Compute(w, h, layout.Request{Focus: focus, Story: true, Rows: 5})
				list, seen := p.Find(layout.Headlines)
				text, _ := p.Find(layout.Story)
				switch {
				case !seen && w >= 100:
					t.Fatalf("%dx%d: the headlines are out of sight", w, h)
				case seen && w < 140 && list.Body.W != w, seen && list.Body.W < 50:
					t.Fatalf("%dx%d: the headlines have %d columns", w, h, list.Body.W)
				case seen && w >= 100 && w < 140 && (list.Body.H < 9 || list.Body.H > 13):
					t.Fatalf("%dx%d: %d rows of headlines above the story, want 8 to 12 and their heading", w, h, list.Body.H)
				case w >= 100 && text.Body.W < 58:
					t.Fatalf("%dx%d: the story has %d columns", w, h, text.Body.W)
				case w >= 100 && w < 140 && text.Body.W < 79:
					t.Fatalf("%dx%d: the story has %d columns, which do not hold a line of 76", w, h, text.Body.W)
				}
			}
		}
	}
}

// TestWithoutAStoryTheHeadlinesHaveAllTheRoom: nothing was below them but a sentence.
func TestWithoutAStoryTheHeadlinesHaveAllTheRoom(t *testing.T) {
	p := layout.Compute(120, 36, layout.Request{Focus: layout.Headlines})
	if list, _ := p.Find(layout.Headlines); list.Body.H != 35 || len(p.Areas) != 1 {
		t.Errorf("%+v", p.Areas)
	}
}
