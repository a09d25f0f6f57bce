package uitest

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// styles writes down how a frame is drawn: a line for each row that has a
// style, with the column, the length and the parameters (SGR) of each run.
// Rows that are drawn alike are one line.
func styles(content string) []string {
	var out []string
	first, last, was := 0, 0, ""
	flush := func() {
		switch {
		case was == "":
		case first == last:
			out = append(out, fmt.Sprintf("%d: %s", first, was))
		default:
			out = append(out, fmt.Sprintf("%d-%d: %s", first, last, was))
		}
	}
	for y, line := range strings.Split(content, "\n") {
		runs := styleRuns(line)
		if runs != was {
			flush()
			first, was = y, runs
		}
		last = y
	}
	flush()
	return out
}

func styleRuns(line string) string {
	var runs []string
	p := ansi.GetParser()
	defer ansi.PutParser(p)
	pen, from, x := "", 0, 0
	end := func() {
		if pen != "" && x > from {
			runs = append(runs, fmt.Sprintf("%d+%d %s", from, x-from, pen))
		}
		from = x
	}
	for state := ansi.NormalState; line != ""; {
		seq, width, n, next := token(line, state, p)
		if params, ok := strings.CutPrefix(seq, "\x1b["); ok && width == 0 {
			end()
			if pen = strings.TrimSuffix(params, "m"); pen == "0" {
				pen = ""
			}
		}
		x += width
		line, state = line[n:], next
	}
	end()
	return strings.Join(runs, ", ")
}

// GoldenStyles compares how the screen is drawn with the file
// testdata/TestName/name.styles. With UPDATE_GOLDEN=1 in the environment it
// writes the file.
func (d *Driver) GoldenStyles(name string) {
	d.t.Helper()
	d.golden(name+".styles", strings.Join(styles(d.Content()), "\n")+"\n")
}
