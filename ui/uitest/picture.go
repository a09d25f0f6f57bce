package uitest

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"os"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
)

// The size of a cell of a picture, in pixels of its own.
const (
	cellWidth  = 8.4
	cellHeight = 18
	margin     = 10
)

// paper has the colors of cells that have none of their own.
type paper struct{ ink, ground color.Color }

var (
	darkPaper  = paper{ink: color.Gray{Y: 0xd0}, ground: color.RGBA{R: 0x16, G: 0x18, B: 0x1d, A: 0xff}}
	lightPaper = paper{ink: color.Gray{Y: 0x26}, ground: color.Gray{Y: 0xff}}
)

// Picture compares an SVG of the screen with a file. With UPDATE_GOLDEN=1 in the
// environment it writes the file. light is for a theme for light backgrounds.
func (d *Driver) Picture(file string, light bool) {
	d.t.Helper()
	p := darkPaper
	if light {
		p = lightPaper
	}
	got := p.svg(d.Content(), d.w, d.h)
	if os.Getenv("UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			d.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		d.t.Fatalf("%v (make docs writes it)", err)
	}
	if got != strings.ReplaceAll(string(want), "\r\n", "\n") {
		d.t.Errorf("%s does not show the screen as it is now (make docs draws it)", file)
	}
}

// svg draws a frame of w by h cells.
func (p paper) svg(content string, w, h int) string {
	screen := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(content).Draw(screen, screen.Bounds())
	var b strings.Builder
	width, height := float64(w)*cellWidth+2*margin, h*cellHeight+2*margin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace" font-size="14" xml:space="preserve">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="6" fill="%s"/>`+"\n", hex(p.ground))
	for y := range h {
		for _, r := range stretches(screen, y, w) {
			p.draw(&b, r, y)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// stretch is a part of a row that is drawn alike.
type stretch struct {
	x, width int // in cells
	text     string
	style    uv.Style
}

// stretches are the parts of a row. Characters that are not one cell wide stand by
// themselves: fonts differ about them.
func stretches(screen uv.ScreenBuffer, y, w int) []stretch {
	var out []stretch
	alone := true
	for x := 0; x < w; {
		c := screen.CellAt(x, y)
		if c == nil || c.Width == 0 {
			x++
			continue
		}
		odd := c.Width != 1 || len(c.Content) > 3
		if n := len(out); n > 0 && !alone && !odd && out[n-1].style.Equal(&c.Style) {
			out[n-1].text += c.Content
			out[n-1].width++
		} else {
			out = append(out, stretch{x, c.Width, c.Content, c.Style})
		}
		alone = odd
		x += c.Width
	}
	return out
}

func (p paper) draw(b *strings.Builder, r stretch, y int) {
	ink, ground := r.style.Fg, r.style.Bg
	if ink == nil {
		ink = p.ink
	}
	if r.style.Attrs&uv.AttrReverse != 0 {
		if ground == nil {
			ground = p.ground
		}
		ink, ground = ground, ink
	}
	x, top := margin+float64(r.x)*cellWidth, margin+y*cellHeight
	wide := float64(r.width) * cellWidth
	if ground != nil {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, top, wide, cellHeight, hex(ground))
	}
	text := strings.TrimRight(r.text, " ")
	if text == "" {
		return
	}
	wide -= float64(len(r.text)-len(text)) * cellWidth // blanks are one byte and one cell
	fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" fill="%s"%s>`, x, top+14, wide, hex(ink), decoration(r.style))
	xml.EscapeText(b, []byte(text))
	b.WriteString("</text>\n")
}

// decoration returns the attributes of a text that its style asks for.
func decoration(s uv.Style) string {
	var out strings.Builder
	for _, a := range []struct {
		on   bool
		attr string
	}{
		{s.Attrs&uv.AttrBold != 0, ` font-weight="bold"`},
		{s.Attrs&uv.AttrItalic != 0, ` font-style="italic"`},
		{s.Attrs&uv.AttrFaint != 0, ` opacity="0.7"`},
		{s.Underline != uv.UnderlineNone, ` text-decoration="underline"`},
		{s.Attrs&uv.AttrStrikethrough != 0, ` text-decoration="line-through"`},
	} {
		if a.on {
			out.WriteString(a.attr)
		}
	}
	return out.String()
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
