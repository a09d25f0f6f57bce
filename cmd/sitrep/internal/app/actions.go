package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/opener"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Actions implements reader.Actions: everything that a screen has done outside the
// cache. It is safe for concurrent use. Make one with Session.Actions.
type Actions struct {
	*opener.Opener // Browse and Clip

	s        *Session
	follower *Follower
}

var _ reader.Actions = (*Actions)(nil)

// Actions returns the actions of the session's screen. Polling is left to a follower
// of the same App.
func (s *Session) Actions(f *Follower) (*Actions, error) {
	dir, err := s.folder("STATE")
	if err != nil {
		return nil, err
	}
	return &Actions{s: s, follower: f, Opener: &opener.Opener{
		Browser: s.Config.Reader.Browser, ClipFile: dir + string(os.PathSeparator) + "clip", Getenv: s.Getenv,
	}}, nil
}

// Refresh asks whoever polls this cache to poll the feeds, or all that are
// due. It returns when the request is handed on.
func (a *Actions) Refresh(ctx context.Context, ids ...news.FeedID) error {
	all, err := a.s.DB.Feeds(ctx)
	if err != nil {
		return err
	}
	due, soonest := dueNow(all, ids, a.s.Config.Poll.Interval, a.s.Now())
	if len(due) == 0 {
		if soonest.IsZero() {
			return errors.New("no feed is followed")
		}
		wait := int(soonest.Sub(a.s.Now())/time.Minute) + 1
		if len(ids) == 0 {
			return fmt.Errorf("no feed is due; the next is in %d min", wait)
		}
		return fmt.Errorf("polled a moment ago; it may be asked again in %d min", wait)
	}
	return a.follower.ask(ctx, due)
}

// dueNow returns which of the feeds may be polled now, and when the first of
// the others may be: by their schedule, those named at the latest after
// feeds.ManualFloor.
func dueNow(all []news.FeedStatus, ids []news.FeedID, interval time.Duration, now time.Time) (due []news.FeedID, soonest time.Time) {
	named := make(map[news.FeedID]bool, len(ids))
	for _, id := range ids {
		named[id] = true
	}
	for _, f := range all {
		next := feeds.Due(f, interval, now)
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
		case f.State.LastTry.IsZero() || !next.After(now):
			due = append(due, f.Feed.ID)
		case soonest.IsZero() || next.Before(soonest):
			soonest = next
		}
	}
	return due, soonest
}

// FullText fetches a story's page and keeps what became of it.
func (a *Actions) FullText(ctx context.Context, id news.StoryID) error {
	story, err := a.s.Cache.Story(ctx, id)
	if err != nil {
		return err
	}
	return a.s.fetchInto(ctx, a.follower.poller, story)
}

// savedFolder is where stories are saved, in the folder of the cache.
const savedFolder = "saved"

// Save writes a story as Markdown to a new file beside the cache.
func (a *Actions) Save(ctx context.Context, id news.StoryID) (string, error) {
	all, err := a.load(ctx, id)
	if err != nil {
		return "", err
	}
	path, err := opener.Save(ctx, filepath.Join(filepath.Dir(a.s.Path), savedFolder), all.Name(), ".md", sanitize.Text(all.Markdown()))
	if err != nil {
		return "", err
	}
	return a.s.HomePath(path), nil
}

// Pipe hands a story's text to a program of the configuration.
func (a *Actions) Pipe(ctx context.Context, name string, id news.StoryID) (sanitize.Clean, error) {
	argv, ok := a.s.Config.Reader.Pipe[name]
	if !ok {
		return sanitize.Clean{}, fmt.Errorf("there is no program %q", name)
	}
	all, err := a.load(ctx, id)
	if err != nil {
		return sanitize.Clean{}, err
	}
	return opener.Pipe(ctx, argv, sanitize.Text(all.Text(a.s.Config.Reader.Width)))
}

func (a *Actions) load(ctx context.Context, id news.StoryID) (*present.Story, error) {
	story, err := a.s.Cache.Story(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.s.Show(ctx, story)
}

// Follow returns the story that a reference points at and fetches it if the
// cache lacks it.
func (a *Actions) Follow(ctx context.Context, r news.Reference) (news.StoryID, error) {
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
func (a *Actions) FollowURL(ctx context.Context, url string) (news.StoryID, error) {
	story, err := a.s.Cache.StoryAt(ctx, url)
	switch {
	case err == nil:
		return story.ID, nil
	case !errors.Is(err, news.ErrNotFound):
		return "", err
	}
	return a.s.pageInto(ctx, a.follower.poller, url)
}
