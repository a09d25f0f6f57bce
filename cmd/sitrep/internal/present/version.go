package present

import (
	"fmt"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/revision"
)

// Version is a wording of a story.
type Version struct {
	revision.Version
	N      int       // 1 is the first
	SeenAt time.Time // when sitrep first saw it; zero: not known
	Live   bool      // the page was growing when the next one came: that was no edit
}

// Compare returns what changed from v to next. A wording for which no time of
// the page is kept is compared without: nothing is called silent then.
func (v *Version) Compare(next *Version) revision.Diff {
	return revision.Compare(v.Version, next.Version)
}

type versionFields struct {
	N        int            `json:"n"`
	SeenAt   news.FuzzyTime `json:"seen_at,omitzero"`
	Modified news.FuzzyTime `json:"modified,omitzero"`
}

func (v *Version) fields() versionFields {
	return versionFields{v.N, news.FuzzyTime{T: v.SeenAt}, news.FuzzyTime{T: v.Modified}}
}

// DiffFields returns the JSON object of what changed between two versions of
// a story.
func DiffFields(id news.StoryID, from, to *Version) any {
	d := from.Compare(to)
	return struct {
		ID   news.StoryID  `json:"id"`
		From versionFields `json:"from"`
		To   versionFields `json:"to"`
		diffFields
	}{id, from.fields(), to.fields(), diffOf(&d)}
}

// VersionsText says for people what changed between two versions of a story.
func VersionsText(story *news.Story, from, to *Version, of, width int) string {
	d := from.Compare(to)
	seen := ""
	if !from.SeenAt.IsZero() {
		seen = ", seen " + Stamp(from.SeenAt) + " UTC"
	}
	return fmt.Sprintf("%s\nversion %d%s, against version %d of %d\n", story.Headline, from.N, seen, to.N, of) + DiffText(&d, width)
}
