package reader

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// mostHours is how many hours an Hours has at most, the last of all.
const mostHours = 48

// Hours is how many stories came in each hour. The zero Hours has none.
type Hours struct {
	From time.Time // the beginning of the first hour
	N    []int
}

// HoursOf counts stories by the hour of their times, in the last 48 hours of
// them.
func HoursOf(at []time.Time) Hours {
	if len(at) == 0 {
		return Hours{}
	}
	first, last := slices.MinFunc(at, time.Time.Compare).Truncate(time.Hour), slices.MaxFunc(at, time.Time.Compare).Truncate(time.Hour)
	if from := last.Add(-(mostHours - 1) * time.Hour); first.Before(from) {
		first = from
	}
	h := Hours{From: first, N: make([]int, int(last.Sub(first)/time.Hour)+1)}
	for _, t := range at {
		if i := int(t.Sub(first) / time.Hour); !t.Before(first) && i < len(h.N) {
			h.N[i]++
		}
	}
	return h
}

// LastHours counts stories by the hour of their times, in the n hours up to one.
func LastHours(at []time.Time, until time.Time, n int) Hours {
	h := Hours{From: until.Truncate(time.Hour).Add(-time.Duration(n-1) * time.Hour), N: make([]int, n)}
	for _, t := range at {
		if i := int(t.Sub(h.From) / time.Hour); !t.Before(h.From) && i < n {
			h.N[i]++
		}
	}
	return h
}

// Most returns the hour with most stories, the first of several, and how many
// it has.
func (h Hours) Most() (at time.Time, n int) {
	if len(h.N) == 0 {
		return time.Time{}, 0
	}
	n = slices.Max(h.N)
	return h.From.Add(time.Duration(slices.Index(h.N, n)) * time.Hour), n
}

// fullBlock is how many stories a block of full height is at least: few are drawn low.
const fullBlock = 4

// Spark draws the hours, a character each: blocks whose height is the share of
// the most, in ASCII digits, which count up to 9 and are shares of 9 where there
// are more.
func (h Hours) Spark(ascii bool) string {
	_, most := h.Most()
	scale := max(most, fullBlock)
	var b strings.Builder
	for _, n := range h.N {
		switch {
		case n == 0 && ascii:
			b.WriteByte('.')
		case n == 0:
			b.WriteByte(' ')
		case ascii && most <= 9:
			b.WriteByte(byte('0' + n))
		case ascii:
			b.WriteByte(byte('0' + max(n*9/most, 1)))
		default:
			b.WriteRune('▁' + rune((n*8-1)/scale))
		}
	}
	return b.String()
}

// Peak says when most stories came: "most between 14 and 15Z: 31". It is empty if they
// came one at a time.
func (h Hours) Peak() string {
	at, n := h.Most()
	if n < 2 {
		return ""
	}
	at = at.UTC()
	return fmt.Sprintf("most between %02d and %02dZ: %d", at.Hour(), at.Add(time.Hour).Hour(), n)
}

// Text draws the hours and names the peak, in one line.
func (h Hours) Text(ascii bool) string {
	return strings.TrimRight(h.Plot(ascii)+" "+h.Peak(), " ")
}

// Plot draws the hours between marks, after how many they are: "48 h [..1..2]".
func (h Hours) Plot(ascii bool) string {
	if len(h.N) == 0 {
		return ""
	}
	left, right := "▕", "▏"
	if ascii {
		left, right = "[", "]"
	}
	return fmt.Sprintf("%d h %s%s%s", len(h.N), left, h.Spark(ascii), right)
}

// Sentence says the same in words.
func (h Hours) Sentence() string {
	if len(h.N) == 0 {
		return ""
	}
	total := 0
	for _, n := range h.N {
		total += n
	}
	said := Count(total, "story", "stories") + " in " + Count(len(h.N), "hour", "hours")
	if peak := h.Peak(); peak != "" {
		said += ", " + peak
	}
	return said + "."
}
