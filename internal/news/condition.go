package news

import (
	"slices"
	"sync"
)

// More nodes of a filter's expression tree: those about nearness, locations,
// warnings and events.
type (
	// Near holds if headline, summary or text has both A and B, each a Word or a
	// Phrase, in any order and with at most Between words between them.
	Near struct {
		A, B    Expr
		Between int
	}
	// AtPlace holds if the name of a location occurs, in any of its spellings. A
	// warning is there, too, if its outline or circle meets the location.
	AtPlace struct{ Name string }
	// OfWarning holds for warnings that have a value. A story has none of these
	// values.
	OfWarning struct {
		Field WarningField
		Value string
		Least bool // or a higher one
	}
	// Counted holds if the event that a story reports has so many outlets or
	// origins.
	Counted struct {
		What  CountedWhat
		Least bool // or more
		N     int
	}
)

func (Near) expr()      {}
func (AtPlace) expr()   {}
func (OfWarning) expr() {}
func (Counted) expr()   {}

// IsWarning is the state of official warnings and of stories of a feed that
// brings them.
const IsWarning StoryState = "warning"

// WarningField is a field of warnings that a query can ask for.
type WarningField string

// The fields of warnings in queries.
const (
	FieldSeverity WarningField = "severity" // that decides: of severity and color the lower one
	FieldLevel    WarningField = "level"    // the color
	FieldHazard   WarningField = "hazard"   // a Hazard
	FieldStatus   WarningField = "status"   // a WarningStatus, in lower case
	FieldEvent    WarningField = "event"    // words of the event
	FieldArea     WarningField = "area"     // words of a name of an area
)

// CountedWhat is a quantity of an event that a query can count.
type CountedWhat string

// The quantities.
const (
	CountOutlets CountedWhat = "outlets"
	CountOrigins CountedWhat = "origins"
)

// hazardNames returns the hazards by the names that queries use.
var hazardNames = sync.OnceValue(func() map[string]Hazard {
	return map[string]Hazard{
		"avalanche": HazardAvalanche, "cold": HazardCold, "cyclone": HazardCyclone, "drought": HazardDrought, "earthquake": HazardEarthquake,
		"flood": HazardFlood, "heat": HazardHeat, "storm": HazardStorm, "surge": HazardSurge, "tsunami": HazardTsunami, "volcano": HazardVolcano,
		"wildfire": HazardWildfire, "wind": HazardWind,
	}
})

// HazardNamed returns the hazard with a name such as "flood". It reports false
// if there is none.
func HazardNamed(name string) (Hazard, bool) {
	h, ok := hazardNames()[name]
	return h, ok
}

// HazardNames returns the names of hazards, in no order.
func HazardNames() []string {
	out := make([]string, 0, len(hazardNames()))
	for name := range hazardNames() {
		out = append(out, name)
	}
	return out
}

// MapExpr returns an expression in which each node has become f of it: f is
// given the nodes that are no And, Or or Not.
func MapExpr(e Expr, f func(Expr) Expr) Expr {
	each := func(es []Expr) []Expr {
		out := make([]Expr, len(es))
		for i, x := range es {
			out[i] = MapExpr(x, f)
		}
		return out
	}
	switch e := e.(type) {
	case nil:
		return nil
	case And:
		return And(each(e))
	case Or:
		return Or(each(e))
	case Not:
		return Not{MapExpr(e.X, f)}
	}
	return f(e)
}

// HasFields reports whether an expression asks for more than that each of some
// words occurs.
func HasFields(e Expr) bool {
	switch e := e.(type) {
	case nil:
		return false
	case Word:
		return false
	case And:
		return slices.ContainsFunc(e, HasFields)
	}
	return true
}
