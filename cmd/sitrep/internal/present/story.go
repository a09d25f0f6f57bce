package present

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"sitrep/internal/news"
	"sitrep/internal/sanitize"
	"sitrep/ui/reader"
)

// Story is a story with its text, its references in both directions and its earlier
// wordings. Make one with Load.
type Story struct {
	known *sanitize.Sources
	story *news.Story
	body  news.Body
	refs  []news.Reference // without links of the text
	links []linkFields
	cited []*news.Story
	old   []news.Revision
	why   []news.Identity
	left  []news.Furniture // not in body
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
	Live   bool           `json:"live,omitempty"` // the page was growing: this is no edit
}

// Library is the part of the cache that Load reads.
type Library interface {
	Body(ctx context.Context, id news.StoryID, origin news.BodyOrigin) (news.Body, error)
	References(ctx context.Context, id news.StoryID) ([]news.Reference, error)
	CitedBy(ctx context.Context, id news.StoryID) ([]*news.Story, error)
	Revisions(ctx context.Context, id news.StoryID) ([]news.Revision, error)
	Identity(ctx context.Context, id news.StoryID) ([]news.Identity, error)
	LeftOut(ctx context.Context, id news.StoryID) ([]news.Furniture, error)
}

// Load reads the text, references and wordings of a story. The hosts of its
// references are compared with known.
func Load(ctx context.Context, from Library, known *sanitize.Sources, story *news.Story) (*Story, error) {
	all := &Story{known: known, story: story}
	var err, errs error
	all.body, err = from.Body(ctx, story.ID, "")
	errs = errors.Join(errs, err)
	refs, err := from.References(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.cited, err = from.CitedBy(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.old, err = from.Revisions(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.why, err = from.Identity(ctx, story.ID)
	errs = errors.Join(errs, err)
	all.left, err = from.LeftOut(ctx, story.ID)
	if errs = errors.Join(errs, err); errs != nil {
		return nil, errs
	}
	all.split(refs)
	return all, nil
}

// split keeps references and ordinary links apart.
func (a *Story) split(refs []news.Reference) {
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

// Fields returns the JSON object of the story.
func (a *Story) Fields() any {
	refs := make([]refFields, len(a.refs))
	for i, r := range a.refs {
		refs[i] = refOf(r, a.known)
	}
	var revisions []revisionFields
	for _, r := range a.old {
		revisions = append(revisions, revisionFields{r.N, news.FuzzyTime{T: r.SeenAt}, r.Headline, news.Text(r.Body), r.Live})
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
		LiveAt     news.FuzzyTime   `json:"live_at,omitzero"` // a page that grows: when this text was fetched
		Modified   news.FuzzyTime   `json:"modified,omitzero"`
		References []refFields      `json:"references"`
		Links      []linkFields     `json:"links,omitempty"`
		Revisions  []revisionFields `json:"revisions,omitempty"`
		Identity   []identityFields `json:"identity,omitempty"`
	}{
		fieldsOf(a.story), a.story.Byline, news.Text(a.body.Blocks), a.story.FullText || a.body.Whole,
		a.body.Note,
		news.FuzzyTime{T: a.body.LiveAt},
		modified, refs, a.links, revisions, identityOf(a.why),
	}
}

// Name returns a name for a file: date, source and title.
func (a *Story) Name() string {
	return a.story.When().UTC().Format(time.DateOnly) + " " + a.story.Source.String() + " " + a.story.Headline.String()
}

// Text lays the story out for people, in lines of at most width columns.
func (a *Story) Text(width int) string {
	var b strings.Builder
	line := func(s, indent string) {
		fmt.Fprintf(&b, "%s%s\n", indent, Wrap(s, indent, width))
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
func (a *Story) meta() []string {
	s := a.story
	who := s.Source.String()
	if !s.Byline.IsZero() {
		who = strings.TrimPrefix(who+" · "+s.Byline.String(), " · ")
	}
	lines := []string{who, "published " + claimed(s) + " · first seen " + Stamp(s.FirstSeen) + " UTC"}
	if !s.Updated.IsZero() {
		lines[1] += " · updated " + Stamp(s.Updated) + " UTC"
	}
	if !a.body.LiveAt.IsZero() {
		lines = append(lines, "live page, as it was at "+Stamp(a.body.LiveAt)+" UTC")
	}
	edits := slices.DeleteFunc(slices.Clone(a.old), func(r news.Revision) bool { return r.Live })
	if n := len(edits); n > 0 {
		first := edits[n-1]
		edited := "edited; " + Count(n, "earlier wording", "earlier wordings")
		if first.Headline.Equal(s.Headline) {
			edited += ", the text differs (seen " + Stamp(first.SeenAt) + " UTC)"
		} else {
			edited += ": " + first.Headline.String() + " (seen " + Stamp(first.SeenAt) + " UTC)"
		}
		lines = append(lines, edited)
	}
	if s.URL != "" {
		lines = append(lines, s.URL)
	}
	return append(lines, "id "+string(s.ID))
}

// textRefs prints the references that follow the first n blocks.
func (a *Story) textRefs(n int, line func(s, indent string)) {
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
	text := withStruck(block, "[struck out: ", "]", strings.Clone)
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

// withStruck returns the text of a block, passed through escape, with what is
// struck out in it between two marks.
func withStruck(b news.Block, before, after string, escape func(string) string) string {
	text := b.PlainText()
	if len(b.Struck) == 0 || b.Kind == news.Table {
		return escape(text)
	}
	var out strings.Builder
	at := 0
	for _, s := range b.Struck {
		if s.At < at || s.At > len(text) {
			continue
		}
		out.WriteString(text[at:s.At])
		if s.At > 0 && !strings.HasSuffix(text[:s.At], " ") {
			out.WriteByte(' ')
		}
		out.WriteString("\x01" + s.Text.String() + "\x02") // clean text has no controls
		at = s.At
		if next, _ := utf8.DecodeRuneInString(text[at:]); at < len(text) && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
			out.WriteByte(' ')
		}
	}
	out.WriteString(text[at:])
	return strings.NewReplacer("\x01", before, "\x02", after).Replace(escape(out.String()))
}

// textLists prints the references, and what cites the story.
func (a *Story) textLists(b *strings.Builder, line func(s, indent string)) {
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
	found := reader.Found(&r)
	if d := known.Doubt(r.URL); d.Any() {
		found += ", " + d.String()
	}
	switch {
	case r.Target != nil:
		return found + ", " + reader.CachedWord(r.Target) + ", id " + string(r.To)
	case r.To != "":
		return found + ", " + reader.Gone + ", id " + string(r.To)
	case r.URL != "":
		return found + ", " + reader.NotCached + ": " + beside(r.URL)
	}
	return found + ", " + reader.NoAddress
}
