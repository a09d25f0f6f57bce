package extract

import (
	"unicode"

	"golang.org/x/net/html"
)

// markTables marks the tables of figures, so that readability, which takes
// small ones without a head for layout, keeps them.
func markTables(doc *html.Node) {
	for n := range doc.Descendants() {
		if isElement(n, "table") && holdsFigures(n) {
			n.Attr = append(n.Attr, html.Attribute{Key: "summary", Val: "figures"})
		}
	}
}

// holdsFigures reports whether a table has rows and columns, and a figure in a
// third of its cells.
func holdsFigures(n *html.Node) bool {
	rows, cells, figures, wide, linked := 0, 0, 0, false, 0
	for k := range n.Descendants() {
		switch {
		case isElement(k, "table", "form", "h1", "h2") || cells > 2000:
			return false
		case isElement(k, "a"):
			linked++
		case isElement(k, "tr"):
			rows++
		case isElement(k, "td", "th"):
			cells++
			wide = wide || isElement(skipBlank(k, false), "td", "th")
			if s := headOf(k, 200); len(s) < 100 && hasFigure(s) {
				figures++
			}
		}
	}
	return rows > 1 && wide && figures*3 >= cells && linked*3 < cells
}

func hasFigure(s string) bool {
	for _, r := range s {
		if unicode.IsDigit(r) {
			return true
		}
	}
	return false
}
