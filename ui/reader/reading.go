package reader

import (
	"context"

	"sitrep/internal/news"
)

// Reading is a story with everything that is shown of it.
type Reading struct {
	Story *news.Story
	Body  news.Body        // the best text that there is
	Refs  []news.Reference // in order of appearance
	Cited []*news.Story    // the stories that refer to it, newest first
}

// Read reads a story from the cache. It blocks.
func Read(ctx context.Context, lib Stories, id news.StoryID) (r Reading, err error) {
	if r.Story, err = lib.Story(ctx, id); err != nil {
		return Reading{}, err
	}
	if r.Body, err = lib.Body(ctx, id, ""); err != nil {
		return Reading{}, err
	}
	if r.Refs, err = lib.References(ctx, id); err != nil {
		return Reading{}, err
	}
	if r.Cited, err = lib.CitedBy(ctx, id); err != nil {
		return Reading{}, err
	}
	return r, nil
}

// FollowRef returns the story that a reference with an address points at: the
// one that the cache holds, else it is fetched. It blocks.
func (e *Env) FollowRef(ctx context.Context, ref news.Reference) (news.StoryID, error) {
	if st, err := e.Library.StoryAt(ctx, ref.URL); err == nil {
		return st.ID, nil
	}
	return e.Actions.Follow(ctx, ref)
}

// FollowLink returns the story at an address: the one that the cache holds,
// else it is fetched. It blocks.
func (e *Env) FollowLink(ctx context.Context, address string) (news.StoryID, error) {
	if st, err := e.Library.StoryAt(ctx, address); err == nil {
		return st.ID, nil
	}
	return e.Actions.FollowURL(ctx, address)
}
