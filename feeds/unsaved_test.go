package feeds_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/feeds/feedtest"
	"sitrep/internal/news"
)

// gathering is a sink that saves nothing until so many feeds bring something.
type gathering struct {
	*memory
	mu     sync.Mutex
	wants  int
	comes  int
	enough chan struct{}
}

func (g *gathering) Save(ctx context.Context, b news.Batch) (news.Saved, error) {
	if g.enough != nil {
		g.mu.Lock()
		if g.comes++; g.comes == g.wants {
			close(g.enough)
		}
		g.mu.Unlock()
		select {
		case <-g.enough:
		case <-ctx.Done():
		}
	}
	return g.memory.Save(ctx, b)
}

// Feeds of 200 KB with one new item each wait to be saved together. Once only four of
// them could, as many as take 1 MiB, so that each transaction was of a few stories.
func TestWhatIsKnownDoesNotWaitToBeSaved(t *testing.T) {
	const n = 8
	s := publisher(t)
	serve := func(items int) {
		for i := range n {
			f := feedtest.Feed{Title: fmt.Sprint("Outlet ", i)}
			for k := range items {
				f.Items = append(f.Items, feedtest.Item{
					GUID: fmt.Sprint("g", items-k), Title: fmt.Sprintf("Water level %d at gauge %d", items-k, i), Summary: strings.Repeat("The river rises. ", 600),
					Published: noon().Add(time.Duration(items-k-100) * time.Minute),
				})
			}
			s.SetFeed(fmt.Sprint("/", i), f)
		}
	}
	serve(20)
	var urls []string
	for i := range n {
		urls = append(urls, s.URL(fmt.Sprint("/", i)))
	}
	sink := &gathering{memory: newMemory(urls...), wants: n}
	p := poller(t, sink, noon, nil)
	round(t, p, feeds.RefreshRequest{})
	serve(21)
	sink.enough = make(chan struct{})
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	r, err := p.Poll(ctx, feeds.RefreshRequest{All: true})
	if err != nil || r.New != n {
		t.Fatalf("%v: %d new stories, want %d in one go; %d feeds were saved at a time", err, r.New, n, sink.comes)
	}
}
