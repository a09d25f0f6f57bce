package store_test

import (
	"database/sql"
	"slices"
	"testing"

	"sitrep/internal/news"
	"sitrep/internal/store"
	"sitrep/internal/store/storetest"
)

// TestTitlesAreFilledWithTheWordsThatSavingWrites empties the tables of words and
// has them filled, with as many rows gathered at a time as leave one part, parts
// of many titles, and parts of a few.
func TestTitlesAreFilledWithTheWordsThatSavingWrites(t *testing.T) {
	p, _ := openNew(t)
	feed := storetest.Feeds()[0]
	must(t, p.SetFeeds(t.Context(), []news.Feed{feed}))
	const stories = 4500 // more than two reads of titles
	save(t, p, feed.ID, storetest.NewSpeaker(1).Arrivals(feed.ID, 0, stories)...)
	rows := func(q string) (out [][2]int64) {
		t.Helper()
		rs, err := store.Connections(p.DB).QueryContext(t.Context(), q)
		must(t, err)
		defer rs.Close()
		for rs.Next() {
			var r [2]int64
			must(t, rs.Scan(&r[0], &r[1]))
			out = append(out, r)
		}
		must(t, rs.Err())
		return out
	}
	const titles, wanted = `SELECT word, story FROM title_word ORDER BY 1, 2`, `SELECT word, ref FROM wanted_word ORDER BY 1, 2`
	saved, unresolved := rows(titles), rows(wanted)
	if len(saved) < stories || len(unresolved) == 0 {
		t.Fatalf("%d words of %d stories, %d of references", len(saved), stories, len(unresolved))
	}
	var refs int64
	must(t, store.Connections(p.DB).QueryRowContext(t.Context(), `SELECT count(*) FROM ref WHERE title <> ''`).Scan(&refs))
	for _, atOnce := range []int{1 << 20, 20_000, 1} {
		// A key of an earlier version is made as it is made today.
		old, err := sql.Open("sqlite", infoPath(t, p))
		must(t, err)
		_, err = old.ExecContext(t.Context(), `UPDATE story SET title_key = 'old' WHERE seq = 4444`)
		must(t, err)
		must(t, old.Close())
		reported, of, err := store.FillTitlesAgain(t.Context(), p.DB, atOnce)
		must(t, err)
		diff(t, "words of stories", saved, rows(titles))
		got := rows(wanted)
		for _, r := range unresolved {
			if _, found := slices.BinarySearchFunc(got, r, func(a, b [2]int64) int { return slices.Compare(a[:], b[:]) }); !found {
				t.Fatalf("%d at once: the word %v of a reference is missing", atOnce, r)
			}
		}
		diff(t, "titles", stories+refs, of)
		diff(t, "reported at last", of, reported[len(reported)-1])
		if !slices.IsSorted(reported) {
			t.Errorf("%d at once: reported %v", atOnce, reported)
		}
		var key, headline string
		must(t, store.Connections(p.DB).QueryRowContext(t.Context(), `SELECT title_key, headline FROM story WHERE seq = 4444`).Scan(&key, &headline))
		diff(t, "key", news.TitleKey(headline), key)
	}
}
