package uitest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"sitrep/ui/reader"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

var _ reader.Actions = (*Actions)(nil)

// Call is one thing that was asked for: the method, and what with.
type Call struct {
	Method string // "Refresh", "FullText", "Follow", "FollowURL", "Browse", "Clip", "Save", "Pipe"
	Arg    string // feeds separated by spaces, a story's ID, an address or a title, a text
}

// Actions records what it is asked and answers as its functions say; where
// one is nil, with success, and with what the Library holds. It may be used
// concurrently. Functions run in the goroutine of the command and may wait
// for channels, timers and the context.
type Actions struct {
	Library *Library // where Follow looks; may be nil

	OnRefresh   func(ctx context.Context, feeds []news.FeedID) error
	OnFullText  func(ctx context.Context, id news.StoryID) error
	OnFollow    func(ctx context.Context, r news.Reference) (news.StoryID, error)
	OnFollowURL func(ctx context.Context, url string) (news.StoryID, error)
	OnBrowse    func(ctx context.Context, url string) error
	OnClip      func(ctx context.Context, text sanitize.Clean) (string, error)
	OnSave      func(ctx context.Context, path string, ids []news.StoryID) (string, error)
	OnPipe      func(ctx context.Context, name string, ids []news.StoryID) (sanitize.Clean, error)

	// OnChange answers for all changes of the configuration: the method, and what it
	// was asked, as recorded.
	OnChange   func(ctx context.Context, method, arg string) (sanitize.Clean, error)
	OnMarkLine func(ctx context.Context, id news.StoryID, url string) (sanitize.Clean, error)
	Left       int // what Keep returns

	mu    sync.Mutex
	calls []Call
}

// Calls returns the requests, in order.
func (a *Actions) Calls() []Call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.calls)
}

func (a *Actions) record(method, arg string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.calls = append(a.calls, Call{method, arg})
}

// Refresh implements reader.Actions.
func (a *Actions) Refresh(ctx context.Context, feeds ...news.FeedID) error {
	a.record("Refresh", joined(feeds))
	if a.OnRefresh == nil {
		return nil
	}
	return a.OnRefresh(ctx, feeds)
}

// FullText implements reader.Actions.
func (a *Actions) FullText(ctx context.Context, id news.StoryID) error {
	a.record("FullText", string(id))
	if a.OnFullText == nil {
		return nil
	}
	return a.OnFullText(ctx, id)
}

// MarkLine implements reader.Actions.
func (a *Actions) MarkLine(ctx context.Context, id news.StoryID, url string) (sanitize.Clean, error) {
	a.record("MarkLine", string(id)+" "+url)
	if a.OnMarkLine == nil {
		return sanitize.Lit("Marked."), nil
	}
	return a.OnMarkLine(ctx, id, url)
}

// Keep implements reader.Actions.
func (a *Actions) Keep(_ context.Context, id news.StoryID) (int, error) {
	a.record("Keep", string(id))
	return a.Left, nil
}

// Follow implements reader.Actions.
func (a *Actions) Follow(ctx context.Context, r news.Reference) (news.StoryID, error) {
	arg := r.URL
	if arg == "" {
		arg = r.Title.String()
	}
	a.record("Follow", arg)
	if a.OnFollow != nil {
		return a.OnFollow(ctx, r)
	}
	if r.To != "" {
		return r.To, nil
	}
	return a.find(ctx, r.URL)
}

// FollowURL implements reader.Actions.
func (a *Actions) FollowURL(ctx context.Context, url string) (news.StoryID, error) {
	a.record("FollowURL", url)
	if a.OnFollowURL != nil {
		return a.OnFollowURL(ctx, url)
	}
	return a.find(ctx, url)
}

func (a *Actions) find(ctx context.Context, url string) (news.StoryID, error) {
	if a.Library == nil {
		return "", fmt.Errorf("follow %s: %w", url, news.ErrNotFound)
	}
	s, err := a.Library.StoryAt(ctx, url)
	if err != nil {
		return "", err
	}
	return s.ID, nil
}

// Browse implements reader.Actions.
func (a *Actions) Browse(ctx context.Context, url string) error {
	a.record("Browse", url)
	if a.OnBrowse == nil {
		return nil
	}
	return a.OnBrowse(ctx, url)
}

// Clip implements reader.Actions.
func (a *Actions) Clip(ctx context.Context, text sanitize.Clean) (string, error) {
	a.record("Clip", text.String())
	if a.OnClip == nil {
		return "/clip", nil
	}
	return a.OnClip(ctx, text)
}

// Proposal implements reader.Actions: "/saved/" and the first ID, or the folder
// for several.
func (a *Actions) Proposal(_ context.Context, ids ...news.StoryID) (string, error) {
	if len(ids) != 1 {
		return "/saved/", nil
	}
	return "/saved/" + string(ids[0]) + ".md", nil
}

// Save implements reader.Actions.
func (a *Actions) Save(ctx context.Context, path string, ids ...news.StoryID) (string, error) {
	a.record("Save", strings.TrimSpace(path+" "+joined(ids)))
	switch {
	case a.OnSave != nil:
	case path == "":
		return a.Proposal(ctx, ids...)
	default:
		return path, nil
	}
	return a.OnSave(ctx, path, ids)
}

// Pipe implements reader.Actions.
func (a *Actions) Pipe(ctx context.Context, name string, ids ...news.StoryID) (sanitize.Clean, error) {
	a.record("Pipe", name+" "+joined(ids))
	if a.OnPipe == nil {
		return sanitize.Clean{}, nil
	}
	return a.OnPipe(ctx, name, ids)
}

// joined writes IDs with spaces between.
func joined[T ~string](ids []T) string {
	parts := make([]string, len(ids))
	for i, id := range ids {
		parts[i] = string(id)
	}
	return strings.Join(parts, " ")
}
