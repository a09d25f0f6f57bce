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

// Area is where a slot is on the screen.
type Area struct {
	Slot  Slot
	Title Rect // a row above the pane that names it; H 0: there is none
	Body  Rect
}

// Plan is a division of the screen. Areas, their titles, Separators and
// Status tile it without gap or overlap.
type Plan struct {
	W, H       int
	TooSmall   bool // there is only room for a sentence
	Areas      []Area
	Separators []Rect // vertical lines, one cell wide
	Status     Rect
}

// Find returns the area of a slot, if it is visible.
func (p Plan) Find(s Slot) (Area, bool) {
	for _, pl := range p.Areas {
		if pl.Slot == s {
			return pl, true
		}
	}
	return Area{}, false
}

// Least widths of panes side by side, and of a strip with its title; a reader
// who makes one larger cannot take more from the others.
const (
	leastList  = 24
	leastText  = 40
	leastAlso  = 20
	leastStrip = 2
)

// Sizes says by how much a reader wants panes larger than they are by
// default; negative: smaller. The zero Sizes is the default.
type Sizes struct {
	Headlines int // columns
	ReadAlso  int // columns, beside the story
	Strip     int // rows, under the story
}

// Request is what the screen is divided for.
type Request struct {
	Focus   Slot // always visible
	Zoom    bool // Focus has the whole screen
	Rows    int  // how many rows read also could fill; 0: it has none and takes no room
	Overlay bool // one pane covers all
	Sizes   Sizes
}

// Compute divides a screen of w by h cells.
func Compute(w, h int, x Request) Plan {
	p := Plan{W: w, H: h}
	if w < MinWidth || h < MinHeight {
		p.TooSmall = true
		return p
	}
	p.Status = Rect{0, h - 1, w, 1}
	all := Rect{0, 0, w, h - 1}
	if x.Focus == ReadAlso {
		x.Rows = max(x.Rows, 1)
	}
	switch {
	case x.Overlay:
		p.Areas = []Area{area(Overlay, all)}
	case x.Zoom:
		p.Areas = []Area{area(x.Focus, all)}
	case w < twoColumns && x.Focus == Headlines:
		p.Areas = []Area{area(Headlines, all)}
	case w < twoColumns:
		p.Areas = textOverStrip(all, x)
	case w < threeColumns:
		left, right := split(all, within(w*40/100, x.Sizes.Headlines, leastList, w-1-leastText))
		p.Separators = []Rect{{left.W, 0, 1, all.H}}
		p.Areas = append([]Area{area(Headlines, left)}, textOverStrip(right, x)...)
	default:
		text := min(max(w*46/100, 68), 84)
		also := min(max(w*22/100, 32), 48)
		list := w - 2 - text - also
		// The text takes and gives what the panes beside it give and take.
		also = within(also, x.Sizes.ReadAlso, leastAlso, w-2-list-leastText)
		list = within(list, x.Sizes.Headlines, leastList, w-2-also-leastText)
		left, rest := split(all, list)
		mid, right := split(rest, w-2-list-also)
		p.Separators = []Rect{{left.W, 0, 1, all.H}, {right.X - 1, 0, 1, all.H}}
		p.Areas = []Area{area(Headlines, left), area(Story, mid), area(ReadAlso, right)}
	}
	return p
}

// within returns n changed by as much as the limits allow.
func within(n, by, least, most int) int {
	return max(min(n+by, max(most, n)), min(least, n))
}

// Steps by which a pane is made larger or smaller.
const (
	stepColumns = 4
	stepRows    = 1
)

// Grow returns the sizes that make a pane of the plan larger (by +1) or
// smaller (by -1) by a step; the same sizes if it has no neighbor that could
// give or take.
func (p Plan) Grow(slot Slot, s Sizes, by int) Sizes {
	_, list := p.Find(Headlines)
	_, text := p.Find(Story)
	also, refs := p.Find(ReadAlso)
	switch {
	case slot == Headlines && text:
		s.Headlines += by * stepColumns
	case slot == ReadAlso && len(p.Separators) == 2:
		s.ReadAlso += by * stepColumns
	case slot == ReadAlso && text:
		s.Strip += by * stepRows
	case slot == Story && len(p.Separators) == 2:
		s.ReadAlso -= by * stepColumns
	case slot == Story && list:
		s.Headlines -= by * stepColumns
	case slot == Story && refs && also.Body.W == p.W:
		s.Strip -= by * stepRows
	}
	return s
}

// split cuts w cells off the left of r and leaves one between the parts.
func split(r Rect, w int) (left, right Rect) {
	return Rect{r.X, r.Y, w, r.H}, Rect{r.X + w + 1, r.Y, r.W - w - 1, r.H}
}

// textOverStrip puts the story above a strip of read also, which takes no
// more than stripRows and a third of the height by default, and two thirds at
// most.
func textOverStrip(r Rect, x Request) []Area {
	if x.Rows == 0 {
		return []Area{area(Story, r)}
	}
	strip := within(min(x.Rows+1, stripRows, r.H/3), x.Sizes.Strip, leastStrip, r.H*2/3)
	return []Area{
		area(Story, Rect{r.X, r.Y, r.W, r.H - strip}),
		area(ReadAlso, Rect{r.X, r.Y + r.H - strip, r.W, strip}),
	}
}

// area gives a slot its title row. The headlines and the overlays write
// their own headings; a story on a low screen needs every row.
func area(s Slot, r Rect) Area {
	if s == Headlines || s == Overlay || s == Story && r.H < 14 {
		return Area{Slot: s, Title: Rect{r.X, r.Y, r.W, 0}, Body: r}
	}
	return Area{Slot: s, Title: Rect{r.X, r.Y, r.W, 1}, Body: Rect{r.X, r.Y + 1, r.W, r.H - 1}}
}
