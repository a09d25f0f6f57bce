package app

import (
	"bytes"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store/sqlite"
)

// TestNotedDamageIsRepairedByWhateverStartsNext damages parts of the cache that a
// command which only reads does not meet: what doctor had noted of them was looked at
// by commands that write alone, and not all was noted.
func TestNotedDamageIsRepairedByWhateverStartsNext(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, path string, data []byte){
		"a text": func(_ *testing.T, _ string, data []byte) { // lies in several pages, of which a later one loses its number
			at := bytes.Index(data, []byte("Water 30. Water 30. "))/4096*4096 + 4096
			copy(data[at:], bytes.Repeat([]byte{0xff}, 8))
		},
		"an index": func(t *testing.T, path string, data []byte) {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			var page int
			if err := db.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_schema WHERE name = 'story_first'`).Scan(&page); err != nil {
				t.Fatal(err)
			}
			copy(data[(page-1)*4096:], bytes.Repeat([]byte{0xff}, 4096))
		},
	} {
		t.Run(name, func(t *testing.T) { repairsNotedDamage(t, damage) })
	}
}

func repairsNotedDamage(t *testing.T, damage func(t *testing.T, path string, data []byte)) {
	t.Helper()
	dir := t.TempDir()
	var warned []string
	o := Options{
		Now: time.Now, Log: slog.New(slog.DiscardHandler), Process: os.Getpid(), DataDir: dir, Warn: func(what string) { warned = append(warned, what) },
		Getenv: func(k string) string { return map[string]string{"HOME": dir, "XDG_CONFIG_HOME": dir}[k] },
	}
	a, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	b := news.Batch{Feed: "https://radio.velm.example/rss"}
	for i := range 60 {
		id, _ := news.NewStoryID(b.Feed, fmt.Sprint(i), "", "")
		b.Arrivals = append(b.Arrivals, news.Arrival{
			Story: news.Story{ID: id, Feed: b.Feed, GUID: fmt.Sprint(i), Headline: sanitize.Line("Gauge")},
			Body:  []news.Block{{Kind: news.Paragraph, Text: sanitize.Line(strings.Repeat(fmt.Sprintf("Water %d. ", i), 500))}},
		})
	}
	if _, err := a.DB.Save(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "sitrep.db")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	damage(t, path, data)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	doctor := func() string { return fmt.Sprintln(o.Examine(t.Context())) }
	if said := doctor(); !strings.Contains(said, "the cache is damaged") || !sqlite.Suspected(path) {
		t.Fatalf("doctor says %s", said)
	}
	a, err = OpenToRead(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := a.DB.Info(t.Context()); err != nil || n.Stories != 60 {
		t.Errorf("%d stories, %v, want 60", n.Stories, err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if said := doctor(); strings.Contains(said, "damaged") || len(warned) != 2 {
		t.Errorf("afterwards doctor says %s; warned: %q", said, warned)
	}
}
