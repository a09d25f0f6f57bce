package store

import (
	"database/sql"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/match"
	"sitrep/internal/news"
)

// The conditions for a paragraph of a site to be furniture.
const (
	furnitureStories = 3   // that have it
	furnitureShare   = 3   // one in so many of the stories since it came first has it
	menuShare        = 4   // of five stories so many have a link
	minFurniture     = 12  // letters and digits of a paragraph
	longParagraph    = 100 // bytes of one that is prose
)

// Bounds for learning.
const (
	mostLearned   = 80  // paragraphs and links of one story
	learnedWindow = 150 // stories of a site after which paragraphs that did not come again are forgotten
	forgetEvery   = 25
	mostReviewed  = 300 // stories of a site that are looked at again
	mostText      = 300 // bytes of furniture that are kept to show it
)

// The values of the column state of furniture.
const (
	leftOut = 1
	wanted  = 2
)

// siteOf returns the site of a story by its address.
func siteOf(h *held) string { return match.Host(news.URLKey(h.story.URL)) }

// repeat is a paragraph that may be furniture.
type repeat struct {
	sum  int64
	text string
	link bool
	long bool
}

// furnitureIn returns what of a story may be furniture: paragraphs but the first,
// and the links of boxes. Text close to the headline is not.
func furnitureIn(headline string, blocks []news.Block, refs []news.Reference) []repeat {
	about := match.TitleWords(headline)
	var out []repeat
	seen := map[int64]bool{}
	add := func(c repeat) {
		if len(out) < mostLearned && !seen[c.sum] {
			seen[c.sum] = true
			out = append(out, c)
		}
	}
	for i, b := range blocks {
		if sum, ok := furnitureSum(i, b); ok && !isAbout(b.Text.String(), about) {
			add(repeat{sum: sum, text: b.Text.String(), long: b.Text.Len() >= longParagraph})
		}
	}
	for _, r := range refs {
		if sum, ok := menuSum(&r); ok && !isAbout(r.Title.String(), about) {
			add(repeat{sum: sum, text: r.URL, link: true})
		}
	}
	return out
}

// furnitureSum returns the sum of block number i of a text. ok is false for what
// is never furniture.
func furnitureSum(i int, b news.Block) (sum int64, ok bool) {
	if i == 0 || b.Kind == news.Heading || b.Kind == news.Table || b.Kind == news.Pre {
		return 0, false
	}
	n := 0
	for _, r := range b.Text.String() {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return match.WordHash(match.Indexed(b.Text.String())), n >= minFurniture
}

// menuSum returns the sum of the link of a box.
func menuSum(r *news.Reference) (sum int64, ok bool) {
	return match.WordHash("link " + news.URLKey(r.URL)), r.URL != "" && r.Kind == news.RefBlock
}

// isAbout reports whether a text has a long word of a headline, or two if it is
// short: it may be background that comes again in the stories of one event.
func isAbout(text string, headline []string) bool {
	need := 1
	if len(text) < longParagraph {
		need = 2
	}
	words := match.Tokens(text, false)
	for _, w := range headline {
		if utf8.RuneCountInString(w) >= 4 && slices.Contains(words, w) {
			if need--; need == 0 {
				return true
			}
		}
	}
	return false
}

// learn notes what the page of a story has that others of its site may have. If
// something turns out to be furniture, the texts of the site are looked at again.
func (sv *saver) learn(h *held, blocks []news.Block, refs []news.Reference) error {
	site := siteOf(h)
	if site == "" {
		return nil
	}
	known, err := sv.learnOlder(h.seq, site)
	if err != nil || known {
		return err
	}
	return sv.learnFrom(site, furnitureIn(h.story.Headline.String(), blocks, refs))
}

func (sv *saver) learnFrom(site string, cs []repeat) error {
	copied, err := sv.isCopy(site, cs)
	if err != nil || copied || len(cs) == 0 {
		return err
	}
	var n int
	err = sv.scan(`INSERT INTO site (name, stories) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET stories = site.stories + 1 RETURNING stories`, []any{site}, &n)
	if err != nil {
		return err
	}
	fresh := false
	for _, c := range cs {
		var stories, since, state int
		err := sv.scan(`INSERT INTO furniture (site, sum, since, stories) VALUES (?, ?, ?, 1)
			ON CONFLICT (site, sum) DO UPDATE SET stories = furniture.stories + 1 RETURNING stories, since, state`, []any{site, c.sum, n}, &stories, &since, &state)
		if err != nil {
			return err
		}
		if state == 0 && isFurniture(stories, n-since+1, c.link) {
			fresh = true
			text := c.text
			if len(text) > mostText {
				text = strings.ToValidUTF8(text[:mostText], "") + "…"
			}
			if err := sv.exec(`UPDATE furniture SET state = ?, text = ? WHERE site = ? AND sum = ?`, leftOut, text, site, c.sum); err != nil {
				return err
			}
		}
	}
	if n%forgetEvery == 0 {
		if err := sv.exec(`DELETE FROM furniture WHERE site = ? AND state = 0 AND since < ?`, site, n-learnedWindow); err != nil {
			return err
		}
	}
	if !fresh {
		return nil
	}
	seqs, err := sv.pagesOf(site)
	sv.reviews = append(sv.reviews, seqs...)
	return err
}

func isFurniture(stories, of int, link bool) bool {
	if link {
		return stories >= furnitureStories && stories*5 >= of*menuShare
	}
	return stories >= furnitureStories && stories*furnitureShare >= of
}

// isCopy reports whether a story has half of its long paragraphs from others: it
// is the same article once more, and nothing of it is furniture.
func (sv *saver) isCopy(site string, cs []repeat) (bool, error) {
	var long []int64
	for _, c := range cs {
		if c.long {
			long = append(long, c.sum)
		}
	}
	if len(long) < 2 {
		return false, nil
	}
	var n int
	err := sv.scan(`SELECT count(*) FROM furniture WHERE site = ? AND state = 0 AND sum`+sv.sql.InList, []any{site, sv.sql.list(long)}, &n)
	return n >= 2 && 2*n >= len(long), err
}

// learnOlder learns from the pages of a site that the cache has from before it
// learned of the site. It reports whether it did, and so from the story given, too.
func (sv *saver) learnOlder(seq int64, site string) (did bool, err error) {
	var n int
	err = sv.scan(`SELECT stories FROM site WHERE name = ?`, []any{site}, &n)
	if !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	seqs, err := sv.pagesOf(site)
	if err != nil || len(seqs) == 0 || slices.Equal(seqs, []int64{seq}) {
		return false, err
	}
	slices.Reverse(seqs)
	for _, s := range seqs {
		hs, err := sv.held(`s.seq = ?`, s)
		if err != nil || len(hs) == 0 {
			return true, err
		}
		if err := sv.texts(hs[0]); err != nil {
			return true, err
		}
		blocks, err := decodeBlocks(hs[0].pageBlocks)
		if err != nil {
			continue // a text that cannot be read teaches nothing
		}
		refs, err := sv.refsOf(s, true)
		if err != nil {
			return true, err
		}
		if err := sv.learnFrom(site, furnitureIn(hs[0].story.Headline.String(), blocks, plainRefs(refs))); err != nil {
			return true, err
		}
	}
	return true, nil
}

// pagesOf returns the latest stories of a site that have the text of a page, the
// latest first, at most mostReviewed.
func (sv *saver) pagesOf(site string) ([]int64, error) {
	rows, err := sv.query(`SELECT DISTINCT p.story FROM address a JOIN page_body p ON p.story = a.story
		WHERE `+sv.sql.Beginning(`a.url_key`)+` >= ? AND `+sv.sql.Beginning(`a.url_key`)+` < ? AND p.blocks <> '' ORDER BY p.story DESC LIMIT ?`, site+"/", site+"0", mostReviewed)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
}

// refsOf returns the references that the page or the feed of a story makes.
func (sv *saver) refsOf(seq int64, page bool) ([]storedRef, error) {
	rows, err := sv.query(`SELECT `+refColumns+` FROM ref r WHERE r.story = ? AND r.page = ? ORDER BY r.n`, seq, page)
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (storedRef, error) { return scanRef(r) })
}

func plainRefs(rs []storedRef) []news.Reference {
	out := make([]news.Reference, len(rs))
	for i := range rs {
		out[i] = rs[i].ref
	}
	return out
}
