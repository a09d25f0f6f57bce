package present

import (
	"math"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// storyFields are the fields of a story in JSON that list and show share.
type storyFields struct {
	ID        news.StoryID   `json:"id"`
	Feed      string         `json:"feed,omitempty"` // as it may be shown
	Title     sanitize.Clean `json:"title,omitzero"`
	URL       string         `json:"url,omitempty"`
	Published news.FuzzyTime `json:"published,omitzero"`
	Updated   news.FuzzyTime `json:"updated,omitzero"`
	FirstSeen news.FuzzyTime `json:"first_seen,omitzero"`
	Read      bool           `json:"read"`
	Starred   bool           `json:"starred"`
	Summary   sanitize.Clean `json:"summary,omitzero"`
	Language  string         `json:"language,omitempty"`
	Source    sanitize.Clean `json:"source,omitzero"`
}

// Address returns an address without its secrets; an empty one stays empty.
func Address(address string) string {
	if address == "" {
		return ""
	}
	return sanitize.Redacted(address)
}

func fieldsOf(s *news.Story) storyFields {
	return storyFields{
		ID: s.ID, Feed: Address(string(s.Feed)), Title: s.Headline, URL: s.URL,
		Published: news.FuzzyTime{T: s.Published, Day: s.PublishedDay},
		Updated:   news.FuzzyTime{T: s.Updated}, FirstSeen: news.FuzzyTime{T: s.FirstSeen},
		Read: s.Read, Starred: s.Starred, Summary: s.Summary, Language: s.Lang, Source: s.Source,
	}
}

// refFields are the fields of a reference in JSON.
type refFields struct {
	Title      sanitize.Clean `json:"title,omitzero"`
	URL        string         `json:"url,omitempty"`
	Marker     sanitize.Clean `json:"marker,omitzero"`
	Kind       news.RefKind   `json:"kind"`
	Paragraph  int            `json:"paragraph"`
	Confidence float64        `json:"confidence"`
	ID         news.StoryID   `json:"id,omitempty"`
	ResolvedBy news.Match     `json:"resolved_by,omitempty"`
	doubtFields
}

func refOf(r news.Reference, known *sanitize.Sources) refFields {
	return refFields{
		Title: r.Title, URL: r.URL, Marker: r.Marker, Kind: r.Kind, Paragraph: r.Paragraph,
		Confidence: math.Round(r.Score*100) / 100, ID: r.To, ResolvedBy: r.Match, doubtFields: doubtOf(known, r.URL),
	}
}

// doubtFields are what speaks against the host of an address, in JSON.
type doubtFields struct {
	Lookalike    string `json:"lookalike,omitempty"` // the site of a known source that it is taken for
	MixedScripts bool   `json:"mixed_scripts,omitempty"`
}

func doubtOf(known *sanitize.Sources, address string) doubtFields {
	d := known.Doubt(address)
	return doubtFields{d.Like, d.Mixed}
}

// beside returns an address, in brackets behind the part of its host that
// somebody registered if there is more in front of that.
func beside(address string) string {
	if site := sanitize.SiteOf(address); site != "" {
		return site + " (" + address + ")"
	}
	return address
}
