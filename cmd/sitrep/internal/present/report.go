package present

import (
	"fmt"
	"time"

	"sitrep/feeds"
	"sitrep/internal/sanitize"
)

// reportFields are the fields of a poll in JSON.
type reportFields struct {
	Feeds       int           `json:"feeds"`
	Fetched     int           `json:"fetched"`
	NotModified int           `json:"not_modified"`
	Failed      int           `json:"failed"`
	Skipped     int           `json:"skipped"`
	New         int           `json:"new"`
	Updated     int           `json:"updated"`
	Bytes       int64         `json:"bytes"`
	ElapsedMS   int64         `json:"elapsed_ms"`
	Held        int           `json:"held,omitempty"` // due, but the data budget is used up
	BudgetLeft  *int64        `json:"budget_left,omitempty"`
	Errors      []errorFields `json:"errors"`
}

type errorFields struct {
	Feed  sanitize.Clean `json:"feed"`
	URL   string         `json:"url"`
	Error sanitize.Clean `json:"error"`
}

// ReportFields returns the JSON object of a round of polling.
func ReportFields(r feeds.Report) any {
	out := reportFields{
		Feeds: r.Feeds, Fetched: r.Fetched, NotModified: r.NotModified, Failed: r.Failed, Skipped: r.Skipped,
		New: r.New, Updated: r.Updated, Bytes: r.Bytes, ElapsedMS: r.Elapsed.Milliseconds(), Errors: []errorFields{},
	}
	if out.Held = r.Deferred; r.Left >= 0 {
		out.BudgetLeft = new(r.Left)
	}
	for _, x := range r.Errors {
		out.Errors = append(out.Errors, errorFields{x.Name, x.URL, x.Err})
	}
	return out
}

// PrefetchSum is the result of a prefetch. It is its own JSON object.
type PrefetchSum struct {
	Stories    int             `json:"stories"`
	References int             `json:"references"`
	Cached     int             `json:"cached"` // held before
	Fetched    int             `json:"fetched"`
	Robots     int             `json:"skipped_robots"`
	Held       int             `json:"held"`
	Failed     int             `json:"failed"`
	Bytes      int64           `json:"bytes"`
	BudgetLeft *int64          `json:"budget_left,omitempty"`
	ElapsedMS  int64           `json:"elapsed_ms"`
	Errors     []PrefetchError `json:"errors"`
	NoText     int             `json:"no_text,omitempty"` // pages that gave no text lately and were not fetched again

	Estimate *PrefetchEstimate `json:"estimate,omitempty"` // nothing was fetched; this would be
}

// PrefetchEstimate is the estimate of a prefetch. References of pages that are not in the
// cache are not known before.
type PrefetchEstimate struct {
	Pages    int   `json:"pages"`
	Bytes    int64 `json:"bytes"`
	Measured bool  `json:"measured"` // by pages that were fetched before
}

// PrefetchError is a page that could not be fetched.
type PrefetchError struct {
	URL   string         `json:"url"`
	Error sanitize.Clean `json:"error"`
}

// Add adds the result of one part of the work.
func (f *PrefetchSum) Add(c feeds.PrefetchReport) {
	f.Fetched, f.Robots, f.Held, f.Failed = f.Fetched+c.Fetched, f.Robots+c.Forbidden, f.Held+c.Deferred, f.Failed+c.Failed
	f.Bytes += c.Bytes
	if c.Left >= 0 {
		f.BudgetLeft = new(c.Left)
	}
	for _, x := range c.Errors {
		f.Errors = append(f.Errors, PrefetchError{x.URL, x.Err})
	}
}

// ReportLine returns a round of polling as a line; now is the end of the round.
func ReportLine(r feeds.Report, now time.Time) string {
	return fmt.Sprintf("%s UTC  %s: %d fetched, %d unchanged, %d failed, %d not due; %d new, %d updated; %s in %s\n",
		Stamp(now), Count(r.Feeds, "feed", "feeds"), r.Fetched, r.NotModified, r.Failed, r.Skipped,
		r.New, r.Updated, Bytes(r.Bytes), r.Elapsed.Round(time.Millisecond))
}

// Line returns the result for people.
func (f *PrefetchSum) Line() string {
	if e := f.Estimate; e != nil {
		by := "by those fetched before"
		if !e.Measured {
			by = "none was fetched before"
		}
		return fmt.Sprintf("%s and %s: %s to fetch, about %s (%s); %d held already. Nothing was fetched.\n",
			Count(f.Stories, "story", "stories"), Count(f.References, "known reference", "known references"), Count(e.Pages, "page", "pages"), Bytes(e.Bytes), by, f.Cached)
	}
	return fmt.Sprintf("%s and %s: %s fetched, %d held before, %d left to robots.txt, %d failed; %s in %s\n",
		Count(f.Stories, "story", "stories"), Count(f.References, "reference", "references"), Count(f.Fetched, "page", "pages"), f.Cached,
		f.Robots, f.Failed, Bytes(f.Bytes), (time.Duration(f.ElapsedMS) * time.Millisecond).Round(100*time.Millisecond))
}
