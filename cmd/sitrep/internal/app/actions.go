package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/opener"
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

// Refresh asks whoever polls this cache to poll the feeds, or all that the floor
// of five minutes and the servers allow to be asked. It returns when the request
// is handed on; its error says which rule forbids it, and for how long.
func (a *Actions) Refresh(ctx context.Context, ids ...news.FeedID) error {
	all, err := a.s.DB.Feeds(ctx)
	if err != nil {
		return err
	}
	now := a.s.Now()
	ask, first := mayAsk(all, ids, a.s.Config.Poll.Interval, now)
	switch {
	case len(ask) > 0:
		return a.follower.ask(ctx, ask)
	case first.at.IsZero():
		return errors.New("no feed is followed")
	}
	wait := feeds.Spell(first.at.Sub(now).Truncate(time.Minute) + time.Minute)
	if len(ids) == 0 {
		return fmt.Errorf("no feed may be asked now: %s; the first may be in %s", first.why, wait)
	}
	return fmt.Errorf("%s; it may be asked again in %s", first.why, wait)
}

// rule is why a feed may not be asked, and until when.
type rule struct {
	at  time.Time
	why string
}

// mayAsk returns which of the feeds (none: all) a person may have asked now, and
// what keeps the first of the others. A feed that is named is bound by the floor and
// by a server that asked to be left alone; all of them are bound by the wishes of
// servers and feeds too, since nobody has asked for one of them.
func mayAsk(all []news.FeedStatus, ids []news.FeedID, interval time.Duration, now time.Time) (ask []news.FeedID, first rule) {
	for _, f := range all {
		if len(ids) > 0 && !slices.Contains(ids, f.Feed.ID) || len(ids) == 0 && f.State.Gone {
			continue
		}
		r := keptFrom(f, len(ids) > 0, interval, now)
		switch {
		case !r.at.After(now):
			ask = append(ask, f.Feed.ID)
		case first.at.IsZero() || r.at.Before(first.at):
			first = r
		}
	}
	return ask, first
}

// keptFrom returns the rule that keeps a feed from being asked; its time is not
// after now if there is none.
func keptFrom(f news.FeedStatus, named bool, interval time.Duration, now time.Time) rule {
	if f.State.LastTry.IsZero() || !feeds.Due(f, interval, now).After(now) {
		return rule{}
	}
	r := rule{f.State.LastTry.Add(feeds.ManualFloor), "polled less than " + feeds.Spell(feeds.ManualFloor) + " ago"}
	if next := feeds.Due(f, interval, now); next.Before(r.at) {
		r.at = next
	}
	until, why := feeds.Request(f, interval, now)
	if named && !feeds.OnHold(f, now) {
		return r
	}
	if until.After(r.at) {
		r = rule{until, why.String()}
	}
	return r
}

// FullText fetches a story's page and keeps what became of it.
func (a *Actions) FullText(ctx context.Context, id news.StoryID) error {
	story, err := a.s.Cache.Story(ctx, id)
	if err != nil {
		return err
	}
	return a.s.fetchInto(ctx, a.follower.poller, story)
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
