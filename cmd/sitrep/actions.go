package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"sync/atomic"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/sanitize"
	uireader "sitrep/ui/reader"
)

// actions does for the screen what happens outside the cache: it implements
// uireader.Actions. It may be used concurrently.
type actions struct {
	*opener.Opener // Browse and Clip

	s       *session
	poller  *feeds.Poller
	now     func() time.Time
	show    func(path string) string // as a person writes it
	wishes  chan feeds.Wish          // taken while this process polls
	polling atomic.Bool              // this process polls
}

var _ uireader.Actions = (*actions)(nil)

// Refresh asks whoever polls this cache to poll the feeds, or all that are
// due. It returns when the wish is handed on.
func (a *actions) Refresh(ctx context.Context, ids ...news.FeedID) error {
	all, err := a.s.db.Feeds(ctx)
	if err != nil {
		return err
	}
	due, soonest := a.due(all, ids)
	if len(due) == 0 {
		if soonest.IsZero() {
			return errors.New("no feed is followed")
		}
		wait := int(soonest.Sub(a.now())/time.Minute) + 1
		if len(ids) == 0 {
			return fmt.Errorf("no feed is due; the next is in %d min", wait)
		}
		return fmt.Errorf("polled a moment ago; it may be asked again in %d min", wait)
	}
	if !a.polling.Load() {
		return a.s.db.AddWish(ctx, due...)
	}
	select {
	case a.wishes <- feeds.Wish{Feeds: due, Manual: true}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// due returns which of the feeds may be polled now, and when the first of
// the others may be: by their schedule, those named at the latest after
// feeds.ManualFloor.
func (a *actions) due(all []news.FeedStatus, ids []news.FeedID) (due []news.FeedID, soonest time.Time) {
	named := make(map[news.FeedID]bool, len(ids))
	for _, id := range ids {
		named[id] = true
	}
	for _, f := range all {
		next := f.State.Next
		if len(ids) > 0 {
			if !named[f.Feed.ID] {
				continue
			}
			if again := f.State.LastTry.Add(feeds.ManualFloor); next.IsZero() || again.Before(next) {
				next = again
			}
		}
		switch {
		case f.State.Gone && len(ids) == 0:
		case f.State.LastTry.IsZero() || !next.After(a.now()):
			due = append(due, f.Feed.ID)
		case soonest.IsZero() || next.Before(soonest):
			soonest = next
		}
	}
	return due, soonest
}

// FullText fetches a story's page and keeps what became of it.
func (a *actions) FullText(ctx context.Context, id news.StoryID) error {
	story, err := a.s.db.Story(ctx, id)
	if err != nil {
		return err
	}
	return fetchInto(ctx, a.s, a.poller, story)
}

// savedFolder is where stories are saved, in the folder of the cache.
const savedFolder = "saved"

// Save writes a story as Markdown to a new file beside the cache.
func (a *actions) Save(ctx context.Context, id news.StoryID) (string, error) {
	all, err := a.load(ctx, id)
	if err != nil {
		return "", err
	}
	path, err := opener.Save(ctx, filepath.Join(filepath.Dir(a.s.path), savedFolder), all.Name(), ".md", sanitize.Text(all.Markdown()))
	if err != nil {
		return "", err
	}
	return a.show(path), nil
}

// Pipe hands a story's text to a program of the configuration.
func (a *actions) Pipe(ctx context.Context, name string, id news.StoryID) (sanitize.Clean, error) {
	argv, ok := a.s.cfg.Reader.Pipe[name]
	if !ok {
		return sanitize.Clean{}, fmt.Errorf("there is no program %q", name)
	}
	all, err := a.load(ctx, id)
	if err != nil {
		return sanitize.Clean{}, err
	}
	return opener.Pipe(ctx, argv, sanitize.Text(all.Text(a.s.cfg.Reader.Width)))
}

func (a *actions) load(ctx context.Context, id news.StoryID) (*present.Story, error) {
	story, err := a.s.db.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	return present.Load(ctx, a.s.db, a.s.sources(), story)
}

// Follow returns the story that a reference points at and fetches it if the
// cache lacks it.
func (a *actions) Follow(ctx context.Context, r news.Reference) (news.StoryID, error) {
	switch {
	case r.To != "":
		return r.To, nil
	case r.URL == "":
		return "", errors.New("this reference has a title but no address, and no story of that title has arrived yet")
	}
	return a.FollowURL(ctx, r.URL)
}

// FollowURL returns the story at an address and fetches it if the cache
// lacks it.
func (a *actions) FollowURL(ctx context.Context, url string) (news.StoryID, error) {
	story, err := a.s.db.StoryAt(ctx, url)
	switch {
	case err == nil:
		return story.ID, nil
	case !errors.Is(err, news.ErrNotFound):
		return "", err
	}
	return pageInto(ctx, a.s, a.poller, url)
}
