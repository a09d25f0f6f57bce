package present

import (
	"fmt"
	"math"
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

// Series is a figure over time.
type Series struct {
	What   string // what is counted
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

// FiguresText writes a figure over time, as "injured 12 → 28 → 31", with who
// gave each and when.
func (s *Series) FiguresText() string {
	var values, sources []string
	for _, p := range s.Points {
		values = append(values, p.Text)
		sources = append(sources, fmt.Sprintf("%s %s %s", p.Text, p.Source, p.At.UTC().Format("15:04")))
	}
	return s.What + " " + strings.Join(values, " → ") + " (" + strings.Join(sources, ", ") + ")"
}

type pointFields struct {
	Value  float64        `json:"value"`
	Text   string         `json:"text"`
	Source sanitize.Clean `json:"source,omitzero"`
	At     news.FuzzyTime `json:"at"`
}

type seriesFields struct {
	What   string        `json:"what"`
	Points []pointFields `json:"points"`
}

type originFields struct {
	Key      string       `json:"key,omitempty"`
	Name     string       `json:"name,omitempty"`
	Basis    origin.Basis `json:"basis"`
	Evidence string       `json:"evidence,omitempty"`
	Share    float64      `json:"share,omitempty"`
	Of       news.StoryID `json:"of,omitempty"`
	Official bool         `json:"official,omitempty"`
	Short    bool         `json:"too_short,omitempty"`
}

type eventStoryFields struct {
	ID        news.StoryID   `json:"id"`
	URL       string         `json:"url,omitempty"`
	Feed      string         `json:"feed,omitempty"`
	Source    sanitize.Clean `json:"source,omitzero"`
	Title     sanitize.Clean `json:"title,omitzero"`
	Published news.FuzzyTime `json:"published,omitzero"`
	Origin    originFields   `json:"origin"`
	Terms     []string       `json:"terms,omitempty"`
	Score     *float64       `json:"score,omitempty"`
}

type eventFields struct {
	ID        cluster.ID         `json:"id"`
	Title     sanitize.Clean     `json:"title,omitzero"`
	First     news.FuzzyTime     `json:"first"`
	Last      news.FuzzyTime     `json:"last"`
	Outlets   int                `json:"outlets"`
	Origins   int                `json:"origins"`
	AtLeast   bool               `json:"at_least"` // texts are missing: there may be more origins
	Storyline cluster.ID         `json:"storyline"`
	Figures   []seriesFields     `json:"figures,omitempty"` // that differ
	Stories   []eventStoryFields `json:"stories"`
}

// Fields returns the JSON object of the event.
func (e *Event) Fields() any {
	f := eventFields{
		ID: e.ID, Title: e.Title(), First: news.FuzzyTime{T: e.First()}, Last: news.FuzzyTime{T: e.Last()},
		Outlets: e.Count.Outlets, Origins: e.Count.Origins, AtLeast: e.Count.AtLeast, Storyline: e.Storyline,
	}
	for _, s := range e.Figures() {
		sf := seriesFields{What: s.What}
		for _, p := range s.Points {
			if !math.IsInf(p.Value, 0) { // JSON knows no infinity
				sf.Points = append(sf.Points, pointFields{p.Value, p.Text, p.Source, news.FuzzyTime{T: p.At}})
			}
		}
		f.Figures = append(f.Figures, sf)
	}
	for _, x := range e.Stories {
		s, o := x.Story, x.Origin
		sf := eventStoryFields{
			ID: s.ID, URL: s.URL, Feed: Address(string(s.Feed)), Source: s.Source, Title: s.Headline, Published: news.FuzzyTime{T: s.Published, Day: s.PublishedDay},
			Origin: originFields{o.Key, o.Name, o.Basis, o.Evidence, math.Round(o.Share*100) / 100, o.Of, o.Official, o.Short},
		}
		if x.Reason != nil {
			sf.Terms, sf.Score = x.Reason.Words, new(math.Round(x.Reason.Score*1000)/1000)
		}
		f.Stories = append(f.Stories, sf)
	}
	return f
}

// Text returns the event for people, in lines of at most width columns.
func (e *Event) Text(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", e.ID, Stamp(e.Last()), CountText(e.Count))
	fmt.Fprintf(&b, "  %s\n", Wrap(e.Title().String(), "  ", width))
	for _, s := range e.Figures() {
		fmt.Fprintf(&b, "  %s\n", Wrap("figures differ: "+s.FiguresText(), "  ", width))
	}
	for _, x := range slices.Backward(e.Stories) {
		fmt.Fprintf(&b, "    %s  %s  %s\n", x.Story.When().UTC().Format("15:04"), Fit(x.Story.Source.String(), 16), Wrap(x.Story.Headline.String(), "      ", width))
		fmt.Fprintf(&b, "      %s\n", Wrap(OriginText(&x.Origin), "      ", width))
		if x.Reason != nil && len(e.Stories) > 1 {
			fmt.Fprintf(&b, "      %s\n", Wrap(ReasonText(x.Reason), "      ", width))
		}
	}
	return b.String()
}

// CountText writes the outlets and origins of an event.
func CountText(c origin.Count) string {
	return Count(c.Outlets, "outlet", "outlets") + ", " + CountOrigins(c.Origins, c.AtLeast)
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
		if o.Share >= 0.8 {
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
