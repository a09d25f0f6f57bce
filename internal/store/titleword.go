package store

import (
	"cmp"
	"database/sql"
	"slices"
	"unicode/utf8"

	"sitrep/internal/match"
)

// Titles that are nearly the same share words: two of the keyWords longest of a
// reference's title must be among the headline's, and be a quarter of their
// letters. By each word the latest lookAt titles are looked at; of those that
// share enough, the nearBest that share most are judged.
const (
	keyWords = 8
	lookAt   = 400
	nearBest = 12
)

// Of stories or references that have one title, one has the words of it. An entry
// may be out of date; who reads it looks at the title itself.
var (
	insertTitleWords  = insertsOf(`INSERT INTO title_word (word, story) VALUES `, 2, ` ON CONFLICT DO NOTHING`)
	insertWantedWords = insertsOf(`INSERT INTO wanted_word (word, ref) VALUES `, 2, ` ON CONFLICT DO NOTHING`)
)

// wordRow is a row of a table of words.
type wordRow struct{ word, n int64 }

// insertWords inserts rows of words in the order of their key, so that each page
// of the table is written once and not once for each of its rows. It reorders rows.
func (s *statements) insertWords(in *inserts, rows []wordRow) error {
	slices.SortFunc(rows, func(a, b wordRow) int { return cmp.Or(cmp.Compare(a.word, b.word), cmp.Compare(a.n, b.n)) })
	rows = slices.Compact(rows)
	args := make([]any, 0, 2*len(rows))
	for _, r := range rows {
		args = append(args, r.word, r.n)
	}
	return s.insert(in, args)
}

// putTitle makes a story findable by the words of its headline, see hashes.
func (sv *saver) putTitle(seq int64, words []int64) error {
	rows := make([]wordRow, len(words))
	for i, w := range words {
		rows[i] = wordRow{w, seq}
	}
	return sv.insertWords(insertTitleWords(), rows)
}

// hashes returns the hashes of the words of a title.
func hashes(title string) []int64 { return hashesOf(match.TitleWords(title)) }

func hashesOf(ws []string) []int64 {
	out := make([]int64, len(ws))
	for i, w := range ws {
		out[i] = match.WordHash(w)
	}
	return out
}

// keyOf returns the key words of a reference's title.
func keyOf(title string) []string {
	ws := match.TitleWords(title)
	return ws[:min(len(ws), keyWords)]
}

// newTitle is the headline of a story that was added in this transaction.
type newTitle struct {
	seq   int64
	key   string
	words []int64
}

// putTitles makes the stories that were added findable by their titles, but for
// those whose title another story is found by.
func (sv *saver) putTitles() error {
	if len(sv.titles) == 0 {
		return nil
	}
	var keys []string
	seen := make(map[string]bool, len(sv.titles))
	for _, t := range sv.titles {
		if t.key != "" && !seen[t.key] {
			seen[t.key] = true
			keys = append(keys, t.key)
		}
	}
	rows, err := sv.query(sv.sql.knownTitles, sv.sql.list(keys), sv.seqWas)
	if err != nil {
		return err
	}
	known, err := collect(rows, func(r *sql.Rows) (k string, err error) { return k, r.Scan(&k) })
	if err != nil {
		return err
	}
	for _, k := range known {
		seen[k] = false
	}
	var words []wordRow
	for _, t := range sv.titles {
		if !seen[t.key] {
			continue
		}
		seen[t.key] = false
		for _, w := range t.words {
			words = append(words, wordRow{w, t.seq})
		}
	}
	sv.titles = nil
	return sv.insertWords(insertTitleWords(), words)
}

// putTitleOf makes another story findable by a title whose words may be gone.
func (sv *saver) putTitleOf(key string) error {
	if key == "" {
		return nil
	}
	ts, err := sv.titled(`SELECT seq, headline, title_key FROM story WHERE title_key = ? ORDER BY place DESC LIMIT 1`, key)
	if err != nil || len(ts) == 0 {
		return err
	}
	return sv.putTitle(ts[0].n, hashes(ts[0].title))
}

// wantTitle makes a reference findable by the words of its title.
func (sv *saver) wantTitle(num int64, title string) error {
	var rows []wordRow
	for _, w := range hashesOf(keyOf(title)) {
		rows = append(rows, wordRow{w, num})
	}
	return sv.insertWords(insertWantedWords(), rows)
}

// unwantTitle takes back what wantTitle did.
func (sv *saver) unwantTitle(num int64, title string) error {
	return sv.exec(sv.sql.dropWantedWords, num, sv.sql.list(hashes(title)))
}

// forgetRefs deletes references, by a condition on ref, with their words. Others
// of the same title stay findable.
func (sv *saver) forgetRefs(where string, args ...any) error {
	ts, err := sv.titled(`SELECT num, title, title_key FROM ref WHERE title <> '' AND `+where, args...)
	if err != nil {
		return err
	}
	for _, t := range ts {
		if err := sv.unwantTitle(t.n, t.title); err != nil {
			return err
		}
	}
	if err := sv.exec(`DELETE FROM ref WHERE `+where, args...); err != nil {
		return err
	}
	for _, t := range ts {
		others, err := sv.titled(`SELECT num, title, title_key FROM ref WHERE title_key = ? AND match < 3 LIMIT 1`, t.key)
		if err == nil && len(others) > 0 {
			err = sv.wantTitle(others[0].n, others[0].title)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetStories takes back the words of stories, a list, and deletes their
// references. It returns the keys of the titles.
func (sv *saver) forgetStories(seqs any) (keys []string, err error) {
	if err := sv.forgetRefs(`story`+sv.sql.InList, seqs); err != nil {
		return nil, err
	}
	ts, err := sv.titled(`SELECT seq, headline, title_key FROM story WHERE seq`+sv.sql.InList, seqs)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		err := sv.exec(`DELETE FROM title_word WHERE story = ? AND word`+sv.sql.InList, t.n, sv.sql.list(hashes(t.title)))
		if err != nil {
			return nil, err
		}
		keys = append(keys, t.key)
	}
	return keys, nil
}

// titled is a story or reference with its title and the key of that.
type titled struct {
	n          int64
	title, key string
}

func (sv *saver) titled(q string, args ...any) ([]titled, error) {
	rows, err := sv.query(q, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (t titled, err error) { return t, r.Scan(&t.n, &t.title, &t.key) })
}

// sharing counts the words that a title shares with others.
type sharing struct {
	words   map[int64]int // letters of the key words of the one title, by hash
	letters int           // of all of them
}

func sharingOf(key []string) sharing {
	s := sharing{words: make(map[int64]int, len(key))}
	for _, w := range key {
		n := utf8.RuneCountInString(w)
		s.words[match.WordHash(w)] = n
		s.letters += n
	}
	return s
}

// enough reports whether words in common are enough for titles that may be nearly
// the same.
func (s sharing) enough(c common) bool { return c.words > 1 && c.letters*4 >= s.letters }

// with counts the words in common with a title that has words of these hashes.
func (s sharing) with(words []int64) (c common) {
	for _, w := range words {
		if l := s.words[w]; l > 0 {
			c.words, c.letters = c.words+1, c.letters+l
		}
	}
	return c
}
