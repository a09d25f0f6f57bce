package typeset

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// This file puts lines into visual order by the Unicode Bidirectional
// Algorithm (UAX #9), without what clean text cannot contain (explicit
// embeddings, overrides and isolates) and without the pairing of brackets
// (rule N0). Characters with their marks move as one.

// rightToLeft reports whether the first letter of text that has a direction
// runs from right to left (rules P2 and P3).
func rightToLeft(text string) bool {
	for at := 0; at < len(text); {
		p, n := bidi.LookupString(text[at:])
		if n == 0 {
			n = 1
		}
		switch p.Class() {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
		at += n
	}
	return false
}

// visual returns the cells of one line of the flow in visual order.
func visual(f *flow, line []Cell) []Cell {
	line = slices.Clone(line)
	classes := make([]bidi.Class, len(line))
	turns := f.rtl
	for i, c := range line {
		p, _ := bidi.LookupString(c.Text)
		classes[i] = p.Class()
		turns = turns || classes[i] == bidi.R || classes[i] == bidi.AL || classes[i] == bidi.AN
	}
	if !turns {
		return line
	}
	base := 0
	if f.rtl {
		base = 1
	}
	weak(classes, base)
	neutral(classes, base)
	levels := make([]int, len(line))
	highest := base
	for i, c := range classes {
		levels[i] = level(c, base)
		highest = max(highest, levels[i])
		if levels[i]%2 == 1 {
			line[i].Text = mirrored(line[i].Text)
		}
	}
	reorder(line, levels, highest)
	return line
}

// direction returns the class of the base level.
func direction(level int) bidi.Class {
	if level%2 == 1 {
		return bidi.R
	}
	return bidi.L
}

// weak resolves numbers and their separators (rules W1 to W7).
func weak(c []bidi.Class, base int) {
	strong := direction(base)
	for i := range c {
		switch c[i] {
		case bidi.NSM:
			c[i] = before(c, i, direction(base))
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		case bidi.L, bidi.R, bidi.AL:
			strong = c[i]
		}
	}
	for i := range c {
		if c[i] == bidi.AL {
			c[i] = bidi.R
		}
		if i == 0 || i+1 == len(c) {
			continue
		}
		l, r := c[i-1], c[i+1]
		if l == r && (l == bidi.EN && (c[i] == bidi.ES || c[i] == bidi.CS) || l == bidi.AN && c[i] == bidi.CS) {
			c[i] = l
		}
	}
	terminators(c)
	strong = direction(base)
	for i := range c {
		switch c[i] {
		case bidi.ET, bidi.ES, bidi.CS:
			c[i] = bidi.ON
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

func before(c []bidi.Class, i int, first bidi.Class) bidi.Class {
	if i == 0 {
		return first
	}
	return c[i-1]
}

// terminators makes signs next to European numbers, such as %, part of them
// (rule W5).
func terminators(c []bidi.Class) {
	for i := 0; i < len(c); {
		if c[i] != bidi.ET {
			i++
			continue
		}
		end := i
		for end < len(c) && c[end] == bidi.ET {
			end++
		}
		if i > 0 && c[i-1] == bidi.EN || end < len(c) && c[end] == bidi.EN {
			for j := i; j < end; j++ {
				c[j] = bidi.EN
			}
		}
		i = end
	}
}

// neutral gives spaces and punctuation the direction of the text on both
// sides, else that of the line (rules N1 and N2).
func neutral(c []bidi.Class, base int) {
	side := func(k bidi.Class) bidi.Class {
		if k == bidi.EN || k == bidi.AN {
			return bidi.R
		}
		return k
	}
	settled := func(k bidi.Class) bool { return k == bidi.L || k == bidi.R || k == bidi.EN || k == bidi.AN }
	for i := 0; i < len(c); {
		if settled(c[i]) {
			i++
			continue
		}
		end := i
		for end < len(c) && !settled(c[end]) {
			end++
		}
		left, right := direction(base), direction(base)
		if i > 0 {
			left = side(c[i-1])
		}
		if end < len(c) {
			right = side(c[end])
		}
		if left != right {
			left = direction(base)
		}
		for j := i; j < end; j++ {
			c[j] = left
		}
		i = end
	}
}

// level returns the level of a resolved class (rules I1 and I2).
func level(c bidi.Class, base int) int {
	switch {
	case base == 0 && c == bidi.R, base == 1 && c != bidi.R:
		return base + 1
	case base == 0 && (c == bidi.AN || c == bidi.EN):
		return 2
	}
	return base
}

// reorder reverses, from the highest level down, every run of cells at that
// level or above (rule L2).
func reorder(line []Cell, levels []int, highest int) {
	for l := highest; l > 0; l-- {
		for i := 0; i < len(line); {
			if levels[i] < l {
				i++
				continue
			}
			end := i
			for end < len(line) && levels[end] >= l {
				end++
			}
			slices.Reverse(line[i:end])
			slices.Reverse(levels[i:end])
			i = end
		}
	}
}
