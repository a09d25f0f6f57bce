package pane

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
	"sitrep/ui/keys"
	"sitrep/ui/layout"
	"sitrep/ui/reader"
	"sitrep/ui/worldmap"
)

func init() {
	register(Spec{Name: "Map", Slot: layout.Overlay, Scope: keys.Overlay, Opens: keys.WorldMap, New: newWorldMap})
}

// mapPane shows the warnings in force, and quakes, on a map with a list beside it.
type mapPane struct {
	env    *Env
	w, h   int
	focus  bool
	view   worldmap.View
	list   []warning.Entry // in force, with a point
	lost   int             // in force, without a point
	scroll scroll
	now    time.Time
	ask    int
	known  bool
	err    sanitize.Clean
}

func newWorldMap(env *Env) Pane { return &mapPane{env: env} }

// mapLoaded answers which warnings there are.
type mapLoaded struct {
	ask  int
	list []warning.Entry
	err  error
}

// sizes returns the room of the map and of the list, in cells.
func (p *mapPane) sizes() (mapW, mapH, listW, listH int) {
	h := max(p.h-1, 1)
	if p.w >= 60 {
		listW = min(max(p.w*3/10, 26), 48)
		return p.w - listW - 1, h, listW, h
	}
	listH = min(max(h/3, 2), 6)
	return p.w, max(h-listH, 1), p.w, listH
}

// Resize gives the pane its room.
func (p *mapPane) Resize(w, h int) {
	p.w, p.h = w, h
	_, _, _, listH := p.sizes()
	p.scroll.set(len(p.list), listH)
}

// Focus tells the pane whether it is in sight.
func (p *mapPane) Focus(on bool) {
	if on && !p.focus {
		p.now = p.env.Now()
	}
	p.focus = on
}

// Do carries out an action.
func (p *mapPane) Do(a keys.Action) (tea.Cmd, bool) {
	mapW, mapH, _, _ := p.sizes()
	lat, lon := worldmap.New(p.view, mapW, mapH).Step()
	c := &p.view.Center
	switch a {
	case keys.Wider:
		if at, ok := p.at(); ok && p.view.Zoom == 0 {
			*c = at
		}
		p.view.Zoom = min(p.view.Zoom+1, worldmap.MaxZoom)
	case keys.Narrower:
		if p.view.Zoom = max(p.view.Zoom-1, 0); p.view.Zoom == 0 {
			*c = news.Point{}
		}
	case keys.DefaultSizes:
		p.view = worldmap.View{}
	case keys.NextPane:
		c.Lon = turned(c.Lon + lon)
	case keys.PrevPane:
		c.Lon = turned(c.Lon - lon)
	case keys.HalfDown:
		c.Lat = max(c.Lat-lat, -85)
	case keys.HalfUp:
		c.Lat = min(c.Lat+lat, 85)
	default:
		if !p.scroll.do(a) {
			return nil, false
		}
		if at, ok := p.at(); ok && p.view.Zoom > 0 && !worldmap.New(p.view, mapW, mapH).Sees(at) {
			*c = at
		}
	}
	return nil, true
}

func turned(lon float64) float64 {
	switch {
	case lon > 180:
		return lon - 360
	case lon < -180:
		return lon + 360
	}
	return lon
}

// at returns where the warning under the cursor is.
func (p *mapPane) at() (news.Point, bool) {
	if p.scroll.cursor >= len(p.list) {
		return news.Point{}, false
	}
	return warning.Center(p.list[p.scroll.cursor].Message)
}

// Update takes note of something that has happened.
func (p *mapPane) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case CacheChanged:
		if p.focus {
			return p.load()
		}
	case mapLoaded:
		if msg.ask != p.ask {
			return nil
		}
		if msg.err != nil {
			p.err = sanitize.Line(reader.NoWarnings + ": " + msg.err.Error())
			return nil
		}
		p.err, p.known = sanitize.Clean{}, true
		p.list, p.lost = reader.OnMap(msg.list, p.env.Now())
		p.scroll.set(len(p.list), p.scroll.h)
	}
	return nil
}

func (p *mapPane) load() tea.Cmd {
	p.ask++
	ask, env := p.ask, p.env
	return func() tea.Msg {
		list, err := reader.WarningsNow(env.Ctx, env.Library, env.Now())
		return mapLoaded{ask, list, err}
	}
}

// View returns exactly h lines of exactly w cells.
func (p *mapPane) View() string {
	if p.w <= 0 || p.h <= 0 {
		return ""
	}
	mapW, mapH, listW, listH := p.sizes()
	lines := []string{p.scroll.title(p.env, p.heading(), p.w)}
	picture, list := p.picture(mapW, mapH), p.rows(listW, listH)
	if p.w >= 60 {
		bar := "│"
		if p.env.ASCII {
			bar = "|"
		}
		for i := range picture {
			lines = append(lines, picture[i]+paint(p.env.Theme.Faint, bar)+list[i])
		}
	} else {
		lines = append(lines, append(picture, list...)...)
	}
	return page(lines, p.w, p.h)
}

func (p *mapPane) heading() string {
	switch {
	case !p.err.IsZero():
		return "! " + p.err.String()
	case !p.known:
		return "Map"
	}
	head := fmt.Sprintf("Map: %d in force", len(p.list))
	if p.lost > 0 && p.view.Zoom == 0 {
		head += fmt.Sprintf(", %d more without a point", p.lost)
	}
	if p.view.Zoom > 0 {
		head += "; " + reader.PointText(p.view.Center)
	}
	return head
}

// picture draws the map in w by h cells.
func (p *mapPane) picture(w, h int) []string {
	m := worldmap.New(p.view, w, h)
	m.Coast()
	if p.scroll.cursor < len(p.list) && p.view.Zoom > 1 {
		for _, a := range p.list[p.scroll.cursor].Message.Areas {
			for _, o := range a.Polygons {
				m.Outline(o)
			}
			for _, c := range a.Circles {
				m.Circle(c)
			}
		}
	}
	signs := make([]string, len(p.list))
	if at, ok := p.at(); ok {
		m.Put(p.scroll.cursor, at)
	}
	for i, e := range p.list {
		signs[i] = reader.MapSign(e, p.env.ASCII)
		if at, ok := warning.Center(e.Message); ok {
			m.Put(i, at)
		}
	}
	th := p.env.Theme
	var out []string
	for _, row := range m.Cells(signs, p.env.ASCII) {
		var b strings.Builder
		for len(row) > 0 {
			// Cells that look alike are painted together.
			n := 1
			for n < len(row) && row[0].Mark == 0 && row[n].Mark == 0 {
				n++
			}
			var text strings.Builder
			for _, c := range row[:n] {
				if c.Text == "" {
					c.Text = " "
				}
				text.WriteString(c.Text)
			}
			style := th.Faint
			switch {
			case row[0].Mark == p.scroll.cursor+1:
				style = th.Cursor
			case row[0].Mark > 0:
				style = th.Bad
			}
			if strings.TrimSpace(text.String()) == "" {
				b.WriteString(text.String())
			} else {
				b.WriteString(paint(style, text.String()))
			}
			row = row[n:]
		}
		out = append(out, b.String())
	}
	return out
}

// rows is the list beside the map.
func (p *mapPane) rows(w, h int) []string {
	ascii := p.env.ASCII
	var out []string
	for i := p.scroll.top; i < len(p.list) && len(out) < h; i++ {
		e := p.list[i]
		row := fit(reader.MapSign(e, ascii)+" "+reader.MapTitle(e), w, ascii)
		if i == p.scroll.cursor {
			row = paint(p.env.Theme.Cursor, row)
		}
		out = append(out, row)
	}
	if len(p.list) == 0 && p.known {
		for _, l := range wrapped("No warning with a point is in force.", w) {
			out = append(out, fit(l, w, ascii))
		}
	}
	if room := h - len(out); room > 4 && p.scroll.cursor < len(p.list) {
		out = append(out, fit("", w, ascii))
		for _, l := range p.detail(w) {
			if len(out) < h {
				out = append(out, fit(l, w, ascii))
			}
		}
	}
	return slices.Grow(append(out, slices.Repeat([]string{fit("", w, ascii)}, max(h-len(out), 0))...), 0)[:h]
}

// detail tells of the warning under the cursor.
func (p *mapPane) detail(w int) []string {
	e := p.list[p.scroll.cursor]
	var out []string
	out = append(out, wrapped(e.Message.Headline.String(), w)...)
	if at, ok := p.at(); ok {
		out = append(out, reader.PointText(at))
	}
	if end, given := warning.End(e.Message); given {
		out = append(out, "until "+end.In(orUTC(p.env.Zone)).Format("2006-01-02 15:04"))
	}
	return append(out, wrapped(e.Message.Authority.String(), w)...)
}

// Cursor returns the cell of the cursor's row.
func (p *mapPane) Cursor() (x, y int, ok bool) {
	mapW, mapH, _, _ := p.sizes()
	if p.w >= 60 {
		return mapW + 1, 1 + p.scroll.cursor - p.scroll.top, len(p.list) > 0
	}
	return 0, 1 + mapH + p.scroll.cursor - p.scroll.top, len(p.list) > 0
}
