package present

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"sitrep/feeds/readalso"
)

// Why lists for each reference of a page and for each box that was refused
// what counted for and against it.
func Why(x readalso.Explanation) string {
	var b strings.Builder
	b.WriteString("\nWhy\n")
	for i, f := range x.Found {
		name := f.Title.String()
		if name == "" {
			name = f.URL
		}
		fmt.Fprintf(&b, "  %d. %s: %.2f\n     %s\n", i+1, name, f.Score, evidenceText(f.Why))
	}
	for _, box := range x.Boxes {
		if box.Accepted {
			continue
		}
		label := box.Label.String()
		if label == "" {
			label = "no label"
		}
		fmt.Fprintf(&b, "  Refused (%s): %.2f", label, box.Score)
		if box.Trap != "" {
			b.WriteString(", " + box.Trap)
		}
		fmt.Fprintf(&b, "\n     %s\n", evidenceText(box.Why))
		for i, u := range box.URLs {
			fmt.Fprintf(&b, "     · %s %s\n", box.Titles[i].String(), u)
		}
	}
	return b.String()
}

// evidenceText lists evidence, what counts most first.
func evidenceText(why []readalso.Evidence) string {
	if len(why) == 0 {
		return "named in the data of the page"
	}
	why = slices.Clone(why)
	slices.SortStableFunc(why, func(a, b readalso.Evidence) int { return cmp.Compare(math.Abs(b.Counts), math.Abs(a.Counts)) })
	parts := make([]string, len(why))
	for i, e := range why {
		parts[i] = fmt.Sprintf("%s %+.2f", e.Name, e.Counts)
	}
	return strings.Join(parts, " · ")
}
