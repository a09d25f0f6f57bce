package pane

import (
	"cmp"
	"slices"
)

func sorted(specs []Spec) []Spec {
	return slices.SortedFunc(slices.Values(specs), func(a, b Spec) int {
		return cmp.Or(cmp.Compare(a.Slot, b.Slot), cmp.Compare(a.Name, b.Name))
	})
}
