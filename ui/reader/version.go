package reader

import (
	"cmp"
	"fmt"
	"slices"
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

// VersionsOf returns the wordings of a story, the first first: the earlier ones
// and the present one, which was first seen at a time.
func VersionsOf(st *news.Story, earlier []news.Revision, now news.Body, seen time.Time) []Version {
	var out []Version
	for _, r := range earlier {
		out = append(out, Version{N: r.N, SeenAt: r.SeenAt, Live: r.Live, Version: revision.Version{Headline: r.Headline.String(), Paragraphs: Paragraphs(r.Body), Modified: r.Modified}})
	}
	slices.SortFunc(out, func(a, b Version) int { return cmp.Compare(a.N, b.N) })
	last := Version{N: len(out) + 1, SeenAt: seen, Version: revision.Version{Headline: st.Headline.String(), Paragraphs: Paragraphs(now.Blocks), Modified: st.Updated}}
	if n := len(out); n > 0 {
		last.N = out[n-1].N + 1
	}
	return append(out, last)
}

// Paragraphs returns the paragraphs of a body that are its text: captions
// are not.
func Paragraphs(blocks []news.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Kind != news.Caption {
			out = append(out, b.PlainText())
		}
	}
	return out
}
