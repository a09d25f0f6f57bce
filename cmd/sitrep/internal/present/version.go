package present

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/revision"
	"sitrep/internal/sanitize"
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

// Between returns the versions of a story that are to be compared: the last
// two, or number n with the last, or n with m. from is nil if there is one only
// and none was asked for.
func Between(all []Version, wanted []int) (from, to *Version, err error) {
	last := len(all) - 1
	if len(wanted) == 0 {
		if last == 0 {
			return nil, nil, nil
		}
		return &all[last-1], &all[last], nil
	}
	to = &all[last]
	for k, n := range wanted[:min(len(wanted), 2)] {
		i := slices.IndexFunc(all, func(v Version) bool { return v.N == n })
		if i < 0 {
			return nil, nil, fmt.Errorf("version %d is not kept (%d is the last)", n, all[last].N)
		}
		if k == 0 {
			from = &all[i]
		} else {
			to = &all[i]
		}
	}
	return from, to, nil
}

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
