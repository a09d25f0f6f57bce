package reader

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
)

// Event is a cluster with its stories, the oldest first, of which there is
// one at least.
type Event struct {
	ID        cluster.ID
	Storyline cluster.ID // the first cluster of its storyline
	Stories   []EventStory
	Count     origin.Count
}

// EventStory is a story of an event.
type EventStory struct {
	Story  *news.Story
	Origin origin.Origin
	Reason *cluster.Reason // why it is in the cluster; nil: nobody asked
}

// First returns when the first story was published.
func (e *Event) First() time.Time { return e.Stories[0].Story.When() }

// Last returns when the last story was published.
func (e *Event) Last() time.Time { return e.Stories[len(e.Stories)-1].Story.When() }

// Title returns the headline of the newest story.
func (e *Event) Title() sanitize.Clean { return e.Stories[len(e.Stories)-1].Story.Headline }

// sameText is the share of a text that is another's from which it is the same.
const sameText = 0.8

// OriginGroup is the stories of an event that have one origin.
type OriginGroup struct {
	Name    string // the origin, with how many stories it has
	Stories []EventStory
}

// ByOrigin returns the stories of the event by their origins: those of most
// stories first, those of which it is not known last.
func (e *Event) ByOrigin() []OriginGroup {
	var out []OriginGroup
	at := map[string]int{}
	for _, x := range e.Stories {
		i, ok := at[x.Origin.Key]
		if !ok {
			i = len(out)
			at[x.Origin.Key] = i
			out = append(out, OriginGroup{})
		}
		out[i].Stories = append(out[i].Stories, x)
	}
	for i := range out {
		g := &out[i]
		o := g.Stories[0].Origin
		for _, x := range g.Stories {
			if x.Origin.Basis != origin.ByCopy { // copies have the name of their source
				o = x.Origin
				break
			}
		}
		g.Name = "Origin not known"
		if o.Key != "" {
			g.Name = o.Name
			switch {
			case o.Official:
				g.Name += ", official claim"
			case o.Basis == origin.Own:
				g.Name += ", own report"
			}
		}
		g.Name += ": " + Count(len(g.Stories), "story", "stories")
	}
	slices.SortStableFunc(out, func(a, b OriginGroup) int {
		unknown := func(g OriginGroup) int {
			if g.Stories[0].Origin.Key == "" {
				return 1
			}
			return 0
		}
		return cmp.Or(unknown(a)-unknown(b), len(b.Stories)-len(a.Stories))
	})
	return out
}

// Hours returns how many stories of the event came in each hour.
func (e *Event) Hours() Hours {
	var at []time.Time
	for _, x := range e.Stories {
		at = append(at, x.Story.When())
	}
	return HoursOf(at)
}

// Series is a figure over time.
type Series struct {
	What   string // the counted thing
	Points []Point
}

// Point is a figure, with who gave it and when.
type Point struct {
	Value  float64
	Text   string // as written
	Source sanitize.Clean
	At     time.Time
}

// Figures returns the figures that the headlines give for one thing, where
// they differ, in the order of time.
func (e *Event) Figures() []Series {
	var out []Series
	for _, x := range e.Stories {
		for _, f := range revision.Figures(x.Story.Headline.String()) {
			i := slices.IndexFunc(out, func(s Series) bool { return s.What == f.What })
			if i < 0 {
				out, i = append(out, Series{What: f.What}), len(out)
			}
			if p := out[i].Points; len(p) == 0 || p[len(p)-1].Value != f.Value {
				out[i].Points = append(p, Point{f.Value, f.Text, x.Story.Source, x.Story.When()})
			}
		}
	}
	return slices.DeleteFunc(out, func(s Series) bool { return len(s.Points) < 2 })
}

// Arrow returns the sign between the old and the new value.
func Arrow(ascii bool) string {
	if ascii {
		return " -> "
	}
	return " → "
}

// FiguresText writes a figure over time, as "injured 12 → 28 → 31", with who
// gave each and when.
func (s *Series) FiguresText(ascii bool) string {
	var values, sources []string
	for _, p := range s.Points {
		values = append(values, p.Text)
		sources = append(sources, fmt.Sprintf("%s %s %s", p.Text, p.Source, p.At.UTC().Format("15:04")))
	}
	return s.What + " " + strings.Join(values, Arrow(ascii)) + " (" + strings.Join(sources, ", ") + ")"
}

// CountText writes the outlets and origins of an event.
func CountText(c origin.Count, ascii bool) string {
	return Count(c.Outlets, "outlet", "outlets") + ", " + CountOrigins(c.Origins, c.AtLeast, ascii)
}

// OriginShort says where a story comes from in a few words, under the heading of
// its origin.
func OriginShort(o *origin.Origin) string {
	switch o.Basis {
	case origin.ByCopy:
		if o.Share >= sameText {
			return fmt.Sprintf("same text %.0f %%", o.Share*100)
		}
		return fmt.Sprintf("adapted %.0f %%", o.Share*100)
	case origin.ByDateline, origin.ByCredit, origin.ByOwner:
		return string(o.Basis)
	case origin.ByCite:
		return "cites it"
	case origin.Own:
		return "own text"
	default:
		if o.Short {
			return "too short to tell"
		}
		return "not known"
	}
}

// OriginText says where a story comes from, and how that is known.
func OriginText(o *origin.Origin) string {
	evidence := ""
	if o.Evidence != "" {
		evidence = fmt.Sprintf(" %q", o.Evidence)
	}
	name := o.Name
	if o.Official {
		name += " (official claim)"
	}
	switch o.Basis {
	case origin.ByCopy:
		kind := "adapted from"
		if o.Share >= sameText {
			kind = "same text as"
		}
		return fmt.Sprintf("%s %s, %.0f %%", kind, name, o.Share*100)
	case origin.ByDateline, origin.ByCredit:
		return name + " (" + string(o.Basis) + ")" + evidence
	case origin.ByCite:
		return "cites " + name + evidence
	case origin.ByOwner:
		return name + " (owner)" + evidence
	case origin.Own:
		return "own text, no credit"
	default:
		if o.Short {
			return "origin not known: too little text to tell"
		}
		return "origin not known"
	}
}

// ReasonText says why a story is in its cluster.
func ReasonText(r *cluster.Reason) string {
	parts := []string{"shares: " + strings.Join(r.Words, ", ")}
	if len(r.Words) == 0 {
		parts[0] = "shares parts of words"
	}
	parts = append(parts, Span(r.Apart)+" apart")
	if r.OneOutlet {
		parts = append(parts, "one outlet")
	}
	return strings.Join(parts, "; ") + fmt.Sprintf("; score %.2f", r.Score)
}

// Span writes a length of time for people, as "40 min", "6 h 12 min" or "3 d".
func Span(d time.Duration) string {
	d = d.Round(time.Minute)
	h, m := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case h >= 48:
		return fmt.Sprintf("%d d", h/24)
	case h == 0:
		return fmt.Sprintf("%d min", m)
	case m == 0:
		return fmt.Sprintf("%d h", h)
	}
	return fmt.Sprintf("%d h %d min", h, m)
}
