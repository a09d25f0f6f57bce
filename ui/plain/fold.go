package plain

import (
	"slices"

	"sitrep/internal/news"
	"sitrep/ui/reader"
)

// folds says which stories of a list are one event: they are listed once, with the
// newest. The zero value folds nothing.
type folds struct {
	events map[news.StoryID]*news.Cluster // by the story that is listed
	row    map[string]int                 // the row of a cluster
	of     map[news.StoryID]string        // the cluster of a story
}

// folding reports whether a list folds: searches do not.
func (r *Reader) folding(l *list) bool { return r.env.Fold && !r.unfolded && l.query == "" }

// fold leaves out the rows of events that are listed already.
func (l *list) fold(r *Reader, rows []*news.Story) ([]*news.Story, error) {
	if !r.folding(l) || len(rows) == 0 {
		return rows, nil
	}
	ids := make([]news.StoryID, len(rows))
	for i, s := range rows {
		ids[i] = s.ID
	}
	clusters, err := r.env.Library.ClustersOf(r.env.Ctx, ids)
	if err != nil {
		return nil, err
	}
	f := &l.folds
	if f.of == nil {
		*f = folds{events: map[news.StoryID]*news.Cluster{}, row: map[string]int{}, of: map[news.StoryID]string{}}
	}
	byID := map[string]*news.Cluster{}
	for i := range clusters {
		c := &clusters[i]
		if len(c.Stories) < 2 {
			continue
		}
		byID[c.ID] = c
		for _, id := range c.Stories {
			if f.of[id] == "" {
				f.of[id] = c.ID
			}
		}
	}
	at := len(l.rows)
	return slices.DeleteFunc(rows, func(s *news.Story) bool {
		id := f.of[s.ID]
		if id == "" {
			at++
			return false
		}
		if _, listed := f.row[id]; listed {
			return true
		}
		f.row[id], f.events[s.ID] = at, byID[id]
		at++
		return false
	}), nil
}

// reported says who else reports the event of a headline; empty: nobody does.
func (l *list) reported(s *news.Story) string {
	c := l.folds.events[s.ID]
	switch {
	case c == nil:
		return ""
	case c.Outlets == 0:
		return reader.Count(len(c.Stories), "story", "stories") + " of this event"
	}
	return reader.CountWords(c.Outlets, c.Origins, c.AtLeast)
}

// turnFold lists each story by itself, or one of each event again.
func (r *Reader) turnFold() {
	if !r.env.Fold {
		r.say("Nothing is folded: reader.fold is off.")
		return
	}
	r.unfolded = !r.unfolded
	if r.unfolded {
		r.say("Each story is listed by itself.")
	} else {
		r.say("Stories of one event are listed once.")
	}
	r.anew()
}
