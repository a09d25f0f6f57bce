package pane

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"sitrep/ui/typeset"
)

// styled is a piece of a text in one style.
type styled struct {
	text  string
	style lipgloss.Style
}

// atom is a part of a text that stays on one line: pieces without a space.
type atom struct {
	parts  []styled
	w      int
	spaced bool // a space stands before it
}

// flow sets spans in lines of exactly w cells, broken between words. All lines
// but the first begin with so many spaces.
func flow(spans []styled, w, indent int) []string {
	room := max(w-indent, 1)
	var lines []string
	var line strings.Builder
	used := 0
	end := func() {
		lines = append(lines, line.String()+repeat(" ", w-used))
		line.Reset()
		line.WriteString(repeat(" ", min(indent, w)))
		used = min(indent, w)
	}
	for _, a := range atoms(spans, room) {
		gap := 0
		begun := used > 0 && (len(lines) == 0 || used > indent)
		if a.spaced && begun {
			gap = 1
		}
		if begun && used+gap+a.w > w {
			end()
			gap = 0
		}
		line.WriteString(repeat(" ", gap))
		for _, p := range a.parts {
			line.WriteString(paint(p.style, p.text))
		}
		used += gap + a.w
	}
	if used > 0 && (len(lines) == 0 || used > indent) {
		end()
	}
	return lines
}

// atoms cuts spans at their spaces. A part wider than most cells is cut too.
func atoms(spans []styled, most int) []atom {
	var out []atom
	spaced, open := false, false
	for _, s := range spans {
		fresh := true // of this styled nothing stands in the atom yet
		for text := typeset.Drawn(s.text); text != ""; {
			first, n := ansi.FirstGraphemeCluster(text, ansi.WcWidth)
			text = text[len(first):]
			if first == " " || first == "\n" {
				spaced, open = true, false
				continue
			}
			if !open || out[len(out)-1].w+n > most {
				out = append(out, atom{spaced: spaced})
				spaced, open, fresh = false, true, true
			}
			a := &out[len(out)-1]
			if fresh {
				a.parts = append(a.parts, styled{style: s.style})
				fresh = false
			}
			a.parts[len(a.parts)-1].text += first
			a.w += n
		}
	}
	return out
}
