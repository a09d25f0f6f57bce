package store

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// storedRef is a reference as it is stored.
type storedRef struct {
	num              int64
	page             bool
	titleKey, urlKey string
	to               int64
	paragraphs       int // of the page's text
	hidden           int // why it is not shown; 0: it is
	ref              news.Reference
}

// mention returns the reference as it is judged.
func (s *storedRef) mention() match.Mention {
	return match.Mention{Title: s.ref.Title.String(), TitleKey: s.titleKey, URLKey: s.urlKey}
}

const refColumns = `r.num, r.page, r.n, r.title, r.title_key, r.url, r.url_key, r.marker, r.kind, r.paragraph, r.score,
	coalesce(r.to_story, 0), r.match`

func scanRef(r scanner, extra ...any) (storedRef, error) {
	var (
		s             storedRef
		title, marker string
		tier          match.Tier
	)
	err := r.Scan(append([]any{
		&s.num, &s.page, &s.ref.N, &title, &s.titleKey, &s.ref.URL, &s.urlKey, &marker, &s.ref.Kind,
		&s.ref.Paragraph, &s.ref.Score, &s.to, &tier,
	}, extra...)...)
	s.ref.URL = address(s.ref.URL)
	s.ref.Title, s.ref.Marker, s.ref.Match = sanitize.Line(title), sanitize.Line(marker), tier.Match()
	return s, err
}

// References returns what a story refers to: what its page says in the order
// of the page, then what only its feed says; numbered from 1, each with the
// story it leads to if the cache holds it.
func (p *Person) References(ctx context.Context, id news.StoryID) ([]news.Reference, error) {
	m, err := p.referencesOf(ctx, []news.StoryID{id})
	if err != nil {
		return nil, p.notFound("references of story "+sanitize.Line(string(id)).String(), err)
	}
	return m[id], nil
}

// Chain returns the background of a story: its references, step by step,
// at most depth steps and most references; and the stories that refer to it.
// Each step is one look into the cache, however many stories it is about.
func (p *Person) Chain(ctx context.Context, id news.StoryID, depth, most int) (news.Chain, error) {
	root, err := p.Story(ctx, id)
	if err != nil {
		return news.Chain{}, err
	}
	c, err := news.GrowChain(root, depth, most, func(ids []news.StoryID) (map[news.StoryID][]news.Reference, error) {
		return p.referencesOf(ctx, ids)
	})
	if err == nil {
		c.Cited, err = p.CitedBy(ctx, id)
	}
	if err != nil {
		return news.Chain{}, p.notFound("background of story "+sanitize.Line(string(id)).String(), err)
	}
	return c, nil
}

// referencesOf is References for several stories.
func (p *Person) referencesOf(ctx context.Context, ids []news.StoryID) (map[news.StoryID][]news.Reference, error) {
	stored, err := p.storedRefs(ctx, ids)
	if err == nil {
		err = p.findPending(ctx, stored)
	}
	if err != nil {
		return nil, err
	}
	var seqs []int64
	for _, rs := range stored {
		for _, s := range rs {
			if s.to != 0 {
				seqs = append(seqs, s.to)
			}
		}
	}
	targets, err := p.bySeq(ctx, seqs)
	if err != nil {
		return nil, err
	}
	out := make(map[news.StoryID][]news.Reference, len(stored))
	for id, rs := range stored {
		out[id] = references(id, mergeRefs(rs), targets)
	}
	return out, nil
}

// storedRefs returns the references of stories as they are stored, those of the
// page first.
func (p *Person) storedRefs(ctx context.Context, ids []news.StoryID) (map[news.StoryID][]storedRef, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT `+refColumns+`, r.hidden, coalesce(p.paragraphs, 0), coalesce(hp.blocks, ''), coalesce(hf.blocks, ''), s.id
		FROM story s JOIN ref r ON r.story = s.seq LEFT JOIN page_body p ON p.story = r.story
		LEFT JOIN hidden hp ON hp.story = s.seq AND hp.page = 1 LEFT JOIN hidden hf ON hf.story = s.seq AND hf.page = 0
		WHERE s.id`+p.sql.InList+` ORDER BY s.seq, r.page DESC, r.n`, p.sql.list(ids))
	if err != nil {
		return nil, err
	}
	stored := map[news.StoryID][]storedRef{}
	texts := map[news.StoryID][2]string{} // of page and feed: the blocks that are not shown
	_, err = collect(rows, func(r *sql.Rows) (s storedRef, err error) {
		var paragraphs, hidden int
		var page, feed string
		var from news.StoryID
		s, err = scanRef(r, &hidden, &paragraphs, &page, &feed, &from)
		s.paragraphs, s.hidden = paragraphs, hidden
		stored[from], texts[from] = append(stored[from], s), [2]string{page, feed}
		return s, err
	})
	for id, rs := range stored {
		stored[id] = shownRefs(rs, readHidden(texts[id][0]), readHidden(texts[id][1]))
	}
	return stored, err
}

// shownRefs returns the references of a story that are shown, each at the
// paragraph of the text that is shown. page and feed are the blocks that are not.
func shownRefs(rs []storedRef, page, feed hiddenLines) []storedRef {
	isHidden := func(s storedRef) bool { return s.hidden != 0 }
	if len(page.all)+len(feed.all) == 0 && !slices.ContainsFunc(rs, isHidden) {
		return rs
	}
	lines := map[bool][]news.Reference{} // that stand in the text again
	for _, s := range rs {
		if s.hidden == ruledNo {
			lines[s.page] = append(lines[s.page], s.ref)
		}
	}
	out := slices.DeleteFunc(slices.Clone(rs), isHidden)
	for i := range out {
		s := &out[i]
		away := &feed
		if s.page {
			away = &page
		}
		at := s.ref.Paragraph
		s.ref.Paragraph -= away.before(at)
		for _, l := range lines[s.page] {
			if l.Paragraph < at || l.Paragraph == at && l.N < s.ref.N {
				s.ref.Paragraph++
			}
		}
		s.paragraphs += len(lines[true]) - len(page.all)
	}
	slices.SortStableFunc(out, func(a, b storedRef) int {
		if a.page != b.page || a.ref.N < firstRuled && b.ref.N < firstRuled {
			return 0
		}
		return cmp.Compare(a.ref.Paragraph, b.ref.Paragraph)
	})
	return out
}

// findPending looks for the stories that references lead to where ResolveTitles has
// not done so yet. It writes nothing.
func (db *DB) findPending(ctx context.Context, stored map[news.StoryID][]storedRef) error {
	var titled, open []int64 // references with a title; of them, those that may get a surer story
	for _, rs := range stored {
		for _, s := range rs {
			if s.titleKey != "" && s.ref.Match != news.ByURL {
				titled = append(titled, s.num)
				if s.ref.Match != news.ByTitle {
					open = append(open, s.num)
				}
			}
		}
	}
	if len(titled) == 0 {
		return nil
	}
	f := newFinder(ctx, db.now(), db.sql)
	nums, err := f.numbers(`SELECT ref FROM pending_ref WHERE ref`+db.sql.InList, db.sql.list(titled))
	if err != nil {
		return err
	}
	var stories bool
	if err := f.q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pending_story)`).Scan(&stories); err != nil {
		return err
	}
	if stories {
		nums = append(nums, open...)
	}
	if len(nums) == 0 {
		return nil
	}
	outcomes, err := f.outcomes(nums)
	if err != nil {
		return err
	}
	found := make(map[int64]outcome, len(outcomes))
	for _, o := range outcomes {
		found[o.num] = o
	}
	for _, rs := range stored {
		for i, s := range rs {
			if o, is := found[s.num]; is {
				rs[i].to, rs[i].ref.Match = o.to, o.tier.Match()
			}
		}
	}
	return nil
}

func references(id news.StoryID, rs []storedRef, targets map[int64]*news.Story) []news.Reference {
	out := make([]news.Reference, len(rs))
	for i, s := range rs {
		out[i] = s.ref
		out[i].From, out[i].N = id, i+1
		out[i].Amid = s.page && s.ref.Paragraph < s.paragraphs
		if !s.page && s.paragraphs > 0 {
			out[i].Paragraph = s.paragraphs // the feed's paragraphs are not the page's: at the end
		}
		if t := targets[s.to]; t != nil {
			out[i].To, out[i].Target = t.ID, t
		}
	}
	return out
}

// mergeRefs drops the references of the feed that the page repeats. They
// come with those of the page first.
func mergeRefs(rs []storedRef) []storedRef {
	urls, titles := map[string]bool{}, map[string]bool{}
	var out []storedRef
	for _, r := range rs {
		if !r.page && (r.urlKey != "" && urls[r.urlKey] || r.titleKey != "" && titles[r.titleKey]) {
			continue
		}
		if r.page {
			urls[r.urlKey], titles[r.titleKey] = true, true
		}
		out = append(out, r)
	}
	return out
}

func (p *Person) bySeq(ctx context.Context, seqs []int64) (map[int64]*news.Story, error) {
	out := map[int64]*news.Story{}
	if len(seqs) == 0 {
		return out, nil
	}
	rows, err := p.now().QueryContext(ctx, `SELECT `+p.view.columns+` FROM `+p.view.tables+`
		WHERE s.seq`+p.sql.InList, p.sql.list(seqs))
	if err != nil {
		return nil, err
	}
	ss, err := scanStories(rows)
	for _, s := range ss {
		out[s.Seq] = s
	}
	return out, err
}

// CitedBy returns the stories that refer to this one, newest first.
func (p *Person) CitedBy(ctx context.Context, id news.StoryID) ([]*news.Story, error) {
	rows, err := p.now().QueryContext(ctx, `SELECT `+p.view.columns+` FROM `+p.view.tables+`
		WHERE s.seq IN (SELECT r.story FROM ref r JOIN story t ON t.seq = r.to_story WHERE t.id = ? AND r.hidden = 0)
		ORDER BY s.place DESC`, string(id))
	if err != nil {
		return nil, fmt.Errorf("stories that cite %s: %w", id, p.engine.Explain(err))
	}
	return scanStories(rows)
}

// putRefs replaces the references that the page or the feed of a story makes.
// They are written by finish.
func (sv *saver) putRefs(h *held, page bool, refs []news.Reference) error {
	if sv.unwritten[h.seq] {
		if err := sv.resolveAddresses(); err != nil {
			return err
		}
	}
	had := 0
	if !h.added {
		if err := sv.scan(`SELECT count(*) FROM ref WHERE story = ? AND page = ?`, []any{h.seq, page}, &had); err != nil {
			return err
		}
	}
	if had > 0 {
		if err := sv.forgetRefs(`story = ? AND page = ?`, h.seq, page); err != nil {
			return err
		}
	}
	if sv.addRefs(h, page, refs) > 0 || had > 0 {
		sv.recount = append(sv.recount, h.seq)
	}
	return nil
}

// addRefs notes the references of a story that are to be written, and returns how
// many there are.
func (sv *saver) addRefs(h *held, page bool, refs []news.Reference) int {
	var by *match.Citer
	n := 0
	for _, r := range refs {
		if r.Kind == news.RefBodylink || r.Title.IsZero() && r.URL == "" {
			continue // ordinary links stand in the text already
		}
		if by == nil {
			by = h.citer()
		}
		n++
		sv.refs = append(sv.refs, newRef{by, page, n, news.TitleKey(r.Title.String()), news.URLKey(r.URL), r})
	}
	if n > 0 {
		sv.unwritten[h.seq] = true
	}
	return n
}

// recountRefs counts the references of stories that have changed.
func (sv *saver) recountRefs() error {
	for _, seq := range sv.recount {
		rows, err := sv.query(`SELECT `+refColumns+` FROM ref r WHERE r.story = ? AND r.hidden = 0 ORDER BY r.page DESC, r.n`, seq)
		if err != nil {
			return err
		}
		all, err := collect(rows, func(r *sql.Rows) (storedRef, error) { return scanRef(r) })
		if err == nil {
			err = sv.exec(`UPDATE story SET refs = ? WHERE seq = ?`, len(mergeRefs(all)), seq)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// citer returns the story as one whose references are to be resolved.
func (h *held) citer() *match.Citer {
	s := &h.story
	return &match.Citer{Seq: h.seq, Feed: h.feed, URL: s.URL, Lang: s.Lang, Published: s.Published, When: timeOf(placeAt(s.When()))}
}
