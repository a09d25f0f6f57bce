package present

import (
	"encoding/json"
	"fmt"
	"strings"

	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// ReadVersion reads a version from a JSON object with title, text and modified.
func ReadVersion(src []byte) (revision.Version, error) {
	var in struct {
		Title    string         `json:"title"`
		Text     string         `json:"text"`
		Modified news.FuzzyTime `json:"modified"`
	}
	if err := json.Unmarshal(src, &in); err != nil {
		return revision.Version{}, fmt.Errorf("read JSON with title, text and modified: %w", err)
	}
	return revision.Version{
		Headline: sanitize.Line(in.Title).String(), Paragraphs: strings.Split(sanitize.Text(in.Text).String(), "\n\n"), Modified: in.Modified.T,
	}, nil
}

type versionFields struct {
	N        int            `json:"n"`
	SeenAt   news.FuzzyTime `json:"seen_at,omitzero"`
	Modified news.FuzzyTime `json:"modified,omitzero"`
}

func versionOf(v *reader.Version) versionFields {
	return versionFields{v.N, news.FuzzyTime{T: v.SeenAt}, news.FuzzyTime{T: v.Modified}}
}

// DiffFields returns the JSON object of what changed between two versions of
// a story.
func DiffFields(id news.StoryID, from, to *reader.Version) any {
	d := from.Compare(to)
	return struct {
		ID   news.StoryID  `json:"id"`
		From versionFields `json:"from"`
		To   versionFields `json:"to"`
		diffFields
	}{id, versionOf(from), versionOf(to), diffOf(&d)}
}

// VersionsText says for people what changed between two versions of a story.
func VersionsText(story *news.Story, from, to *reader.Version, of, width int) string {
	d := from.Compare(to)
	seen := ""
	if !from.SeenAt.IsZero() {
		seen = ", seen " + Stamp(from.SeenAt) + " UTC"
	}
	return fmt.Sprintf("%s\nversion %d%s, against version %d of %d\n", story.Headline, from.N, seen, to.N, of) + DiffText(&d, width)
}
