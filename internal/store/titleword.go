package store

import (
	"database/sql"
	"fmt"
	"strings"
	"unicode/utf8"

	"sitrep/internal/match"
)

// Titles that are nearly the same share words. Two of a title's
// keyWords longest must be among the other's; of stories that share them, the
// latest lookAt by each word are counted, and the near best looked at.
const (
	keyWords = 8
	lookAt   = 100
	nearBest = 12
)

var storiesSharing, refsSharing = sharingOf("title_word", "story"), sharingOf("wanted_word", "ref")

// putTitle makes a story findable by the words of its headline, see hashes.
func (sv *saver) putTitle(seq int64, words []int64) error {
	return sv.exec(sv.sql.addTitleWords, seq, sv.sql.list(words))
}

// hashes returns the hashes of the words of a title.
func hashes(title string) []int64 {
	ws := match.TitleWords(title)
	out := make([]int64, len(ws))
	for i, w := range ws {
		out[i] = match.WordHash(w)
	}
	return out
}

// wantTitle makes a reference findable by the words of its title.
func (sv *saver) wantTitle(num int64, title string) error {
	return sv.exec(sv.sql.addWantedWords, num, sv.sql.list(hashes(title)))
}

// unwantTitle takes back what wantTitle did.
func (sv *saver) unwantTitle(num int64, title string) error {
	return sv.exec(sv.sql.dropWantedWords, num, sv.sql.list(hashes(title)))
}

// forgetRefs takes back the words of references, by a condition on ref.
func (sv *saver) forgetRefs(where string, args ...any) error {
	ts, err := sv.titled(`SELECT num, title, '' FROM ref WHERE match < 3 AND `+where, args...)
	if err != nil {
		return err
	}
	for _, t := range ts {
		if err := sv.unwantTitle(t.n, t.title); err != nil {
			return err
		}
	}
	return nil
}

// forgetStories takes back the words of stories, a list, and of their
// references.
func (sv *saver) forgetStories(seqs any) error {
	if err := sv.forgetRefs(`story`+sv.sql.InList, seqs); err != nil {
		return err
	}
	ts, err := sv.titled(`SELECT seq, headline, '' FROM story WHERE seq`+sv.sql.InList, seqs)
	if err != nil {
		return err
	}
	for _, t := range ts {
		err := sv.exec(`DELETE FROM title_word WHERE story = ? AND word`+sv.sql.InList, t.n, sv.sql.list(hashes(t.title)))
		if err != nil {
			return err
		}
	}
	return nil
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

// sharing returns the numbers that two of a title's words lead to by a query
// of sharingOf, those with most of them first, the latest of equals.
func (sv *saver) sharing(title, query string) ([]int64, error) {
	ws := match.TitleWords(title)
	ws = ws[:min(len(ws), keyWords)]
	if len(ws) < 2 {
		return nil, nil
	}
	args := make([]any, 1, 1+2*keyWords)
	all := 0
	for _, w := range ws {
		size := utf8.RuneCountInString(w)
		all += size
		args = append(args, match.WordHash(w), size)
	}
	for len(args) < cap(args) {
		args = append(args, nil) // a word that leads nowhere
	}
	args[0] = all
	rows, err := sv.query(query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
}

// sharingOf returns the query of sharing for a table of words: of the entries
// that share two words with a title, which are a quarter of its letters, the
// best. Its arguments are the letters of all words, and of each word its hash
// and letters.
func sharingOf(table, column string) string {
	var b strings.Builder
	b.WriteString(`SELECT n FROM (`)
	for i := range keyWords {
		if i > 0 {
			b.WriteString(` UNION ALL `)
		}
		fmt.Fprintf(&b, `SELECT n, l FROM (SELECT %[2]s AS n, ?%[4]d AS l FROM %[1]s WHERE word = ?%[3]d ORDER BY %[2]s DESC LIMIT %[5]d)`,
			table, column, 2*i+2, 2*i+3, lookAt)
	}
	fmt.Fprintf(&b, `) GROUP BY n HAVING count(*) > 1 AND sum(l) * 4 >= ?1 ORDER BY sum(l) DESC, n DESC LIMIT %d`, nearBest)
	return b.String()
}

// storiesLike returns the stories whose headlines may be nearly a title.
func (sv *saver) storiesLike(title string) ([]match.Candidate, error) {
	seqs, err := sv.sharing(title, storiesSharing)
	if err != nil || len(seqs) == 0 {
		return nil, err
	}
	return sv.candidates(`WHERE s.seq`+sv.sql.InList, sv.sql.list(seqs))
}
