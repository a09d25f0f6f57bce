package present

import (
	"fmt"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// marks are the states of a story in three columns.
func marks(s *news.Story) string {
	m := []byte("   ")
	if !s.Read {
		m[0] = 'N'
	}
	if s.Starred {
		m[1] = '*'
	}
	if s.FullText {
		m[2] = 'F'
	}
	return string(m)
}

// Listed is a story in a list. Hit, which may be empty, is the passage in
// which a search found its words.
type Listed struct {
	Story *news.Story
	Hit   sanitize.Clean
}

// Fields returns the JSON object of the story.
func (l Listed) Fields() any {
	return struct {
		storyFields
		References int            `json:"references"`
		Hit        sanitize.Clean `json:"hit,omitzero"`
	}{fieldsOf(l.Story), l.Story.References, l.Hit}
}

// ListTable returns stories as lines cut at width columns; 0: not cut.
func ListTable(stories []Listed, width int) string {
	var rows [][]string
	for _, l := range stories {
		s, refs := l.Story, ""
		if s.References > 0 {
			refs = fmt.Sprintf("%d→", s.References)
		}
		rows = append(rows, []string{string(s.ID), Stamp(s.When()), marks(s), refs, Fit(s.Source.String(), 18), s.Headline.String()})
		if !l.Hit.IsZero() {
			rows = append(rows, []string{"", "", "", "", "", "  " + l.Hit.String()})
		}
	}
	return Table(rows, width)
}
