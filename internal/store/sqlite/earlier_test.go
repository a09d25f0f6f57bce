package sqlite_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/sqlite"
	"sitrep/internal/store/storetest"
)

// firstWithPersons is the first version in which marks are a person's.
const firstWithPersons = 6

// lastVersion returns the version of a cache of this program.
func lastVersion(t testing.TB) int {
	t.Helper()
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	return len(steps)
}

// earlierCache makes a cache by the first migrations, with two starred stories
// of which one refers to the other, and returns its path.
func earlierCache(t testing.TB, steps []string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cache.db")
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	raw.SetMaxOpenConns(1)
	run := func(q string, args ...any) {
		t.Helper()
		if _, err := raw.ExecContext(t.Context(), q, args...); err != nil {
			t.Fatalf("version %d: %.80s: %v", len(steps), q, err)
		}
	}
	for _, f := range steps {
		text, err := os.ReadFile(f)
		must(t, err)
		run(string(text))
	}
	run(fmt.Sprintf(`PRAGMA user_version = %d`, len(steps)))
	run(`INSERT INTO feed (num, id, active, name, moved_to) VALUES (1, ?, 1, 'Radio Velm', 'https://velm.example/f')`, string(radio))
	for seq, headline := range []string{"", "Dam gates jam above Velm", "Bridge closed in Velm"} {
		if seq == 0 {
			continue
		}
		place := (start.UnixMilli()+int64(seq))<<12 + int64(seq)
		run(`INSERT INTO story (place, seq, id, feed, source, guid, url, headline, summary, byline, lang, published_ms, published_day,
			updated_ms, first_ms, worded_ms, title_key, content_hash, wording_hash, starred) VALUES
			(?1, ?2, ?3, 1, 'Radio Velm', '', ?4, ?5, '', '', 'en', ?6, 0, 0, ?6, ?6, '', x'00', x'00', 1)`,
			place, seq, fmt.Sprintf("story%011d", seq), fmt.Sprintf("https://radio.velm.example/%d", seq), headline, start.UnixMilli()+int64(seq))
		run(`INSERT INTO feed_body (story, whole, blocks) VALUES (?, 1, '[{"k":"p","t":"The river rises."}]')`, seq)
		run(`INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, '', 'the river rises')`, place, strings.ToLower(headline))
	}
	run(`INSERT INTO ref (story, page, n, title, title_key, url, url_key, marker, kind, paragraph, score)
		VALUES (2, 0, 1, 'Dam gates jam above Velm', '', '', '', 'Read also', 'inline', 1, 1)`)
	run(`UPDATE story SET refs = 1 WHERE seq = 2`)
	if len(steps) < firstWithPersons {
		run(`INSERT INTO meta VALUES ('seq', 2) ON CONFLICT DO NOTHING`)
	} else {
		run(`INSERT INTO state VALUES ('seq', 2) ON CONFLICT DO NOTHING`)
		run(`INSERT INTO mark (person, story, place, starred, read_seq, at_ms) SELECT 1, seq, place, 1, 2, 0 FROM story`)
	}
	run(`INSERT INTO tally VALUES (1, 2, 2) ON CONFLICT DO NOTHING`)
	must(t, raw.Close())
	return path
}

// earlierCaches returns a cache of each earlier version for the contract.
func earlierCaches(t testing.TB) []storetest.Earlier {
	t.Helper()
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	var out []storetest.Earlier
	for version := 1; version < len(steps); version++ {
		path := earlierCache(t, steps[:version])
		headlines := []string{"Bridge closed in Velm", "Dam gates jam above Velm"}
		out = append(out, storetest.Earlier{
			Name:      fmt.Sprint("version ", version),
			Open:      func(o store.Options) (*store.DB, error) { return sqlite.Open(t.Context(), path, o) },
			Headlines: headlines, Starred: headlines,
		})
	}
	return out
}

// TestPagesThatGaveNoTextAreFetchedAgainAfterAnUpgrade: up to version 7 a page
// that had been a gate was never asked for again.
func TestPagesThatGaveNoTextAreFetchedAgainAfterAnUpgrade(t *testing.T) {
	steps, err := filepath.Glob("schema/*.sql")
	must(t, err)
	path := earlierCache(t, steps[:7])
	raw, err := sql.Open("sqlite", path)
	must(t, err)
	for _, q := range []string{
		`UPDATE feed SET full_text = 1`,
		`UPDATE story SET tried = 1`,
		`UPDATE story SET full_text = 1 WHERE seq = 2`,
		`INSERT INTO page_body (story, note, paragraphs, wording_hash, blocks) VALUES (1, 'It asks for consent.', 0, x'', '')`,
		`INSERT INTO page_body (story, note, paragraphs, wording_hash, blocks) VALUES (2, 'Not now.', 1, x'01', '[{"k":"p","t":"All of it."}]')`,
		`INSERT INTO revision (story, n, seen_ms, headline, blocks) VALUES (2, 1, 7, 'Bridge closed', '')`,
	} {
		_, err := raw.ExecContext(t.Context(), q)
		must(t, err)
	}
	must(t, raw.Close())
	c := newClock()
	c.Advance(time.Second)
	db := open(t, path, store.Options{Now: c.now})
	lacks := func() []string {
		ss, err := db.LacksText(t.Context(), 10)
		must(t, err)
		return headlines(ss)
	}
	diff(t, "at once", []string{}, lacks())
	c.Advance(6*time.Hour + time.Second)
	diff(t, "six hours after the story came", []string{"Dam gates jam above Velm"}, lacks())
	b, err := db.Body(t.Context(), "story00000000002", "")
	must(t, err)
	diff(t, "the text of a page", news.Body{Origin: news.FromPage, Blocks: paras("All of it."), Whole: true}, b)
	revs, err := db.Revisions(t.Context(), "story00000000002")
	must(t, err)
	diff(t, "revisions", []news.Revision{{Story: "story00000000002", N: 1, SeenAt: time.UnixMilli(7).UTC(), Headline: line("Bridge closed")}}, revs)
}
