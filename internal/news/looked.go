package news

import (
	"maps"
	"time"
)

// Looked is up to where a person has looked at a list. The zero Looked is of a
// list that they never looked at.
type Looked struct {
	At    time.Time `json:"at"`    // when they left it
	Whole time.Time `json:"whole"` // the list showed all that had come by then; not after At
	UpTo  int64     `json:"up_to"` // the last Seq of it
}

// LookedAt says by the name of a desk when a person looked at it last; the list of
// all stories has the name "".
type LookedAt map[string]Looked

// With returns the times with newer ones in place of older. It changes neither.
func (l LookedAt) With(newer LookedAt) LookedAt {
	out := maps.Clone(l)
	if out == nil {
		out = LookedAt{}
	}
	for desk, at := range newer {
		if !at.At.Before(out[desk].At) {
			out[desk] = at
		}
	}
	return out
}

// ForDesk returns the filter with the desk in place of all stories where it asks for
// the stories that came since a person looked last.
func (f Filter) ForDesk(desk string) Filter {
	return f.Replaced(func(x Expr) Expr {
		if last, ok := x.(SinceLast); ok && last.Desk == "" {
			return SinceLast{Desk: desk}
		}
		return x
	})
}

// Asks reports whether the filter has a condition for which is holds.
func (f Filter) Asks(is func(Expr) bool) bool {
	found := false
	f.Replaced(func(x Expr) Expr {
		found = found || is(x)
		return x
	})
	return found
}

// Replaced returns the filter with what with makes of each of its conditions.
func (f Filter) Replaced(with func(Expr) Expr) Filter {
	if f.Expr == nil {
		return f
	}
	return Filter{Expr: replaced(f.Expr, with)}
}

func replaced(x Expr, with func(Expr) Expr) Expr {
	switch x := x.(type) {
	case And:
		return And(replacedAll(x, with))
	case Or:
		return Or(replacedAll(x, with))
	case Not:
		return Not{X: replaced(x.X, with)}
	}
	return with(x)
}

func replacedAll(xs []Expr, with func(Expr) Expr) []Expr {
	out := make([]Expr, len(xs))
	for i, x := range xs {
		out[i] = replaced(x, with)
	}
	return out
}
