package app

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/feeds"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
)

// testApp opens an App in a folder of its own that follows no feed.
func testApp(t *testing.T) *App {
	t.Helper()
	dir := t.TempDir()
	a, err := Open(t.Context(), Options{
		Now: time.Now, Log: slog.New(slog.DiscardHandler), Hostname: "velm", Process: os.Getpid(), DataDir: filepath.Join(dir, "data"),
		Getenv: func(k string) string { return map[string]string{"HOME": dir, "XDG_CONFIG_HOME": dir}[k] },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// session begins a session of the owner.
func session(t *testing.T, a *App) *Session {
	t.Helper()
	s, err := a.OwnSession(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestSessionsOfOneProcessHaveAPlaceEach opens two sessions of one App, as a
// server would: the second must not take itself for the first.
func TestSessionsOfOneProcessHaveAPlaceEach(t *testing.T) {
	a := testApp(t)
	first, second := session(t, a), session(t, a)
	kept, holder := first.ClaimPlace(t.Context())
	if kept.Fresh || holder != "" {
		t.Fatalf("the first session: fresh %t, holder %q", kept.Fresh, holder)
	}
	beside, holder := second.ClaimPlace(t.Context())
	if !beside.Fresh || holder.String() != fmt.Sprintf("sitrep (process %d on velm)", os.Getpid()) {
		t.Errorf("the second session: fresh %t, holder %q, want it beside the first", beside.Fresh, holder)
	}
	if err := beside.Release(); err != nil {
		t.Error(err)
	}
	taken := second.TakePlace(t.Context(), holder)
	if taken.Fresh {
		t.Error("the second session does not get the place that it takes")
	}
	_, holder = session(t, a).ClaimPlace(t.Context())
	if !strings.HasPrefix(holder.String(), "sitrep, session 2 ") {
		t.Errorf("the place is held by %q, want the second session", holder)
	}
	for _, p := range []Place{taken, kept} {
		if err := p.Release(); err != nil {
			t.Error(err)
		}
	}
}

// TestEachSessionHearsTheLastStateOfPolling listens twice, and looks late.
func TestEachSessionHearsTheLastStateOfPolling(t *testing.T) {
	f, err := testApp(t).Follower()
	if err != nil {
		t.Fatal(err)
	}
	one, deaf := f.Progress()
	two, unheard := f.Progress()
	defer unheard()
	for done := range 3 {
		f.tellProgress(feeds.Progress{Running: true, Done: done, Total: 3, Now: sanitize.Lit("Gauge")})
	}
	deaf()
	f.tellProgress(feeds.Progress{Done: 3, Total: 3})
	if p := <-one; p.Done != 2 || !p.Running {
		t.Errorf("the first heard %+v, want the last state before it went", p)
	}
	if p := <-two; p.Done != 3 || p.Running {
		t.Errorf("the second heard %+v, want the last state", p)
	}
	select {
	case p := <-one:
		t.Errorf("who no longer listens heard %+v", p)
	default:
	}
}

// TestSessionsOfOneProcessMayBeOfTwoPersons opens the sessions that a server
// would: each person has marks of their own, and nobody is added by asking.
func TestSessionsOfOneProcessMayBeOfTwoPersons(t *testing.T) {
	a := testApp(t)
	if _, err := a.Session(t.Context(), "ana"); !errors.Is(err, store.ErrNoPerson) {
		t.Fatalf("a person nobody has added: %v", err)
	}
	if _, err := a.DB.AddPerson(t.Context(), "ana"); err != nil {
		t.Fatal(err)
	}
	id, err := a.DB.AddPage(t.Context(), "https://velm.example/1", news.FullText{Headline: sanitize.Lit("Levee holds"), Body: []news.Block{{Kind: news.Paragraph, Text: sanitize.Lit("It holds.")}}})
	if err != nil {
		t.Fatal(err)
	}
	starred := map[string]bool{}
	for _, name := range []string{"ana", ""} {
		s, err := a.Session(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "ana" {
			if err := s.Cache.Star(t.Context(), true, id); err != nil {
				t.Fatal(err)
			}
		}
		story, err := s.Cache.Story(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		starred[name] = story.Starred
	}
	if !starred["ana"] || starred[""] {
		t.Errorf("starred: %v, want ana alone", starred)
	}
}
