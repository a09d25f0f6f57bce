package served

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"sitrep/cmd/sitrep/internal/app"
	"sitrep/internal/news"
	"sitrep/internal/sshd"
	"sitrep/internal/store/storetest"
)

// fixture is a server with a cache of made-up stories, and the key of its only person.
type fixture struct {
	addr    string
	key     ssh.Signer
	readers *Readers
	stop    func()
	once    sync.Once
	dir     string
}

// start serves a cache of n stories to Ana.
func start(tb testing.TB, n int, limits sshd.Limits) *fixture {
	tb.Helper()
	dir := tb.TempDir()
	conf := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(conf, []byte("packs: []\n"), 0o600); err != nil {
		tb.Fatal(err)
	}
	a, err := app.Open(tb.Context(), app.Options{
		Now: time.Now, Log: slog.New(slog.NewTextHandler(tb.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})), Process: os.Getpid(), ConfigFile: conf, DataDir: filepath.Join(dir, "data"),
		Getenv: func(k string) string { return map[string]string{"HOME": dir}[k] },
	})
	if err != nil {
		tb.Fatal(err)
	}
	fill(tb, a, n)
	f := &fixture{dir: dir}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	if f.key, err = ssh.NewSignerFromKey(private); err != nil {
		tb.Fatal(err)
	}
	people := filepath.Join(dir, "people")
	if _, err := sshd.AddKeys(people, "ana", ssh.MarshalAuthorizedKey(f.key.PublicKey())); err != nil {
		tb.Fatal(err)
	}
	if f.readers, err = New(a); err != nil {
		tb.Fatal(err)
	}
	s := &sshd.Server{People: people, Now: time.Now, Audit: func(sshd.Entry) {}, Run: f.readers.Run, Limits: limits}
	if s.Host, err = sshd.MakeHostKey(filepath.Join(dir, "host")); err != nil {
		tb.Fatal(err)
	}
	if err := s.Load(); err != nil {
		tb.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	f.addr = l.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { f.readers.Work(ctx) })
	all.Go(func() {
		if err := s.Serve(ctx, l); err != nil {
			tb.Error(err)
		}
	})
	f.stop = func() {
		stop()
		all.Wait()
		if err := a.Close(); err != nil {
			tb.Error(err)
		}
	}
	tb.Cleanup(func() { f.close(tb) })
	return f
}

func (f *fixture) close(testing.TB) { f.once.Do(f.stop) }

// fill puts stories into a cache.
func fill(tb testing.TB, a *app.App, n int) {
	tb.Helper()
	all := storetest.Feeds()
	if err := a.DB.SetFeeds(tb.Context(), all); err != nil {
		tb.Fatal(err)
	}
	speaker := storetest.NewSpeaker(1)
	for from := 0; from < n; from += 500 {
		feed := all[from/500%len(all)].ID
		arrivals := speaker.Arrivals(feed, from, min(500, n-from))
		for i := range arrivals {
			arrivals[i].Whole = true // no page is fetched
		}
		if _, err := a.DB.Save(tb.Context(), news.Batch{Feed: feed, Arrivals: arrivals}); err != nil {
			tb.Fatal(err)
		}
	}
}
