package app

import (
	"cmp"
	"context"
	"errors"

	"sitrep/cmd/sitrep/internal/present"
	"sitrep/feeds"
	"sitrep/internal/news"
)

// PrefetchRequest is what Prefetch is to fetch.
type PrefetchRequest struct {
	Filter news.Filter
	Limit  int   // stories at most, the newest
	Most   int64 // bytes after which no page is begun; 0: no bound
	Dry    bool  // fetch nothing, only estimate
}

// Prefetch fetches the pages of the newest stories that match, then the pages that
// these refer to. progress is called once for each of the two steps and returns a
// function to call after each page, or nil. sum is nil if the work could not start.
func (s *Session) Prefetch(ctx context.Context, r PrefetchRequest, progress func(what string) func(feeds.PrefetchReport)) (sum *present.PrefetchSum, err error) {
	sum = &present.PrefetchSum{Errors: []present.PrefetchError{}}
	start := s.Now()
	p, err := s.Poller(nil)
	if err != nil {
		return nil, err
	}
	stories, err := s.Cache.Stories(ctx, r.Filter, news.Window{Limit: r.Limit})
	if err != nil {
		return nil, err
	}
	sum.Stories = len(stories)
	jobs, err := s.textJobs(ctx, stories, sum)
	if err != nil {
		return nil, err
	}
	if r.Dry {
		more, err := s.referenceJobs(ctx, stories, sum)
		if err != nil {
			return nil, err
		}
		return sum, s.estimate(ctx, len(jobs)+len(more), sum)
	}
	done, err := p.PrefetchWithin(ctx, jobs, r.Most, progress("stories"))
	sum.Add(done)
	if err == nil {
		if jobs, err = s.referenceJobs(ctx, stories, sum); err == nil {
			most := r.Most
			if most > 0 {
				most = max(most-sum.Bytes, 1)
			}
			done, err = p.PrefetchWithin(ctx, jobs, most, progress("references"))
			sum.Add(done)
		}
	}
	sum.ElapsedMS = s.Now().Sub(start).Milliseconds()
	return sum, errors.Join(err, s.Cache.AddPageBytes(context.WithoutCancel(ctx), int64(sum.Fetched), sum.Bytes))
}

// estimate says how many pages would be fetched, and about how many bytes they have: as
// many as those that were fetched before.
func (s *Session) estimate(ctx context.Context, pages int, sum *present.PrefetchSum) error {
	mean, err := s.Cache.PageBytes(ctx)
	if err != nil {
		return err
	}
	sum.Estimate = &present.PrefetchEstimate{Pages: pages, Bytes: int64(pages) * cmp.Or(mean, feeds.UsualPage), Measured: mean > 0}
	return nil
}

// textJobs are the pages of stories whose text the cache lacks, or has of a page
// that has grown since. Pages that gave no text wait until they are due again,
// unless only the line was down.
func (s *Session) textJobs(ctx context.Context, stories []*news.Story, sum *present.PrefetchSum) ([]feeds.PrefetchJob, error) {
	var out []feeds.PrefetchJob
	now := s.Now()
	for _, st := range stories {
		page, err := s.DB.PageState(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case st.URL == "" || st.FullText && !page.IsDue(now):
			sum.Cached++
			continue
		case page.Fault != news.NoFault && page.Fault != news.UnreachedFault && !page.IsDue(now):
			sum.NoText++
			continue
		}
		out = append(out, feeds.PrefetchJob{URL: st.URL, Known: page, Keep: func(ctx context.Context, ft news.FullText) error {
			return s.Cache.SaveFullText(ctx, st.ID, ft)
		}})
	}
	return out, nil
}

// referenceJobs are the pages that stories refer to and the cache does not
// hold, each once.
func (s *Session) referenceJobs(ctx context.Context, stories []*news.Story, sum *present.PrefetchSum) ([]feeds.PrefetchJob, error) {
	seen := map[string]bool{}
	var targets []*news.Story
	var out []feeds.PrefetchJob
	for _, st := range stories {
		refs, err := s.Cache.References(ctx, st.ID)
		if err != nil {
			return nil, err
		}
		for _, r := range refs {
			key := news.URLKey(r.URL)
			if r.Target != nil {
				key = string(r.Target.ID)
			}
			if key == "" || seen[key] || r.Match == news.Maybe {
				continue // a title alone, or a guess
			}
			seen[key] = true
			sum.References++
			if r.Target != nil {
				targets = append(targets, r.Target)
				continue
			}
			address := r.URL
			out = append(out, feeds.PrefetchJob{URL: address, Keep: func(ctx context.Context, ft news.FullText) error {
				if !ft.Err.IsZero() {
					return nil // there is no story yet that could say why it has no text
				}
				_, err := s.Cache.AddPage(ctx, address, ft)
				return err
			}})
		}
	}
	texts, err := s.textJobs(ctx, targets, sum)
	return append(texts, out...), err
}
