package store

// texts are the parts of statements that an engine spells, and the statements
// that are needed for each story that is saved. They never change.
type texts struct {
	Spelling
	engine Engine

	addTitleWords, addWantedWords, dropWantedWords string // of titles
	interest                                       string // see adopt
}

func newTexts(e Engine) *texts {
	t := &texts{Spelling: e.Spelling(), engine: e}
	t.addTitleWords = `INSERT INTO title_word (word, story) SELECT value, ? FROM ` + t.List + ` WHERE true ON CONFLICT DO NOTHING`
	t.addWantedWords = `INSERT INTO wanted_word (word, ref) SELECT value, ? FROM ` + t.List + ` WHERE true ON CONFLICT DO NOTHING`
	t.dropWantedWords = `DELETE FROM wanted_word WHERE ref = ? AND word` + t.InList
	t.interest = `WITH k AS MATERIALIZED (SELECT value AS key FROM ` + t.List + `)
		SELECT EXISTS (SELECT 1 FROM k` + t.LeadingJoin + `ref ON url_key = key WHERE match < 4),
		EXISTS (SELECT 1 FROM k` + t.LeadingJoin + `address ON url_key = key WHERE story <> ?2),
		EXISTS (SELECT 1 FROM story WHERE title_key = ?3 AND seq <> ?2),
		EXISTS (SELECT 1 FROM ref WHERE title_key = ?3 AND match < 3)`
	return t
}

// list returns a slice of strings or of integers as one argument.
func (t *texts) list(values any) any { return t.engine.List(values) }
