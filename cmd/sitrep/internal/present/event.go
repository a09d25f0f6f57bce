package present

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

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

// EventFields returns the JSON object of an event.
func EventFields(e *reader.Event) any {
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

// EventText returns an event for people, in lines of at most width columns.
func EventText(e *reader.Event, width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s  %s\n", e.ID, Stamp(e.Last()), reader.CountText(e.Count, false))
	fmt.Fprintf(&b, "  %s\n", Wrap(e.Title().String(), "  ", width))
	for _, s := range e.Figures() {
		fmt.Fprintf(&b, "  %s\n", Wrap("figures differ: "+s.FiguresText(false), "  ", width))
	}
	for _, x := range slices.Backward(e.Stories) {
		fmt.Fprintf(&b, "    %s  %s  %s\n", x.Story.When().UTC().Format("15:04"), Fit(x.Story.Source.String(), 16), Wrap(x.Story.Headline.String(), "      ", width))
		fmt.Fprintf(&b, "      %s\n", Wrap(reader.OriginText(&x.Origin), "      ", width))
		if x.Reason != nil && len(e.Stories) > 1 {
			fmt.Fprintf(&b, "      %s\n", Wrap(reader.ReasonText(x.Reason), "      ", width))
		}
	}
	return b.String()
}
