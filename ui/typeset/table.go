package typeset

import (
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// columnGap is how many cells stand between two columns of a table.
const columnGap = 2

// table sets a table in columns if they fit, else as records: for each row,
// a line for each cell with the name of its column. In words, a row is a
// sentence.
func (m *maker) table(block int, b news.Block) {
	if len(b.Rows) == 0 {
		return
	}
	if m.opts.Words {
		m.sentences(block, b.Rows)
		return
	}
	widths := m.columnWidths(b.Rows)
	total := columnGap * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	if total <= m.opts.Width {
		m.columns(block, b.Rows, widths)
		return
	}
	m.records(block, b.Rows)
}

func (m *maker) columnWidths(rows [][]sanitize.Clean) []int {
	var widths []int
	for _, row := range rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells(m.oneLine(c)))
		}
	}
	return widths
}

func (m *maker) oneLine(c sanitize.Clean) string {
	return m.inASCII(strings.ReplaceAll(c.String(), "\n", " "))
}

func (m *maker) columns(block int, rows [][]sanitize.Clean, widths []int) {
	right := make([]bool, len(widths))
	for i := range right {
		right[i] = figures(rows, i)
	}
	for i, row := range rows {
		var b strings.Builder
		for j, c := range row {
			text := m.oneLine(c)
			pad := strings.Repeat(" ", widths[j]-cells(text))
			if j > 0 {
				b.WriteString(strings.Repeat(" ", columnGap))
			}
			if right[j] {
				b.WriteString(pad + text)
			} else {
				b.WriteString(text + pad)
			}
		}
		f := flow{block: block, gap: i == 0, cut: true, text: strings.TrimRight(b.String(), " ")}
		if i == 0 && len(rows) > 1 {
			f.role = Strong
		}
		m.add(f)
	}
}

// figures reports whether all cells of a column below its head are figures.
func figures(rows [][]sanitize.Clean, column int) bool {
	some := false
	for _, row := range rows[1:] {
		if column >= len(row) || row[column].IsZero() {
			continue
		}
		if strings.IndexByte("0123456789+-−.,<>~", row[column].String()[0]) < 0 {
			return false
		}
		some = true
	}
	return some
}

func (m *maker) records(block int, rows [][]sanitize.Clean) {
	head := rows[0]
	if len(rows) == 1 {
		rows = append([][]sanitize.Clean{nil}, rows...)
		head = nil
	}
	for _, row := range rows[1:] {
		for j, c := range row {
			f := flow{block: block, gap: j == 0, rest: "  ", first: "  "}
			name := ""
			if j < len(head) && !head[j].IsZero() {
				name = m.oneLine(head[j]) + ": "
				f.marks = []mark{{from: 0, to: len(name), role: Strong}}
			}
			if j == 0 {
				f.first = m.either("▪ ", "* ")
			}
			f.text = name + m.oneLine(c)
			m.add(f)
		}
	}
}

// sentences makes each row of a table a flow of its own, every cell with the
// name of its column: "Row 2: Town: Velm; Level: 6.2 m".
func (m *maker) sentences(block int, rows [][]sanitize.Clean) {
	var head []sanitize.Clean
	if len(rows) > 1 {
		head, rows = rows[0], rows[1:]
	}
	for i, row := range rows {
		var parts []string
		for j, c := range row {
			text := m.oneLine(c)
			if j < len(head) && !head[j].IsZero() {
				text = m.oneLine(head[j]) + ": " + text
			}
			parts = append(parts, text)
		}
		m.add(flow{block: block, gap: i == 0, first: fmt.Sprintf("Row %d: ", i+1), text: strings.Join(parts, "; ")})
	}
}
