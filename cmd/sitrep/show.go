package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	uireader "sitrep/ui/reader"
)

// shown is all that show knows of a story.
type shown struct {
	known *sanitize.Sources
	story *news.Story
	body  news.Body
	refs  []news.Reference // without links of the text
	links []linkFields
	cited []*news.Story
	old   []news.Revision
}

// linkFields is an ordinary link of the text in JSON.
type linkFields struct {
	URL       string         `json:"url"`
	Title     sanitize.Clean `json:"title,omitzero"`
	Paragraph int            `json:"paragraph"` // the text paragraph it stands in, from 1; 0: not known
	doubtFields
}

type revisionFields struct {
	N      int            `json:"n"`
	SeenAt news.FuzzyTime `json:"seen_at"`
	Title  sanitize.Clean `json:"title,omitzero"`
	Text   string         `json:"text,omitempty"`
}

func showCmd(e *env) *cobra.Command {
	var fetch, asJSON, asMarkdown bool
	var width int
	c := &cobra.Command{
		Use:   "show REF",
		Short: "Print one story with its full text",
		Long: `show prints a story: its text with the references where the editor put them,
its earlier wordings, and what cites it. REF is an id as printed by list, or
the address of the article.

With --fetch the article's page is fetched now, also if the cache does not
know the address yet.`,
		Args: operands(cobra.ExactArgs(1), "one story"),
		RunE: func(c *cobra.Command, args []string) error {
			if asJSON && asMarkdown {
				return usagef("--json and --markdown exclude each other")
			}
			if width < 0 {
				return usagef("--width: %d is less than 0", width)
			}
			open := e.openToRead
			if fetch {
				open = e.open
			}
			s, err := open(c.Context())
			if err != nil {
				return err
			}
			story, note, err := e.storyFor(c.Context(), s, args[0], fetch)
			if err != nil {
				return err
			}
			all, err := load(c.Context(), s, story)
			if err != nil {
				return err
			}
			switch {
			case asJSON:
				err = e.printJSON(all.fields())
			case asMarkdown:
				err = e.printText(all.markdown())
			default:
				if width == 0 {
					width = min(s.cfg.Reader.Width, screenWidth(e.stdout, s.cfg.Reader.Width))
				}
				err = e.printText(all.text(max(width, 20)))
			}
			return errors.Join(err, note)
		},
	}
	c.Flags().BoolVar(&fetch, "fetch", false, "fetch the article's page now")
	c.Flags().IntVar(&width, "width", 0, "wrap text at `N` columns; 0: as the configuration says")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	c.Flags().BoolVar(&asMarkdown, "markdown", false, "print Markdown")
	return c
}

// storyFor finds a story and, if asked, fetches its page first. note is a
// failed fetch of a story that can be shown all the same.
func (e *env) storyFor(ctx context.Context, s *session, ref string, fetch bool) (story *news.Story, note, err error) {
	story, err = s.find(ctx, ref)
	if !fetch {
		return story, nil, err
	}
	address, isURL := sanitize.URL("", ref)
	switch {
	case err == nil:
		note = e.fetchText(ctx, s, story)
		story, err = s.db.Story(ctx, story.ID)
		return story, note, err
	case !errors.Is(err, news.ErrNotFound) || !isURL:
		return nil, nil, err
	}
	id, err := e.fetchPage(ctx, s, address)
	if err != nil {
		return nil, nil, err
	}
	story, err = s.db.Story(ctx, id)
	return story, nil, err
}

func load(ctx context.Context, s *session, story *news.Story) (*shown, error) {
	all := &shown{known: s.sources(), story: story}
	var err, errs error
	all.body, err = s.db.Body(ctx, story.ID, "")
	errs = errors.Join(errs, err)
	refs, err := s.db.References(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.cited, err = s.db.CitedBy(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.old, err = s.db.Revisions(ctx, story.ID)
	if errs = errors.Join(errs, err); errs != nil {
		return nil, errs
	}
	all.split(refs)
	return all, nil
}

// split keeps references and ordinary links apart.
func (a *shown) split(refs []news.Reference) {
	add := func(l linkFields) {
		if !slices.ContainsFunc(a.links, func(have linkFields) bool { return have.URL == l.URL }) {
			a.links = append(a.links, l)
		}
	}
	for i, b := range a.body.Blocks {
		for _, l := range b.Links {
			add(linkFields{l.URL, l.Text, i + 1, doubtOf(a.known, l.URL)})
		}
	}
	for _, r := range refs {
		if r.Kind == news.RefBodylink {
			add(linkFields{r.URL, r.Title, 0, doubtOf(a.known, r.URL)})
		} else {
			a.refs = append(a.refs, r)
		}
	}
}

// fields returns the JSON object of the story.
func (a *shown) fields() any {
	refs := make([]refFields, len(a.refs))
	for i, r := range a.refs {
		refs[i] = refOf(r, a.known)
	}
	var revisions []revisionFields
	for _, r := range a.old {
		revisions = append(revisions, revisionFields{r.N, news.FuzzyTime{T: r.SeenAt}, r.Headline, news.Text(r.Body)})
	}
	var modified news.FuzzyTime
	if a.story.FullText {
		modified.T = a.story.Updated
	}
	return struct {
		storyFields
		Byline     sanitize.Clean   `json:"byline,omitzero"`
		Text       string           `json:"text"`
		FullText   bool             `json:"fulltext"`
		Note       sanitize.Clean   `json:"note,omitzero"`
		Modified   news.FuzzyTime   `json:"modified,omitzero"`
		References []refFields      `json:"references"`
		Links      []linkFields     `json:"links,omitempty"`
		Revisions  []revisionFields `json:"revisions,omitempty"`
	}{
		fieldsOf(a.story), a.story.Byline, news.Text(a.body.Blocks), a.story.FullText || a.body.Whole,
		a.body.Note, modified, refs, a.links, revisions,
	}
}

// text lays the story out for people.
func (a *shown) text(width int) string {
	var b strings.Builder
	line := func(s, indent string) {
		fmt.Fprintf(&b, "%s%s\n", indent, wrap(s, indent, width))
	}
	line(a.story.Headline.String(), "")
	for _, m := range a.meta() {
		line(m, "")
	}
	for i, block := range a.body.Blocks {
		a.textRefs(i, line)
		b.WriteString("\n")
		textBlock(block, line)
	}
	a.textRefs(len(a.body.Blocks), line)
	if len(a.body.Blocks) == 0 && !a.story.Summary.IsZero() {
		b.WriteString("\n")
		line(a.story.Summary.String(), "")
	}
	if !a.body.Note.IsZero() {
		b.WriteString("\n")
		line("["+a.body.Note.String()+"]", "")
	}
	a.textLists(&b, line)
	return b.String()
}

// meta are the lines below the title.
func (a *shown) meta() []string {
	s := a.story
	who := s.Source.String()
	if !s.Byline.IsZero() {
		who = strings.TrimPrefix(who+" · "+s.Byline.String(), " · ")
	}
	lines := []string{who, "published " + claimed(s) + " · first seen " + stamp(s.FirstSeen) + " UTC"}
	if !s.Updated.IsZero() {
		lines[1] += " · updated " + stamp(s.Updated) + " UTC"
	}
	if n := len(a.old); n > 0 {
		first := a.old[n-1]
		edited := "edited; " + count(n, "earlier wording", "earlier wordings")
		if first.Headline.Equal(s.Headline) {
			edited += ", the text differs (seen " + stamp(first.SeenAt) + " UTC)"
		} else {
			edited += ": " + first.Headline.String() + " (seen " + stamp(first.SeenAt) + " UTC)"
		}
		lines = append(lines, edited)
	}
	if s.URL != "" {
		lines = append(lines, s.URL)
	}
	return append(lines, "id "+string(s.ID))
}

// textRefs prints the references that follow the first n blocks.
func (a *shown) textRefs(n int, line func(s, indent string)) {
	for i, r := range a.refs {
		if min(r.Paragraph, len(a.body.Blocks)) == n && r.Kind == news.RefInline {
			line(fmt.Sprintf("» %s [%d]", strings.TrimSpace(marker(r)+" "+title(r)), i+1), "  ")
		}
	}
}

func marker(r news.Reference) string {
	if r.Marker.IsZero() {
		return ""
	}
	return r.Marker.String() + ":"
}

// title returns what to call a reference.
func title(r news.Reference) string {
	switch {
	case !r.Title.IsZero():
		return r.Title.String()
	case r.Target != nil:
		return r.Target.Headline.String()
	}
	return r.URL
}

func textBlock(block news.Block, line func(s, indent string)) {
	text := block.PlainText()
	switch block.Kind {
	case news.Heading:
		line(strings.Repeat("#", max(1, block.Level))+" "+text, "")
	case news.Quote:
		line(text, "  | ")
	case news.ListItem:
		bullet := "- "
		if block.N > 0 {
			bullet = fmt.Sprintf("%d. ", block.N)
		}
		line(bullet+text, strings.Repeat("  ", max(1, block.Level)))
	case news.Caption:
		line("["+text+"]", "")
	case news.Pre, news.Table:
		for l := range strings.SplitSeq(text, "\n") {
			line(l, "  ")
		}
	default:
		line(text, "")
	}
}

// textLists prints the references, and what cites the story.
func (a *shown) textLists(b *strings.Builder, line func(s, indent string)) {
	if len(a.refs) > 0 {
		b.WriteString("\nRead also\n")
	}
	for i, r := range a.refs {
		line(fmt.Sprintf("%d. %s — %s", i+1, title(r), whereabouts(r, a.known)), "  ")
	}
	if len(a.cited) > 0 {
		b.WriteString("\nCited by\n")
	}
	for _, s := range a.cited {
		line(cited(s), "  ")
	}
}

// cited says which story it is that refers to the one shown.
func cited(s *news.Story) string {
	return fmt.Sprintf("%s — %s, %s, id %s", s.Headline, s.Source, dated(s), s.ID)
}

// whereabouts says how a reference was found and where it leads.
func whereabouts(r news.Reference, known *sanitize.Sources) string {
	found := uireader.Found(&r)
	if d := known.Doubt(r.URL); d.Any() {
		found += ", " + d.String()
	}
	switch {
	case r.Target != nil:
		return found + ", " + uireader.CachedWord(r.Target) + ", id " + string(r.To)
	case r.To != "":
		return found + ", " + uireader.Gone + ", id " + string(r.To)
	case r.URL != "":
		return found + ", " + uireader.NotCached + ": " + beside(r.URL)
	}
	return found + ", " + uireader.NoAddress
}

// markdown returns the story as Markdown, source and times first.
func (a *shown) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", mdEscape(a.story.Headline.String()))
	for i, m := range a.meta() {
		if i > 0 {
			b.WriteString("  \n")
		}
		if m == a.story.URL {
			m = "<" + m + ">"
		} else {
			m = mdEscape(m)
		}
		b.WriteString(m)
	}
	b.WriteString("\n")
	for i, block := range a.body.Blocks {
		a.mdRefs(&b, i)
		b.WriteString("\n" + mdBlock(block) + "\n")
	}
	a.mdRefs(&b, len(a.body.Blocks))
	if len(a.refs) > 0 {
		b.WriteString("\n## Read also\n\n")
	}
	for i, r := range a.refs {
		fmt.Fprintf(&b, "%d. %s\n", i+1, mdLink(title(r), r.URL))
	}
	return b.String()
}

func (a *shown) mdRefs(b *strings.Builder, n int) {
	for _, r := range a.refs {
		if min(r.Paragraph, len(a.body.Blocks)) == n && r.Kind == news.RefInline {
			fmt.Fprintf(b, "\n**%s** %s\n", mdEscape(marker(r)), mdLink(title(r), r.URL))
		}
	}
}

func mdLink(text, address string) string {
	if u, err := url.Parse(address); address == "" || err != nil || u.Host == "" {
		return mdEscape(text)
	}
	return "[" + mdEscape(text) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(address) + ">)"
}

func mdBlock(b news.Block) string {
	text := mdEscape(b.PlainText())
	switch b.Kind {
	case news.Heading:
		return strings.Repeat("#", min(6, max(2, b.Level))) + " " + text
	case news.Quote:
		return "> " + strings.ReplaceAll(text, "\n", "\n> ")
	case news.ListItem:
		bullet := "- "
		if b.N > 0 {
			bullet = fmt.Sprintf("%d. ", b.N)
		}
		return strings.Repeat("    ", max(0, b.Level-1)) + bullet + text
	case news.Caption:
		return "*" + text + "*"
	case news.Pre:
		return "    " + strings.ReplaceAll(b.PlainText(), "\n", "\n    ")
	case news.Table:
		return mdTable(b)
	default:
		return text
	}
}

func mdTable(b news.Block) string {
	if len(b.Rows) == 0 {
		return mdEscape(b.PlainText())
	}
	var lines []string
	for i, row := range b.Rows {
		cells := make([]string, len(row))
		for j, c := range row {
			cells[j] = strings.ReplaceAll(mdEscape(c.String()), "|", `\|`)
		}
		lines = append(lines, "| "+strings.Join(cells, " | ")+" |")
		if i == 0 {
			lines = append(lines, "|"+strings.Repeat("---|", len(row)))
		}
	}
	return strings.Join(lines, "\n")
}

// entity is what Markdown reads as a character by its name or number.
var entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)

// mdEscape keeps text from being read as markup (CommonMark 0.31, and what is
// struck out). A mark at the start of a line is escaped only where it would
// begin a heading, list or quote or underline one; spaces there go, since they
// would begin code.
func mdEscape(s string) string {
	s = strings.NewReplacer(`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "~", `\~`).Replace(s)
	s = entity.ReplaceAllString(s, `\&$1`)
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimLeft(l, " \t")
		digits := len(l) - len(strings.TrimLeft(l, "0123456789"))
		switch rest := l[digits:]; {
		case digits == 0 && l != "" && strings.ContainsRune("#>+-=", rune(l[0])):
			l = `\` + l
		case digits > 0 && digits < 10 && (rest == "." || rest == ")" || strings.HasPrefix(rest, ". ") || strings.HasPrefix(rest, ") ")):
			l = l[:digits] + `\` + rest
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}
