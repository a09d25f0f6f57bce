package present

import (
	"fmt"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/warning"
)

// WarningFields returns the JSON object of a warning at a time, with its
// judgement and the chain that it is part of.
func WarningFields(w *news.Warning, j warning.Judgement, chain *warning.Chain, now time.Time) any {
	return warningFieldsOf(w, j, chain, now)
}

// WarningText returns the same for people, in lines of at most width cells.
func WarningText(w *news.Warning, j warning.Judgement, chain *warning.Chain, now time.Time, width int) string {
	f := warningFieldsOf(w, j, chain, now)
	return f.text(w, width)
}

// warningFields are the fields of a warning in JSON.
type warningFields struct {
	ID         string             `json:"id,omitempty"`
	Chain      string             `json:"chain,omitempty"`
	Authority  sanitize.Clean     `json:"authority,omitzero"`
	Sender     string             `json:"sender,omitempty"`
	Sent       news.FuzzyTime     `json:"sent,omitzero"`
	Status     news.WarningStatus `json:"status,omitempty"`
	Kind       news.WarningKind   `json:"kind,omitempty"`
	Event      sanitize.Clean     `json:"event,omitzero"`
	Hazard     news.Hazard        `json:"hazard,omitempty"`
	Severity   news.Severity      `json:"severity,omitempty"`
	Level      news.Level         `json:"level,omitempty"`
	Urgency    news.Urgency       `json:"urgency,omitempty"`
	Certainty  news.Certainty     `json:"certainty,omitempty"`
	Response   []news.Response    `json:"response,omitempty"`
	Effective  news.FuzzyTime     `json:"effective,omitzero"`
	Onset      news.FuzzyTime     `json:"onset,omitzero"`
	Expires    news.FuzzyTime     `json:"expires,omitzero"`
	Ends       news.FuzzyTime     `json:"ends,omitzero"`
	Areas      []sanitize.Clean   `json:"areas,omitempty"`
	Lat        *float64           `json:"lat,omitempty"`
	Lon        *float64           `json:"lon,omitempty"`
	RadiusKM   float64            `json:"radius_km,omitempty"`
	Magnitude  *float64           `json:"magnitude,omitempty"`
	DepthKM    *float64           `json:"depth_km,omitempty"`
	Languages  []string           `json:"languages,omitempty"`
	Replaces   []string           `json:"replaces,omitempty"`
	Test       bool               `json:"test"`
	Rings      bool               `json:"rings"`
	Why        string             `json:"why"` // why it rings, or why it does not
	State      warning.State      `json:"state"`
	EndUnknown bool               `json:"end_unknown,omitempty"` // the authority gives no end
	Headline   sanitize.Clean     `json:"headline,omitzero"`
	URL        string             `json:"url,omitempty"`
}

func warningFieldsOf(w *news.Warning, j warning.Judgement, chain *warning.Chain, now time.Time) warningFields {
	at := func(t time.Time) news.FuzzyTime { return news.FuzzyTime{T: t} }
	f := warningFields{
		ID: w.ID, Chain: chain.ID, Authority: w.Authority, Sender: w.Sender, Sent: at(w.Sent), Status: w.Status, Kind: w.Kind,
		Event: w.Event, Hazard: w.Hazard, Severity: w.Severity, Level: w.Level, Urgency: w.Urgency, Certainty: w.Certainty,
		Response: w.Responses, Effective: at(w.Effective), Onset: at(w.Onset), Expires: at(w.Expires), Ends: at(w.Ends),
		Languages: w.Languages, Test: j.Test, Rings: j.Rings, Why: j.Why, State: chain.StateOf(w, now),
		Headline: w.Headline, URL: Address(w.URL),
	}
	_, given := warning.End(w)
	f.EndUnknown = !given
	for _, a := range w.Areas {
		if !a.Name.IsZero() {
			f.Areas = append(f.Areas, a.Name)
		}
		if f.RadiusKM == 0 && len(a.Circles) > 0 {
			f.RadiusKM = a.Circles[0].RadiusKM
		}
	}
	if w.Place != nil {
		f.Lat, f.Lon = &w.Place.Lat, &w.Place.Lon
	}
	if w.Quake != nil {
		f.Magnitude, f.DepthKM = w.Quake.Magnitude, w.Quake.DepthKM
	}
	for _, ref := range w.Replaces {
		f.Replaces = append(f.Replaces, ref.ID)
	}
	return f
}

// text returns the warning for people.
func (f *warningFields) text(w *news.Warning, width int) string {
	var lines []string
	add := func(indent string, parts ...string) {
		var some []string
		for _, p := range parts {
			if p != "" {
				some = append(some, p)
			}
		}
		if len(some) > 0 {
			lines = append(lines, indent+Wrap(strings.Join(some, " · "), indent, width))
		}
	}
	strength := string(f.Severity)
	if f.Level != "" {
		strength = strings.TrimPrefix(strength+", "+string(f.Level), ", ")
	}
	if f.Magnitude != nil {
		strength = strings.TrimSuffix(fmt.Sprintf("M %.1f, %s", *f.Magnitude, strength), ", ")
	}
	state := strings.ReplaceAll(string(f.State), "_", " ")
	test := ""
	if f.Test {
		test = "test"
	}
	add("", state, test, strength, f.Event.String())
	headline := f.Headline
	if headline.IsZero() {
		headline = sanitize.Lit("(no headline)")
	}
	add("  ", headline.String())
	var areas []string
	for _, a := range f.Areas[:min(len(f.Areas), 8)] {
		areas = append(areas, a.String())
	}
	if more := len(f.Areas) - len(areas); more > 0 {
		areas = append(areas, fmt.Sprintf("and %d more", more))
	}
	add("  ", strings.Join(areas, "; "))
	end, given := warning.End(w)
	until := "until " + Stamp(end) + " UTC"
	if !given {
		until = "end not given"
	}
	add("  ", f.Authority.String(), "sent "+Stamp(w.Sent)+" UTC", until)
	rings := "does not ring: "
	if f.Rings {
		rings = "rings: "
	}
	add("  ", rings+f.Why)
	chain := ""
	if f.Chain != f.ID {
		chain = "part of " + f.Chain
	}
	add("  ", f.ID, chain)
	return strings.Join(lines, "\n") + "\n"
}
