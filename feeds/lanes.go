package feeds

import (
	"context"

	"golang.org/x/sync/errgroup"

	"sitrep/internal/news"
)

// lane holds the feeds of one host that wait to be tried.
type lane struct {
	waiting []news.FeedStatus
	trying  int
	ready   bool // it stands in the line of lanes that may go on
}

// feeds tries feeds side by side, Options.Concurrency at a time. Of those at
// one host only a few are under way, so that a slow host with many feeds does
// not keep the others waiting. A feed that has been tried makes place for the
// next one while it is being saved.
func (r *round) feeds(ctx context.Context, due []news.FeedStatus) error {
	lanes := make(map[string]*lane)
	var line []*lane
	for _, f := range due {
		host := hostOf(addressOf(f))
		l := lanes[host]
		if l == nil {
			l = &lane{ready: true}
			lanes[host] = l
			line = append(line, l)
		}
		l.waiting = append(l.waiting, f)
	}
	g, gctx := errgroup.WithContext(ctx)
	tried := make(chan *lane)
	for running := 0; ; {
		if len(line) > 0 && running < r.p.o.Concurrency && gctx.Err() == nil {
			l := line[0]
			f := l.waiting[0]
			line, l.waiting = line[1:], l.waiting[1:]
			l.trying++
			running++
			if l.ready = r.mayGoOn(l); l.ready {
				line = append(line, l)
			}
			g.Go(func() (err error) {
				defer r.p.caught(string(f.Feed.ID), &err)
				res, err := r.feed(gctx, f)
				tried <- l
				if err == nil {
					err = r.save(gctx, f, res)
				}
				r.p.unsaved.Release(res.unsaved)
				return err
			})
			continue
		}
		if running == 0 {
			return g.Wait()
		}
		l := <-tried
		l.trying--
		running--
		if !l.ready && r.mayGoOn(l) {
			l.ready = true
			line = append(line, l)
		}
	}
}

// mayGoOn reports whether another feed of a lane may be tried.
func (r *round) mayGoOn(l *lane) bool { return len(l.waiting) > 0 && l.trying < r.p.o.PerHost }
