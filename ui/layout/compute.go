package layout

// Below these the screen only asks for more room.
const (
	MinWidth  = 40
	MinHeight = 10
)

// Widths from which panes stand beside and above each other.
const (
	stacked      = 100 // the headlines above the story
	sideBySide   = 112 // in that, read also beside the story and not below it
	threeColumns = 140 // all three side by side
)

// leastStacked is the height from which there is room for headlines above a story.
const leastStacked = 20

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
	Hints      Rect   // a row above the status row; H 0: there is none
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

// Least widths of panes side by side, and heights of panes above each other with
// their titles; a reader who makes one larger cannot take more from the others.
const (
	leastList  = 24
	leastText  = 40
	leastAlso  = 20
	leastStrip = 2
	leastRows  = 3 // of headlines above a story
	leastBelow = 8 // of a story below headlines
)

// fullText is the width of a story beside which no line of text is shorter than it
// could be.
const fullText = 80

// FourColumns is the width from which the sources stand beside the headlines.
const FourColumns = 200

// sourcesWidth is how much of that they have.
const sourcesWidth = 36

// Sizes says by how much a reader wants panes larger than they are by
// default; negative: smaller. The zero Sizes is the default.
type Sizes struct {
	Headlines int // columns, beside the story
	ReadAlso  int // columns, beside the story
	Strip     int // rows of read also, under the story
	List      int // rows of headlines, above the story
}

// Request lists the panes that the screen is divided for.
type Request struct {
	Focus   Slot // always visible
	Zoom    bool // Focus has the whole screen
	Story   bool // there is a story to show; else none takes room from headlines below it
	Rows    int  // how many rows read also could fill; 0: it has none and takes no room
	Overlay bool // one pane covers all
	Sources bool // the sources stand beside the headlines, from FourColumns on
	Hints   bool // a row above the status row names keys
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
	if x.Hints {
		all.H--
		p.Hints = Rect{0, all.H, w, 1}
	}
	if x.Focus == ReadAlso {
		x.Rows = max(x.Rows+1, 2) // a line tells of the row under the cursor
	}
	switch {
	case x.Overlay:
		p.Areas = []Area{area(Overlay, all)}
	case x.Zoom:
		p.Areas = []Area{area(x.Focus, all)}
	case w >= FourColumns && x.Sources:
		side, rest := split(all, sourcesWidth)
		p.columns(rest, x)
		p.Areas = append([]Area{area(Sources, side)}, p.Areas...)
		p.Separators = append(p.Separators, Rect{side.W, 0, 1, all.H})
	case w >= threeColumns:
		p.columns(all, x)
	case w >= stacked && h >= leastStacked && (x.Story || x.Focus != Headlines):
		p.stack(all, x)
	case x.Focus == Headlines:
		p.Areas = []Area{area(Headlines, all)}
	default:
		p.Areas = textOverStrip(all, x)
	}
	return p
}

// columns sets the three panes side by side.
func (p *Plan) columns(r Rect, x Request) {
	text := min(max(r.W*41/100, 58), fullText)
	also := min(max(r.W*21/100, 30), 48)
	list := r.W - 2 - text - also
	// The text takes the columns that the panes beside it give up, and the reverse.
	also = within(also, x.Sizes.ReadAlso, leastAlso, r.W-2-list-leastText)
	list = within(list, x.Sizes.Headlines, leastList, r.W-2-also-leastText)
	left, rest := split(r, list)
	mid, right := split(rest, r.W-2-list-also)
	p.Separators = []Rect{{left.X + left.W, 0, 1, r.H}, {right.X - 1, 0, 1, r.H}}
	p.Areas = []Area{area(Headlines, left), area(Story, mid), area(ReadAlso, right)}
}

// stack sets the headlines, 8 to 12 of them by default, above the story. Read also
// stands beside the story where both have the room, else below it.
func (p *Plan) stack(r Rect, x Request) {
	list := within(min(max(r.H/3, 9), 13), x.Sizes.List, leastRows, r.H-leastBelow)
	below := Rect{r.X, r.Y + list, r.W, r.H - list}
	p.Areas = []Area{area(Headlines, Rect{r.X, r.Y, r.W, list})}
	if x.Rows == 0 || r.W < sideBySide {
		p.Areas = append(p.Areas, textOverStrip(below, x)...)
	} else {
		also := within(r.W-1-fullText, x.Sizes.ReadAlso, leastAlso, r.W-1-leastText)
		left, right := split(below, r.W-1-also)
		p.Separators = []Rect{{right.X - 1, below.Y, 1, below.H}}
		p.Areas = append(p.Areas, titled(Story, left), titled(ReadAlso, right))
	}
	p.Areas[1] = titled(Story, p.Areas[1].whole()) // it parts the story from the headlines
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
	list, isList := p.Find(Headlines)
	text, isText := p.Find(Story)
	also, isAlso := p.Find(ReadAlso)
	above := isList && isText && list.Body.W == p.W
	beside := isAlso && isText && also.Body.X > text.Body.X
	switch {
	case slot == Headlines && above:
		s.List += by * stepRows
	case slot == Headlines && isText:
		s.Headlines += by * stepColumns
	case slot == ReadAlso && beside:
		s.ReadAlso += by * stepColumns
	case slot == ReadAlso && isText:
		s.Strip += by * stepRows
	case slot == Story && above:
		s.List -= by * stepRows
	case slot == Story && beside:
		s.ReadAlso -= by * stepColumns
	case slot == Story && isAlso:
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
	if s == Headlines || s == Overlay || s == Sources || s == Story && r.H < 14 {
		return Area{Slot: s, Title: Rect{r.X, r.Y, r.W, 0}, Body: r}
	}
	return titled(s, r)
}

// titled gives a slot a title row, however low it is.
func titled(s Slot, r Rect) Area {
	return Area{Slot: s, Title: Rect{r.X, r.Y, r.W, 1}, Body: Rect{r.X, r.Y + 1, r.W, r.H - 1}}
}

// whole returns the title row and the body as one.
func (a Area) whole() Rect { return Rect{a.Title.X, a.Title.Y, a.Title.W, a.Title.H + a.Body.H} }
