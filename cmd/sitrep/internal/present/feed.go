package present

import (
	"fmt"
	"strconv"

	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// feedFields are the fields of a feed in JSON.
type feedFields struct {
	Name      sanitize.Clean `json:"name,omitzero"`
	URL       string         `json:"url"` // as it may be shown
	Tags      []string       `json:"tags,omitempty"`
	Status    news.Condition `json:"status"`
	LastFetch news.FuzzyTime `json:"last_fetch,omitzero"`
	NextPoll  news.FuzzyTime `json:"next_poll,omitzero"`
	Failures  int            `json:"failures"`
	Items     int            `json:"items"`
	Error     sanitize.Clean `json:"error,omitzero"` // why the last try failed
	Note      sanitize.Clean `json:"note,omitzero"`  // faults of an answer that was read all the same
	MovedTo   string         `json:"moved_to,omitempty"`
}

// FeedFields returns the JSON object of a feed.
func FeedFields(f news.FeedStatus) any {
	fields := feedFields{
		Name: f.Name(), URL: f.Feed.ID.String(), Tags: f.Feed.Tags, Status: f.State.Condition(),
		LastFetch: news.FuzzyTime{T: f.State.LastTry}, NextPoll: news.FuzzyTime{T: f.State.Next},
		Failures: f.State.Failures, Items: f.Items, Error: f.State.Err, MovedTo: Address(f.State.MovedTo),
	}
	if f.State.Failures == 0 {
		fields.Error, fields.Note = sanitize.Clean{}, f.State.Err
	}
	return fields
}

// FeedTable returns feeds with their states as lines, cut at width columns; 0: not
// cut.
func FeedTable(all []news.FeedStatus, width int) string {
	rows := [][]string{{"STATUS", "LAST FETCH", "NEXT POLL", "WHY THEN", "ITEMS", "NAME", "URL"}}
	for _, f := range all {
		rows = append(rows, feedRow(f, width))
	}
	return Table(rows, width)
}

// feedRow returns the cells of a feed. On a screen of some width the reason is cut;
// elsewhere a program or a file wants all of it.
func feedRow(f news.FeedStatus, width int) []string {
	why := f.State.Why.String()
	if width > 0 {
		why = Fit(why, max(34, width-100))
	}
	last := f.Feed.ID.String()
	if !f.State.Err.IsZero() {
		last += " — " + f.State.Err.String()
	}
	return []string{
		string(f.State.Condition()), Stamp(f.State.LastTry), Stamp(f.State.Next), why, strconv.Itoa(f.Items),
		Fit(f.Name().String(), 24), last,
	}
}

// checkFields are the fields of a feed in JSON.
type checkFields struct {
	URL     string         `json:"url"` // as it may be shown
	Name    sanitize.Clean `json:"name,omitzero"`
	Status  int            `json:"status,omitempty"`
	Verdict feeds.Verdict  `json:"verdict"`
	Said    sanitize.Clean `json:"said,omitzero"`
	Advice  sanitize.Clean `json:"advice,omitzero"`
	Items   int            `json:"items"`
	Newest  news.FuzzyTime `json:"newest,omitzero"`
}

// CheckFields returns the JSON object of a feed's checkup.
func CheckFields(f news.FeedStatus, c feeds.Checkup) any {
	return checkFields{
		f.Feed.ID.String(), f.Name(), c.Status, c.Verdict, c.Said, c.Advice, c.Items, news.FuzzyTime{T: c.Newest},
	}
}

// CheckTable returns feeds with their checkups, one for each feed, as lines cut at
// width columns; 0: not cut.
func CheckTable(all []news.FeedStatus, found []feeds.Checkup, width int) string {
	rows := [][]string{{"VERDICT", "HTTP", "ITEMS", "NEWEST", "NAME", "URL"}}
	for i, f := range all {
		c := found[i]
		rows = append(rows, []string{string(c.Verdict), strconv.Itoa(c.Status), strconv.Itoa(c.Items), Stamp(c.Newest), Fit(f.Name().String(), 24), f.Feed.ID.String()})
		switch {
		case c.Verdict != feeds.Healthy:
			rows = append(rows, []string{"", "", "", "", "", fmt.Sprintf("  %s → %s", c.Said, c.Advice)})
		case !c.Said.IsZero(): // read all the same
			rows = append(rows, []string{"", "", "", "", "", "  " + c.Said.String()})
		}
	}
	return Table(rows, width)
}
