package remote_test

import (
	"testing"
	"time"

	"sitrep/feeds/remote"
	"sitrep/internal/news"
)

// TestWhatARoundCosts holds the figures of docs/sync.md.
func TestWhatARoundCosts(t *testing.T) {
	t.Parallel()
	for _, kind := range []remote.Kind{remote.Miniflux, remote.GReader} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			k := newKit(t, kind, news.PeerTheirs)
			k.server = k.connect(16<<20, "s3cret-of-the-peer")
			const entries = 600
			k.fill(entries)
			for n := 101; n <= entries; n++ {
				k.peer.Mark(int64(n), true, false)
			}
			if r := k.mustRound(); r.New != entries {
				t.Fatalf("%d new stories", r.New)
			}
			cost := func() (requests int, bytes int64) {
				t.Helper()
				n, b := k.server.Requests()
				k.mustRound()
				requests, bytes = k.server.Requests()
				return requests - n, bytes - b
			}
			k.advance(5 * time.Minute)
			k.mustRound()
			k.advance(5 * time.Minute)
			if n, b := cost(); n > 3 || b > 5000 {
				t.Errorf("nothing new, 100 unread: %d requests, %d bytes; want at most 3 and 5000", n, b)
			}
			var ids []news.StoryID
			for n := 101; n <= entries; n++ {
				ids = append(ids, k.story(n).ID)
			}
			must(t, k.cache.MarkRead(ctx, false, ids...))
			k.peer.Requests()
			k.mustRound()
			sends := 0
			for _, r := range k.peer.Requests() {
				if r[:3] != "GET" && r != "POST /greader/accounts/ClientLogin" {
					sends++
				}
			}
			if sends > 2 {
				t.Errorf("500 marks took %d requests, want at most 2", sends)
			}
			// A week without a line settles in one round.
			must(t, k.cache.MarkRead(ctx, true, ids...))
			must(t, k.cache.Star(ctx, true, ids...))
			k.advance(7 * 24 * time.Hour)
			if r := k.mustRound(); r.Sent != 2*len(ids) {
				t.Errorf("%d marks were sent, want %d", r.Sent, 2*len(ids))
			}
			if n, err := k.cache.Waiting(ctx, "home"); n != 0 || err != nil {
				t.Errorf("%d marks wait (%v)", n, err)
			}
		})
	}
}
