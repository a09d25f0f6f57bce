package layout

// Below these the screen only asks for more room.
const (
	MinWidth  = 40
	MinHeight = 10
)

// Widths from which there is room for more columns.
const (
	twoColumns   = 100
	threeColumns = 150
)

// stripRows is the most that read also takes under a text.
const stripRows = 6

// Rect is a rectangle of cells; X and Y count from the upper left corner of
// the screen.
type Rect struct{ X, Y, W, H int }

// Contains reports whether the cell is inside.
func (r Rect) Contains(x, y int) bool {
	return x >= r.X && x < r.X+r.W && y >= r.Y && y < r.Y+r.H
}

// Place is where a slot is on the screen.
type Place struct {
	Slot  Slot
	Title Rect // a row above the pane that names it; H 0: there is none
	Body  Rect
}

// Plan is a division of the screen. Places, their titles, Separators and
// Status tile it without gap or overlap.
type Plan struct {
	W, H       int
	TooSmall   bool // there is only room for a sentence
	Places     []Place
	Separators []Rect // vertical lines, one cell wide
	Status     Rect
}

// Find returns the place of a slot, if it is visible.
func (p Plan) Find(s Slot) (Place, bool) {
	for _, pl := range p.Places {
		if pl.Slot == s {
			return pl, true
		}
	}
	return Place{}, false
}

// Compute divides a screen of w by h cells. Focus is always visible; zoom
// gives it the whole screen; rows is how many rows read also could fill (0:
// it has none and takes no room); with overlay, one pane covers all.
func Compute(w, h int, focus Slot, zoom bool, rows int, overlay bool) Plan {
	p := Plan{W: w, H: h}
	if w < MinWidth || h < MinHeight {
		p.TooSmall = true
		return p
	}
	p.Status = Rect{0, h - 1, w, 1}
	all := Rect{0, 0, w, h - 1}
	if focus == ReadAlso {
		rows = max(rows, 1)
	}
	switch {
	case overlay:
		p.Places = []Place{place(Overlay, all)}
	case zoom:
		p.Places = []Place{place(focus, all)}
	case w < twoColumns && focus == Headlines:
		p.Places = []Place{place(Headlines, all)}
	case w < twoColumns:
		p.Places = textOverStrip(all, rows)
	case w < threeColumns:
		left, right := split(all, w*40/100)
		p.Separators = []Rect{{left.W, 0, 1, all.H}}
		p.Places = append([]Place{place(Headlines, left)}, textOverStrip(right, rows)...)
	default:
		text := min(max(w*46/100, 68), 84)
		also := min(max(w*22/100, 32), 48)
		left, rest := split(all, w-2-text-also)
		mid, right := split(rest, text)
		p.Separators = []Rect{{left.W, 0, 1, all.H}, {right.X - 1, 0, 1, all.H}}
		p.Places = []Place{place(Headlines, left), place(Story, mid), place(ReadAlso, right)}
	}
	return p
}

// split cuts w cells off the left of r and leaves one between the parts.
func split(r Rect, w int) (left, right Rect) {
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w + 1, r.Y, r.W - w - 1, r.H}
}

// textOverStrip puts the story above a strip of read also, which takes no
// more than stripRows and a third of the height.
func textOverStrip(r Rect, rows int) []Place {
	if rows == 0 {
		return []Place{place(Story, r)}
	}
	strip := min(rows+1, stripRows, r.H/3)
	return []Place{
		place(Story, Rect{r.X, r.Y, r.W, r.H - strip}),
		place(ReadAlso, Rect{r.X, r.Y + r.H - strip, r.W, strip}),
	}
}

// place gives a slot its title row. The headlines and the overlays write
// their own headings; a story on a low screen needs every row.
func place(s Slot, r Rect) Place {
	if s == Headlines || s == Overlay || s == Story && r.H < 14 {
		return Place{Slot: s, Title: Rect{r.X, r.Y, r.W, 0}, Body: r}
	}
	return Place{Slot: s, Title: Rect{r.X, r.Y, r.W, 1}, Body: Rect{r.X, r.Y + 1, r.W, r.H - 1}}
}
