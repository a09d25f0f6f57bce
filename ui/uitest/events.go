package uitest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"sitrep/internal/cluster"
	"sitrep/internal/news"
	"sitrep/internal/origin"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

var _ reader.Events = (*Events)(nil)

// Events is a reader.Events that returns what a test gives it; wordings are those
// of the Library. It may be used concurrently.
type Events struct {
	Library *Library
	// Clusters are the stories of each event; others are events of one.
	Clusters [][]news.StoryID
	// Origins says where stories come from.
	Origins map[news.StoryID]origin.Origin
	// OnBrief makes the brief; nil: an empty one.
	OnBrief func(from news.Look) *reader.Brief

	mu    sync.Mutex
	looks []news.Look
	moved []string
}

// Moved returns what Join, Part and PutBack were asked for.
func (e *Events) Moved() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.moved)
}

func (e *Events) move(how string, ids []news.StoryID) reader.Regrouped {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := reader.Regrouped{Text: sanitize.Line(fmt.Sprintf("%s: %d.", how, len(ids)))}
	for _, id := range ids {
		how += " " + string(id)
		r.Was = append(r.Was, news.Member{Story: id})
	}
	e.moved = append(e.moved, how)
	return r
}

// Join implements reader.Events.
func (e *Events) Join(_ context.Context, with string, ids ...news.StoryID) (reader.Regrouped, error) {
	return e.move("joined with "+with, ids), nil
}

// Part implements reader.Events.
func (e *Events) Part(_ context.Context, ids ...news.StoryID) (reader.Regrouped, error) {
	return e.move("parted", ids), nil
}

// Recount implements reader.Events.
func (e *Events) Recount(_ context.Context, id news.StoryID) error {
	e.move("recounted", []news.StoryID{id})
	return nil
}

// PutBack implements reader.Events.
func (e *Events) PutBack(_ context.Context, r reader.Regrouped) error {
	var ids []news.StoryID
	for _, m := range r.Was {
		ids = append(ids, m.Story)
	}
	e.move("put back", ids)
	return nil
}

// Looks returns the looks that were set.
func (e *Events) Looks() []news.Look {
	e.mu.Lock()
	defer e.mu.Unlock()
	return slices.Clone(e.looks)
}

// Versions implements reader.Events.
func (e *Events) Versions(ctx context.Context, st *news.Story) ([]reader.Version, error) {
	st, err := e.Library.Story(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	earlier, err := e.Library.Revisions(ctx, st.ID)
	if err != nil {
		return nil, err
	}
	body, err := e.Library.Body(ctx, st.ID, "")
	return reader.VersionsOf(st, earlier, body, st.FirstSeen), err
}

// EventOf implements reader.Events.
func (e *Events) EventOf(ctx context.Context, id news.StoryID, why bool) (*reader.Event, error) {
	ids := []news.StoryID{id}
	for _, c := range e.Clusters {
		if slices.Contains(c, id) {
			ids = c
		}
	}
	out := &reader.Event{ID: "sample"}
	docs, origins := []origin.Document{}, []origin.Origin{}
	for _, id := range ids {
		st, err := e.Library.Story(ctx, id)
		if err != nil {
			return nil, err
		}
		o := e.Origins[id]
		if o.Basis == "" {
			o.Basis = origin.Unknown
		}
		x := reader.EventStory{Story: st, Origin: o}
		if why {
			x.Reason = &cluster.Reason{Words: []string{"dam", "Kamin", "jam"}, Score: 0.31, Apart: 40 * time.Minute}
		}
		out.Stories = append(out.Stories, x)
	}
	slices.SortStableFunc(out.Stories, func(a, b reader.EventStory) int { return a.Story.When().Compare(b.Story.When()) })
	for _, x := range out.Stories {
		docs, origins = append(docs, origin.Document{ID: x.Story.ID, Outlet: x.Story.Source.String()}), append(origins, x.Origin)
	}
	out.Count = origin.CountOf(docs, origins)
	return out, nil
}

// Brief implements reader.Events.
func (e *Events) Brief(_ context.Context, from news.Look) (*reader.Brief, error) {
	if e.OnBrief == nil {
		return &reader.Brief{Since: from.At}, nil
	}
	return e.OnBrief(from), nil
}

// SetLook implements reader.Events.
func (e *Events) SetLook(_ context.Context, look news.Look) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.looks = append(e.looks, look)
	return nil
}
