package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sitrep/feeds"
	"sitrep/internal/cite"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/ui/reader"
)

// ServedSession returns a new session of a person whose key the server knows. Who
// comes for the first time is added to the cache.
func (a *App) ServedSession(ctx context.Context, name string) (*Session, error) {
	if name == "" {
		return nil, errors.New("a served session has a person with a name")
	}
	if _, err := a.DB.For(ctx, name); errors.Is(err, store.ErrNoPerson) {
		if _, err := a.DB.AddPerson(ctx, name); err != nil {
			if _, now := a.DB.For(ctx, name); now != nil { // unless two sessions have added them
				return nil, err
			}
		}
	}
	return a.Session(ctx, name)
}

// The errors of actions that a served session never does, and that its person may not.
var (
	ErrNotServed = errors.New("not on a served session: it starts no program and writes no file; y copies the address")
	ErrNoEditor  = errors.New("a reader does not change what the team follows; ask an editor")
)

// Served implements reader.Actions for a session that is served to another machine. It
// starts no program and writes no file of its person's choice, and changes what all
// share for editors only. Every method is written out, so that a new one cannot be
// there by itself. It is safe for concurrent use. Make one with Session.Served.
type Served struct {
	a      *Actions
	editor func() bool // the person may change feeds and desks now
	pages  *Allowance
}

var (
	_ reader.Actions  = (*Served)(nil)
	_ reader.Notebook = servedNotebook{}
)

// Served returns the actions of a served session. editor reports whether its person may
// change feeds and desks at the time; pages is shared by all sessions.
func (s *Session) Served(f *Follower, editor func() bool, pages *Allowance) *Served {
	return &Served{a: &Actions{s: s, follower: f}, editor: editor, pages: pages}
}

// Notebook returns the notes of the session's person.
func (v *Served) Notebook() reader.Notebook { return servedNotebook{v.a.Notebook()} }

// Refresh asks whoever polls this cache to poll feeds, within their floors.
func (v *Served) Refresh(ctx context.Context, ids ...news.FeedID) error {
	return v.hidden(v.a.Refresh(ctx, ids...))
}

// FullText fetches a story's page.
func (v *Served) FullText(ctx context.Context, id news.StoryID) error {
	if err := v.pages.spend(v.a.s.Cache.Name(), textPages, v.a.s.Now()); err != nil {
		return err
	}
	return v.hidden(v.a.FullText(ctx, id))
}

// Follow returns the story that a reference points at, and fetches it if the cache lacks
// it.
func (v *Served) Follow(ctx context.Context, r news.Reference) (news.StoryID, error) {
	if r.To != "" || r.URL == "" {
		return v.a.Follow(ctx, r)
	}
	return v.FollowURL(ctx, r.URL)
}

// FollowURL returns the story at an address, and fetches it if the cache lacks it.
func (v *Served) FollowURL(ctx context.Context, url string) (news.StoryID, error) {
	if _, err := v.a.s.Cache.StoryAt(ctx, url); errors.Is(err, news.ErrNotFound) {
		if err := v.pages.spend(v.a.s.Cache.Name(), newPages, v.a.s.Now()); err != nil {
			return "", err
		}
	}
	id, err := v.a.FollowURL(ctx, url)
	return id, v.hidden(err)
}

// MarkLine takes a link for a reference or the other way round, on all pages of a site.
func (v *Served) MarkLine(ctx context.Context, id news.StoryID, url string) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.MarkLine(ctx, id, url) })
}

// Keep shows the text left out of all stories of a site.
func (v *Served) Keep(ctx context.Context, id news.StoryID) (int, error) {
	if !v.editor() {
		return 0, ErrNoEditor
	}
	n, err := v.a.Keep(ctx, id)
	return n, v.hidden(err)
}

// Browse opens nothing.
func (*Served) Browse(context.Context, string) error { return ErrNotServed }

// Clip writes nothing.
func (*Served) Clip(context.Context, sanitize.Clean) (string, error) { return "", ErrNotServed }

// Proposal proposes nothing.
func (*Served) Proposal(context.Context, ...news.StoryID) (string, error) { return "", ErrNotServed }

// Save writes nothing.
func (*Served) Save(context.Context, string, ...news.StoryID) (string, error) {
	return "", ErrNotServed
}

// Pipe starts nothing.
func (*Served) Pipe(context.Context, string, ...news.StoryID) (sanitize.Clean, error) {
	return sanitize.Clean{}, ErrNotServed
}

// AddFeed follows a feed.
func (v *Served) AddFeed(ctx context.Context, address string) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.AddFeed(ctx, address) })
}

// RemoveFeed follows a feed no longer.
func (v *Served) RemoveFeed(ctx context.Context, id news.FeedID) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.RemoveFeed(ctx, id) })
}

// RenameFeed gives a feed another name.
func (v *Served) RenameFeed(ctx context.Context, id news.FeedID, name string) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.RenameFeed(ctx, id, name) })
}

// TagFeed gives a feed a tag, or removes it.
func (v *Served) TagFeed(ctx context.Context, id news.FeedID, tag string, on bool) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.TagFeed(ctx, id, tag, on) })
}

// SaveDesk keeps a query as a desk of all.
func (v *Served) SaveDesk(ctx context.Context, name, text string) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.SaveDesk(ctx, name, text) })
}

// Packs returns the built-in lists of feeds.
func (v *Served) Packs(ctx context.Context) ([]reader.Pack, error) {
	packs, err := v.a.Packs(ctx)
	return packs, v.hidden(err)
}

// SwitchPack follows the feeds of a pack, or no longer.
func (v *Served) SwitchPack(ctx context.Context, name string, on bool) (sanitize.Clean, error) {
	return v.asEditor(func() (sanitize.Clean, error) { return v.a.SwitchPack(ctx, name, on) })
}

// asEditor does what only editors may.
func (v *Served) asEditor(do func() (sanitize.Clean, error)) (sanitize.Clean, error) {
	if !v.editor() {
		return sanitize.Clean{}, ErrNoEditor
	}
	done, err := do()
	return sanitize.Line(v.hide(done.String())), v.hidden(err)
}

// hidden returns an error without paths of the server's machine: those of the
// configuration and the cache, and their folders.
func (v *Served) hidden(err error) error {
	if err == nil {
		return nil
	}
	text := v.hide(err.Error())
	if path, _, perr := v.a.s.ConfigPath(); perr == nil {
		for _, p := range []string{filepath.Dir(v.a.s.Path), filepath.Dir(path)} {
			text = strings.ReplaceAll(text, p+string(filepath.Separator), "")
		}
	}
	if text == err.Error() {
		return err
	}
	return errors.New(text)
}

// hide drops the paths of the configuration and the cache from a text.
func (v *Served) hide(text string) string {
	s := v.a.s
	path, _, err := s.ConfigPath()
	if err != nil {
		return text
	}
	return strings.NewReplacer(path, "the configuration", s.HomePath(path), "the configuration", s.Path, "the cache", s.HomePath(s.Path), "the cache").Replace(text)
}

// servedNotebook is the notebook of a served session, which writes no reports.
type servedNotebook struct{ own Notebook }

// Pin pins a story, or takes the pin off.
func (n servedNotebook) Pin(ctx context.Context, id news.StoryID) (bool, error) {
	return n.own.Pin(ctx, id)
}

// Note keeps a note on a story.
func (n servedNotebook) Note(ctx context.Context, id news.StoryID, text string) error {
	return n.own.Note(ctx, id, text)
}

// Judge keeps a judgement of the watch on a story.
func (n servedNotebook) Judge(ctx context.Context, id news.StoryID, status string) error {
	return n.own.Judge(ctx, id, status)
}

// Export writes nothing.
func (servedNotebook) Export(context.Context) (string, error) { return "", ErrNotServed }

// Known returns what citations of stories hold beside them, in their order.
func (n servedNotebook) Known(ctx context.Context, of ...*news.Story) ([]cite.Known, error) {
	return n.own.Known(ctx, of...)
}

// How many pages one person may have fetched in an hour: those of addresses that the
// cache lacks, and those of stories that it has.
const (
	newPages  = 30
	textPages = 240
)

// Allowance counts the pages that each person has fetched. The zero Allowance is ready.
// It is safe for concurrent use.
type Allowance struct {
	mu    sync.Mutex
	spent map[allowed][]time.Time
}

// allowed is a person's allowance of one kind, which its number tells.
type allowed struct {
	person string
	most   int
}

// spend counts one page more, or returns why it may not be.
func (l *Allowance) spend(person string, most int, now time.Time) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := allowed{person, most}
	recent := l.spent[key]
	for len(recent) > 0 && now.Sub(recent[0]) >= time.Hour {
		recent = recent[1:]
	}
	if len(recent) >= most {
		wait := recent[0].Add(time.Hour).Sub(now).Truncate(time.Minute) + time.Minute
		return fmt.Errorf("%d pages an hour are fetched for one person here; the next in %s", most, feeds.Spell(wait))
	}
	if l.spent == nil {
		l.spent = map[allowed][]time.Time{}
	}
	l.spent[key] = append(recent, now)
	return nil
}
