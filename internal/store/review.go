package store

import (
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"sitrep/internal/match"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// firstRuled is the number from which the references are that rules make.
const firstRuled = 1000

// The values of the column hidden of references.
const (
	isMenu  = 1
	ruledNo = 2
)

// reviewAll reviews the stories that were gathered.
func (sv *saver) reviewAll() error {
	if len(sv.reviews) == 0 {
		return nil
	}
	slices.Sort(sv.reviews)
	for _, seq := range slices.Compact(sv.reviews) {
		if err := sv.review(seq); err != nil {
			return err
		}
	}
	sv.reviews = nil
	return sv.resolveAddresses()
}

// reviewRuled has a story reviewed if there are rules at all.
func (sv *saver) reviewRuled(seq int64) error {
	if sv.ruled == nil {
		var is bool
		if err := sv.scan(`SELECT EXISTS (SELECT 1 FROM site_rule)`, nil, &is); err != nil {
			return err
		}
		sv.ruled = &is
	}
	if *sv.ruled {
		sv.reviews = append(sv.reviews, seq)
	}
	return nil
}

// reviewSite looks at the stories of a site again.
func (sv *saver) reviewSite(site string) error {
	seqs, err := sv.pagesOf(site)
	for _, seq := range seqs {
		if err == nil {
			err = sv.review(seq)
		}
	}
	return err
}

// review works out what is shown of the texts of a story and of its references,
// by what its site is known for and by the rules for it. What is stored of its
// source stays as it is.
func (sv *saver) review(seq int64) error {
	if sv.unwritten[seq] {
		if err := sv.resolveAddresses(); err != nil {
			return err
		}
	}
	hs, err := sv.held(`s.seq = ?`, seq)
	if err != nil || len(hs) == 0 {
		return err
	}
	h := hs[0]
	if err := sv.texts(h); err != nil {
		return err
	}
	rules, err := sv.rulesFor(siteOf(h))
	if err != nil {
		return err
	}
	for _, page := range []bool{true, false} {
		text := h.feedBlocks
		if page {
			text = h.pageBlocks
		}
		if err := sv.reviewText(h, page, text, rules); err != nil {
			return err
		}
	}
	sv.recount = append(sv.recount, seq)
	return nil
}

func (sv *saver) reviewText(h *held, page bool, text string, rules []news.SiteRule) error {
	blocks, err := decodeBlocks(text)
	if err != nil {
		return nil //nolint:nilerr // a text that cannot be read has nothing to hide
	}
	if err := sv.forgetRefs(`story = ? AND page = ? AND n >= ?`, h.seq, page, firstRuled); err != nil {
		return err
	}
	var hide []string
	if page {
		if hide, err = sv.furnitureOf(h, blocks); err != nil {
			return err
		}
	}
	found, lines := ruledIn(blocks, rules)
	for i, r := range found {
		sv.refs = append(sv.refs, newRef{h.citer(), page, firstRuled + i, news.TitleKey(r.Title.String()), news.URLKey(r.URL), r})
		sv.unwritten[h.seq] = true
	}
	for _, n := range lines {
		hide = append(hide, "r"+strconv.Itoa(n))
	}
	if len(hide) == 0 {
		err = sv.exec(`DELETE FROM hidden WHERE story = ? AND page = ?`, h.seq, page)
	} else {
		err = sv.exec(`INSERT INTO hidden (story, page, blocks) VALUES (?, ?, ?) ON CONFLICT (story, page) DO UPDATE SET blocks = excluded.blocks`,
			h.seq, page, strings.Join(hide, ","))
	}
	if err != nil {
		return err
	}
	return sv.reviewRefs(h, page, rules)
}

// furnitureOf returns the numbers of the blocks of a page that are furniture.
// Where most of a text would go it stays as it is.
func (sv *saver) furnitureOf(h *held, blocks []news.Block) ([]string, error) {
	sums, all := map[int64][]int{}, []int64{}
	for i, b := range blocks {
		if sum, ok := furnitureSum(i, b); ok {
			sums[sum] = append(sums[sum], i)
			all = append(all, sum)
		}
	}
	left, err := sv.leftOut(siteOf(h), all)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	var lines []int
	size, gone := 0, 0
	for _, b := range blocks {
		size += b.Text.Len()
	}
	for _, sum := range left {
		lines = append(lines, sums[sum]...)
	}
	slices.Sort(lines)
	for _, i := range lines {
		gone += blocks[i].Text.Len()
	}
	if gone*2 > size {
		return nil, nil
	}
	out := make([]string, len(lines))
	for i, n := range lines {
		out[i] = strconv.Itoa(n)
	}
	return out, nil
}

// leftOut returns those of the sums that are furniture of a site.
func (sv *saver) leftOut(site string, sums []int64) ([]int64, error) {
	if len(sums) == 0 {
		return nil, nil
	}
	rows, err := sv.query(`SELECT sum FROM furniture WHERE site = ? AND state = ? AND sum`+sv.sql.InList, site, leftOut, sv.sql.list(sums))
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (n int64, err error) { return n, r.Scan(&n) })
}

// reviewRefs marks the references that are not shown: links that are on every
// page, and those behind labels that a rule says lead to none.
func (sv *saver) reviewRefs(h *held, page bool, rules []news.SiteRule) error {
	refs, err := sv.refsOf(h.seq, page)
	if err != nil || len(refs) == 0 {
		return err
	}
	var sums []int64
	for i := range refs {
		if sum, ok := menuSum(&refs[i].ref); ok && page {
			sums = append(sums, sum)
		}
	}
	menus, err := sv.leftOut(siteOf(h), sums)
	if err != nil {
		return err
	}
	about := match.TitleWords(h.story.Headline.String())
	for i := range refs {
		r := &refs[i].ref
		hidden := 0
		if sum, ok := menuSum(r); ok && slices.Contains(menus, sum) && !isAbout(r.Title.String(), about) {
			hidden = isMenu
		}
		if slices.ContainsFunc(rules, func(x news.SiteRule) bool { return !x.Reference && labelKey(x.Label) == labelKey(r.Marker.String()) }) {
			hidden = ruledNo
		}
		if err := sv.exec(`UPDATE ref SET hidden = ? WHERE num = ? AND hidden <> ?`, hidden, refs[i].num, hidden); err != nil {
			return err
		}
	}
	return nil
}

// rulesFor returns the rules for a site and for those above it.
func (sv *saver) rulesFor(site string) ([]news.SiteRule, error) {
	var names []string
	for s := site; s != ""; {
		names = append(names, s)
		_, s, _ = strings.Cut(s, ".")
	}
	rows, err := sv.query(`SELECT site, label, is_ref FROM site_rule WHERE site`+sv.sql.InList+` ORDER BY site, label`, sv.sql.list(names))
	if err != nil {
		return nil, err
	}
	return collect(rows, func(r *sql.Rows) (x news.SiteRule, err error) { return x, r.Scan(&x.Site, &x.Label, &x.Reference) })
}

// labelKey returns the form of a label by which two printings of it are the same.
func labelKey(s string) string { return match.Indexed(s) }

// ruledIn returns the references that rules make of a text, and the numbers of
// the blocks that they are.
func ruledIn(blocks []news.Block, rules []news.SiteRule) (refs []news.Reference, lines []int) {
	rules = slices.DeleteFunc(slices.Clone(rules), func(r news.SiteRule) bool { return !r.Reference || labelKey(r.Label) == "" })
	if len(rules) == 0 {
		return nil, nil
	}
	for i := 0; i < len(blocks); i++ {
		for _, rule := range rules {
			rs := ruledLine(blocks[i], rule.Label)
			used := 1
			if rs == nil && labelKey(blocks[i].Text.String()) == labelKey(rule.Label) {
				rs, used = ruledBox(blocks[i+1:])
				used++
			}
			for k := range rs {
				rs[k].Marker, rs[k].Kind, rs[k].Paragraph, rs[k].Score = sanitize.Line(rule.Label), news.RefInline, i, 1
			}
			if len(rs) > 0 {
				refs = append(refs, rs...)
				for k := range used {
					lines = append(lines, i+k)
				}
				i += used - 1
				break
			}
		}
	}
	return refs, lines
}

// ruledLine returns the references of a line that begins with a label: the links
// behind it, if little else stands there.
func ruledLine(b news.Block, label string) []news.Reference {
	if len(b.Links) == 0 {
		return nil
	}
	text, key := b.Text.String(), labelKey(label)
	last := b.Links[len(b.Links)-1]
	if len(strings.Fields(text[last.End:])) > 6 {
		return nil
	}
	title := b.Links[0].Text
	switch head := text[:b.Links[0].Start]; {
	case labelKey(head) == key:
	case strings.TrimSpace(head) == "" && len(title.String()) > len(label) && labelKey(title.String()[:len(label)]) == key:
		title = sanitize.Line(strings.TrimLeft(title.String()[len(label):], " :–—-|›»>\u00a0"))
	default:
		return nil
	}
	var out []news.Reference
	for i, l := range b.Links {
		if i > 0 {
			title = l.Text
		}
		if !title.IsZero() {
			out = append(out, news.Reference{Title: title, URL: l.URL})
		}
	}
	return out
}

// ruledBox returns the references of the lines below a label, which are links and
// little else, and how many lines they are.
func ruledBox(blocks []news.Block) (refs []news.Reference, lines int) {
	for _, b := range blocks {
		if len(b.Links) != 1 || (b.Links[0].End-b.Links[0].Start)*10 < b.Text.Len()*7 {
			break
		}
		refs = append(refs, news.Reference{Title: b.Links[0].Text, URL: b.Links[0].URL})
		lines++
	}
	return refs, lines
}

// hiddenLines is which blocks of a text are not shown.
type hiddenLines struct {
	all       []int // ascending
	furniture int   // how many of them are
}

func readHidden(s string) (h hiddenLines) {
	if s == "" {
		return h
	}
	for part := range strings.SplitSeq(s, ",") {
		n, err := strconv.Atoi(strings.TrimPrefix(part, "r"))
		if err != nil {
			continue
		}
		if part[0] != 'r' {
			h.furniture++
		}
		h.all = append(h.all, n)
	}
	slices.Sort(h.all)
	return h
}

// before returns how many of the blocks before number n are not shown.
func (h *hiddenLines) before(n int) int {
	k, _ := slices.BinarySearch(h.all, n)
	return k
}

// shown returns the blocks that are shown, with the lines that a rule says are no
// references: they stand in the text again.
func (h *hiddenLines) shown(blocks []news.Block, lines []storedRef) []news.Block {
	if len(h.all) == 0 && len(lines) == 0 {
		return blocks
	}
	out := make([]news.Block, 0, len(blocks)+len(lines))
	for i := range len(blocks) + 1 {
		for ; len(lines) > 0 && (lines[0].ref.Paragraph <= i || i == len(blocks)); lines = lines[1:] {
			out = append(out, lineOf(&lines[0].ref))
		}
		if i < len(blocks) && !slices.Contains(h.all, i) {
			out = append(out, blocks[i])
		}
	}
	return out
}

// lineOf makes the line again that a reference was.
func lineOf(r *news.Reference) news.Block {
	title := r.Title.String()
	if title == "" {
		title = r.URL
	}
	label := strings.TrimRight(r.Marker.String(), ": ")
	if label != "" {
		label += ": "
	}
	b := news.Block{Kind: news.Paragraph, Text: sanitize.Line(label + title)}
	if start := b.Text.Len() - len(title); r.URL != "" && start >= 0 && strings.HasSuffix(b.Text.String(), title) {
		b.Links = []news.Link{{URL: r.URL, Text: r.Title, Start: start, End: b.Text.Len()}}
	}
	return b
}
