//go:build unix

package app

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestTheConfigurationIsTakenOverWhileSitrepRuns: a feed that was added in another
// window came with the next start only.
func TestTheConfigurationIsTakenOverWhileSitrepRuns(t *testing.T) {
	f := newFollowed(t)
	s, _, _ := f.begin(t)
	ctx, cancel := context.WithCancel(t.Context())
	told, asked, done := make(chan Reloaded), make(chan struct{}, 1), make(chan struct{})
	go func() {
		defer close(done)
		s.WatchConfig(ctx, asked, func(r Reloaded) {
			select {
			case told <- r:
			case <-ctx.Done():
			}
		})
	}()
	defer func() {
		cancel()
		<-done
	}()
	base := fmt.Sprintf("packs: []\npoll: {allow_private: [127.0.0.1], host_gap: 0s}\nfeeds:\n  - url: %s\n", f.feed)
	for _, c := range []struct {
		name, src, says string
		feeds           int
		ask             bool
	}{
		{"a feed", base + "  - url: https://tide.example/rss\nreader: {pipe: {print: [cat]}}\n", "The configuration is in force: 1 feed more.", 2, false},
		{
			"desk and keys", base + "desks: [{name: Floods, query: flood}]\nreader: {keys: {refresh: f5}, times: both}\n",
			"The configuration is in force: 1 feed less, desks, keys, settings of the reader.", 1, false,
		},
		{"a mistake", base + "desks:\n  - name: Floods\n    query: \"(flood\"\n", "The configuration has a mistake; what was in force stays: ", 1, false},
		{"two mistakes", base + "redaer: {}\npoll: {interval: x}\n", " more)", 1, true},
		{"asked, as it was", base + "desks: [{name: Floods, query: flood}]\nreader: {keys: {refresh: f5}, times: both}\n", "nothing in it has changed", 1, true},
	} {
		if err := os.WriteFile(f.ConfigFile, []byte(c.src), 0o600); err != nil {
			t.Fatal(err)
		}
		if c.ask {
			asked <- struct{}{}
		}
		r := <-told
		if !strings.Contains(r.Says(), c.says) {
			t.Errorf("%s: it says %q, want %q", c.name, r.Says(), c.says)
		}
		if r.Err != nil && !regexp.MustCompile(`config\.yaml:\d+: `).MatchString(r.Says()) {
			t.Errorf("%s: no line is named in %q", c.name, r.Says())
		}
		all, err := s.DB.Feeds(t.Context())
		if err != nil || len(all) != c.feeds {
			t.Errorf("%s: %d feeds are followed, want %d (%v)", c.name, len(all), c.feeds, err)
		}
	}
	if got := s.Desks(); len(got) != 1 || got[0].Name.String() != "Floods" {
		t.Errorf("the desks are %v", got)
	}
	if err := os.Remove(f.ConfigFile); err != nil {
		t.Fatal(err)
	}
	if r := <-told; r.Err == nil || !strings.Contains(r.Says(), "is gone") {
		t.Errorf("without the file: %q", r.Says())
	}
}
