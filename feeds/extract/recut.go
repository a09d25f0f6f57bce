package extract

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sitrep/feeds/readalso"
	"sitrep/internal/news"
)

// Bounds for the parts of a plain text that are kept so that its titles can be cut again.
const (
	maxFlat  = 64 << 10 // bytes of the text; a longer one is not kept
	maxStart = 160      // bytes of the text behind a label
	maxAsked = 100      // positions at which a title may begin
)

// Recut reads a text that Page.Flat kept, now that known has headlines of other
// stories: a title that nothing ends goes as far as such a headline. Starts are
// the positions at which known had none, as in news.Flat.
func (x *Extractor) Recut(text string, known func(text string) int) (blocks []news.Block, refs []news.Reference, starts []string) {
	ps := strings.Split(text, "\n")
	asked := &asked{headlines: known}
	found := x.refs().LinesKnown(ps, asked.known)
	blocks, refs = withoutFound(ps, found)
	return blocks, refs, asked.starts
}

// asked notes for which positions of a text a headline was looked for in vain.
type asked struct {
	headlines readalso.Headlines // nil: none are known
	starts    []string
}

func (a *asked) known(text string) int {
	if a.headlines != nil {
		if n := a.headlines(text); n > 0 {
			return n
		}
	}
	n := min(len(text), maxStart)
	for n > 0 && n < len(text) && !utf8.RuneStart(text[n]) {
		n--
	}
	if text = strings.TrimSpace(text[:n]); text != "" && len(a.starts) < maxAsked && !slices.Contains(a.starts, text) {
		a.starts = append(a.starts, text)
	}
	return 0
}

// flat returns the kept parts of a text, if titles were looked for in it.
func (a *asked) flat(paragraphs []string) news.Flat {
	size := len(paragraphs)
	for _, p := range paragraphs {
		size += len(p)
	}
	if len(a.starts) == 0 || size > maxFlat {
		return news.Flat{}
	}
	// A line break within a paragraph would make two of it.
	lines := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		lines[i] = strings.ReplaceAll(p, "\n", " ")
	}
	return news.Flat{Text: strings.Join(lines, "\n"), Starts: a.starts}
}
