package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode"

	"sitrep/internal/news"
)

// Bounds of cutting titles again.
const (
	flatsAtOnce  = 100 // stories that are read in one go
	minHeadline  = 8   // characters of the key of a headline that ends a title
	mostEnds     = 60  // positions at which one title may end
	mostFlatText = 300 // bytes of a text in which a title may end
)

// startOf returns the beginning of the key of a title by which titles and
// headlines are compared first; empty: the title is too short.
func startOf(key string) string {
	n := 0
	for i := range key {
		if n == minHeadline {
			return key[:i]
		}
		n++
	}
	if n < minHeadline {
		return ""
	}
	return key
}

// putFlat keeps a text of a story whose titles the headlines of other stories
// may end, and makes it pending: the cache may have such headlines already.
func (sv *saver) putFlat(seq int64, page bool, f news.Flat) error {
	if f.Text == "" {
		return nil
	}
	err := sv.exec(`INSERT INTO flat (story, page, text) VALUES (?, ?, ?) ON CONFLICT (story, page) DO UPDATE SET text = excluded.text`, seq, page, f.Text)
	if err != nil {
		return err
	}
	if err := sv.putStarts(seq, page, f.Starts); err != nil {
		return err
	}
	return sv.exec(`INSERT INTO pending_flat (story) VALUES (?) ON CONFLICT DO NOTHING`, seq)
}

func (sv *saver) putStarts(seq int64, page bool, starts []string) error {
	for _, s := range starts {
		start := startOf(news.TitleKey(s))
		if start == "" {
			continue
		}
		if err := sv.exec(`INSERT INTO flat_start (start, story, page) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, start, seq, page); err != nil {
			return err
		}
	}
	return nil
}

// dropFlat forgets the text that is kept of a story.
func (sv *saver) dropFlat(seq int64, page bool) error {
	if err := sv.exec(`DELETE FROM flat_start WHERE story = ? AND page = ?`, seq, page); err != nil {
		return err
	}
	return sv.exec(`DELETE FROM flat WHERE story = ? AND page = ?`, seq, page)
}

// flatsWaiting returns the stories in whose texts a title begins as the
// headline of one of these stories does.
func (f *finder) flatsWaiting(seqs []int64) ([]int64, error) {
	var some bool
	if err := f.q.QueryRowContext(f.ctx, `SELECT EXISTS (SELECT 1 FROM flat_start)`).Scan(&some); err != nil || !some {
		return nil, err
	}
	rows, err := f.q.QueryContext(f.ctx, `SELECT title_key FROM story WHERE seq`+f.sql.InList, f.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	starts, err := collect(rows, func(r *sql.Rows) (k string, err error) { err = r.Scan(&k); return startOf(k), err })
	if err != nil {
		return nil, err
	}
	starts = slices.DeleteFunc(starts, func(s string) bool { return s == "" })
	return f.numbers(`SELECT DISTINCT story FROM flat_start WHERE start`+f.sql.InList, f.sql.list(starts))
}

// flatText is a text that is kept, and how it is read now.
type flatText struct {
	story  int64
	page   bool
	text   string
	blocks []news.Block
	refs   []news.Reference
	starts []string
}

// recutPending cuts the titles in some of the pending texts again. It returns
// how many stories there were.
func (db *DB) recutPending(ctx context.Context) (int, error) {
	return db.recutSome(ctx, `SELECT story FROM pending_flat ORDER BY story LIMIT ?`, flatsAtOnce)
}

// recutSome is recutPending for the pending stories that a query gives.
func (db *DB) recutSome(ctx context.Context, query string, args ...any) (int, error) {
	if db.o.Recut == nil {
		return 0, nil
	}
	snap, end, err := db.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer end() //nolint:errcheck // nothing was written
	f := newFinder(ctx, snap, db.sql)
	seqs, err := f.numbers(query, args...)
	if err != nil || len(seqs) == 0 {
		return 0, err
	}
	flats, err := f.flats(seqs)
	if err != nil {
		return 0, err
	}
	for i := range flats {
		if err := f.recut(&flats[i], db.o.Recut); err != nil {
			return 0, err
		}
	}
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (heard bool, err error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		for i := range flats {
			changed, err := sv.putRecut(&flats[i])
			if err != nil {
				return false, err
			}
			heard = heard || changed
		}
		if err := sv.exec(`DELETE FROM pending_flat WHERE story`+sv.sql.InList, sv.sql.list(seqs)); err != nil {
			return false, err
		}
		return heard, sv.finish()
	})
	return len(seqs), err
}

// flats returns the texts that are kept of stories.
func (f *finder) flats(seqs []int64) ([]flatText, error) {
	rows, err := f.q.QueryContext(f.ctx, `SELECT story, page, text FROM flat WHERE story`+f.sql.InList+` ORDER BY story, page`, f.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (x flatText, err error) { return x, r.Scan(&x.story, &x.page, &x.text) })
}

// recut reads a text with the headlines of the cache.
func (f *finder) recut(x *flatText, read news.Recut) error {
	var failed error
	x.blocks, x.refs, x.starts = read(x.text, func(text string) int {
		if failed != nil {
			return 0
		}
		n, err := f.headline(text, x.story)
		failed = err
		return n
	})
	return failed
}

// headline returns how many bytes of text make up the longest beginning of it
// that is the headline of a story other than the one given; 0: none.
func (f *finder) headline(text string, but int64) (int, error) {
	ends := titleEnds(text)
	if len(ends) == 0 {
		return 0, nil
	}
	some, err := f.hasHeadline(startOf(news.TitleKey(text[:ends[min(len(ends), minHeadline)-1]])))
	if err != nil || !some {
		return 0, err
	}
	keys := make([]string, 0, len(ends))
	at := make(map[string]int, len(ends))
	for _, end := range ends {
		if k := news.TitleKey(text[:end]); startOf(k) != "" && at[k] == 0 {
			keys = append(keys, k)
			at[k] = end
		}
	}
	rows, err := f.q.QueryContext(f.ctx, `SELECT title_key, headline FROM story WHERE title_key`+f.sql.InList+` AND seq <> ? LIMIT ?`,
		f.sql.list(keys), but, 4*mostEnds)
	if err != nil {
		return 0, err
	}
	longest := 0
	_, err = collect(rows, func(r *sql.Rows) (k string, err error) {
		var headline string
		if err := r.Scan(&k, &headline); err != nil {
			return k, err
		}
		end := at[k]
		for _, sign := range headline[strings.LastIndexFunc(headline, inWord)+1:] { // a mark at its end
			if rest, ok := strings.CutPrefix(text[end:], string(sign)); ok {
				end = len(text) - len(rest)
			}
		}
		longest = max(longest, end)
		return k, nil
	})
	return longest, err
}

// hasHeadline reports whether there is a headline with a start, see startOf.
func (f *finder) hasHeadline(start string) (some bool, err error) {
	if start == "" {
		return false, nil
	}
	err = f.q.QueryRowContext(f.ctx, `SELECT EXISTS (SELECT 1 FROM story WHERE title_key <> '' AND `+f.sql.Beginning(`title_key`)+` >= ? AND `+f.sql.Beginning(`title_key`)+` < ?)`,
		start, start+"\U0010ffff").Scan(&some)
	return some, err
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r)
}

// titleEnds returns the positions in a text at which a title that it begins
// with may end: after a word, and after each character of a script without
// spaces.
func titleEnds(text string) []int {
	var ends []int
	was := rune(0) // the character before
	for i, r := range text {
		if i > 0 && inWord(was) && (!inWord(r) || unspaced(was)) {
			ends = append(ends, i)
		}
		if was = r; len(ends) == mostEnds || i > mostFlatText {
			return ends
		}
	}
	if inWord(was) {
		ends = append(ends, len(text))
	}
	return ends
}

func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// putRecut writes what a text was read as, if it is still kept and differs from
// what is held, and reports whether it does. The wording of the story is that
// of its source as before: this is no edit.
func (sv *saver) putRecut(x *flatText) (changed bool, err error) {
	var same bool
	if err := sv.scan(`SELECT EXISTS (SELECT 1 FROM flat WHERE story = ? AND page = ? AND text = ?)`, []any{x.story, x.page, x.text}, &same); err != nil || !same {
		return false, err
	}
	if err := sv.exec(`DELETE FROM flat_start WHERE story = ? AND page = ?`, x.story, x.page); err != nil {
		return false, err
	}
	if err := sv.putStarts(x.story, x.page, x.starts); err != nil {
		return false, err
	}
	hs, err := sv.held(`s.seq = ?`, x.story)
	if err != nil || len(hs) == 0 {
		return false, err
	}
	h := hs[0]
	if err := sv.texts(h); err != nil {
		return false, err
	}
	refs, same, err := sv.recutRefs(x)
	if err != nil {
		return false, err
	}
	blocks, err := encodeBlocks(x.blocks)
	was := &h.feedBlocks
	if x.page {
		was = &h.pageBlocks
	}
	if err != nil || blocks == "" || same && blocks == *was {
		return false, err
	}
	*was = blocks
	if x.page {
		err = sv.exec(`UPDATE page_body SET paragraphs = ?, blocks = ? WHERE story = ?`, len(x.blocks), blocks, x.story)
	} else {
		err = sv.putFeedBody(x.story, h.feedWhole, blocks)
	}
	if err != nil {
		return false, err
	}
	best, err := decodeBlocks(h.best())
	if err != nil {
		return false, err
	}
	sv.index(h, 0, news.Text(best))
	sv.reviews = append(sv.reviews, h.seq)
	return true, sv.putRefs(h, x.page, refs)
}

// recutRefs returns the references of a text that was read again, with those of
// the story that do not stand in its text, and whether they are those that the
// cache has.
func (sv *saver) recutRefs(x *flatText) (refs []news.Reference, same bool, err error) {
	had, err := sv.refsOf(x.story, x.page)
	if err != nil {
		return nil, false, err
	}
	had = slices.DeleteFunc(had, func(s storedRef) bool { return s.ref.N >= firstRuled })
	refs = slices.Clone(x.refs)
	for _, s := range had {
		if s.ref.Kind == news.RefFeed || s.ref.Kind == news.RefJSONLD {
			s.ref.Paragraph = len(x.blocks)
			refs = append(refs, s.ref)
		}
	}
	same = slices.EqualFunc(refs, had, func(a news.Reference, b storedRef) bool {
		return a.Title.Equal(b.ref.Title) && a.URL == b.ref.URL && a.Paragraph == b.ref.Paragraph
	})
	return refs, same, nil
}
