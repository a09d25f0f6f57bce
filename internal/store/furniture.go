package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

const furnitureColumns = `f.site, f.text, f.stories, s.stories - f.since + 1, f.state`

func scanFurniture(r *sql.Rows) (f news.Furniture, err error) {
	var text string
	var state int
	err = r.Scan(&f.Site, &text, &f.Stories, &f.Of, &state)
	f.Text, f.Kept = sanitize.Line(text), state == wanted
	return f, err
}

// Furniture returns what is left out of the texts of a site, or of all sites if
// none is given, and what a person wants kept, by site.
func (db *DB) Furniture(ctx context.Context, site string) ([]news.Furniture, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT `+furnitureColumns+` FROM furniture f JOIN site s ON s.name = f.site
		WHERE f.state > 0 AND (? = '' OR f.site = ?) ORDER BY f.site, f.state, f.stories DESC, f.text`, site, site)
	if err != nil {
		return nil, fmt.Errorf("read furniture: %w", db.engine.Explain(err))
	}
	return collect(rows, scanFurniture)
}

// LeftOut returns the paragraphs that are left out of the text of a story's page,
// in their order.
func (db *DB) LeftOut(ctx context.Context, id news.StoryID) ([]news.Furniture, error) {
	what := "furniture of story " + sanitize.Line(string(id)).String()
	var text, hidden, url string
	err := db.now().QueryRowContext(ctx, `SELECT p.blocks, h.blocks, s.url FROM story s JOIN page_body p ON p.story = s.seq
		JOIN hidden h ON h.story = s.seq AND h.page = 1 WHERE s.id = ?`, string(id)).Scan(&text, &hidden, &url)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	var blocks []news.Block
	if err == nil {
		blocks, err = decodeBlocks(text)
	}
	if err != nil {
		return nil, db.notFound(what, err)
	}
	var out []news.Furniture
	site := match.Host(news.URLKey(url))
	for _, i := range readHidden(hidden).all {
		if i >= len(blocks) {
			continue
		}
		sum, ok := furnitureSum(i, blocks[i])
		if !ok {
			continue
		}
		rows, err := db.now().QueryContext(ctx, `SELECT `+furnitureColumns+` FROM furniture f JOIN site s ON s.name = f.site
			WHERE f.site = ? AND f.sum = ? AND f.state = 1`, site, sum)
		if err != nil {
			return nil, db.notFound(what, err)
		}
		fs, err := collect(rows, scanFurniture)
		if err != nil {
			return nil, db.notFound(what, err)
		}
		out = append(out, fs...)
	}
	return out, nil
}

// KeepFurniture has the furniture of a site whose text begins so shown again, or
// left out again if keep is false, in all stories of the site. It returns how many
// paragraphs that are.
func (db *DB) KeepFurniture(ctx context.Context, site, text string, keep bool) (n int, err error) {
	fs, err := db.Furniture(ctx, site)
	if err != nil || site == "" {
		return 0, err
	}
	var texts []string
	for _, f := range fs {
		if f.Kept != keep && strings.HasPrefix(sanitize.Fold(f.Text.String()), sanitize.Fold(text)) {
			texts = append(texts, f.Text.String())
		}
	}
	return len(texts), db.keepTexts(ctx, site, texts, keep)
}

// KeepLeftOut has what is left out of the text of a story's page shown again, in
// all stories of its site. It returns how many paragraphs that are.
func (db *DB) KeepLeftOut(ctx context.Context, id news.StoryID) (n int, err error) {
	fs, err := db.LeftOut(ctx, id)
	if err != nil || len(fs) == 0 {
		return 0, err
	}
	var texts []string
	for _, f := range fs {
		texts = append(texts, f.Text.String())
	}
	return len(texts), db.keepTexts(ctx, fs[0].Site, texts, true)
}

func (db *DB) keepTexts(ctx context.Context, site string, texts []string, keep bool) error {
	if len(texts) == 0 {
		return nil
	}
	from, to := leftOut, wanted
	if !keep {
		from, to = wanted, leftOut
	}
	err := db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		err = sv.exec(`UPDATE furniture SET state = ? WHERE site = ? AND state = ? AND text`+sv.sql.InList, to, site, from, sv.sql.list(texts))
		if err == nil {
			err = sv.reviewSite(site)
		}
		if err != nil {
			return false, err
		}
		return true, sv.finish()
	})
	if err != nil {
		return fmt.Errorf("keep furniture of %s: %w", site, err)
	}
	return nil
}

// SetSiteRules keeps the rules of the configuration in place of those that the cache
// has. Where they differ the stories of their sites are looked at again.
func (db *DB) SetSiteRules(ctx context.Context, rules []news.SiteRule) error {
	had, err := db.siteRules(ctx)
	if err != nil {
		return err
	}
	rules = slices.Clone(rules)
	slices.SortFunc(rules, func(a, b news.SiteRule) int { return strings.Compare(a.Site+"\x00"+a.Label, b.Site+"\x00"+b.Label) })
	sites := map[string]bool{}
	differ := func(a, b []news.SiteRule) {
		for _, r := range a {
			if !slices.Contains(b, r) {
				sites[r.Site] = true
			}
		}
	}
	differ(had, rules)
	differ(rules, had)
	if len(sites) == 0 {
		return nil
	}
	err = db.write(ctx, func(ctx context.Context, tx *sql.Tx) (bool, error) {
		sv, err := db.newSaver(ctx, tx)
		if err != nil {
			return false, err
		}
		if err := sv.exec(`DELETE FROM site_rule`); err != nil {
			return false, err
		}
		for _, r := range rules {
			if err := sv.exec(`INSERT INTO site_rule (site, label, is_ref) VALUES (?, ?, ?) ON CONFLICT (site, label) DO UPDATE SET is_ref = excluded.is_ref`, r.Site, r.Label, r.Reference); err != nil {
				return false, err
			}
		}
		for site := range sites {
			if err := sv.reviewRuledSite(site); err != nil {
				return false, err
			}
		}
		return true, sv.finish()
	})
	if err != nil {
		return fmt.Errorf("keep rules: %w", err)
	}
	return nil
}

func (db *DB) siteRules(ctx context.Context) ([]news.SiteRule, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT site, label, is_ref FROM site_rule ORDER BY site, label`)
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", db.engine.Explain(err))
	}
	return collect(rows, func(r *sql.Rows) (x news.SiteRule, err error) { return x, r.Scan(&x.Site, &x.Label, &x.Reference) })
}

// reviewRuledSite has all stories of a site, and of those below it, reviewed.
func (sv *saver) reviewRuledSite(site string) error {
	rows, err := sv.query(`SELECT DISTINCT a.story FROM address a WHERE `+sv.sql.Beginning(`a.url_key`)+` >= ? AND `+sv.sql.Beginning(`a.url_key`)+` < ? OR a.url_key LIKE ?`, site+"/", site+"0", "%."+site+"/%")
	if err != nil {
		return err
	}
	seqs, err := collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
	sv.reviews = append(sv.reviews, seqs...)
	return err
}

// RuleUse counts the effects of a rule of the cache on its stories.
func (db *DB) RuleUse(ctx context.Context, rule news.SiteRule) (news.RuleUse, error) {
	rows, err := db.now().QueryContext(ctx, `SELECT r.story, r.marker, r.title FROM address a JOIN ref r ON r.story = a.story
		WHERE (`+db.sql.Beginning(`a.url_key`)+` >= ? AND `+db.sql.Beginning(`a.url_key`)+` < ? OR a.url_key LIKE ?) AND (r.hidden = 2 AND ? = 0 OR r.n >= ? AND ? = 1) ORDER BY r.story DESC`,
		rule.Site+"/", rule.Site+"0", "%."+rule.Site+"/%", rule.Reference, firstRuled, rule.Reference)
	if err != nil {
		return news.RuleUse{}, fmt.Errorf("use of a rule: %w", db.engine.Explain(err))
	}
	var use news.RuleUse
	seen := map[int64]bool{}
	_, err = collect(rows, func(r *sql.Rows) (seq int64, err error) {
		var marker, title string
		if err := r.Scan(&seq, &marker, &title); err != nil || labelKey(marker) != labelKey(rule.Label) {
			return seq, err
		}
		if use.Example.IsZero() {
			use.Example = sanitize.Line(title)
		}
		if !seen[seq] {
			seen[seq] = true
			use.Stories++
		}
		return seq, nil
	})
	return use, err
}
