package reader

import (
	"context"

	"sitrep/internal/cite"
	"sitrep/internal/news"
)

// Notebook is what a person notes about stories, and reports. Its methods block
// and may be called concurrently.
type Notebook interface {
	// Pin pins a story, or takes the pin off, and reports whether it is pinned now.
	Pin(ctx context.Context, id news.StoryID) (pinned bool, err error)
	// Note keeps a note on a story. All who read the cache see it.
	Note(ctx context.Context, id news.StoryID, text string) error
	// Judge keeps a judgement of the watch on a story: one of news.Statuses.
	Judge(ctx context.Context, id news.StoryID, status string) error
	// Export writes a report of the pinned stories, or of the last day if none is
	// pinned, as Markdown and HTML to new files, and returns the path of the latter.
	Export(ctx context.Context) (path string, err error)
	// Known returns what citations of stories hold beside them, in their order.
	Known(ctx context.Context, of ...*news.Story) ([]cite.Known, error)
}
