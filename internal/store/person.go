package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/sanitize"
)

// owner is the number of the person who needs no name.
const owner = 1

// ErrNoPerson is matched by the error for a name that is nobody's.
var ErrNoPerson = errors.New("no such person")

// joinedBefore is how far back stories are unread for a person who joins.
const joinedBefore = 7 * 24 * time.Hour

// longestName is how many characters the name of a person may have.
const longestName = 64

// Person is a cache as one person sees it: its stories have that person's
// marks, and what is written is that person's own. What all persons share is
// the embedded DB. Its methods may be called concurrently.
type Person struct {
	*DB
	name string
	view view
}

// For returns the cache as the person of that name sees it; "" is the owner.
// A name that is nobody's gives an error that matches ErrNoPerson.
func (db *DB) For(ctx context.Context, name string) (*Person, error) {
	num := int64(owner)
	if name != "" {
		err := db.r.QueryRowContext(ctx, `SELECT num FROM person WHERE name = ?`, name).Scan(&num)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("person %s: %w in this cache; check the name, or add the person", sanitize.Line(name), ErrNoPerson)
		}
		if err != nil {
			return nil, fmt.Errorf("look up person %s: %w", sanitize.Line(name), db.engine.Explain(err))
		}
	}
	return &Person{DB: db, name: name, view: viewOf(num, db.sql)}, nil
}

// Name returns the name of the person; "" for the owner.
func (p *Person) Name() string { return p.name }

// AddPerson adds a person, for whom the stories first seen in the last seven
// days are unread. The name has up to 64 letters, digits and ._@- and is not
// taken yet.
func (db *DB) AddPerson(ctx context.Context, name string) (*Person, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		now := db.o.Now()
		var num int64
		err := tx.QueryRowContext(ctx, `INSERT INTO person (name, joined_ms, read_to) VALUES (?1, ?2, (SELECT coalesce(max(seq), 0)
			FROM story WHERE first_ms = (SELECT max(first_ms) FROM story WHERE first_ms < ?3)))
			ON CONFLICT (name) DO NOTHING RETURNING num`,
			name, millis(now), millis(now.Add(-joinedBefore))).Scan(&num)
		if errors.Is(err, sql.ErrNoRows) {
			return false, errors.New("the name is taken; choose another")
		}
		if err != nil {
			return false, err
		}
		return false, recountRead(ctx, tx, viewOf(num, db.sql))
	})
	if err != nil {
		return nil, fmt.Errorf("add person %s: %w", sanitize.Line(name), err)
	}
	return db.For(ctx, name)
}

// checkName reports the problem with the name of a person.
func checkName(name string) error {
	wrong := strings.IndexFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && !strings.ContainsRune("._@-", r)
	})
	switch {
	case name == "":
		return errors.New("person: the name is empty")
	case wrong >= 0 || !utf8.ValidString(name):
		return fmt.Errorf("person %s: a name has letters, digits and ._@- only", sanitize.Line(name))
	case utf8.RuneCountInString(name) > longestName:
		return fmt.Errorf("person %s: a name has %d characters at most", sanitize.Brief(name), longestName)
	}
	return nil
}

// People returns the names of the persons of the cache in the order in which
// they joined; the owner's is "".
func (db *DB) People(ctx context.Context) ([]string, error) {
	rows, err := db.r.QueryContext(ctx, `SELECT name FROM person ORDER BY num`)
	if err != nil {
		return nil, fmt.Errorf("list persons: %w", db.engine.Explain(err))
	}
	names, err := collect(rows, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err != nil {
		return nil, fmt.Errorf("list persons: %w", db.engine.Explain(err))
	}
	return names, nil
}

// RemovePerson removes a person with all that is the person's own. The owner
// stays. A name that is nobody's gives an error that matches ErrNoPerson.
func (db *DB) RemovePerson(ctx context.Context, name string) error {
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		res, err := tx.ExecContext(ctx, `DELETE FROM person WHERE name = ? AND num <> ?`, name, owner)
		if err != nil {
			return false, err
		}
		if n, err := res.RowsAffected(); err != nil || n > 0 {
			return true, err
		}
		if name == "" {
			return false, errors.New("the owner cannot be removed")
		}
		return false, ErrNoPerson
	})
	if err != nil {
		return fmt.Errorf("remove person %s: %w", sanitize.Line(name), err)
	}
	return nil
}

// view is the SQL that shows stories with the marks of one person. The alias
// of the story is s, of its feed f, and of the person's mark of it m.
type view struct {
	sql     *texts
	num     int64
	person  string // num in SQL
	readTo  string // the person's watermark
	tables  string // storyTables with m
	marks   string // the join of m to s
	columns string // storyColumns with the person's marks
	read    string // whether the person has read s
	above   string // whether s is above the watermark
	seen    string // whether a mark that counts has s read
}

// later is the SQL of the counter of arrivals when s arrived or was last edited
// in substance.
const later = `CASE WHEN s.edited_seq > s.seq THEN s.edited_seq ELSE s.seq END`

func viewOf(person int64, t *texts) view {
	v := view{sql: t, num: person, person: strconv.FormatInt(person, 10)}
	v.readTo = `(SELECT read_to FROM person WHERE num = ` + v.person + `)`
	v.marks = ` LEFT JOIN mark m ON m.person = ` + v.person + ` AND m.story = s.seq`
	v.tables = storyTables + v.marks
	v.above = later + ` > ` + v.readTo
	v.seen = `coalesce(m.read = 1 AND m.read_seq >= s.edited_seq, false)`
	v.read = `CASE WHEN m.read IS NOT NULL AND m.read_seq >= s.edited_seq THEN m.read = 1 ELSE ` + later + ` <= ` + v.readTo + ` END`
	v.columns = sharedColumns + `, ` + v.read + `, coalesce(m.starred, 0)`
	return v
}
