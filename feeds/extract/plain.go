package extract

import (
	"html"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"sitrep/feeds/readalso"
	"sitrep/internal/news"
	"sitrep/internal/sanitize"
)

// maxTitle is how long the first line of a plain text may be, in characters,
// to be its title.
const maxTitle = 140

// Plain extracts from a plain-text article. Each line that is not empty is a
// paragraph, unless the file is evidently hard-wrapped; then blank lines
// separate the paragraphs. The first line is the title only if it is short,
// has no full stop and a blank line follows.
func (x *Extractor) Plain(body []byte, url string) (*Page, error) {
	if _, err := sniff(body, "text/plain"); err != nil {
		return nil, err
	}
	return x.plain(decodeText(body, ""), url)
}

func (x *Extractor) plain(s, url string) (*Page, error) {
	s = sanitize.Text(withoutEntities(s)).String()
	title, rest := splitTitle(s)
	p := x.paragraphs(paragraphsOf(rest), url)
	p.Title = sanitize.Line(title)
	if len(p.Blocks) == 0 && len(p.References) == 0 && p.Title.IsZero() {
		return nil, ErrNoText
	}
	if len(p.Blocks) == 0 && len(p.References) == 0 {
		p.Blocks = []news.Block{{Kind: news.Paragraph, Text: p.Title}}
		p.Title = sanitize.Clean{}
	}
	return p, nil
}

// withoutEntities decodes the entities that are left in a text that was made
// from a page. A text with elements in it is about them, and stays.
func withoutEntities(s string) string {
	if !leftEntity().MatchString(s) || strings.Contains(s, "</") {
		return s
	}
	return strings.ReplaceAll(html.UnescapeString(s), "\u00a0", " ")
}

// leftEntity is an entity that pages have and texts do not.
var leftEntity = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`&(?:nbsp|amp|quot|lt|gt|[lr]dquo|[lr]squo|[nm]dash|hellip|#\d{2,5}|#x[0-9a-fA-F]{2,4});?`)
})

// splitTitle takes the title off a plain text; it is empty if there is none.
func splitTitle(s string) (title, rest string) {
	s = strings.TrimLeftFunc(s, unicode.IsSpace)
	line, after, found := strings.Cut(s, "\n")
	line = strings.TrimSpace(line)
	second, _, _ := strings.Cut(after, "\n")
	if !found || line == "" || strings.TrimSpace(second) != "" || strings.TrimSpace(after) == "" {
		return "", s
	}
	if utf8.RuneCountInString(line) > maxTitle || strings.ContainsAny(line[len(line)-1:], ".:;,") || strings.HasSuffix(line, "…") || strings.HasSuffix(line, "。") || strings.Contains(line, "://") {
		return "", s
	}
	if strings.Contains(line, ". ") && !strings.HasSuffix(line, "?") && !strings.HasSuffix(line, "!") {
		return "", s
	}
	return line, after
}

// paragraphsOf splits a plain text into paragraphs.
func paragraphsOf(s string) []string {
	lines := strings.Split(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\n")
	if !hardWrapped(lines) {
		out := make([]string, 0, len(lines))
		for _, l := range lines {
			if l = strings.TrimSpace(l); l != "" {
				out = append(out, l)
			}
		}
		return out
	}
	var out []string
	var p []string
	end := func() {
		if len(p) > 0 {
			out = append(out, unwrap(p))
			p = p[:0]
		}
	}
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if l == "" || startsItem(l) {
			end()
		}
		if l != "" {
			p = append(p, l)
		}
	}
	end()
	return out
}

// unwrap joins the lines of a paragraph.
func unwrap(lines []string) string { return strings.Join(lines, " ") }

// startsItem reports whether a line begins an item of a list.
func startsItem(l string) bool {
	for _, b := range []string{"- ", "* ", "• ", "– ", "— ", "· "} {
		if strings.HasPrefix(l, b) {
			return true
		}
	}
	return false
}

// hardWrapped reports whether lines were broken to a width: blank lines
// separate paragraphs, most lines inside of a paragraph are nearly as long as
// the longest, none is long, and they break in the middle of sentences.
func hardWrapped(lines []string) bool {
	var widths []int // of lines that another line of the paragraph follows
	longest, open := 0, 0
	for i, l := range lines {
		l = strings.TrimRightFunc(l, unicode.IsSpace)
		n := utf8.RuneCountInString(l)
		longest = max(longest, n)
		if n == 0 || i+1 == len(lines) || strings.TrimSpace(lines[i+1]) == "" {
			continue
		}
		widths = append(widths, n)
		if last, _ := utf8.DecodeLastRuneInString(l); !strings.ContainsRune(".!?…:;\"”»)", last) {
			open++
		}
	}
	if len(widths) < 3 || longest > 100 || longest < 40 || open*10 < len(widths)*6 {
		return false
	}
	slices.Sort(widths)
	return widths[len(widths)/4]*10 >= longest*7
}

// paragraphs makes a page of the paragraphs of a plain text, its references
// taken out.
func (x *Extractor) paragraphs(ps []string, url string) *Page {
	if len(ps) > maxBlocks {
		ps = ps[:maxBlocks]
	}
	p := &Page{URL: url}
	asked := &asked{}
	found := x.refs().LinesKnown(ps, asked.known)
	p.Flat = asked.flat(ps)
	p.Blocks, p.References = withoutFound(ps, found)
	return p
}

// withoutFound returns the blocks of paragraphs without the references that
// were found in them, and these.
func withoutFound(ps []string, found []readalso.FoundLine) (blocks []news.Block, refs []news.Reference) {
	cuts := make([][]readalso.Span, len(ps))
	cut := func(s readalso.Span) {
		if s.End > s.Start && s.Paragraph >= 0 && s.Paragraph < len(ps) {
			cuts[s.Paragraph] = append(cuts[s.Paragraph], s)
		}
	}
	for _, f := range found {
		cut(readalso.Span{Paragraph: f.Paragraph, Start: f.Start, End: f.End})
		for _, m := range f.More {
			cut(m)
		}
	}
	before := make([]int, len(ps)+1) // blocks up to each paragraph
	head := make([]bool, len(ps))    // text of it stands before its first cut
	size := 0
	for i, s := range ps {
		head[i] = len(cuts[i]) > 0 && strings.TrimSpace(s[:clamp(cuts[i][0].Start, len(s))]) != ""
		if t := sanitize.Line(without(s, cuts[i])); !t.IsZero() && size < maxText {
			blocks = append(blocks, blockOf(t))
			size += t.Len()
		}
		before[i+1] = len(blocks)
	}
	for _, f := range found {
		kind := news.RefText
		if f.URL != "" {
			kind = news.RefInline
		}
		at := before[f.Paragraph]
		if head[f.Paragraph] {
			at = before[f.Paragraph+1]
		}
		refs = append(refs, news.Reference{
			N: len(refs) + 1, Title: f.Title, URL: f.URL, Marker: f.Marker, Kind: kind, Paragraph: at, Score: f.Score,
		})
	}
	return blocks, refs
}

func clamp(i, limit int) int { return max(0, min(i, limit)) }

// without returns s without the spans.
func without(s string, spans []readalso.Span) string {
	if len(spans) == 0 {
		return s
	}
	slices.SortFunc(spans, func(a, b readalso.Span) int { return a.Start - b.Start })
	var b strings.Builder
	at := 0
	for _, c := range spans {
		if start := clamp(c.Start, len(s)); start > at {
			b.WriteString(s[at:start])
			b.WriteByte(' ')
		}
		at = max(at, clamp(c.End, len(s)))
	}
	b.WriteString(s[at:])
	return b.String()
}

// blockOf makes a block of a line: an item of a list if it begins with a
// bullet, else a paragraph.
func blockOf(t sanitize.Clean) news.Block {
	s := t.String()
	if startsItem(s) && !strings.HasPrefix(s, "– ") && !strings.HasPrefix(s, "— ") {
		_, n := utf8.DecodeRuneInString(s)
		if rest := t.Slice(n, len(s)).Trim(); !rest.IsZero() {
			return news.Block{Kind: news.ListItem, Text: rest, Level: 1}
		}
	}
	return news.Block{Kind: news.Paragraph, Text: t}
}
