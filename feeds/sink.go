package feeds

import (
	"context"
	"time"

	"sitrep/internal/news"
)

// Sink is the part of a cache that a poller needs. Its methods may be called
// concurrently.
type Sink interface {
	// Feeds returns the feeds that are to be polled, with their state.
	Feeds(ctx context.Context) ([]news.FeedStatus, error)
	// Save keeps the result of one poll of one feed: stories, references
	// and state, in one transaction.
	Save(ctx context.Context, b news.Batch) (news.Saved, error)
	// Seen returns the Seen of the last batch of a feed that had one;
	// nil: nothing.
	Seen(ctx context.Context, feed news.FeedID) ([]byte, error)
	// SaveFullText keeps what became of fetching a story's page.
	SaveFullText(ctx context.Context, id news.StoryID, ft news.FullText) error
	// LacksText returns stories of feeds with FullText set whose page is to be
	// fetched, newest first, at most limit: it never was, or it is due again.
	LacksText(ctx context.Context, limit int) ([]*news.Story, error)
	// PageState returns how fetching the page of a story goes.
	PageState(ctx context.Context, id news.StoryID) (news.PageState, error)
	// Warnings returns the official messages of the feeds that are polled, but
	// for entries of lists whose message was saved.
	Warnings(ctx context.Context) ([]news.WarningSeen, error)
	// SaveWarningLink keeps what became of fetching the message that an entry of
	// a list leads to; num is that of the entry.
	SaveWarningLink(ctx context.Context, num int64, l news.WarningLink) error
	// Spend adds bytes to those fetched in the present span of time, per
	// long, and returns the sum and when the span began. Spans follow each
	// other without overlap; the count outlives the process.
	Spend(ctx context.Context, bytes int64, per time.Duration) (used int64, since time.Time, err error)
}
