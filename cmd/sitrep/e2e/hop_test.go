package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/ui"
	"sitrep/ui/keys"
	"sitrep/ui/pane"
	uireader "sitrep/ui/reader"
	"sitrep/ui/theme"
)

// BenchmarkHop follows a reference to a story in the cache: from the key to
// the frame that shows it, over a real cache. The yardstick reads the same
// story from the cache and nothing else.
func BenchmarkHop(b *testing.B) {
	db := hopCache(b)
	sizes := [][2]int{{80, 24}, {200, 60}}
	for _, size := range sizes {
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			d := newHopper(b, db, size[0], size[1])
			at := 0
			for b.Loop() {
				at = 1 - at
				d.follow(b, fmt.Sprintf("Beginning of %d.", at))
			}
		})
	}
	b.Run("reading it", func(b *testing.B) {
		for b.Loop() {
			st, err := db.StoryAt(b.Context(), hopURL(0))
			if err == nil {
				_, err = db.Body(b.Context(), st.ID, "")
			}
			if err == nil {
				_, err = db.References(b.Context(), st.ID)
			}
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}

func hopURL(i int) string { return fmt.Sprintf("https://velm.example/flood/%d", i) }

// hopCache holds two long stories that refer to each other, and others.
func hopCache(b *testing.B) *store.Person {
	b.Helper()
	now := time.Date(2026, 2, 16, 12, 0, 0, 0, time.UTC)
	all, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "sitrep.db"), store.Options{Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { all.Close() })
	db, err := all.For(b.Context(), "")
	if err != nil {
		b.Fatal(err)
	}
	const feed = news.FeedID("https://velm.example/rss")
	if err := db.SetFeeds(b.Context(), []news.Feed{{ID: feed}}); err != nil {
		b.Fatal(err)
	}
	var arrivals []news.Arrival
	for i := range 2000 {
		a := news.Arrival{Whole: true, Story: news.Story{
			URL: hopURL(i), GUID: hopURL(i), Headline: sanitize.Line(fmt.Sprintf("Part %d of the flood", i)), Published: now.Add(time.Duration(-i) * time.Minute),
		}}
		a.Body = append(a.Body, news.Block{Kind: news.Paragraph, Text: sanitize.Line(fmt.Sprintf("Beginning of %d.", i))})
		for k := range 40 {
			a.Body = append(a.Body, news.Block{Kind: news.Paragraph, Text: sanitize.Line(fmt.Sprintf("%d. %s", k, strings.Repeat("The water rose again in the old town. ", 8)))})
		}
		if i < 2 {
			a.References = []news.Reference{{Title: sanitize.Lit("The other part"), URL: hopURL(1 - i), Kind: news.RefInline, Paragraph: 1, Score: 1}}
		}
		arrivals = append(arrivals, a)
	}
	if _, err := db.Save(b.Context(), news.Batch{Feed: feed, Arrivals: arrivals}); err != nil {
		b.Fatal(err)
	}
	return db
}

// hopper drives a screen without a terminal: commands run as they do in the
// program, side by side.
type hopper struct {
	screen tea.Model
	msgs   chan tea.Msg
}

func newHopper(b *testing.B, db *store.Person, w, h int) *hopper {
	b.Helper()
	table, err := keys.New(keys.Default(), nil)
	if err != nil {
		b.Fatal(err)
	}
	d := &hopper{msgs: make(chan tea.Msg, 100)}
	d.screen = ui.New(ui.Options{Keys: table, Changed: make(chan struct{}), Progress: make(chan uireader.Progress), Env: &pane.Env{
		Env: uireader.Env{Ctx: b.Context(), Library: db, Now: time.Now}, Theme: theme.Dark(), Width: 76,
	}})
	d.update(tea.WindowSizeMsg{Width: w, Height: h})
	st, err := db.StoryAt(b.Context(), hopURL(0))
	if err != nil {
		b.Fatal(err)
	}
	d.update(pane.StoryRequested{Story: st})
	d.until(b, "Beginning of 0.")
	return d
}

// follow presses the key of the first reference and waits for the frame.
func (d *hopper) follow(b *testing.B, text string) {
	d.update(tea.KeyPressMsg{Code: '1', Text: "1"})
	d.until(b, text)
}

func (d *hopper) until(b *testing.B, text string) {
	b.Helper()
	limit := time.After(patience)
	for {
		frame := d.screen.View().Content
		if strings.Contains(frame, text) {
			return
		}
		select {
		case m := <-d.msgs:
			d.update(m)
		case <-limit:
			b.Fatalf("no frame shows %q:\n%s", text, frame)
		}
	}
}

func (d *hopper) update(m tea.Msg) {
	next, cmd := d.screen.Update(m)
	d.screen = next
	d.run(cmd)
}

func (d *hopper) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch m := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range m {
				d.run(c)
			}
		default:
			d.msgs <- m
		}
	}()
}
